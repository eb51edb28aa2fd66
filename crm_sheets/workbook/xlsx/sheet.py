"""A whole tab as XML: a job tab with its blocks, or a new shared tab with its drop-downs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

import polars as pl

from crm_sheets.content import Append, Block, Format, JobTab, ShownColumn
from crm_sheets.tables import column_letter
from crm_sheets.workbook.cell_values import CellKind, kind_of, plain_values
from crm_sheets.workbook.layout import Layout, PlacedBlock, is_plain_list, lay_out
from crm_sheets.workbook.xlsx import markup
from crm_sheets.workbook.xlsx.cells import (
    LINE_POINTS,
    MOST_LINES,
    ROW_POINTS,
    CellColumn,
    CellStyle,
    row_pieces,
    single_row,
)
from crm_sheets.workbook.xlsx.deflate import Deflated, deflate
from crm_sheets.workbook.xlsx.links import MOST_LINKS, Link, find_links, safe_target
from crm_sheets.workbook.xlsx.relations import OFFICE
from crm_sheets.workbook.xlsx.styles import (
    NOTE,
    SUBHEADING,
    Style,
    StyleSheet,
    block_title_style,
    column_style,
    header_style,
    heading_style,
    link_style,
    toned,
)

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LAST_ROW = 1_048_576
_LARGE = 8_000
"""Rows from which a tab is built and compressed in pieces by several threads."""

_LONGEST_CHOICES = 255
_LONGEST_PROMPT = 255
_MOST_ROWS_WITH_BLANKS = 5_000
"""Up to here blank cells are written too, so that the lines between rows have no gaps."""

_CHART_COLUMN = 9.140625  # COLUMN_PIXELS in the unit of the file
_PAGE_WIDTH = 190
"""Characters on a printed landscape page that can still be read."""

_PAGE_ROWS = 95
"""Rows on a printed upright page that can still be read."""

TICK_CHOICES = ("x",)
LINK_TARGET = "\0target of "
"""With a column's name behind it: the frame column of cleaned link targets."""


@dataclass
class SheetPlan:
    """A tab to write. `shared` marks a new tab that people will fill and later rows are appended to."""

    tab: JobTab
    styles: StyleSheet
    from_1904: bool = False
    shared: bool = False
    layout: Layout = field(init=False)
    links: list[Link] = field(default_factory=list)
    rows: list[Callable[[], bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.layout = lay_out(self.tab)
        self.rows = [*self._rows()]

    @property
    def filter_range(self) -> str:
        """The range "A1:F20" of the filter, "" for tabs without one."""
        if not is_plain_list(self.tab) or not self.tab.blocks[0].columns:
            return ""
        last = _LAST_ROW if self.shared else self.layout.last_row
        return f"A1:{column_letter(len(self.tab.blocks[0].columns) - 1)}{last}"

    def part(self, link_elements: str, drawing_id: str) -> Deflated:
        """The finished part; the ids of its references come from the caller."""
        head = partial(str.encode, self._head())
        tail = partial(str.encode, self._tail(link_elements, drawing_id))
        pieces: list[Callable[[], bytes]] = [head, *self.rows, tail]
        return deflate(pieces if self.layout.last_row > _LARGE else [lambda: b"".join(piece() for piece in pieces)])

    def _rows(self) -> Iterator[Callable[[], bytes]]:
        layout, index, colour = self.layout, self.styles.index, self.tab.colour
        if layout.heading_row:
            yield _line(layout.heading_row, 26, self.tab.heading, index(heading_style(colour)))
        if layout.subheading_row:
            yield _line(layout.subheading_row, 18, self.tab.subheading, index(SUBHEADING))
        for placed in layout.blocks:
            if placed.title_row:
                yield _line(placed.title_row, 22, placed.block.title, index(block_title_style(colour)))
            if placed.note_row:
                yield _line(placed.note_row, 18, placed.block.note, index(NOTE))
            yield self._header(placed)
            yield from self._records(placed)

    def _header(self, placed: PlacedBlock) -> Callable[[], bytes]:
        cells = {
            position: (column.header, self.styles.index(header_style(self.tab.colour, column)))
            for position, column in enumerate(placed.block.columns)
        }
        lines = max(
            (
                _header_lines(column, self.layout.widths[position])
                for position, column in enumerate(placed.block.columns)
            ),
            default=1,
        )
        return partial(single_row, placed.header_row, (lines - 1) * LINE_POINTS + 24, cells)

    def _records(self, placed: PlacedBlock) -> Iterator[Callable[[], bytes]]:
        if placed.block.frame.is_empty():
            return
        values = record_values(placed.block)
        vertical = "top" if self.shared else "center"
        columns = cell_columns(dict(enumerate(placed.block.columns)), values, self.styles, vertical)
        self.links += find_links(values, columns, placed.first_row, MOST_LINKS - len(self.links))
        yield from row_pieces(values, columns, placed.first_row, from_1904=self.from_1904)

    def _head(self) -> str:
        last = f"{column_letter(max(len(self.layout.widths) - 1, 0))}{self.layout.last_row}"
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            f'<worksheet xmlns="{_MAIN}" xmlns:r="{OFFICE}">'
            f'<sheetPr><tabColor rgb="FF{self.tab.colour}"/><pageSetUpPr fitToPage="1"/></sheetPr>'
            f'<dimension ref="A1:{last}"/>{self._view()}'
            f'<sheetFormatPr defaultRowHeight="{ROW_POINTS}" customHeight="1"/>{self._widths()}<sheetData>'
        )

    def _view(self) -> str:
        grid = "" if is_plain_list(self.tab) else ' showGridLines="0"'
        rows, columns = self._frozen_rows(), self.tab.frozen_columns
        if not rows:
            return f'<sheetViews><sheetView{grid} workbookViewId="0"/></sheetViews>'
        across, pane = (f'xSplit="{columns}" ', "bottomRight") if columns else ("", "bottomLeft")
        return (
            f'<sheetViews><sheetView{grid} workbookViewId="0"><pane {across}ySplit="{rows}" '
            f'topLeftCell="{column_letter(columns)}{rows + 1}" activePane="{pane}" state="frozen"/>'
            f'<selection pane="{pane}"/></sheetView></sheetViews>'
        )

    def _frozen_rows(self) -> int:
        """The header of a single block stays in sight."""
        blocks = self.layout.blocks
        return blocks[0].header_row if len(blocks) == 1 and not self.layout.charts else 0

    def _widths(self) -> str:
        columns = "".join(
            f'<col min="{number}" max="{number}" width="{width}.7109375" customWidth="1"/>'
            for number, width in enumerate(self.layout.widths, 1)
        )
        after = len(self.layout.widths) + 1
        if self.layout.charts:
            columns += f'<col min="{after}" max="{after + 40}" width="{_CHART_COLUMN}" customWidth="1"/>'
        return f"<cols>{columns}</cols>" if columns else ""

    def _page(self) -> str:
        """A list lies across, on as many pages as it is wide; a report stands upright, on one page if not too long."""
        if is_plain_list(self.tab):
            pages = max(1, sum(self.layout.widths) // _PAGE_WIDTH)
            return f'orientation="landscape" fitToWidth="{pages}" fitToHeight="0"'
        return f'orientation="portrait" fitToHeight="{int(self.layout.last_row <= _PAGE_ROWS)}"'

    def _tail(self, link_elements: str, drawing_id: str) -> str:
        corner = f"A1:{column_letter(max(len(self.layout.widths) - 1, 0))}{self.layout.last_row}"
        return "".join(
            (
                "</sheetData>",
                f'<autoFilter ref="{self.filter_range}"/>' if self.filter_range else "",
                _validations(self.layout, self.shared),
                f"<hyperlinks>{link_elements}</hyperlinks>" if link_elements else "",
                '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>',
                f'<pageSetup paperSize="9" {self._page()}/>',
                "<headerFooter><oddFooter>&amp;L&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter>",
                f'<ignoredErrors><ignoredError sqref="{corner}" numberStoredAsText="1"/></ignoredErrors>',
                f'<drawing r:id="{drawing_id}"/>' if drawing_id else "",
                "</worksheet>",
            )
        )


def shared_tab(append: Append) -> JobTab:
    """A new shared tab, as a plain list."""
    block = Block(append.frame, append.columns)
    return JobTab(append.title, (block,), colour=append.colour, frozen_columns=append.frozen_columns)


def record_values(block: Block) -> pl.DataFrame:
    """The plain values of the shown columns, and the cleaned link targets of those with links."""
    names = list(dict.fromkeys(column.name for column in block.columns))
    links = {column.link_column: LINK_TARGET + column.link_column for column in block.columns if column.link_column}
    targets = [block.frame[name].cast(pl.String).alias(name) for name in links]
    cleaned = (
        pl.DataFrame(targets).select(safe_target(name).alias(new) for name, new in links.items()) if links else None
    )
    plain = plain_values(block.frame.select(names))
    return plain if cleaned is None else plain.hstack(cleaned)


def cell_columns(
    places: dict[int, ShownColumn], values: pl.DataFrame, styles: StyleSheet, vertical: str = "top"
) -> list[CellColumn]:
    """The shown columns by sheet position, with their formats; only where texts are wrapped `vertical` matters."""
    if all(column.format is not Format.WRAP for column in places.values()):
        vertical = "center"
    return [
        CellColumn(
            column.name,
            position,
            _style(column, values, styles, vertical),
            wrapped=column.width if column.format is Format.WRAP else 0,
            keeps_blanks=column.people_fill or values.height <= _MOST_ROWS_WITH_BLANKS,
            most_lines=column.most_lines or MOST_LINES,
        )
        for position, column in places.items()
    ]


def _header_lines(column: ShownColumn, width: int) -> int:
    """How many lines a bold header takes; words are not cut."""
    lines, used = 1, 0
    for word in column.header.split():
        if used and used + 1 + len(word) > width:
            lines, used = lines + 1, len(word)
        else:
            used += len(word) + bool(used)
    return lines


def _style(column: ShownColumn, values: pl.DataFrame, styles: StyleSheet, vertical: str) -> CellStyle:
    kind = kind_of(values[column.name].dtype)

    def index(style: Style) -> int:
        return styles.index(replace(style, vertical=vertical))

    usual = column_style(column, kind)
    tones = column.tones if kind is CellKind.TEXT else ()
    by_value = tuple((text, index(toned(usual, tone))) for text, tone in tones)
    links = LINK_TARGET + column.link_column
    if not column.link_column or values[links].null_count() == values.height:
        return CellStyle(index(usual), values=by_value)
    return CellStyle(index(usual), index(link_style(column)), links, by_value)


def _line(row: int, height: float, text: str, style: int) -> Callable[[], bytes]:
    return partial(single_row, row, height, {0: (text, style)})


def _validations(layout: Layout, shared: bool) -> str:
    """Drop-downs for what people fill, and each column's note as a prompt on its header."""
    found = []
    for placed in layout.blocks:
        for position, column in enumerate(placed.block.columns):
            letter = column_letter(position)
            if column.note:
                found.append(_prompt(f"{letter}{placed.header_row}", column))
            if shared and column.people_fill:
                found.append(_drop_down(f"{letter}{placed.first_row}:{letter}{_LAST_ROW}", column))
    elements = [element for element in found if element]
    return f'<dataValidations count="{len(elements)}">{"".join(elements)}</dataValidations>' if elements else ""


def _prompt(cells: str, column: ShownColumn) -> str:
    return (
        f'<dataValidation allowBlank="1" showInputMessage="1" promptTitle="{markup.attribute(column.header[:32])}" '
        f'prompt="{markup.attribute(column.note[:_LONGEST_PROMPT])}" sqref="{cells}"/>'
    )


def _drop_down(cells: str, column: ShownColumn) -> str:
    choices = column.choices or (TICK_CHOICES if column.format is Format.TICK else ())
    joined = ",".join(choices)
    if not choices or len(joined) > _LONGEST_CHOICES or any("," in choice for choice in choices):
        return ""
    listed = markup.content('"' + joined.replace('"', '""') + '"')
    return (
        '<dataValidation type="list" errorStyle="warning" allowBlank="1" showErrorMessage="1" '
        f'sqref="{cells}"><formula1>{listed}</formula1></dataValidation>'
    )
