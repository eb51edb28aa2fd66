"""`crm-sheets init FOLDER`: everything that a team needs to start, in one folder."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import click

from crm_sheets.errors import ConfigurationError
from crm_sheets.exit_codes import ExitCode

SETTINGS = """\
# The operator's settings; the team's are in the Settings tab of the workbook.
workbook = "{workbook}"
timezone = "Asia/Jakarta"
country = "ID"
language = "{language}"

# A tab of yours with its own headers is mapped, not replaced:
# [tabs.customers.columns]
# birth_date = "Tgl lahir nasabah"
"""

NEXT = """\
{folder} is ready. Next:
  cd {folder}
  crm-sheets check          what is wrong in {workbook}
  crm-sheets preview        today's messages as a page
  crm-sheets run nightly    the whole day; messages go to the folder outbox/, nobody gets anything
The workbook is a sample to try things on. Put your own in its place when you are ready.
"""


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would be made; make nothing.")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.option("--language", type=click.Choice(["id", "en"]), default="id", help="Language of the sample's headers.")
def command(folder: Path, dry_run: bool, as_json: bool, language: str) -> int:
    """Make FOLDER with a sample workbook, settings, templates and cron jobs; never overwrites a file."""
    workbook = "pelanggan.xlsx" if language == "id" else "customers.xlsx"
    places = [folder / name for name in (workbook, "crm.toml", "templates", "jobs")]
    there = [place for place in places if place.exists()]
    if there:
        raise ConfigurationError(f'"{there[0]}" is there already and is not overwritten. Choose another folder.')
    if not dry_run:
        _make(folder, workbook, language)
    made = [str(place) for place in places]
    text = NEXT.format(folder=folder, workbook=workbook)
    click.echo(json.dumps({"made": made, "dry_run": dry_run}) if as_json else text, nl=as_json)
    return ExitCode.OK


def _make(folder: Path, workbook: str, language: str) -> None:
    from crm_sheets.shipped import shipped

    hidden = shutil.ignore_patterns("__pycache__", "*.pyc")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _copy_sample(folder / workbook, language)
        shutil.copytree(shipped("templates"), folder / "templates", ignore=hidden)
        shutil.copytree(shipped("jobs"), folder / "jobs", ignore=hidden)
        (folder / "crm.toml").write_text(SETTINGS.format(workbook=workbook, language=language), encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(f'"{folder}" cannot be made: {error.strerror}. Choose another folder.') from None


def _copy_sample(file: Path, language: str) -> None:
    """The shipped sample is Indonesian; the English one is built, which takes a moment."""
    from crm_sheets.shipped import shipped

    if language == "id":
        shutil.copyfile(shipped("sample_sheet.xlsx"), file)
        return
    from crm_sheets.sample.book import make_book
    from crm_sheets.sample.options import Options
    from crm_sheets.sample.writer import write_workbook

    write_workbook(make_book(Options(language=language)), file)
