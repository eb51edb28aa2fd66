"""What kind of cell a frame column's values become, and how such a cell reads afterwards."""

from __future__ import annotations

from enum import Enum, auto

import polars as pl

LONGEST_TEXT = 32_767
"""The most characters (UTF-16 units) that a cell of an .xlsx workbook holds; longer texts are cut."""

THOUSANDS_GROUP = r"^-?\d{1,3}\.\d{3}$"
"""A number in this shape reads with one more zero, so that "1.234" can only be text."""

FIRST_SERIAL_DATE = pl.date(1900, 3, 1)
"""Spreadsheets count earlier days wrongly or not at all: those are written as text."""

_WHOLE_FROM = 2.0**53
"""A number of this size has no fraction."""

_CONTROL_CHARACTERS = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
_TWO_UNITS = "[\U00010000-\U0010ffff]"


class CellKind(Enum):
    """What a cell holds."""

    TEXT = auto()
    NUMBER = auto()
    BOOLEAN = auto()
    DATE = auto()
    DATETIME = auto()


def kind_of(dtype: pl.DataType) -> CellKind:
    """The kind of cell for a column of this type; what is neither number, boolean nor date becomes text."""
    if dtype.is_numeric():
        return CellKind.NUMBER
    if dtype == pl.Boolean:
        return CellKind.BOOLEAN
    if dtype == pl.Date:
        return CellKind.DATE
    if isinstance(dtype, pl.Datetime):
        return CellKind.DATETIME
    return CellKind.TEXT


def plain_values(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with five types only: cleaned String, Float64 or integers, Boolean, Date, naive Datetime.

    Blank texts and numbers that are not finite become null, texts are cut to what a cell holds, characters that no
    cell can hold are dropped.
    """
    return frame.select(_plain(series).alias(series.name) for series in frame.iter_columns())


def _plain(series: pl.Series) -> pl.Expr:
    value = pl.col(series.name)
    kind = kind_of(series.dtype)
    if kind is CellKind.NUMBER:
        return value if series.dtype.is_integer() else _finite(value.cast(pl.Float64))
    if kind is CellKind.DATETIME:
        return value.dt.replace_time_zone(None).dt.cast_time_unit("us")
    if kind is not CellKind.TEXT:
        return value
    if isinstance(series.dtype, pl.List):
        value = value.list.eval(pl.element().cast(pl.String)).list.join(", ", ignore_nulls=True)
    return _clean_text(value.cast(pl.String), series)


def _finite(value: pl.Expr) -> pl.Expr:
    return pl.when(value.is_finite()).then(value)


def _clean_text(text: pl.Expr, series: pl.Series) -> pl.Expr:
    """Only the cleaning that this column needs: most columns need none."""
    as_text = series.cast(pl.String) if series.dtype in (pl.Categorical, pl.Enum) else series
    if as_text.dtype != pl.String or as_text.str.contains(_CONTROL_CHARACTERS).any():
        text = text.str.replace_all(_CONTROL_CHARACTERS, "")
    if as_text.dtype != pl.String or (as_text.str.len_bytes() > LONGEST_TEXT).any():
        text = _cut(text)
    return pl.when(text != "").then(text)


def _cut(text: pl.Expr) -> pl.Expr:
    """Cut where the text may be too long; a text with characters of two units is cut at half the length."""
    within = text.str.len_bytes() <= LONGEST_TEXT
    halved = text.str.contains(_TWO_UNITS)
    return (
        pl.when(within)
        .then(text)
        .when(halved)
        .then(text.str.slice(0, LONGEST_TEXT // 2))
        .otherwise(text.str.slice(0, LONGEST_TEXT))
    )


def as_read(frame: pl.DataFrame) -> pl.DataFrame:
    """The texts that these values give when a workbook with them is read (see `RawTab`)."""
    plain = plain_values(frame)
    return plain.select(_as_read(name, dtype) for name, dtype in plain.schema.items())


def _as_read(name: str, dtype: pl.DataType) -> pl.Expr:
    value = pl.col(name)
    match kind_of(dtype):
        case CellKind.NUMBER:
            return value.cast(pl.String) if dtype.is_integer() else _number_as_read(value)
        case CellKind.DATE:
            read = value.dt.strftime("%Y-%m-%d 00:00:00")
            return pl.when(value < FIRST_SERIAL_DATE).then(value.dt.strftime("%Y-%m-%d")).otherwise(read)
        case CellKind.DATETIME:
            return value.dt.round("1s").dt.strftime("%Y-%m-%d %H:%M:%S")
        case _:
            return value.cast(pl.String)


def _number_as_read(value: pl.Expr) -> pl.Expr:
    """Decimal notation, at most nine decimals, never in the shape of a thousands group."""
    decimals = value.cast(pl.Decimal(38, 9), strict=False).cast(pl.String)
    whole = value.cast(pl.Int128, strict=False).cast(pl.String)
    exact = pl.when(value.abs() < _WHOLE_FROM).then(decimals.str.strip_chars_end("0").str.strip_chars_end("."))
    text = pl.coalesce(exact.otherwise(whole), value.cast(pl.String))
    return pl.when(text.str.contains(THOUSANDS_GROUP)).then(text + "0").otherwise(text)
