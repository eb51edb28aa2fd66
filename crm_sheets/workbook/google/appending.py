"""Rows added under a shared tab or log: Google finds the end itself, so that nobody's row is ever overwritten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from crm_sheets.content import GREEN, Append, Block, Format, JobTab, ShownColumn
from crm_sheets.workbook.cell_values import CellKind, kind_of
from crm_sheets.workbook.google import looks
from crm_sheets.workbook.google.cells import CellColumn, cell_column, cell_rows, pieces_of, record_values
from crm_sheets.workbook.google.filters import filter_over
from crm_sheets.workbook.google.looks import Look, colour_style
from crm_sheets.workbook.google.outline import SheetOutline
from crm_sheets.workbook.google.requests import Request
from crm_sheets.workbook.google.sizes import height_requests, width_requests
from crm_sheets.workbook.layout import lay_out
from crm_sheets.workbook.matching import match_columns

LARGEST_PIECE = 500_000
"""Bytes of one request."""

NEW_ROWS = 1_000
"""A new tab has so many rows to begin with; Google adds more by itself."""

TICKED = "x"
"""What a ticked cell holds when its column names no answers."""


def append_rows(
    append: Append, sheet: SheetOutline | None, header: Sequence[str] | None, sheet_id: int
) -> tuple[Request, ...]:
    """What adds the rows under the last one with a value, each value under its own header.

    A tab that is missing (`sheet` is None: it is made under `sheet_id`) or without any value (`header` is None) gets
    its header row and its looks first, also when there are no rows. New rows get the drop-downs and tick boxes of the
    columns that people fill, unless a table that people made of the tab gives its own; a column of theirs between ours
    gets the usual format in them. Raises WorkbookError when the tab lacks a header.
    """
    if sheet is None or header is None:
        return tuple(_first_rows(append, sheet, sheet_id))
    return tuple(_more_rows(append, match_columns(append, header), sheet_id, is_typed=sheet.has_typed_columns))


def validation_of(column: ShownColumn) -> Look | None:
    """The tick box or drop-down of a column that people fill, None for free cells; other values stay possible.

    A tick box holds the first answer when it is ticked, and nothing when it is not.
    """
    if not column.people_fill:
        return None
    if column.format is Format.TICK:
        return _validation("BOOLEAN", [ticked_value(column)])
    return _validation("ONE_OF_LIST", column.choices)


def ticked_value(column: ShownColumn) -> str:
    """What a ticked cell of a yes/no column holds."""
    return column.choices[0] if column.choices else TICKED


def _validation(kind: str, choices: Sequence[str]) -> Look | None:
    """A choice that looks like a formula would be taken for one."""
    if not choices or any(choice.startswith(("=", "+")) for choice in choices):
        return None
    listed = [{"userEnteredValue": choice} for choice in choices]
    return {"condition": {"type": kind, "values": listed}, "strict": False, "showCustomUi": True}


def _first_rows(append: Append, sheet: SheetOutline | None, sheet_id: int) -> Iterator[Request]:
    """Whatever somebody types into a blank tab meanwhile stays above."""
    tab = JobTab(append.title, (Block(append.frame, append.columns),))
    yield _made(append, sheet_id) if sheet is None else _prepared(append, sheet)
    cells = [_header_cell(column, append.colour) for column in append.columns]
    header = {"sheetId": sheet_id, "rows": [{"values": cells}], "fields": "userEnteredValue,userEnteredFormat,note"}
    yield Request.of("appendCells", header)
    yield from _more_rows(append, dict(enumerate(append.columns)), sheet_id)
    yield from _column_looks(append, sheet_id)
    yield from width_requests(tab, lay_out(tab), sheet_id)
    yield from height_requests(tab, lay_out(tab), sheet_id)
    yield filter_over(sheet_id, len(append.columns))


def _made(append: Append, sheet_id: int) -> Request:
    size = {"rowCount": max(NEW_ROWS, 2 * append.frame.height), "columnCount": len(append.columns)}
    properties = {
        "sheetId": sheet_id,
        "title": append.title,
        "tabColorStyle": colour_style(append.colour),
        "gridProperties": {**size, **_held(append)},
    }
    return Request.of("addSheet", {"properties": properties})


def _held(append: Append) -> dict[str, int]:
    """The rows and columns that stay in sight."""
    columns = {"frozenColumnCount": append.frozen_columns} if append.frozen_columns else {}
    return {"frozenRowCount": 1, **columns}


def _prepared(append: Append, sheet: SheetOutline) -> Request:
    """A blank tab of the team's, ready for the rows."""
    size = {"rowCount": max(sheet.rows, 2), "columnCount": max(sheet.columns, len(append.columns))}
    properties = {
        "sheetId": sheet.sheet_id,
        "tabColorStyle": colour_style(append.colour),
        "gridProperties": {**size, **_held(append)},
    }
    names = ("rowCount", "columnCount", *_held(append))
    fields = ",".join(["tabColorStyle", *(f"gridProperties.{name}" for name in names)])
    return Request.of("updateSheetProperties", {"properties": properties, "fields": fields})


def _header_cell(column: ShownColumn, colour: str) -> Look:
    return {
        "userEnteredValue": {"stringValue": column.header},
        "userEnteredFormat": looks.header_look(GREEN if column.people_fill else colour, column.format, has_button=True),
        **({"note": column.note} if column.note else {}),
    }


def _more_rows(
    append: Append, places: Mapping[int, ShownColumn], sheet_id: int, *, is_typed: bool = False
) -> Iterator[Request]:
    """The rows, with the shown columns at these 0-based positions.

    `is_typed`: they may come to stand in blank rows of a table with typed columns. They are never appended by the
    table's id: nobody says what becomes of a person's cells right below a table that grows.
    """
    if append.frame.is_empty() or not places:
        return
    shown = tuple(places.values())
    values = _with_ticks(record_values(append.frame, shown, {}), shown)
    has_wrapped = _has_wrapped(append)
    cells = [_cell_column(places.get(position), values, has_wrapped) for position in range(max(places) + 1)]
    if is_typed:
        cells = [_without_type(cell) for cell in cells]
    body = {"sheetId": sheet_id, "fields": _fields(cells)}
    for _, _, piece in pieces_of(cell_rows(values, cells), LARGEST_PIECE):
        yield Request.with_rows("appendCells", body, piece)


def _with_ticks(values: pl.DataFrame, columns: Sequence[ShownColumn]) -> pl.DataFrame:
    """A true value of a tick box is its word, a false one is blank: such a cell never holds TRUE or FALSE."""
    ticks = [column for column in columns if column.people_fill and column.format is Format.TICK]
    return values.with_columns(
        pl.when(pl.col(column.name)).then(pl.lit(ticked_value(column))).alias(column.name)
        for column in ticks
        if kind_of(values[column.name].dtype) is CellKind.BOOLEAN
    )


def _cell_column(column: ShownColumn | None, values: pl.DataFrame, has_wrapped: bool) -> CellColumn:
    if column is None:
        return CellColumn("")
    numbers = looks.number_format_of(column.format, kind_of(values[column.name].dtype))
    look: dict[str, Any] = {"numberFormat": numbers} if numbers else {}
    if has_wrapped:
        look |= {**looks.wrapping(column), "verticalAlignment": "TOP"}
    return replace(cell_column(column, values, look), validation=validation_of(column))


def _without_type(cell: CellColumn) -> CellColumn:
    """The same without what a column's type decides."""
    look = {name: part for name, part in cell.look.items() if name != "numberFormat"}
    return replace(cell, look=look, validation=None)


def _has_wrapped(append: Append) -> bool:
    return any(column.format is Format.WRAP for column in append.columns)


def _fields(cells: Sequence[CellColumn]) -> str:
    """Only what our cells set: people's colours and fonts of whole columns stay."""
    found = ["userEnteredValue"]
    for name in ("numberFormat", "wrapStrategy", "verticalAlignment"):
        found += [f"userEnteredFormat.{name}"] * any(name in cell.look for cell in cells)
    if any(cell.tones for cell in cells):
        found.append("userEnteredFormat.textFormat")
    elif any(cell.links for cell in cells):
        found.append("userEnteredFormat.textFormat.link")
    return ",".join([*found, *["dataValidation"] * any(cell.validation for cell in cells)])


def _column_looks(append: Append, sheet_id: int) -> Iterator[Request]:
    """The looks of all rows under the header, also of those to come."""
    vertical = "TOP" if _has_wrapped(append) else "MIDDLE"
    for position, column in enumerate(append.columns):
        look = looks.column_look(column, kind_of(append.frame[column.name].dtype), vertical)
        columns = {"startColumnIndex": position, "endColumnIndex": position + 1}
        area = {"sheetId": sheet_id, "startRowIndex": 1, **columns}
        body = {"range": area, "cell": {"userEnteredFormat": look}, "fields": looks.COLUMN_LOOK_FIELDS}
        yield Request.of("repeatCell", body)
