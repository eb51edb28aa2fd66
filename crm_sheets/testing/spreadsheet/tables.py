"""Google's tables: cells with a header row of their own, whose columns may have a type.

Documented: a table's fields, that its name is unique, that rows appended to its `tableId` go only to its body, and that
columns of ticks and ratings are filled with FALSE and 0.
Reported by users of Google: `deleteTable` empties the table's cells, rows appended to the sheet do not join the table,
and number formats and validations of a typed column's cells are refused. The rest is a strict guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from crm_sheets.testing.spreadsheet.area import Box
from crm_sheets.testing.spreadsheet.cells import shown_value
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.masks import Mask
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.sheet import Resource, Sheet

KIND = "tables"
UNTYPED = "COLUMN_TYPE_UNSPECIFIED"
_FILLED_WITH = {"BOOLEAN": False, "RATINGS_CHIP": 0}


def tables_of(sheet: Sheet) -> Iterator[tuple[Resource, Box]]:
    """The sheet's tables and their cells, headers included."""
    return ((table, sheet.box(table["range"])) for table in sheet.attached[KIND])


def refuse_tables(sheet: Sheet, box: Box, what: str) -> None:
    """Raise BadRequest when a table has some of these cells."""
    if any(box.meets(other) for _, other in tables_of(sheet)):
        raise BadRequest(f"You can't {what} over cells of a table.")


def refuse_typed_columns(sheet: Sheet, box: Box, mask: Mask) -> None:
    """Raise BadRequest when the mask means what a typed column's cells have from the column."""
    user_format = mask.get("userEnteredFormat")
    has_number_format = user_format is not None and (not user_format or "numberFormat" in user_format)
    if (has_number_format or "dataValidation" in mask) and any(box.meets(column) for column in _typed(sheet)):
        raise BadRequest("This operation is not allowed on cells in typed columns.")


def fill_blanks(contents: Contents) -> None:
    """Give every blank header cell of a table a name ("Column 2"), and cells of ticks and ratings their value."""
    for sheet_id in [sheet.sheet_id for sheet in contents.sheets if sheet.attached[KIND]]:
        sheet = contents.sheet(sheet_id)
        for table, box in tables_of(sheet):
            _name_headers(sheet, box)
            for column in table["columnProperties"]:
                if column.get("columnType") in _FILLED_WITH:
                    _fill(sheet, _cells_of(box, column), _FILLED_WITH[column["columnType"]])


def shown_tables(sheet: Sheet) -> list[Resource]:
    """The tables as Google shows them: a column is called what stands in its header cell."""
    return [_shown(sheet, table, box) for table, box in tables_of(sheet)]


def place_of(column: Resource) -> int:
    """The sheet's column, counted from 0, of what is kept about a table's column."""
    return int(column["range"].get("startColumnIndex", 0))


def fresh_name(contents: Contents) -> str:
    """A name that no table has."""
    taken = {table["name"].casefold() for sheet in contents.sheets for table in sheet.attached[KIND]}
    return next(name for number in count(1) if (name := f"Table{number}").casefold() not in taken)


def _typed(sheet: Sheet) -> Iterator[Box]:
    """The body's cells of each typed column."""
    for table, box in tables_of(sheet):
        for column in table["columnProperties"]:
            if column.get("columnType", UNTYPED) != UNTYPED:
                yield _cells_of(box, column)


def _cells_of(box: Box, column: Resource) -> Box:
    """A column's cells below the header."""
    return box._replace(top=box.top + 1, left=place_of(column), right=place_of(column) + 1)


def _name_headers(sheet: Sheet, box: Box) -> None:
    for column in range(box.left, box.right):
        if sheet.grid.value(box.top, column) is None:
            taken = {str(sheet.grid.value(box.top, place)) for place in range(box.left, box.right)}
            names = (f"Column {number}" for number in count(column - box.left + 1))
            sheet.grid.put(box.top, column, (next(name for name in names if name not in taken),))


def _fill(sheet: Sheet, box: Box, value: object) -> None:
    for row in range(box.top, box.bottom):
        if sheet.grid.value(row, box.left) is None:
            sheet.grid.put(row, box.left, (value,))


def _shown(sheet: Sheet, table: Resource, box: Box) -> Resource:
    columns: list[dict[str, Any]] = [
        {"columnIndex": place - box.left, "columnName": str(shown_value(sheet.grid.value(box.top, place)))}
        for place in range(box.left, box.right)
    ]
    for column in table["columnProperties"]:
        kept = {name: part for name, part in column.items() if name in ("columnType", "dataValidationRule")}
        columns[place_of(column) - box.left] |= kept
    return {**table, "columnProperties": columns}
