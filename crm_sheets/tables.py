"""The shapes of the tables that stages hand to each other. Columnar, because they are about everybody (law 10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

ROW = "_row"
"""In every typed table: the sheet row (1 is the header) the record was read from, UInt32."""

PROBLEMS = pl.Schema(
    {
        "tab": pl.String,  # canonical tab name, e.g. "customers"
        "title": pl.String,  # the tab's title in this workbook, e.g. "Pelanggan"
        "row": pl.UInt32,  # sheet row; null where the problem is the whole tab's or column's
        "column": pl.String,  # canonical column name; "" where it is the whole tab's
        "header": pl.String,  # the column's header as typed in this workbook
        "cell": pl.String,  # "C5"; "" where there is no single cell
        "value": pl.String,  # what stands there now, at most 200 characters
        "code": pl.String,  # ProblemCode
        "severity": pl.String,  # Severity
        "hint": pl.String,  # machine-made part of the remedy: a suggestion, the choices, the other date ...
    }
)

_DUE: dict[str, type[pl.DataType]] = {
    "program": pl.String,  # Program.program_id
    "tab": pl.String,  # canonical name of the tab whose row causes the contact
    "subject": pl.String,  # id of that row
    "subject_row": pl.UInt32,  # its sheet row
    "customer_id": pl.String,
    "occasion_date": pl.Date,
    "period": pl.String,
    "due_date": pl.Date,
}

_MARKS: dict[str, type[pl.DataType]] = {
    "is_estimate": pl.Boolean,  # the occasion's date is only estimated: nobody is contacted on it
    "is_sensitive": pl.Boolean,  # the program looks at sensitive data of this customer
}

DUE = pl.Schema(_DUE | _MARKS)

_DECIDED: dict[str, type[pl.DataType]] = {
    "medium": pl.String,  # Medium; "" where none was possible
    "address": pl.String,  # E.164, e-mail address or ""
    "decision": pl.String,  # Decision
    "reason": pl.String,  # SkipReason; "" when kept
    "detail": pl.String,  # what a person needs to understand the reason, never an address
}

DECISIONS = pl.Schema(_DUE | _DECIDED)

HISTORY = pl.Schema(
    {
        "key": pl.String,  # Contact.key
        "program": pl.String,
        "customer_id": pl.String,
        "medium": pl.String,
        "state": pl.String,  # ContactState
        "on": pl.Date,  # local day of the claim
    }
)

HELD_OUT = pl.Schema(
    {
        "key": pl.String,  # as Contact.key would have been
        "program": pl.String,
        "customer_id": pl.String,
        "on": pl.Date,  # the day of the run that would have made it
    }
)
"""Contacts that were left out on purpose, to compare."""

CLOSED = pl.Schema(
    {
        "customer_id": pl.String,
        "medium": pl.String,  # Medium that cannot be used for this customer
        "key": pl.String,  # Contact.key when it is this contact only; "" for all
        "reason": pl.String,  # Closure
        "since": pl.Date,  # local day; a consent of a later day opens what was opted out
        "detail": pl.String,  # what a person needs to understand it, never an address
    }
)
"""Ways to reach a customer that are shut: an opt-out that came in, an address that does not work."""


@dataclass(frozen=True)
class CellError:
    """A cell that shows a formula error such as #N/A."""

    row: int
    column: int  # 0-based position
    text: str


@dataclass(frozen=True)
class RawTab:
    """One tab as read, nothing interpreted.

    `cells` holds the rows below the header, all strings, null where blank; its columns are named by position ("A",
    "B", ... "AA") and match `header` one to one. The record at index i stands in sheet row `first_row + i`; blank rows
    inside the data are kept, trailing ones are not. Text is as typed. A number is in decimal-point notation without
    exponent and never in the shape of a thousands group: the number 1.234 reads "1.2340", so that "1.234" can only be
    text. A date or date-time cell reads "2024-05-24 00:00:00", a boolean "true" or "false". With `serial_dates` a date
    cell reads as its serial number instead ("45436", "45436.5"): the workbook does not tell which numbers are dates.
    """

    title: str
    header: tuple[str, ...]
    cells: pl.DataFrame
    first_row: int = 2
    errors: tuple[CellError, ...] = ()
    merged_header: bool = False
    serial_dates: bool = False


@dataclass(frozen=True)
class OwnColumn:
    """A column that a team added itself, not interpreted: its header and letter, and its cells as read.

    The cell at index i stands in sheet row `first_row + i`; `errors` are the formula errors by sheet row. With
    `serial_dates` a date reads as its serial number, like any number.
    """

    header: str
    letter: str
    cells: pl.Series
    first_row: int = 2
    errors: Mapping[int, str] = field(default_factory=dict)
    serial_dates: bool = False


@dataclass(frozen=True)
class Book:
    """The workbook after validation: typed tables by canonical tab name, and the problems found on the way.

    A typed table has every declared column of its tab (null where the sheet lacks it) and `_row`; columns of a team's
    own are in `own`, and in the table only where conditions look at it (`own_columns`). Only tabs that the
    workbook has are in `tables`; `table()` gives an empty typed table for the others.
    """

    tables: Mapping[str, pl.DataFrame]
    problems: pl.DataFrame
    titles: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # tab -> canonical column -> header as typed
    letters: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # tab -> canonical column -> "C"
    own: Mapping[str, Mapping[str, OwnColumn]] = field(default_factory=dict)  # tab -> name -> the team's own column
    country: str = ""  # by which phones, dates and numbers were read

    def has(self, tab: str) -> bool:
        """True when the workbook has this tab (A2: features switch on when a tab appears)."""
        return tab in self.tables

    def table(self, tab: str) -> pl.DataFrame:
        """The typed table, empty when the workbook lacks the tab."""
        if tab in self.tables:
            return self.tables[tab]
        from crm_sheets.schema import TABS

        return TABS[tab].empty()

    def cell(self, tab: str, column: str, row: int) -> str:
        """The cell's name in the workbook ("C5"), "" when the workbook lacks that column."""
        letter = self.letters.get(tab, {}).get(column, "")
        return f"{letter}{row}" if letter else ""


def column_letter(position: int) -> str:
    """The spreadsheet's name of the column at a 0-based position: 0 is "A", 26 is "AA"."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
