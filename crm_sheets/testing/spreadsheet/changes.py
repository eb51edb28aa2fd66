"""Rows or columns that come, go or move, and where that leaves everything else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

Span = tuple[int, float]
"""From (included) to (excluded), counted from 0; the end may be infinite."""


class Change(Protocol):
    """One change along one dimension."""

    def span(self, start: int, end: float) -> Span | None:
        """Where a stretch lies afterwards; None when it is gone."""
        ...

    def index(self, place: int) -> int | None:
        """Where a single row or column lies afterwards; None when it is gone."""
        ...


@dataclass(frozen=True)
class Insertion:
    """`count` new ones before the one that is now at `at`."""

    at: int
    count: int

    def span(self, start: int, end: float) -> Span | None:
        """A stretch grows only when the new ones come inside it."""
        return start + self.count if start >= self.at else start, end + self.count if end > self.at else end

    def index(self, place: int) -> int | None:
        """Those behind move on."""
        return place + self.count if place >= self.at else place


@dataclass(frozen=True)
class Deletion:
    """Those from `start` to before `end` go."""

    start: int
    end: int

    def span(self, start: int, end: float) -> Span | None:
        """A stretch loses what is deleted of it."""
        left, right = self._cut(start), self._cut(end)
        return (int(left), right) if left < right else None

    def index(self, place: int) -> int | None:
        """Those behind move up."""
        return None if self.start <= place < self.end else int(self._cut(place))

    def _cut(self, place: float) -> float:
        return min(place, max(self.start, place - (self.end - self.start)))


@dataclass(frozen=True)
class Move:
    """Those from `start` to before `end` go before the one that is now at `to`."""

    start: int
    end: int
    to: int

    @property
    def target(self) -> int:
        """Where the first of them lies afterwards."""
        return self.to - (self.end - self.start) if self.to > self.start else self.to

    def span(self, start: int, end: float) -> Span | None:
        """A stretch goes along when it is all among them, else it loses them, and gains them where they land."""
        if self.start <= start and end <= self.end:
            return start - self.start + self.target, end - self.start + self.target
        rest = Deletion(self.start, self.end).span(start, end)
        return rest and Insertion(self.target, self.end - self.start).span(*rest)

    def index(self, place: int) -> int | None:
        """Nothing is lost by a move."""
        moved = self.span(place, place + 1)
        return moved and moved[0]
