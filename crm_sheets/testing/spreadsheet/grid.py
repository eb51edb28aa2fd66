"""A sheet's cells: their values, looks, and the sizes of rows and columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, TypeVar

from crm_sheets.testing.spreadsheet.area import Box
from crm_sheets.testing.spreadsheet.changes import Change, Deletion, Insertion, Move
from crm_sheets.testing.spreadsheet.runs import Look, Runs

Dimension = Literal["ROWS", "COLUMNS"]
Row = tuple[object, ...]
T = TypeVar("T")
_NO_LOOKS = Runs()


class Grid:
    """Cells of a sheet, counted from 0. Rows are kept as tuples without trailing blanks and never changed in place,
    so that a copy shares them."""

    def __init__(self, row_count: int, column_count: int) -> None:
        self.row_count = row_count
        self.column_count = column_count
        self.rows: list[Row] = []
        self.looks: dict[int, Runs] = {}
        self.sizes: dict[Dimension, dict[int, dict[str, Any]]] = {"ROWS": {}, "COLUMNS": {}}

    def copy(self) -> Grid:
        """The same cells; editing one leaves the other alone."""
        twin = Grid(self.row_count, self.column_count)
        twin.rows = self.rows.copy()
        twin.looks = self.looks.copy()
        twin.sizes = {"ROWS": self.sizes["ROWS"].copy(), "COLUMNS": self.sizes["COLUMNS"].copy()}
        return twin

    @property
    def box(self) -> Box:
        """All cells."""
        return Box(0, self.row_count, 0, self.column_count)

    def count(self, dimension: Dimension) -> int:
        """How many rows or columns there are."""
        return self.row_count if dimension == "ROWS" else self.column_count

    def value(self, row: int, column: int) -> object:
        """What stands in a cell; None when it is blank."""
        cells = self.row(row)
        return cells[column] if column < len(cells) else None

    def row(self, row: int) -> Row:
        """A row's values, without trailing blanks."""
        return self.rows[row] if row < len(self.rows) else ()

    def look(self, row: int, column: int) -> Look:
        """A cell's format, note and validation."""
        return self.looks.get(column, _NO_LOOKS).at(row)

    def runs(self, column: int) -> Runs:
        """A column's looks."""
        return self.looks.get(column, _NO_LOOKS)

    def put(self, row: int, left: int, cells: Row) -> None:
        """Write these cells of a row, from column `left` on; None blanks."""
        before = self.row(row)
        padding = (None,) * (left - len(before))
        self._set(row, before[:left] + padding + cells + before[left + len(cells) :])

    def put_rows(self, top: int, left: int, rows: Sequence[Row]) -> None:
        """Write rows of cells."""
        for place, cells in enumerate(rows):
            self.put(top + place, left, cells)

    def clear(self, box: Box) -> None:
        """Blank the values."""
        blank = (None,) * (box.right - box.left)
        for row in range(box.top, min(box.bottom, len(self.rows))):
            if len(self.rows[row]) > box.left:
                self.rows[row] = _trimmed(self.rows[row][: box.left] + blank + self.rows[row][box.right :])
        self._trim()

    def change_looks(self, box: Box, change: Callable[[Look], Look]) -> None:
        """Make a change to the looks of these cells."""
        for column in range(box.left, box.right):
            self._set_runs(column, self.runs(column).changed(box.top, box.bottom, change))

    def put_looks(self, top: int, column: int, looks: Sequence[Look]) -> None:
        """Write a column's looks from row `top` on."""
        self._set_runs(column, self.runs(column).replaced(top, looks))

    def resize(self, dimension: Dimension, count: int) -> None:
        """Grow or shrink at the end; shrinking cuts what stands there."""
        if count < self.count(dimension):
            self.delete(dimension, count, self.count(dimension))
        self._set_count(dimension, count)

    def insert(self, dimension: Dimension, at: int, count: int, like: int | None = None) -> None:
        """Insert rows or columns before the one at `at`, formatted like the one that is at `like` now."""
        if dimension == "ROWS":
            self._insert_rows(at, count, like)
        else:
            self._insert_columns(at, count, like)
        self._resized(dimension, Insertion(at, count))
        self._set_count(dimension, self.count(dimension) + count)

    def delete(self, dimension: Dimension, start: int, end: int) -> None:
        """Delete rows or columns."""
        if dimension == "ROWS":
            del self.rows[start:end]
            self._change_runs(lambda runs: runs.removed(start, end))
            self._trim()
        else:
            self._rebuild(lambda row: row[:start] + row[end:], beyond=start)
            self._reorder_runs(Deletion(start, end))
        self._resized(dimension, Deletion(start, end))
        self._set_count(dimension, self.count(dimension) - (end - start))

    def move(self, dimension: Dimension, start: int, end: int, to: int) -> None:
        """Move rows or columns before the one that is now at `to`."""
        change = Move(start, end, to)
        if dimension == "ROWS":
            self._pad(max(end, to))
            block = self.rows[start:end]
            del self.rows[start:end]
            self.rows[change.target : change.target] = block
            self._change_runs(lambda runs: runs.moved(start, end, to))
            self._trim()
        else:
            self._rebuild(lambda row: _moved(row, change), beyond=min(start, to))
            self._reorder_runs(change)
        self._resized(dimension, change)

    def reorder(self, box: Box, order: Sequence[int]) -> None:
        """Put the box's rows in another order: `order` names the old row for each new one. Looks go along."""
        rows = {row: self._slice(row, box) for row in order}
        self.put_rows(box.top, box.left, [rows[row] for row in order])
        for column in range(box.left, box.right):
            looks = self.runs(column).each(box.top, box.bottom)
            if any(looks):
                self.put_looks(box.top, column, [looks[row - box.top] for row in order])

    def cells(self, box: Box) -> Iterator[tuple[int, int, object]]:
        """Row, column and value of all cells in the box that are not blank."""
        for row in range(box.top, min(box.bottom, len(self.rows))):
            for column, value in enumerate(self.rows[row][box.left : box.right], box.left):
                if value is not None:
                    yield row, column, value

    def _slice(self, row: int, box: Box) -> Row:
        cells = self.row(row)[box.left : box.right]
        return cells + (None,) * (box.right - box.left - len(cells))

    def _set(self, row: int, cells: Row) -> None:
        cells = _trimmed(cells)
        if row >= len(self.rows):
            if not cells:
                return
            self._pad(row + 1)
        self.rows[row] = cells
        self._trim()

    def _set_runs(self, column: int, runs: Runs) -> None:
        if runs:
            self.looks[column] = runs
        else:
            self.looks.pop(column, None)

    def _set_count(self, dimension: Dimension, count: int) -> None:
        if dimension == "ROWS":
            self.row_count = count
        else:
            self.column_count = count

    def _insert_rows(self, at: int, count: int, like: int | None) -> None:
        if at < len(self.rows):
            self.rows[at:at] = [()] * count
        for column, runs in self.looks.items():
            self.looks[column] = runs.inserted(at, count, _without_note(runs.at(like)) if like is not None else {})

    def _insert_columns(self, at: int, count: int, like: int | None) -> None:
        neighbour = self.runs(like) if like is not None else _NO_LOOKS
        self._rebuild(lambda row: row[:at] + (None,) * count + row[at:], beyond=at)
        self._reorder_runs(Insertion(at, count))
        for column in range(at, at + count):
            self._set_runs(column, neighbour.changed(0, neighbour.end, _without_note))

    def _rebuild(self, change: Callable[[Row], Row], beyond: int) -> None:
        self.rows = [_trimmed(change(row)) if len(row) > beyond else row for row in self.rows]
        self._trim()

    def _change_runs(self, change: Callable[[Runs], Runs]) -> None:
        changed = {column: change(runs) for column, runs in self.looks.items()}
        self.looks = {column: runs for column, runs in changed.items() if runs}

    def _reorder_runs(self, change: Change) -> None:
        self.looks = _reindexed(self.looks, change)

    def _resized(self, dimension: Dimension, change: Change) -> None:
        self.sizes[dimension] = _reindexed(self.sizes[dimension], change)

    def _pad(self, count: int) -> None:
        self.rows.extend([()] * (count - len(self.rows)))

    def _trim(self) -> None:
        while self.rows and not self.rows[-1]:
            self.rows.pop()


def _trimmed(cells: Row) -> Row:
    end = len(cells)
    while end and cells[end - 1] is None:
        end -= 1
    return cells if end == len(cells) else cells[:end]


def _moved(row: Row, change: Move) -> Row:
    cells = [*row, *(None,) * (max(change.end, change.to) - len(row))]
    block = cells[change.start : change.end]
    del cells[change.start : change.end]
    cells[change.target : change.target] = block
    return tuple(cells)


def _reindexed(by_index: dict[int, T], change: Change) -> dict[int, T]:
    moved = ((change.index(index), kept) for index, kept in by_index.items())
    return {index: kept for index, kept in moved if index is not None}


def _without_note(look: Look) -> Look:
    return {name: part for name, part in look.items() if name != "note"}
