"""findReplace: one text for another, in a range, a sheet or everywhere."""

from __future__ import annotations

import re
from typing import NamedTuple

from crm_sheets.testing.spreadsheet import given
from crm_sheets.testing.spreadsheet.area import Box
from crm_sheets.testing.spreadsheet.cells import Formula
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.entering import entered
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.sheet import Resource, Sheet
from crm_sheets.testing.spreadsheet.showing import shown_text
from crm_sheets.testing.spreadsheet.writing import write_entered


class _Change(NamedTuple):
    sheet_id: int
    row: int
    occurrences: int


def find_replace(contents: Contents, request: Resource) -> Resource:
    """Replace texts as if typed anew; formulas are left alone."""
    if given.flag(request, "searchByRegex") or given.flag(request, "includeFormulas"):
        raise NotImplementedError("The fake spreadsheet replaces plain texts outside formulas only.")
    pattern = _pattern(request)
    changes: list[_Change] = []
    for sheet, box in _places(contents, request):
        changes += _replace(contents, sheet, box, pattern, given.text(request, "replacement"))
    counts = {
        "valuesChanged": len(changes),
        "occurrencesChanged": sum(change.occurrences for change in changes),
        "rowsChanged": len({change[:2] for change in changes}),
        "sheetsChanged": len({change.sheet_id for change in changes}),
    }
    return {"findReplace": {name: count for name, count in counts.items() if count}}


def _pattern(request: Resource) -> re.Pattern[str]:
    find = given.text(request, "find")
    if not find:
        raise BadRequest("find must not be empty.")
    text = re.escape(find)
    whole = rf"\A{text}\Z" if given.flag(request, "matchEntireCell") else text
    return re.compile(whole, re.NOFLAG if given.flag(request, "matchCase") else re.IGNORECASE)


def _places(contents: Contents, request: Resource) -> list[tuple[Sheet, Box]]:
    if len(request.keys() & {"allSheets", "sheetId", "range"}) != 1:
        raise BadRequest("Exactly one of range, sheetId and allSheets must be specified.")
    if "range" in request:
        return [contents.target(given.part(request, "range"))]
    grids = [sheet.sheet_id for sheet in contents.sheets if sheet.is_grid]
    ids = [given.number(request, "sheetId")] if "sheetId" in request else grids
    sheets = [contents.grid_sheet(sheet_id) for sheet_id in ids]
    return [(sheet, sheet.grid.box) for sheet in sheets]


def _replace(contents: Contents, sheet: Sheet, box: Box, pattern: re.Pattern[str], replacement: str) -> list[_Change]:
    locale, changes = contents.properties.get("locale", ""), []
    for row, column, value in list(sheet.grid.cells(box)):
        look = sheet.grid.look(row, column)
        before = shown_text(value, look, locale)
        after, occurrences = pattern.subn(lambda _: replacement, before)
        if occurrences and not isinstance(value, Formula):
            write_entered(sheet.grid, row, column, entered(after, look, locale))
            changes.append(_Change(sheet.sheet_id, row, occurrences))
    return changes


REQUESTS = {"findReplace": find_replace}
