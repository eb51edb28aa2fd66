"""The log for machines: one line of JSON an event, on standard error, and nothing personal in it.

That holds by what is logged: counts, and words of our own vocabulary. Error texts can quote a workbook, so of an error
there is its kind and its exit code.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime, tzinfo
from typing import TextIO

Fact = str | int | float | bool | Mapping[str, int]


class RunLog:
    """The log of one command. Until it is switched on it says nothing."""

    def __init__(self, *, active: bool = False, stream: TextIO | None = None) -> None:
        self.active = active
        self._stream, self._run = stream, ""
        self._zone: tzinfo = UTC
        self._begun = time.monotonic()
        self._said: set[str] = set()

    def begin(self, command: str, run: str, zone: tzinfo, **facts: Fact) -> None:
        """The command has its settings: from now on events carry the run's id and the operator's time."""
        self._run, self._zone = run, zone
        self._once("started", command=command, **facts)

    def event(self, name: str, **facts: Fact) -> None:
        """Log one event."""
        if self.active:
            moment = datetime.now(UTC).astimezone(self._zone).isoformat(timespec="milliseconds")
            line = {"time": moment, "run": self._run, "event": name, **facts}
            print(json.dumps(line), file=self._stream or sys.stderr, flush=True)

    def finished(self, exit_code: int) -> None:
        """The command came to its end."""
        self._once("finished", exit_code=exit_code, seconds=self._seconds())

    def failed(self, error: BaseException, exit_code: int) -> None:
        """The command was stopped by this."""
        self._once("failed", error=type(error).__name__, exit_code=exit_code, seconds=self._seconds())

    def _seconds(self) -> float:
        return round(time.monotonic() - self._begun, 3)

    def _once(self, name: str, **facts: Fact) -> None:
        if name not in self._said:
            self._said.add(name)
            self.event(name, **facts)


_CURRENT: ContextVar[RunLog] = ContextVar("run_log")


def open_log(*, active: bool) -> RunLog:
    """The log of the command that begins now."""
    log = RunLog(active=active)
    _CURRENT.set(log)
    return log


def current_log() -> RunLog:
    """The log of the command in hand; one that says nothing when there is none."""
    return _CURRENT.get(None) or RunLog()
