"""addProtectedRange, updateProtectedRange, deleteProtectedRange."""

from __future__ import annotations

from copy import deepcopy

from crm_sheets.testing.spreadsheet import given
from crm_sheets.testing.spreadsheet.area import Area
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.masks import mask_of, masked
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.requests.ids import new_id, replaced, sheet_with
from crm_sheets.testing.spreadsheet.shapes import PROTECTED_RANGE
from crm_sheets.testing.spreadsheet.sheet import Resource, Sheet

_KIND, _ID, _NOUN = "protectedRanges", "protectedRangeId", "protected range"


def add_protected_range(contents: Contents, request: Resource) -> Resource:
    """Protect a range or a whole sheet; a sheet is protected once."""
    asked = dict(given.part(request, "protectedRange"))
    range_id = new_id(contents, asked, _ID, _NOUN)
    sheet, protected = _checked(contents, {**asked, _ID: range_id})
    if Area.of(protected["range"]).is_whole_sheet and any(_is_whole(other) for other in sheet.attached[_KIND]):
        raise BadRequest(f'Sheet "{sheet.title}" already has sheet protection.')
    sheet.attached[_KIND].append(protected)
    return {"addProtectedRange": {"protectedRange": deepcopy(protected)}}


def update_protected_range(contents: Contents, request: Resource) -> Resource:
    """Other cells, people or words for a protection; it stays on its sheet."""
    asked = dict(given.part(request, "protectedRange"))
    mask = mask_of(request.get("fields"), PROTECTED_RANGE)
    sheet, place = sheet_with(contents, _KIND, _ID, given.number(asked, _ID), _NOUN)
    target, protected = _checked(contents, masked(sheet.attached[_KIND][place], asked, mask))
    if target is not sheet:
        raise BadRequest("A protected range cannot move to another sheet.")
    sheet.attached[_KIND] = replaced(sheet.attached[_KIND], place, protected)
    return {}


def delete_protected_range(contents: Contents, request: Resource) -> Resource:
    """Lift a protection."""
    sheet, place = sheet_with(contents, _KIND, _ID, given.number(request, _ID), _NOUN)
    del sheet.attached[_KIND][place]
    return {}


def _checked(contents: Contents, asked: Resource) -> tuple[Sheet, Resource]:
    if "tableId" in asked or "namedRangeId" in asked:
        raise NotImplementedError("The fake spreadsheet protects ranges only.")
    if given.flag(asked, "warningOnly") and "editors" in asked:
        raise BadRequest("ProtectedRange is warningOnly. Editors cannot be set on it.")
    sheet, _ = contents.target(given.part(asked, "range"))
    whole = Area.of(asked["range"]).is_whole_sheet
    if asked.get("unprotectedRanges") and not whole:
        raise BadRequest("Unprotected ranges are only supported on protected sheets.")
    for area in given.parts(asked, "unprotectedRanges"):
        sheet.box(area)
    return sheet, {**deepcopy(asked), "range": Area.of(asked["range"]).as_json()}


def _is_whole(protected: Resource) -> bool:
    return Area.of(protected["range"]).is_whole_sheet


REQUESTS = {
    "addProtectedRange": add_protected_range,
    "updateProtectedRange": update_protected_range,
    "deleteProtectedRange": delete_protected_range,
}
