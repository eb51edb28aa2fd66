"""updateSheetProperties: a sheet's title, place, size, colour, and whether people see it."""

from __future__ import annotations

from copy import deepcopy

from crm_sheets.testing.spreadsheet import dimensions, given
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.grid import Dimension
from crm_sheets.testing.spreadsheet.limits import CHARACTERS_A_TITLE
from crm_sheets.testing.spreadsheet.masks import mask_of, masked
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.shapes import SHEET
from crm_sheets.testing.spreadsheet.sheet import Resource, Sheet

_COUNTS: tuple[tuple[Dimension, str, str], ...] = (
    ("ROWS", "rowCount", "frozenRowCount"),
    ("COLUMNS", "columnCount", "frozenColumnCount"),
)


def update_sheet_properties(contents: Contents, request: Resource) -> Resource:
    """The masked properties become as given; those not given become Google's defaults."""
    asked = given.part(request, "properties")
    mask = mask_of(request.get("fields"), SHEET)
    sheet = contents.sheet(given.number(asked, "sheetId"))
    if "index" in mask:
        del mask["index"]
        _move(contents, sheet, given.number(asked, "index"))
    if not sheet.is_grid and "gridProperties" in asked:
        raise BadRequest("Grid properties cannot be set on a sheet without cells.")
    change_properties(contents, sheet, masked(with_size(sheet), deepcopy(dict(asked)), mask))
    return {}


def change_properties(contents: Contents, sheet: Sheet, wanted: Resource) -> None:
    """Give a sheet all these properties; BadRequest when one of them cannot be."""
    title = given.text(wanted, "title")
    if title != sheet.title or not title:
        _refuse_bad_title(contents, sheet, title)
    if given.flag(wanted, "hidden") and all(other.hidden for other in contents.sheets if other is not sheet):
        raise BadRequest("You can't hide all the sheets in a document.")
    if not sheet.is_grid:
        sheet.properties = wanted
        return
    grid = dict(wanted.get("gridProperties", {}))
    counts: dict[Dimension, int] = {}
    for dimension, count_name, frozen_name in _COUNTS:
        counts[dimension] = given.number(grid, count_name)
        _refuse_bad_size(sheet, dimension, counts[dimension], given.number(grid, frozen_name))
        grid.pop(count_name)
    _resize(contents, sheet, counts)
    sheet.properties = {**wanted, "gridProperties": grid}


def with_size(sheet: Sheet) -> Resource:
    """A sheet's properties, with the size of its grid when it has one."""
    if not sheet.is_grid:
        return sheet.properties
    size = {"rowCount": sheet.grid.row_count, "columnCount": sheet.grid.column_count}
    return {**sheet.properties, "gridProperties": {**sheet.properties.get("gridProperties", {}), **size}}


def place_of(index: object, count: int) -> int:
    """An index among `count` sheets, the end included; BadRequest for another."""
    place = given.number({"index": index}, "index")
    if not 0 <= place <= count:
        raise BadRequest(f"Invalid index: {place}. There are only {count} sheets.")
    return place


def fresh_title(contents: Contents, stem: str) -> str:
    """A title that no sheet has: the stem, with a number when it needs one or is plain "Sheet"."""
    taken = {sheet.title.casefold() for sheet in contents.sheets}
    number, title = len(contents.order), stem
    while title.casefold() in taken or title == "Sheet":
        number += 1
        title = f"{stem}{number}" if stem == "Sheet" else f"{stem} {number}"
    return title


def _resize(contents: Contents, sheet: Sheet, counts: dict[Dimension, int]) -> None:
    """Shrink before growing, so that only the size in the end counts against the limit of cells."""
    for dimension, count in sorted(counts.items(), key=lambda item: item[1] > sheet.grid.count(item[0])):
        dimensions.resize(contents, sheet, dimension, count)


def _move(contents: Contents, sheet: Sheet, index: int) -> None:
    """Indexes count as they were before the move."""
    before, place = contents.order.index(sheet.sheet_id), place_of(index, len(contents.order))
    contents.order.pop(before)
    contents.order.insert(place - 1 if place > before else place, sheet.sheet_id)


def _refuse_bad_title(contents: Contents, sheet: Sheet, title: str) -> None:
    if not title.strip():
        raise BadRequest("The sheet name cannot be empty.")
    if len(title) > CHARACTERS_A_TITLE:
        raise BadRequest(f"The sheet name cannot be greater than {CHARACTERS_A_TITLE} characters.")
    if any(other.title.casefold() == title.casefold() for other in contents.sheets if other is not sheet):
        raise BadRequest(f'A sheet with the name "{title}" already exists. Please enter another name.')


def _refuse_bad_size(sheet: Sheet, dimension: Dimension, count: int, frozen: int) -> None:
    noun = dimensions.NOUNS[dimension]
    if count < 1:
        raise BadRequest(f"You can't delete all the {noun}s on the sheet.")
    if frozen < 0:
        raise BadRequest(f"The number of frozen {noun}s must not be negative.")
    if frozen >= count and frozen == sheet.frozen(dimension):
        raise BadRequest(f"Sorry, it is not possible to delete all non-frozen {noun}s.")
    if frozen >= count:
        raise BadRequest(f"You can't freeze all visible {noun}s on the sheet.")


REQUESTS = {"updateSheetProperties": update_sheet_properties}
