"""What a spreadsheet needs before the first run, as plain data; nothing in it knows of requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from crm_sheets.workbook.google.ids import stable_id


@dataclass(frozen=True)
class Formula:
    """A formula of ours, beginning with "=": what people typed never becomes one."""

    text: str


Cell = str | float | date | Formula | None
"""What stands in a cell; None for a blank one."""


@dataclass(frozen=True)
class Look:
    """How cells look; what is blank stays as usual. Colours are "#RRGGBB", `line` is that of a line below.

    `has_button` leaves room for the filter's button. `number` is a type and a pattern as Google names them:
    ("DATE", "dd/mm/yyyy").
    """

    ink: str = ""
    ground: str = ""
    line: str = ""
    bold: bool = False
    underlined: bool = False
    struck: bool = False
    wrapped: bool = False
    size: int = 0
    align: str = ""
    has_button: bool = False
    number: tuple[str, str] = ("", "")


class Condition(StrEnum):
    """What helps people to type, under Google's names."""

    LIST = "ONE_OF_LIST"
    RANGE = "ONE_OF_RANGE"
    TICK = "BOOLEAN"


@dataclass(frozen=True)
class Typing:
    """A drop-down of `values`, one of the cells of the range `values[0]`, or a tick box that means `values[0]`.

    Tick boxes are for rows with content only; jobs bring those of the rows that they add.
    """

    condition: Condition
    values: tuple[str, ...]


@dataclass(frozen=True)
class ColumnPlan:
    """One column of a new tab; `width` in characters. A guarded one is written by jobs and protected from slips.

    Numbers in a column with `amounts` show as numbers, though its cells are for texts.
    """

    header: str
    width: int
    header_look: Look
    look: Look
    note: str = ""
    typing: Typing | None = None
    guarded: bool = False
    amounts: bool = False


@dataclass(frozen=True)
class Highlight:
    """A look for the columns from `first` up to `end` (0-based) where `formula`, worded for row 2, holds."""

    formula: str
    look: Look
    first: int
    end: int


@dataclass(frozen=True)
class TabPlan:
    """A tab to be made. `name` is canonical; `band` is the ground of every other row, "" for none.

    `row_height` in pixels is that of all rows below the header, 0 for rows as high as their texts are.
    `whole` protects the whole tab (a log), `named` gives it a named range (a tab of the team's).
    """

    name: str
    title: str
    sheet_id: int
    columns: tuple[ColumnPlan, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()
    frozen_columns: int = 1
    row_height: int = 0
    colour: str = ""
    band: str = ""
    highlights: tuple[Highlight, ...] = ()
    whole: bool = False
    named: bool = False


@dataclass(frozen=True)
class PageCell:
    """A cell of the guide; `leads_to` is the canonical name of the tab that it links to, or a job tab's title."""

    text: str
    look: Look = Look()
    leads_to: str = ""


@dataclass(frozen=True)
class Line:
    """A row of the guide; `height` in pixels."""

    height: int
    cells: tuple[PageCell, ...]


@dataclass(frozen=True)
class PagePlan:
    """The guide on the first tab; it gets the first of the titles by which it is known; `widths` in characters.

    `job_tabs` are the titles under which jobs make the tabs that it links to; they need not be there yet.
    """

    titles: tuple[str, ...]
    sheet_id: int
    colour: str
    widths: tuple[int, ...]
    lines: tuple[Line, ...]
    job_tabs: tuple[str, ...] = ()


@dataclass(frozen=True)
class FoundTab:
    """A tab that is there already. `columns` are those in use, `guarded` the 0-based places of what jobs write there.

    `header_row` is 0-based. `whole` and `named` as in TabPlan.
    """

    name: str
    title: str
    columns: int
    header_row: int = 0
    guarded: tuple[int, ...] = ()
    whole: bool = False
    named: bool = False


@dataclass(frozen=True)
class Protection:
    """How what jobs write is protected: "warning", "locked" or "none".

    `editors` are the e-mail addresses that may edit a locked area. With `keep` areas that are protected stay as they
    are, and only the others are protected in this way. `why` is what people read.
    """

    mode: str
    editors: tuple[str, ...] = ()
    keep: bool = False
    why: str = ""


@dataclass(frozen=True)
class ProfileColumn:
    """A column of the Profiles tab to show beside the customers; `width` in characters."""

    header: str
    width: int
    look: Look
    header_look: Look
    note: str = ""


@dataclass(frozen=True)
class ProfileLookup:
    """Which columns of the Profiles tab to show beside the customers, and where.

    `key_letter` is the column of the customers' ids; `header_row` counts from 1; the columns go to the 0-based place
    `position`. `columns_seen` is how many columns the tab had when this was planned.
    """

    customers: str
    key_letter: str
    header_row: int
    position: int
    columns_seen: int
    profiles: str
    profiles_width: int
    profiles_key: str
    columns: tuple[ProfileColumn, ...]


@dataclass(frozen=True)
class SetupPlan:
    """All that a spreadsheet is to have.

    `job_tabs` are the ids of tabs that jobs rewrite; `blank` is the title of the only, blank tab of a new spreadsheet,
    which is then removed, and `properties` ("locale", "timeZone") are set.
    """

    tabs: tuple[TabPlan, ...]
    page: PagePlan | None
    found: tuple[FoundTab, ...] = ()
    job_tabs: tuple[int, ...] = ()
    protection: Protection = Protection("none")
    blank: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    lookup: ProfileLookup | None = None


def setup_id(name: str) -> int:
    """The sheet id of a team's tab that setup makes, by canonical name; it stays when people rename the tab."""
    return stable_id("setup", name)
