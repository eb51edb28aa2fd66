"""addChart, updateChartSpec, updateEmbeddedObjectPosition, deleteEmbeddedObject."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from crm_sheets.testing.spreadsheet import given
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.masks import mask_of, masked
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.requests.ids import new_id, replaced, sheet_with
from crm_sheets.testing.spreadsheet.requests.sheets import delete_sheet
from crm_sheets.testing.spreadsheet.shapes import POSITION
from crm_sheets.testing.spreadsheet.sheet import Resource, Sheet

_KINDS = frozenset(
    f"{kind}Chart"
    for kind in ("basic", "pie", "bubble", "candlestick", "org", "histogram", "waterfall", "treemap", "scorecard")
)
_BASIC_TYPES = frozenset({"BAR", "LINE", "AREA", "COLUMN", "SCATTER", "COMBO", "STEPPED_AREA"})
_SIZE = {"widthPixels": 600, "heightPixels": 371}


def add_chart(contents: Contents, request: Resource) -> Resource:
    """A chart over a sheet's cells."""
    asked = given.part(request, "chart")
    chart_id = new_id(contents, asked, "chartId", "chart")
    _refuse_bad_spec(contents, given.part(asked, "spec"))
    overlay = _overlay(given.part(asked, "position"))
    sheet = _anchored(contents, overlay)
    position = {"overlayPosition": {**_SIZE, **deepcopy(dict(overlay))}}
    chart = {**deepcopy(dict(asked)), "chartId": chart_id, "position": position}
    sheet.attached["charts"].append(chart)
    return {"addChart": {"chart": deepcopy(chart)}}


def update_chart_spec(contents: Contents, request: Resource) -> Resource:
    """What the chart shows, as a whole."""
    sheet, place = _chart(contents, given.number(request, "chartId"))
    spec = given.part(request, "spec")
    _refuse_bad_spec(contents, spec)
    charts = sheet.attached["charts"]
    sheet.attached["charts"] = replaced(charts, place, {**charts[place], "spec": deepcopy(dict(spec))})
    return {}


def update_embedded_object_position(contents: Contents, request: Resource) -> Resource:
    """Where the chart is and how large."""
    sheet, place = _chart(contents, given.number(request, "objectId"))
    overlay = _overlay(given.part(request, "newPosition"))
    mask = mask_of(request.get("fields"), POSITION)
    chart = sheet.attached["charts"][place]
    if not sheet.is_grid:
        raise NotImplementedError("The fake spreadsheet moves no charts out of their own tabs.")
    changed = masked(chart["position"]["overlayPosition"], deepcopy(dict(overlay)), mask)
    target = _anchored(contents, changed)
    moved = {**chart, "position": {"overlayPosition": {**_SIZE, **changed}}}
    del sheet.attached["charts"][place]
    target.attached["charts"].append(moved)
    return {"updateEmbeddedObjectPosition": {"position": deepcopy(moved["position"])}}


def delete_embedded_object(contents: Contents, request: Resource) -> Resource:
    """The chart goes, and with it the tab that has nothing else (a guess)."""
    sheet, place = _chart(contents, given.number(request, "objectId"))
    if not sheet.is_grid:
        return delete_sheet(contents, {"sheetId": sheet.sheet_id})
    del sheet.attached["charts"][place]
    return {}


def _chart(contents: Contents, chart_id: int) -> tuple[Sheet, int]:
    return sheet_with(contents, "charts", "chartId", chart_id, "embedded object")


def _overlay(position: Mapping[str, Any]) -> Mapping[str, Any]:
    if "overlayPosition" not in position:
        raise NotImplementedError("The fake spreadsheet puts charts over cells only.")
    return given.part(position, "overlayPosition")


def _anchored(contents: Contents, overlay: Mapping[str, Any]) -> Sheet:
    anchor = given.part(overlay, "anchorCell")
    sheet = contents.grid_sheet(given.number(anchor, "sheetId"))
    row, column = given.number(anchor, "rowIndex"), given.number(anchor, "columnIndex")
    if not (0 <= row < sheet.grid.row_count and 0 <= column < sheet.grid.column_count):
        raise BadRequest(f"The anchor cell is not on the sheet: row index {row}, column index {column}.")
    return sheet


def _refuse_bad_spec(contents: Contents, spec: Mapping[str, Any]) -> None:
    kinds = spec.keys() & _KINDS
    if len(kinds) != 1:
        raise BadRequest("Exactly one kind of chart must be specified.")
    chart = given.part(spec, next(iter(kinds)))
    if "basicChart" in spec:
        given.choice(chart, "chartType", _BASIC_TYPES)
        if not given.parts(chart, "series") or len(given.parts(chart, "domains")) > 1:
            raise BadRequest("A basic chart must have at least one series and at most one domain.")
    lengths = {_refuse_bad_sources(contents, source) for source in _source_ranges(chart)}
    if len(lengths) > 1:
        raise BadRequest("The domain and all series must have the same number of source ranges.")


def _refuse_bad_sources(contents: Contents, source: Mapping[str, Any]) -> int:
    boxes = [contents.target(area)[1] for area in given.parts(source, "sources")]
    if not boxes:
        raise BadRequest("ChartSourceRange must have at least one range.")
    one_row = all(box.bottom - box.top == 1 for box in boxes)
    if not one_row and not all(box.right - box.left == 1 for box in boxes):
        raise BadRequest("ChartSourceRange ranges require all rows or all columns to have length of 1")
    return len(boxes)


def _source_ranges(value: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _source_ranges(item)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            if name == "sourceRange":
                yield item
            else:
                yield from _source_ranges(item)


REQUESTS = {
    "addChart": add_chart,
    "updateChartSpec": update_chart_spec,
    "updateEmbeddedObjectPosition": update_embedded_object_position,
    "deleteEmbeddedObject": delete_embedded_object,
}
