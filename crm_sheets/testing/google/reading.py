"""The methods that read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from crm_sheets.testing.google.addresses import a1_of, quoted
from crm_sheets.testing.google.answers import Refusal
from crm_sheets.testing.google.calls import Call, Content, Spreadsheet
from crm_sheets.testing.google.field_masks import selects


def get(call: Call) -> Content:
    """spreadsheets.get: cells are shown when the mask names them, or includeGridData asks and there is no mask."""
    cells = call.flag("includeGridData") if call.mask is None else selects(call.mask, "sheets", "data")
    return resource(call.spreadsheet, call.query.get("ranges", ()), cells=cells)


def resource(spreadsheet: Spreadsheet, ranges: Sequence[str], *, cells: bool) -> Content:
    """The spreadsheet, only the tabs that the ranges are in when there are any, with their cells when asked."""
    metadata = spreadsheet.metadata()
    titles = [quoted(sheet["properties"]["title"]) for sheet in metadata.get("sheets", ()) if _is_grid(sheet)]
    if not ranges and not cells:
        return metadata
    shown: defaultdict[int, list[Content]] = defaultdict(list)
    for wanted in ranges or titles:
        sheet_id, data = spreadsheet.grid_data(wanted)
        shown[sheet_id].append(data)
    sheets = [
        {**sheet, "data": shown[sheet["properties"].get("sheetId", 0)]} if cells else sheet
        for sheet in metadata.get("sheets", ())
        if not ranges or sheet["properties"].get("sheetId", 0) in shown
    ]
    return {**metadata, "sheets": sheets}


def values_get(call: Call) -> Content:
    """spreadsheets.values.get"""
    return call.spreadsheet.values(call.arguments["range"], columns=call.columns, unformatted=call.unformatted)


def values_batch_get(call: Call) -> Content:
    """spreadsheets.values.batchGet"""
    found = [
        call.spreadsheet.values(wanted, columns=call.columns, unformatted=call.unformatted)
        for wanted in call.query.get("ranges", ())
    ]
    return {"spreadsheetId": call.spreadsheet.spreadsheet_id, "valueRanges": found}


def values_batch_get_by_data_filter(call: Call) -> Content:
    """spreadsheets.values.batchGetByDataFilter"""
    metadata = call.spreadsheet.metadata()
    found = []
    for wanted in call.body.get("dataFilters", ()):
        values = call.spreadsheet.values(
            filtered_range(wanted, metadata), columns=call.columns, unformatted=call.unformatted
        )
        found.append({"valueRange": values, "dataFilters": [wanted]})
    return {"spreadsheetId": call.spreadsheet.spreadsheet_id, "valueRanges": found}


def filtered_range(data_filter: Mapping[str, Any], metadata: Mapping[str, Any]) -> str:
    """The range in A1 notation that a DataFilter names. Raises Refusal when it names none."""
    if "gridRange" in data_filter:
        return a1_of(data_filter["gridRange"], metadata)
    if "a1Range" in data_filter:
        return str(data_filter["a1Range"])
    if "developerMetadataLookup" in data_filter:
        raise Refusal(501, "This fake knows no developer metadata.")
    raise Refusal(400, "Must specify a data filter.")


def _is_grid(sheet: Mapping[str, Any]) -> bool:
    return str(sheet["properties"].get("sheetType", "GRID")) == "GRID"
