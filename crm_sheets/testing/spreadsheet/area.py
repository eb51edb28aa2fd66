"""Ranges of cells: as requests give them (open on any side), and as they lie on a grid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from crm_sheets.testing.spreadsheet import given
from crm_sheets.testing.spreadsheet.refusal import BadRequest

INDEXES = ("startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex")


class Box(NamedTuple):
    """Cells on a grid: rows and columns from 0, `bottom` and `right` excluded."""

    top: int
    bottom: int
    left: int
    right: int

    def meets(self, other: Box) -> bool:
        """Whether the two share a cell."""
        rows = self.top < other.bottom and other.top < self.bottom
        return rows and self.left < other.right and other.left < self.right

    def holds(self, other: Box) -> bool:
        """Whether all of the other's cells are in this one."""
        rows = self.top <= other.top and other.bottom <= self.bottom
        return rows and self.left <= other.left and other.right <= self.right


@dataclass(frozen=True)
class Area:
    """A range of one sheet; None on a side means as far as the grid goes."""

    sheet_id: int
    top: int | None = None
    bottom: int | None = None
    left: int | None = None
    right: int | None = None

    @classmethod
    def of(cls, grid_range: Mapping[str, Any]) -> Area:
        """The area of a GridRange; BadRequest when it is none."""
        top, bottom, left, right = (given.optional_number(grid_range, name) for name in INDEXES)
        for start, end, name in ((top, bottom, "row"), (left, right, "column")):
            if (start or 0) < 0 or (end is not None and end <= (start or 0)):
                raise BadRequest(f"Invalid range: start {name} index {start or 0}, end {name} index {end}.")
        return cls(given.number(grid_range, "sheetId"), top, bottom, left, right)

    @classmethod
    def of_box(cls, sheet_id: int, box: Box) -> Area:
        """These cells of that sheet."""
        return cls(sheet_id, *box)

    @property
    def is_whole_sheet(self) -> bool:
        """Whether it is open on all sides."""
        return (self.top, self.bottom, self.left, self.right) == (None, None, None, None)

    def as_json(self) -> dict[str, Any]:
        """The GridRange; as from Google, without the id of sheet 0."""
        sides = zip(INDEXES, (self.top, self.bottom, self.left, self.right), strict=True)
        shown = {name: side for name, side in sides if side is not None}
        return {"sheetId": self.sheet_id, **shown} if self.sheet_id else shown

    def clamped(self, rows: int, columns: int) -> Box:
        """The cells of it that a grid of this size has; empty when it lies beyond."""
        top, left = self.top or 0, self.left or 0
        bottom = rows if self.bottom is None else min(self.bottom, rows)
        right = columns if self.right is None else min(self.right, columns)
        return Box(top, max(top, bottom), left, max(left, right))
