"""`crm-sheets programs list`: every program, when it is next due, and which rest and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from textwrap import indent
from typing import TYPE_CHECKING, Any

import click

from crm_sheets.commands.options import Request, common_options
from crm_sheets.exit_codes import ExitCode
from crm_sheets.model import Text
from crm_sheets.summary import Noun

if TYPE_CHECKING:
    import polars as pl

    from crm_sheets.model import Program
    from crm_sheets.programs.resting import Listed
    from crm_sheets.rehearsal import Rehearsal

WEEK, LOOKED_AHEAD = 7, 31
"""Days, today among them."""

HEADLINE = Text("{programs} per {as_of}, {resting} beristirahat:", "{programs} as of {as_of}, {resting} resting:")
PROGRAMS = Noun("program", "program", "programs")
RESTING = Text("Beristirahat", "Resting")
NONE = Text(
    'Belum ada program. Tambahkan dengan "crm-sheets programs new".',
    'There are no programs yet. Add one with "crm-sheets programs new".',
)
ASKS = Text("menunggu centang", "waits for a tick")
BY_ITSELF = Text("jalan sendiri", "goes by itself")
WORK = Text("tugas untuk tim", "work for people")
NEXT = Text("berikutnya {day}", "next on {day}")
NOT_SOON = Text("tidak ada dalam 30 hari", "none within 30 days")
THIS_WEEK = Text("{count} dalam 7 hari", "{count} within 7 days")

BROKEN = Text("templat bermasalah", "template problem")
MORE = Text(" (dan {count} lagi: crm-sheets lint)", " (and {count} more: crm-sheets lint)")


@click.command("list")
@common_options
def list_all(request: Request) -> int:
    """Show each program: what for, when, by which way, what falls due; and which rest and why."""
    from crm_sheets.backtest import coming
    from crm_sheets.backtest.replay import days_from
    from crm_sheets.commands.day_bar import day_bar
    from crm_sheets.rehearsal import rehearse

    workspace = request.workspace(dry_run=True)
    language = request.speaks(workspace)
    with rehearse(workspace, language) as rehearsal, day_bar(LOOKED_AHEAD, language) as advance:
        due = coming(rehearsal.ground, days_from(workspace.as_of, LOOKED_AHEAD), advance)
        broken = rehearsal.template_problems()
        rows = [_row(listed, due, rehearsal, broken, language) for listed in rehearsal.listed]
    request.say("\n".join(_lines(rows, workspace.as_of, language)), rows)
    return ExitCode.OK


def _row(
    listed: Listed, due: pl.DataFrame, rehearsal: Rehearsal, broken: Mapping[int, Sequence[str]], language: str
) -> dict[str, Any]:
    known: dict[str, Any] = {"program": listed.program_id, "name": listed.name, "rests": listed.rests}
    if listed.program is None:
        return known
    known["template_problems"] = list(broken.get(listed.program.row, ()))
    return known | _described(listed.program, rehearsal, language) | _coming(listed, due, rehearsal.workspace.as_of)


def _described(program: Program, rehearsal: Rehearsal, language: str) -> dict[str, Any]:
    from crm_sheets.programs.in_words import channels_in_words, occasion_in_words, purpose_label

    return {
        "purpose": program.purpose.value,
        "purpose_label": purpose_label(program.purpose, language),
        "occasion": program.occasion,
        "when": occasion_in_words(program, rehearsal.book, language),
        "channels": [medium.value for medium in program.media],
        "how": channels_in_words(program, language),
        "approval": program.needs_approval,
    }


def _coming(listed: Listed, due: pl.DataFrame, as_of: date) -> dict[str, Any]:
    if listed.rests:
        return {"next_due": None, "in_7_days": 0}
    days = due.filter(due["program"] == listed.program_id)["due_date"]
    return {"next_due": days.min(), "in_7_days": sum((day - as_of).days < WEEK for day in days)}


def _lines(rows: Sequence[Mapping[str, Any]], as_of: date, language: str) -> Iterator[str]:
    if not rows:
        yield NONE.in_language(language)
        return
    resting = [row for row in rows if row["rests"]]
    count = PROGRAMS.counted(len(rows), language)
    yield HEADLINE.in_language(language).format(programs=count, as_of=as_of, resting=len(resting))
    for row in rows:
        if not row["rests"]:
            yield from ("", *_entry(row, language))
    if resting:
        yield from ("", f"{RESTING.in_language(language)}:")
        for row in resting:
            yield from (f"  {row['program']} · {row['name']}:{_beneath(row['rests'])}", *_broken(row, language))


def _entry(row: Mapping[str, Any], language: str) -> Iterator[str]:
    yield f"{row['program']} · {row['name']} ({row['purpose_label']})"
    yield f"    {row['when']}; {row['how']}"
    is_message = bool({"sms", "whatsapp", "email"} & set(row["channels"]))
    tick = (ASKS if row["approval"] else BY_ITSELF) if is_message else WORK
    next_due = NEXT.in_language(language).format(day=row["next_due"]) if row["next_due"] else ""
    parts = [tick.in_language(language), next_due or NOT_SOON.in_language(language)]
    if row["in_7_days"]:
        parts.append(THIS_WEEK.in_language(language).format(count=row["in_7_days"]))
    yield f"    {' · '.join(parts)}"
    yield from _broken(row, language)


def _beneath(lines: str) -> str:
    """One reason stays on its line, several stand beneath."""
    return "\n" + indent(lines, "      ") if "\n" in lines else f" {lines}"


def _broken(row: Mapping[str, Any], language: str) -> Iterator[str]:
    """The first of what is wrong with the program's texts."""
    found = row.get("template_problems") or ()
    if found:
        more = MORE.in_language(language).format(count=len(found) - 1) if len(found) > 1 else ""
        yield f"    ! {BROKEN.in_language(language)}: {found[0]}{more}"
