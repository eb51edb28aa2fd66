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
    """One line of the timetable: a job, its time of day in the operator's zone, its days (Monday is 0)."""

    job: str
    at: time
    days: frozenset[int] = EVERY_DAY

    @property
    def key(self) -> str:
        """What this line is remembered by."""
        return f"{self.job} {self.at:%H:%M} {show_weekdays(self.days)}"


@dataclass(frozen=True)
class Due:
    """A job to be started now, when it should have been, and the lines of the timetable that this serves."""

    job: str
    moment: datetime
    keys: tuple[str, ...]


def due_jobs(entries: Iterable[Entry], now: datetime, last_started: Mapping[str, datetime]) -> tuple[Due, ...]:
    """The jobs to start now, the longest overdue first, each once however often it was missed.

    `now` is an aware moment in the operator's zone, `last_started` holds a moment for each `Entry.key`; a line that is
    not in it is not due (see `watched`). A moment comes only once: a clock that is set back repeats nothing.
    """
    found: dict[str, Due] = {}
    for entry in entries:
        moment = last_moment(entry, now)
        if moment is None or entry.key not in last_started or moment <= _utc(last_started[entry.key]):
            continue
        before = found.get(entry.job)
        keys = (*before.keys, entry.key) if before else (entry.key,)
        found[entry.job] = Due(entry.job, min(before.moment, moment) if before else moment, keys)
    return tuple(sorted(found.values(), key=lambda due: due.moment))


def watched(entries: Iterable[Entry], now: datetime, last_started: Mapping[str, datetime]) -> dict[str, datetime]:
    """A moment for each line: what is remembered, else now, so that a new line has nothing to make up for.

    A moment far in the future stands for a clock that was wrong, and would keep the job from running: it is now too.
    """
    limit = _utc(now) + WRONG_CLOCK
    known = {key: moment for key, moment in last_started.items() if _utc(moment) <= limit}
    return {entry.key: known.get(entry.key, now) for entry in entries}


def last_moment(entry: Entry, now: datetime) -> datetime | None:
    """When the line's job should have been started last, in UTC; None when that is longer ago than LATEST."""
    zone, today = _zone(now), now.date()
    moments = [moment_of(day, entry.at, zone) for day in _days(entry, today - timedelta(days=1), 2)]
    return max((moment for moment in moments if _utc(now) - LATEST <= moment <= _utc(now)), default=None)


def next_moment(entry: Entry, now: datetime) -> datetime:
    """When the line's job is to be started next, in UTC."""
    moments = (moment_of(day, entry.at, _zone(now)) for day in _days(entry, now.date(), 9))
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
