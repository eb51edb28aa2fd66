"""When the date in a cell becomes an occasion: every year, every month, once, as dated, or every so many days.

What repeats does so after the date itself: a birth is not a birthday, the first day is not an anniversary.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from crm_sheets.model import Program, Repeat

DATE = "_date"
"""The frame's column with the date that repeats; `occurrences` adds `occasion_date` and `period`."""

ONCE = "once"

LEAP_DAY = 229
"""29 February as month * 100 + day."""

STANDS_FOR_LEAP_DAY = {"feb28": 228, "mar1": 301}


def occurrences(dated: pl.DataFrame, program: Program, first: date, last: date, leap_day: str) -> pl.DataFrame:
    """The rows whose occasion falls on `first`..`last` (both included), with `occasion_date` and `period` added.

    A row comes as often as its occasion falls there. `leap_day` ("feb28" or "mar1") says when 29 February is kept in
    a common year; a day that a month lacks is kept on that month's last day.
    """
    match program.repeat:
        case Repeat.YEARLY:
            return pl.concat([_in_year(dated, start, end, leap_day) for start, end in pieces(first, last, 12)])
        case Repeat.MONTHLY:
            return pl.concat([_in_month(dated, start, end) for start, end in pieces(first, last, 1)])
        case Repeat.CADENCE:
            return _every(dated, program.cadence_days, first, last)
        case Repeat.DUE:
            return _as_dated(dated, first, last, pl.col(DATE).dt.strftime("%Y-%m"))
        case Repeat.EACH_DATE:
            return _as_dated(dated, first, last, pl.col(DATE).dt.strftime("%Y-%m-%d"))
        case Repeat.ONCE | Repeat.CALENDAR:
            return _as_dated(dated, first, last, pl.lit(ONCE))


def in_month(year: int, month: int, day: int) -> date:
    """That day of a month; its last day where it has no such day."""
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def pieces(first: date, last: date, months: int) -> Iterator[tuple[date, date]]:
    """`first`..`last` cut at the ends of years (12 months) or months (1)."""
    start = first
    while start <= last:
        month = start.month if months == 1 else 12
        end = date(start.year, month, calendar.monthrange(start.year, month)[1])
        yield start, min(end, last)
        if end >= last:
            return
        start = end + timedelta(days=1)


def _as_dated(dated: pl.DataFrame, first: date, last: date, period: pl.Expr) -> pl.DataFrame:
    return dated.filter(pl.col(DATE).is_between(first, last)).with_columns(occasion_date=DATE, period=period)


def _in_year(dated: pl.DataFrame, start: date, end: date, leap_day: str) -> pl.DataFrame:
    """Anniversaries on `start`..`end`, two days of one year."""
    day = pl.col(DATE).dt.month().cast(pl.Int16) * 100 + pl.col(DATE).dt.day()
    if not calendar.isleap(start.year):
        day = pl.when(day == LEAP_DAY).then(STANDS_FOR_LEAP_DAY[leap_day]).otherwise(day)
    month = pl.col(DATE).dt.month()
    may_be = month.is_between(start.month, end.month) | (month == LEAP_DAY // 100)
    return (
        dated.filter(may_be)  # quick, and leaves few rows for what is slow
        .with_columns(_day=day)
        .filter(
            pl.col("_day").is_between(start.month * 100 + start.day, end.month * 100 + end.day),
            pl.col(DATE).dt.year() < start.year,
        )
        .with_columns(
            occasion_date=pl.date(start.year, pl.col("_day") // 100, pl.col("_day") % 100),
            period=pl.lit(str(start.year)),
        )
        .drop("_day")
    )


def _in_month(dated: pl.DataFrame, start: date, end: date) -> pl.DataFrame:
    """Monthly occasions on `start`..`end`, two days of one month."""
    length = calendar.monthrange(start.year, start.month)[1]
    return (
        dated.with_columns(_day=pl.min_horizontal(pl.col(DATE).dt.day(), pl.lit(length, pl.Int8)))
        .filter(pl.col("_day").is_between(start.day, end.day), pl.col(DATE) < date(start.year, start.month, 1))
        .with_columns(occasion_date=pl.date(start.year, start.month, pl.col("_day")), period=pl.lit(f"{start:%Y-%m}"))
        .drop("_day")
    )


def _every(dated: pl.DataFrame, days: int, first: date, last: date) -> pl.DataFrame:
    """The n-th occasion is n times `days` after the date, from the first on; its number is the period."""
    lowest = (pl.lit(first) - pl.col(DATE)).dt.total_days() + days - 1
    highest = (pl.lit(last) - pl.col(DATE)).dt.total_days() // days
    return (
        dated.with_columns(_from=pl.max_horizontal(lowest // days, 1), _to=highest)
        .filter(pl.col("_to") >= pl.col("_from"))
        .with_columns(_n=pl.int_ranges("_from", pl.col("_to") + 1))
        .explode("_n")
        .with_columns(
            occasion_date=pl.col(DATE) + pl.duration(days=pl.col("_n") * days), period=pl.col("_n").cast(pl.String)
        )
        .drop("_from", "_to", "_n")
    )
