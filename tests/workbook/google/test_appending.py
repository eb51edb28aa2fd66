"""Rows added to shared tabs: under their own headers, with tick boxes, and nobody's cell is touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from discovery import checked
from workbook_builders import queue_rows

from crm_sheets.content import AMBER, GREEN, Append, Format, ShownColumn
from crm_sheets.errors import WorkbookError
from crm_sheets.workbook.google.appending import append_rows
from crm_sheets.workbook.google.looks import colour_style
from crm_sheets.workbook.google.outline import SheetOutline

HEADER = ("Kunci", "Warna", "Pelanggan", "Tanggal", "Selesai?")
SHEET = SheetOutline(5, "Antrean", 1000, 26, raw={})


def to_existing(append: Append, header: tuple[str, ...] = HEADER) -> list[tuple[str, Any]]:
    return checked(append_rows(append, SHEET, header, SHEET.sheet_id))


def cells(append: Append, header: tuple[str, ...] = HEADER) -> list[list[Any]]:
    found = to_existing(append, header)
    assert {kind for kind, _ in found} <= {"appendCells"}
    return [row["values"] for _, body in found for row in body["rows"]]


def texts(rows: list[list[Any]]) -> list[list[Any]]:
    return [[next(iter(cell.get("userEnteredValue", {}).values()), None) for cell in row] for row in rows]


def one_column(values: list[Any], column: ShownColumn, dtype: Any = pl.String) -> Append:
    return Append("Antrean", pl.DataFrame({"a": pl.Series(values, dtype=dtype)}), (column,))


def test_rows_are_added_at_the_end_by_google_each_value_under_its_header() -> None:
    ((kind, body),) = to_existing(queue_rows("k1", "k2"))
    assert (kind, body["sheetId"]) == ("appendCells", 5)
    assert texts([row["values"] for row in body["rows"]]) == [
        ["k1", None, "Nama k1", None, None],
        ["k2", None, "Nama k2", None, None],
    ]


def test_a_column_between_ours_gets_nothing() -> None:
    ((_, theirs, *_rest),) = cells(queue_rows("k1"))
    assert theirs == {}


def test_nothing_is_written_to_the_right_of_our_last_column() -> None:
    assert [len(row) for row in cells(queue_rows("k1"), ("Selesai?", "Kunci", "Pelanggan", "Catatan kami"))] == [3]


def test_only_what_our_cells_set_is_named() -> None:
    ((_, body),) = to_existing(queue_rows("k1"))
    assert body["fields"] == "userEnteredValue,userEnteredFormat.numberFormat,dataValidation"


@pytest.mark.parametrize(("kind", "is_refused"), [("DATE", True), ("COLUMN_TYPE_UNSPECIFIED", False), (None, False)])
def test_what_the_type_of_a_tables_column_decides_is_left_to_it(kind: str | None, is_refused: bool) -> None:
    columns = [{}, {"columnType": kind} if kind else {}]
    typed = replace(SHEET, raw={"tables": [{"tableId": "t", "range": {}, "columnProperties": columns}]})
    ((_, body),) = checked(append_rows(queue_rows("k1"), typed, HEADER, SHEET.sheet_id))
    has_formats = body["fields"] != "userEnteredValue"
    assert has_formats is not is_refused
    assert "tableId" not in body
    assert any("dataValidation" in cell for row in body["rows"] for cell in row["values"]) is not is_refused


def test_a_missing_header_is_an_error() -> None:
    with pytest.raises(WorkbookError, match='no column with the header "Pelanggan"'):
        to_existing(queue_rows("k1"), ("Kunci", "Selesai?"))


def test_no_rows_change_nothing_in_a_tab_that_is_there() -> None:
    assert to_existing(queue_rows()) == []


@pytest.mark.parametrize(("dtype", "blank"), [(pl.String, [None, ""]), (pl.Boolean, [None, False])])
def test_a_tick_box_is_ticked_by_the_word_for_yes_and_blank_otherwise(dtype: Any, blank: list[Any]) -> None:
    column = ShownColumn("a", "Setuju?", Format.TICK, people_fill=True, choices=("Ya", "Tidak"))
    rows = cells(one_column(blank, column, dtype), ("Setuju?",))
    assert texts(rows) == [[None], [None]]
    rule = rows[0][0]["dataValidation"]
    assert rule["condition"] == {"type": "BOOLEAN", "values": [{"userEnteredValue": "Ya"}]}
    assert rule["strict"] is False


def test_a_true_value_of_a_tick_box_is_its_word() -> None:
    column = ShownColumn("a", "Setuju?", Format.TICK, people_fill=True, choices=("Ya", "Tidak"))
    ((cell,),) = cells(one_column([True], column, pl.Boolean), ("Setuju?",))
    assert cell["userEnteredValue"] == {"stringValue": "Ya"}


def test_other_answers_are_a_list_that_other_texts_may_break() -> None:
    column = ShownColumn("a", "Hasil", people_fill=True, choices=("Berminat", "Menolak"))
    ((cell,),) = cells(one_column([None], column), ("Hasil",))
    listed = [{"userEnteredValue": "Berminat"}, {"userEnteredValue": "Menolak"}]
    condition = {"type": "ONE_OF_LIST", "values": listed}
    assert cell["dataValidation"] == {"condition": condition, "strict": False, "showCustomUi": True}


@pytest.mark.parametrize("choices", [(), ("=1+1", "b")])
def test_a_column_without_answers_or_with_a_formula_for_one_has_no_list(choices: tuple[str, ...]) -> None:
    column = ShownColumn("a", "Hasil", people_fill=True, choices=choices)
    assert "dataValidation" not in cells(one_column(["x"], column), ("Hasil",))[0][0]


def test_a_blank_date_of_peoples_is_ready_for_a_date() -> None:
    column = ShownColumn("a", "Tanggal", Format.DATE, people_fill=True)
    ((cell,),) = cells(one_column([None], column, pl.Date), ("Tanggal",))
    assert cell == {"userEnteredFormat": {"numberFormat": {"type": "DATE", "pattern": "dd/mm/yyyy"}}}


def test_dates_and_links_have_their_looks_and_a_telephone_is_text() -> None:
    frame = pl.DataFrame(
        {
            "day": [date(2024, 5, 24)],
            "chat": ["WhatsApp"],
            "to": ["https://wa.me/62"],
            "call": ["+62"],
            "tel": ["tel:+62"],
        }
    )
    columns = (
        ShownColumn("day", "Hari", Format.DATE),
        ShownColumn("chat", "Chat", Format.LINK, link_column="to"),
        ShownColumn("call", "Telepon", Format.LINK, link_column="tel"),
    )
    ((_, body),) = to_existing(Append("Antrean", frame, columns), ("Hari", "Chat", "Telepon"))
    day, chat, call = body["rows"][0]["values"]
    assert day["userEnteredValue"] == {"numberValue": 45436}
    assert chat["userEnteredFormat"]["textFormat"] == {"link": {"uri": "https://wa.me/62"}}
    assert call == {"userEnteredValue": {"stringValue": "+62"}, "userEnteredFormat": {"numberFormat": {"type": "TEXT"}}}
    assert body["fields"] == "userEnteredValue,userEnteredFormat.numberFormat,userEnteredFormat.textFormat.link"


def test_long_texts_are_wrapped_and_all_cells_of_their_rows_stand_at_the_top() -> None:
    columns = (ShownColumn("a", "Isi", Format.WRAP), ShownColumn("b", "Nama"))
    ((_, body),) = to_existing(Append("Antrean", pl.DataFrame({"a": ["x"], "b": ["y"]}), columns), ("Isi", "Nama"))
    text, name = (cell["userEnteredFormat"] for cell in body["rows"][0]["values"])
    assert (text["wrapStrategy"], "wrapStrategy" in name) == ("WRAP", False)
    assert text["verticalAlignment"] == name["verticalAlignment"] == "TOP"
    assert "userEnteredFormat.wrapStrategy,userEnteredFormat.verticalAlignment" in body["fields"]


@pytest.mark.parametrize(("most_lines", "heights"), [(0, []), (6, [6 * 17])])
def test_a_list_of_long_texts_has_rows_of_so_many_lines(most_lines: int, heights: list[int]) -> None:
    append = one_column(["x"], ShownColumn("a", "Naskah", Format.WRAP, most_lines=most_lines))
    found = [body for kind, body in checked(append_rows(append, None, None, 8)) if kind == "updateDimensionProperties"]
    below = [body for body in found if body["range"] == {"sheetId": 8, "dimension": "ROWS", "startIndex": 1}]
    assert [body["properties"]["pixelSize"] for body in below] == heights


def test_many_rows_come_in_requests_of_a_bearable_size() -> None:
    append = queue_rows(*(f"k{number}" for number in range(3_000)))
    requests = append_rows(append, SHEET, HEADER, SHEET.sheet_id)
    assert len(requests) > 1
    assert max(request.size for request in requests) < 520_000
    assert [row[0] for row in texts(cells(append))] == [f"k{number}" for number in range(3_000)]


def test_a_missing_tab_is_made_with_a_frozen_header_a_filter_and_the_colours_of_owners() -> None:
    found = checked(append_rows(queue_rows("k1"), None, None, 8))
    kinds = [kind for kind, _ in found]
    assert kinds[:3] == ["addSheet", "appendCells", "appendCells"]
    properties = found[0][1]["properties"]
    assert (properties["sheetId"], properties["title"]) == (8, "Antrean")
    assert properties["gridProperties"]["frozenRowCount"] == 1
    header = found[1][1]["rows"][0]["values"]
    assert texts([header]) == [["Pelanggan", "Selesai?", "Kunci"]]
    colours = [cell["userEnteredFormat"]["backgroundColorStyle"] for cell in header]
    assert colours == [colour_style(AMBER), colour_style(GREEN), colour_style(AMBER)]
    assert texts([row["values"] for row in found[2][1]["rows"]]) == [["Nama k1", None, "k1"]]
    area = {"sheetId": 8, "startRowIndex": 0, "startColumnIndex": 0, "endColumnIndex": 3}
    assert dict(found)["setBasicFilter"] == {"filter": {"range": area}}


def test_the_columns_of_a_new_tab_are_formatted_to_their_ends_but_have_no_tick_boxes_yet() -> None:
    found = checked(append_rows(queue_rows("k1"), None, None, 8))
    columns = [body for kind, body in found if kind == "repeatCell"]
    assert [body["range"] for body in columns] == [
        {"sheetId": 8, "startRowIndex": 1, "startColumnIndex": place, "endColumnIndex": place + 1} for place in range(3)
    ]
    assert not any("dataValidation" in body["fields"] for body in columns)


def test_a_note_stands_on_its_header() -> None:
    append = one_column(["x"], ShownColumn("a", "Hasil", note="Apa yang terjadi"))
    assert checked(append_rows(append, None, None, 8))[1][1]["rows"][0]["values"][0]["note"] == "Apa yang terjadi"


def test_a_missing_tab_is_made_with_its_header_even_when_there_are_no_rows_yet() -> None:
    found = checked(append_rows(queue_rows(), None, None, 8))
    assert [kind for kind, _ in found].count("appendCells") == 1


def test_a_blank_tab_of_that_title_becomes_the_shared_tab_without_being_made() -> None:
    small = SheetOutline(5, "Antrean", 1, 2, raw={})
    found = checked(append_rows(queue_rows("k1"), small, None, 5))
    kind, body = found[0]
    assert kind == "updateSheetProperties"
    grid = {"rowCount": 2, "columnCount": 3, "frozenRowCount": 1}
    assert body["properties"] == {"sheetId": 5, "tabColorStyle": colour_style(AMBER), "gridProperties": grid}
    assert "addSheet" not in [kind for kind, _ in found]
    assert "updateCells" not in [kind for kind, _ in found]
