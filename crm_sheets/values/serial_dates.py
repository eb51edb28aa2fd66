"""Dates that a workbook gives as numbers only, without a word which of its numbers are dates."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

_FIRST_SERIAL = 2200
"""8 January 1906. What is smaller is more likely a year (1990) or a day that somebody typed than a date so long ago."""

_SERIAL = r"^[1-9][0-9]{3,4}(?:\.[0-9]+)?$"
"""Up to the year 2173: a number of six digits is more likely a date without its signs (240590)."""

_DAYS_TO_1970 = 25_569
_MILLISECONDS_PER_DAY = 86_400_000


def with_serial_dates(texts: pl.DataFrame, columns: Collection[str]) -> pl.DataFrame:
    """The table with the serial numbers in these columns as a date cell reads: "45436.5" is "2024-05-24 12:00:00".

    A serial number counts the days since 30 December 1899 and is rounded to the second. What is none stays as it is: a
    year, a day of the month, a date typed as digits. Those are for whoever reads the dates to judge, as in a workbook
    that keeps dates and numbers apart.
    """
    return texts.with_columns(_as_date_cell(pl.col(name)) for name in columns)


def _as_date_cell(text: pl.Expr) -> pl.Expr:
    days = pl.when(text.str.contains(_SERIAL)).then(text).cast(pl.Float64)
    moment = ((days - _DAYS_TO_1970) * _MILLISECONDS_PER_DAY).round().cast(pl.Int64).cast(pl.Datetime("ms"))
    shown = moment.dt.round("1s").dt.strftime("%Y-%m-%d %H:%M:%S")
    return pl.when(days >= _FIRST_SERIAL).then(shown).otherwise(text)
