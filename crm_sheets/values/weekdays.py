"""Days of the week as people write them: "daily", "mon-sat", "mon,wed,fri", "senin-jumat", "sab"."""

from __future__ import annotations

from collections.abc import Iterator

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_DAY = frozenset(range(7))
DAILY = ("daily", "setiap hari", "tiap hari")

INDONESIAN = (
    ("senin", "sen"),
    ("selasa", "sel"),
    ("rabu", "rab"),
    ("kamis", "kam"),
    ("jumat", "jum'at", "jum"),
    ("sabtu", "sab"),
    ("minggu", "min", "ming", "mgg", "ahad"),
)
"""The names and short names of the days from Monday on."""

NUMBERS = {name: day for day, names in enumerate(zip(DAYS, INDONESIAN, strict=True)) for name in (names[0], *names[1])}


def read_weekdays(text: str) -> frozenset[int]:
    """The days that `text` names in English or Indonesian, Monday is 0. Raises ValueError, saying how to write them."""
    written = text.strip().lower().replace("–", "-").replace("’", "'")
    if written in DAILY:
        return EVERY_DAY
    try:
        return frozenset(day for part in written.split(",") for day in _span(part.strip()))
    except KeyError:
        raise ValueError('write the days as "daily", "mon-sat" or "mon,wed,fri" (or "senin-jumat")') from None


def _span(part: str) -> Iterator[int]:
    """One day, or the days from one to another, over the end of the week too ("sat-mon")."""
    first, dash, last = part.partition("-")
    start = NUMBERS[first.strip()]
    length = (NUMBERS[last.strip()] - start) % 7 if dash else 0
    return ((start + step) % 7 for step in range(length + 1))


def show_weekdays(days: frozenset[int]) -> str:
    """The days as they are written: "daily", else a list."""
    return "daily" if days == EVERY_DAY else ",".join(DAYS[day] for day in sorted(days))
