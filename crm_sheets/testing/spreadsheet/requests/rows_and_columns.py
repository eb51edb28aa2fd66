"""Whole rows and columns: insertDimension, deleteDimension, appendDimension, moveDimension and their sizes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from crm_sheets.testing.spreadsheet import dimensions, given
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.grid import Dimension
from crm_sheets.testing.spreadsheet.masks import mask_of, masked
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.shapes import DIMENSION
from crm_sheets.testing.spreadsheet.sheet import Resource, Sheet


class _Stretch(NamedTuple):
    sheet: Sheet
    dimension: Dimension
    start: int
    end: int


def insert_dimension(contents: Contents, request: Resource) -> Resource:
    """New rows or columns before the start of the range, formatted like a neighbour."""
    asked = given.part(request, "range")
    if "startIndex" not in asked or "endIndex" not in asked:
        raise BadRequest("Both the start and end indexes of the range must be specified.")
    inherit = given.flag(request, "inheritFromBefore")
    sheet, dimension, start, end = _stretch(contents, asked, "insert", bounded=False)
    count = sheet.grid.count(dimension)
    if inherit and start == 0:
        raise BadRequest("inheritFromBefore cannot be true when inserting at index 0.")
    if start > count or (start == count and not inherit):
        raise BadRequest(
            f"range.startIndex[{start}] is too large, there are only {count} {dimensions.NOUNS[dimension]}s."
        )
    dimensions.insert(contents, sheet, dimension, start, end - start, start - 1 if inherit else start)
    return {}


def delete_dimension(contents: Contents, request: Resource) -> Resource:
    """Rows or columns go; some must stay."""
    sheet, dimension, start, end = _stretch(contents, given.part(request, "range"), "delete")
    dimensions.delete(contents, sheet, dimension, start, end)
    return {}


def append_dimension(contents: Contents, request: Resource) -> Resource:
    """Rows or columns at the end."""
    sheet = contents.grid_sheet(given.number(request, "sheetId"))
    dimension, length = _dimension(request), given.number(request, "length")
    if length < 1:
        raise BadRequest("length must be greater than 0.")
    dimensions.resize(contents, sheet, dimension, sheet.grid.count(dimension) + length)
    return {}


def move_dimension(contents: Contents, request: Resource) -> Resource:
    """Rows or columns go before the one at the destination, as they are counted before the move."""
    sheet, dimension, start, end = _stretch(contents, given.part(request, "source"), "move")
    to = given.number(request, "destinationIndex")
    if not 0 <= to <= sheet.grid.count(dimension) or start < to < end:
        raise BadRequest(f"Invalid destinationIndex: {to}.")
    dimensions.move(contents, sheet, dimension, start, end, to)
    return {}


def update_dimension_properties(contents: Contents, request: Resource) -> Resource:
    """Height or width, and whether people see them."""
    mask = mask_of(request.get("fields"), DIMENSION)
    asked = given.part(request, "properties")
    if "pixelSize" in mask and given.number(asked, "pixelSize", 100) < 0:
        raise BadRequest("pixelSize must not be negative.")
    given.flag(asked, "hiddenByUser")
    sheet, dimension, start, end = _stretch(contents, given.part(request, "range"), "update")
    sizes = sheet.grid.sizes[dimension]
    for index in range(start, end):
        sizes[index] = masked(sizes.get(index, {}), asked, mask)
    return {}


def auto_resize_dimensions(contents: Contents, request: Resource) -> Resource:
    """Back to the size that the content asks for, which is the usual one here."""
    sheet, dimension, start, end = _stretch(contents, given.part(request, "dimensions"), "resize")
    sizes = sheet.grid.sizes[dimension]
    for index in [index for index in sizes if start <= index < end]:
        sizes[index] = {name: part for name, part in sizes[index].items() if name != "pixelSize"}
    return {}


def _dimension(body: Mapping[str, Any]) -> Dimension:
    chosen = given.choice(body, "dimension", frozenset({"ROWS", "COLUMNS"}))
    return "ROWS" if chosen == "ROWS" else "COLUMNS"


def _stretch(contents: Contents, asked: Mapping[str, Any], verb: str, *, bounded: bool = True) -> _Stretch:
    sheet, dimension = contents.grid_sheet(given.number(asked, "sheetId")), _dimension(asked)
    count, noun = sheet.grid.count(dimension), dimensions.NOUNS[dimension]
    start, end = given.number(asked, "startIndex"), given.number(asked, "endIndex", count)
    if start < 0 or end <= start:
        raise BadRequest(f"Invalid range: start index {start}, end index {end}.")
    if bounded and end > count:
        missing = max(start, count)
        raise BadRequest(
            f"Cannot {verb} a {noun} that doesn't exist. Tried to {verb} {noun} index {missing} "
            f"but there are only {count} {noun}s."
        )
    return _Stretch(sheet, dimension, start, end)


REQUESTS = {
    "insertDimension": insert_dimension,
    "deleteDimension": delete_dimension,
    "appendDimension": append_dimension,
    "moveDimension": move_dimension,
    "updateDimensionProperties": update_dimension_properties,
    "autoResizeDimensions": auto_resize_dimensions,
}
