"""How a tab and its columns are declared."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import polars as pl

from crm_sheets.model import Text
from crm_sheets.tables import ROW


class Kind(StrEnum):
    """What a column's cells mean, and so how they are parsed, checked, written and shown."""

    ID = "id"
    TEXT = "text"
    NAME = "name"
    LONG_TEXT = "long_text"
    PHONE = "phone"
    EMAIL = "email"
    DATE = "date"
    MONTH = "month"  # month and year, as on a bank card; the last day of that month
    DATETIME = "datetime"
    MONEY = "money"
    NUMBER = "number"
    INTEGER = "integer"
    PERCENT = "percent"
    CHOICE = "choice"
    YES_NO = "yes_no"
    URL = "url"
    ZONE = "zone"  # a time zone


DTYPES: dict[Kind, pl.DataType | type[pl.DataType]] = {
    Kind.DATE: pl.Date,
    Kind.MONTH: pl.Date,
    Kind.DATETIME: pl.Datetime("us"),
    Kind.MONEY: pl.Float64,
    Kind.NUMBER: pl.Float64,
    Kind.INTEGER: pl.Int64,
    Kind.PERCENT: pl.Float64,
    Kind.YES_NO: pl.Boolean,
}
"""Kinds not listed are strings. Money is in the workbook's currency unit (rupiah), a percentage is a share (0.05)."""


class Owner(StrEnum):
    """Whose cells a tab's are (law 1)."""

    TEAM = "team"
    JOB = "job"
    SHARED = "shared"
    LOG = "log"


@dataclass(frozen=True)
class Choice:
    """One allowed value: stored as `value`, shown as `label`, also understood when typed as one of `aliases`."""

    value: str
    label: Text
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """One column of a tab.

    `name` is canonical English snake_case; `label` is the header we write; any of `aliases` is understood as header
    too (case, spaces, punctuation ignored). `references` is "tab.column". `after` names a column of the same row
    that must not be later than this one. `past` refuses dates after the day of the run. `people_fill` marks the
    columns of a shared tab that people own. `default` fills a blank cell. A PHONE column `x` comes with a second typed
    column `x_kind`: "mobile", "landline" or "other".
    """

    name: str
    label: Text
    kind: Kind = Kind.TEXT
    aliases: tuple[str, ...] = ()
    required: bool = False
    unique: bool = False
    choices: tuple[Choice, ...] = ()
    references: str = ""
    after: str = ""
    past: bool = False
    minimum: float | None = None
    maximum: float | None = None
    sensitive: bool = False
    advice: bool = False  # a matter of investment advice: what rests on it is said by people, never by a message
    people_fill: bool = False
    many: bool = False  # a CHOICE cell that may hold several, separated by commas
    note: Text | None = None
    width: int = 0  # characters; 0 takes the kind's usual width
    may_lack: bool = False  # a shared tab or log made by an earlier version goes on without it

    @property
    def dtype(self) -> pl.DataType | type[pl.DataType]:
        """The Polars type of the typed column."""
        return DTYPES.get(self.kind, pl.String)


@dataclass(frozen=True)
class Tab:
    """One tab: its names, whose it is, its columns and the column that identifies a row (`key`, "" if none).

    `derived` columns stand in no sheet: `derive` works them out, and occasions, conditions and templates use them as
    any other. `subject` is the column that names a row as the cause of a contact where that is not the key. `customer`
    is the column with the customer that a row belongs to, where the tab has it.
    """

    name: str
    label: Text
    owner: Owner
    columns: tuple[Column, ...]
    key: str = ""
    aliases: tuple[str, ...] = ()
    required: bool = False
    note: Text | None = None
    derived: tuple[Column, ...] = ()
    subject: str = ""
    customer: str = "customer_id"

    @property
    def subject_column(self) -> str:
        """The column whose value names a row as the cause of a contact, "" where rows have no id."""
        return self.subject or self.key

    @property
    def customer_column(self) -> str:
        """The column with the customer that a row belongs to, "" where rows belong to no customer."""
        return self.customer if self.customer in self.by_name else ""

    @property
    def concerns_everybody(self) -> bool:
        """True where rows have an id but belong to no customer: an event, a new product."""
        return bool(self.subject_column) and not self.customer_column

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns by canonical name, the derived ones among them."""
        return {column.name: column for column in (*self.columns, *self.derived)}

    @cached_property
    def typed(self) -> pl.Schema:
        """The typed table's schema: `_row`, every column, derived ones too, and `x_kind` beside a phone column `x`."""
        fields: dict[str, pl.DataType | type[pl.DataType]] = {ROW: pl.UInt32}
        for column in (*self.columns, *self.derived):
            fields[column.name] = column.dtype
            if column.kind is Kind.PHONE:
                fields[f"{column.name}_kind"] = pl.String
        return pl.Schema(fields)

    def empty(self) -> pl.DataFrame:
        """A typed table without rows."""
        return pl.DataFrame(schema=self.typed)
