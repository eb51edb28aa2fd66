"""People edit the fake spreadsheet as they do in the browser, and everything follows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sheets.testing.spreadsheet import BadRequest, FakeSpreadsheet, Formula

TAB, OTHER = 11, 22


@pytest.fixture
def book() -> FakeSpreadsheet:
    book = FakeSpreadsheet("book")
    rows = [["id", "name", "phone"], ["C3", "Ani", "0812"], ["C1", "Budi", "0813"], ["C2", None, "0814"]]
    book.add_tab("Customers", rows, sheet_id=TAB, formats={2: "TEXT"}, row_count=6, column_count=4)
    book.add_tab("Charts", sheet_id=OTHER)
    return book


def area(top: int, bottom: int | None, left: int, right: int, sheet: int = TAB) -> dict[str, int]:
    ends = {} if bottom is None else {"endRowIndex": bottom}
    return {"sheetId": sheet, "startRowIndex": top, **ends, "startColumnIndex": left, "endColumnIndex": right}


def with_everything(book: FakeSpreadsheet) -> None:
    """Attach to B3:C4 of Customers whatever can be attached."""
    cells = area(2, 4, 1, 3)
    sources = [{"sourceRange": {"sources": [area(2, 4, column, column + 1)]}} for column in (1, 2)]
    basic = {"chartType": "LINE", "domains": [{"domain": sources[0]}], "series": [{"series": sources[1]}]}
    anchor = {"sheetId": OTHER, "rowIndex": 0, "columnIndex": 0}
    colours = {"firstBandColor": {}, "secondBandColor": {}}
    condition = {"type": "NOT_BLANK"}
    rule = {"ranges": [cells], "booleanRule": {"condition": condition, "format": {"textFormat": {"bold": True}}}}
    chart = {"spec": {"basicChart": basic}, "position": {"overlayPosition": {"anchorCell": anchor}}, "chartId": 1}
    filtered = {"range": cells, "filterSpecs": [{"columnIndex": 2, "filterCriteria": {"hiddenValues": ["x"]}}]}
    book.batch_update(
        [
            {"addNamedRange": {"namedRange": {"namedRangeId": "n", "name": "named", "range": cells}}},
            {"addProtectedRange": {"protectedRange": {"protectedRangeId": 2, "range": cells}}},
            {"addBanding": {"bandedRange": {"bandedRangeId": 3, "range": cells, "rowProperties": colours}}},
            {"addConditionalFormatRule": {"index": 0, "rule": rule}},
            {"addChart": {"chart": chart}},
            {"setBasicFilter": {"filter": filtered}},
        ]
    )


def attached(book: FakeSpreadsheet) -> dict[str, Any]:
    metadata = book.metadata()
    customers, charts = metadata["sheets"]
    basic = charts["charts"][0]["spec"]["basicChart"]
    one = {
        "named": metadata.get("namedRanges"),
        "protected": customers.get("protectedRanges"),
        "banded": customers.get("bandedRanges"),
        "filtered": [customers["basicFilter"]] if "basicFilter" in customers else None,
    }
    found: dict[str, Any] = {name: resources and resources[0]["range"] for name, resources in one.items()}
    formats = customers.get("conditionalFormats")
    found["formatted"] = formats and formats[0]["ranges"][0]
    found["domain"] = basic["domains"][0]["domain"]["sourceRange"]["sources"]
    found["series"] = basic["series"][0]["series"]["sourceRange"]["sources"]
    return found


def everywhere(cells: dict[str, int]) -> dict[str, Any]:
    left, right = cells["startColumnIndex"], cells["endColumnIndex"]
    ranges = dict.fromkeys(("named", "protected", "banded", "filtered", "formatted"), cells)
    return {
        **ranges,
        "domain": [{**cells, "endColumnIndex": left + 1}],
        "series": [{**cells, "startColumnIndex": right - 1}],
    }


class TestTyping:
    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("0812", 812),
            ("'0812", "0812"),
            ("+62 812", "+62 812"),
            ("1.500", 1500),
            ("2,5", 2.5),
            ("12%", 0.12),
            ("true", True),
            ("5/3/2024", 45356),
            ("2024-03-05 06:00", 45356.25),
            ("5/13/2024", "5/13/2024"),
            ("=A1", Formula("=A1", "id")),
            ("=", "="),
            ("", None),
        ],
    )
    def test_what_is_typed_is_recognised(self, book: FakeSpreadsheet, typed: str, kept: object) -> None:
        book.people.type_in("Customers", 2, 3, typed, shown="id")
        assert book.sheet("Customers").grid.value(1, 3) == kept

    def test_in_english_months_come_first_and_points_divide(self) -> None:
        book = FakeSpreadsheet("b", locale="en_US")
        book.add_tab("T")
        for column, typed in enumerate(["3/5/2024", "1,500.5"]):
            book.people.type_in("T", 1, column, typed)
        assert book.rows("T") == [[45356, 1500.5]]
        assert book.texts("T") == [["3/5/2024", "1500.5"]]

    def test_a_text_column_keeps_the_zero(self, book: FakeSpreadsheet) -> None:
        book.people.type_in("Customers", 2, 2, "0899")
        assert book.rows("Customers")[1][2] == "0899"

    def test_a_date_brings_its_format(self, book: FakeSpreadsheet) -> None:
        book.people.type_in("Customers", 2, 3, "5/3/2024")
        assert book.texts("Customers")[1][3] == "05/03/2024"

    def test_typing_beyond_the_grid_grows_it(self, book: FakeSpreadsheet) -> None:
        book.people.type_in("Customers", 8, 5, "far")
        grid = book.sheet("Customers").grid
        assert (grid.row_count, grid.column_count) == (8, 6)
        assert book.rows("Customers")[7][5] == "far"

    def test_too_much_text_is_refused(self, book: FakeSpreadsheet) -> None:
        with pytest.raises(BadRequest, match="50000"):
            book.people.type_in("Customers", 1, 0, "x" * 50_001)

    def test_a_box_is_ticked_with_its_own_words(self, book: FakeSpreadsheet) -> None:
        words = [{"userEnteredValue": "yes"}, {"userEnteredValue": "no"}]
        rule = {"condition": {"type": "BOOLEAN", "values": words}}
        book.batch_update([{"setDataValidation": {"range": area(2, 3, 3, 4), "rule": rule}}])
        book.people.tick("Customers", 2, 3)
        book.people.tick("Customers", 3, 3)
        assert [line[3] for line in book.rows("Customers")[1:3]] == [True, "yes"]
        book.people.tick("Customers", 2, 3, ticked=False)
        book.people.tick("Customers", 3, 3, ticked=False)
        assert [line[3] for line in book.rows("Customers")[1:3]] == [False, "no"]


class TestEverythingFollows:
    def test_rows_inserted_above(self, book: FakeSpreadsheet) -> None:
        with_everything(book)
        book.people.insert_rows("Customers", 3, 2)
        assert attached(book) == everywhere(area(4, 6, 1, 3))
        assert [line[:1] for line in book.rows("Customers")] == [["id"], ["C3"], [], [], ["C1"], ["C2"]]

    def test_rows_inserted_inside_and_behind(self, book: FakeSpreadsheet) -> None:
        with_everything(book)
        book.people.insert_rows("Customers", 4)
        assert attached(book) == everywhere(area(2, 5, 1, 3))
        book.people.insert_rows("Customers", 6)
        assert attached(book) == everywhere(area(2, 5, 1, 3))

    def test_columns_inserted_and_deleted(self, book: FakeSpreadsheet) -> None:
        with_everything(book)
        book.people.insert_columns("Customers", 0, 2)
        assert attached(book) == everywhere(area(2, 4, 3, 5))
        assert book.sheet("Customers").basic_filter["filterSpecs"][0]["columnIndex"] == 4  # type: ignore[index]
        book.people.delete_columns("Customers", 0, 1)
        assert attached(book) == everywhere(area(2, 4, 2, 4))

    def test_a_column_that_is_moved_out_is_lost_to_them(self, book: FakeSpreadsheet) -> None:
        with_everything(book)
        book.people.move_column("Customers", 1, 3)
        assert book.rows("Customers")[0] == ["id", "phone", None, "name"]
        assert attached(book)["named"] == area(2, 4, 1, 2)
        assert attached(book)["domain"] == [area(2, 4, 3, 4)]

    def test_rows_deleted_in_part(self, book: FakeSpreadsheet) -> None:
        with_everything(book)
        book.people.delete_rows("Customers", 2, 2)
        assert attached(book) == everywhere(area(1, 2, 1, 3))

    def test_what_loses_all_its_cells_is_gone_but_a_chart_stays(self, book: FakeSpreadsheet) -> None:
        with_everything(book)
        book.people.delete_rows("Customers", 3, 2)
        gone = dict.fromkeys(("named", "protected", "banded", "filtered", "formatted"))
        assert attached(book) == {**gone, "domain": [], "series": []}

    def test_ranges_open_below_stay_open(self, book: FakeSpreadsheet) -> None:
        named = {"namedRangeId": "n", "name": "named", "range": area(1, None, 0, 1)}
        book.batch_update([{"addNamedRange": {"namedRange": named}}])
        book.people.delete_rows("Customers", 2, 4)
        assert book.metadata()["namedRanges"][0]["range"] == area(1, None, 0, 1)

    def test_a_merge_follows_and_a_merge_of_one_cell_is_none(self, book: FakeSpreadsheet) -> None:
        book.people.merge("Customers", "A5:B6")
        book.people.insert_rows("Customers", 1)
        assert book.metadata()["sheets"][0]["merges"] == [area(5, 7, 0, 2)]
        with pytest.raises(BadRequest, match="merged"):
            book.people.move_column("Customers", 0, 2)
        book.people.delete_rows("Customers", 6)
        book.people.delete_columns("Customers", 0)
        assert "merges" not in book.metadata()["sheets"][0]

    def test_frozen_rows_follow(self, book: FakeSpreadsheet) -> None:
        properties = {"sheetId": TAB, "gridProperties": {"frozenRowCount": 2}}
        fields = "gridProperties.frozenRowCount"
        book.batch_update([{"updateSheetProperties": {"properties": properties, "fields": fields}}])
        book.people.insert_rows("Customers", 1)
        assert book.sheet("Customers").frozen("ROWS") == 3
        book.people.delete_rows("Customers", 3, 2)
        assert book.sheet("Customers").frozen("ROWS") == 2

    def test_an_anchor_whose_cell_is_deleted_stays_on_the_sheet(self, book: FakeSpreadsheet) -> None:
        with_everything(book)
        anchor = {"sheetId": TAB, "rowIndex": 5, "columnIndex": 3}
        position = {"overlayPosition": {"anchorCell": anchor}}
        move = {"objectId": 1, "newPosition": position, "fields": "anchorCell"}
        book.batch_update([{"updateEmbeddedObjectPosition": move}])
        book.people.delete_rows("Customers", 5, 2)
        [chart] = book.metadata()["sheets"][0]["charts"]
        assert chart["position"]["overlayPosition"]["anchorCell"] == {**anchor, "rowIndex": 3}


class TestSorting:
    def test_whole_rows_move_below_the_header(self, book: FakeSpreadsheet) -> None:
        book.people.type_in("Customers", 2, 3, "5/3/2024")
        book.people.sort("Customers", 0)
        assert [line[0] for line in book.rows("Customers")] == ["id", "C1", "C2", "C3"]
        assert book.texts("Customers")[3] == ["C3", "Ani", "0812", "05/03/2024"]
        book.people.sort("Customers", 1, ascending=False)
        assert [line[0] for line in book.rows("Customers")] == ["id", "C1", "C3", "C2"]

    def test_frozen_rows_stay(self, book: FakeSpreadsheet) -> None:
        properties = {"sheetId": TAB, "gridProperties": {"frozenRowCount": 2}}
        fields = "gridProperties.frozenRowCount"
        book.batch_update([{"updateSheetProperties": {"properties": properties, "fields": fields}}])
        book.people.sort("Customers", 0)
        assert [line[0] for line in book.rows("Customers")] == ["id", "C3", "C1", "C2"]

    @given(st.lists(st.one_of(st.none(), st.integers(-9, 9), st.text("aB", max_size=2), st.booleans()), max_size=9))
    def test_sorting_loses_and_invents_nothing(self, column: list[object]) -> None:
        book = FakeSpreadsheet("b")
        book.add_tab("T", [["header", "number"], *([value, number] for number, value in enumerate(column))])
        before = {line[1]: line[0] for line in book.rows("T")}
        book.people.sort("T", 0)
        assert {line[1]: line[0] for line in book.rows("T")} == before
        assert len(book.rows("T")) == len(column) + 1


class TestTabs:
    def test_tabs_come_go_and_change_places(self, book: FakeSpreadsheet) -> None:
        book.people.add_tab("New", [["x"]])
        book.people.duplicate_tab("Customers")
        assert book.titles == ["Customers", "Copy of Customers", "Charts", "New"]
        book.people.rename_tab("New", "Newer")
        book.people.move_tab("Newer", 0)
        book.people.move_tab("Customers", 3)
        book.people.delete_tab("Copy of Customers")
        assert book.titles == ["Newer", "Charts", "Customers"]
        book.people.hide_tab("Charts")
        assert book.metadata()["sheets"][1]["properties"]["hidden"] is True
        book.people.hide_tab("Charts", hidden=False)
        assert "hidden" not in book.metadata()["sheets"][1]["properties"]

    def test_a_renamed_tab_keeps_its_id(self, book: FakeSpreadsheet) -> None:
        book.people.rename_tab("Customers", "Pelanggan")
        assert book.sheet("Pelanggan").sheet_id == TAB
        with pytest.raises(BadRequest, match="already exists"):
            book.people.rename_tab("Pelanggan", "CHARTS")

    def test_filters_protections_names_and_charts(self, book: FakeSpreadsheet) -> None:
        with_everything(book)
        book.people.clear_filter("Customers")
        book.people.filter("Customers", "A1:C")
        assert book.metadata()["sheets"][0]["basicFilter"]["range"] == area(0, None, 0, 3)
        book.people.filter("Charts")
        assert book.metadata()["sheets"][1]["basicFilter"]["range"] == {"sheetId": OTHER}
        book.people.protect("Charts", "A1")
        book.people.protect("Charts")
        assert len(book.metadata()["sheets"][1]["protectedRanges"]) == 2
        book.people.delete_named_range("named")
        book.people.delete_chart(1)
        assert "namedRanges" not in book.metadata()
        assert "charts" not in book.metadata()["sheets"][1]
        with pytest.raises(KeyError, match="named range"):
            book.people.delete_named_range("named")

    def test_each_edit_is_a_revision(self, book: FakeSpreadsheet) -> None:
        before = book.revision
        book.people.type_in("Customers", 1, 0, "ID")
        book.people.insert_rows("Customers", 2)
        assert book.revision == before + 2

    def test_an_unknown_tab_is_named(self, book: FakeSpreadsheet) -> None:
        with pytest.raises(KeyError, match="Nobody"):
            book.people.type_in("Nobody", 1, 0, "x")
