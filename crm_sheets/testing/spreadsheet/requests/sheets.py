"""Sheets that come and go: addSheet, deleteSheet, duplicateSheet."""

from __future__ import annotations

from copy import deepcopy

from crm_sheets.testing.spreadsheet import given
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.following import relocated
from crm_sheets.testing.spreadsheet.grid import Grid
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.requests.sheet_properties import change_properties, fresh_title, place_of, with_size
from crm_sheets.testing.spreadsheet.sheet import Resource, Sheet
from crm_sheets.testing.spreadsheet.tables import fresh_name

_OWN_IDS = ("chartId", "protectedRangeId", "bandedRangeId", "filterViewId")
_SIZE = {"rowCount": 1000, "columnCount": 26}


def add_sheet(contents: Contents, request: Resource) -> Resource:
    """A new sheet, at the end unless an index is given."""
    asked = deepcopy(request.get("properties", {}))
    sheet_id = _new_id(contents, asked.pop("sheetId", None))
    if asked.pop("sheetType", "GRID") != "GRID":
        raise NotImplementedError("The fake spreadsheet adds no sheets without cells.")
    index = place_of(asked.pop("index", len(contents.order)), len(contents.order))
    asked["gridProperties"] = {**_SIZE, **asked.get("gridProperties", {})}
    asked.setdefault("title", fresh_title(contents, "Sheet"))
    sheet = Sheet(sheet_id, {"title": ""}, Grid(1, 1))
    contents.add(sheet, index)
    change_properties(contents, sheet, asked)
    return {"addSheet": {"properties": sheet.shown_properties(index)}}


def delete_sheet(contents: Contents, request: Resource) -> Resource:
    """A sheet goes; one that people see must stay."""
    sheet_id = given.number(request, "sheetId")
    contents.look_at(sheet_id)
    if all(sheet.hidden for sheet in contents.sheets if sheet.sheet_id != sheet_id):
        raise BadRequest("You can't remove all the visible sheets in a document.")
    contents.remove(sheet_id)
    return {}


def duplicate_sheet(contents: Contents, request: Resource) -> Resource:
    """A copy of a sheet with new ids for all that is attached to it; named ranges stay with the original."""
    source = contents.look_at(given.number(request, "sourceSheetId"))
    sheet_id = _new_id(contents, request.get("newSheetId"))
    index = place_of(given.number(request, "insertSheetIndex"), len(contents.order))
    title = given.text(request, "newSheetName") or fresh_title(contents, f"Copy of {source.title}")
    twin = source.copy()
    twin.sheet_id, twin.properties = sheet_id, {**source.properties, "title": ""}
    twin.basic_filter = relocated(source.basic_filter, source.sheet_id, sheet_id)
    contents.add(twin, index)
    for name, resources in source.attached.items():
        twin.attached[name] = []
        for each in resources:
            twin.attached[name].append(_renumbered(contents, relocated(each, source.sheet_id, sheet_id)))
    change_properties(contents, twin, {**with_size(twin), "title": title})
    return {"duplicateSheet": {"properties": twin.shown_properties(index)}}


def _new_id(contents: Contents, asked: object) -> int:
    if asked is None:
        return contents.fresh_id()
    sheet_id = given.number({"sheetId": asked}, "sheetId")
    if sheet_id < 0:
        raise BadRequest(f"Invalid sheetId: {sheet_id}. It must not be negative.")
    if contents.has_sheet(sheet_id):
        raise BadRequest(f"Sheet with id {sheet_id} already exists. Please specify another id.")
    return sheet_id


def _renumbered(contents: Contents, resource: Resource) -> Resource:
    own = {name: contents.fresh_id() for name in _OWN_IDS if name in resource}
    table = {"tableId": str(contents.fresh_id()), "name": fresh_name(contents)} if "tableId" in resource else {}
    return {**resource, **own, **table}


REQUESTS = {"addSheet": add_sheet, "deleteSheet": delete_sheet, "duplicateSheet": duplicate_sheet}
