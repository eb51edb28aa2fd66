"""Answers to reading: values in a range, and cells with all that is about them."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from crm_sheets.testing.spreadsheet.a1 import a1_of, area_of, quoted
from crm_sheets.testing.spreadsheet.area import Area, Box
from crm_sheets.testing.spreadsheet.cells import Formula, entered_value, extended_value, shown_value
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.grid import Dimension
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.runs import Look
from crm_sheets.testing.spreadsheet.sheet import Sheet
from crm_sheets.testing.spreadsheet.showing import shown_text

_PIXELS: dict[Dimension, int] = {"ROWS": 21, "COLUMNS": 100}


def read_values(contents: Contents, a1: str, *, columns: bool, unformatted: bool) -> dict[str, Any]:
    """The ValueRange of these cells, by columns or by rows."""
    sheet, box = _found(contents, a1)
    lines = _columns(sheet, box) if columns else _rows(sheet, box)
    if not unformatted:
        lines = _formatted(contents, sheet, box, lines, columns=columns)
    shown = [["" if value is None else shown_value(value) for value in line] for line in lines]
    answer = {"range": a1_of(sheet.title, box), "majorDimension": "COLUMNS" if columns else "ROWS"}
    return {**answer, "values": shown} if shown else answer


def read_grid(contents: Contents, a1: str) -> tuple[int, dict[str, Any]]:
    """The sheet's id and the GridData of these cells."""
    sheet, box = _found(contents, a1)
    locale = contents.properties.get("locale", "")
    bottom = max([len(sheet.grid.rows), *(runs.end for runs in sheet.grid.looks.values())])
    looks = [_copied_looks(sheet, column, box) for column in range(box.left, box.right)]
    lines = []
    for row in range(box.top, min(bottom, box.bottom)):
        values = sheet.grid.row(row)[box.left : box.right]
        blanks = (None,) * (box.right - box.left - len(values))
        cells = [_cell(value, looks[at][row - box.top], locale) for at, value in enumerate(values + blanks)]
        lines.append(_row_data(_without_tail(cells, bool)))
    data = {"startRow": box.top, "startColumn": box.left, "rowData": _without_tail(lines, bool)}
    sizes = {
        "rowMetadata": _sizes(contents, sheet, "ROWS", box),
        "columnMetadata": _sizes(contents, sheet, "COLUMNS", box),
    }
    return sheet.sheet_id, {**data, **sizes}


def all_rows(sheet: Sheet) -> list[list[object]]:
    """What stands in a sheet, row by row, without trailing blanks; formulas as `Formula`."""
    return [list(row) for row in sheet.grid.rows]


def all_texts(contents: Contents, sheet: Sheet) -> list[list[str]]:
    """What a sheet shows, row by row, without trailing blanks."""
    lines = _formatted(contents, sheet, sheet.grid.box, all_rows(sheet), columns=False)
    return [["" if value is None else str(value) for value in line] for line in lines]


def _found(contents: Contents, a1: str) -> tuple[Sheet, Box]:
    area = area_of(a1, contents)
    sheet = contents.look_at(area.sheet_id)
    rows, columns = sheet.grid.row_count, sheet.grid.column_count
    if (area.top or 0) >= rows or (area.left or 0) >= columns:
        raise beyond_the_grid(sheet, area)
    return sheet, area.clamped(rows, columns)


def beyond_the_grid(sheet: Sheet, area: Area) -> BadRequest:
    """The refusal of a range that reaches beyond the grid."""
    rows, columns = sheet.grid.row_count, sheet.grid.column_count
    top, left = area.top or 0, area.left or 0
    box = Box(top, max(area.bottom or rows, top + 1), left, max(area.right or columns, left + 1))
    asked = quoted(sheet.title) if area.is_whole_sheet else a1_of(sheet.title, box)
    return BadRequest(f"Range ({asked}) exceeds grid limits. Max rows: {rows}, max columns: {columns}")


def _rows(sheet: Sheet, box: Box) -> list[list[object]]:
    rows = sheet.grid.rows[box.top : box.bottom]
    return _without_tail([_without_tail(list(row[box.left : box.right]), _stands) for row in rows], bool)


def _columns(sheet: Sheet, box: Box) -> list[list[object]]:
    rows = sheet.grid.rows[box.top : box.bottom]
    width = min(box.right, max((len(row) for row in rows), default=0))
    columns = (
        _without_tail([row[column] if column < len(row) else None for row in rows], _stands)
        for column in range(box.left, width)
    )
    return _without_tail(list(columns), bool)


def _formatted(
    contents: Contents, sheet: Sheet, box: Box, lines: list[list[object]], *, columns: bool
) -> list[list[object]]:
    """The same lines with texts as shown; blank cells stay None."""
    locale = contents.properties.get("locale", "")
    looks: dict[int, list[Look]] = {}
    shown: list[list[object]] = []
    for outer, line in enumerate(lines):
        shown.append([])
        for inner, value in enumerate(line):
            row, column = (inner, outer + box.left) if columns else (outer, inner + box.left)
            if column not in looks:
                looks[column] = sheet.grid.runs(column).each(box.top, min(box.bottom, len(sheet.grid.rows)))
            text = None if value is None else shown_text(shown_value(value), looks[column][row], locale)
            shown[-1].append(text)
    return shown


def _copied_looks(sheet: Sheet, column: int, box: Box) -> list[Look]:
    pieces = sheet.grid.runs(column).pieces(box.top, box.bottom)
    copies = ((last - first, deepcopy(look)) for first, last, look in pieces)
    return [look for count, look in copies for _ in range(count)]


def _cell(value: object, look: Look, locale: str) -> dict[str, Any]:
    if value is None:
        return dict(look)
    shown = shown_value(value)
    text = shown_text(shown, look, locale)
    cell = {"userEnteredValue": entered_value(value), **({"formattedValue": text} if text else {}), **look}
    if shown is not None or not isinstance(value, Formula):
        cell["effectiveValue"] = extended_value(shown)
    return cell


def _row_data(cells: list[dict[str, Any]]) -> dict[str, Any]:
    return {"values": cells} if cells else {}


def _sizes(contents: Contents, sheet: Sheet, dimension: Dimension, box: Box) -> list[dict[str, Any]]:
    start, end = box[:2] if dimension == "ROWS" else box[2:]
    sizes = sheet.grid.sizes[dimension]
    shown = [{"pixelSize": _PIXELS[dimension], **sizes.get(index, {})} for index in range(start, end)]
    for entry in contents.developer_metadata.values():
        place = entry["location"].get("dimensionRange", {})
        same = place.get("sheetId", 0) == sheet.sheet_id and place.get("dimension") == dimension
        if place and same and start <= place.get("startIndex", 0) < end:
            shown[place.get("startIndex", 0) - start].setdefault("developerMetadata", []).append(deepcopy(entry))
    return shown


def _stands(value: object) -> bool:
    return value is not None


def _without_tail(line: list[Any], stands: Callable[[Any], bool]) -> list[Any]:
    end = len(line)
    while end and not stands(line[end - 1]):
        end -= 1
    return line[:end]
