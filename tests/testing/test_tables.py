"""Tables and charts' own tabs in the fake spreadsheet: what Google makes of them, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from crm_sheets.testing.google.field_masks import check_mask, parse_mask
from crm_sheets.testing.spreadsheet import BadRequest, FakeSpreadsheet
from crm_sheets.workbook.google.outline import FIELDS, outline_of

TAB = 11
ROWS = [["id", None, "born"], ["C1", "Ani", 3], ["C2", "Budi", 4]]


@pytest.fixture
def book() -> FakeSpreadsheet:
    book = FakeSpreadsheet("book")
    book.add_tab("Customers", ROWS, sheet_id=TAB, row_count=8, column_count=5)
    return book


def area(top: int, bottom: int, left: int, right: int, sheet: int = TAB) -> dict[str, int]:
    rows = {"startRowIndex": top, "endRowIndex": bottom}
    return {"sheetId": sheet, **rows, "startColumnIndex": left, "endColumnIndex": right}


def do(book: FakeSpreadsheet, kind: str, **body: Any) -> dict[str, Any]:
    [reply] = book.batch_update([{kind: body}])
    return reply.get(kind, reply)


def refused(book: FakeSpreadsheet, kind: str, **body: Any) -> str:
    before = (book.metadata(), [book.rows(title) for title in book.titles])
    with pytest.raises(BadRequest) as refusal:
        do(book, kind, **body)
    assert (book.metadata(), [book.rows(title) for title in book.titles]) == before
    return str(refusal.value).partition(": ")[2]


def table(book: FakeSpreadsheet, title: str = "Customers") -> dict[str, Any]:
    [found] = next(sheet for sheet in book.metadata()["sheets"] if sheet["properties"]["title"] == title)["tables"]
    return dict(found)


def cells(*values: str) -> list[dict[str, Any]]:
    return [{"values": [{"userEnteredValue": {"stringValue": value}} for value in values]}]


class TestMakingTables:
    def test_all_that_stands_there_becomes_a_table_and_every_column_has_a_name(self, book: FakeSpreadsheet) -> None:
        book.people.make_table("Customers", types={2: "DATE"})
        assert table(book)["range"] == area(0, 3, 0, 3)
        assert table(book)["columnProperties"] == [
            {"columnIndex": 0, "columnName": "id"},
            {"columnIndex": 1, "columnName": "Column 2"},
            {"columnIndex": 2, "columnName": "born", "columnType": "DATE"},
        ]
        assert book.rows("Customers")[0] == ["id", "Column 2", "born"]

    def test_a_filter_over_the_cells_goes_when_people_make_a_table(self, book: FakeSpreadsheet) -> None:
        book.people.filter("Customers", "A1:C3")
        book.people.make_table("Customers", "A1:B3")
        assert "basicFilter" not in book.metadata()["sheets"][0]

    def test_columns_may_bring_their_names_and_types(self, book: FakeSpreadsheet) -> None:
        rule = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "x"}]}}
        columns = [{"columnIndex": 1, "columnName": "name", "columnType": "DROPDOWN", "dataValidationRule": rule}]
        asked = {"tableId": "t", "name": "Ours", "range": area(0, 3, 1, 3), "columnProperties": columns}
        assert do(book, "addTable", table=asked)["table"]["tableId"] == "t"
        assert book.rows("Customers")[0] == ["id", "Column 1", "name"]
        assert table(book)["columnProperties"][1] == columns[0]

    def test_ticks_and_ratings_are_filled(self, book: FakeSpreadsheet) -> None:
        book.people.make_table("Customers", "B1:D4", {0: "BOOLEAN", 2: "RATINGS_CHIP"})
        assert [row[1:] for row in book.rows("Customers")[1:]] == [["Ani", 3, 0], ["Budi", 4, 0], [False, None, 0]]

    @pytest.mark.parametrize(
        ("attached", "said"),
        [
            ({"setBasicFilter": {"filter": {"range": area(2, 8, 0, 5)}}}, "filter"),
            ({"mergeCells": {"range": area(1, 2, 0, 2), "mergeType": "MERGE_ALL"}}, "merged"),
            ({"addTable": {"table": {"range": area(2, 5, 2, 4)}}}, "table"),
            (
                {
                    "addBanding": {
                        "bandedRange": {
                            "range": area(2, 8, 0, 5),
                            "rowProperties": {"firstBandColor": {}, "secondBandColor": {}},
                        }
                    }
                },
                "alternating",
            ),
        ],
    )
    def test_nothing_of_the_kind_may_be_there_or_come_later(
        self, book: FakeSpreadsheet, attached: dict[str, Any], said: str
    ) -> None:
        twin = FakeSpreadsheet("twin")
        twin.add_tab("Customers", ROWS, sheet_id=TAB, row_count=8, column_count=5)
        book.batch_update([attached])
        asked = {"range": area(0, 3, 0, 3)}
        assert said in refused(book, "addTable", table=asked)
        do(twin, "addTable", table=asked)
        [(kind, body)] = attached.items()
        assert "over cells of a table" in refused(twin, kind, **body)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"range": area(0, 1, 0, 3)},
            {"range": area(0, 9, 0, 3)},
            {"name": "OTHER"},
            {"tableId": "other"},
            {"columnProperties": [{"columnIndex": 3}]},
            {"columnProperties": [{"columnIndex": 0, "columnType": "NUMBER"}]},
            {"columnProperties": [{"columnIndex": 0, "columnType": "DROPDOWN"}]},
        ],
    )
    def test_what_is_no_table(self, book: FakeSpreadsheet, wrong: dict[str, Any]) -> None:
        do(book, "addTable", table={"tableId": "other", "name": "Other", "range": area(5, 7, 0, 3)})
        assert refused(book, "addTable", table={"range": area(0, 3, 0, 3), **wrong})


class TestLivingWithTables:
    def test_a_table_follows_its_cells_and_its_types_their_columns(self, book: FakeSpreadsheet) -> None:
        book.people.make_table("Customers", types={2: "DATE"})
        book.people.insert_rows("Customers", 1)
        book.people.insert_columns("Customers", 1)
        assert table(book)["range"] == area(1, 4, 0, 4)
        assert [column.get("columnType") for column in table(book)["columnProperties"]] == [None, None, None, "DATE"]
        assert book.rows("Customers")[1] == ["id", "Column 3", "Column 2", "born"]
        book.people.delete_columns("Customers", 3)
        assert len(table(book)["columnProperties"]) == 3
        book.people.delete_rows("Customers", 2, 3)
        assert "tables" not in book.metadata()["sheets"][0]

    def test_a_header_cell_is_never_blank(self, book: FakeSpreadsheet) -> None:
        book.people.make_table("Customers")
        book.people.type_in("Customers", 1, 2, None)
        assert book.rows("Customers")[0] == ["id", "Column 2", "Column 3"]
        do(book, "updateCells", range={"sheetId": TAB}, fields="userEnteredValue")
        assert book.rows("Customers") == [["Column 1", "Column 2", "Column 3"]]

    def test_a_copy_of_a_tab_has_a_table_of_its_own(self, book: FakeSpreadsheet) -> None:
        book.people.make_table("Customers", types={0: "TEXT"})
        book.people.duplicate_tab("Customers", "Twin")
        ours, theirs = table(book), table(book, "Twin")
        assert ours["tableId"] != theirs["tableId"]
        assert ours["name"] != theirs["name"]
        assert theirs["range"]["sheetId"] != TAB
        assert theirs["columnProperties"] == ours["columnProperties"]

    def test_its_header_is_not_sorted_away(self, book: FakeSpreadsheet) -> None:
        book.people.make_table("Customers", "A2:C3")
        with pytest.raises(BadRequest, match="header of a table"):
            book.people.sort("Customers", 0)

    def test_a_table_that_is_deleted_takes_all_that_is_in_its_cells(self, book: FakeSpreadsheet) -> None:
        book.people.make_table("Customers", "A1:B3", {0: "TEXT"})
        do(book, "deleteTable", tableId=table(book)["tableId"])
        assert book.rows("Customers") == [[None, None, "born"], [None, None, 3], [None, None, 4]]
        assert "tables" not in book.metadata()["sheets"][0]
        assert refused(book, "deleteTable", tableId="gone") == "No table with id: gone"

    def test_a_table_gets_another_name_and_other_cells(self, book: FakeSpreadsheet) -> None:
        book.people.make_table("Customers", types={0: "TEXT", 2: "DATE"})
        changed = {"tableId": table(book)["tableId"], "name": "New", "range": area(0, 4, 0, 2)}
        do(book, "updateTable", table=changed, fields="name,range")
        assert (table(book)["name"], table(book)["range"]) == ("New", area(0, 4, 0, 2))
        assert [column.get("columnType") for column in table(book)["columnProperties"]] == ["TEXT", None]
        do(book, "updateTable", table={"tableId": changed["tableId"]}, fields="columnProperties")
        assert "columnType" not in table(book)["columnProperties"][0]

    @pytest.mark.parametrize("fields", ["userEnteredFormat.numberFormat", "userEnteredFormat", "dataValidation", "*"])
    def test_cells_of_typed_columns_keep_what_the_type_gives(self, book: FakeSpreadsheet, fields: str) -> None:
        book.people.make_table("Customers", "A1:C6", {1: "TEXT"})
        said = "This operation is not allowed on cells in typed columns."
        body = {"sheetId": TAB, "rows": cells("x", "y"), "fields": fields}
        assert refused(book, "appendCells", **body) == said
        assert refused(book, "updateCells", range={"sheetId": TAB}, fields=fields) == said
        assert refused(book, "repeatCell", range=area(5, 7, 0, 2), cell={}, fields=fields) == said
        do(
            book,
            "repeatCell",
            range=area(0, 1, 0, 5),
            cell={"note": "header"},
            fields=f"note,{fields}".removesuffix(",*"),
        )
        do(book, "repeatCell", range=area(6, 8, 0, 5), cell={}, fields=fields)
        do(book, "repeatCell", range=area(0, 8, 2, 5), cell={}, fields="userEnteredFormat.textFormat")


class TestAppendingToTables:
    def test_rows_of_the_sheet_do_not_join_the_table(self, book: FakeSpreadsheet) -> None:
        book.people.make_table("Customers", types={0: "TEXT"})
        do(book, "appendCells", sheetId=TAB, rows=cells("new"), fields="userEnteredValue,dataValidation")
        assert book.rows("Customers")[3] == ["new"]
        assert table(book)["range"]["endRowIndex"] == 3

    def test_rows_of_the_table_join_it(self, book: FakeSpreadsheet) -> None:
        book.people.make_table("Customers", "B1:C3")
        book.people.type_in("Customers", 5, 0, "a note")
        book.people.type_in("Customers", 6, 4, "far away")
        table_id = table(book)["tableId"]
        for name in "ab":
            do(book, "appendCells", tableId=table_id, rows=cells(name), fields="userEnteredValue")
        assert book.rows("Customers")[3:5] == [[None, "a"], ["a note", "b"]]
        assert table(book)["range"]["endRowIndex"] == 5

    def test_blank_rows_of_the_table_are_filled_first(self, book: FakeSpreadsheet) -> None:
        book.people.make_table("Customers", "A1:C8")
        for _ in range(6):
            do(book, "appendCells", tableId=table(book)["tableId"], rows=cells("x"), fields="userEnteredValue")
        assert table(book)["range"]["endRowIndex"] == 9
        assert len(book.rows("Customers")) == 9

    def test_nobodys_cells_below_it_are_taken_in(self, book: FakeSpreadsheet) -> None:
        book.people.make_table("Customers", "B1:C2")
        said = refused(book, "appendCells", tableId=table(book)["tableId"], rows=cells("x"), fields="userEnteredValue")
        assert said == "The rows below the table are not blank."
        wide = {"tableId": table(book)["tableId"], "rows": cells("x", "y", "z"), "fields": "userEnteredValue"}
        assert refused(book, "appendCells", **wide).startswith("Attempting to write column")


class TestChartTabs:
    def test_a_charts_own_tab_is_a_tab_without_cells(self, book: FakeSpreadsheet) -> None:
        book.people.add_chart_tab("Chart")
        assert book.titles == ["Customers", "Chart"]
        properties = book.metadata()["sheets"][1]["properties"]
        assert properties["sheetType"] == "OBJECT"
        assert "gridProperties" not in properties
        with pytest.raises(BadRequest, match="already exists"):
            book.people.add_chart_tab("CHART")
        with pytest.raises(BadRequest, match="already exists"):
            book.people.add_tab("Chart")

    def test_it_is_renamed_moved_hidden_copied_and_deleted_as_any_tab(self, book: FakeSpreadsheet) -> None:
        book.people.add_chart_tab("Chart")
        book.people.move_tab("Chart", 0)
        book.people.rename_tab("Chart", "Ours")
        book.people.duplicate_tab("Ours", "Twin")
        book.people.hide_tab("Twin")
        assert book.titles == ["Ours", "Twin", "Customers"]
        book.people.delete_tab("Ours")
        chart = book.metadata()["sheets"][0]["charts"][0]
        assert chart["position"] == {"sheetId": book.sheet("Twin").sheet_id}
        book.people.delete_chart(chart["chartId"])
        assert book.titles == ["Customers"]

    @pytest.mark.parametrize("cells", ["Chart", "Chart!A1", "'Chart'!A:B"])
    def test_its_cells_cannot_be_read_or_written(self, book: FakeSpreadsheet, cells: str) -> None:
        book.people.add_chart_tab("Chart")
        with pytest.raises(BadRequest, match="Unable to parse range"):
            book.values(cells, columns=True, unformatted=True)
        with pytest.raises(BadRequest, match="Unable to parse range"):
            book.update_values([{"dataFilter": {"a1Range": cells}, "values": [["x"]]}], "RAW")

    def test_a_range_without_a_title_is_on_the_first_tab_with_cells(self, book: FakeSpreadsheet) -> None:
        book.people.add_chart_tab("Chart")
        book.people.move_tab("Chart", 0)
        assert book.values("A1:A2", columns=False, unformatted=True)["values"] == [["id"], ["C1"]]

    @pytest.mark.parametrize(
        ("kind", "body"),
        [
            ("addNamedRange", {"namedRange": {"name": "n", "range": {"sheetId": 5}}}),
            ("addProtectedRange", {"protectedRange": {"range": {"sheetId": 5}}}),
            ("updateCells", {"range": {"sheetId": 5}, "fields": "note"}),
            ("updateCells", {"start": {"sheetId": 5}, "rows": cells("x"), "fields": "userEnteredValue"}),
            ("appendCells", {"sheetId": 5, "rows": cells("x"), "fields": "userEnteredValue"}),
            ("setBasicFilter", {"filter": {"range": {"sheetId": 5}}}),
            ("clearBasicFilter", {"sheetId": 5}),
            ("appendDimension", {"sheetId": 5, "dimension": "ROWS", "length": 1}),
            ("insertDimension", {"range": {"sheetId": 5, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}}),
        ],
    )
    def test_nothing_is_done_to_cells_that_it_has_not(
        self, book: FakeSpreadsheet, kind: str, body: dict[str, Any]
    ) -> None:
        book.people.add_chart_tab("Chart")
        assert refused(book, kind, **_on(book.sheet("Chart").sheet_id, body)).startswith("No grid with id: ")

    def test_it_has_no_size(self, book: FakeSpreadsheet) -> None:
        book.people.add_chart_tab("Chart")
        properties = {"sheetId": book.sheet("Chart").sheet_id, "gridProperties": {"rowCount": 5}}
        said = refused(book, "updateSheetProperties", properties=properties, fields="gridProperties.rowCount")
        assert said == "Grid properties cannot be set on a sheet without cells."

    def test_people_replace_texts_on_all_other_tabs(self, book: FakeSpreadsheet) -> None:
        book.people.add_chart_tab("Chart")
        assert do(book, "findReplace", find="Ani", replacement="Ana", allSheets=True)["valuesChanged"] == 1


def test_the_outline_knows_tables_and_tabs_without_cells(book: FakeSpreadsheet) -> None:
    check_mask(parse_mask(FIELDS), "Spreadsheet")
    book.people.make_table("Customers", types={0: "TEXT"})
    book.people.add_chart_tab("Chart")
    customers, chart = outline_of(book.metadata()).sheets
    assert {table_id: found["range"] for table_id, found in customers.tables.items()} == {
        table(book)["tableId"]: area(0, 3, 0, 3)
    }
    assert customers.has_typed_columns
    assert customers.is_grid
    assert not chart.is_grid
    assert not chart.tables


def _on(sheet_id: int, body: Any) -> Any:
    """The body with this id in place of 5."""
    if isinstance(body, list):
        return [_on(sheet_id, item) for item in body]
    if not isinstance(body, dict):
        return body
    return {name: sheet_id if name == "sheetId" else _on(sheet_id, item) for name, item in body.items()}
