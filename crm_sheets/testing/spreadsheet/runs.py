"""What a column's cells look like (format, note, validation), kept as stretches of equal cells.

A format over a million rows is one stretch, so looks cost what they differ, not what they cover.
"""

from __future__ import annotations

import sys
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Any

Look = dict[str, Any]
Run = tuple[int, int, Look]
_END = sys.maxsize


class Runs:
    """One column's looks; never changed, every edit gives a new one. Rows count from 0, ends are excluded."""

    def __init__(self, runs: Iterable[Run] = ()) -> None:
        self._runs = _joined(runs)
        self._starts = [start for start, _, _ in self._runs]

    def __bool__(self) -> bool:
        return bool(self._runs)

    @property
    def end(self) -> int:
        """The row after the last one with a look."""
        return self._runs[-1][1] if self._runs else 0

    def at(self, row: int) -> Look:
        """The look of one row."""
        place = bisect_right(self._starts, row) - 1
        return self._runs[place][2] if place >= 0 and row < self._runs[place][1] else {}

    def pieces(self, start: int, end: int) -> list[Run]:
        """The stretches of these rows, without gaps."""
        found: list[Run] = []
        row = start
        for first, last, look in self._slice(start, end):
            if row < first:
                found.append((row, first, {}))
            found.append((first, last, look))
            row = last
        return [*found, (row, end, {})] if row < end else found

    def each(self, start: int, end: int) -> list[Look]:
        """The look of each of these rows."""
        return [look for first, last, look in self.pieces(start, end) for _ in range(last - first)]

    def changed(self, start: int, end: int, change: Callable[[Look], Look]) -> Runs:
        """With `change` made to each of these rows."""
        middle = [(first, last, change(look)) for first, last, look in self.pieces(start, end)]
        return self._around(start, end, middle)

    def replaced(self, start: int, looks: Sequence[Look]) -> Runs:
        """With these looks from row `start` on."""
        middle = [(start + place, start + place + 1, look) for place, look in enumerate(looks)]
        return self._around(start, start + len(looks), middle)

    def inserted(self, at: int, count: int, look: Look) -> Runs:
        """With `count` more rows before row `at`."""
        return Runs([*self._slice(0, at), (at, at + count, look), *_shifted(self._slice(at, _END), count)])

    def removed(self, start: int, end: int) -> Runs:
        """Without these rows."""
        return Runs([*self._slice(0, start), *_shifted(self._slice(end, _END), start - end)])

    def moved(self, start: int, end: int, to: int) -> Runs:
        """With these rows before the row that is now row `to`."""
        length = end - start
        block = self._slice(start, end)
        target = to - length if to > start else to
        rest = self.removed(start, end).inserted(target, length, {})
        return rest._around(target, target + length, _shifted(block, target - start))

    def _around(self, start: int, end: int, middle: list[Run]) -> Runs:
        return Runs([*self._slice(0, start), *middle, *self._slice(end, _END)])

    def _slice(self, start: int, end: int) -> list[Run]:
        place = max(0, bisect_right(self._starts, start) - 1)
        found = []
        while place < len(self._runs) and self._runs[place][0] < end:
            first, last, look = self._runs[place]
            if last > start:
                found.append((max(first, start), min(last, end), look))
            place += 1
        return found


def _shifted(runs: Iterable[Run], count: int) -> list[Run]:
    return [(start + count, end + count, look) for start, end, look in runs]


def _joined(runs: Iterable[Run]) -> list[Run]:
    joined: list[Run] = []
    for start, end, look in runs:
        if not look or start >= end:
            continue
        if joined and joined[-1][1] == start and (joined[-1][2] is look or joined[-1][2] == look):
            joined[-1] = (joined[-1][0], end, joined[-1][2])
        else:
            joined.append((start, end, look))
    return joined
