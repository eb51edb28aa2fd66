"""Which occasions may have become due of late, and on which day each of them does: offsets in days or working days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from crm_sheets.model import Program
from crm_sheets.tables import Book
from crm_sheets.team_calendar import team_calendar
from crm_sheets.team_settings import TeamSettings
from crm_sheets.values.weekdays import read_weekdays

SHOWN_AFTER_DAYS = 7
"""How many days beyond its lateness window a missed occasion is still listed, so that the plan can say so."""

LONGEST_PAUSE_DAYS = 366
"""After a pause of runs all that was missed meanwhile is listed, up to so many days."""

MAKES_CONTACTS = ("contacts", "nightly", "hourly", "greetings", "reminders")
"""Jobs in the Runs tab after which nothing of that day was left unsaid."""

ONE_DAY = timedelta(days=1)
SLACK_DAYS = 120
"""How many days the calendar reaches beyond the usual length of so many working days: for long closures."""


@dataclass(frozen=True)
class Window:
    """The occasions from `first` to `last`, both included: those that are due now or were of late.

    `due_days` has the due day of each where working days are counted; else it is `offset_days` after the occasion.
    """

    first: date
    last: date
    offset_days: int = 0
    due_days: Mapping[date, date] | None = None

    def due_date(self) -> pl.Expr:
        """The due day by the column `occasion_date`; null where it lies outside the days that were asked for."""
        occasion = pl.col("occasion_date")
        if self.due_days is None:
            return occasion + pl.duration(days=self.offset_days)
        return occasion.replace_strict(self.due_days, default=None, return_dtype=pl.Date)


def window_of(program: Program, as_of: date, book: Book, settings: TeamSettings) -> Window | None:
    """The occasions that fall due in the program's lateness window, or not long before it; None where none can.

    What is due before the program starts or after it ends is left out.
    """
    first = as_of - timedelta(days=program.lateness_days + _days_shown(book, as_of))
    first = max(first, program.starts_on or first)
    last = min(as_of, program.ends_on or as_of)
    if first > last:
        return None
    if program.in_working_days:
        return _in_working_days(first, last, program.offset_days, book, settings)
    moved = timedelta(days=program.offset_days)
    return Window(first - moved, last - moved, program.offset_days)


def _days_shown(book: Book, as_of: date) -> int:
    """How far back a missed occasion is still listed: a week, longer when no run has made contacts for longer."""
    runs = book.table("runs").filter(pl.col("job").is_in(MAKES_CONTACTS), pl.col("as_of") < as_of)
    last = runs["as_of"].max()
    pause = (as_of - last).days if isinstance(last, date) else 0
    return max(SHOWN_AFTER_DAYS, min(pause, LONGEST_PAUSE_DAYS))


def _in_working_days(first: date, last: date, days: int, book: Book, settings: TeamSettings) -> Window | None:
    """The occasions that so many working days move into `first`..`last`: a small table of days, looked at once."""
    reach = timedelta(days=abs(days) * 9 // len(read_weekdays(settings.work_days)) + SLACK_DAYS)
    calendar = team_calendar(book, settings, first - reach, last + reach)
    if days > 0:
        start, end = calendar.shift(first, -days), calendar.shift(last + ONE_DAY, -days) - ONE_DAY
    else:
        start, end = calendar.shift(first - ONE_DAY, -days) + ONE_DAY, calendar.shift(last, -days)
    occasions = [start + timedelta(days=number) for number in range((end - start).days + 1)]
    moved = {occasion: calendar.shift(occasion, days) for occasion in occasions}
    due_days = {occasion: due for occasion, due in moved.items() if first <= due <= last}
    return Window(min(due_days), max(due_days), due_days=due_days) if due_days else None
