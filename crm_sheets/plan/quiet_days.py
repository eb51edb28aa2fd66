"""Days on which only some contacts are made: holidays, days on which the office is closed, days nobody works.

- With `quiet_holidays` messages other than greetings and service do not go out on a holiday or a closed day. They
  follow on the next other day while they are not too late; one that would be then is too late today.
- Work for people waits for a working day, service of priority 1 and what customers asked for apart. Work that would be
  too late by then is given out all the same: people can still decide, a lost call nobody sees. Without
  `quiet_holidays` holidays are working days.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import polars as pl

from crm_sheets.model import Purpose, SkipReason, Text
from crm_sheets.plan.done import MESSAGES
from crm_sheets.plan.texts import CLOSED_TODAY, FOLLOWS, NO_DAY_LEFT, NOT_A_WORKING_DAY, shown_day
from crm_sheets.tables import Book
from crm_sheets.team_calendar import TeamCalendar, team_calendar
from crm_sheets.team_settings import TeamSettings

LONGEST_LOOK = timedelta(days=366)
"""A team that has no day to work on in a year has none."""

ON_HOLIDAYS_TOO = (Purpose.GREETING, Purpose.SERVICE)
URGENT = 1
"""The priority of service that waits for no working day."""


def without_quiet_days(rows: pl.DataFrame, book: Book, settings: TeamSettings, as_of: date) -> pl.DataFrame:
    """The rows with `reason` and `detail` filled in where `as_of` is no day for what nothing else has stopped.

    `rows` have `reason`, `detail`, `medium`, `purpose`, `priority`, `asked_for`, `due_date` and `lateness_days`.
    """
    calendar = team_calendar(book, settings, as_of, as_of + LONGEST_LOOK)
    is_message, last_day = pl.col("medium").is_in(MESSAGES), pl.col("due_date") + pl.duration(days="lateness_days")
    quiet, why = _quiet(calendar, settings), _why(calendar, settings, as_of)
    if quiet(as_of):
        follows = _next(as_of, quiet)
        waits = is_message & ~pl.col("purpose").is_in(ON_HOLIDAYS_TOO)
        rows = _stop(rows, waits & (last_day >= follows), SkipReason.QUIET_HOURS, _follows(why, follows, settings))
        too_late = NO_DAY_LEFT.in_language(settings.language).format(why)
        rows = _stop(rows, waits & (last_day < follows), SkipReason.TOO_LATE, too_late)
    idle = _idle(calendar, settings)
    if idle(as_of):
        follows = _next(as_of, idle)
        at_once = ((pl.col("purpose") == Purpose.SERVICE) & (pl.col("priority") <= URGENT)) | pl.col("asked_for")
        waits = ~is_message & ~at_once & (last_day >= follows)
        rows = _stop(rows, waits, SkipReason.QUIET_HOURS, _follows(why, follows, settings))
    return rows


def _quiet(calendar: TeamCalendar, settings: TeamSettings) -> Callable[[date], bool]:
    """Which days are for greetings and service only."""
    if settings.quiet_holidays != "yes":
        return lambda day: False
    return lambda day: day in calendar.holidays or day in calendar.closed


def _idle(calendar: TeamCalendar, settings: TeamSettings) -> Callable[[date], bool]:
    """The days on which nobody works."""
    known = calendar if settings.quiet_holidays == "yes" else TeamCalendar({}, calendar.closed, calendar.work_days)
    return lambda day: not known.is_working(day)


def _next(as_of: date, is_unfit: Callable[[date], bool]) -> date:
    """The first day after `as_of` that is not unfit; one beyond every lateness where there is none."""
    days = (as_of + timedelta(days=ahead) for ahead in range(1, LONGEST_LOOK.days + 1))
    return next((day for day in days if not is_unfit(day)), date.max)


def _why(calendar: TeamCalendar, settings: TeamSettings, as_of: date) -> str:
    unnamed: Text = CLOSED_TODAY if as_of in calendar.closed else NOT_A_WORKING_DAY
    return calendar.holidays.get(as_of) or unnamed.in_language(settings.language)


def _follows(why: str, day: date, settings: TeamSettings) -> str:
    return FOLLOWS.in_language(settings.language).format(why, shown_day(day, settings.language))


def _stop(rows: pl.DataFrame, which: pl.Expr, reason: SkipReason, why: str) -> pl.DataFrame:
    stopped = (pl.col("reason") == "") & which
    return rows.with_columns(
        reason=pl.when(stopped).then(pl.lit(reason.value)).otherwise("reason"),
        detail=pl.when(stopped).then(pl.lit(why)).otherwise("detail"),
    )
