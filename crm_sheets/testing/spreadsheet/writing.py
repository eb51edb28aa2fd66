"""Writing values by range, as `values.batchUpdateByDataFilter` does."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from crm_sheets.testing.spreadsheet import given
from crm_sheets.testing.spreadsheet.a1 import a1_of, area_of, column_name
from crm_sheets.testing.spreadsheet.area import Area, Box
from crm_sheets.testing.spreadsheet.cells import as_number
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.entering import Entered, entered
from crm_sheets.testing.spreadsheet.grid import Grid
from crm_sheets.testing.spreadsheet.limits import refuse_long_text
from crm_sheets.testing.spreadsheet.reading import beyond_the_grid
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.sheet import Sheet

_OPTIONS = frozenset({"RAW", "USER_ENTERED"})
_DIMENSIONS = frozenset({"ROWS", "COLUMNS"})


def write_values(contents: Contents, written: Mapping[str, Any], option: str) -> None:
    """Write one DataFilterValueRange; BadRequest when it does not fit its range or the grid."""
    if option not in _OPTIONS:
        raise BadRequest("'valueInputOption' is required but not specified")
    sheet, box = _target(contents, given.part(written, "dataFilter"))
    rows = _by_rows(written)
    _refuse_overflow(sheet, box, rows)
    locale = contents.properties.get("locale", "")
    for row, values in enumerate(rows, box.top):
        _write_row(sheet.grid, row, box.left, [_checked(value, row) for value in values], locale, option)


def write_entered(grid: Grid, row: int, column: int, cell: Entered) -> None:
    """Put what a person entered in a cell; a date or percentage brings its format where there is none."""
    grid.put(row, column, (cell.value,))
    look = grid.look(row, column)
    user_format = look.get("userEnteredFormat", {})
    if cell.format_type and "numberFormat" not in user_format:
        shown = {**user_format, "numberFormat": {"type": cell.format_type}}
        grid.put_looks(row, column, [{**look, "userEnteredFormat": shown}])


def _target(contents: Contents, data_filter: Mapping[str, Any]) -> tuple[Sheet, Box]:
    if len(data_filter) != 1:
        raise BadRequest("The data filter must have exactly one kind of filter.")
    if "a1Range" in data_filter:
        area = area_of(given.text(data_filter, "a1Range"), contents)
    elif "gridRange" in data_filter:
        area = Area.of(given.part(data_filter, "gridRange"))
    else:
        raise NotImplementedError("The fake spreadsheet finds no values by developer metadata.")
    sheet = contents.grid_sheet(area.sheet_id)
    try:
        return sheet, sheet.box(area.as_json())
    except BadRequest:
        raise beyond_the_grid(sheet, area) from None


def _by_rows(written: Mapping[str, Any]) -> list[tuple[object, ...]]:
    values = written.get("values", [])
    if not isinstance(values, list) or not all(isinstance(line, list) for line in values):
        raise BadRequest("Invalid values: a list of lists is expected.")
    dimension = written.get("majorDimension", "ROWS")
    if dimension not in _DIMENSIONS:
        raise BadRequest(f"Invalid majorDimension: {dimension}")
    return list(zip_longest(*values)) if dimension == "COLUMNS" else [tuple(line) for line in values]


def _refuse_overflow(sheet: Sheet, box: Box, rows: list[tuple[object, ...]]) -> None:
    width = max((len(row) for row in rows), default=0)
    asked = f"Requested writing within range [{a1_of(sheet.title, box)}], but tried writing to"
    if width > box.right - box.left:
        raise BadRequest(f"{asked} column [{column_name(box.right)}]")
    if len(rows) > box.bottom - box.top:
        raise BadRequest(f"{asked} row [{box.bottom + 1}]")


def _checked(value: object, row: int) -> object:
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if not isinstance(value, str):
        kind = "list_value" if isinstance(value, list) else "struct_value"
        raise BadRequest(f"Invalid values[{row}]: {kind}")
    refuse_long_text(value)
    return value


def _write_row(grid: Grid, row: int, left: int, values: list[object], locale: str, option: str) -> None:
    if option == "RAW":
        cells = [_raw(value, grid, row, left + place) for place, value in enumerate(values)]
        grid.put(row, left, tuple(cells))
        return
    for column, value in enumerate(values, left):
        if value is not None:
            write_entered(grid, row, column, entered(value, grid.look(row, column), locale))


def _raw(value: object, grid: Grid, row: int, column: int) -> object:
    if value is None:
        return grid.value(row, column)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return as_number(value)
    return value if value != "" else None
