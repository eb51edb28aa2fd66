"""The team's calendar: public holidays, the days of the Calendar tab, and the working days that are left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from crm_sheets.tables import Book
from crm_sheets.team_settings import TeamSettings
from crm_sheets.values.public_holidays import public_holidays
from crm_sheets.values.weekdays import read_weekdays

MOST_STEPS = 3660
"""How many days one looks ahead or back for a working day: a team that never works must not be waited for."""


@dataclass(frozen=True)
class TeamCalendar:
    """`holidays` are public ones and those of the Calendar tab, by date, with their names in the team's language;
    `closed` the other days on which nobody works; `work_days` the days of the week (Monday is 0).
    """

    holidays: Mapping[date, str]
    closed: frozenset[date]
    work_days: frozenset[int]

    def is_working(self, day: date) -> bool:
        """True when the team works on that day."""
        return day.weekday() in self.work_days and day not in self.closed and day not in self.holidays

    def shift(self, day: date, working_days: int) -> date:
        """The day so many working days later, or earlier when negative; the day itself for 0."""
        step = timedelta(days=1 if working_days > 0 else -1)
        left, moved = abs(working_days), day
        for _ in range(MOST_STEPS):
            if not left:
                break
            moved += step
            left -= self.is_working(moved)
        return moved


def team_calendar(book: Book, settings: TeamSettings, first: date, last: date) -> TeamCalendar:
    """The calendar from `first` to `last`, both included; a public holiday that is only estimated is none."""
    country = settings.country or book.country
    years = range(first.year, last.year + 1)
    public = {
        holiday.on: holiday.name.in_language(settings.language)
        for year in years
        for holiday in public_holidays(country, year)
        if not holiday.is_estimate
    }
    table = book.table("calendar").filter(pl.col("date").is_between(first, last))
    own = dict(table.filter(pl.col("kind") == "holiday").select("date", "name").iter_rows())
    closed = frozenset(table.filter(pl.col("kind") == "closed")["date"])
    return TeamCalendar(public | own, closed, read_weekdays(settings.work_days))
