"""Ranges by number as ranges in A1 notation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_sheets.tables import column_letter
from crm_sheets.testing.google.answers import Refusal


def quoted(title: str) -> str:
    """A tab's title as it stands in a range."""
    return "'" + title.replace("'", "''") + "'"


def a1_of(area: Mapping[str, Any], metadata: Mapping[str, Any]) -> str:
    """The range that a GridRange names in a spreadsheet with this metadata. Raises Refusal for an unknown tab."""
    properties = _sheet(area.get("sheetId", 0), metadata)
    grid = properties.get("gridProperties", {})
    title = quoted(properties["title"])
    if not set(area) - {"sheetId"}:
        return title
    top, bottom = area.get("startRowIndex", 0) + 1, area.get("endRowIndex", grid.get("rowCount", 1))
    left = column_letter(area.get("startColumnIndex", 0))
    right = column_letter(area.get("endColumnIndex", grid.get("columnCount", 1)) - 1)
    return f"{title}!{left}{top}:{right}{bottom}"


def _sheet(sheet_id: int, metadata: Mapping[str, Any]) -> Mapping[str, Any]:
    for sheet in metadata.get("sheets", ()):
        properties: Mapping[str, Any] = sheet["properties"]
        if properties.get("sheetId", 0) == sheet_id:
            return properties
    raise Refusal(400, f"No grid with id: {sheet_id}")
