"""Keeps the jobs on this machine together below what Google allows: 60 reads and 60 writes a minute for a user."""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from crm_sheets.private_files import write_private
from crm_sheets.workbook.google.clock import Clock

Kind = Literal["read", "write"]
Turns = dict[str, list[float]]

KINDS: tuple[Kind, ...] = ("read", "write")
MINUTE = 60.0
LOCK_SECONDS = 10.0
"""How long the other jobs may hold the file; each does so for a moment only."""


class TurnTooLate(Exception):
    """The next turn comes later than the caller can wait; it is `seconds` away."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"the next turn is {seconds:.0f} s away")
        self.seconds = seconds


class Pace:
    """So many turns of each kind in any minute, shared by all who use the same file.

    Without a file, or when it cannot be used, only this object's own turns count: pacing is a courtesy, and Google
    refuses what is too much in any case.
    """

    def __init__(self, path: Path | None, per_minute: int, clock: Clock) -> None:
        """`path` is the file with the last minute's turns; it is made when it is missing."""
        self._path, self._most, self._clock = path, per_minute, clock
        self._own: Turns = {}

    def take(self, kind: Kind, at_most: float = math.inf) -> None:
        """Wait until it is our turn. Raises TurnTooLate when that is more than `at_most` seconds away."""
        end = self._clock.monotonic() + at_most
        while (wait := self._try(kind)) > 0:
            if wait > end - self._clock.monotonic():
                raise TurnTooLate(wait)
            self._clock.sleep(wait)

    def _try(self, kind: Kind) -> float:
        """Take a turn and give 0, or give the seconds until one may be free; others can be quicker then."""
        with self._shared() as turns:
            now = self._clock.now()
            for known in KINDS:
                turns[known] = _last_minute(turns.get(known, []), now)
            taken = turns[kind]
            if len(taken) >= self._most:
                return taken[-self._most] + MINUTE - now
            taken.append(now)
            return 0.0

    @contextlib.contextmanager
    def _shared(self) -> Iterator[Turns]:
        """Everybody's turns, kept when done with; only our own when the file cannot be used."""
        if self._path is None:
            yield self._own
            return
        with contextlib.ExitStack() as stack:
            file = self._path if self._locked(stack, self._path) else None
            turns = _read(file) if file else self._own
            yield turns
            self._own = turns
            if file:
                self._keep(file, turns)

    def _keep(self, file: Path, turns: Turns) -> None:
        try:
            write_private(file, json.dumps(turns))
        except OSError:
            self._path = None

    @staticmethod
    def _locked(stack: contextlib.ExitStack, path: Path) -> bool:
        from filelock import FileLock, Timeout

        try:
            stack.enter_context(FileLock(path.with_name(f"{path.name}.lock"), timeout=LOCK_SECONDS, mode=0o600))
        except (OSError, Timeout):
            return False
        return True


def _last_minute(turns: list[float], now: float) -> list[float]:
    """The turns that still count.

    A turn of the future was taken before the clock was set back: it counts as taken now, so it holds nobody up for
    longer than a minute.
    """
    return sorted(min(turn, now) for turn in turns if turn > now - MINUTE)


def _read(file: Path) -> Turns:
    """What stands in the file; nothing when it is missing or damaged."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return {kind: _numbers(found.get(kind)) for kind in KINDS} if isinstance(found, dict) else {}


def _numbers(values: Any) -> list[float]:
    if not isinstance(values, list):
        return []
    return [float(value) for value in values if isinstance(value, int | float) and abs(value) < 1e15]
