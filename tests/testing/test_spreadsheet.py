"""The fake spreadsheet answers as Google does, and refuses what Google refuses."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sheets.testing.spreadsheet import BadRequest, FakeSpreadsheet, Formula
from crm_sheets.testing.spreadsheet.runs import Runs

TAB, OTHER = 11, 22
ROWS = [["id", "name", "born"], ["C1", "Ani", date(1990, 1, 2)], ["C2", "Budi", None], ["C3", None, date(2000, 5, 6)]]


@pytest.fixture
def book() -> FakeSpreadsheet:
    book = FakeSpreadsheet("book", "Customers")
    book.add_tab("Customers", ROWS, sheet_id=TAB, row_count=10, column_count=5)
    book.add_tab("It's other", [["a"]], sheet_id=OTHER, row_count=5, column_count=3)
    return book


def area(top: int | None, bottom: int | None, left: int | None, right: int | None, sheet: int = TAB) -> dict[str, int]:
    sides = {"startRowIndex": top, "endRowIndex": bottom, "startColumnIndex": left, "endColumnIndex": right}
    return {"sheetId": sheet} | {name: side for name, side in sides.items() if side is not None}


def row(*values: object) -> dict[str, Any]:
    kinds: list[tuple[type, str]] = [(bool, "boolValue"), (int, "numberValue"), (float, "numberValue")]
    cells = []
    for value in values:
        kind = next((name for known, name in kinds if isinstance(value, known)), "stringValue")
        cells.append({} if value is None else {"userEnteredValue": {kind: value}})
    return {"values": cells}


def refused(book: FakeSpreadsheet, kind: str, body: dict[str, Any]) -> str:
    before = (book.metadata(), [book.rows(title) for title in book.titles], book.revision)
    with pytest.raises(BadRequest) as refusal:
        book.batch_update([{"clearBasicFilter": {"sheetId": TAB}}, {kind: body}])
    assert (book.metadata(), [book.rows(title) for title in book.titles], book.revision) == before
    message = str(refusal.value)
    assert message.startswith(f"Invalid requests[1].{kind}: ")
    return message.partition(": ")[2]


def do(book: FakeSpreadsheet, kind: str, **body: Any) -> dict[str, Any]:
    [reply] = book.batch_update([{kind: body}])
    return reply.get(kind, reply)


def sheet_metadata(book: FakeSpreadsheet, title: str = "Customers") -> dict[str, Any]:
    return next(sheet for sheet in book.metadata()["sheets"] if sheet["properties"]["title"] == title)


class TestReadingValues:
    def test_rows_come_ragged_with_dates_as_serial_numbers(self, book: FakeSpreadsheet) -> None:
        assert book.values("Customers", columns=False, unformatted=True) == {
            "range": "Customers!A1:E10",
            "majorDimension": "ROWS",
            "values": [["id", "name", "born"], ["C1", "Ani", 32875], ["C2", "Budi"], ["C3", "", 36652]],
        }

    def test_columns_are_cut_at_their_last_value(self, book: FakeSpreadsheet) -> None:
        answer = book.values("Customers", columns=True, unformatted=True)
        assert answer["values"] == [["id", "C1", "C2", "C3"], ["name", "Ani", "Budi"], ["born", 32875, "", 36652]]

    def test_formatted_values_are_what_people_see(self, book: FakeSpreadsheet) -> None:
        answer = book.values("Customers!A2:C2", columns=False, unformatted=False)
        assert answer["values"] == [["C1", "Ani", "02/01/1990"]]

    def test_blank_lines_between_are_empty_lists_and_nothing_is_no_values(self) -> None:
        book = FakeSpreadsheet("b")
        book.add_tab("T", [[], [None, 1], [], [None, True]])
        assert book.values("T", columns=False, unformatted=True)["values"] == [[], ["", 1], [], ["", True]]
        assert book.values("T", columns=True, unformatted=True)["values"] == [[], ["", 1, "", True]]
        assert "values" not in book.values("T!C:D", columns=True, unformatted=True)

    def test_a_formula_shows_its_value(self) -> None:
        book = FakeSpreadsheet("b")
        book.add_tab("T", [[Formula("=1+1", 2)]])
        assert book.values("T", columns=False, unformatted=True)["values"] == [[2]]
        assert book.rows("T") == [[Formula("=1+1", 2)]]
        assert book.texts("T") == [["2"]]

    @pytest.mark.parametrize(
        ("a1", "shown"),
        [
            ("Customers!B2", "Customers!B2"),
            ("'Customers'!A:B", "Customers!A1:B10"),
            ("Customers!2:3", "Customers!A2:E3"),
            ("Customers!B3:C", "Customers!B3:C10"),
            ("Customers!C3:A2", "Customers!A2:C3"),
            ("Customers!$B$2:ZZ99", "Customers!B2:E10"),
            ("B2", "Customers!B2"),
            ("'It''s other'!A1:B", "'It''s other'!A1:B5"),
            ("'It''s other'", "'It''s other'!A1:C5"),
            ("people", "Customers!A2:B10"),
        ],
    )
    def test_a1_notation_is_understood(self, book: FakeSpreadsheet, a1: str, shown: str) -> None:
        named = {"name": "People", "range": area(1, None, 0, 2)}
        do(book, "addNamedRange", namedRange=named)
        assert book.values(a1, columns=False, unformatted=True)["range"] == shown

    @pytest.mark.parametrize(
        "a1", ["Nobody", "customers!A1", "Customers!", "Customers!A0", "Customers!A", "Customers!1:B", "'Customers", ""]
    )
    def test_what_is_no_range_is_refused(self, book: FakeSpreadsheet, a1: str) -> None:
        with pytest.raises(BadRequest, match=r"^Unable to parse range: "):
            book.values(a1, columns=False, unformatted=True)

    def test_a_range_that_starts_beyond_the_grid_is_refused(self, book: FakeSpreadsheet) -> None:
        with pytest.raises(BadRequest) as refusal:
            book.values("Customers!F1", columns=False, unformatted=True)
        assert str(refusal.value) == "Range (Customers!F1) exceeds grid limits. Max rows: 10, max columns: 5"

    def test_a_tab_named_like_a_cell_needs_quotes(self) -> None:
        book = FakeSpreadsheet("b")
        book.add_tab("First", [["first"]])
        book.add_tab("Q1", [["quarter"]])
        assert book.values("Q1", columns=False, unformatted=True)["range"] == "First!Q1"
        assert book.values("'Q1'", columns=False, unformatted=True)["range"] == "'Q1'!A1:Z1000"

    @pytest.mark.parametrize(
        ("value", "kind", "pattern", "locale", "shown"),
        [
            (1234.5, "", "", "id_ID", "1234,5"),
            (1234.5, "NUMBER", "#,##0.00", "id_ID", "1.234,50"),
            (1234.5, "NUMBER", "#,##0", "en_US", "1,234"),
            (0.125, "PERCENT", "0.0%", "en_US", "12.5%"),
            (45000, "DATE", "", "en_US", "3/15/2023"),
            (45000.5, "DATE_TIME", "yyyy-mm-dd hh:mm", "en_US", "2023-03-15 12:00"),
            (45000, "DATE", "d mmm yy", "en_US", "15 Mar 23"),
            (True, "", "", "id_ID", "TRUE"),
        ],
    )
    def test_formats(self, value: object, kind: str, pattern: str, locale: str, shown: str) -> None:
        book = FakeSpreadsheet("b", locale=locale)
        book.add_tab("T", [[value]], sheet_id=TAB)
        look = {"numberFormat": {"type": kind, "pattern": pattern}}
        if kind:
            cell = {"userEnteredFormat": look}
            do(book, "repeatCell", range=area(0, 1, 0, 1), cell=cell, fields="userEnteredFormat.numberFormat")
        assert book.texts("T") == [[shown]]


class TestReadingCells:
    def test_cells_have_values_and_looks(self, book: FakeSpreadsheet) -> None:
        sheet_id, data = book.grid_data("Customers!B2:D3")
        assert (sheet_id, data["startRow"], data["startColumn"]) == (TAB, 1, 1)
        born = {
            "userEnteredValue": {"numberValue": 32875},
            "effectiveValue": {"numberValue": 32875},
            "formattedValue": "02/01/1990",
            "userEnteredFormat": {"numberFormat": {"type": "DATE"}},
        }
        assert data["rowData"][0]["values"][1] == born
        assert [len(line["values"]) for line in data["rowData"]] == [2, 1]

    def test_a_formula_and_an_error_are_told_apart(self) -> None:
        book = FakeSpreadsheet("b")
        book.add_tab("T", [[Formula("=A9", "#REF!")]])
        [cell] = book.grid_data("T!A1")[1]["rowData"][0]["values"]
        assert cell["userEnteredValue"] == {"formulaValue": "=A9"}
        assert cell["effectiveValue"] == {"errorValue": {"type": "REF", "message": "#REF!"}}

    def test_what_is_read_is_a_copy(self, book: FakeSpreadsheet) -> None:
        before = deepcopy(book.grid_data("Customers!C2"))
        book.grid_data("Customers!C2")[1]["rowData"][0]["values"][0]["userEnteredFormat"]["numberFormat"].clear()
        book.metadata()["sheets"][0]["properties"]["gridProperties"].clear()
        assert book.grid_data("Customers!C2") == before
        assert sheet_metadata(book)["properties"]["gridProperties"] == {"rowCount": 10, "columnCount": 5}


class TestBatches:
    def test_replies_stand_at_the_place_of_their_requests(self, book: FakeSpreadsheet) -> None:
        replies = book.batch_update(
            [
                {"clearBasicFilter": {"sheetId": TAB}},
                {"addSheet": {"properties": {"title": "New", "sheetId": 33, "index": 0}}},
            ]
        )
        properties = {"sheetId": 33, "title": "New", "index": 0, "sheetType": "GRID"}
        size = {"rowCount": 1000, "columnCount": 26}
        assert replies == [{}, {"addSheet": {"properties": {**properties, "gridProperties": size}}}]
        assert book.titles == ["New", "Customers", "It's other"]

    def test_later_requests_see_what_earlier_ones_did(self, book: FakeSpreadsheet) -> None:
        add = {"addSheet": {"properties": {"title": "New", "sheetId": 33}}}
        append = {"appendCells": {"sheetId": 33, "rows": [row("x")], "fields": "userEnteredValue"}}
        book.batch_update([add, append])
        assert book.rows("New") == [["x"]]

    def test_the_revision_grows_with_each_change_only(self, book: FakeSpreadsheet) -> None:
        before = book.revision
        do(book, "clearBasicFilter", sheetId=TAB)
        assert book.revision == before + 1
        refused(book, "deleteSheet", {"sheetId": 5})

    def test_nothing_and_two_kinds_at_once_are_refused(self, book: FakeSpreadsheet) -> None:
        with pytest.raises(BadRequest, match="at least one request"):
            book.batch_update([])
        with pytest.raises(BadRequest, match="exactly one kind"):
            book.batch_update([{"deleteSheet": {}, "addSheet": {}}])

    def test_an_unknown_request_is_named(self, book: FakeSpreadsheet) -> None:
        with pytest.raises(NotImplementedError, match="pasteData"):
            book.batch_update([{"deleteSheet": {"sheetId": OTHER}}, {"pasteData": {}}])
        assert len(book.titles) == 2

    @pytest.mark.parametrize("fields", [None, "", "nothing", "userEnteredFormat.colour", "note(", "note,,note"])
    def test_a_missing_or_wrong_mask_is_refused(self, book: FakeSpreadsheet, fields: str | None) -> None:
        body = {"range": area(0, 1, 0, 1), "cell": {}} | ({} if fields is None else {"fields": fields})
        message = refused(book, "repeatCell", body)
        assert ("At least one field" in message) == (not fields)


class TestSheets:
    @pytest.mark.parametrize(
        ("properties", "said"),
        [
            ({"title": "CUSTOMERS"}, 'A sheet with the name "CUSTOMERS" already exists. Please enter another name.'),
            ({"title": "x" * 101}, "The sheet name cannot be greater than 100 characters."),
            ({"title": ""}, "empty"),
            ({"title": "N", "sheetId": TAB}, "already exists"),
            ({"title": "N", "sheetId": -1}, "negative"),
            ({"title": "N", "index": 3}, "Invalid index"),
            (
                {"title": "N", "gridProperties": {"rowCount": 1, "frozenRowCount": 1}},
                "You can't freeze all visible rows",
            ),
            ({"title": "N", "gridProperties": {"rowCount": 500_000}}, "above the limit of 10000000 cells"),
            ({"title": "N", "gridProperties": {"rowCount": 1, "columnCount": 18_279}}, "limit of 18278 columns"),
            ({"title": "N", "gridProperties": {"rowCount": "5"}}, "TYPE_INT32"),
        ],
    )
    def test_what_cannot_be_added(self, book: FakeSpreadsheet, properties: dict[str, Any], said: str) -> None:
        assert said in refused(book, "addSheet", {"properties": properties})

    def test_a_sheet_without_properties_gets_a_title_and_an_id(self, book: FakeSpreadsheet) -> None:
        properties = do(book, "addSheet")["properties"]
        assert properties["title"] == "Sheet3"
        assert properties["sheetId"] not in {TAB, OTHER}

    def test_the_last_visible_sheet_stays(self, book: FakeSpreadsheet) -> None:
        do(book, "updateSheetProperties", properties={"sheetId": OTHER, "hidden": True}, fields="hidden")
        assert "can't remove all" in refused(book, "deleteSheet", {"sheetId": TAB})
        body = {"properties": {"sheetId": TAB, "hidden": True}, "fields": "hidden"}
        assert "can't hide all" in refused(book, "updateSheetProperties", body)
        do(book, "deleteSheet", sheetId=OTHER)
        assert book.titles == ["Customers"]

    def test_shrinking_cuts_content_and_ranges(self, book: FakeSpreadsheet) -> None:
        do(book, "addNamedRange", namedRange={"namedRangeId": "n", "name": "n", "range": area(1, 8, 0, 3)})
        size = {"rowCount": 2, "columnCount": 2}
        properties = {"sheetId": TAB, "gridProperties": size}
        do(book, "updateSheetProperties", properties=properties, fields="gridProperties(rowCount,columnCount)")
        assert book.rows("Customers") == [["id", "name"], ["C1", "Ani"]]
        assert book.metadata()["namedRanges"][0]["range"] == area(1, 2, 0, 2)
        size = {"rowCount": 20, "columnCount": 20}
        do(book, "updateSheetProperties", properties={"sheetId": TAB, "gridProperties": size}, fields="gridProperties")
        assert book.rows("Customers") == [["id", "name"], ["C1", "Ani"]]

    def test_frozen_rows_must_leave_rows_to_move(self, book: FakeSpreadsheet) -> None:
        fields = "gridProperties.frozenRowCount"
        frozen = {"properties": {"sheetId": TAB, "gridProperties": {"frozenRowCount": 10}}, "fields": fields}
        assert "You can't freeze all visible rows" in refused(book, "updateSheetProperties", frozen)
        frozen["properties"]["gridProperties"]["frozenRowCount"] = 2
        do(book, "updateSheetProperties", **frozen)
        shrink = {
            "properties": {"sheetId": TAB, "gridProperties": {"rowCount": 2}},
            "fields": "gridProperties.rowCount",
        }
        assert "not possible to delete all non-frozen rows" in refused(book, "updateSheetProperties", shrink)
        rest = {"range": {"sheetId": TAB, "dimension": "ROWS", "startIndex": 2}}
        assert "not possible to delete all non-frozen rows" in refused(book, "deleteDimension", rest)

    def test_a_mask_over_all_of_the_grid_needs_its_size(self, book: FakeSpreadsheet) -> None:
        properties = {"sheetId": TAB, "gridProperties": {"frozenRowCount": 1}}
        message = refused(book, "updateSheetProperties", {"properties": properties, "fields": "gridProperties"})
        assert message == "You can't delete all the rows on the sheet."

    @pytest.mark.parametrize(("index", "titles"), [(0, "ABC"), (1, "ABC"), (2, "BAC"), (3, "BCA")])
    def test_indexes_count_as_before_the_move(self, index: int, titles: str) -> None:
        book = FakeSpreadsheet("b")
        for place, title in enumerate("ABC"):
            book.add_tab(title, sheet_id=place)
        do(book, "updateSheetProperties", properties={"sheetId": 0, "index": index}, fields="index")
        assert "".join(book.titles) == titles

    def test_a_copy_has_content_and_new_ids(self, book: FakeSpreadsheet) -> None:
        do(book, "addChart", chart=chart(5))
        do(book, "addProtectedRange", protectedRange={"protectedRangeId": 6, "range": area(0, 1, 0, 2)})
        properties = do(book, "duplicateSheet", sourceSheetId=TAB, newSheetId=44, newSheetName="Twin")["properties"]
        assert properties["title"] == "Twin"
        assert book.rows("Twin") == book.rows("Customers")
        twin = sheet_metadata(book, "Twin")
        assert twin["charts"][0]["chartId"] != 5
        assert twin["charts"][0]["position"]["overlayPosition"]["anchorCell"]["sheetId"] == 44
        assert twin["protectedRanges"][0]["range"] == area(0, 1, 0, 2, sheet=44)
        book.people.type_in("Twin", 1, 0, "changed")
        assert book.rows("Customers")[0][0] == "id"

    def test_the_spreadsheets_own_properties(self, book: FakeSpreadsheet) -> None:
        do(book, "updateSpreadsheetProperties", properties={"title": "New"}, fields="title")
        assert book.metadata()["properties"]["title"] == "New"
        assert book.locale == "id_ID"


class TestCells:
    def test_writing_from_a_start_leaves_other_cells_alone(self, book: FakeSpreadsheet) -> None:
        start = {"sheetId": TAB, "rowIndex": 1, "columnIndex": 1}
        do(book, "updateCells", start=start, rows=[row("Adi"), row(None, "x")], fields="userEnteredValue")
        assert [line[:3] for line in book.rows("Customers")[1:3]] == [["C1", "Adi", 32875], ["C2", None, "x"]]

    def test_a_range_is_cleared_where_rows_do_not_cover_it(self, book: FakeSpreadsheet) -> None:
        do(book, "updateCells", range=area(1, 3, 0, 3), rows=[row("new")], fields="*")
        assert book.rows("Customers") == [["id", "name", "born"], ["new"], [], ["C3", None, 36652]]
        assert book.grid_data("Customers!C2")[1]["rowData"] == []

    def test_only_masked_fields_change(self, book: FakeSpreadsheet) -> None:
        do(book, "updateCells", range=area(None, None, None, None), fields="userEnteredValue")
        assert book.rows("Customers") == []
        [cell] = book.grid_data("Customers!C2")[1]["rowData"][0]["values"]
        assert cell == {"userEnteredFormat": {"numberFormat": {"type": "DATE"}}}

    def test_texts_are_never_formulas(self, book: FakeSpreadsheet) -> None:
        start = {"sheetId": TAB}
        formula = {"values": [{"userEnteredValue": {"formulaValue": "=2+2"}}]}
        do(book, "updateCells", start=start, rows=[row("=1+1"), formula], fields="userEnteredValue")
        assert [line[0] for line in book.rows("Customers")[:2]] == ["=1+1", Formula("=2+2")]

    @pytest.mark.parametrize(
        ("place", "said"),
        [
            (
                {"start": {"sheetId": TAB, "columnIndex": 4}},
                "Attempting to write column: 5, beyond the last requested column of: 4",
            ),
            (
                {"start": {"sheetId": TAB, "rowIndex": 9}},
                "Attempting to write row: 10, beyond the last requested row of: 9",
            ),
            ({"range": area(0, 1, 0, 2)}, "Attempting to write row: 1, beyond the last requested row of: 0"),
            ({"range": area(0, 11, 0, 2)}, "exceeds grid limits. Max rows: 10, max columns: 5"),
            ({"range": area(2, 2, 0, 2)}, "Invalid range"),
            ({"start": {"sheetId": 5}}, "No grid with id: 5"),
            ({}, "Exactly one of start and range"),
        ],
    )
    def test_writing_beyond_is_refused(self, book: FakeSpreadsheet, place: dict[str, Any], said: str) -> None:
        body = {**place, "rows": [row("a", "b"), row("c")], "fields": "userEnteredValue"}
        assert said in refused(book, "updateCells", body)

    @pytest.mark.parametrize(
        "value",
        [
            {"stringValue": "x" * 50_001},
            {"stringValue": 5},
            {"numberValue": "5"},
            {"numberValue": float("nan")},
            {"boolValue": 1},
            {"formulaValue": "1+1"},
            {"errorValue": {"type": "REF"}},
            {"numberValue": 1, "stringValue": "1"},
        ],
    )
    def test_bad_values_are_refused(self, book: FakeSpreadsheet, value: dict[str, Any]) -> None:
        rows = [{"values": [{"userEnteredValue": value}]}]
        refused(book, "updateCells", {"start": {"sheetId": TAB}, "rows": rows, "fields": "userEnteredValue"})

    def test_numbers_are_doubles(self, book: FakeSpreadsheet) -> None:
        numbers = [row(5.0), row(2**63), row(0.1)]
        do(book, "updateCells", start={"sheetId": TAB}, rows=numbers, fields="userEnteredValue")
        shown = [line[0] for line in book.rows("Customers")[:3]]
        assert [(type(value), value) for value in shown] == [(int, 5), (float, 2.0**63), (float, 0.1)]

    def test_a_format_needs_a_known_type(self, book: FakeSpreadsheet) -> None:
        cell = {"userEnteredFormat": {"numberFormat": {"pattern": "0"}}}
        body = {"range": area(0, 1, 0, 1), "cell": cell, "fields": "userEnteredFormat"}
        assert "TYPE_ENUM" in refused(book, "repeatCell", body)

    def test_part_of_a_format_leaves_the_rest(self, book: FakeSpreadsheet) -> None:
        bold = {"userEnteredFormat": {"textFormat": {"bold": True}}}
        do(book, "repeatCell", range=area(1, None, 2, 3), cell=bold, fields="userEnteredFormat.textFormat.bold")
        [cell] = book.grid_data("Customers!C2")[1]["rowData"][0]["values"]
        assert cell["userEnteredFormat"] == {"numberFormat": {"type": "DATE"}, "textFormat": {"bold": True}}

    def test_a_cell_is_repeated(self, book: FakeSpreadsheet) -> None:
        do(book, "repeatCell", range=area(0, 2, 3, 5), cell=row(7)["values"][0], fields="userEnteredValue")
        assert [line[3:] for line in book.rows("Customers")[:2]] == [[7, 7], [7, 7]]


class TestAppending:
    def test_rows_go_below_the_last_value_and_the_grid_grows(self, book: FakeSpreadsheet) -> None:
        do(book, "appendCells", sheetId=TAB, rows=[row(f"N{n}") for n in range(8)], fields="userEnteredValue")
        assert [line[0] for line in book.rows("Customers")[4:]] == [f"N{n}" for n in range(8)]
        assert sheet_metadata(book)["properties"]["gridProperties"]["rowCount"] == 12

    def test_formats_validations_and_blanks_are_no_data(self, book: FakeSpreadsheet) -> None:
        tick = {"condition": {"type": "BOOLEAN"}}
        do(book, "setDataValidation", range=area(1, None, 4, 5), rule=tick)
        bold = {"userEnteredFormat": {"textFormat": {"bold": True}}, "note": "n"}
        do(book, "repeatCell", range=area(0, 9, 0, 5), cell=bold, fields="userEnteredFormat.textFormat,note")
        start = {"sheetId": TAB, "rowIndex": 8}
        do(book, "updateCells", start=start, rows=[row("")], fields="userEnteredValue")
        do(book, "appendCells", sheetId=TAB, rows=[row("new")], fields="userEnteredValue")
        assert book.rows("Customers")[4:] == [["new"]]

    def test_an_unticked_box_with_a_value_is_data(self, book: FakeSpreadsheet) -> None:
        book.people.tick("Customers", 7, 4, ticked=False)
        do(book, "appendCells", sheetId=TAB, rows=[row("new")], fields="userEnteredValue")
        assert book.rows("Customers")[7] == ["new"]

    def test_columns_do_not_grow(self, book: FakeSpreadsheet) -> None:
        body = {"sheetId": TAB, "rows": [row(*"abcdef")], "fields": "userEnteredValue"}
        assert refused(book, "appendCells", body).startswith("Attempting to write column: 5, beyond the last")

    def test_the_sheet_must_exist(self, book: FakeSpreadsheet) -> None:
        body = {"sheetId": 5, "rows": [row("x")], "fields": "userEnteredValue"}
        assert refused(book, "appendCells", body) == "No grid with id: 5"

    def test_a_full_workbook_does_not_grow(self) -> None:
        book = FakeSpreadsheet("b")
        book.add_tab("T", [["x"]], sheet_id=TAB, row_count=1, column_count=1)
        book.add_tab("Large", row_count=9_999_999, column_count=1)
        body = {"sheetId": TAB, "rows": [row("x")], "fields": "userEnteredValue"}
        assert "above the limit of 10000000 cells" in refused(book, "appendCells", body)


class TestValidation:
    def test_a_rule_is_set_and_cleared(self, book: FakeSpreadsheet) -> None:
        rule = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "yes"}]}, "showCustomUi": True}
        do(book, "setDataValidation", range=area(1, 3, 4, 5), rule=rule)
        assert book.grid_data("Customers!E2")[1]["rowData"] == [{"values": [{"dataValidation": rule}]}]
        do(book, "setDataValidation", range=area(1, 2, 4, 5))
        assert book.grid_data("Customers!E2:E3")[1]["rowData"] == [{}, {"values": [{"dataValidation": rule}]}]

    @pytest.mark.parametrize(
        ("kind", "values"),
        [
            ("ONE_OF_LIST", []),
            ("ONE_OF_LIST", ["a", "a"]),
            ("ONE_OF_LIST", [""]),
            ("ONE_OF_RANGE", ["=Nobody!A:A"]),
            ("BOOLEAN", ["a", "b", "c"]),
            ("TEXT_STARTS_WITH", ["a"]),
            ("BLANK", []),
            ("NUMBER_BETWEEN", ["1"]),
            ("CUSTOM_FORMULA", ["A1>1"]),
            ("PRETTY", []),
        ],
    )
    def test_bad_rules_are_refused(self, book: FakeSpreadsheet, kind: str, values: list[str]) -> None:
        condition = {"type": kind, "values": [{"userEnteredValue": value} for value in values]}
        refused(book, "setDataValidation", {"range": area(0, 1, 0, 1), "rule": {"condition": condition}})

    def test_a_list_may_come_from_a_range(self, book: FakeSpreadsheet) -> None:
        values = [{"userEnteredValue": "='It''s other'!A1:A"}]
        rule = {"condition": {"type": "ONE_OF_RANGE", "values": values}}
        assert do(book, "setDataValidation", range=area(0, 1, 0, 1), rule=rule) == {}


class TestRowsAndColumns:
    def stretch(self, dimension: str, start: int, end: int | None = None) -> dict[str, Any]:
        ends = {} if end is None else {"endIndex": end}
        return {"sheetId": TAB, "dimension": dimension, "startIndex": start, **ends}

    def test_inserted_columns_take_the_looks_of_their_neighbour(self, book: FakeSpreadsheet) -> None:
        do(book, "insertDimension", range=self.stretch("COLUMNS", 3, 4), inheritFromBefore=True)
        cells = book.grid_data("Customers!C2:D2")[1]["rowData"][0]["values"]
        assert cells[1] == {"userEnteredFormat": {"numberFormat": {"type": "DATE"}}}

    @pytest.mark.parametrize(
        ("kind", "body", "said"),
        [
            ("deleteDimension", ("ROWS", 0, 10), "You can't delete all the rows on the sheet."),
            ("deleteDimension", ("ROWS", 9, 11), "Tried to delete row index 10 but there are only 10 rows."),
            ("insertDimension", ("ROWS", 11, 12), "there are only 10 rows"),
            ("insertDimension", ("ROWS", 10, 11), "there are only 10 rows"),
            ("insertDimension", ("ROWS", 1), "start and end indexes"),
            ("insertDimension", ("PAGES", 1, 2), "TYPE_ENUM"),
            ("autoResizeDimensions", ("COLUMNS", 4, 6), "only 5 columns"),
        ],
    )
    def test_what_cannot_be(self, book: FakeSpreadsheet, kind: str, body: tuple[Any, ...], said: str) -> None:
        name = "dimensions" if kind == "autoResizeDimensions" else "range"
        assert said in refused(book, kind, {name: self.stretch(*body)})

    def test_appending_and_moving(self, book: FakeSpreadsheet) -> None:
        do(book, "appendDimension", sheetId=TAB, dimension="COLUMNS", length=2)
        do(book, "moveDimension", source=self.stretch("COLUMNS", 0, 1), destinationIndex=7)
        assert book.rows("Customers")[0] == ["name", "born", None, None, None, None, "id"]
        do(book, "moveDimension", source=self.stretch("ROWS", 0, 1), destinationIndex=2)
        assert [line[0] for line in book.rows("Customers")] == ["Ani", "name", "Budi", None]
        body = {"source": self.stretch("ROWS", 0, 3), "destinationIndex": 2}
        assert "Invalid destinationIndex" in refused(book, "moveDimension", body)

    def test_sizes_are_kept_with_their_column(self, book: FakeSpreadsheet) -> None:
        wide = {"pixelSize": 300, "hiddenByUser": True}
        body = {"range": self.stretch("COLUMNS", 1, 2), "properties": wide, "fields": "*"}
        do(book, "updateDimensionProperties", **body)
        book.people.insert_columns("Customers", 0)
        metadata = book.grid_data("Customers")[1]["columnMetadata"]
        assert metadata[1:3] == [{"pixelSize": 100}, wide]
        do(book, "autoResizeDimensions", dimensions=self.stretch("COLUMNS", 0, 5))
        assert book.grid_data("Customers")[1]["columnMetadata"][2] == {"pixelSize": 100, "hiddenByUser": True}


class TestMerges:
    def test_only_the_first_cell_keeps_its_value(self, book: FakeSpreadsheet) -> None:
        do(book, "mergeCells", range=area(0, 2, 0, 2), mergeType="MERGE_ALL")
        assert [line[:2] for line in book.rows("Customers")[:2]] == [["id", None], [None, None]]
        assert sheet_metadata(book)["merges"] == [area(0, 2, 0, 2)]

    def test_by_rows_and_by_columns(self, book: FakeSpreadsheet) -> None:
        do(book, "mergeCells", range=area(0, 2, 3, 5), mergeType="MERGE_ROWS")
        assert sheet_metadata(book)["merges"] == [area(0, 1, 3, 5), area(1, 2, 3, 5)]
        do(book, "mergeCells", range=area(0, 2, 3, 5), mergeType="MERGE_COLUMNS")
        assert sheet_metadata(book)["merges"] == [area(0, 2, 3, 4), area(0, 2, 4, 5)]

    def test_a_merge_is_taken_apart_whole_or_not_at_all(self, book: FakeSpreadsheet) -> None:
        do(book, "mergeCells", range=area(0, 2, 0, 2), mergeType="MERGE_ALL")
        said = "You must select all cells in a merged range"
        assert said in refused(book, "unmergeCells", {"range": area(0, 1, 0, 5)})
        assert said in refused(book, "mergeCells", {"range": area(1, 3, 0, 2), "mergeType": "MERGE_ALL"})
        do(book, "unmergeCells", range=area(None, None, None, None))
        assert "merges" not in sheet_metadata(book)

    def test_not_across_frozen_rows(self, book: FakeSpreadsheet) -> None:
        frozen = {"sheetId": TAB, "gridProperties": {"frozenRowCount": 1}}
        do(book, "updateSheetProperties", properties=frozen, fields="gridProperties.frozenRowCount")
        body = {"range": area(0, 2, 0, 2), "mergeType": "MERGE_ALL"}
        assert refused(book, "mergeCells", body) == "You can't merge frozen and non-frozen rows."


def chart(chart_id: int | None = None, sheet: int = TAB) -> dict[str, Any]:
    domain = {"sourceRange": {"sources": [area(0, 4, 0, 1, sheet)]}}
    series = {"sourceRange": {"sources": [area(0, 4, 2, 3, sheet)]}}
    basic = {"chartType": "COLUMN", "headerCount": 1, "domains": [{"domain": domain}], "series": [{"series": series}]}
    anchor = {"sheetId": TAB, "rowIndex": 5, "columnIndex": 0}
    made = {"spec": {"title": "t", "basicChart": basic}, "position": {"overlayPosition": {"anchorCell": anchor}}}
    return made | ({} if chart_id is None else {"chartId": chart_id})


class TestCharts:
    def test_a_chart_is_added_moved_changed_and_deleted(self, book: FakeSpreadsheet) -> None:
        added = do(book, "addChart", chart=chart(5))["chart"]
        assert added["position"]["overlayPosition"]["widthPixels"] == 600
        spec = {**chart()["spec"], "title": "other"}
        do(book, "updateChartSpec", chartId=5, spec=spec)
        anchor = {"sheetId": OTHER, "rowIndex": 1, "columnIndex": 1}
        position = {"overlayPosition": {"anchorCell": anchor}}
        do(book, "updateEmbeddedObjectPosition", objectId=5, newPosition=position, fields="anchorCell")
        [moved] = sheet_metadata(book, "It's other")["charts"]
        assert moved["spec"]["title"] == "other"
        assert moved["position"]["overlayPosition"] == {"anchorCell": anchor, "widthPixels": 600, "heightPixels": 371}
        do(book, "deleteEmbeddedObject", objectId=5)
        assert "charts" not in sheet_metadata(book, "It's other")
        assert refused(book, "deleteEmbeddedObject", {"objectId": 5}) == "No embedded object with id: 5"

    @pytest.mark.parametrize(
        ("spoil", "said"),
        [
            (lambda made: made["spec"].pop("basicChart"), "Exactly one kind of chart"),
            (lambda made: made["spec"]["basicChart"].update(series=[]), "at least one series"),
            (lambda made: made["spec"]["basicChart"].update(chartType="PIE"), "TYPE_ENUM"),
            (lambda made: sources(made)[0].update(endColumnIndex=2), "all rows or all columns to have length of 1"),
            (lambda made: sources(made)[0].update(endRowIndex=11), "exceeds grid limits"),
            (lambda made: sources(made)[0].update(sheetId=5), "No grid with id: 5"),
            (lambda made: sources(made).append(area(5, 6, 0, 1)), "same number of source ranges"),
            (lambda made: made.pop("position"), "position must be specified"),
            (lambda made: made["position"]["overlayPosition"]["anchorCell"].update(rowIndex=10), "anchor cell"),
            (lambda made: made.update(chartId=5), "already exists"),
        ],
    )
    def test_bad_charts_are_refused(
        self, book: FakeSpreadsheet, spoil: Callable[[dict[str, Any]], object], said: str
    ) -> None:
        do(book, "addChart", chart=chart(5))
        made = chart(6)
        spoil(made)
        assert said in refused(book, "addChart", {"chart": made})


def sources(made: dict[str, Any]) -> list[dict[str, int]]:
    found: list[dict[str, int]] = made["spec"]["basicChart"]["domains"][0]["domain"]["sourceRange"]["sources"]
    return found


class TestNamedRanges:
    def named(self, name: str = "pointer", range_id: str | None = None, **more: Any) -> dict[str, Any]:
        chosen = {} if range_id is None else {"namedRangeId": range_id}
        return {"namedRange": {"name": name, "range": area(0, 1, 0, 1), **chosen, **more}}

    def test_added_renamed_and_deleted(self, book: FakeSpreadsheet) -> None:
        do(book, "addNamedRange", **self.named(range_id="p1"))
        do(book, "updateNamedRange", **self.named("other", "p1", range=area(3, 4, 0, 1)), fields="name")
        assert book.metadata()["namedRanges"] == [{"namedRangeId": "p1", "name": "other", "range": area(0, 1, 0, 1)}]
        do(book, "deleteNamedRange", namedRangeId="p1")
        assert "namedRanges" not in book.metadata()

    def test_swapping_the_pointer_works_once(self, book: FakeSpreadsheet) -> None:
        do(book, "addNamedRange", **self.named("p1", "p1") | {"namedRange": self.named("ptr_1", "p1")["namedRange"]})
        swap = [{"deleteNamedRange": {"namedRangeId": "p1"}}, {"addNamedRange": self.named("ptr_2", "p2")}]
        book.batch_update(swap)
        with pytest.raises(BadRequest, match=r"^Invalid requests\[0\]\.deleteNamedRange: No named range with id: p1$"):
            book.batch_update(swap)

    def test_ids_and_names_are_unique(self, book: FakeSpreadsheet) -> None:
        do(book, "addNamedRange", **self.named(range_id="p1"))
        assert "already exists" in refused(book, "addNamedRange", self.named("other", "p1"))
        said = "Cannot add named range with name: POINTER, a named range with that name already exists."
        assert refused(book, "addNamedRange", self.named("POINTER", "p2")) == said

    @pytest.mark.parametrize("name", ["", "1st", "A1", "abc12", "R1C1", "rc", "two words", "a-b", "true", "x" * 251])
    def test_bad_names_are_refused(self, book: FakeSpreadsheet, name: str) -> None:
        assert "Invalid name" in refused(book, "addNamedRange", self.named(name))

    def test_its_cells_must_be_there(self, book: FakeSpreadsheet) -> None:
        assert "exceeds grid" in refused(book, "addNamedRange", self.named(range=area(0, 11, 0, 1)))
        assert "No grid" in refused(book, "addNamedRange", self.named(range=area(0, 1, 0, 1, sheet=5)))

    def test_a_range_whose_tab_is_deleted_is_not_listed_but_keeps_its_name(self, book: FakeSpreadsheet) -> None:
        do(book, "addNamedRange", **self.named(range_id="p1", range=area(0, 1, 0, 1, sheet=OTHER)))
        book.people.delete_tab("It's other")
        assert "namedRanges" not in book.metadata()
        assert "already exists" in refused(book, "addNamedRange", self.named(range_id="p2"))
        assert "No named range" in refused(book, "deleteNamedRange", {"namedRangeId": "p1"})
        book.people.delete_named_range("pointer")
        do(book, "addNamedRange", **self.named(range_id="p1"))


class TestOtherThings:
    def test_protection(self, book: FakeSpreadsheet) -> None:
        do(book, "addProtectedRange", protectedRange={"protectedRangeId": 7, "range": {"sheetId": TAB}})
        again = {"protectedRange": {"range": {"sheetId": TAB}}}
        assert refused(book, "addProtectedRange", again) == 'Sheet "Customers" already has sheet protection.'
        taken = {"protectedRange": {"protectedRangeId": 7, "range": area(0, 1, 0, 1)}}
        assert "already exists" in refused(book, "addProtectedRange", taken)
        change = {"protectedRangeId": 7, "description": "d", "warningOnly": True}
        do(book, "updateProtectedRange", protectedRange=change, fields="description,warningOnly")
        assert sheet_metadata(book)["protectedRanges"] == [{**change, "range": {"sheetId": TAB}}]
        editors = {"protectedRangeId": 7, "editors": {"users": ["a@example.com"]}}
        body = {"protectedRange": editors, "fields": "editors"}
        assert "Editors cannot be set" in refused(book, "updateProtectedRange", body)
        do(book, "deleteProtectedRange", protectedRangeId=7)
        assert refused(book, "deleteProtectedRange", {"protectedRangeId": 7}) == "No protected range with id: 7"

    def test_filters(self, book: FakeSpreadsheet) -> None:
        do(book, "setBasicFilter", filter={"range": area(0, 4, 0, 3)})
        do(book, "setBasicFilter", filter={"range": area(0, 4, 0, 2)})
        assert sheet_metadata(book)["basicFilter"] == {"range": area(0, 4, 0, 2)}
        beyond = {"range": area(0, 4, 0, 2), "sortSpecs": [{"dimensionIndex": 2, "sortOrder": "ASCENDING"}]}
        assert "in its range" in refused(book, "setBasicFilter", {"filter": beyond})
        do(book, "clearBasicFilter", sheetId=TAB)
        assert "basicFilter" not in sheet_metadata(book)
        view = do(book, "addFilterView", filter={"range": area(0, 4, 0, 2), "title": "Mine"})["filter"]
        assert sheet_metadata(book)["filterViews"] == [view]
        same = {"filter": {"range": area(0, 1, 0, 1), "filterViewId": view["filterViewId"]}}
        assert "already exists" in refused(book, "addFilterView", same)

    def test_conditional_formats(self, book: FakeSpreadsheet) -> None:
        def rule(text: str, **look: Any) -> dict[str, Any]:
            condition = {"type": "TEXT_EQ", "values": [{"userEnteredValue": text}]}
            return {"ranges": [area(1, None, 0, 1)], "booleanRule": {"condition": condition, "format": look}}

        do(book, "addConditionalFormatRule", index=0, rule=rule("b", textFormat={"bold": True}))
        do(book, "addConditionalFormatRule", index=0, rule=rule("a", textFormat={"bold": True}))
        assert "Invalid index" in refused(book, "addConditionalFormatRule", {"index": 3, "rule": rule("c")})
        wrong = rule("c", numberFormat={"type": "TEXT"})
        assert "can only apply" in refused(book, "addConditionalFormatRule", {"index": 0, "rule": wrong})
        assert "one range" in refused(book, "addConditionalFormatRule", {"rule": {**rule("c"), "ranges": []}})
        gone = do(book, "deleteConditionalFormatRule", sheetId=TAB, index=0)["rule"]
        assert gone == rule("a", textFormat={"bold": True})
        said = refused(book, "deleteConditionalFormatRule", {"sheetId": TAB, "index": 1})
        assert said == f"No conditional format on sheet: {TAB} at index: 1"

    def test_banding(self, book: FakeSpreadsheet) -> None:
        colours = {"firstBandColor": {"red": 1}, "secondBandColorStyle": {"themeColor": "ACCENT1"}}
        band = {"bandedRangeId": 3, "range": area(0, 4, 0, 3), "rowProperties": colours}
        do(book, "addBanding", bandedRange=band)
        over = {"bandedRange": {**band, "bandedRangeId": 4, "range": area(3, 5, 2, 4)}}
        assert "already has alternating background colors" in refused(book, "addBanding", over)
        plain = {"bandedRange": {"range": area(5, 6, 0, 1)}}
        assert "first and a second colour" in refused(book, "addBanding", plain)
        do(book, "deleteBanding", bandedRangeId=3)
        assert refused(book, "deleteBanding", {"bandedRangeId": 3}) == "No banded range with id: 3"

    def test_developer_metadata(self, book: FakeSpreadsheet) -> None:
        def entry(location: dict[str, Any], **more: Any) -> dict[str, Any]:
            return {"developerMetadata": {"metadataKey": "k", "visibility": "DOCUMENT", "location": location, **more}}

        column = {"dimensionRange": {"sheetId": TAB, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}}
        do(book, "createDeveloperMetadata", **entry({"spreadsheet": True}, metadataId=1))
        do(book, "createDeveloperMetadata", **entry({"sheetId": TAB}, metadataId=2))
        do(book, "createDeveloperMetadata", **entry(column, metadataId=3))
        book.people.insert_columns("Customers", 0)
        found = book.grid_data("Customers")[1]["columnMetadata"][2]["developerMetadata"]
        assert [one["metadataId"] for one in found] == [3]
        assert [one["metadataId"] for one in book.metadata()["developerMetadata"]] == [1]
        assert [one["metadataId"] for one in sheet_metadata(book)["developerMetadata"]] == [2]
        assert "already exists" in refused(book, "createDeveloperMetadata", entry({"sheetId": TAB}, metadataId=2))
        wide = {"dimensionRange": {**column["dimensionRange"], "endIndex": 3}}
        assert "one row or column" in refused(book, "createDeveloperMetadata", entry(wide))
        lookup = {"developerMetadataLookup": {"metadataKey": "k", "locationType": "COLUMN"}}
        gone = do(book, "deleteDeveloperMetadata", dataFilter=lookup)["deletedDeveloperMetadata"]
        assert [one["metadataId"] for one in gone] == [3]

    def test_sorting_puts_numbers_before_texts_and_blanks_last(self) -> None:
        book = FakeSpreadsheet("b")
        book.add_tab("T", [["x"], ["b", 1], [None, 2], [10, 3], ["A", 4], [9, 5], [True, 6]], sheet_id=TAB)
        specs = [{"dimensionIndex": 0, "sortOrder": "ASCENDING"}]
        do(book, "sortRange", range=area(1, None, 0, 2), sortSpecs=specs)
        assert [line[1] for line in book.rows("T")[1:]] == [5, 3, 4, 1, 6, 2]
        specs[0]["sortOrder"] = "DESCENDING"
        do(book, "sortRange", range=area(1, None, None, None), sortSpecs=specs)
        assert [line[1] for line in book.rows("T")[1:]] == [6, 1, 4, 3, 5, 2]
        assert "not in the range" in refused(book, "sortRange", {"range": area(1, 3, 1, 2), "sortSpecs": specs})

    def test_find_and_replace(self, book: FakeSpreadsheet) -> None:
        reply = do(book, "findReplace", find="C", replacement="D", matchCase=True, sheetId=TAB)
        assert reply == {"valuesChanged": 3, "occurrencesChanged": 3, "rowsChanged": 3, "sheetsChanged": 1}
        assert [line[0] for line in book.rows("Customers")] == ["id", "D1", "D2", "D3"]
        assert do(book, "findReplace", find="budi", replacement="5", matchEntireCell=True, allSheets=True)
        assert book.rows("Customers")[2][1] == 5
        assert "Exactly one" in refused(book, "findReplace", {"find": "a", "replacement": "b"})


class TestUpdatingValues:
    def written(self, values: list[list[Any]], option: str = "RAW", **more: Any) -> list[list[object]]:
        book = FakeSpreadsheet("b")
        book.add_tab("T", [["a", "b"], ["c"]], sheet_id=TAB, formats={3: "TEXT"}, row_count=4, column_count=4)
        place = {"gridRange": area(0, None, 0, None)}
        book.update_values([{"dataFilter": place, "values": values, **more}], option)
        return book.rows("T")

    def test_null_skips_and_an_empty_text_blanks(self) -> None:
        assert self.written([[None, ""], [1.0, True, "=x"]]) == [["a"], [1, True, "=x"]]

    def test_by_columns(self) -> None:
        assert self.written([["x", "y", "z"], [None, 5]], majorDimension="COLUMNS") == [["x", "b"], ["y", 5], ["z"]]

    def test_user_entered_values_are_recognised(self) -> None:
        values = [
            ["0812", "1.500,5", "5/3/2024", "0812"],
            ["=A1", "'0812", "true", None],
            ["12,5%", "abc", "31/02/2024"],
        ]
        assert self.written(values, "USER_ENTERED") == [
            [812, 1500.5, 45356, "0812"],
            [Formula("=A1"), "0812", True],
            [0.125, "abc", "31/02/2024"],
        ]

    @pytest.mark.parametrize(
        ("place", "values", "said"),
        [
            ({"gridRange": area(0, 5, 0, 1)}, [["x"]], r"Range \(T!A1:A5\) exceeds grid limits. Max rows: 4"),
            (
                {"gridRange": area(0, 1, 0, 1)},
                [["x", "y"]],
                r"within range \[T!A1\], but tried writing to column \[B\]",
            ),
            ({"a1Range": "T!A4:D4"}, [["x"], ["y"]], r"within range \[T!A4:D4\], but tried writing to row \[5\]"),
            ({"a1Range": "U!A4"}, [["x"]], "Unable to parse range: U!A4"),
            ({"a1Range": "T!A1"}, [[["x"]]], "list_value"),
            ({"a1Range": "T!A1"}, [["x" * 50_001]], "maximum of 50000 characters"),
            ({"a1Range": "T!A1"}, ["x"], "a list of lists"),
            ({}, [["x"]], "exactly one kind of filter"),
        ],
    )
    def test_nothing_is_written_when_one_range_is_refused(
        self, place: dict[str, Any], values: list[Any], said: str
    ) -> None:
        book = FakeSpreadsheet("b")
        book.add_tab("T", sheet_id=TAB, row_count=4, column_count=4)
        good = {"dataFilter": {"a1Range": "T!A1"}, "values": [["good"]]}
        with pytest.raises(BadRequest, match=rf"^Invalid data\[1\]: .*{said}"):
            book.update_values([good, {"dataFilter": place, "values": values}], "RAW")
        assert book.rows("T") == []

    def test_an_option_must_be_named(self, book: FakeSpreadsheet) -> None:
        with pytest.raises(BadRequest, match="valueInputOption"):
            book.update_values([{"dataFilter": {"a1Range": "Customers!A1"}, "values": [["x"]]}], "")


def test_a_tab_may_hold_dates_with_times_and_grows_with_its_rows() -> None:
    book = FakeSpreadsheet("b")
    book.add_tab("T", [[datetime(2024, 3, 5, 12)], *[["x"]] * 3], row_count=2, column_count=1)
    assert book.rows("T")[0] == [45356.5]
    assert book.texts("T")[0] == ["05/03/2024 12:00:00"]
    assert book.sheet("T").grid.row_count == 4


def test_titles_are_asked_for_exactly() -> None:
    with pytest.raises(KeyError, match="no tab"):
        FakeSpreadsheet("b").sheet("T")


LOOKS = st.sampled_from([{}, {"note": "a"}, {"note": "b"}])
EDITS = st.one_of(
    st.tuples(st.just("inserted"), st.integers(0, 12), st.integers(1, 3), LOOKS),
    st.tuples(st.just("removed"), st.integers(0, 6), st.integers(1, 6)),
    st.tuples(st.just("replaced"), st.integers(0, 12), st.lists(LOOKS, min_size=1, max_size=4)),
    st.tuples(st.just("moved"), st.integers(0, 5), st.integers(1, 4), st.integers(0, 12)),
)


@given(st.lists(EDITS, max_size=8))
def test_looks_are_kept_as_a_plain_list_would_keep_them(edits: list[tuple[Any, ...]]) -> None:
    runs, plain = Runs(), [{} for _ in range(100)]
    for kind, start, *more in edits:
        if kind == "inserted":
            runs = runs.inserted(start, *more)
            plain[start:start] = [more[1]] * more[0]
        elif kind == "removed":
            runs = runs.removed(start, start + more[0])
            del plain[start : start + more[0]]
        elif kind == "replaced":
            runs = runs.replaced(start, more[0])
            plain[start : start + len(more[0])] = more[0]
        else:
            end, to = start + more[0], more[1]
            if start < to < end:
                continue
            runs = runs.moved(start, end, to)
            block, target = plain[start:end], to - more[0] if to > start else to
            del plain[start:end]
            plain[target:target] = block
    assert runs.each(0, 40) == plain[:40]
    assert [runs.at(line) for line in range(40)] == plain[:40]
