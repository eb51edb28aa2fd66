"""The operator's times of day by the machine's own clock, which crontab goes by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from crm_sheets.timing.timetable import Entry, moment_of, next_moment

ToMachineTime = Callable[[datetime], datetime]
"""Gives a moment in the time zone of the machine."""

WEEKS = 53


@dataclass(frozen=True)
class MachineTime:
    """A line of the timetable on the machine: its time, its days there, and whether that holds the whole year."""

    at: time
    days: frozenset[int]
    steady: bool


def on_machine(entry: Entry, now: datetime, to_machine: ToMachineTime) -> MachineTime:
    """When the machine's clock shows the entry's time; `now` is in the operator's zone.

    It does not hold the whole year when only one of the two zones moves its clocks, or both do on other days.
    """
    zone = now.tzinfo
    assert zone is not None  # noqa: S101 - `now` is aware
    first = next_moment(entry, now).astimezone(zone)
    at, shift = _there(entry, first, zone, to_machine)
    days = frozenset((day + shift) % 7 for day in entry.days)
    weeks = (first + timedelta(weeks=week) for week in range(WEEKS))
    steady = all(_there(entry, moment, zone, to_machine) == (at, shift) for moment in weeks)
    return MachineTime(at, days, steady)


def _there(entry: Entry, day: datetime, zone: tzinfo, to_machine: ToMachineTime) -> tuple[time, int]:
    """The machine's time of day on that day, and by how many days its date is another."""
    there = to_machine(moment_of(day.date(), entry.at, zone))
    return there.time().replace(tzinfo=None), (there.date() - day.date()).days
