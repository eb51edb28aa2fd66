"""Every request is held against Google's description of its API; what is wrong is said as Google says it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from crm_sheets.testing.google.answers import Refusal
from crm_sheets.testing.google.checking import body_problems, refusal_of
from crm_sheets.testing.google.discovery import find_method, methods, schemas
from crm_sheets.testing.google.json_schemas import validator
from crm_sheets.testing.google.large_bodies import with_one_row_a_shape
from crm_sheets.testing.google.recording import RecordedRequest
from crm_sheets.workbook.google.requests import Request, body_of

JSON = {"Content-Type": "application/json"}
BATCH = "/v4/spreadsheets/ID:batchUpdate"


def refused(
    verb: str, path: str, body: Any = None, content: bytes = b"", headers: dict[str, str] | None = None
) -> Refusal | None:
    found = find_method(verb, path.partition("?")[0])
    assert found is not None
    sent = content or (b"" if body is None else json.dumps(body).encode())
    request = RecordedRequest(
        1, verb, f"https://sheets.googleapis.com{path}", "", "read", JSON if headers is None else headers, sent
    )
    return refusal_of(request, found[0])


def message(verb: str, path: str, body: Any = None) -> str:
    return str(refused(verb, path, body))


def batch(*requests: Any) -> str:
    return message("POST", BATCH, {"requests": list(requests)})


def cells(*values: Any, **more: Any) -> dict[str, Any]:
    rows = [{"values": [{"userEnteredValue": value} for value in values]}]
    return {"appendCells": {"sheetId": 1, "rows": rows, "fields": "userEnteredValue", **more}}


def moved_chart(fields: str) -> dict[str, Any]:
    position = {"overlayPosition": {"anchorCell": {"sheetId": 1, "rowIndex": 4}, "widthPixels": 400}}
    return {"updateEmbeddedObjectPosition": {"objectId": 1, "newPosition": position, "fields": fields}}


@pytest.mark.parametrize(
    ("verb", "path", "operation", "arguments"),
    [
        ("GET", "/v4/spreadsheets/ID", "spreadsheets.get", {"spreadsheetId": "ID"}),
        ("POST", "/v4/spreadsheets", "spreadsheets.create", {}),
        ("POST", "/v4/spreadsheets/ID:batchUpdate", "spreadsheets.batchUpdate", {"spreadsheetId": "ID"}),
        (
            "GET",
            "/v4/spreadsheets/ID/values/%27Ibu%20%2F%20Bapak%27!A1:B2",
            "spreadsheets.values.get",
            {"spreadsheetId": "ID", "range": "'Ibu / Bapak'!A1:B2"},
        ),
        ("GET", "/v4/spreadsheets/ID/values:batchGet", "spreadsheets.values.batchGet", {"spreadsheetId": "ID"}),
    ],
)
def test_an_address_leads_to_its_method(verb: str, path: str, operation: str, arguments: dict[str, str]) -> None:
    found = find_method(verb, path)
    assert found is not None
    assert (found[0].operation, found[1]) == (operation, arguments)


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("GET", "/v4/spreadsheets"),
        ("DELETE", "/v4/spreadsheets/ID"),
        ("GET", "/v3/x"),
        ("POST", "/v4/spreadsheets/ID:x"),
    ],
)
def test_an_address_that_there_is_not_leads_nowhere(verb: str, path: str) -> None:
    assert find_method(verb, path) is None


def test_reads_are_what_changes_nothing() -> None:
    reads = {method.operation for method in methods() if method.reads and method.verb == "POST"}
    assert reads == {
        "spreadsheets.getByDataFilter",
        "spreadsheets.values.batchGetByDataFilter",
        "spreadsheets.developerMetadata.search",
    }


def test_right_requests_are_not_refused() -> None:
    assert refused("GET", "/v4/spreadsheets/ID?fields=sheets(properties)&includeGridData=false") is None
    assert refused("GET", "/v4/spreadsheets/ID/values:batchGet?ranges=A&ranges=B&majorDimension=COLUMNS") is None
    body = body_of([Request.of("addSheet", {"properties": {"title": "T", "sheetId": 7}})], ["'T'!1:1"])
    assert refused("POST", BATCH, content=body) is None


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("range=A1", 'Unknown name "range": Cannot bind query parameter'),
        ("majorDimension=COLUMN", "'major_dimension' (type.googleapis.com/google.apps.sheets.v4.MajorDimension)"),
        ("majorDimension=ROWS&majorDimension=ROWS", "repeated though it is a single value"),
        ("prettyPrint=True", "'pretty_print' (TYPE_BOOL), \"True\""),
        ("spreadsheetId=x", 'Unknown name "spreadsheetId"'),
    ],
)
def test_a_wrong_parameter_is_refused(query: str, told: str) -> None:
    assert told in message("GET", f"/v4/spreadsheets/ID/values:batchGet?{query}")


def test_a_mask_of_a_field_that_there_is_not_is_refused_as_by_google() -> None:
    refusal = refused("GET", "/v4/spreadsheets/ID?fields=sheets(propertys)")
    assert refusal is not None
    assert str(refusal) == "Request contains an invalid argument."
    assert refusal.details[0]["fieldViolations"] == [
        {
            "field": "sheets(propertys)",
            "description": "Error expanding 'fields' parameter. Cannot find matching fields for path "
            "'sheets.propertys'.",
        }
    ]


def test_the_mask_is_one_of_the_answer() -> None:
    assert refused("POST", f"{BATCH}?fields=updatedSpreadsheet(sheets(data(rowData)))", {"requests": []}) is None
    assert refused("POST", f"{BATCH}?fields=sheets", {"requests": []}) is not None


def test_an_unknown_name_is_told_with_its_place() -> None:
    place = "requests[0].add_sheet.properties"
    told = f"Invalid JSON payload received. Unknown name \"titel\" at '{place}': Cannot find field."
    assert batch({"addSheet": {"properties": {"titel": "T"}}}) == told


def test_an_unknown_kind_of_request_is_refused() -> None:
    assert "Unknown name \"addSheets\" at 'requests[0]'" in batch({"addSheets": {}})


@pytest.mark.parametrize("requests", [{}, {"addSheet": {}, "deleteSheet": {"sheetId": 1}}])
def test_a_request_is_of_exactly_one_kind(requests: dict[str, Any]) -> None:
    assert "requests[0]" in batch(requests)


@pytest.mark.parametrize(
    ("request_body", "told"),
    [
        ({"deleteSheet": {"sheetId": "1"}}, "'requests[0].delete_sheet.sheet_id' (TYPE_INT32), \"1\""),
        ({"deleteSheet": {"sheetId": 2**31}}, "(TYPE_INT32), 2147483648"),
        ({"deleteSheet": {"sheetId": True}}, "(TYPE_INT32), true"),
        ({"deleteSheet": []}, "'requests[0].delete_sheet' (TYPE_MESSAGE), []"),
        (
            {"mergeCells": {"range": {}, "mergeType": "ALL"}},
            "'requests[0].merge_cells.merge_type' (type.googleapis.com/google.apps.sheets.v4.MergeType), \"ALL\"",
        ),
        (cells({"stringValue": 1}), "rows[0].values[0].user_entered_value.string_value' (TYPE_STRING), 1"),
        (cells({"numberValue": "1"}), 'number_value\' (TYPE_DOUBLE), "1"'),
        (cells({"stringValue": "a", "numberValue": 1}), "oneof field is already set"),
        (cells({"text": "a"}), 'Unknown name "text"'),
        (cells({"stringValue": None}), "(TYPE_STRING), null"),
    ],
)
def test_a_wrong_value_is_told_with_its_place_and_type(request_body: Any, told: str) -> None:
    assert told in batch(request_body)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("", "At least one field must be listed in 'fields'."),
        ("userEnteredValue,colour", "Invalid requests[0].appendCells: Invalid field: colour"),
        ("userEnteredFormat(textFormat(bolt))", "Invalid field: userEnteredFormat.textFormat.bolt"),
    ],
)
def test_the_mask_of_an_update_must_name_fields(fields: str, told: str) -> None:
    assert told in batch(cells({"stringValue": "a"}, fields=fields))


@pytest.mark.parametrize(
    "request_body",
    [
        {"updateSheetProperties": {"properties": {"sheetId": 1}, "fields": "gridProperties(rowCount,columnCount)"}},
        {"updateDimensionProperties": {"properties": {"pixelSize": 9}, "range": {}, "fields": "pixelSize"}},
        {"repeatCell": {"cell": {}, "range": {"sheetId": 1}, "fields": "*"}},
        moved_chart("anchorCell(rowIndex),widthPixels"),
        moved_chart("*"),
        {"updateEmbeddedObjectPosition": {"objectId": 1, "newPosition": {"newSheet": True}}},
    ],
)
def test_the_mask_of_an_update_is_one_of_what_it_updates(request_body: Any) -> None:
    assert refused("POST", BATCH, {"requests": [request_body]}) is None


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("overlayPosition", "Invalid requests[0].updateEmbeddedObjectPosition: Invalid field: overlayPosition"),
        ("newPosition.overlayPosition", "Invalid field: newPosition"),
        ("sheetId", "Invalid field: sheetId"),
        ("", "At least one field must be listed in 'fields'."),
    ],
)
def test_the_mask_of_a_charts_position_begins_below_the_overlay_position(fields: str, told: str) -> None:
    assert told in batch(moved_chart(fields))


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"requests": NaN}', b"\xff"])
def test_a_body_that_is_no_json_object_is_refused(content: bytes) -> None:
    refusal = refused("POST", BATCH, content=content)
    assert "Invalid JSON payload received." in str(refusal)


def test_a_body_must_say_that_it_is_json() -> None:
    refusal = refused("POST", BATCH, content=b'{"requests": []}', headers={})
    assert "Content-Type" in str(refusal)


def test_a_read_has_no_body() -> None:
    assert refused("GET", "/v4/spreadsheets/ID", {"fields": "*"}) is not None


def written(values: Any) -> str:
    body = {"valueInputOption": "RAW", "data": [{"dataFilter": {"a1Range": "A1"}, "values": values}]}
    return message("POST", "/v4/spreadsheets/ID/values:batchUpdateByDataFilter", body)


def test_values_are_texts_numbers_booleans_and_null() -> None:
    assert written([["a", 1, 1.5, True, None]]) == "None"
    assert written([["a"], [1, {"x": 1}]]) == 'Invalid data[0]: Invalid values[1][1]: struct_value {"x": 1}'
    assert written([[["a"]]]) == 'Invalid data[0]: Invalid values[0][0]: list_value ["a"]'
    assert "data[0].values[0]" in written(["a"])
    assert "data[0].values" in written("a")


def test_of_many_rows_of_a_shape_one_is_checked() -> None:
    rows = [{"values": [{"userEnteredValue": {"stringValue": str(n)}}, {"note": "n"}]} for n in range(1000)]
    rows[700] = {"values": [{"userEnteredValue": {"numberValue": 7}}]}
    shortened, positions = with_one_row_a_shape({"requests": [{"updateCells": {"rows": rows, "fields": "*"}}]})
    assert shortened["requests"][0]["updateCells"]["rows"] == [rows[0], rows[700]]
    assert positions == {("requests", 0, "updateCells", "rows"): [0, 700]}


@pytest.mark.parametrize(
    "wrong",
    [
        {"userEnteredValue": {"stringValue": 5}},
        {"userEnteredValue": {"stringValue": "a", "boolValue": True}},
        {"userEnteredValue": "a"},
        {"userEnteredValue": {"stringValue": ["a"]}},
        {"userEnteredValue": {"stringValue": "a"}, "userEnteredFormat": {"numberFormat": {"type": "MONEY"}}},
        {"note": 5},
        "a",
        None,
    ],
)
def test_one_wrong_cell_among_many_is_found_where_it_is(wrong: Any) -> None:
    rows: list[Any] = [{"values": [{"userEnteredValue": {"stringValue": str(n)}}] * 3} for n in range(1000)]
    rows[700] = {"values": [{}, {}, wrong]}
    body = {"requests": [{"addSheet": {}}, {"appendCells": {"rows": rows, "fields": "*"}}]}
    ((place, _), *_) = body_problems("BatchUpdateSpreadsheetRequest", body)
    assert place.startswith("requests[1].append_cells.rows[700].values[2]")


@pytest.mark.parametrize("wrong", [{"values": [{}], "height": 5}, {"values": {}}, [], None])
def test_one_wrong_row_among_many_is_found_where_it_is(wrong: Any) -> None:
    rows: list[Any] = [{"values": [{"userEnteredValue": {"stringValue": str(n)}}]} for n in range(1000)]
    rows[700] = wrong
    body = {"requests": [{"updateCells": {"rows": rows, "fields": "*"}}]}
    ((place, _), *_) = body_problems("BatchUpdateSpreadsheetRequest", body)
    assert place.startswith("requests[0].update_cells.rows[700]")


def test_every_schema_of_google_becomes_one_of_ours() -> None:
    Draft202012Validator.check_schema(validator("Spreadsheet").schema)
    assert [name for name in schemas() if not body_problems(name, {"noSuchField": 1})] == []
