"""Ranges follow the cells: charts, names, filters and all else that points at rows or columns that come, go or move."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm_sheets.testing.spreadsheet.area import INDEXES
from crm_sheets.testing.spreadsheet.changes import Change

GONE = object()
"""What a range becomes when all its cells are deleted."""

_RANGE_KEYS = frozenset({"sheetId", *INDEXES})
_COORDINATE_KEYS = frozenset({"sheetId", "rowIndex", "columnIndex"})
_DIMENSION_KEYS = frozenset({"sheetId", "dimension", "startIndex", "endIndex"})


def relocated(value: Any, source_id: int, sheet_id: int) -> Any:
    """The value with all ranges of the one sheet on the other."""
    if isinstance(value, list):
        return [relocated(item, source_id, sheet_id) for item in value]
    if not isinstance(value, Mapping):
        return value
    if _points_at(value, source_id):
        return {**value, "sheetId": sheet_id}
    return {name: relocated(item, source_id, sheet_id) for name, item in value.items()}


def _points_at(value: Mapping[str, Any], sheet_id: int) -> bool:
    known = any(value.keys() <= keys for keys in (_RANGE_KEYS, _COORDINATE_KEYS, _DIMENSION_KEYS))
    return bool(value) and known and value.get("sheetId", 0) == sheet_id


@dataclass(frozen=True)
class Shift:
    """A change of one sheet's "ROWS" or "COLUMNS"; `count` is how many there are afterwards."""

    sheet_id: int
    dimension: str
    change: Change
    count: int

    def followed(self, value: Any) -> Any:
        """The value with all ranges in it moved; ranges that are gone fall out of their list or object."""
        if isinstance(value, list):
            return [moved for item in value if (moved := self.followed(item)) is not GONE]
        if not isinstance(value, Mapping):
            return value
        moved = self._range(value)
        if moved is not None:
            return moved
        beneath = {name: self.followed(item) for name, item in value.items()}
        return {name: item for name, item in beneath.items() if item is not GONE}

    def followed_filter(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """The same for a filter, whose columns are named by number too."""
        moved: dict[str, Any] = self.followed(value)
        if self.dimension != "COLUMNS":
            return moved
        for name, key in (("filterSpecs", "columnIndex"), ("sortSpecs", "dimensionIndex")):
            if name in moved:
                specs = [{**spec, key: self.change.index(spec.get(key, 0))} for spec in moved[name]]
                moved[name] = [spec for spec in specs if spec[key] is not None]
        if "criteria" in moved:
            criteria = {self.change.index(int(key)): rule for key, rule in moved["criteria"].items()}
            moved["criteria"] = {str(key): rule for key, rule in criteria.items() if key is not None}
        return moved

    def _range(self, value: Mapping[str, Any]) -> Any:
        if not _points_at(value, self.sheet_id):
            return None
        keys = value.keys()
        if keys <= _RANGE_KEYS:
            start, end = INDEXES[:2] if self.dimension == "ROWS" else INDEXES[2:]
            return self._span(value, start, end)
        if keys <= _COORDINATE_KEYS:
            return self._coordinate(value)
        same = value.get("dimension") == self.dimension
        return self._span(value, "startIndex", "endIndex") if same else value

    def _span(self, value: Mapping[str, Any], start: str, end: str) -> Any:
        moved = self.change.span(value.get(start, 0), value.get(end, math.inf))
        if moved is None:
            return GONE
        sides = {name: side for name, side in zip((start, end), moved, strict=True) if name in value}
        return {**value, **sides}

    def _coordinate(self, value: Mapping[str, Any]) -> dict[str, Any]:
        name = "rowIndex" if self.dimension == "ROWS" else "columnIndex"
        before = value.get(name, 0)
        place = self.change.index(before)
        if place is None:
            place = (self.change.span(before, math.inf) or (0,))[0]
        return {**value, name: min(place, self.count - 1)}
