"""What a job writes into a workbook: tabs, tables and charts as values, whatever the workbook's kind."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import polars as pl

from crm_sheets.tables import RawTab

GREEN, AMBER, SLATE = "3F8F6F", "B7791F", "44607C"
"""Whose a tab or a column is can be seen from its colour (RRGGBB): people's, everybody's, or written by jobs only."""


IDENTITY = "_crm_sheets"
"""The title of the hidden job tab that says who the workbook is."""


class Tone(StrEnum):
    """What a value tells at a glance, shown as the colour of its text."""

    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"
    QUIET = "quiet"


class Format(StrEnum):
    """How a column of a job tab is shown."""

    TEXT = "text"
    WRAP = "wrap"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    DATETIME = "datetime"
    LINK = "link"  # a text whose link target stands in the frame column `link_column`
    TICK = "tick"  # a people-owned yes/blank cell with a drop-down


@dataclass(frozen=True)
class ShownColumn:
    """One column of a block: which frame column, under which header, in which format, how wide (characters).

    `link_column` names the frame column with the link target: "#'Tab'!C5" for a cell of this workbook, else a URL
    (https:, mailto:, tel:). `people_fill` marks a column of a shared tab that people own; `choices` is its drop-down.
    A row grows with its wrapped texts, up to `most_lines` of them when that is given. `tones` colours some values.
    """

    name: str
    header: str
    format: Format = Format.TEXT
    width: int = 14
    link_column: str = ""
    people_fill: bool = False
    choices: tuple[str, ...] = ()
    note: str = ""
    most_lines: int = 0
    tones: tuple[tuple[str, Tone], ...] = ()


class ChartKind(StrEnum):
    """The native charts a report can ask for."""

    COLUMN = "column"
    BAR = "bar"
    LINE = "line"
    PIE = "pie"
    STACKED = "stacked"


@dataclass(frozen=True)
class Chart:
    """A native chart over one block: `categories` and `series` are frame columns of block number `block`."""

    title: str
    kind: ChartKind
    block: int
    categories: str
    series: tuple[str, ...]
    width: int = 480  # pixels
    height: int = 288


@dataclass(frozen=True)
class Block:
    """A table on a tab, with an optional title line and note line above its header row."""

    frame: pl.DataFrame
    columns: tuple[ShownColumn, ...]
    title: str = ""
    note: str = ""


@dataclass(frozen=True)
class JobTab:
    """A job tab, rewritten whole: blocks one under the other, charts to their right.

    A tab with one untitled block is a plain list: header in row 1, frozen, with a filter; `frozen_columns` of its first
    columns stay in sight too.
    """

    title: str
    blocks: tuple[Block, ...]
    charts: tuple[Chart, ...] = ()
    heading: str = ""
    subheading: str = ""
    hidden: bool = False
    colour: str = SLATE
    frozen_columns: int = 0


@dataclass(frozen=True)
class Append:
    """Rows to append to a shared tab or log; the tab is made with these columns when the workbook lacks it.

    `key` names the frame column that tells each row from all others. Of a tab that is made, the first `frozen_columns`
    stay in sight.
    """

    title: str
    frame: pl.DataFrame
    columns: tuple[ShownColumn, ...]
    colour: str = AMBER
    key: str = ""
    frozen_columns: int = 0


@dataclass(frozen=True)
class Changes:
    """All that one job writes, in one go: job tabs replaced whole, rows appended to shared tabs and logs."""

    job_tabs: tuple[JobTab, ...] = ()
    appends: tuple[Append, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.job_tabs or self.appends)


@dataclass(frozen=True)
class Snapshot:
    """What one read gave: every tab by its title, and a token by which the workbook knows this read again.

    `unfinished` are the titles of job tabs that an interrupted write left incomplete: whoever writes next, writes them.
    """

    tabs: Mapping[str, RawTab]
    version: str
    order: Sequence[str] = field(default_factory=tuple)
    unfinished: Sequence[str] = field(default_factory=tuple)

    def without_rows_of(self, titles: Collection[str]) -> Snapshot:
        """The same without the rows of some tabs: once they are typed, a large tab need not be held twice."""
        tabs = {
            title: replace(tab, cells=tab.cells.clear()) if title in titles else tab for title, tab in self.tabs.items()
        }
        return replace(self, tabs=tabs)
