"""Numbers, texts and dates as a condition writes them. No guessing: what can be read in two ways is refused."""

from __future__ import annotations

import re
from datetime import date

UNITS: dict[str, float] = {
    "%": 0.01,
    "rb": 1e3,
    "ribu": 1e3,
    "k": 1e3,
    "thousand": 1e3,
    "jt": 1e6,
    "juta": 1e6,
    "million": 1e6,
    "miliar": 1e9,
    "milyar": 1e9,
    "billion": 1e9,
    "hari": 1,
    "days": 1,
    "day": 1,
}
"""What may follow a number, and what it multiplies by; days are the unit of `today - last_purchase`."""

MOST_DIGITS = 15
"""More digits than a double holds exactly are a typing error."""

_NUMBER = re.compile(r"(?P<whole>\d[\d_]*)(?P<groups>(?:\.\d+)*)\s*(?P<unit>[^\W\d_]*|%)")


class AmbiguousNumber(ValueError):
    """1.500 may be one and a half or one thousand five hundred."""


def read_number(text: str) -> float:
    """The number in `text`: 24000000, 24_000_000, 24.000.000, 1.5, 25jt, 5%.

    Raises AmbiguousNumber for a single dot before exactly three digits, ValueError for what is no number.
    """
    match = _NUMBER.fullmatch(text.strip().lower())
    if match is None or match["unit"] not in {"", *UNITS}:
        raise ValueError(text)
    whole, groups = match["whole"].replace("_", ""), match["groups"].split(".")[1:]
    if sum(map(len, (whole, *groups))) > MOST_DIGITS:
        raise ValueError(text)
    return _joined(whole, groups) * UNITS.get(match["unit"], 1)


def _joined(whole: str, groups: list[str]) -> float:
    if len(groups) == 1:
        if len(groups[0]) == 3 and len(whole) <= 3 and int(whole):
            raise AmbiguousNumber(f"{whole}.{groups[0]}")
        return float(f"{whole}.{groups[0]}")
    if groups and (len(whole) > 3 or any(len(group) != 3 for group in groups)):
        raise ValueError(".".join((whole, *groups)))
    return float(whole + "".join(groups))


def read_text(quoted: str) -> str:
    """What stands between the quotes, straight or curly."""
    return quoted[1:-1].strip()


def read_date(text: str) -> date:
    """The date in `text`, written year-month-day; raises ValueError otherwise."""
    year, month, day = (int(part) for part in text.strip().split("-"))
    return date(year, month, day)
