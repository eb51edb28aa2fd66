"""Age and next birthday."""

from __future__ import annotations

from calendar import isleap
from datetime import date

import polars as pl

from crm_sheets.enrich.windows import days_since


def birthday_columns(as_of: date, leap_day: str) -> list[pl.Expr]:
    """`age`, `next_birthday` (`as_of` itself on the day) and `days_to_birthday`.

    Who was born on 29 February has the birthday on 28 February or 1 March of other years, as `leap_day` says
    ("feb28" or "mar1"); the age goes up on that very day. Null without a birth date, with one after `as_of`, and for
    the deceased.
    """
    counted = (pl.col("birth_date") <= as_of) & (pl.col("status").ne_missing("deceased"))
    birth = pl.when(counted).then(pl.col("birth_date"))
    this_year, next_year = (birthday_in(birth, year, leap_day) for year in (as_of.year, as_of.year + 1))
    age = as_of.year - birth.dt.year().cast(pl.Int64) - (this_year > as_of).cast(pl.Int64)
    to_come = (this_year >= as_of) & (this_year > birth)
    upcoming = pl.when(to_come).then(this_year).otherwise(next_year)
    return [
        age.alias("age"),
        upcoming.alias("next_birthday"),
        (-days_since(upcoming, as_of)).alias("days_to_birthday"),
    ]


def birthday_in(birth: pl.Expr, year: int, leap_day: str) -> pl.Expr:
    """The day on which a birthday is kept in `year`."""
    month, day = birth.dt.month(), birth.dt.day()
    if isleap(year):
        return pl.date(year, month, day)
    born_on_leap_day = (month == 2) & (day == 29)
    kept_month, kept_day = (3, 1) if leap_day == "mar1" else (2, 28)
    return pl.date(
        year,
        pl.when(born_on_leap_day).then(kept_month).otherwise(month),
        pl.when(born_on_leap_day).then(kept_day).otherwise(day),
    )
