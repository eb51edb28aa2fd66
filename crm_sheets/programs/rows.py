"""The rows of the `Programs` tab as Program values.

A blank cell takes its default: active, no offset, no condition, no owner of its own, priority 5, may be 3 days late,
but not beyond an occasion that it comes before; approval is needed once messages go to people, and is not while they go
to files (law 7). A row that lacks a required cell, or has an error in any of its cells, is left out; a blank cell and
one that cannot be read are the validation's to tell, and the latter never counts as blank.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from crm_sheets.model import HandledBy, Medium, ProblemCode, Program, Purpose, Repeat, Text
from crm_sheets.problems import faulty_rows, problem
from crm_sheets.programs.candidates import SEPARATOR
from crm_sheets.programs.occasion_names import OccasionError, resolve_occasion
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Kind
from crm_sheets.tables import PROBLEMS, ROW, Book

DEFAULT_PRIORITY = 5
DEFAULT_LATENESS_DAYS = 3
REQUIRED = ("program_id", "name", "purpose", "repeat", "channels", "occasion", "template")
NO_SEPARATOR = Text(
    "Tanda | tidak boleh ada di sini; tulis misalnya {instead}.", "There may be no | here; write for example {instead}."
)

TOO_MANY_HELD_OUT = Text(
    "Uji coba dan kelompok pembanding bersama lebih dari 100%; turunkan salah satunya.",
    "The pilot share and the share held out are more than 100% together; lower one of them.",
)


def read_programs(book: Book, language: str = "id", *, live: bool = False) -> tuple[tuple[Program, ...], pl.DataFrame]:
    """The active programs in the order of their rows, and a problem for each row that cannot be used.

    `language` ("id", "en") is that of the problems' hints. With `live` messages go to people: then a program needs
    approval until its row says no.
    """
    programs: dict[str, Program] = {}
    faulty = faulty_rows(book, "programs")
    problems: list[dict[str, Any]] = []
    for row in book.table("programs").iter_rows(named=True):
        found = _problems(book, row, language)
        problems += found
        if not found and _is_complete(row) and row["active"] is not False and row[ROW] not in faulty:
            occasion = resolve_occasion(row["occasion"], Repeat(row["repeat"]), book)
            programs.setdefault(row["program_id"], program_of(book, row, occasion, live=live))
    return tuple(programs.values()), pl.DataFrame(problems, schema=PROBLEMS, orient="row")


def _is_complete(row: Mapping[str, Any]) -> bool:
    """Whether every required cell has a usable value and every number is in its range."""
    return all(row[name] for name in REQUIRED) and all(
        column.minimum is None
        or row[column.name] is None
        or column.minimum <= row[column.name] <= (column.maximum or row[column.name])
        for column in TABS["programs"].columns
    )


def _problems(book: Book, row: Mapping[str, Any], language: str) -> list[dict[str, Any]]:
    """What is wrong with a row by the cell: column, kind, and what to type instead; each cell whatever the others say.

    A cell that is blank, or cannot be read at all, is the validation's to tell.
    """
    found = []
    if wrong := _wrong_occasion(book, row):
        found.append((wrong.column, ProblemCode.BAD_PROGRAM, wrong.reason.in_language(language)))
    if (row["pilot"] or 0) < 1 < (row["pilot"] or 0) + (row["hold_out"] or 0):
        found.append(("hold_out", ProblemCode.BAD_PROGRAM, TOO_MANY_HELD_OUT.in_language(language)))
    if row["repeat"] == Repeat.CADENCE and not row["cadence_days"]:
        found.append(("cadence_days", ProblemCode.MISSING_VALUE, ""))
    if SEPARATOR in (row["program_id"] or ""):
        hint = NO_SEPARATOR.in_language(language).format(instead=row["program_id"].replace(SEPARATOR, "_"))
        found.append(("program_id", ProblemCode.BAD_PROGRAM, hint))
    return [
        problem(book, "programs", row[ROW], column, _quoted(column, row[column]), code, hint)
        for column, code, hint in found
    ]


def _quoted(column: str, value: Any) -> str:
    """A cell as people typed it: a share with its percent sign."""
    if value is None:
        return ""
    return f"{value * 100:.15g}%" if TABS["programs"].by_name[column].kind is Kind.PERCENT else str(value)


def _wrong_occasion(book: Book, row: Mapping[str, Any]) -> OccasionError | None:
    """What is wrong with the occasion; of one without a repetition only what no repetition would put right."""
    if not row["occasion"]:
        return None
    try:
        resolve_occasion(row["occasion"], Repeat(row["repeat"] or Repeat.YEARLY), book)
    except OccasionError as error:
        return error if row["repeat"] or error.column == "occasion" else None
    return None


def program_of(book: Book, row: Mapping[str, Any], occasion: tuple[str, Repeat], *, live: bool) -> Program:
    """A row whose required cells are filled in, as a program; `occasion` as `resolve_occasion` gives it.

    `live` as in `read_programs`.
    """
    lateness, approval = row["lateness_days"], row["approval"]
    named, repeat = occasion
    return Program(
        program_id=row["program_id"],
        name=row["name"],
        purpose=Purpose(row["purpose"]),
        occasion=named,
        repeat=repeat,
        offset_days=row["offset_days"] or 0,
        condition=row["condition"] or "",
        media=_media(row["channels"]),
        template=row["template"],
        owner=row["owner"] or "",
        needs_approval=live if approval is None else approval,
        priority=row["priority"] or DEFAULT_PRIORITY,
        lateness_days=_usual_lateness(row["offset_days"] or 0) if lateness is None else lateness,
        cadence_days=row["cadence_days"] or 0,
        row=row[ROW],
        in_working_days=row["offset_unit"] == "working_days",
        rest_days=row["rest_days"] or 0,
        most_per_day=row["most_per_day"] or 0,
        pilot=1.0 if row["pilot"] is None else row["pilot"],
        hold_out=row["hold_out"] or 0.0,
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        handled_by=HandledBy(row["handled_by"] or HandledBy.OWNER),
        asks=row["asks"] or "",
    )


def _usual_lateness(offset_days: int) -> int:
    """The lateness of a row that says none: what comes before an occasion is not made up for after it.

    A working day is a day at least, so this holds for offsets in working days too.
    """
    return min(DEFAULT_LATENESS_DAYS, -offset_days) if offset_days < 0 else DEFAULT_LATENESS_DAYS


def _media(channels: str) -> tuple[Medium, ...]:
    names = (name.strip() for name in channels.split(","))
    return tuple(dict.fromkeys(Medium(name) for name in names if name))
