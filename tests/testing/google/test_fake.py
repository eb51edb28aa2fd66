"""The fake Google: reading, writing, quotas, people between requests, records and refusals."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import gspread
import pytest
import requests

from crm_sheets.testing.google import FakeGoogle, Quota
from crm_sheets.testing.google.checking import body_problems
from crm_sheets.testing.google.discovery import methods
from crm_sheets.testing.spreadsheet import FakeSpreadsheet
from crm_sheets.workbook.google.outline import FIELDS, outline_of

BOOK = "https://sheets.googleapis.com/v4/spreadsheets/BOOK"
PEOPLE = [["ID", "Nama", "Poin"], ["C1", "Budi", 7], ["C2", "Ani", 8.5]]


@pytest.fixture
def google() -> Iterator[FakeGoogle]:
    with FakeGoogle() as google:
        yield google


@pytest.fixture
def spreadsheet(google: FakeGoogle) -> FakeSpreadsheet:
    spreadsheet = google.spreadsheet("BOOK", title="Pelanggan kami")
    spreadsheet.add_tab("Pelanggan", PEOPLE)
    spreadsheet.add_tab("Ibu's / Bapak", [["x"]])
    return spreadsheet


def get(path: str = "", **parameters: Any) -> Any:
    answer = requests.get(BOOK + path, params=parameters, timeout=9)
    assert answer.status_code == 200, answer.text
    return answer.json()


def post(path: str, body: Any, **parameters: Any) -> requests.Response:
    return requests.post(BOOK + path, json=body, params=parameters, timeout=9)


def batch(*wanted: Any, **more: Any) -> requests.Response:
    return post(":batchUpdate", {"requests": list(wanted), **more})


def add_sheet(title: str) -> dict[str, Any]:
    return {"addSheet": {"properties": {"title": title}}}


def sheet_id(spreadsheet: FakeSpreadsheet, title: str) -> int:
    found = [sheet["properties"] for sheet in spreadsheet.metadata()["sheets"]]
    return int(next(properties["sheetId"] for properties in found if properties["title"] == title))


def titles(content: Any) -> list[str]:
    return [sheet["properties"]["title"] for sheet in content["sheets"]]


def assert_google_could_say(operation: str, content: Any) -> None:
    """The answer has only what Google's description of its API has."""
    schema = next(method.response for method in methods() if method.operation == operation)
    assert body_problems(schema, content) == []


def test_the_structure_is_read_without_cells(spreadsheet: FakeSpreadsheet) -> None:
    content = get()
    assert_google_could_say("spreadsheets.get", content)
    assert content["properties"]["title"] == "Pelanggan kami"
    assert titles(content)[-2:] == ["Pelanggan", "Ibu's / Bapak"]
    assert "data" not in content["sheets"][0]


def test_only_the_fields_asked_for_are_answered(spreadsheet: FakeSpreadsheet) -> None:
    content = get(fields="sheets(properties(title))")
    assert set(content) == {"sheets"}
    assert content["sheets"][-1] == {"properties": {"title": "Ibu's / Bapak"}}


def test_our_own_reading_of_the_structure_works(spreadsheet: FakeSpreadsheet) -> None:
    outline = outline_of(get(fields=FIELDS))
    assert outline.by_title("pelanggan") is not None
    assert outline.title == "Pelanggan kami"


@pytest.mark.parametrize(
    "parameters", [{"includeGridData": "true"}, {"fields": "sheets(properties,data)"}, {"fields": "*"}]
)
def test_cells_are_read_when_asked_for(spreadsheet: FakeSpreadsheet, parameters: dict[str, str]) -> None:
    content = get(ranges="Pelanggan!A2:B2", **parameters)
    assert_google_could_say("spreadsheets.get", content)
    assert titles(content) == ["Pelanggan"]
    (data,) = content["sheets"][0]["data"]
    assert [cell["formattedValue"] for cell in data["rowData"][0]["values"]] == ["C1", "Budi"]


def test_a_mask_without_cells_goes_before_the_wish_for_them(spreadsheet: FakeSpreadsheet) -> None:
    assert "data" not in get(includeGridData="true", fields="sheets(properties)")["sheets"][0]


def test_a_range_of_values_is_read(spreadsheet: FakeSpreadsheet) -> None:
    content = get(f"/values/{quote('Pelanggan!A1:C3', safe='')}")
    assert_google_could_say("spreadsheets.values.get", content)
    assert content["values"][1] == ["C1", "Budi", "7"]
    content = get(f"/values/{quote(chr(39) + 'Ibu' + chr(39) * 2 + 's / Bapak' + chr(39), safe='')}")
    assert content["values"] == [["x"]]


def test_several_ranges_are_read_at_once(spreadsheet: FakeSpreadsheet) -> None:
    content = get(
        "/values:batchGet",
        ranges=["'Pelanggan'", "'Ibu''s / Bapak'"],
        majorDimension="COLUMNS",
        valueRenderOption="UNFORMATTED_VALUE",
        dateTimeRenderOption="SERIAL_NUMBER",
    )
    assert_google_could_say("spreadsheets.values.batchGet", content)
    people, other = content["valueRanges"]
    assert people["values"] == [["ID", "C1", "C2"], ["Nama", "Budi", "Ani"], ["Poin", 7, 8.5]]
    assert people["majorDimension"] == "COLUMNS"
    assert other["values"] == [["x"]]


def test_values_are_read_and_written_by_tab_id(spreadsheet: FakeSpreadsheet) -> None:
    people = sheet_id(spreadsheet, "Pelanggan")
    area = {"sheetId": people, "startRowIndex": 1, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
    wish = {"dataFilters": [{"gridRange": area}], "valueRenderOption": "UNFORMATTED_VALUE"}
    answer = post("/values:batchGetByDataFilter", wish)
    assert_google_could_say("spreadsheets.values.batchGetByDataFilter", answer.json())
    (matched,) = answer.json()["valueRanges"]
    assert matched["valueRange"]["values"] == [["C1", "Budi"]]
    assert matched["dataFilters"] == wish["dataFilters"]

    data = [{"dataFilter": {"gridRange": area}, "majorDimension": "COLUMNS", "values": [["=1+1"], ["08"]]}]
    answer = post("/values:batchUpdateByDataFilter", {"valueInputOption": "RAW", "data": data})
    assert_google_could_say("spreadsheets.values.batchUpdateByDataFilter", answer.json())
    assert answer.json()["totalUpdatedCells"] == 2
    assert spreadsheet.rows("Pelanggan")[1][:2] == ["=1+1", "08"]


def test_a_whole_tab_is_named_by_its_id(spreadsheet: FakeSpreadsheet) -> None:
    wish = {"dataFilters": [{"gridRange": {"sheetId": sheet_id(spreadsheet, "Pelanggan")}}]}
    (matched,) = post("/values:batchGetByDataFilter", wish).json()["valueRanges"]
    assert len(matched["valueRange"]["values"]) == 3


@pytest.mark.parametrize(
    "data_filter", [{"gridRange": {"sheetId": 404}}, {"a1Range": "Nowhere!A1"}, {}, {"a1Range": "A1", "gridRange": {}}]
)
def test_values_of_nowhere_are_refused(data_filter: Any) -> None:
    with FakeGoogle(strict=False) as google:
        google.spreadsheet("BOOK")
        assert post("/values:batchGetByDataFilter", {"dataFilters": [data_filter]}).status_code == 400


def test_a_batch_is_applied_and_answered(spreadsheet: FakeSpreadsheet) -> None:
    answer = batch(add_sheet("Profil"), add_sheet("Antrean"))
    assert_google_could_say("spreadsheets.batchUpdate", answer.json())
    assert answer.json()["spreadsheetId"] == "BOOK"
    assert [reply["addSheet"]["properties"]["title"] for reply in answer.json()["replies"]] == ["Profil", "Antrean"]
    assert titles(spreadsheet.metadata())[-2:] == ["Profil", "Antrean"]


def test_a_batch_that_fails_in_part_is_refused_as_a_whole(spreadsheet: FakeSpreadsheet) -> None:
    before = spreadsheet.revision
    answer = batch(add_sheet("Profil"), add_sheet("Pelanggan"))
    assert answer.status_code == 400
    assert answer.json()["error"]["status"] == "INVALID_ARGUMENT"
    assert spreadsheet.revision == before
    assert "Profil" not in titles(spreadsheet.metadata())


def test_a_batch_shows_the_cells_afterwards(spreadsheet: FakeSpreadsheet) -> None:
    rows = [{"values": [{"userEnteredValue": {"stringValue": "C3"}}]}]
    people = sheet_id(spreadsheet, "Pelanggan")
    answer = batch(
        {"appendCells": {"sheetId": people, "rows": rows, "fields": "userEnteredValue"}},
        includeSpreadsheetInResponse=True,
        responseIncludeGridData=True,
        responseRanges=["'Pelanggan'!1:1", "'Pelanggan'!A4:A4"],
    )
    assert_google_could_say("spreadsheets.batchUpdate", answer.json())
    (shown,) = answer.json()["updatedSpreadsheet"]["sheets"]
    header, added = shown["data"]
    assert [cell["formattedValue"] for cell in header["rowData"][0]["values"]] == ["ID", "Nama", "Poin"]
    assert added["rowData"][0]["values"][0]["formattedValue"] == "C3"


def test_the_answer_to_a_batch_can_be_masked(spreadsheet: FakeSpreadsheet) -> None:
    body = {"requests": [add_sheet("Profil")], "includeSpreadsheetInResponse": True}
    content = post(":batchUpdate", body, fields="updatedSpreadsheet(sheets(properties(title)))").json()
    assert set(content) == {"updatedSpreadsheet"}
    assert content["updatedSpreadsheet"]["sheets"][-1] == {"properties": {"title": "Profil"}}


@pytest.mark.parametrize("gone", ["'Nowhere'!1:1", "'Pelanggan'!ZZ1"])
def test_a_batch_that_shall_show_what_there_is_not_is_refused(spreadsheet: FakeSpreadsheet, gone: str) -> None:
    before = spreadsheet.revision
    answer = batch(
        add_sheet("Profil"), includeSpreadsheetInResponse=True, responseIncludeGridData=True, responseRanges=[gone]
    )
    assert answer.status_code == 400
    assert spreadsheet.revision == before


def test_a_batch_that_deletes_what_it_shall_show_is_refused(spreadsheet: FakeSpreadsheet) -> None:
    before = spreadsheet.revision
    answer = batch(
        {"deleteSheet": {"sheetId": sheet_id(spreadsheet, "Pelanggan")}},
        includeSpreadsheetInResponse=True,
        responseIncludeGridData=True,
        responseRanges=["'Pelanggan'!1:1"],
    )
    assert answer.status_code == 400
    assert spreadsheet.revision == before
    assert "Pelanggan" in titles(spreadsheet.metadata())


def test_gspread_works_with_it(google: FakeGoogle, spreadsheet: FakeSpreadsheet) -> None:
    client = gspread.Client(auth=None, session=requests.Session())
    book = client.open_by_key("BOOK")
    assert book.title == "Pelanggan kami"
    assert book.worksheet("Pelanggan").get_all_values()[1] == ["C1", "Budi", "7"]
    assert book.values_batch_get(["Pelanggan!A1:A2"])["valueRanges"][0]["values"] == [["ID"], ["C1"]]
    book.batch_update({"requests": [add_sheet("Profil")]})
    assert "Profil" in titles(spreadsheet.metadata())
    with pytest.raises(gspread.exceptions.APIError, match="404"):
        client.http_client.fetch_sheet_metadata("NONE")


def test_a_spreadsheet_that_there_is_not_is_not_found(google: FakeGoogle) -> None:
    google.spreadsheet("BOOK")
    google.forget("BOOK")
    answer = requests.get(BOOK, timeout=9)
    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == "Requested entity was not found."


@pytest.mark.parametrize(
    "address", ["https://example.com/", "http://sheets.googleapis.com/v4/spreadsheets/BOOK", "https://gmail.com/"]
)
def test_any_other_place_refuses_the_connection(google: FakeGoogle, address: str) -> None:
    with pytest.raises(requests.exceptions.ConnectionError):
        requests.get(address, timeout=9)


def test_afterwards_requests_reaches_the_network_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        with FakeGoogle(), pytest.raises(requests.exceptions.ConnectionError):
            requests.get(address, timeout=9)
        with ThreadPoolExecutor(1) as pool:
            session = requests.Session()
            session.trust_env = False
            answer = pool.submit(session.get, address, timeout=9)
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
            assert answer.result().status_code == 204


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/nothing", 404, "There is no POST"),
        ("/values/A1:append", 404, "not in this fake"),
        (":batchUpdate", 400, 'Unknown name "x"'),
        ("?colour=red", 400, 'Unknown name "colour"'),
    ],
)
def test_what_google_does_not_have_fails_the_test_at_the_end(path: str, status: int, told: str) -> None:
    with pytest.raises(AssertionError, match=told), FakeGoogle() as google:
        google.spreadsheet("BOOK")
        verb = "GET" if path.startswith("?") else "POST"
        answer = requests.request(verb, BOOK + path, json={"x": 1} if verb == "POST" else None, timeout=9)
        assert answer.status_code == status
        assert len(google.violations) == 1


def test_it_does_not_fail_the_test_when_told_so() -> None:
    with FakeGoogle(strict=False) as google:
        requests.get(f"{BOOK}?colour=red", timeout=9)
    assert "colour" in google.violations[0]


def test_another_failure_is_not_hidden() -> None:
    with pytest.raises(KeyError), FakeGoogle():
        requests.get(f"{BOOK}?colour=red", timeout=9)
        raise KeyError


def test_a_refused_request_changes_nothing(spreadsheet: FakeSpreadsheet, google: FakeGoogle) -> None:
    before = spreadsheet.revision
    answer = batch(add_sheet("Profil"), {"addSheets": {}})
    assert answer.json()["error"]["details"][0]["@type"] == "type.googleapis.com/google.rpc.BadRequest"
    assert spreadsheet.revision == before
    assert len(google.violations) == 1
    google.violations.clear()


def test_requests_are_recorded(google: FakeGoogle, spreadsheet: FakeSpreadsheet) -> None:
    get("/values:batchGet", ranges=["A1", "B1"])
    answer = batch(add_sheet("Profil"))
    first, second = google.requests
    assert (first.number, first.kind, first.operation) == (1, "read", "spreadsheets.values.batchGet")
    assert (first.method, first.path) == ("GET", "/v4/spreadsheets/BOOK/values:batchGet")
    assert first.query == {"ranges": ["A1", "B1"]}
    assert (first.body, first.sent) == (None, 0)
    assert (second.number, second.kind, second.status) == (2, "write", 200)
    assert second.body == {"requests": [add_sheet("Profil")]}
    assert second.sent == len(json.dumps(second.body))
    assert second.received == len(answer.content)
    assert second.timeout == (9, 9)


def test_a_read_by_filter_counts_as_a_read(google: FakeGoogle, spreadsheet: FakeSpreadsheet) -> None:
    post("/values:batchGetByDataFilter", {"dataFilters": []})
    assert google.requests[0].kind == "read"


def statuses(count: int) -> list[int]:
    return [requests.get(BOOK, timeout=9).status_code for _ in range(count)]


def test_more_than_a_user_may_ask_in_a_minute_is_refused(google: FakeGoogle, spreadsheet: FakeSpreadsheet) -> None:
    assert statuses(61) == [200] * 60 + [429]
    assert batch(add_sheet("Profil")).status_code == 200  # writes are counted apart
    google.clock.sleep(59)
    answer = requests.get(BOOK, timeout=9)
    assert answer.json()["error"]["status"] == "RESOURCE_EXHAUSTED"
    assert "Read requests per minute per user" in answer.json()["error"]["message"]
    google.clock.sleep(1)
    assert statuses(61) == [200] * 60 + [429]


def test_more_than_a_project_may_ask_in_a_minute_is_refused(google: FakeGoogle, spreadsheet: FakeSpreadsheet) -> None:
    google.quota = Quota(per_user=60, per_project=3)
    answers = [batch(add_sheet(str(number))) for number in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "limit 'Write requests per minute'" in answers[-1].json()["error"]["message"]
    assert "3" not in titles(spreadsheet.metadata())


def test_quotas_can_be_switched_off(google: FakeGoogle, spreadsheet: FakeSpreadsheet) -> None:
    google.quota = None
    assert set(statuses(70)) == {200}


def test_each_request_takes_its_time(google: FakeGoogle, spreadsheet: FakeSpreadsheet) -> None:
    google.latency = 1.5
    statuses(2)
    assert google.clock.monotonic() == 3
    assert google.clock.now() - type(google.clock)().now() == 3


def test_the_clock_keeps_what_was_slept(google: FakeGoogle) -> None:
    google.clock.sleep(2)
    google.clock.advance(5)
    assert google.clock.slept == [2]
    assert google.clock.monotonic() == 7
    with pytest.raises(ValueError, match="non-negative"):
        google.clock.sleep(-1)


def test_people_edit_between_any_two_requests(google: FakeGoogle, spreadsheet: FakeSpreadsheet) -> None:
    numbers: list[int] = []
    google.before_each(lambda request: numbers.append(request.number))
    google.before(2, lambda _: spreadsheet.add_tab("Kedua", [["x"]]))
    google.before(lambda request: request.kind == "write", lambda _: spreadsheet.add_tab("Tulis", [["x"]]))
    seen = [titles(get())]
    seen.append(titles(get()))
    batch(add_sheet("Profil"))
    seen.append(titles(get()))
    batch(add_sheet("Lain"))
    assert ["Kedua" in found for found in seen] == [False, True, True]
    assert ["Tulis" in found for found in seen] == [False, False, True]
    assert numbers == [1, 2, 3, 4, 5]


def test_an_edit_can_make_a_request_impossible(google: FakeGoogle, spreadsheet: FakeSpreadsheet) -> None:
    google.before(1, lambda _: spreadsheet.add_tab("Profil", [["x"]]))
    assert batch(add_sheet("Profil")).status_code == 400
    assert google.violations == []


def test_what_an_edit_asks_itself_starts_no_edit(google: FakeGoogle, spreadsheet: FakeSpreadsheet) -> None:
    google.before_each(lambda _: get())
    get()
    assert len(google.requests) == 2


def test_threads_are_answered_one_after_the_other(google: FakeGoogle, spreadsheet: FakeSpreadsheet) -> None:
    google.quota = None
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: batch(add_sheet(f"T{number}")), range(40)))
    assert {answer.status_code for answer in answers} == {200}
    assert sorted(request.number for request in google.requests) == list(range(1, 41))
    assert len([title for title in titles(spreadsheet.metadata()) if title.startswith("T")]) == 40


def test_a_spreadsheet_is_created(google: FakeGoogle) -> None:
    body = {"properties": {"title": "Baru"}, "sheets": [{"properties": {"title": "Satu"}}]}
    answer = requests.post("https://sheets.googleapis.com/v4/spreadsheets", json=body, timeout=9).json()
    assert_google_could_say("spreadsheets.create", answer)
    assert answer["properties"]["title"] == "Baru"
    assert "Satu" in titles(answer)


def test_people_sort_and_insert_between_a_read_and_a_write(google: FakeGoogle, spreadsheet: FakeSpreadsheet) -> None:
    def edit(_: object) -> None:
        spreadsheet.people.sort("Pelanggan", 1)
        spreadsheet.people.insert_rows("Pelanggan", 2)

    google.before(lambda request: request.kind == "write", edit)
    read = get("/values/Pelanggan")["values"]
    rows = [{"values": [{"userEnteredValue": {"stringValue": "C3"}}]}]
    people = sheet_id(spreadsheet, "Pelanggan")
    batch({"appendCells": {"sheetId": people, "rows": rows, "fields": "userEnteredValue"}})
    assert [row[0] for row in read] == ["ID", "C1", "C2"]
    assert [row[0] if row else None for row in spreadsheet.rows("Pelanggan")] == ["ID", None, "C2", "C1", "C3"]
