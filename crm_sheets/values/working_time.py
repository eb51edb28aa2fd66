"""Working time: how long something waits, counted only while somebody is there to see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

HORIZON_DAYS = 3660
"""How far ahead or back one looks, some ten years: a team that is never there must not be waited for for ever."""


@dataclass(frozen=True)
class WorkingTime:
    """A team's working week: `days` (Monday is 0) from `starts` to `ends`, local time of `zone`, except on `closed`.

    Raises ValueError for days that are none, and for hours that do not end later on the same day.
    """

    days: frozenset[int]
    starts: time
    ends: time
    closed: frozenset[date]
    zone: tzinfo

    def __post_init__(self) -> None:
        if not self.days <= frozenset(range(7)):
            raise ValueError("days of the week are 0 (Monday) to 6 (Sunday)")
        if self.starts >= self.ends:
            raise ValueError("working hours must end later on the day on which they start")

    def after(self, moment: datetime, minutes: float) -> datetime | None:
        """When `minutes` of working time have passed since `moment` (aware); in `zone`.

        Of a moment outside working hours the clock starts with the next opening. None when there is not that much
        working time in the ten years to come. Raises ValueError for a naive moment and for less than no time.
        """
        _check_aware(moment)
        if minutes < 0:
            raise ValueError("working time is counted forwards only")
        left = timedelta(minutes=minutes)
        for opens, closes in self._openings(moment, HORIZON_DAYS):
            begins = max(opens, moment.astimezone(UTC))
            if begins >= closes:
                continue
            if left <= closes - begins:
                return (begins + left).astimezone(self.zone)
            left -= closes - begins
        return None

    def minutes_between(self, earlier: datetime, later: datetime) -> float:
        """The working minutes from one aware moment to another, of the last ten years of them at most.

        0 when `later` is not later. Raises ValueError for naive moments.
        """
        _check_aware(earlier)
        _check_aware(later)
        begins, ends = earlier.astimezone(UTC), later.astimezone(UTC)
        if ends <= begins:
            return 0.0
        begins = max(begins, ends - min(timedelta(days=HORIZON_DAYS), ends - begins))
        open_time = timedelta()
        for opens, closes in self._openings(begins, (ends - begins).days + 2):
            open_time += max(timedelta(), min(closes, ends) - max(opens, begins))
        return open_time / timedelta(minutes=1)

    def _openings(self, moment: datetime, most_days: int) -> Iterator[tuple[datetime, datetime]]:
        """The working hours (UTC) of the days from that of `moment` on; UTC, so that a change of clocks is counted."""
        day = moment.astimezone(self.zone).date()
        for _ in range(min(most_days, (date.max - day).days)):
            if day.weekday() in self.days and day not in self.closed:
                yield self._at(day, self.starts), self._at(day, self.ends)
            day += timedelta(days=1)

    def _at(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self.zone).astimezone(UTC)


def _check_aware(moment: datetime) -> None:
    if moment.utcoffset() is None:
        raise ValueError("a moment must say its zone")
