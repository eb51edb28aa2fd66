"""What a sample workbook is asked to be, and the small things that every part of it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from crm_sheets.model import Text

AS_OF = date(2026, 11, 20)
"""The sample's own day: the last day of its transactions, the day on which its programs have work."""

Row = dict[str, Any]
"""One row of a tab: values by canonical column name; a column that is missing stays blank."""


@dataclass(frozen=True)
class Options:
    """Size, language ("id" or "en"), seed, and whether typing mistakes are planted."""

    customers: int = 150
    transactions: int = 900
    seed: int = 1
    language: str = "id"
    faults: bool = True

    def random(self, noun: str) -> Random:
        """A random source of its own for each noun, so that a change to one leaves the others as they were."""
        return Random(f"{self.seed}:{noun}")  # noqa: S311  nothing secret is drawn

    def say(self, text: Text) -> str:
        """`text` in the workbook's language."""
        return text.in_language(self.language)

    def said(self, row: Row) -> Row:
        """`row` with its texts in the workbook's language."""
        return {name: self.say(value) if isinstance(value, Text) else value for name, value in row.items()}

    def scaled(self, rows: int, at_most: int = 2000) -> int:
        """How many rows a tab gets that has `rows` rows at 150 customers."""
        return max(1, min(at_most, rows * self.customers // 150))


def day(offset: int) -> date:
    """The day `offset` days after the sample's own day (before it when negative)."""
    return AS_OF + timedelta(days=offset)


def birthday(offset: int, age: int) -> date:
    """The birth date of somebody who turns `age` `offset` days after the sample's own day."""
    on = day(offset)
    return on.replace(year=on.year - age)


def same_day_in_month(start: date, months: int) -> date:
    """The date `months` months after `start`, on the last day where the month is too short."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return date(year, month + 1, min(start.day, last))


def often(random: Random, share: float, value: Any) -> Any:
    """`value` in `share` of the cases, else a blank cell."""
    return value if random.random() < share else None


def weighted(random: Random, weights: Mapping[Any, float]) -> Any:
    """One of the keys, as often as its weight says."""
    return random.choices(list(weights), list(weights.values()))[0]


def round_to(amount: float, step: int) -> int:
    """`amount` to the nearest `step`, at least one step."""
    return max(step, round(amount / step) * step)


def identifiers(prefix: str, count: int, digits: int = 4) -> Sequence[str]:
    """`count` ids: "P-0001", "P-0002" ..."""
    return [f"{prefix}-{number:0{digits}d}" for number in range(1, count + 1)]
