"""The filter of a plain list: ours to place, people's to use; what they filter by is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from crm_sheets.workbook.google.requests import Request

FIRST_LIST_ROW = 2


def filter_requests(sheet_id: int, columns: int, last_row: int, now: Mapping[str, Any] | None) -> Iterator[Request]:
    """What gives the list with its header in row 1 a filter over so many columns, down to `last_row`.

    Nothing when it has one already (`now`) that covers the rows. One that hides rows is set anew: rows stay hidden by
    their place, not by what stands there now. So is the filter of a table, which goes with its table.
    """
    specs, order = _kept(now or {}, columns)
    may_stay = now is not None and not specs and not order and "tableId" not in now
    if not columns or (now and may_stay and _covers(now.get("range", {}), columns, last_row)):
        return
    area = {
        "sheetId": sheet_id,
        "startRowIndex": 0,
        "endRowIndex": max(last_row, FIRST_LIST_ROW),
        "startColumnIndex": 0,
        "endColumnIndex": columns,
    }
    kept = {name: value for name, value in (("filterSpecs", specs), ("sortSpecs", order)) if value}
    yield Request.of("setBasicFilter", {"filter": {"range": area, **kept}})


def filter_over(sheet_id: int, columns: int) -> Request:
    """A filter over a list with its header in row 1 to which rows will be added: it has no end."""
    area = {"sheetId": sheet_id, "startRowIndex": 0, "startColumnIndex": 0, "endColumnIndex": columns}
    return Request.of("setBasicFilter", {"filter": {"range": area}})


def _covers(area: Mapping[str, Any], columns: int, last_row: int) -> bool:
    """True when the range starts in A1 and holds all; a missing end is open."""
    starts = not area.get("startRowIndex") and not area.get("startColumnIndex")
    return bool(
        starts and area.get("endRowIndex", last_row) >= last_row and area.get("endColumnIndex", columns) >= columns
    )


def _kept(now: Mapping[str, Any], columns: int) -> tuple[list[Any], list[Any]]:
    """People's conditions and order, for the columns that are still there."""
    old = ({"columnIndex": int(number), "filterCriteria": by} for number, by in now.get("criteria", {}).items())
    specs = now.get("filterSpecs") or list(old)
    return (
        [spec for spec in specs if spec.get("columnIndex", 0) < columns],
        [spec for spec in now.get("sortSpecs", ()) if spec.get("dimensionIndex", 0) < columns],
    )
