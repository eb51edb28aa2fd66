"""The methods that write."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from typing import Any

from crm_sheets.testing.google.calls import Call, Content
from crm_sheets.testing.google.reading import filtered_range, resource


def batch_update(call: Call) -> Content:
    """spreadsheets.batchUpdate.

    Google does not say whether the ranges that the answer should show are looked for before or after the changes: here
    they must be there both times, else all is refused.
    """
    spreadsheet, body = call.spreadsheet, call.body
    shows = bool(body.get("includeSpreadsheetInResponse"))
    ranges = body.get("responseRanges", ()) if shows else ()
    for a1 in ranges:
        spreadsheet.grid_data(a1)
    trial = copy(spreadsheet)
    content: Content = {
        "spreadsheetId": spreadsheet.spreadsheet_id,
        "replies": trial.batch_update(body.get("requests", ())),
    }
    if shows:
        content["updatedSpreadsheet"] = resource(trial, ranges, cells=bool(body.get("responseIncludeGridData")))
    vars(spreadsheet).update(vars(trial))
    return content


def values_batch_update_by_data_filter(call: Call) -> Content:
    """spreadsheets.values.batchUpdateByDataFilter"""
    spreadsheet, data = call.spreadsheet, call.body.get("data", ())
    metadata = spreadsheet.metadata()
    ranges = [filtered_range(written.get("dataFilter", {}), metadata) for written in data]
    spreadsheet.update_values(data, call.body.get("valueInputOption", "INPUT_VALUE_OPTION_UNSPECIFIED"))
    told = [_told(written, updated) for written, updated in zip(data, ranges, strict=True)]
    return {
        "spreadsheetId": spreadsheet.spreadsheet_id,
        "totalUpdatedRows": sum(one["updatedRows"] for one in told),
        "totalUpdatedColumns": sum(one["updatedColumns"] for one in told),
        "totalUpdatedCells": sum(one["updatedCells"] for one in told),
        "totalUpdatedSheets": len({updated.rpartition("!")[0] or updated for updated in ranges}),
        "responses": told,
    }


def _told(written: Mapping[str, Any], updated: str) -> Content:
    """How much was written to a range. Google names the cells exactly; this is the range as it was asked for."""
    lines = written.get("values", ())
    longest = max((len(line) for line in lines), default=0)
    by_columns = written.get("majorDimension") == "COLUMNS"
    return {
        "updatedRange": updated,
        "updatedRows": longest if by_columns else len(lines),
        "updatedColumns": len(lines) if by_columns else longest,
        "updatedCells": sum(len(line) for line in lines),
        "dataFilter": written["dataFilter"],
    }
