"""Cells with the values that a plan gives them, typed, so that a text never becomes anything else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from crm_sheets.workbook.google.requests import Request
from crm_sheets.workbook.google.setup.plan import Cell, Formula

_EPOCH = date(1899, 12, 30).toordinal()


def cell_data(value: Cell) -> dict[str, Any]:
    """The CellData with this value; nothing for a blank cell."""
    if value is None:
        return {}
    return {"userEnteredValue": _extended_value(value)}


def _extended_value(value: str | float | date | Formula) -> dict[str, Any]:
    if isinstance(value, Formula):
        return {"formulaValue": value.text}
    if isinstance(value, str):
        return {"stringValue": value}
    if isinstance(value, date):
        return {"numberValue": value.toordinal() - _EPOCH}
    return {"numberValue": value}


def write_rows(sheet_id: int, first_row: int, rows: Iterable[Sequence[Cell]]) -> Request:
    """Write these rows of a new tab from its 0-based row `first_row` on."""
    return write_cells(sheet_id, (first_row, 0), [[cell_data(value) for value in row] for row in rows])


def write_cells(
    sheet_id: int, start: tuple[int, int], rows: Iterable[Sequence[dict[str, Any]]], fields: str = "userEnteredValue"
) -> Request:
    """Write these cells from the 0-based (row, column) `start` on."""
    body = {
        "start": {"sheetId": sheet_id, "rowIndex": start[0], "columnIndex": start[1]},
        "fields": fields,
        "rows": [{"values": list(row)} for row in rows],
    }
    return Request.of("updateCells", body)
