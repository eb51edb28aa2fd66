"""Times of day as people type them."""

from __future__ import annotations

import re
from datetime import time

SHORTEST_INTERVAL, LONGEST_INTERVAL = 5, 12 * 60
"""Minutes between two starts of a job that goes by intervals."""


def read_time_of_day(written: str) -> time:
    """A time such as "02:15" or "2.15". Raises ValueError, saying how to write it."""
    found = re.fullmatch(r"([01]?\d|2[0-3])[:.]([0-5]\d)", written.strip(), re.ASCII)
    if not found:
        raise ValueError('write the time as "02:15"')
    return time(int(found[1]), int(found[2]))
