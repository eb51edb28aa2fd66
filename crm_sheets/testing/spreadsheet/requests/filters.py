"""A sheet's own filter and filter views: setBasicFilter, clearBasicFilter, addFilterView."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from crm_sheets.testing.spreadsheet import given
from crm_sheets.testing.spreadsheet.area import Box
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.requests.ids import new_id
from crm_sheets.testing.spreadsheet.sheet import Resource, Sheet
from crm_sheets.testing.spreadsheet.tables import refuse_tables


def set_basic_filter(contents: Contents, request: Resource) -> Resource:
    """Put the filter on its sheet, in place of the one there."""
    asked = given.part(request, "filter")
    sheet, box = _target(contents, asked)
    _refuse_vertical_merges(sheet, box)
    refuse_tables(sheet, box, "create a filter")
    sheet.basic_filter = deepcopy(dict(asked))
    return {}


def clear_basic_filter(contents: Contents, request: Resource) -> Resource:
    """Take the filter off, when there is one."""
    contents.grid_sheet(given.number(request, "sheetId")).basic_filter = None
    return {}


def add_filter_view(contents: Contents, request: Resource) -> Resource:
    """A filter that each person may choose."""
    asked = given.part(request, "filter")
    sheet, _ = _target(contents, asked)
    view_id = new_id(contents, asked, "filterViewId", "filter view")
    title = given.text(asked, "title") or f"Filter {len(sheet.attached['filterViews']) + 1}"
    if any(view["title"] == title for view in sheet.attached["filterViews"]):
        raise BadRequest(f"A filter view with the name '{title}' already exists.")
    view = {**deepcopy(dict(asked)), "filterViewId": view_id, "title": title}
    sheet.attached["filterViews"].append(view)
    return {"addFilterView": {"filter": deepcopy(view)}}


def _target(contents: Contents, asked: Mapping[str, Any]) -> tuple[Sheet, Box]:
    if "tableId" in asked or "namedRangeId" in asked:
        raise NotImplementedError("The fake spreadsheet filters ranges only.")
    sheet, box = contents.target(given.part(asked, "range"))
    columns = [spec.get("columnIndex", 0) for spec in given.parts(asked, "filterSpecs")]
    columns += [spec.get("dimensionIndex", 0) for spec in given.parts(asked, "sortSpecs")]
    columns += [int(column) for column in asked.get("criteria", {})]
    if not all(box.left <= column < box.right for column in columns):
        raise BadRequest("The columns of a filter must be in its range.")
    return sheet, box


def _refuse_vertical_merges(sheet: Sheet, box: Box) -> None:
    if any(box.meets(merge) and merge.bottom - merge.top > 1 for merge in sheet.merges):
        raise BadRequest("You can't create a filter over a range containing vertical merges.")


REQUESTS = {
    "setBasicFilter": set_basic_filter,
    "clearBasicFilter": clear_basic_filter,
    "addFilterView": add_filter_view,
}
