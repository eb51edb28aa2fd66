"""mergeCells and unmergeCells."""

from __future__ import annotations

from crm_sheets.testing.spreadsheet import given
from crm_sheets.testing.spreadsheet.area import Area, Box
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.sheet import Resource, Sheet
from crm_sheets.testing.spreadsheet.tables import refuse_tables

_TYPES = frozenset({"MERGE_ALL", "MERGE_COLUMNS", "MERGE_ROWS"})


def merge_cells(contents: Contents, request: Resource) -> Resource:
    """Merge a range whole, by columns or by rows; only the first cell of each merge keeps its value."""
    kind = given.choice(request, "mergeType", _TYPES)
    sheet, box = contents.target(given.part(request, "range"))
    refuse_tables(sheet, box, "merge")
    _take_out(sheet, box)
    for merge in _parts(box, kind):
        if (merge.bottom - merge.top) * (merge.right - merge.left) > 1:
            _refuse_across_frozen(sheet, merge)
            _merge(sheet, merge)
    return {}


def unmerge_cells(contents: Contents, request: Resource) -> Resource:
    """Take all merges in a range apart; none may reach out of it."""
    sheet, box = contents.target(given.part(request, "range"))
    _take_out(sheet, box)
    return {}


def _parts(box: Box, kind: str) -> list[Box]:
    if kind == "MERGE_COLUMNS":
        return [box._replace(left=column, right=column + 1) for column in range(box.left, box.right)]
    if kind == "MERGE_ROWS":
        return [box._replace(top=row, bottom=row + 1) for row in range(box.top, box.bottom)]
    return [box]


def _merge(sheet: Sheet, box: Box) -> None:
    first = sheet.grid.value(box.top, box.left)
    sheet.grid.clear(box)
    sheet.grid.put(box.top, box.left, (first,))
    sheet.attached["merges"].append(Area.of_box(sheet.sheet_id, box).as_json())


def _take_out(sheet: Sheet, box: Box) -> None:
    met = [merge for merge in sheet.merges if box.meets(merge)]
    if not all(box.holds(merge) for merge in met):
        raise BadRequest("You must select all cells in a merged range to merge or unmerge them.")
    merges = sheet.attached["merges"]
    sheet.attached["merges"] = [merge for merge in merges if not box.meets(sheet.box(merge))]


def _refuse_across_frozen(sheet: Sheet, box: Box) -> None:
    if box.top < sheet.frozen("ROWS") < box.bottom:
        raise BadRequest("You can't merge frozen and non-frozen rows.")
    if box.left < sheet.frozen("COLUMNS") < box.right:
        raise BadRequest("You can't merge frozen and non-frozen columns.")


REQUESTS = {"mergeCells": merge_cells, "unmergeCells": unmerge_cells}
