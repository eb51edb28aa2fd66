"""When somebody asked to be called, in one cell: "10.00 · no. 3"."""

from __future__ import annotations

import re
from datetime import time

from crm_sheets.values.call_hours import read_call_hour
from crm_sheets.values.times import clock_text

NUMBER = re.compile(r"\bno\. (\d+)$")
BETWEEN = " · "
LONGEST = 40


def call_time_text(hour: str, queue_number: int | None, language: str) -> str:
    """The cell: the hour as the language writes it, or the words they used, and the place in line; "" for neither."""
    at = read_call_hour(hour)
    is_exact = at is not None and any(map(str.isdigit, hour))
    shown = clock_text(at, language) if at is not None and is_exact else " ".join(hour.split())[:LONGEST]
    place = f"no. {queue_number}" if queue_number else ""
    return BETWEEN.join(filter(None, (shown, place)))


def read_call_time(cell: str) -> tuple[time | None, int | None]:
    """The hour and the place in line that such a cell holds."""
    number = NUMBER.search(cell.strip())
    hour = cell.strip()[: number.start()] if number else cell
    return read_call_hour(hour), int(number[1]) if number else None
