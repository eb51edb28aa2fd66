"""What a run notes so that a program can be compared, and what has come of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from crm_sheets.comparison import Compared, compare
from crm_sheets.ledger import HeldOut
from crm_sheets.model import Medium, Purpose, SkipReason
from crm_sheets.program_names import wanted_program
from crm_sheets.progress import Progress
from crm_sheets.session import Session

if TYPE_CHECKING:
    from crm_sheets.day import Day
    from crm_sheets.outgoing import Outgoing
    from crm_sheets.workspace import Workspace


def note_held_out(session: Session, day: Day, purposes: Collection[Purpose], outgoing: Outgoing) -> None:
    """Note whom this run leaves out to compare, of the programs with these purposes.

    While the messages of everybody else are held back, nobody is left out of them either: their turn comes together.
    """
    programs = [program.program_id for program in day.programs if program.purpose in purposes]
    is_held_out = (pl.col("reason") == SkipReason.HELD_OUT) & pl.col("program").is_in(programs)
    held = day.decisions.filter(is_held_out)
    if outgoing.held or (session.is_live and session.incoming.failure):
        held = held.filter(~pl.col("medium").is_in([medium for medium in Medium if medium.is_message]))
    columns = ("program", "subject", "period", "customer_id")
    found = [
        HeldOut(f"{program}|{subject}|{period}", program, customer, period)
        for program, subject, period, customer in held.select(columns).iter_rows()
    ]
    if found:
        session.ledger.note_held_out(session.run, found, session.workspace.now())


def program_results(
    workspace: Workspace, name: str, days: int, since: date | None, language: str
) -> tuple[str, Compared]:
    """A program's name and what came of it; the workspace must be a dry run.

    Raises ConfigurationError in `language` for no such program.
    """
    with Session.begin(workspace, Progress(), asks=False) as session:
        history, held_out = session.history, session.held_out
        names = _names(session, [*history["program"].unique(), *held_out["program"].unique()])
        program = _wanted(name, names, language)
        return names[program], compare(program, history, held_out, session.book, workspace.as_of, days, since)


def _names(session: Session, acted: Collection[str]) -> dict[str, str]:
    """The programs of the workbook by id, and those that are gone from it but not from the ledger."""
    rows = session.book.table("programs").drop_nulls("program_id").select("program_id", "name")
    known = {program: name or program for program, name in rows.iter_rows()}
    return {**{program: program for program in sorted(acted) if not program.startswith("_")}, **known}


def _wanted(name: str, names: dict[str, str], language: str) -> str:
    known = list(names.items())
    return known[wanted_program(name, known, language)][0]
