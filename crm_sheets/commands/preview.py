"""`crm-sheets preview`: today's messages as one page to look at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from crm_sheets.commands.options import Request, common_options
from crm_sheets.commands.saving import save
from crm_sheets.exit_codes import ExitCode
from crm_sheets.model import Text

if TYPE_CHECKING:
    import polars as pl

    from crm_sheets.day import Day

DONE = Text(
    "{messages} pesan, {approvals} menunggu persetujuan, {tasks} tugas, {skipped} dilewati: buka {file}",
    "{messages} messages, {approvals} awaiting approval, {tasks} tasks, {skipped} skipped: open {file}",
)


@click.command("preview")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="The page's file instead of preview.html.")
@common_options
def command(request: Request, output: Path | None) -> int:
    """Write one HTML page with every message of the day, the work for people, and who is skipped and why."""
    from crm_sheets.pipeline import look_ahead
    from crm_sheets.preview import Preview, preview_page

    workspace = request.workspace(dry_run=True)
    workspace.told_in = request.language or ""
    day, outgoing = look_ahead(workspace)
    language = day.language
    skipped = _left_out(day)
    approvals = [*outgoing.to_ask, *outgoing.asked]
    preview = Preview(
        outgoing.messages,
        approvals,
        outgoing.tasks,
        skipped,
        day.programs,
        problems=day.problems.height,
        later=outgoing.later,
        notice=outgoing.unusual.notice(language) if outgoing.unusual else "",
    )
    page = preview_page(preview, day.as_of, day.settings, language, loader=workspace.templates)
    file = output or workspace.preview
    if not request.dry_run:
        save(file, page, "--output", request.speaks(workspace))
    counts = {
        "messages": len(outgoing.messages) + len(outgoing.later),
        "approvals": len(approvals),
        "tasks": len(outgoing.tasks),
        "skipped": skipped.height - len(approvals) - len(outgoing.later),
        "file": str(file),
    }
    request.say(DONE.in_language(request.speaks(workspace)).format(**counts), counts)
    return ExitCode.OK


def _left_out(day: Day) -> pl.DataFrame:
    """Who is not contacted, with the name and who looks after them."""
    import polars as pl

    names = day.profiles.select("customer_id", customer="name", customer_owner="owner")
    by_program = {program.program_id: program.owner for program in day.programs if program.owner}
    owner = pl.col("program").replace_strict(by_program, default=None, return_dtype=pl.String)
    return (
        day.decisions.filter(pl.col("decision") != "kept")
        .join(names, on="customer_id", how="left")
        .with_columns(owner=pl.coalesce(owner, "customer_owner").fill_null(""))
        .drop("customer_owner")
    )
