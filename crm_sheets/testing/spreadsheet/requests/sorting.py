"""sortRange: the rows of a range in another order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_sheets.testing.spreadsheet import given
from crm_sheets.testing.spreadsheet.area import Box
from crm_sheets.testing.spreadsheet.cells import shown_value
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.sheet import Resource, Sheet
from crm_sheets.testing.spreadsheet.tables import tables_of


def sort_range(contents: Contents, request: Resource) -> Resource:
    """Numbers before texts before TRUE and FALSE, blanks last either way; equal rows keep their order."""
    sheet, box = contents.target(given.part(request, "range"))
    specs = given.parts(request, "sortSpecs")
    if not specs:
        raise BadRequest("At least one sort spec must be specified.")
    if any(box.meets(merge) for merge in sheet.merges):
        raise BadRequest("You can't sort a range that contains merged cells.")
    if any(box.top <= table.top < box.bottom and box.meets(table) for _, table in tables_of(sheet)):
        raise BadRequest("You can't sort a range that contains the header of a table.")
    bottom = max(box.top, min(box.bottom, len(sheet.grid.rows)))
    order = list(range(box.top, bottom))
    for spec in reversed(specs):
        order = _sorted(sheet, order, spec, box)
    sheet.grid.reorder(box._replace(bottom=bottom), order)
    return {}


def _sorted(sheet: Sheet, order: list[int], spec: Mapping[str, Any], box: Box) -> list[int]:
    column = given.number(spec, "dimensionIndex")
    if not box.left <= column < box.right:
        raise BadRequest(f"The column to sort by is not in the range: {column}")
    descending = given.choice(spec, "sortOrder", frozenset({"ASCENDING", "DESCENDING"})) == "DESCENDING"
    keys = {row: _key(shown_value(sheet.grid.value(row, column))) for row in order}
    blank = [row for row in order if keys[row] is None]
    filled = [row for row in order if keys[row] is not None]
    return [*sorted(filled, key=lambda row: keys[row] or (), reverse=descending), *blank]


def _key(value: object) -> tuple[Any, ...] | None:
    if value is None:
        return None
    if isinstance(value, bool):
        return (2, value)
    return (0, value) if isinstance(value, (int, float)) else (1, str(value).casefold())


REQUESTS = {"sortRange": sort_range}
