"""Cells by position: updateCells, appendCells, repeatCell, setDataValidation."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from crm_sheets.testing.spreadsheet import dimensions, given
from crm_sheets.testing.spreadsheet.area import Box
from crm_sheets.testing.spreadsheet.cells import Formula, stored
from crm_sheets.testing.spreadsheet.conditions import refuse_bad_validation
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.masks import Mask, mask_of, masked
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.requests.ids import replaced, sheet_with
from crm_sheets.testing.spreadsheet.requests.looks import checked_look
from crm_sheets.testing.spreadsheet.runs import Look
from crm_sheets.testing.spreadsheet.shapes import CELL, LOOKS, VALUE
from crm_sheets.testing.spreadsheet.sheet import Resource, Sheet
from crm_sheets.testing.spreadsheet.tables import refuse_typed_columns

Cells = list[Mapping[str, Any]]


def update_cells(contents: Contents, request: Resource) -> Resource:
    """Write rows of cells at a start, or in a range, where what they don't cover is cleared."""
    mask = mask_of(request.get("fields"), CELL)
    rows = _rows(request)
    if ("start" in request) == ("range" in request):
        raise BadRequest("Exactly one of start and range must be specified.")
    if "start" in request:
        sheet, box = _from_start(contents, given.part(request, "start"))
    else:
        sheet, box = contents.target(given.part(request, "range"))
    _refuse_overflow(rows, box)
    if "range" in request:
        refuse_typed_columns(sheet, box, mask)
        _clear(sheet, box, mask)
    _write(contents, sheet, box.top, box.left, rows, mask)
    return {}


def append_cells(contents: Contents, request: Resource) -> Resource:
    """Write rows of cells from column A below the last row with a value; the grid grows downwards.

    With a `tableId` they go below the last row with a value in this table, from its first column on, and it grows.
    """
    mask = mask_of(request.get("fields"), CELL)
    rows = _rows(request)
    if request.get("tableId"):
        return _append_to_table(contents, given.text(request, "tableId"), rows, mask)
    sheet = contents.grid_sheet(given.number(request, "sheetId"))
    top = len(sheet.grid.rows)
    _refuse_overflow(rows, Box(top, top + len(rows), 0, sheet.grid.column_count))
    _make_room(contents, sheet, top + len(rows))
    _write(contents, sheet, top, 0, rows, mask)
    return {}


def repeat_cell(contents: Contents, request: Resource) -> Resource:
    """Write one cell everywhere in a range."""
    mask = mask_of(request.get("fields"), CELL)
    cell = given.part(request, "cell")
    sheet, box = contents.target(given.part(request, "range"))
    refuse_typed_columns(sheet, box, mask)
    value = stored(cell)
    if VALUE in mask and isinstance(value, Formula) and box.right - box.left + box.bottom - box.top > 2:
        raise NotImplementedError("The fake spreadsheet does not repeat formulas.")
    if VALUE in mask and value is None:
        sheet.grid.clear(box)
    elif VALUE in mask:
        sheet.grid.put_rows(box.top, box.left, [(value,) * (box.right - box.left)] * (box.bottom - box.top))
    look, look_mask = checked_look(cell, contents), _look_mask(mask)
    if look_mask:
        sheet.grid.change_looks(box, lambda before: masked(before, look, look_mask))
    return {}


def set_data_validation(contents: Contents, request: Resource) -> Resource:
    """Set a rule for all cells of a range, or clear theirs."""
    sheet, box = contents.target(given.part(request, "range"))
    refuse_typed_columns(sheet, box, {"dataValidation": {}})
    look: Look = {}
    if request.get("rule"):
        refuse_bad_validation(request["rule"], contents)
        look = {"dataValidation": request["rule"]}
    sheet.grid.change_looks(box, lambda before: masked(before, look, {"dataValidation": {}}))
    return {}


def _append_to_table(contents: Contents, table_id: str, rows: list[Cells], mask: Mask) -> Resource:
    """The table takes in the rows below it, which must be blank (a guess)."""
    sheet, place = sheet_with(contents, "tables", "tableId", table_id, "table")
    table = sheet.attached["tables"][place]
    box = sheet.box(table["range"])
    top = max([row for row, _, _ in sheet.grid.cells(box)], default=box.top) + 1
    bottom = max(box.bottom, top + len(rows))
    _refuse_overflow(rows, box._replace(top=top, bottom=bottom))
    _make_room(contents, sheet, bottom)
    if any(True for _ in sheet.grid.cells(box._replace(top=box.bottom, bottom=bottom))):
        raise BadRequest("The rows below the table are not blank.")
    grown = {**table, "range": {**table["range"], "endRowIndex": bottom}}
    sheet.attached["tables"] = replaced(sheet.attached["tables"], place, grown)
    _write(contents, sheet, top, box.left, rows, mask)
    return {}


def _make_room(contents: Contents, sheet: Sheet, row_count: int) -> None:
    if row_count > sheet.grid.row_count:
        dimensions.resize(contents, sheet, "ROWS", row_count)


def _rows(request: Resource) -> list[Cells]:
    return [given.parts(row, "values") for row in given.parts(request, "rows")]


def _look_mask(mask: Mask) -> Mask:
    unknown = mask.keys() - {VALUE, *LOOKS}
    if unknown and mask.keys() != CELL.keys():
        raise NotImplementedError(f"The fake spreadsheet has no {', '.join(sorted(unknown))}.")
    return {name: beneath for name, beneath in mask.items() if name in LOOKS}


def _from_start(contents: Contents, start: Mapping[str, Any]) -> tuple[Sheet, Box]:
    sheet = contents.grid_sheet(given.number(start, "sheetId"))
    top, left = given.number(start, "rowIndex"), given.number(start, "columnIndex")
    if top < 0 or left < 0:
        raise BadRequest(f"Invalid start: row index {top}, column index {left}.")
    return sheet, Box(top, sheet.grid.row_count, left, sheet.grid.column_count)


def _refuse_overflow(rows: list[Cells], box: Box) -> None:
    width = max((len(row) for row in rows), default=0)
    if box.left + width > box.right:
        first = max(box.right, box.left)
        raise BadRequest(f"Attempting to write column: {first}, beyond the last requested column of: {box.right - 1}")
    if box.top + len(rows) > box.bottom:
        first = max(box.bottom, box.top)
        raise BadRequest(f"Attempting to write row: {first}, beyond the last requested row of: {box.bottom - 1}")


def _clear(sheet: Sheet, box: Box, mask: Mask) -> None:
    if VALUE in mask:
        sheet.grid.clear(box)
    look_mask = _look_mask(mask)
    if look_mask:
        sheet.grid.change_looks(box, partial(masked, given={}, mask=look_mask))


def _write(contents: Contents, sheet: Sheet, top: int, left: int, rows: list[Cells], mask: Mask) -> None:
    values = [tuple([stored(cell) for cell in row]) for row in rows]
    width = max((len(row) for row in rows), default=0)
    refuse_typed_columns(sheet, Box(top, top + len(rows), left, left + width), mask)
    if VALUE in mask:
        sheet.grid.put_rows(top, left, values)
    look_mask = _look_mask(mask)
    for column in range(width if look_mask else 0):
        looks = sheet.grid.runs(left + column).each(top, top + len(rows))
        for place, row in enumerate(rows):
            if column < len(row):
                looks[place] = masked(looks[place], checked_look(row[column], contents), look_mask)
        sheet.grid.put_looks(top, left + column, looks)


REQUESTS = {
    "updateCells": update_cells,
    "appendCells": append_cells,
    "repeatCell": repeat_cell,
    "setDataValidation": set_data_validation,
}
