"""The interval for the difference of two shares: how sure one can be of it."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

Z_95 = 1.959963984540054
"""The normal quantile of a two-sided interval of 95 %."""


class Difference(NamedTuple):
    """The difference of two shares with the ends of its interval, each from -1 to 1."""

    value: float
    low: float
    high: float

    @property
    def is_sure(self) -> bool:
        """True when nought lies outside: then chance alone hardly explains it."""
        return not self.low <= 0 <= self.high


def wilson(hits: int, people: int, z: float = Z_95) -> tuple[float, float]:
    """The score interval of one share (Wilson 1927, J. Am. Stat. Assoc. 22:209), without continuity correction."""
    square = z * z
    middle = 2 * hits + square
    half = z * sqrt(square + 4 * hits * (people - hits) / people)
    scale = 2 * (people + square)
    return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


def difference(hits: int, people: int, other_hits: int, other_people: int, z: float = Z_95) -> Difference | None:
    """The share of the first group less that of the other, with its interval; None when a group is empty.

    Newcombe's hybrid score interval without continuity correction: R. G. Newcombe, Interval estimation for the
    difference between independent proportions, Statistics in Medicine 17 (1998) 873-890, method 10.
    """
    if not (people and other_people):
        return None
    share, other = hits / people, other_hits / other_people
    low, high = wilson(hits, people, z)
    other_low, other_high = wilson(other_hits, other_people, z)
    value = share - other
    below = sqrt((share - low) ** 2 + (other_high - other) ** 2)
    above = sqrt((high - share) ** 2 + (other - other_low) ** 2)
    return Difference(value, value - below, value + above)
