"""How large a job tab's grid is, how wide its columns and how high its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from math import ceil
from typing import NamedTuple

import polars as pl

from crm_sheets.content import Format, JobTab, ShownColumn
from crm_sheets.workbook.google.headers import LINE_PIXELS, column_width, header_height, padding
from crm_sheets.workbook.google.looks import alignment
from crm_sheets.workbook.google.outline import SheetOutline
from crm_sheets.workbook.google.requests import Request
from crm_sheets.workbook.layout import (
    COLUMN_PIXELS,
    ROW_PIXELS,
    Layout,
    PlacedBlock,
    chart_rows,
    column_pixels,
    is_plain_list,
)

SPARE_CELLS = 100_000
"""A grid with up to so many cells too many is left: cells that go break the formulas of people who look at them."""

_HEADING_PIXELS, _TITLE_PIXELS = 35, 29
_CHARACTERS_PER_WIDTH = 0.95  # words are not cut, so that lines end before the edge


class GridSize(NamedTuple):
    """Rows and columns."""

    rows: int
    columns: int


def frozen(tab: JobTab, layout: Layout) -> GridSize:
    """The rows and columns that stay in sight: down to the header of a single block."""
    single = len(layout.blocks) == 1 and not layout.charts
    return GridSize(layout.blocks[0].header_row, tab.frozen_columns) if single else GridSize(0, 0)


def grid_size(tab: JobTab, layout: Layout, sheet: SheetOutline | None) -> GridSize:
    """Room for the blocks, the charts and a spare row; as large as it is when that is not much more."""
    needed = _needed(tab, layout, sheet)
    if sheet is None:
        return needed
    kept = GridSize(max(sheet.rows, needed.rows), max(sheet.columns, needed.columns))
    too_many = kept.rows * kept.columns - needed.rows * needed.columns
    return kept if too_many <= SPARE_CELLS else needed


def _needed(tab: JobTab, layout: Layout, sheet: SheetOutline | None) -> GridSize:
    """Charts of all stand on cells; a frozen tab needs a row and a column that move."""
    held = frozen(tab, layout)
    under_charts = [placed.row + chart_rows(placed.chart) - 1 for placed in layout.charts]
    anchors = list(_anchors(sheet))
    rows = max([layout.last_row, held.rows, *under_charts, *(anchor.rows for anchor in anchors)]) + 1
    columns = max([1, held.columns + 1, chart_columns(layout), *(anchor.columns for anchor in anchors)])
    return GridSize(rows, columns)


def _anchors(sheet: SheetOutline | None) -> Iterator[GridSize]:
    """The cells, counted from 1, in which the tab's charts have their corner."""
    for chart in (sheet.charts if sheet else {}).values():
        cell = chart.get("position", {}).get("overlayPosition", {}).get("anchorCell", {})
        yield GridSize(cell.get("rowIndex", 0) + 1, cell.get("columnIndex", 0) + 1)


def chart_columns(layout: Layout) -> int:
    """How many columns the blocks and the charts beside them take."""
    edge = sum(column_pixels(width) for width in layout.widths)
    right = max((placed.left + placed.chart.width for placed in layout.charts), default=edge)
    return len(layout.widths) + max(0, ceil((right - edge) / COLUMN_PIXELS))


def width_requests(tab: JobTab, layout: Layout, sheet_id: int) -> Iterator[Request]:
    """Every column as wide as it asks for, and those under charts as the layout counts on."""
    pixels = _widths(tab, layout)
    pixels += [COLUMN_PIXELS] * (chart_columns(layout) - len(pixels))
    yield from _dimension_requests(sheet_id, "COLUMNS", dict(enumerate(pixels)))


def _widths(tab: JobTab, layout: Layout) -> list[int]:
    """The pixels of the blocks' columns; a list has room for its filter's buttons, unless charts count on less."""
    pixels = [column_pixels(width) for width in layout.widths]
    if tab.charts or not is_plain_list(tab):
        return pixels
    columns = tab.blocks[0].columns
    return [
        column_width(column.header, width, _beside(column, has_button=True))
        for column, width in zip(columns, pixels, strict=True)
    ]


def _beside(column: ShownColumn, *, has_button: bool) -> int:
    """The pixels to the left and right of a header."""
    return sum(padding(alignment(column.format), has_button=has_button))


def _header_pixels(columns: Sequence[ShownColumn], widths: Sequence[int], *, has_button: bool) -> int:
    """How high a header row is in which no header is cut."""
    return header_height(
        (column.header, width - _beside(column, has_button=has_button))
        for column, width in zip(columns, widths, strict=False)
    )


def height_requests(tab: JobTab, layout: Layout, sheet_id: int) -> Iterator[Request]:
    """Google fits rows to their texts by itself, but beside charts they are as high as the layout counts on.

    The rows of a list with long texts of which only some lines are to be seen are all as high as these: rows that are
    appended later take no height of their own.
    """
    if tab.charts:
        yield _dimension_request(sheet_id, "ROWS", 0, None, ROW_PIXELS)
        yield from _dimension_requests(sheet_id, "ROWS", dict(sorted(_heights(tab, layout).items())))
    elif is_plain_list(tab) and layout.widths:
        columns = tab.blocks[0].columns
        yield _dimension_request(sheet_id, "ROWS", 0, 1, _header_pixels(columns, _widths(tab, layout), has_button=True))
        if most_lines := max((one.most_lines for one in columns if one.format is Format.WRAP), default=0):
            yield _dimension_request(sheet_id, "ROWS", 1, None, most_lines * LINE_PIXELS)


def _heights(tab: JobTab, layout: Layout) -> dict[int, int]:
    """Pixels by row counted from 0, of the rows that are higher than others."""
    heights = {layout.heading_row - 1: _HEADING_PIXELS} if layout.heading_row else {}
    widths, has_button = _widths(tab, layout), is_plain_list(tab)
    for placed in layout.blocks:
        if placed.title_row:
            heights[placed.title_row - 1] = _TITLE_PIXELS
        heights[placed.header_row - 1] = _header_pixels(placed.block.columns, widths, has_button=has_button)
        heights |= _wrapped_heights(placed)
    return heights


def _wrapped_heights(placed: PlacedBlock) -> dict[int, int]:
    """The rows of a block with texts of several lines."""
    wrapped = [column for column in placed.block.columns if column.format is Format.WRAP]
    if not wrapped or placed.block.frame.is_empty():
        return {}
    lines = placed.block.frame.select(pl.max_horizontal(pl.lit(1), *(_lines(column) for column in wrapped)))
    several = lines.to_series().rename("lines").to_frame().with_row_index(offset=placed.first_row - 1)
    high = several.filter(pl.col("lines") > 1)
    return {row: ROW_PIXELS + (count - 1) * LINE_PIXELS for row, count in high.iter_rows()}


def _lines(column: ShownColumn) -> pl.Expr:
    """About how many lines a text takes, null for none."""
    length = pl.element().str.len_chars() / (column.width * _CHARACTERS_PER_WIDTH)
    lines = pl.col(column.name).cast(pl.String).str.split("\n").list.eval(length.ceil().clip(lower_bound=1))
    return lines.list.sum().cast(pl.Int64)


def _dimension_requests(sheet_id: int, dimension: str, pixels: Mapping[int, int]) -> Iterator[Request]:
    """One request for each run of neighbours of one size; `pixels` is by position counted from 0, in order."""
    runs = groupby(enumerate(pixels.items()), key=lambda item: (item[1][0] - item[0], item[1][1]))
    for (_, size), run in runs:
        positions = [position for _, (position, _) in run]
        yield _dimension_request(sheet_id, dimension, positions[0], positions[-1] + 1, size)


def _dimension_request(sheet_id: int, dimension: str, start: int, end: int | None, size: int) -> Request:
    area = {"sheetId": sheet_id, "dimension": dimension, "startIndex": start}
    body = {
        "range": area if end is None else {**area, "endIndex": end},
        "properties": {"pixelSize": size},
        "fields": "pixelSize",
    }
    return Request.of("updateDimensionProperties", body)
