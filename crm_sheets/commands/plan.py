"""`crm-sheets plan`: who would be contacted today, and who would not and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from crm_sheets.commands.options import Request, common_options
from crm_sheets.exit_codes import ExitCode
from crm_sheets.model import Decision, SkipReason, Text
from crm_sheets.reasons import DECISION_TEXTS, SKIP_REASON_TEXTS

if TYPE_CHECKING:
    import polars as pl

HEADLINE = Text("{count} kontak jatuh waktu per {as_of}:", "{count} contacts due as of {as_of}:")
NOTHING = Text("Tidak ada kontak yang jatuh waktu per {as_of}.", "No contact is due as of {as_of}.")


@click.command("plan")
@common_options
def command(request: Request) -> int:
    """Show each contact that is due, kept or skipped with its reason; nothing is written or sent."""
    from crm_sheets.pipeline import look_ahead

    workspace = request.workspace(dry_run=True)
    day, _ = look_ahead(workspace)
    language = request.speaks(workspace)
    names = day.profiles.select("customer_id", customer="name")
    rows = day.decisions.join(names, on="customer_id", how="left", maintain_order="left").drop("address")
    request.say(_as_text(rows, str(day.as_of), language), rows.to_dicts())
    return ExitCode.OK


def _as_text(rows: pl.DataFrame, as_of: str, language: str) -> str:
    if rows.is_empty():
        return NOTHING.in_language(language).format(as_of=as_of)
    lines = [HEADLINE.in_language(language).format(count=rows.height, as_of=as_of)]
    return "\n".join(lines + [_line(row, language) for row in rows.iter_rows(named=True)])


def _line(row: dict[str, str], language: str) -> str:
    decision = DECISION_TEXTS[Decision(row["decision"])].in_language(language)
    reason = SKIP_REASON_TEXTS[SkipReason(row["reason"])].in_language(language) if row["reason"] else ""
    why = ": ".join(part for part in (reason, row["detail"]) if part)
    who = f"{row['customer'] or row['customer_id']} ({row['customer_id']})"
    return f"  {decision:<10} {row['program']:<22} {row['medium']:<9} {who:<34} {why}".rstrip()
