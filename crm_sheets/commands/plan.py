"""`crm-sheets plan`: who would be contacted today, and who would not and why."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from crm_sheets.commands.options import Day as DayType
from crm_sheets.commands.options import Request, common_options
from crm_sheets.commands.saving import save
from crm_sheets.exit_codes import ExitCode
from crm_sheets.model import Decision, SkipReason, Text
from crm_sheets.reasons import DECISION_TEXTS, SKIP_REASON_TEXTS
from crm_sheets.summary import Noun

if TYPE_CHECKING:
    from collections.abc import Collection

    import polars as pl

    from crm_sheets.commands.saved_plan import SavedPlan
    from crm_sheets.day import Day
    from crm_sheets.workspace import Workspace

CONTACTS = Noun("kontak jatuh waktu", "contact due", "contacts due")
HEADLINE = Text("{count} per {as_of}:", "{count} as of {as_of}:")
SAVED = Text("Disimpan di {file}.", "Saved in {file}.")
TO_ASK = Text("akan ditaruh di Kotak keluar", "will be put into the Outbox")
DAY_SHAPE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")
NOTHING = Text("Tidak ada kontak yang jatuh waktu per {as_of}.", "No contact is due as of {as_of}.")


class FileOrDay(click.ParamType["Path | date"]):
    """A day as YYYY-MM-DD, else a file."""

    name = "FILE|YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path | date:
        """A text that looks like a day is one."""
        if not isinstance(value, str):
            return value  # type: ignore[no-any-return]
        return day_type.convert(value, param, ctx) if DAY_SHAPE.fullmatch(value) else Path(value)


day_type = DayType()


@click.command("plan")
@click.option("--save", "file", type=click.Path(path_type=Path, dir_okay=False), help="Keep the plan in a file.")
@click.option("--diff", "other", type=FileOrDay(), help="What has changed since a kept plan, or since that day's plan.")
@common_options
def command(request: Request, file: Path | None, other: Path | date | None) -> int:
    """Show each contact that is due, kept or skipped with its reason; nothing is written or sent."""
    from crm_sheets.commands.saved_plan import SavedPlan, plan_text

    workspace = request.workspace(dry_run=True)
    language = request.speaks(workspace)
    rows = _planned(workspace, language)
    if file is not None and not request.dry_run:
        save(file, plan_text(SavedPlan(workspace.as_of, rows)), "--save", language)
    kept = "" if file is None or request.dry_run else SAVED.in_language(language).format(file=file)
    if other is not None:
        return _say_difference(request, SavedPlan(workspace.as_of, rows), other, kept, language)
    text = _as_text(rows, str(workspace.as_of), language)
    request.say(f"{text.splitlines()[0].rstrip(':.')}. {kept}" if kept else text, rows.drop("key").to_dicts())
    return ExitCode.OK


def _planned(workspace: Workspace, language: str) -> pl.DataFrame:
    from crm_sheets.pipeline import look_ahead

    workspace.told_in = language
    day, outgoing = look_ahead(workspace)
    return _named(day, {message.contact.key for message in outgoing.to_ask}, language)


def _say_difference(request: Request, now: SavedPlan, other: Path | date, kept: str, language: str) -> int:
    from crm_sheets.commands.plan_changes import changes_in_words
    from crm_sheets.commands.saved_plan import SavedPlan, read_plan
    from crm_sheets.plan.difference import difference

    if isinstance(other, Path):
        before = read_plan(other, language)
    else:
        then = replace(request, as_of=other).workspace(dry_run=True)
        before = SavedPlan(other, _planned(then, language))
    changes = difference(before.contacts, now.contacts)
    data = {"before": before.as_of, "after": now.as_of, "changes": changes.to_dicts()}
    request.say(f"{changes_in_words(changes, before.as_of, now.as_of, language)}\n{kept}".rstrip(), data)
    return ExitCode.OK


def _named(day: Day, to_ask: Collection[str], language: str) -> pl.DataFrame:
    """The decisions with names of programs and customers, without addresses; `to_ask` are keys of contacts."""
    import polars as pl

    customers = day.profiles.select("customer_id", customer="name")
    programs = {program.program_id: program.name for program in day.programs}
    asked = pl.concat_str("program", "subject", "period", separator="|").is_in(list(to_ask))
    return (
        day.decisions.drop("address")
        .with_columns(
            detail=pl.when(asked).then(pl.lit(TO_ASK.in_language(language))).otherwise("detail"),
            program_name=pl.col("program").replace(programs),
            key=pl.concat_str("program", "subject", "period", separator="|"),
        )
        .join(customers, on="customer_id", how="left", maintain_order="left")
    )


def _as_text(rows: pl.DataFrame, as_of: str, language: str) -> str:
    if rows.is_empty():
        return NOTHING.in_language(language).format(as_of=as_of)
    lines = [HEADLINE.in_language(language).format(count=CONTACTS.counted(rows.height, language), as_of=as_of)]
    return "\n".join(lines + [_line(row, language) for row in rows.iter_rows(named=True)])


def _line(row: dict[str, str], language: str) -> str:
    decision = DECISION_TEXTS[Decision(row["decision"])].in_language(language)
    reason = SKIP_REASON_TEXTS[SkipReason(row["reason"])].in_language(language) if row["reason"] else ""
    why = ": ".join(part for part in (reason, row["detail"]) if part)
    who = f"{row['customer'] or row['customer_id']} ({row['customer_id']})"
    medium = channel_label(row["medium"], language)
    return f"  {decision:<10} {row['program_name']:<27} {medium:<12} {who:<34} {why}".rstrip()


def channel_label(medium: str, language: str) -> str:
    """A medium as people call it."""
    from crm_sheets.schema.choices import CHANNELS

    labels = {choice.value: choice.label for choice in CHANNELS}
    return labels[medium].in_language(language) if medium in labels else medium
