"""A clock that nobody can set and that goes on while the machine sleeps, to notice a run that was paused."""

from __future__ import annotations

import time


def boot_seconds() -> float:
    """Seconds since the machine started, sleep included where the system can tell."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)
