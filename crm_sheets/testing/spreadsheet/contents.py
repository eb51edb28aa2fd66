"""All that a spreadsheet holds, and drafts of it that a batch of requests works on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from crm_sheets.testing.spreadsheet.area import Area, Box
from crm_sheets.testing.spreadsheet.following import Shift
from crm_sheets.testing.spreadsheet.limits import refuse_many_cells
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.sheet import Resource, Sheet


class Contents:
    """A spreadsheet's properties, sheets in order, named ranges by id and developer metadata by id.

    `broken_names` are named ranges whose cells are gone: Google lists them no more, but their names stay taken.
    """

    def __init__(self, properties: Resource) -> None:
        self.properties = properties
        self.order: list[int] = []
        self.named_ranges: dict[str, Resource] = {}
        self.broken_names: dict[str, str] = {}
        self.developer_metadata: dict[int, Resource] = {}
        self._sheets: dict[int, Sheet] = {}
        self._shared: set[int] = set()
        self._last_id = 1_000_000

    def draft(self) -> Contents:
        """The same contents to edit: a sheet is copied when it is first asked for, the others are shared."""
        draft = Contents(self.properties)
        draft.order = self.order.copy()
        draft.named_ranges = self.named_ranges.copy()
        draft.broken_names = self.broken_names.copy()
        draft.developer_metadata = self.developer_metadata.copy()
        draft._sheets = self._sheets.copy()
        draft._shared = set(self._sheets)
        draft._last_id = self._last_id
        return draft

    @property
    def sheets(self) -> Iterator[Sheet]:
        """All sheets in order, to look at only."""
        return (self._sheets[sheet_id] for sheet_id in self.order)

    def has_sheet(self, sheet_id: int) -> bool:
        """Whether there is a sheet with this id."""
        return sheet_id in self._sheets

    def look_at(self, sheet_id: int) -> Sheet:
        """The sheet with this id, to look at only; BadRequest when there is none."""
        if sheet_id not in self._sheets:
            raise BadRequest(f"No grid with id: {sheet_id}")
        return self._sheets[sheet_id]

    def sheet(self, sheet_id: int) -> Sheet:
        """The sheet with this id, to edit; BadRequest when there is none."""
        sheet = self.look_at(sheet_id)
        if sheet_id in self._shared:
            self._shared.discard(sheet_id)
            sheet = self._sheets[sheet_id] = sheet.copy()
        return sheet

    def grid_sheet(self, sheet_id: int) -> Sheet:
        """The sheet with this id, to edit; BadRequest when there is none or it has no cells."""
        if not self.look_at(sheet_id).is_grid:
            raise BadRequest(f"No grid with id: {sheet_id}")
        return self.sheet(sheet_id)

    def by_title(self, title: str) -> Sheet | None:
        """The sheet with exactly this title, to look at only."""
        return next((sheet for sheet in self.sheets if sheet.title == title), None)

    def add(self, sheet: Sheet, index: int) -> None:
        """Put a new sheet at this place."""
        self._sheets[sheet.sheet_id] = sheet
        self.order.insert(index, sheet.sheet_id)
        self.refuse_too_many_cells()

    def remove(self, sheet_id: int) -> None:
        """Take a sheet away with all that points only at it."""
        del self._sheets[sheet_id]
        self.order.remove(sheet_id)
        for range_id, named in list(self.named_ranges.items()):
            if named["range"].get("sheetId", 0) == sheet_id:
                self._break(range_id)
        kept = {key: entry for key, entry in self.developer_metadata.items() if _sheet_of(entry) != sheet_id}
        self.developer_metadata = kept

    def target(self, grid_range: Mapping[str, Any]) -> tuple[Sheet, Box]:
        """The sheet to edit and the cells that a GridRange means."""
        area = Area.of(grid_range)
        return self.sheet(area.sheet_id), self.look_at(area.sheet_id).box(grid_range)

    def follow(self, shift: Shift) -> None:
        """Move along what points at the rows or columns that came, went or moved."""
        self.sheet(shift.sheet_id).follow(shift)
        for sheet in list(self.sheets):
            charts = [shift.followed(chart) for chart in sheet.attached["charts"]]
            if sheet.sheet_id != shift.sheet_id and charts != sheet.attached["charts"]:
                self.sheet(sheet.sheet_id).attached["charts"] = charts
        for range_id, named in list(self.named_ranges.items()):
            self.named_ranges[range_id] = moved = shift.followed(named)
            if "range" not in moved:
                self._break(range_id)
        metadata = {key: shift.followed(entry) for key, entry in self.developer_metadata.items()}
        self.developer_metadata = {key: entry for key, entry in metadata.items() if _is_placed(entry)}

    def refuse_too_many_cells(self) -> None:
        """Raise BadRequest when the grids together have more cells than a workbook may."""
        refuse_many_cells(sum(sheet.grid.row_count * sheet.grid.column_count for sheet in self.sheets))

    def fresh_id(self) -> int:
        """An id that nothing has yet."""
        self._last_id += 1
        while self.has_sheet(self._last_id) or self._last_id in self.object_ids():
            self._last_id += 1
        return self._last_id

    def object_ids(self) -> set[int]:
        """Ids of all charts, protected and banded ranges, filter views and developer metadata."""
        names = ("chartId", "protectedRangeId", "bandedRangeId", "filterViewId")
        attached = (resource for sheet in self.sheets for kind in sheet.attached.values() for resource in kind)
        found = {resource[name] for resource in attached for name in names if name in resource}
        return found | set(self.developer_metadata)

    def _break(self, range_id: str) -> None:
        self.broken_names[range_id] = self.named_ranges.pop(range_id)["name"]


def _sheet_of(entry: Resource) -> int | None:
    location = entry["location"]
    if "spreadsheet" in location:
        return None
    return int(location.get("dimensionRange", location).get("sheetId", 0))


def _is_placed(entry: Resource) -> bool:
    return len(entry["location"].keys() - {"locationType"}) > 0
