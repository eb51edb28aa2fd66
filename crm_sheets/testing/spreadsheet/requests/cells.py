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
from crm_sheets.testing.spreadsheet.requests.looks import checked_look
from crm_sheets.testing.spreadsheet.runs import Look
from crm_sheets.testing.spreadsheet.shapes import CELL, LOOKS, VALUE
from crm_sheets.testing.spreadsheet.sheet import Resource, Sheet

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
        _clear(sheet, box, mask)
    _write(contents, sheet, box.top, box.left, rows, mask)
    return {}


def append_cells(contents: Contents, request: Resource) -> Resource:
    """Write rows of cells from column A below the last row with a value; the grid grows downwards."""
    if request.get("tableId"):
        raise NotImplementedError("The fake spreadsheet has no tables to append to.")
    mask = mask_of(request.get("fields"), CELL)
    rows = _rows(request)
    sheet = contents.sheet(given.number(request, "sheetId"))
    top = len(sheet.grid.rows)
    _refuse_overflow(rows, Box(top, top + len(rows), 0, sheet.grid.column_count))
    if top + len(rows) > sheet.grid.row_count:
        dimensions.resize(contents, sheet, "ROWS", top + len(rows))
    _write(contents, sheet, top, 0, rows, mask)
    return {}


def repeat_cell(contents: Contents, request: Resource) -> Resource:
    """Write one cell everywhere in a range."""
    mask = mask_of(request.get("fields"), CELL)
    cell = given.part(request, "cell")
    sheet, box = contents.target(given.part(request, "range"))
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
    look: Look = {}
    if request.get("rule"):
        refuse_bad_validation(request["rule"], contents)
        look = {"dataValidation": request["rule"]}
    sheet.grid.change_looks(box, lambda before: masked(before, look, {"dataValidation": {}}))
    return {}


def _rows(request: Resource) -> list[Cells]:
    return [given.parts(row, "values") for row in given.parts(request, "rows")]


def _look_mask(mask: Mask) -> Mask:
    unknown = mask.keys() - {VALUE, *LOOKS}
    if unknown and mask.keys() != CELL.keys():
        raise NotImplementedError(f"The fake spreadsheet has no {', '.join(sorted(unknown))}.")
    return {name: beneath for name, beneath in mask.items() if name in LOOKS}


def _from_start(contents: Contents, start: Mapping[str, Any]) -> tuple[Sheet, Box]:
    sheet = contents.sheet(given.number(start, "sheetId"))
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
    if VALUE in mask:
        sheet.grid.put_rows(top, left, values)
    look_mask = _look_mask(mask)
    width = max((len(row) for row in rows), default=0)
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
