"""A new tab of the team's, or one that people and jobs share: header, formats, rows, help with typing, colours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crm_sheets.workbook.google.filters import filter_over
from crm_sheets.workbook.google.headers import column_width, header_height, padding
from crm_sheets.workbook.google.ids import stable_id
from crm_sheets.workbook.google.requests import Request
from crm_sheets.workbook.google.setup.cells import write_cells, write_rows
from crm_sheets.workbook.google.setup.plan import Cell, ColumnPlan, Condition, Highlight, Look, TabPlan, Typing
from crm_sheets.workbook.google.setup.shapes import (
    area,
    cell_format,
    colour_style,
    column_widths,
    highlight_format,
    row_heights,
    row_heights_below,
    runs,
)
from crm_sheets.workbook.layout import column_pixels

SPARE_ROWS = 1000
"""Blank rows with formats and drop-downs below those that a new tab starts with."""

HEADER_HEIGHT = 48
"""Pixels, at least: two lines, as most headers need beside the filter's button."""

WHITE = "#FFFFFF"
HEADER_FIELDS = "userEnteredValue,userEnteredFormat,note"


def add_tab(tab: TabPlan) -> Request:
    """Make the tab, blank; all tabs are made before any is filled, because drop-downs look into others."""
    grid = {
        "rowCount": 1 + len(tab.rows) + SPARE_ROWS,
        "columnCount": len(tab.columns),
        "frozenRowCount": 1,
        "frozenColumnCount": tab.frozen_columns,
    }
    properties: dict[str, Any] = {"sheetId": tab.sheet_id, "title": tab.title, "gridProperties": grid}
    if tab.colour:
        properties["tabColorStyle"] = colour_style(tab.colour)
    return Request.of("addSheet", {"properties": properties})


def fill_tab(tab: TabPlan) -> Iterator[Request]:
    """Everything that stands in the new tab, and how it looks."""
    yield write_cells(tab.sheet_id, (0, 0), [[header_cell(column) for column in tab.columns]], HEADER_FIELDS)
    yield from _column_formats(tab)
    yield from _sizes(tab)
    if tab.rows:
        yield write_rows(tab.sheet_id, 1, tab.rows)
        yield from _amounts(tab)
    yield from _help_with_typing(tab)
    for place, highlight in enumerate(tab.highlights):
        yield _highlight(tab, highlight, place)
    if tab.band:
        yield _band(tab)
    yield filter_over(tab.sheet_id, len(tab.columns))


def header_cell(column: ColumnPlan) -> dict[str, Any]:
    """The header with its colours, and its note when it has one."""
    made: dict[str, Any] = {
        "userEnteredValue": {"stringValue": column.header},
        "userEnteredFormat": cell_format(column.header_look),
    }
    return made | ({"note": column.note} if column.note else {})


def _column_formats(tab: TabPlan) -> Iterator[Request]:
    for start, end, look in runs(column.look for column in tab.columns):
        yield format_cells(area(tab.sheet_id, (1, None), (start, end)), look)


def _sizes(tab: TabPlan) -> Iterator[Request]:
    beside = [sum(padding(column.header_look.align or "LEFT", has_button=True)) for column in tab.columns]
    headers = [column.header for column in tab.columns]
    asked = [column_pixels(column.width) for column in tab.columns]
    widths = list(map(column_width, headers, asked, beside))
    rooms = [width - taken for width, taken in zip(widths, beside, strict=True)]
    yield from column_widths(tab.sheet_id, widths)
    height = header_height(zip(headers, rooms, strict=True))
    yield from row_heights(tab.sheet_id, [max(HEADER_HEIGHT, height)])
    if tab.row_height:
        yield row_heights_below(tab.sheet_id, 1, tab.row_height)


def _amounts(tab: TabPlan) -> Iterator[Request]:
    """Numbers that stand among texts show as the others do: 100.000.000."""
    for place in (place for place, column in enumerate(tab.columns) if column.amounts):
        patterns = (_pattern(row[place]) for row in tab.rows if place < len(row))
        for start, end, pattern in runs(patterns, 1):
            if pattern:
                cell = {"userEnteredFormat": {"numberFormat": {"type": "NUMBER", "pattern": pattern}}}
                where = area(tab.sheet_id, (start, end), (place, place + 1))
                body = {"range": where, "cell": cell, "fields": "userEnteredFormat.numberFormat"}
                yield Request.of("repeatCell", body)


def _pattern(value: Cell) -> str:
    """The number format of a value, "" for what is no number."""
    if isinstance(value, int):
        return "#,##0"
    return "0.####" if isinstance(value, float) else ""


def format_cells(where: dict[str, int], look: Look) -> Request:
    """Give all cells of the range this look; what stands in them stays."""
    body = {"range": where, "cell": {"userEnteredFormat": cell_format(look)}, "fields": "userEnteredFormat"}
    return Request.of("repeatCell", body)


def _help_with_typing(tab: TabPlan) -> Iterator[Request]:
    for start, end, typing in runs(column.typing for column in tab.columns):
        is_tick = typing is not None and typing.condition is Condition.TICK
        if typing and (tab.rows or not is_tick):
            where = area(tab.sheet_id, (1, 1 + len(tab.rows) if is_tick else None), (start, end))
            yield Request.of("setDataValidation", {"range": where, "rule": _rule(typing)})


def _rule(typing: Typing) -> dict[str, Any]:
    """Other values are marked, never refused: people may have their way."""
    values = [{"userEnteredValue": value} for value in typing.values]
    if typing.condition is Condition.RANGE:
        values = [{"userEnteredValue": f"={typing.values[0]}"}]
    return {"condition": {"type": typing.condition, "values": values}, "strict": False, "showCustomUi": True}


def _highlight(tab: TabPlan, highlight: Highlight, place: int) -> Request:
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": highlight.formula}]}
    rule = {
        "ranges": [area(tab.sheet_id, (1, None), (highlight.first, highlight.end))],
        "booleanRule": {"condition": condition, "format": highlight_format(highlight.look)},
    }
    return Request.of("addConditionalFormatRule", {"rule": rule, "index": place})


def _band(tab: TabPlan) -> Request:
    colours = {"firstBandColorStyle": colour_style(WHITE), "secondBandColorStyle": colour_style(tab.band)}
    banded = {
        "bandedRangeId": stable_id("band", str(tab.sheet_id)),
        "range": area(tab.sheet_id, (1, None), (0, len(tab.columns))),
        "rowProperties": colours,
    }
    return Request.of("addBanding", {"bandedRange": banded})
