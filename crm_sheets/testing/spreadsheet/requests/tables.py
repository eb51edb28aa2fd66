"""addTable, updateTable and deleteTable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from crm_sheets.testing.spreadsheet import given
from crm_sheets.testing.spreadsheet.area import Area, Box
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.masks import mask_of, masked
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.requests.ids import sheet_with
from crm_sheets.testing.spreadsheet.shapes import TABLE
from crm_sheets.testing.spreadsheet.sheet import Resource, Sheet
from crm_sheets.testing.spreadsheet.tables import (
    KIND,
    UNTYPED,
    fill_blanks,
    fresh_name,
    place_of,
    refuse_tables,
    shown_tables,
)

_TYPES = frozenset(
    (
        *(UNTYPED, "DOUBLE", "CURRENCY", "PERCENT", "DATE", "TIME", "DATE_TIME", "TEXT", "BOOLEAN", "DROPDOWN"),
        *("FILES_CHIP", "PEOPLE_CHIP", "FINANCE_CHIP", "PLACE_CHIP", "RATINGS_CHIP"),
    )
)


def add_table(contents: Contents, request: Resource) -> Resource:
    """A table over cells that no filter, colours, merge or other table has (a guess); its columns may name headers."""
    asked = given.part(request, "table")
    table_id = given.text(asked, "tableId") or str(contents.fresh_id())
    if any(table["tableId"] == table_id for table in _all(contents)):
        raise BadRequest(f"Cannot add a table with id: {table_id}, a table with that id already exists.")
    name = given.text(asked, "name") or fresh_name(contents)
    sheet, box = contents.target(given.part(asked, "range"))
    columns = list(_columns(sheet, box, given.parts(asked, "columnProperties")))
    _put(contents, sheet, box, {**asked, "tableId": table_id, "name": name, "columnProperties": columns})
    fill_blanks(contents)
    return {"addTable": {"table": shown_tables(contents.look_at(sheet.sheet_id))[-1]}}


def update_table(contents: Contents, request: Resource) -> Resource:
    """Another name, other cells or other columns; it stays on its sheet."""
    asked = given.part(request, "table")
    mask = mask_of(request.get("fields"), TABLE)
    sheet, place = _found(contents, given.text(asked, "tableId"))
    changed = masked(sheet.attached[KIND].pop(place), asked, mask)
    target, box = contents.target(given.part(changed, "range"))
    if target is not sheet:
        raise BadRequest("A table must stay on its sheet.")
    if "columnProperties" in mask:
        changed["columnProperties"] = list(_columns(sheet, box, given.parts(changed, "columnProperties")))
    columns = [column for column in changed.get("columnProperties", ()) if box.left <= place_of(column) < box.right]
    _put(contents, sheet, box, {**changed, "columnProperties": columns})
    fill_blanks(contents)
    return {}


def delete_table(contents: Contents, request: Resource) -> Resource:
    """The table goes with all that is in its cells."""
    sheet, place = _found(contents, given.text(request, "tableId"))
    box = sheet.box(sheet.attached[KIND].pop(place)["range"])
    sheet.grid.clear(box)
    sheet.grid.change_looks(box, lambda _: {})
    return {}


def _found(contents: Contents, table_id: str) -> tuple[Sheet, int]:
    return sheet_with(contents, KIND, "tableId", table_id, "table")


def _all(contents: Contents) -> Iterator[Resource]:
    return (table for sheet in contents.sheets for table in sheet.attached[KIND])


def _put(contents: Contents, sheet: Sheet, box: Box, table: Resource) -> None:
    """Attach this table, checked; documented: its name is unique among the spreadsheet's tables."""
    name = given.text(table, "name")
    if not name.strip() or any(other["name"].casefold() == name.casefold() for other in _all(contents)):
        raise BadRequest(f"Invalid name for a table: {name!r}. It must not be blank or that of another table.")
    _refuse_bad_place(sheet, box)
    sheet.attached[KIND].append({**deepcopy(table), "range": Area.of_box(sheet.sheet_id, box).as_json()})


def _refuse_bad_place(sheet: Sheet, box: Box) -> None:
    if box.bottom - box.top < 2:
        raise BadRequest("A table must have a header row and another row.")
    refuse_tables(sheet, box, "create a table")
    if sheet.basic_filter is not None and box.meets(sheet.box(sheet.basic_filter["range"])):
        raise BadRequest("You can't create a table over cells that have a filter.")
    if any(box.meets(sheet.box(band["range"])) for band in sheet.attached["bandedRanges"]):
        raise BadRequest("You can't create a table over cells that have alternating colors.")
    if any(box.meets(merge) for merge in sheet.merges):
        raise BadRequest("You can't create a table over merged cells.")


def _columns(sheet: Sheet, box: Box, asked: list[Mapping[str, Any]]) -> Iterator[Resource]:
    """What is said of columns, each with its place on the sheet, so that it follows the cells."""
    for column in asked:
        place = box.left + given.number(column, "columnIndex")
        if not box.left <= place < box.right:
            raise BadRequest(f"Invalid columnIndex: {place - box.left}. It is relative to the table.")
        if "columnType" in column:
            given.choice(column, "columnType", _TYPES)
        if ("dataValidationRule" in column) != (column.get("columnType") == "DROPDOWN"):
            raise BadRequest("A dropdown column, and no other, must have a data validation rule.")
        if name := given.text(column, "columnName"):
            sheet.grid.put(box.top, place, (name,))
        stretch = {"sheetId": sheet.sheet_id, "startColumnIndex": place, "endColumnIndex": place + 1}
        yield {**deepcopy(dict(column)), "range": stretch}


REQUESTS = {"addTable": add_table, "updateTable": update_table, "deleteTable": delete_table}
