"""One tab's cells become typed columns, checked one by one and row by row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from crm_sheets.model import ProblemCode, Severity
from crm_sheets.schema.base import Column, Kind, Owner
from crm_sheets.tables import ROW
from crm_sheets.validate.binding import BoundTab
from crm_sheets.values.choices import parse_choices, parse_yes_no
from crm_sheets.values.dates import DateHabit, parse_dates, parse_datetimes, parse_months, typed_date
from crm_sheets.values.emails import parse_emails
from crm_sheets.values.names import parse_names, parse_texts
from crm_sheets.values.numbers import parse_integers, parse_money, parse_numbers, parse_percents
from crm_sheets.values.phones import parse_phones, phone_kinds
from crm_sheets.values.readings import NO_FAULTS, Parsed, without_invisible
from crm_sheets.values.serial_dates import with_serial_dates
from crm_sheets.values.zones import parse_zones

FAULTS = pl.Schema(
    {
        "row": pl.UInt32,
        "column": pl.String,
        "value": pl.String,
        "code": pl.String,
        "severity": pl.String,
        "hint": pl.String,
    }
)
"""The troubled cells of one tab: PROBLEMS without what the binding adds."""

_DATE_KINDS = frozenset((Kind.DATE, Kind.MONTH, Kind.DATETIME))
"""The kinds of columns in which a serial number is a date."""

_LONGEST_VALUE = 200
_MIDNIGHT = " 00:00:00"
"""How a date cell reads at its end; people see only the date."""


@dataclass(frozen=True)
class TypedTab:
    """A tab on its way: the cells as typed by people, the typed table, the rows to leave out, the faults so far.

    `texts` and `table` have the same rows; `dropped` holds one truth value a row.
    """

    bound: BoundTab
    texts: pl.DataFrame
    table: pl.DataFrame
    dropped: pl.Series
    country: str = "ID"
    found: tuple[pl.DataFrame, ...] = field(default=())

    @property
    def faults(self) -> pl.DataFrame:
        """All faults (schema FAULTS)."""
        return pl.concat([FAULTS.to_frame(), *self.found])

    @property
    def checked(self) -> bool:
        """True for the team's tabs; of the others only people's columns are looked at, cell by cell."""
        return self.bound.tab.owner is Owner.TEAM

    def has(self, column: str) -> bool:
        """True when the workbook has this column."""
        return column in self.bound.positions

    def kept(self) -> pl.DataFrame:
        """The typed table without the rows to leave out."""
        table = self.table.select(*self.bound.tab.typed)
        return table.filter(~self.dropped) if self.dropped.any() else table

    def at(
        self,
        column: str,
        mask: pl.Series,
        code: ProblemCode,
        hint: str | pl.Series = "",
        severity: Severity = Severity.ERROR,
    ) -> TypedTab:
        """With a fault at every row of `mask`; `hint` is one for all or one a fault, in row order."""
        index = mask.arg_true()
        if index.is_empty():
            return self
        faults = pl.DataFrame({"index": index}).with_columns(
            code=pl.lit(code.value),
            severity=pl.lit(severity.value),
            hint=pl.lit(hint) if isinstance(hint, str) else hint,
        )
        return self.with_faults(column, faults)

    def with_faults(self, column: str, faults: pl.DataFrame) -> TypedTab:
        """With faults whose `index` is the position in the table."""
        if faults.is_empty():
            return self
        index = faults["index"]
        values = self.texts[column].gather(index).fill_null("").str.strip_suffix(_MIDNIGHT).str.head(_LONGEST_VALUE)
        rows = faults.with_columns(self.table[ROW].gather(index).alias("row"), values.alias("value"))
        return replace(self, found=(*self.found, rows.with_columns(column=pl.lit(column)).select(*FAULTS)))

    def without(self, column: str, mask: pl.Series) -> TypedTab:
        """With null for the column's values at the rows of `mask`."""
        if not mask.any():
            return self
        kept = pl.when(~mask).then(pl.col(column)).alias(column)
        return replace(self, table=self.table.with_columns(kept))

    def dropping(self, mask: pl.Series) -> TypedTab:
        """Without the rows of `mask`."""
        return replace(self, dropped=self.dropped | mask)


def read_tab(bound: BoundTab, as_of: date, country: str) -> TypedTab:
    """The typed tab with all that can be found wrong without looking at other tabs."""
    typed = _blank_typed(bound, country)
    typed = _read_columns(typed, as_of, country)
    typed = _formula_errors(typed)
    if not typed.checked:
        return typed
    for column in bound.tab.columns:
        if typed.has(column.name):
            typed = _check_range(_check_past(_check_required(typed, column), column, as_of), column)
    for column in bound.tab.columns:
        typed = _check_order(typed, column)
    return _check_keys(typed)


def _blank_typed(bound: BoundTab, country: str) -> TypedTab:
    """The tab's bound cells, trimmed, null where blank or a formula error, without the wholly blank rows."""
    cells = bound.raw.cells
    places = {name: position for name, position in bound.positions.items() if position < cells.width}
    texts = pl.DataFrame([cells.to_series(place).cast(pl.String).alias(name) for name, place in places.items()])
    texts = without_invisible(texts).select(pl.all().str.strip_chars())
    texts = texts.select(pl.when(pl.all() != "").then(pl.all()))
    for name, rows in _error_rows(bound).items():
        if name in places:
            texts = texts.with_columns(texts[name].scatter(rows, [None] * len(rows)))
    if bound.raw.serial_dates:
        texts = with_serial_dates(texts, [name for name in places if bound.tab.by_name[name].kind in _DATE_KINDS])
    texts = _without_unticked_boxes(bound, texts)
    numbered = texts.with_row_index(ROW, offset=bound.raw.first_row).cast({ROW: pl.UInt32})
    numbered = numbered.filter(~_blank_row(bound, list(places))) if places else numbered.clear()
    missing = [pl.lit(None, pl.String).alias(name) for name in bound.positions if name not in places]
    numbered = numbered.with_columns(missing)
    dropped = pl.Series([False], dtype=pl.Boolean).new_from_index(0, numbered.height)
    return TypedTab(bound, numbered.drop(ROW), numbered.select(ROW), dropped, country)


def _without_unticked_boxes(bound: BoundTab, texts: pl.DataFrame) -> pl.DataFrame:
    """With blanks for the unticked boxes in what people answer: a box that nobody has touched is no "no"."""
    asked = (column for column in bound.tab.columns if column.people_fill and column.kind is Kind.YES_NO)
    boxes = [column.name for column in asked if column.name in texts.columns]
    return texts.with_columns(pl.when(pl.col(name) != "false").then(pl.col(name)).alias(name) for name in boxes)


def _error_rows(bound: BoundTab) -> dict[str, list[int]]:
    """The positions, counted from the first record, of the cells that show a formula error, by column."""
    columns = {position: name for name, position in bound.positions.items()}
    found: dict[str, list[int]] = {}
    for error in bound.raw.errors:
        index = error.row - bound.raw.first_row
        if error.column in columns and 0 <= index < bound.raw.cells.height:
            found.setdefault(columns[error.column], []).append(index)
    return found


def _blank_row(bound: BoundTab, names: list[str]) -> pl.Expr:
    """No bound cell says anything; an unticked box, which sheets hold in otherwise empty rows, says nothing."""
    boxes = [name for name in names if bound.tab.by_name[name].kind is Kind.YES_NO]
    others = [name for name in names if name not in boxes]
    blank = [pl.col(name).is_null() for name in others]
    unticked = [pl.col(name).is_null() | (pl.col(name).str.to_lowercase() == "false") for name in boxes]
    return pl.all_horizontal(*blank, *unticked)


def _read_columns(typed: TypedTab, as_of: date, country: str) -> TypedTab:
    """With every declared column typed, and `x_kind` beside a phone column `x`; null where the workbook lacks it."""
    read = {
        column.name: parse(typed.texts[column.name], column, as_of, country)
        for column in typed.bound.tab.columns
        if typed.has(column.name)
    }
    columns = {name: parsed.values for name, parsed in read.items()}
    for name in read:
        if typed.bound.tab.by_name[name].kind is Kind.PHONE:
            columns[f"{name}_kind"] = phone_kinds(columns[name], country)
    schema, height = typed.bound.tab.typed, typed.table.height
    for name in schema.keys() - columns.keys() - {ROW}:
        columns[name] = pl.Series(name, [], dtype=schema[name]).clear(height)
    table = typed.table.with_columns(columns[name].alias(name) for name in schema if name != ROW)
    typed = replace(typed, table=table)
    for name, parsed in read.items():
        typed = typed.with_faults(name, parsed.faults)
    return typed


Parser = Callable[[pl.Series, Column, DateHabit], Parsed]

PARSERS: dict[Kind, Parser] = {
    Kind.PHONE: lambda texts, _, habit: parse_phones(texts, habit.country),
    Kind.EMAIL: lambda texts, *_: parse_emails(texts),
    Kind.NAME: lambda texts, *_: parse_names(texts),
    Kind.CHOICE: lambda texts, column, _: parse_choices(texts, column.choices, many=column.many),
    Kind.YES_NO: lambda texts, *_: parse_yes_no(texts),
    Kind.DATE: lambda texts, _, habit: parse_dates(texts, habit),
    Kind.MONTH: lambda texts, _, habit: parse_months(texts, habit),
    Kind.DATETIME: lambda texts, _, habit: parse_datetimes(texts, habit),
    Kind.MONEY: lambda texts, _, habit: parse_money(texts, habit.country),
    Kind.NUMBER: lambda texts, _, habit: parse_numbers(texts, habit.country),
    Kind.INTEGER: lambda texts, _, habit: parse_integers(texts, habit.country),
    Kind.PERCENT: lambda texts, _, habit: parse_percents(texts, habit.country),
    Kind.ZONE: lambda texts, *_: parse_zones(texts),
}
"""How the cells of each kind are read; other kinds are texts."""


def parse(texts: pl.Series, column: Column, as_of: date, country: str) -> Parsed:
    """The values and faults of one column by its kind."""
    if texts.null_count() == len(texts):
        return Parsed(texts.cast(column.dtype), NO_FAULTS)
    habit = DateHabit(as_of, country, column.past, birth=column.name == "birth_date")
    parser = PARSERS.get(column.kind)
    return parser(texts, column, habit) if parser else parse_texts(texts)


def _formula_errors(typed: TypedTab) -> TypedTab:
    """With a FORMULA_ERROR for each bound cell that shows one; the cell itself is read as blank."""
    columns = {position: name for name, position in typed.bound.positions.items()}
    errors = [error for error in typed.bound.raw.errors if error.column in columns]
    shown = pl.DataFrame(
        [(error.row, columns[error.column], error.text) for error in errors],
        schema={"row": pl.UInt32, "column": pl.String, "value": pl.String},
        orient="row",
    )
    shown = shown.filter(pl.col("row").is_in(typed.table[ROW].implode())).with_columns(
        code=pl.lit(ProblemCode.FORMULA_ERROR.value), severity=pl.lit(Severity.ERROR.value), hint=pl.lit("")
    )
    return replace(typed, found=(*typed.found, shown.select(*FAULTS))) if shown.height else typed


def _check_required(typed: TypedTab, column: Column) -> TypedTab:
    """With a MISSING_VALUE where a required cell is blank, unless something else is wrong with that very cell."""
    values = typed.table[column.name]
    if not column.required or not values.null_count():
        return typed
    accused = typed.faults.filter(pl.col("column") == column.name)["row"]
    return typed.at(
        column.name, values.is_null() & ~typed.table[ROW].is_in(accused.implode()), ProblemCode.MISSING_VALUE
    )


def _check_past(typed: TypedTab, column: Column, as_of: date) -> TypedTab:
    values = typed.table[column.name]
    if not column.past or not values.dtype.is_temporal():
        return typed
    late = (values.cast(pl.Date) > as_of).fill_null(False)
    hint = typed_date(as_of, typed.country)
    return typed.at(column.name, late, ProblemCode.FUTURE_DATE, f"≤ {hint}").without(column.name, late)


def _check_range(typed: TypedTab, column: Column) -> TypedTab:
    if column.minimum is None and column.maximum is None:
        return typed
    values = typed.table[column.name]
    outside = pl.Series([False], dtype=pl.Boolean).new_from_index(0, len(values))
    if column.minimum is not None:
        outside |= (values < column.minimum).fill_null(False)
    if column.maximum is not None:
        outside |= (values > column.maximum).fill_null(False)
    return typed.at(column.name, outside, ProblemCode.OUT_OF_RANGE, _range(column)).without(column.name, outside)


def _range(column: Column) -> str:
    """The range as people would write it: "≥ 0", "≤ 9", "1 – 9"; percentages with their sign."""

    def shown(limit: float) -> str:
        return f"{limit:.15g}" if column.kind is not Kind.PERCENT else f"{limit * 100:.15g}%"

    if column.minimum is None:
        return f"≤ {shown(column.maximum or 0)}"
    return (
        f"≥ {shown(column.minimum)}" if column.maximum is None else f"{shown(column.minimum)} – {shown(column.maximum)}"
    )


def _check_order(typed: TypedTab, column: Column) -> TypedTab:
    """With a DATE_ORDER where this date is before the one it must follow; the hint is that one's cell and date."""
    if not column.after or not (typed.has(column.name) and typed.has(column.after)):
        return typed
    earlier = typed.table[column.after].cast(pl.Date)
    wrong = (typed.table[column.name].cast(pl.Date) < earlier).fill_null(False)
    if not wrong.any():
        return typed
    rows, days = typed.table[ROW].filter(wrong), earlier.filter(wrong)
    letter = typed.bound.letters[column.after]
    places = zip(rows, days, strict=True)
    hints = pl.Series([f"{letter}{row}: {typed_date(day, typed.country)}" for row, day in places], dtype=pl.String)
    return typed.at(column.name, wrong, ProblemCode.DATE_ORDER, hints).without(column.name, wrong)


def _check_keys(typed: TypedTab) -> TypedTab:
    """With a DUPLICATE_VALUE for each later row with the same unique value, without rows that have no key of their own.

    The hint is the cell of the first one.
    """
    tab = typed.bound.tab
    for column in tab.columns:
        if column.unique and typed.has(column.name):
            typed = _check_unique(typed, column)
    key = tab.by_name.get(tab.key)
    return typed.dropping(typed.table[key.name].is_null()) if key and key.required else typed


def _check_unique(typed: TypedTab, column: Column) -> TypedTab:
    values = typed.table[column.name]
    later = ~values.is_first_distinct() & values.is_not_null()
    if not later.any():
        return typed
    firsts = typed.table.filter(values.is_first_distinct()).select(column.name, first=ROW)
    doubled = values.filter(later).to_frame().join(firsts, on=column.name, how="left", maintain_order="left")
    hints = typed.bound.letters[column.name] + doubled["first"].cast(pl.String)
    typed = typed.at(column.name, later, ProblemCode.DUPLICATE_VALUE, hints)
    return typed.dropping(later) if column.name == typed.bound.tab.key else typed
