"""Days before the day of the run, for windows that the team sets in months or days.

A window leaves its first day out and takes the day of the run in: with a window of 12 months, a purchase exactly a
year ago is outside it, and one the day after is inside.
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from crm_sheets.periods import add_months


def months_before(as_of: date, months: int) -> date:
    """The same day `months` earlier (the month's last day where it has no such day), never before year 1."""
    return add_months(as_of, -months) if months < (as_of.year - 1) * 12 else date.min


def days_before(as_of: date, days: int) -> date:
    """The day `days` earlier, never before year 1."""
    return as_of - timedelta(days=days) if days < (as_of - date.min).days else date.min


def days_since(day: pl.Expr, as_of: date) -> pl.Expr:
    """Whole days from a date to `as_of`; null where there is no date."""
    return (pl.lit(as_of) - day).dt.total_days()


def up_to(day: str, as_of: date) -> pl.Expr:
    """True for rows that exist on `as_of` by their date column `day`; a row without a date does exist (law 5)."""
    return pl.col(day).is_null() | (pl.col(day).cast(pl.Date) <= as_of)
