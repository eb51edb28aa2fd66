"""Which jobs are due: from a timetable, the moment, and when each line of it was last started."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from crm_sheets.values.weekdays import EVERY_DAY, show_weekdays

LATEST = timedelta(hours=20)
"""A run that was missed is made up for within this time; after it the next one is near enough."""

WRONG_CLOCK = timedelta(hours=24)
"""A start this far in the future was written by a clock that was wrong."""

A_DAY = 24 * 60
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Entry:
    """A line of the timetable by the clock: a job, its time in the operator's zone, its days (Monday is 0)."""

    job: str
    at: time
    days: frozenset[int] = EVERY_DAY

    @property
    def key(self) -> str:
        """What this line is remembered by."""
        return f"{self.job} {self.at:%H:%M} {show_weekdays(self.days)}"


@dataclass(frozen=True)
class Interval:
    """A line of the timetable by the time that has passed: a job, and the minutes from one start to the next.

    Whatever the clocks on the wall do, minutes are minutes: an hour that comes twice or never makes no difference.
    """

    job: str
    every: int

    @property
    def key(self) -> str:
        """What this line is remembered by."""
        return f"{self.job} every {self.every}"

    @property
    def length(self) -> timedelta:
        """The time from one start to the next."""
        return self.every * MINUTE


Line = Entry | Interval
"""A line of the timetable."""


@dataclass(frozen=True)
class Due:
    """A job to be started now, when it should have been, and the lines of the timetable that this serves.

    `comes_again` within the hours: it is due by intervals only.
    """

    job: str
    moment: datetime
    keys: tuple[str, ...]
    comes_again: bool = False

    def and_also(self, other: Due) -> Due:
        """One start that serves the lines of both."""
        both = self.comes_again and other.comes_again
        return Due(self.job, min(self.moment, other.moment), self.keys + other.keys, both)


def due_jobs(lines: Iterable[Line], now: datetime, last_started: Mapping[str, datetime]) -> tuple[Due, ...]:
    """The jobs to start now, the longest overdue first, each once however often it was missed.

    `now` is an aware moment in the operator's zone, `last_started` holds a moment for each key; a line that is
    not in it is not due (see `watched`). A time of day comes only once: a clock that is set back repeats nothing.
    """
    found: dict[str, Due] = {}
    for line in lines:
        if line.key in last_started and (moment := _turn(line, now, last_started[line.key])):
            due = Due(line.job, moment, (line.key,), isinstance(line, Interval))
            found[line.job] = found[line.job].and_also(due) if line.job in found else due
    return tuple(sorted(found.values(), key=lambda due: due.moment))


def _turn(line: Line, now: datetime, last: datetime) -> datetime | None:
    """The moment at which the line is due, in UTC, when it has not been started for it; of missed ones the last."""
    if isinstance(line, Interval):
        passed = _utc(now) - _utc(last)
        return _utc(now) - passed % line.length if passed >= line.length else None
    moment = last_moment(line, now)
    return moment if moment and moment > _utc(last) else None


def watched(lines: Iterable[Line], now: datetime, last_started: Mapping[str, datetime]) -> dict[str, datetime]:
    """A moment for each line: what is remembered, else now, so that a new line has nothing to make up for.

    A moment in the future stands for a clock that was wrong, and would keep the job from running: it is now too. For a
    time of day it has to be far in the future, as a clock that was set back is to repeat nothing; an interval begins
    anew, so that it waits for twice its length at most.
    """
    return {line.key: _remembered(line, now, last_started.get(line.key, now)) for line in lines}


def _remembered(line: Line, now: datetime, last: datetime) -> datetime:
    limit = _utc(now) + (timedelta() if isinstance(line, Interval) else WRONG_CLOCK)
    return last if _utc(last) <= limit else now


def last_moment(entry: Entry, now: datetime) -> datetime | None:
    """When the line's job should have been started last, in UTC; None when that is longer ago than LATEST."""
    zone, today = _zone(now), now.date()
    moments = [moment_of(day, entry.at, zone) for day in _days(entry, today - timedelta(days=1), 2)]
    return max((moment for moment in moments if _utc(now) - LATEST <= moment <= _utc(now)), default=None)


def next_moment(line: Line, now: datetime) -> datetime:
    """When the line's job is to be started next, in UTC; by an interval when it was started last just now."""
    if isinstance(line, Interval):
        return _utc(now) + line.length
    moments = (moment_of(day, line.at, _zone(now)) for day in _days(line, now.date(), 9))
    return next(moment for moment in moments if moment > _utc(now))


def moment_of(day: date, at: time, zone: tzinfo) -> datetime:
    """The moment of that time of day, in UTC.

    A time that the clocks skip is the first minute that exists after it; one that they repeat is the first of both.
    """
    wanted = datetime.combine(day, at)
    tries = ((wanted + minutes * MINUTE).replace(tzinfo=zone) for minutes in range(A_DAY + 1))
    return next(local.astimezone(UTC) for local in tries if _exists(local))


def _exists(local: datetime) -> bool:
    there_and_back = local.astimezone(UTC).astimezone(local.tzinfo)
    return there_and_back.replace(tzinfo=None) == local.replace(tzinfo=None)


def _days(entry: Entry, first: date, count: int) -> list[date]:
    days = (first + timedelta(days=step) for step in range(count))
    return [day for day in days if day.weekday() in entry.days]


def _utc(moment: datetime) -> datetime:
    """Aware moments of one zone compare by the clock on the wall, which repeats an hour: so they compare in UTC."""
    return moment.astimezone(UTC)


def _zone(now: datetime) -> tzinfo:
    if now.tzinfo is None:
        raise ValueError("now must be aware, in the operator's time zone")
    return now.tzinfo
