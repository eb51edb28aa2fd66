"""Lines of a crontab."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise

from crm_sheets.timing.machine_time import MachineTime
from crm_sheets.values.times import SHORTEST_INTERVAL
from crm_sheets.values.weekdays import EVERY_DAY

MINUTES_OF_AN_HOUR, HOURS_OF_A_DAY = 60, 24
STEPS = (
    *(minutes for minutes in range(SHORTEST_INTERVAL, MINUTES_OF_AN_HOUR) if MINUTES_OF_AN_HOUR % minutes == 0),
    *(hours * MINUTES_OF_AN_HOUR for hours in range(1, HOURS_OF_A_DAY // 2 + 1) if HOURS_OF_A_DAY % hours == 0),
)
"""The intervals in minutes that cron can keep: it counts anew with every hour, and its hours with every day."""


@dataclass(frozen=True)
class Start:
    """How a machine starts a job: its command with all options, the folder it is in, the file its words go to.

    `events` is the file for the log for machines; "" where there is none and errors go with the words.
    """

    command: Sequence[str]
    folder: str
    log: str
    events: str = ""


def crontab_line(when: MachineTime, start: Start) -> str:
    """The line for a time of day."""
    return f"{when.at.minute} {when.at.hour} * * {_weekdays(when.days)}  {_command(start)}"


def crontab_step(every: int, start: Start, minute: int = 0) -> str:
    """The line for every so many minutes, of hours at that minute. Raises ValueError for what cron cannot keep."""
    if every not in STEPS:
        known = ", ".join(map(str, STEPS))
        raise ValueError(f"cron counts anew with every hour and day and cannot keep {every} minutes; it can: {known}")
    hours = every // MINUTES_OF_AN_HOUR
    at, hour = (str(minute), "*" if hours == 1 else f"*/{hours}") if hours else (f"*/{every}", "*")
    return f"{at} {hour} * * *  {_command(start)}"


def _command(start: Start) -> str:
    """The rest of a line, with what cron would take for its own sign (%) escaped."""
    errors = f"2>> {shlex.quote(start.events)}" if start.events else "2>&1"
    command = f"cd {shlex.quote(start.folder)} && {shlex.join(start.command)} >> {shlex.quote(start.log)} {errors}"
    return command.replace("%", r"\%")


def _weekdays(days: frozenset[int]) -> str:
    """As numbers, Sunday is 0: names and ranges beyond the week are not understood by every cron."""
    if days == EVERY_DAY:
        return "*"
    numbers = sorted((day + 1) % 7 for day in days)
    in_a_row = len(numbers) > 2 and all(later == earlier + 1 for earlier, later in pairwise(numbers))
    return f"{numbers[0]}-{numbers[-1]}" if in_a_row else ",".join(map(str, numbers))


def own_minute(*whose: str) -> int:
    """A minute from 1 to 59, the same each time for the same folder, another for most others.

    So not every team in the world asks Google at two o'clock sharp.
    """
    return int.from_bytes(sha256("\0".join(whose).encode()).digest()[:4]) % 59 + 1
