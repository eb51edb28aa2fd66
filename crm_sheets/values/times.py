"""Times of day as people type them, and moments as they read them."""

from __future__ import annotations

import re
from datetime import datetime, time

SHORTEST_INTERVAL, LONGEST_INTERVAL = 5, 12 * 60
"""Minutes between two starts of a job that goes by intervals."""


def read_time_of_day(written: str) -> time:
    """A time such as "02:15" or "2.15". Raises ValueError, saying how to write it."""
    found = re.fullmatch(r"([01]?\d|2[0-3])[:.]([0-5]\d)", written.strip(), re.ASCII)
    if not found:
        raise ValueError('write the time as "02:15"')
    return time(int(found[1]), int(found[2]))


def hour_text(moment: datetime, language: str) -> str:
    """The time of day as the language writes it: "15.05" in Indonesian, "15:05" in English."""
    return clock_text(moment.time(), language)


def clock_text(at: time, language: str) -> str:
    """The same of a time without a day."""
    return f"{at:%H.%M}" if language == "id" else f"{at:%H:%M}"


def moment_text(moment: datetime, language: str) -> str:
    """A moment with its day: "20/11/2026 15.05" in Indonesian, "20/11/2026 15:05" in English."""
    return f"{moment:%d/%m/%Y} {hour_text(moment, language)}"
