"""One sheet: its grid, its properties, and what is attached to it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from crm_sheets.testing.spreadsheet.area import Area, Box
from crm_sheets.testing.spreadsheet.following import Shift
from crm_sheets.testing.spreadsheet.grid import Dimension, Grid
from crm_sheets.testing.spreadsheet.refusal import BadRequest

Resource = dict[str, Any]
_ATTACHED = ("merges", "charts", "protectedRanges", "conditionalFormats", "bandedRanges", "filterViews", "tables")
_FROZEN: dict[Dimension, str] = {"ROWS": "frozenRowCount", "COLUMNS": "frozenColumnCount"}


@dataclass
class Sheet:
    """A tab. `properties` is its SheetProperties without id, index and size; `attached` has lists of merges, charts,
    protected ranges and so on by their name in the Sheet resource. Resources are replaced, never changed in place.

    `kind` is its type: one with a chart instead of cells is "OBJECT", and its grid has no cells."""

    sheet_id: int
    properties: Resource
    grid: Grid
    attached: dict[str, list[Resource]] = field(default_factory=lambda: {name: [] for name in _ATTACHED})
    basic_filter: Resource | None = None
    kind: str = "GRID"

    @property
    def title(self) -> str:
        """What people see on the tab."""
        return str(self.properties["title"])

    @property
    def hidden(self) -> bool:
        """Whether people don't see it."""
        return bool(self.properties.get("hidden"))

    @property
    def is_grid(self) -> bool:
        """Whether it has cells."""
        return self.kind == "GRID"

    @property
    def merges(self) -> list[Box]:
        """Its merged cells."""
        return [self.box(merge) for merge in self.attached["merges"]]

    def frozen(self, dimension: Dimension) -> int:
        """How many rows or columns stay in view."""
        return int(self.properties.get("gridProperties", {}).get(_FROZEN[dimension], 0))

    def set_frozen(self, dimension: Dimension, count: int) -> None:
        """Keep so many rows or columns in view."""
        grid = {**self.properties.get("gridProperties", {}), _FROZEN[dimension]: count}
        self.properties = {**self.properties, "gridProperties": grid}

    def copy(self) -> Sheet:
        """The same sheet; editing one leaves the other alone."""
        attached = {name: resources.copy() for name, resources in self.attached.items()}
        return replace(self, grid=self.grid.copy(), attached=attached)

    def box(self, grid_range: Mapping[str, Any]) -> Box:
        """The cells of a GridRange on this sheet; BadRequest when it reaches beyond the grid."""
        area, rows, columns = Area.of(grid_range), self.grid.row_count, self.grid.column_count
        if not self.is_grid:
            raise BadRequest(f"No grid with id: {self.sheet_id}")
        over_rows = max((area.top or 0) + 1, area.bottom or 0) > rows
        if over_rows or max((area.left or 0) + 1, area.right or 0) > columns:
            raise BadRequest(f"Range exceeds grid limits. Max rows: {rows}, max columns: {columns}")
        return area.clamped(rows, columns)

    def follow(self, shift: Shift) -> None:
        """Move what is attached to this sheet's cells along with them (its charts may show other sheets' cells)."""
        for name in _ATTACHED:
            self.attached[name] = [_follow(resource, shift) for resource in self.attached[name]]
        self.attached["merges"] = [merge for merge in self.attached["merges"] if merge and self._is_many(merge)]
        for name in ("protectedRanges", "bandedRanges", "filterViews", "tables"):
            self.attached[name] = [resource for resource in self.attached[name] if "range" in resource]
        self.attached["tables"] = [_without_lost_columns(table) for table in self.attached["tables"]]
        formats = self.attached["conditionalFormats"]
        self.attached["conditionalFormats"] = [rule for rule in formats if rule["ranges"]]
        if self.basic_filter is not None:
            moved = shift.followed_filter(self.basic_filter)
            self.basic_filter = moved if "range" in moved else None

    def resource(self, index: int) -> Resource:
        """The Sheet as Google shows it, without grid data."""
        shown: Resource = {name: deepcopy(resources) for name, resources in self.attached.items() if resources}
        if self.basic_filter is not None:
            shown["basicFilter"] = deepcopy(self.basic_filter)
        return {"properties": self.shown_properties(index), **shown}

    def shown_properties(self, index: int) -> Resource:
        """Its SheetProperties, as the sheet at this place; what is off is left out, as Google does."""
        given = deepcopy(self.properties)
        grid = {name: part for name, part in given.pop("gridProperties", {}).items() if part}
        size = {"rowCount": self.grid.row_count, "columnCount": self.grid.column_count}
        kept = {name: part for name, part in given.items() if part}
        place = {"sheetId": self.sheet_id, "title": self.title, "index": index, "sheetType": self.kind}
        return {**kept, **place, **({"gridProperties": {**grid, **size}} if self.is_grid else {})}

    def _is_many(self, merge: Resource) -> bool:
        box = self.box(merge)
        return (box.bottom - box.top) * (box.right - box.left) > 1


def _follow(resource: Resource, shift: Shift) -> Resource:
    if "criteria" in resource or "filterSpecs" in resource or "sortSpecs" in resource:
        return shift.followed_filter(resource)
    moved = shift.followed(resource)
    return moved if isinstance(moved, dict) else {}


def _without_lost_columns(table: Resource) -> Resource:
    columns = [column for column in table["columnProperties"] if "range" in column]
    return {**table, "columnProperties": columns}
