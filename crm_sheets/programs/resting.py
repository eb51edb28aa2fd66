"""Every row of the Programs tab, those that rest among them, and why a row rests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from crm_sheets.model import Program, Text
from crm_sheets.problems import describe
from crm_sheets.programs.rows import read_programs
from crm_sheets.tables import PROBLEMS, ROW, Book

SWITCHED_OFF = Text("kolom Aktif berisi tidak", "the column Active says no")
NOT_YET = Text("mulai {day}", "starts on {day}")
OVER = Text("sudah berakhir {day}", "ended on {day}")
INCOMPLETE = Text("barisnya belum lengkap", "its row is not complete")
DAY = "%d/%m/%Y"
NOTHING_WRONG = PROBLEMS.to_frame()


@dataclass(frozen=True)
class Listed:
    """One row of the Programs tab: `program` is None where the row cannot be used; `rests` says why it does not run.

    What is wrong with the row has a line each.
    """

    program_id: str
    name: str
    program: Program | None
    rests: str


def list_programs(
    book: Book, as_of: date, language: str, *, live: bool = False, more_problems: pl.DataFrame = NOTHING_WRONG
) -> list[Listed]:
    """Every row with an id or a name, in the order of the tab; `rests` is "" for one that runs on `as_of`.

    `more_problems` (PROBLEMS) were found by looking for who is due: a row with a condition that is wrong rests too.
    """
    programs, found = read_programs(all_active(book), language, live=live)
    wrong = _wrong(book, [found, more_problems], language)
    by_row = {program.row: program for program in programs if program.row not in wrong}
    return [
        _listed(row, by_row.get(row[ROW]), wrong.get(row[ROW], ""), as_of, language)
        for row in book.table("programs").iter_rows(named=True)
        if row["program_id"] or row["name"]
    ]


def all_active(book: Book) -> Book:
    """The same book with every program switched on, whatever its row says."""
    table = book.table("programs").with_columns(active=pl.lit(value=True))
    return replace(book, tables={**book.tables, "programs": table})


def _wrong(book: Book, found: Sequence[pl.DataFrame], language: str) -> dict[int, str]:
    """All that is wrong by sheet row, a line each."""
    known = pl.concat([book.problems, *found])
    errors = known.filter(pl.col("tab") == "programs", pl.col("severity") == "error", pl.col("row").is_not_null())
    told = describe(errors.unique(maintain_order=True), language, book.titles)
    lines: dict[int, list[str]] = {}
    for row in told.iter_rows(named=True):
        line = f"{row['cell'] or row['header']}: {row['message']} {row['remedy']}".strip(": ")
        lines.setdefault(row["row"], []).append(line)
    return {row: "\n".join(dict.fromkeys(of_row)) for row, of_row in lines.items()}


def _listed(row: Mapping[str, Any], program: Program | None, wrong: str, as_of: date, language: str) -> Listed:
    rests = _rests(row, program, as_of)
    if program is None:
        rests = wrong or INCOMPLETE.in_language(language)
    return Listed(
        program_id=row["program_id"] or "",
        name=row["name"] or row["program_id"] or "",
        program=program,
        rests=rests if isinstance(rests, str) else rests.in_language(language),
    )


def _rests(row: Mapping[str, Any], program: Program | None, as_of: date) -> Text | str:
    if row["active"] is False:
        return SWITCHED_OFF
    if program is not None and program.starts_on and program.starts_on > as_of:
        return Text(*(text.format(day=program.starts_on.strftime(DAY)) for text in NOT_YET))
    if program is not None and program.ends_on and program.ends_on < as_of:
        return Text(*(text.format(day=program.ends_on.strftime(DAY)) for text in OVER))
    return ""
