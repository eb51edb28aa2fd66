"""addConditionalFormatRule and deleteConditionalFormatRule."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from crm_sheets.testing.spreadsheet import given
from crm_sheets.testing.spreadsheet.area import Area
from crm_sheets.testing.spreadsheet.conditions import refuse_bad_format_condition
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.sheet import Resource, Sheet

_KIND = "conditionalFormats"
_FORMAT = {"backgroundColor", "backgroundColorStyle", "textFormat"}
_TEXT_FORMAT = {"bold", "italic", "strikethrough", "underline", "foregroundColor", "foregroundColorStyle"}


def add_conditional_format_rule(contents: Contents, request: Resource) -> Resource:
    """A new rule at its place among the sheet's rules."""
    rule = given.part(request, "rule")
    sheet = _target(contents, given.parts(rule, "ranges"))
    if ("booleanRule" in rule) == ("gradientRule" in rule):
        raise BadRequest("Exactly one of booleanRule and gradientRule must be specified.")
    if "booleanRule" in rule:
        _refuse_bad_rule(given.part(rule, "booleanRule"))
    index = given.number(request, "index")
    if not 0 <= index <= len(sheet.attached[_KIND]):
        raise BadRequest(f"Invalid index: {index}. There are only {len(sheet.attached[_KIND])} rules on the sheet.")
    ranges = [Area.of(area).as_json() for area in rule["ranges"]]
    sheet.attached[_KIND].insert(index, {**deepcopy(dict(rule)), "ranges": ranges})
    return {}


def delete_conditional_format_rule(contents: Contents, request: Resource) -> Resource:
    """The rule at this place goes."""
    sheet, index = contents.grid_sheet(given.number(request, "sheetId")), given.number(request, "index")
    if not 0 <= index < len(sheet.attached[_KIND]):
        raise BadRequest(f"No conditional format on sheet: {sheet.sheet_id} at index: {index}")
    rule = sheet.attached[_KIND].pop(index)
    return {"deleteConditionalFormatRule": {"rule": deepcopy(rule)}}


def _target(contents: Contents, ranges: list[Mapping[str, Any]]) -> Sheet:
    if not ranges:
        raise BadRequest("At least one range must be specified.")
    sheets = [contents.target(area)[0] for area in ranges]
    if any(sheet is not sheets[0] for sheet in sheets):
        raise BadRequest("All ranges must be on the same sheet.")
    return sheets[0]


def _refuse_bad_rule(rule: Mapping[str, Any]) -> None:
    refuse_bad_format_condition(given.part(rule, "condition"))
    shown = given.part(rule, "format")
    if shown.keys() - _FORMAT or shown.get("textFormat", {}).keys() - _TEXT_FORMAT:
        raise BadRequest("Conditional formatting can only apply bold, italic, strikethrough, underline and colours.")


REQUESTS = {
    "addConditionalFormatRule": add_conditional_format_rule,
    "deleteConditionalFormatRule": delete_conditional_format_rule,
}
