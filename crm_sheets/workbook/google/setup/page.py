"""The guide on the first tab."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from crm_sheets.workbook.google.requests import Request
from crm_sheets.workbook.google.setup.cells import cell_data, write_cells
from crm_sheets.workbook.google.setup.plan import PageCell, PagePlan
from crm_sheets.workbook.google.setup.shapes import cell_format, colour_style, column_widths, row_heights
from crm_sheets.workbook.layout import column_pixels

SPARE_ROWS = 10


def add_page(page: PagePlan) -> Request:
    """Make the guide's tab, blank, before all others."""
    grid = {"rowCount": len(page.lines) + SPARE_ROWS, "columnCount": len(page.widths), "hideGridlines": True}
    properties = {
        "sheetId": page.sheet_id,
        "title": page.titles[0],
        "index": 0,
        "gridProperties": grid,
        "tabColorStyle": colour_style(page.colour),
    }
    return Request.of("addSheet", {"properties": properties})


def fill_page(page: PagePlan, sheet_ids: Mapping[str, int]) -> Iterator[Request]:
    """Its texts; `sheet_ids` are the tabs by canonical name, job tabs by title, for the links."""
    yield from column_widths(page.sheet_id, map(column_pixels, page.widths))
    yield from row_heights(page.sheet_id, [line.height for line in page.lines])
    rows = [[_cell(cell, sheet_ids) for cell in line.cells] for line in page.lines]
    yield write_cells(page.sheet_id, (0, 0), rows, "userEnteredValue,userEnteredFormat")


def _cell(cell: PageCell, sheet_ids: Mapping[str, int]) -> dict[str, Any]:
    look = cell_format(cell.look)
    if cell.leads_to in sheet_ids:
        look["textFormat"]["link"] = {"uri": f"#gid={sheet_ids[cell.leads_to]}"}
    return cell_data(cell.text or None) | {"userEnteredFormat": look}
