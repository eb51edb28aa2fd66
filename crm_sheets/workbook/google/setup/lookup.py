"""Columns of the Profiles tab shown beside the customers' own, each by one formula in the header row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crm_sheets.errors import WorkbookChanged
from crm_sheets.tables import column_letter
from crm_sheets.workbook.google.headers import column_width, padding
from crm_sheets.workbook.google.outline import Outline, SheetOutline
from crm_sheets.workbook.google.ranges import whole_tab
from crm_sheets.workbook.google.requests import Request
from crm_sheets.workbook.google.setup.cells import write_cells
from crm_sheets.workbook.google.setup.plan import Formula, ProfileColumn, ProfileLookup
from crm_sheets.workbook.google.setup.shapes import area, cell_format, column_widths
from crm_sheets.workbook.google.setup.tabs import HEADER_FIELDS, format_cells
from crm_sheets.workbook.layout import column_pixels


def show_profiles(lookup: ProfileLookup, outline: Outline) -> Iterator[Request]:
    """Insert the columns after the last that is in use, so that nothing can be overwritten, and put the formulas in.

    Raises WorkbookChanged when columns came or went since this was planned: the formulas would look at others.
    """
    sheet = outline.by_title(lookup.customers)
    if sheet is None or sheet.columns != lookup.columns_seen:
        raise WorkbookChanged(
            f'The columns of "{lookup.customers}" changed in the meantime, so nothing was written. Run it again.'
        )
    end = lookup.position + len(lookup.columns)
    yield _make_room(sheet, lookup.position, end)
    cells = [_header(lookup, column) for column in lookup.columns]
    yield write_cells(sheet.sheet_id, (lookup.header_row - 1, lookup.position), [cells], HEADER_FIELDS)
    for place, column in enumerate(lookup.columns, lookup.position):
        yield format_cells(area(sheet.sheet_id, (lookup.header_row, None), (place, place + 1)), column.look)
    yield from column_widths(sheet.sheet_id, [_width(column) for column in lookup.columns], lookup.position)


def _width(column: ProfileColumn) -> int:
    """The column's pixels."""
    look = column.header_look
    beside = sum(padding(look.align, has_button=look.has_button))
    return column_width(column.header, column_pixels(column.width), beside)


def _make_room(sheet: SheetOutline, start: int, end: int) -> Request:
    if start >= sheet.columns:
        body: dict[str, Any] = {"sheetId": sheet.sheet_id, "dimension": "COLUMNS", "length": end - sheet.columns}
        return Request.of("appendDimension", body)
    where = {"sheetId": sheet.sheet_id, "dimension": "COLUMNS", "startIndex": start, "endIndex": end}
    return Request.of("insertDimension", {"range": where, "inheritFromBefore": False})


def _header(lookup: ProfileLookup, column: ProfileColumn) -> dict[str, Any]:
    return {
        "userEnteredValue": {"formulaValue": lookup_formula(lookup, column.header).text},
        "userEnteredFormat": cell_format(column.header_look),
        "note": column.note,
    }


def lookup_formula(lookup: ProfileLookup, header: str) -> Formula:
    """The formula that shows one column of the Profiles tab: its header in the header row, each customer's value below.

    - It begins with the header row itself, not with the row below: a reference to row 2 moves down when people insert
      a row there, and every value would stand one row too high. `ROW(...)=ROW(...)` picks out the header's own row.
    - Columns are found by their headers, so that it does not matter where the job puts them. The ranges are bounded by
      the width that the Profiles tab has: a reference beyond the grid is an error.
    - A blank id gives a truly blank cell (an omitted argument, not ""), so that the last row with content stays what it
      was. An id that is a number here is a text there, and blanks around it do not count.
    - ";" parts arguments in every locale.
    """
    last = column_letter(lookup.profiles_width - 1)
    table, first_row = f"{whole_tab(lookup.profiles)}!$A:${last}", f"{whole_tab(lookup.profiles)}!$A$1:${last}$1"
    top = f"${lookup.key_letter}${lookup.header_row}"
    keys = f"{top}:${lookup.key_letter}"
    values, ids = (f"INDEX({table};0;MATCH({_quoted(name)};{first_row};0))" for name in (header, lookup.profiles_key))
    found = f'IFNA(XLOOKUP(TRIM({keys}&"");{ids};{values}))'
    return Formula(f'=ARRAYFORMULA(IF(ROW({keys})=ROW({top});{_quoted(header)};IF({keys}="";;{found})))')


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
