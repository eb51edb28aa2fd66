"""Build a sample workbook: `python -m crm_sheets.sample --output sample_sheet.xlsx`."""

from __future__ import annotations

from pathlib import Path

import click

from crm_sheets.sample.book import make_book
from crm_sheets.sample.faults import write_faults
from crm_sheets.sample.options import Options
from crm_sheets.sample.writer import write_workbook


@click.command()
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), default=Path("sample_sheet.xlsx"))
@click.option("--customers", type=click.IntRange(min=1), default=150, show_default=True)
@click.option("--transactions", type=click.IntRange(min=0), default=900, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--language", type=click.Choice(["id", "en"]), default="id", show_default=True)
@click.option("--faults/--no-faults", default=True, show_default=True, help="Plant typing mistakes.")
@click.option("--faults-list", type=click.Path(dir_okay=False, path_type=Path), help="Write the mistakes' list (CSV).")
def main(
    output: Path, customers: int, transactions: int, seed: int, language: str, faults: bool, faults_list: Path | None
) -> None:
    """Build the sample workbook; the same options always give the same file."""
    book = make_book(Options(customers, transactions, seed, language, faults))
    write_workbook(book, output)
    if faults_list:
        write_faults(book.faults, faults_list)
    click.echo(f"{output}: {sum(map(len, book.tabs.values()))} rows in {len(book.tabs)} tabs")


if __name__ == "__main__":
    main()
