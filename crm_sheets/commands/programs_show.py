"""`crm-sheets programs show NAME`: one program in plain sentences, and who is due in the next 30 days."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from crm_sheets.commands.options import Request, common_options
from crm_sheets.exit_codes import ExitCode
from crm_sheets.model import Decision, SkipReason, Text
from crm_sheets.reasons import DECISION_TEXTS, SKIP_REASON_TEXTS
from crm_sheets.summary import Noun

if TYPE_CHECKING:
    import polars as pl

    from crm_sheets.model import Program
    from crm_sheets.rehearsal import Rehearsal

DAYS = 30
MOST_LINES = 40
RESTS = Text("Beristirahat: {why}.", "Rests: {why}.")
IF_IT_RAN = Text("Bila ia jalan, ", "If it ran, ")
WHO = Text("{count} dalam 30 hari, dari {as_of}:", "{count} in 30 days, from {as_of}:")
NOBODY = Text("Dalam 30 hari tidak ada yang jatuh waktu.", "Nobody is due within 30 days.")
CONTACTS = Noun("kontak jatuh waktu", "contact due", "contacts due")
MORE = Text("  ... dan {count} lagi (--json untuk semuanya)", "  ... and {count} more (--json for all)")


@click.command("show")
@click.argument("name")
@common_options
def show(request: Request, name: str) -> int:
    """Say in sentences what the program NAME (its id, or its name) does, and who is due in the next 30 days."""
    from crm_sheets.programs.in_words import program_in_words
    from crm_sheets.rehearsal import rehearse

    workspace = request.workspace(dry_run=True)
    language = request.speaks(workspace)
    with rehearse(workspace, language) as rehearsal:
        listed = rehearsal.named(name)
        program = rehearsal.usable(name)
        sentences = program_in_words(program, rehearsal.book, language)
        due = _due(rehearsal, program, language)
    lines = [f"{listed.name} ({listed.program_id})", "", *sentences]
    lines += [RESTS.in_language(language).format(why=listed.rests)] if listed.rests else []
    lines += ["", *_who(due, str(workspace.as_of), language, if_it_ran=bool(listed.rests))]
    data = {"program": listed.program_id, "name": listed.name, "sentences": sentences, "rests": listed.rests}
    request.say("\n".join(lines), {**data, "due": due.to_dicts()})
    return ExitCode.OK


def _due(rehearsal: Rehearsal, program: Program, language: str) -> pl.DataFrame:
    """Who is due on which day, with what would happen: each contact once, as it stands on its last day here."""
    import polars as pl

    from crm_sheets.backtest import replay
    from crm_sheets.backtest.replay import days_from
    from crm_sheets.commands.day_bar import day_bar

    as_of = rehearsal.workspace.as_of
    ground = rehearsal.trial(program, None, alone=False)
    with day_bar(DAYS, language) as advance:
        played = replay(ground, days_from(as_of, DAYS), {program.program_id}, rehearsal.write, advance)
    best = pl.col("decision") != Decision.KEPT
    in_time = pl.col("due_date") + pl.duration(days=program.lateness_days) >= as_of
    return (
        played.decisions.filter(in_time)
        .sort("key", best, "on")
        .unique("key", keep="first", maintain_order=True)
        .sort("on", "customer_id", "key")
        .select("on", "key", "customer_id", "due_date", "occasion_date", "medium", "decision", "reason", "detail")
        .join(rehearsal.customers, on="customer_id", how="left", maintain_order="left")
    )


def _who(due: pl.DataFrame, as_of: str, language: str, *, if_it_ran: bool) -> Iterator[str]:
    if due.is_empty():
        yield NOBODY.in_language(language)
        return
    count = CONTACTS.counted(due.height, language)
    headline = WHO.in_language(language).format(count=count, as_of=as_of)
    yield (IF_IT_RAN.in_language(language) if if_it_ran else "") + headline
    yield from (_line(row, language) for row in due.head(MOST_LINES).iter_rows(named=True))
    if due.height > MOST_LINES:
        yield MORE.in_language(language).format(count=due.height - MOST_LINES)


def _line(row: dict[str, Any], language: str) -> str:
    from crm_sheets.commands.plan import channel_label

    who = f"{row['customer'] or row['customer_id']} ({row['customer_id']})"
    medium = channel_label(row["medium"], language)
    return f"  {row['on']}  {who:<34} {medium:<12} {why(row, language)}".rstrip()


def why(row: dict[str, Any], language: str) -> str:
    """What was decided about a contact, with its reason and its detail."""
    decided = DECISION_TEXTS[Decision(row["decision"])].in_language(language)
    reason = SKIP_REASON_TEXTS[SkipReason(row["reason"])].in_language(language) if row["reason"] else ""
    return ": ".join(part for part in (decided, reason, row["detail"]) if part)
