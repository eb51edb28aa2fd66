"""Starts the jobs of the timetable, one after another, for as long as it is let."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from crm_sheets.exit_codes import ExitCode
from crm_sheets.running.memory import Memory
from crm_sheets.timing.timetable import LATEST, Due, Line, due_jobs, watched

DIED = 128
"""What a shell adds to the number of the signal that ended a process."""


PASSING = (ExitCode.LOCKED, ExitCode.UNAVAILABLE)
"""Somebody has the workbook open, or Google does not answer: later it may be otherwise."""

TRIES, BETWEEN_TRIES = 4, timedelta(minutes=15)


@dataclass(frozen=True)
class Try:
    """The next try at a job, and how many there were before it."""

    due: Due
    number: int
    not_before: datetime


class Told(Protocol):
    """Is told what the scheduler does."""

    def starting(self, due: Due) -> None:
        """A job starts now."""

    def ended(self, due: Due, exit_code: int) -> None:
        """It ended with this code."""

    def trouble(self, error: Exception) -> None:
        """Something that does not keep the others from going on."""


class JobScheduler:
    """One timetable at work. `start` runs a job to its end and gives its exit code; `now` is in the operator's zone."""

    def __init__(
        self,
        lines: Sequence[Line],
        memory: Memory,
        start: Callable[[str], int],
        now: Callable[[], datetime],
        told: Told,
        is_stopping: Callable[[], bool],
    ) -> None:
        self._lines, self._memory, self._start = lines, memory, start
        self._now, self._told, self._is_stopping = now, told, is_stopping
        self._started = memory.read()
        self._again: dict[str, Try] = {}

    def tick(self) -> None:
        """Start what is due now, one job at a time. Raises nothing."""
        now = self._now()
        before, self._started = self._started, watched(self._lines, now, self._started)
        if self._started != before:
            self._keep()
        tries = self._again | {due.job: Try(due, 1, now) for due in due_jobs(self._lines, now, self._started)}
        for job, this in tries.items():
            if this.not_before <= now and not self._is_stopping():
                self._again.pop(job, None)
                if now - this.due.moment <= LATEST:
                    self._try(this, now)

    def _try(self, this: Try, now: datetime) -> None:
        code = self._run(this.due, now)
        if code in PASSING and this.number < TRIES and not this.due.comes_again:
            self._again[this.due.job] = Try(this.due, this.number + 1, self._now() + BETWEEN_TRIES)

    def _run(self, due: Due, now: datetime) -> int:
        """Remembered before it starts: what brings the machine down is not started again and again."""
        started = self._now() if due.comes_again else now  # an interval begins now, however long others took before it
        self._started |= dict.fromkeys(due.keys, started)
        self._keep()
        self._told.starting(due)
        try:
            code = self._start(due.job)
        except Exception as error:
            self._told.trouble(error)
            code = ExitCode.UNEXPECTED
        self._told.ended(due, code)
        return code

    def _keep(self) -> None:
        try:
            self._memory.write(self._started)
        except OSError as error:  # it is remembered here; only after a restart something could come again
            self._told.trouble(error)


class ChildProcess:
    """Runs a job in a process of its own, so that nothing it does can end the scheduler, and its memory is given back.

    `ask_to_stop` goes into a signal handler: it passes the wish on, politely, and a second Ctrl-C as it is.
    """

    def __init__(self, command: Callable[[str], Sequence[str]]) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None
        self._asked = 0

    def run(self, job: str) -> int:
        """Start it and wait for its end; gives its exit code. Raises OSError."""
        own_group = os.name == "posix"  # a Ctrl-C is to come once, from us
        self._process = subprocess.Popen(list(self._command(job)), start_new_session=own_group)
        if self._asked:
            self._pass_on(signal.SIGTERM)
        try:
            code = self._process.wait()
        finally:
            self._process = None
        return code if code >= 0 else DIED - code

    def ask_to_stop(self, number: int) -> None:
        """Somebody asked with this signal."""
        self._asked += 1
        meant = self._asked > 1 and number == signal.SIGINT
        self._pass_on(signal.SIGINT if meant else signal.SIGTERM)

    def _pass_on(self, number: signal.Signals) -> None:
        process = self._process
        if process is not None and os.name == "posix":
            with suppress(OSError):
                process.send_signal(number)
