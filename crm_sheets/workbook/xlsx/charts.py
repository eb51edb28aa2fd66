"""Native charts: XlsxWriter draws them over the same cells in a throwaway workbook, we take the chart parts."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

from crm_sheets.content import Chart, ChartKind, Format, JobTab
from crm_sheets.workbook.cell_values import plain_values
from crm_sheets.workbook.layout import Layout, PlacedBlock, PlacedChart
from crm_sheets.workbook.xlsx.relations import OFFICE
from crm_sheets.workbook.xlsx.styles import NUMBER_FORMATS

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_PIXEL = 9_525  # English Metric Units
_PALETTE = ("44607C", "3F8F6F", "D69E2E", "9FB3C8", "B4553F", "7A6A9B", "8A9A5B", "5B8E9A")
_INK = "#374151"
_QUIET = "#6B7280"
_GRID = "#E5E7EB"
_TITLE_FONT = {"size": 12, "bold": True, "color": _INK}
_TEXT_FONT = {"size": 9, "color": _QUIET}
_KINDS = {
    ChartKind.COLUMN: {"type": "column"},
    ChartKind.BAR: {"type": "bar"},
    ChartKind.LINE: {"type": "line"},
    ChartKind.PIE: {"type": "pie"},
    ChartKind.STACKED: {"type": "column", "subtype": "stacked"},
}
_MOST_LABELS = 10
_MOST_MARKERS = 24


def chart_parts(tab: JobTab, layout: Layout) -> list[bytes]:
    """The chart parts of a tab, in the order of `layout.charts`."""
    if not layout.charts:
        return []
    from xlsxwriter import Workbook  # only tabs with charts pay for the import

    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet(tab.title)
        for placed in {chart.chart.block: layout.blocks[chart.chart.block] for chart in layout.charts}.values():
            _write_cells(workbook, sheet, placed)
        for placed_chart in layout.charts:
            drawn = _draw(workbook, tab, layout.blocks[placed_chart.chart.block], placed_chart.chart)
            sheet.insert_chart(0, 0, drawn)
    with ZipFile(file) as archive:
        return [archive.read(f"xl/charts/chart{number}.xml") for number in range(1, len(layout.charts) + 1)]


def _write_cells(workbook: Workbook, sheet: Worksheet, placed: PlacedBlock) -> None:
    """The cells that charts look at, so that each chart knows its values before anything is computed."""
    values = plain_values(placed.block.frame.select({column.name for column in placed.block.columns}))
    for position, column in enumerate(placed.block.columns):
        shown = workbook.add_format({"num_format": NUMBER_FORMATS[column.format]})
        sheet.write_string(placed.header_row - 1, position, column.header)
        for row, value in enumerate(values[column.name], placed.header_row):
            _write_cell(sheet, row, position, value, shown)


def _write_cell(sheet: Worksheet, row: int, position: int, value: Any, shown: object) -> None:
    if isinstance(value, str):
        sheet.write_string(row, position, value)
    elif isinstance(value, bool | int | float):
        sheet.write_number(row, position, value, shown)
    elif value is not None:
        sheet.write_datetime(row, position, value, shown)


def _draw(workbook: Workbook, tab: JobTab, placed: PlacedBlock, chart: Chart) -> Any:
    drawn = workbook.add_chart(dict(_KINDS[chart.kind]))
    categories = [tab.title, placed.first_row - 1, position_of(placed, chart.categories)]
    for number, name in enumerate(chart.series):
        position = position_of(placed, name)
        drawn.add_series(
            {
                "name": [tab.title, placed.header_row - 1, position],
                "categories": [*categories, placed.last_row - 1, categories[-1]],
                "values": [tab.title, placed.first_row - 1, position, placed.last_row - 1, position],
                **_series_look(chart, number, placed.block.frame.height, _palette_of(tab)),
            }
        )
    _set_look(drawn, placed, chart)
    return drawn


def position_of(placed: PlacedBlock, name: str) -> int:
    """The sheet position of a frame column that a chart uses. Raises ValueError when the block does not show it."""
    for position, column in enumerate(placed.block.columns):
        if column.name == name:
            return position
    raise ValueError(f'a chart needs the column "{name}", which its block does not show')


def _series_look(chart: Chart, number: int, points: int, palette: Sequence[str]) -> dict[str, Any]:
    colour = palette[number % len(palette)]
    match chart.kind:
        case ChartKind.PIE:
            return _slices(points, palette)
        case ChartKind.LINE:
            marker = {"type": "circle", "size": 5, "fill": {"color": colour}, "border": {"color": "white"}}
            has_markers = points <= _MOST_MARKERS
            return {"line": {"color": colour, "width": 2.25}, "marker": marker if has_markers else {"type": "none"}}
        case _:
            look = {"fill": {"color": colour}, "border": {"none": True}, "gap": 60}
            if chart.kind is ChartKind.STACKED:
                return look | {"overlap": 100}
            has_labels = len(chart.series) == 1 and points <= _MOST_LABELS
            return look | ({"data_labels": {"value": True, "font": _TEXT_FONT}} if has_labels else {})


def _slices(points: int, palette: Sequence[str]) -> dict[str, Any]:
    slices = [{"fill": {"color": palette[i % len(palette)]}, "border": {"color": "white"}} for i in range(points)]
    labels = {"percentage": True, "position": "outside_end", "font": _TEXT_FONT}
    return {"points": slices, "data_labels": labels} if points <= _MOST_LABELS else {"points": slices}


def _palette_of(tab: JobTab) -> list[str]:
    """The tab's own colour first."""
    return ["#" + colour for colour in dict.fromkeys((tab.colour.upper(), *_PALETTE))]


def _set_look(drawn: Any, placed: PlacedBlock, chart: Chart) -> None:
    drawn.set_title({"name": chart.title, "name_font": _TITLE_FONT, "overlay": False})
    drawn.set_chartarea({"border": {"color": _GRID}, "fill": {"color": "white"}})
    drawn.set_size({"width": chart.width, "height": chart.height})
    is_pie = chart.kind is ChartKind.PIE
    has_legend = is_pie or len(chart.series) > 1
    drawn.set_legend(
        {"position": "right" if is_pie else "bottom", "font": _TEXT_FONT} if has_legend else {"none": True}
    )
    if not is_pie:
        _set_axes(drawn, placed, chart)


def _set_axes(drawn: Any, placed: PlacedBlock, chart: Chart) -> None:
    """The categories of bars stand on the vertical axis, read from the top; those of other charts on the other."""
    columns = placed.block.columns
    shown = columns[position_of(placed, chart.series[0])].format
    first = columns[position_of(placed, chart.categories)].format
    categories: dict[str, Any] = {"num_font": _TEXT_FONT, "line": {"color": _GRID}, "major_tick_mark": "none"}
    if first in (Format.DATE, Format.DATETIME):
        categories |= {"num_format": NUMBER_FORMATS[first], "text_axis": True}
    values = {
        "num_font": _TEXT_FONT,
        "num_format": _axis_format(shown),
        "line": {"none": True},
        "major_tick_mark": "none",
        "major_gridlines": {"visible": True, "line": {"color": _GRID, "width": 0.75}},
    }
    if chart.kind is ChartKind.BAR:
        drawn.set_x_axis(values)
        drawn.set_y_axis(categories | {"reverse": True, "crossing": "max"})
    else:
        drawn.set_x_axis(categories)
        drawn.set_y_axis(values)


def _axis_format(shown: Format) -> str:
    """Whole numbers and percentages on an axis; long amounts in thousands stay exact, with separators."""
    return {Format.PERCENT: "0%", Format.NUMBER: "#,##0.##"}.get(shown, "#,##0")


def drawing_part(charts: Sequence[PlacedChart], ids: Sequence[str]) -> bytes:
    """The drawing that places the charts; `ids` are its references to the chart parts."""
    space = "http://schemas.openxmlformats.org/drawingml/2006"
    anchors = "".join(
        _anchor(number, placed, identifier)
        for number, (placed, identifier) in enumerate(zip(charts, ids, strict=True), 1)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<xdr:wsDr xmlns:xdr="{space}/spreadsheetDrawing" xmlns:a="{space}/main" xmlns:c="{space}/chart" '
        f'xmlns:r="{OFFICE}">{anchors}</xdr:wsDr>'
    ).encode()


def _anchor(number: int, placed: PlacedChart, identifier: str) -> str:
    width, height = placed.chart.width * _PIXEL, placed.chart.height * _PIXEL
    return (
        f"<xdr:oneCellAnchor><xdr:from><xdr:col>{placed.column}</xdr:col>"
        f"<xdr:colOff>{placed.offset * _PIXEL}</xdr:colOff><xdr:row>{placed.row - 1}</xdr:row>"
        "<xdr:rowOff>0</xdr:rowOff></xdr:from>"
        f'<xdr:ext cx="{width}" cy="{height}"/><xdr:graphicFrame macro=""><xdr:nvGraphicFramePr>'
        f'<xdr:cNvPr id="{number + 1}" name="Chart {number}"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>'
        '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
        f'<c:chart r:id="{identifier}"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/>'
        "</xdr:oneCellAnchor>"
    )
