"""Time that passes only when somebody says so."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Lock

START = datetime(2026, 1, 15, 20, 0, tzinfo=UTC)


class FakeClock:
    """A clock for tests. `slept` keeps the seconds of every sleep, in order."""

    def __init__(self, start: datetime = START) -> None:
        self._start = start
        self._elapsed = 0.0
        self._lock = Lock()
        self.slept: list[float] = []

    def now(self) -> float:
        """The moment it shows, in seconds since 1970."""
        return self._start.timestamp() + self._elapsed

    def monotonic(self) -> float:
        """Seconds since it was made."""
        return self._elapsed

    def sleep(self, seconds: float) -> None:
        """Let these seconds pass without waiting."""
        self.slept.append(seconds)
        self.advance(seconds)

    def advance(self, seconds: float) -> None:
        """Let these seconds pass, though nobody asked to sleep. Raises ValueError when negative, as `time.sleep`."""
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        with self._lock:
            self._elapsed += seconds
