"""`crm-sheets check`: read the workbook and say what is wrong in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from crm_sheets.commands.options import Request, common_options
from crm_sheets.exit_codes import ExitCode
from crm_sheets.model import Text

if TYPE_CHECKING:
    import polars as pl

NO_PROBLEMS = Text("Tidak ada masalah.", "No problems.")
HEADLINE = Text("{count} masalah di {workbook}:", "{count} problems in {workbook}:")
MORE = Text("... dan {count} lagi (--all untuk semua).", "... and {count} more (--all for all of them).")


@click.command("check")
@click.option("--all", "show_all", is_flag=True, help="Every problem instead of the first 40.")
@common_options
def command(request: Request, show_all: bool) -> int:
    """Say what is wrong in the workbook and what to type instead; exit code 1 if anything is."""
    from crm_sheets.pipeline import look
    from crm_sheets.problems import describe

    workspace = request.workspace(dry_run=True)
    language = request.speaks(workspace)
    problems = describe(look(workspace).problems, language)
    request.say(_as_text(problems, workspace.workbook.name, language, None if show_all else 40), problems.to_dicts())
    return ExitCode.PROBLEMS if problems.height else ExitCode.OK


def _as_text(problems: pl.DataFrame, workbook: str, language: str, limit: int | None) -> str:
    if problems.is_empty():
        return NO_PROBLEMS.in_language(language)
    shown = problems.head(limit) if limit else problems
    lines = [HEADLINE.in_language(language).format(count=problems.height, workbook=workbook)]
    for row in shown.iter_rows(named=True):
        lines += [f"  {row['where']}: {row['message']}", f"      {row['remedy']}"]
    if problems.height > shown.height:
        lines.append(MORE.in_language(language).format(count=problems.height - shown.height))
    return "\n".join(lines)
