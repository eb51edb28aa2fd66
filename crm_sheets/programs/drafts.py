"""Rows of the `Programs` tab that cannot run yet, as far as they can be read.

They are looked at like the others, so that a row tells all that is wrong in it at once; they never run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crm_sheets.model import Program, Purpose, Repeat
from crm_sheets.programs.occasion_names import OccasionError, resolve_occasion
from crm_sheets.programs.rows import REQUIRED, program_of
from crm_sheets.tables import ROW, Book

STAND_INS: Mapping[str, Any] = {
    **dict.fromkeys(REQUIRED, ""),
    "purpose": Purpose.SERVICE,
    "repeat": Repeat.YEARLY,
}
"""What stands for a required cell that is blank or cannot be read; nothing is told about these."""


def read_drafts(book: Book, programs: Sequence[Program], *, live: bool = False) -> tuple[Program, ...]:
    """The rows that are switched on and are none of `programs`: to be checked, never to run.

    Where nobody can tell what causes the contacts, `occasion` and `tab` are "".
    """
    running = {program.row for program in programs}
    rows = book.table("programs").iter_rows(named=True)
    return tuple(_draft(book, row, live=live) for row in rows if row["active"] is not False and row[ROW] not in running)


def _draft(book: Book, row: Mapping[str, Any], *, live: bool) -> Program:
    known = {name: stand_in for name, stand_in in STAND_INS.items() if not row[name]}
    if not row["template"]:
        known["channels"] = ""  # there is no text to look for
    return program_of(book, {**row, **known}, _occasion(book, row), live=live)


def _occasion(book: Book, row: Mapping[str, Any]) -> tuple[str, Repeat]:
    """The occasion and how it repeats; "" where no day can be told: then the tab may well be another one too."""
    typed, repeats = row["occasion"] or "", [Repeat(row["repeat"] or Repeat.YEARLY), Repeat.YEARLY, Repeat.CALENDAR]
    for repeat in repeats if typed else ():
        try:
            return resolve_occasion(typed, repeat, book)
        except OccasionError as error:
            if error.column == "occasion":
                break
    return "", Repeat.YEARLY
