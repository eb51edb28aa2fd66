"""Days of the week as operators write them: "daily", "mon-sat", "mon,wed,fri"."""

from __future__ import annotations

from collections.abc import Iterator

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_DAY = frozenset(range(7))


def read_weekdays(text: str) -> frozenset[int]:
    """The days that `text` names, Monday is 0. Raises ValueError, saying how to write them."""
    written = text.strip().lower()
    if written == "daily":
        return EVERY_DAY
    try:
        return frozenset(day for part in written.split(",") for day in _span(part.strip()))
    except ValueError:
        raise ValueError('write the days as "daily", "mon-sat" or "mon,wed,fri"') from None


def _span(part: str) -> Iterator[int]:
    """One day, or the days from one to another, over the end of the week too ("sat-mon")."""
    first, dash, last = part.partition("-")
    start = DAYS.index(first.strip())
    length = (DAYS.index(last.strip()) - start) % 7 if dash else 0
    return ((start + step) % 7 for step in range(length + 1))


def show_weekdays(days: frozenset[int]) -> str:
    """The days as they are written: "daily", else a list."""
    return "daily" if days == EVERY_DAY else ",".join(DAYS[day] for day in sorted(days))
