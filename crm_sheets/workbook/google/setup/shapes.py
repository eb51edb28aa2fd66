"""Ranges, colours and formats in the shape that Google wants them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any, TypeVar

from crm_sheets.workbook.google import looks
from crm_sheets.workbook.google.headers import padding
from crm_sheets.workbook.google.requests import Request
from crm_sheets.workbook.google.setup.plan import Look

Thing = TypeVar("Thing")
Span = tuple[int, int | None]
"""From a 0-based place up to, not including, another; None for no end."""


def area(sheet_id: int, rows: Span = (0, None), columns: Span = (0, None)) -> dict[str, int]:
    """A GridRange; without an end it grows with the tab."""
    bounds = {
        "startRowIndex": rows[0] or None,
        "endRowIndex": rows[1],
        "startColumnIndex": columns[0] or None,
        "endColumnIndex": columns[1],
    }
    return {"sheetId": sheet_id} | {name: place for name, place in bounds.items() if place is not None}


def colour_style(colour: str) -> looks.Look:
    """The ColorStyle of "#RRGGBB"."""
    return looks.colour_style(colour.removeprefix("#"))


def cell_format(look: Look) -> dict[str, Any]:
    """The CellFormat of a look."""
    made: dict[str, Any] = {"verticalAlignment": "MIDDLE", "textFormat": _text_format(look)}
    if look.ground:
        made["backgroundColorStyle"] = colour_style(look.ground)
    if look.align:
        left, right = padding(look.align, has_button=look.has_button)
        made["horizontalAlignment"] = look.align
        made["padding"] = {"top": 2, "right": right, "bottom": 2, "left": left}
    if look.wrapped:
        made["wrapStrategy"] = "WRAP"
    if look.line:
        made["borders"] = {"bottom": {"style": "SOLID", "colorStyle": colour_style(look.line)}}
    if look.number[0]:
        made["numberFormat"] = {"type": look.number[0], "pattern": look.number[1]}
    return made


def highlight_format(look: Look) -> dict[str, Any]:
    """The few things that a conditional format may change."""
    made: dict[str, Any] = {"textFormat": {"foregroundColorStyle": colour_style(look.ink)}}
    if look.struck:
        made["textFormat"]["strikethrough"] = True
    if look.ground:
        made["backgroundColorStyle"] = colour_style(look.ground)
    return made


def _text_format(look: Look) -> dict[str, Any]:
    made: dict[str, Any] = {"fontFamily": "Arial", "fontSize": look.size or 10}
    if look.ink:
        made["foregroundColorStyle"] = colour_style(look.ink)
    flags = {"bold": look.bold, "underline": look.underlined, "strikethrough": look.struck}
    return made | {name: True for name, on in flags.items() if on}


def column_widths(sheet_id: int, widths: Iterable[int], first: int = 0) -> Iterator[Request]:
    """Give the columns from `first` on these widths in pixels."""
    return _sizes(sheet_id, "COLUMNS", list(widths), first)


def row_heights(sheet_id: int, heights: Iterable[int], first: int = 0) -> Iterator[Request]:
    """Give the rows from `first` on these heights in pixels."""
    return _sizes(sheet_id, "ROWS", list(heights), first)


def row_heights_below(sheet_id: int, first: int, height: int) -> Request:
    """Give all rows from `first` on this height in pixels."""
    return _size({"sheetId": sheet_id, "dimension": "ROWS", "startIndex": first}, height)


def _sizes(sheet_id: int, dimension: str, sizes: list[int], first: int) -> Iterator[Request]:
    for start, end, size in runs(sizes, first):
        yield _size({"sheetId": sheet_id, "dimension": dimension, "startIndex": start, "endIndex": end}, size)


def _size(where: dict[str, Any], size: int) -> Request:
    body = {"range": where, "properties": {"pixelSize": size}, "fields": "pixelSize"}
    return Request.of("updateDimensionProperties", body)


def runs(things: Iterable[Thing], first: int = 0) -> Iterator[tuple[int, int, Thing]]:
    """Equal neighbours as (first place, place after the last, thing), places counted from `first`."""
    for thing, same in groupby(things):
        end = first + len(list(same))
        yield first, end, thing
        first = end
