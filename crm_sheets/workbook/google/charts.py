"""Native charts: made once under ids of ours, then kept up to date; people's own charts are never touched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from crm_sheets.content import Chart, ChartKind, JobTab
from crm_sheets.workbook.google.ids import chart_id
from crm_sheets.workbook.google.looks import INK, QUIET, WHITE, Look, colour_style
from crm_sheets.workbook.google.outline import Outline
from crm_sheets.workbook.google.requests import Request
from crm_sheets.workbook.layout import Layout, PlacedBlock, PlacedChart

MOST_CHARTS = 20
"""Charts of ours on one tab are looked for under so many ids."""

_PALETTE = ("44607C", "3F8F6F", "D69E2E", "9FB3C8", "B4553F", "7A6A9B", "8A9A5B", "5B8E9A")
_GRID = "E5E7EB"
_TYPES = {
    ChartKind.COLUMN: "COLUMN",
    ChartKind.BAR: "BAR",
    ChartKind.LINE: "LINE",
    ChartKind.STACKED: "COLUMN",
}
_MOST_LABELS = 10
_MOST_MARKERS = 24
_POSITION_FIELDS = "anchorCell,offsetXPixels,offsetYPixels,widthPixels,heightPixels"


def chart_requests(tab: JobTab, layout: Layout, sheet_id: int, outline: Outline) -> Iterator[Request]:
    """What gives the tab exactly its charts; one that people moved is put back, so that it covers no data.

    Raises ValueError when a chart uses a column that its block does not show.
    """
    sheet = outline.by_id(sheet_id)
    there = sheet.charts if sheet else {}
    free = _free_ids(sheet_id, outline)
    wanted = dict(zip(free, layout.charts, strict=False))
    for number in free:
        if number in there and number not in wanted:
            yield Request.of("deleteEmbeddedObject", {"objectId": number})
    for number, placed in wanted.items():
        spec, position = _spec(tab, layout, placed.chart, sheet_id), _position(placed, sheet_id)
        if number in there:
            yield from _updates(number, spec, position, there[number].get("position", {}))
        else:
            border = {"colorStyle": colour_style(_GRID)}
            chart = {"chartId": number, "spec": spec, "position": {"overlayPosition": position}, "border": border}
            yield Request.of("addChart", {"chart": chart})


def _free_ids(sheet_id: int, outline: Outline) -> list[int]:
    """Our ids, without those of charts that people have moved to another tab: they may keep them there."""
    elsewhere = {number for sheet in outline.sheets if sheet.sheet_id != sheet_id for number in sheet.charts}
    return [number for number in (chart_id(sheet_id, n) for n in range(MOST_CHARTS + 1)) if number not in elsewhere]


def _updates(number: int, spec: Look, position: Look, now: Mapping[str, Any]) -> Iterator[Request]:
    yield Request.of("updateChartSpec", {"chartId": number, "spec": spec})
    if _anchor(now.get("overlayPosition", {})) != _anchor(position):
        place = {"overlayPosition": position}
        body = {"objectId": number, "newPosition": place, "fields": _POSITION_FIELDS}
        yield Request.of("updateEmbeddedObjectPosition", body)


def _anchor(position: Mapping[str, Any]) -> tuple[int, int]:
    """Row and column, counted from 0; Google leaves zeros out."""
    cell = position.get("anchorCell", {})
    return cell.get("rowIndex", 0), cell.get("columnIndex", 0)


def _position(placed: PlacedChart, sheet_id: int) -> Look:
    return {
        "anchorCell": {"sheetId": sheet_id, "rowIndex": placed.row - 1, "columnIndex": placed.column},
        "offsetXPixels": placed.offset,
        "offsetYPixels": 0,
        "widthPixels": placed.chart.width,
        "heightPixels": placed.chart.height,
    }


def _spec(tab: JobTab, layout: Layout, chart: Chart, sheet_id: int) -> Look:
    placed = layout.blocks[chart.block]
    drawn = (
        {"pieChart": _pie(placed, chart, sheet_id)}
        if chart.kind is ChartKind.PIE
        else {"basicChart": _basic(placed, chart, sheet_id, _palette_of(tab))}
    )
    return {
        "title": chart.title,
        "titleTextFormat": {"fontSize": 12, "bold": True, "foregroundColorStyle": colour_style(INK)},
        "altText": chart.title,
        "backgroundColorStyle": colour_style(WHITE),
        "hiddenDimensionStrategy": "SHOW_ALL",
        **drawn,
    }


def _pie(placed: PlacedBlock, chart: Chart, sheet_id: int) -> Look:
    """A pie has no setting for header rows: its ranges hold the records only. Google chooses the slices' colours."""
    return {
        "legendPosition": "RIGHT_LEGEND",
        "domain": _data(placed, chart.categories, sheet_id, header=False),
        "series": _data(placed, chart.series[0], sheet_id, header=False),
    }


def _basic(placed: PlacedBlock, chart: Chart, sheet_id: int, palette: Sequence[str]) -> Look:
    """The values of bars lie on the horizontal axis, those of other charts on the vertical one."""
    axis = "BOTTOM_AXIS" if chart.kind is ChartKind.BAR else "LEFT_AXIS"
    series = [
        {
            "series": _data(placed, name, sheet_id),
            "targetAxis": axis,
            "colorStyle": colour_style(palette[number % len(palette)]),
            **_series_look(chart, placed.block.frame.height),
        }
        for number, name in enumerate(chart.series)
    ]
    return {
        "chartType": _TYPES[chart.kind],
        "legendPosition": "BOTTOM_LEGEND" if len(chart.series) > 1 else "NO_LEGEND",
        "headerCount": 1,
        "domains": [{"domain": _data(placed, chart.categories, sheet_id)}],
        "series": series,
        **({"stackedType": "STACKED"} if chart.kind is ChartKind.STACKED else {}),
        **({"axis": [_from_zero(axis)]} if _has_no_negative(placed, chart) else {}),
    }


def _from_zero(axis: str) -> Look:
    """An axis that begins at zero: bars that do not look like a larger difference than there is."""
    return {"position": axis, "viewWindowOptions": {"viewWindowMin": 0, "viewWindowMode": "EXPLICIT"}}


def _has_no_negative(placed: PlacedBlock, chart: Chart) -> bool:
    least = placed.block.frame.select(pl.min_horizontal(pl.col(name).min() for name in chart.series)).item()
    return least is None or bool(least >= 0)


def _series_look(chart: Chart, points: int) -> Look:
    if chart.kind is ChartKind.LINE:
        markers = {"pointStyle": {"shape": "CIRCLE", "size": 5}} if points <= _MOST_MARKERS else {}
        return {"lineStyle": {"type": "SOLID", "width": 2}, **markers}
    if chart.kind is ChartKind.STACKED or len(chart.series) > 1 or points > _MOST_LABELS:
        return {}
    text = {"fontSize": 9, "foregroundColorStyle": colour_style(QUIET)}
    return {"dataLabel": {"type": "DATA", "placement": "OUTSIDE_END", "textFormat": text}}


def _data(placed: PlacedBlock, name: str, sheet_id: int, *, header: bool = True) -> Look:
    column = _position_of(placed, name)
    source = {
        "sheetId": sheet_id,
        "startRowIndex": placed.header_row - int(header),
        "endRowIndex": placed.last_row,
        "startColumnIndex": column,
        "endColumnIndex": column + 1,
    }
    return {"sourceRange": {"sources": [source]}}


def _position_of(placed: PlacedBlock, name: str) -> int:
    for position, column in enumerate(placed.block.columns):
        if column.name == name:
            return position
    raise ValueError(f'a chart needs the column "{name}", which its block does not show')


def _palette_of(tab: JobTab) -> list[str]:
    """The tab's own colour first."""
    return list(dict.fromkeys((tab.colour.upper(), *_PALETTE)))
