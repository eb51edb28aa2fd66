"""Time, as one thing that is passed in: tests have one that never waits."""

from __future__ import annotations

import time


class Clock:
    """The machine's clock."""

    def now(self) -> float:
        """The time of day, in seconds since 1970; people and time servers may set it."""
        return time.time()

    def monotonic(self) -> float:
        """Seconds since some moment; nobody can set it, so spans of time are measured with it."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)
