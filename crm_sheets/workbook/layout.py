"""Where everything of a job tab stands: its lines, its blocks one under the other, its charts beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from crm_sheets.content import Block, Chart, JobTab, ShownColumn

COLUMN_PIXELS = 64
ROW_PIXELS = 24
"""A default column is 64 pixels wide; the rows of our tabs are 24 pixels high or higher."""

WIDEST_BESIDE = 1050
"""Charts stand in one line down beside the blocks as long as these are not wider than this many pixels."""

CHART_GAP = 24
_BUTTON_WIDTH = 2


@dataclass(frozen=True)
class PlacedBlock:
    """A block with the sheet rows of its parts; 0 where it has no title or no note line."""

    block: Block
    title_row: int
    note_row: int
    header_row: int

    @property
    def first_row(self) -> int:
        """The sheet row of the first record."""
        return self.header_row + 1

    @property
    def last_row(self) -> int:
        """The sheet row of the last record; the header's when there is none."""
        return self.header_row + self.block.frame.height


@dataclass(frozen=True)
class PlacedChart:
    """A chart whose upper left corner stands in the cell at this 0-based column and sheet row.

    `left` is how many pixels from the edge of the first column that is, `offset` how many of them are in `column`.
    """

    chart: Chart
    column: int
    row: int
    left: int
    offset: int = 0


@dataclass(frozen=True)
class Layout:
    """A job tab, placed. `heading_row` and `subheading_row` are 0 where there is none."""

    heading_row: int
    subheading_row: int
    blocks: tuple[PlacedBlock, ...]
    charts: tuple[PlacedChart, ...]
    widths: tuple[int, ...]

    @property
    def last_row(self) -> int:
        """The last sheet row with content, at least 1."""
        return max(1, self.heading_row, self.subheading_row, *(block.last_row for block in self.blocks))


def is_plain_list(tab: JobTab) -> bool:
    """True for one block without any line above it: header in row 1, frozen, with a filter."""
    return len(tab.blocks) == 1 and not (tab.heading or tab.subheading or tab.blocks[0].title or tab.blocks[0].note)


def lay_out(tab: JobTab) -> Layout:
    """The places of everything on `tab`."""
    heading_row = 1 if tab.heading else 0
    subheading_row = heading_row + 1 if tab.subheading else 0
    top = max(heading_row, subheading_row)
    blocks = tuple(_place_blocks(tab, top + 2 if top else 1))
    widths = column_widths(tab)
    charts = tuple(_place_charts(tab, blocks, widths))
    return Layout(heading_row, subheading_row, blocks, charts, widths)


def column_widths(tab: JobTab) -> tuple[int, ...]:
    """The width in characters of each sheet column: what its widest block asks for."""
    most = max((len(block.columns) for block in tab.blocks), default=0)
    return tuple(
        max(_least_width(block.columns[position]) for block in tab.blocks if position < len(block.columns))
        for position in range(most)
    )


def _least_width(column: ShownColumn) -> int:
    """What the column asks for, but no header word is cut and the filter's button finds room."""
    return max(column.width, *(len(word) + _BUTTON_WIDTH for word in column.header.split()), 1)


def _place_blocks(tab: JobTab, row: int) -> Iterator[PlacedBlock]:
    for block in tab.blocks:
        title_row = row if block.title else 0
        row += bool(block.title)
        note_row = row if block.note else 0
        row += bool(block.note)
        placed = PlacedBlock(block, title_row, note_row, row)
        yield placed
        row = placed.last_row + 2


def _place_charts(tab: JobTab, blocks: tuple[PlacedBlock, ...], widths: tuple[int, ...]) -> Iterator[PlacedChart]:
    """One under the other to the right of all blocks, from the top.

    Beside wide blocks they would be far off: there they stand beside the narrow ones, or under all.
    """
    charts = [chart for chart in tab.charts if tab.blocks[chart.block].frame.height]
    edge = max((_right_edge(block, widths) for block in blocks), default=0)
    row = min((_top_of(block) for block in blocks), default=1)
    for chart in charts:
        left = edge + CHART_GAP
        if edge > WIDEST_BESIDE:
            row, left = _room_beside(chart, blocks, widths, row, edge)
        yield _at(chart, left, row, widths)
        row += chart_rows(chart)


def _room_beside(
    chart: Chart, blocks: tuple[PlacedBlock, ...], widths: tuple[int, ...], row: int, edge: int
) -> tuple[int, int]:
    """The first row from `row` on, and the pixels from the left, where the chart keeps within the widest block."""
    last_row = max(block.last_row for block in blocks)
    for start in range(row, last_row + 1):
        beside = [block for block in blocks if _overlaps(block, start, start + chart_rows(chart))]
        left = max((_right_edge(block, widths) for block in beside), default=0) + CHART_GAP
        if left + chart.width <= edge:
            return start, left
    return max(row, last_row + 3), 0


def _top_of(placed: PlacedBlock) -> int:
    return placed.title_row or placed.note_row or placed.header_row


def _overlaps(placed: PlacedBlock, first_row: int, end_row: int) -> bool:
    return _top_of(placed) < end_row and first_row <= placed.last_row


def _right_edge(placed: PlacedBlock, widths: tuple[int, ...]) -> int:
    """How many pixels from the edge of the first column the block ends."""
    return sum(column_pixels(width) for width in widths[: len(placed.block.columns)])


def _at(chart: Chart, left: int, row: int, widths: tuple[int, ...]) -> PlacedChart:
    """The chart, `left` pixels from the edge of the first column."""
    rest = left
    for column, width in enumerate(widths):
        if rest < column_pixels(width):
            return PlacedChart(chart, column, row, left, rest)
        rest -= column_pixels(width)
    return PlacedChart(chart, len(widths) + rest // COLUMN_PIXELS, row, left, rest % COLUMN_PIXELS)


def column_pixels(width: int) -> int:
    """How wide a column for so many characters is on the screen."""
    return width * 7 + 5


def chart_rows(chart: Chart) -> int:
    """How many sheet rows a chart takes, with a little space under it."""
    return ceil(chart.height / ROW_PIXELS) + 1
