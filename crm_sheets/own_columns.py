"""Columns that a team added itself: any program, segment or template may use them, under the name of their header.

Only conditions and occasions meet them: what is derived and decided rests on tables with our own columns alone, so that
a header of the team's never stands for one of ours, whatever it is called.

What such a column holds shows in its cells. Only those that a program or a segment names are read for everybody, and
what cannot be read in them is a problem; a template gets those of its few customers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from crm_sheets.model import ProblemCode, Severity
from crm_sheets.problems import problem
from crm_sheets.programs.names import folded, profile_names
from crm_sheets.programs.occasion_names import names_in, splits
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Kind
from crm_sheets.schema.profiles import PROFILE_LABELS
from crm_sheets.tables import PROBLEMS, ROW, Book, OwnColumn
from crm_sheets.values.dates import DateHabit
from crm_sheets.values.guessed_kinds import READERS, guess_kind, holds_dates, means_dates
from crm_sheets.values.readings import without_invisible
from crm_sheets.values.serial_dates import with_serial_dates


def with_own_columns(book: Book, as_of: date) -> Book:
    """The book with the team's own columns that its programs and segments name, in its tables and its names.

    A column that is a program's occasion is read as dates as soon as one of its cells is one.
    """
    conditions = [*_texts(book, "programs", "condition"), *_texts(book, "segments", "condition")]
    occasions, ours = _occasions(book), _known_to_all(book)
    for tab, columns in book.own.items():
        for name, column in columns.items():
            is_occasion = (tab, folded(column.header)) in occasions
            needs_tab = folded(column.header) in ours
            if book.has(tab) and (is_occasion or _is_named(column, conditions, needs_tab=needs_tab)):
                book = _with_column(book, tab, name, column, as_of, as_dates=is_occasion)
    return book


def with_own_from(book: Book, read: Book) -> Book:
    """The book with the team's own columns as `read` has them: the same workbook, read by `with_own_columns`."""
    tables = dict(book.tables)
    for tab, columns in book.own.items():
        names = [name for name in columns if name in read.table(tab).columns]
        if names and tab in tables:
            cells = read.table(tab).select(ROW, *names)
            tables[tab] = tables[tab].join(cells, on=ROW, how="left", maintain_order="left")
    return replace(book, tables=tables, headers=read.headers, letters=read.letters)


def with_own_of(book: Book, tab: str, rows: pl.DataFrame) -> pl.DataFrame:
    """A few rows of a tab (with ROW) with all columns that the team added to it itself; unreadable cells are null."""
    habit, occasions = DateHabit(country=book.country), _occasions(book)
    for name, column in book.own.get(tab, {}).items():
        if name not in rows.columns:
            is_occasion = (tab, folded(column.header)) in occasions
            kind = _kind(column, _cleaned(column, column.cells), habit, as_dates=is_occasion)
            texts = _cleaned(column, _cells_of(column, rows), as_dates=kind is Kind.DATE)
            rows = rows.with_columns(READERS[kind](texts, habit).values.alias(name))
    return rows


def _texts(book: Book, tab: str, column: str) -> Iterator[str]:
    yield from book.table(tab)[column].drop_nulls()


def _occasions(book: Book) -> set[tuple[str, str]]:
    """The columns that programs name as their occasions, folded, with their tabs."""
    typed = _texts(book, "programs", "occasion")
    return {(tab, folded(column)) for text in typed for tab, column in splits(text, book)}


def _known_to_all(book: Book) -> set[str]:
    """Every spelling (folded) of what conditions without a tab's name take for a column of ours."""
    profiles = profile_names({**TABS["customers"].typed, **dict.fromkeys(PROFILE_LABELS, pl.String)})
    return {*names_in(book, "customers").columns, *profiles.columns}


def _is_named(column: OwnColumn, texts: Iterable[str], *, needs_tab: bool) -> bool:
    """Whether a text has the header's words in it, whatever stands between its letters; after a tab if it needs one."""
    spelled = r"[\W_]*".join(map(re.escape, folded(column.header)))
    before = r"\.\s*\[?\s*" if needs_tab else r"(?<![^\W_])"
    pattern = re.compile(rf"{before}{spelled}(?![^\W_])", re.IGNORECASE)
    return any(pattern.search(text) for text in texts)


def _with_column(book: Book, tab: str, name: str, column: OwnColumn, as_of: date, *, as_dates: bool) -> Book:
    table, habit = book.table(tab), DateHabit(as_of, book.country)
    cells = _cells_of(column, table)
    kind = _kind(column, _cleaned(column, cells), habit, as_dates=as_dates)
    texts = _cleaned(column, cells, as_dates=kind is Kind.DATE)
    parsed = READERS[kind](texts, habit)
    book = replace(
        book,
        tables={**book.tables, tab: table.with_columns(parsed.values.alias(name))},
        headers={**book.headers, tab: {**book.headers.get(tab, {}), name: column.header}},
        letters={**book.letters, tab: {**book.letters.get(tab, {}), name: column.letter}},
    )
    faults = parsed.faults.with_columns(
        row=table[ROW].gather(parsed.faults["index"]), value=texts.gather(parsed.faults["index"])
    )
    return _with_problems(book, tab, name, [*faults.iter_rows(named=True), *_formula_errors(column)])


def _with_problems(book: Book, tab: str, name: str, faults: Iterable[dict[str, Any]]) -> Book:
    rows = [
        problem(
            book,
            tab,
            fault["row"],
            name,
            fault["value"],
            ProblemCode(fault["code"]),
            fault["hint"],
            Severity(fault["severity"]),
        )
        for fault in faults
    ]
    found = pl.DataFrame(rows, schema=PROBLEMS, orient="row")
    return replace(book, problems=pl.concat([book.problems, found])) if rows else book


def _formula_errors(column: OwnColumn) -> Iterator[dict[str, Any]]:
    code, severity = ProblemCode.FORMULA_ERROR.value, Severity.ERROR.value
    for row, text in column.errors.items():
        yield {"row": row, "value": text, "code": code, "hint": "", "severity": severity}


def _kind(column: OwnColumn, texts: pl.Series, habit: DateHabit, *, as_dates: bool = False) -> Kind:
    """What the column holds: dates where a program or its header takes them for such and one of them is one."""
    if (as_dates or means_dates(column.header)) and holds_dates(_as_date_cells(column, texts), habit):
        return Kind.DATE
    return guess_kind(texts, habit)


def _cells_of(column: OwnColumn, rows: pl.DataFrame) -> pl.Series:
    """The column's cells in the sheet rows of `rows`, null where a formula shows an error."""
    place = pl.col(ROW).cast(pl.Int64) - column.first_row
    inside = place.is_between(0, len(column.cells) - 1) & ~pl.col(ROW).is_in(list(column.errors))
    return column.cells.gather(rows.select(pl.when(inside).then(place)).to_series())


def _cleaned(column: OwnColumn, cells: pl.Series, *, as_dates: bool = False) -> pl.Series:
    texts = without_invisible(cells.cast(pl.String).to_frame("text")).to_series().str.strip_chars()
    texts = texts.to_frame().select(pl.when(pl.first() != "").then(pl.first())).to_series()
    return _as_date_cells(column, texts) if as_dates else texts


def _as_date_cells(column: OwnColumn, texts: pl.Series) -> pl.Series:
    if not column.serial_dates:
        return texts
    return with_serial_dates(texts.to_frame("text"), ["text"]).to_series()
