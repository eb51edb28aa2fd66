"""Cells out of Google's JSON: the same texts, and after validation the same values, as out of a workbook file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from crm_sheets.errors import WorkbookUnreadable
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Column, Kind, Owner
from crm_sheets.tables import Book, CellError, RawTab
from crm_sheets.validate import validate
from crm_sheets.workbook.cell_values import as_read
from crm_sheets.workbook.google import json_cells
from crm_sheets.workbook.google.outline import Outline, outline_of
from crm_sheets.workbook.google.reading import ERROR_VALUES, read_tabs
from crm_sheets.workbook.xlsx import XlsxWorkbook

TODAY = date(2026, 11, 20)
EPOCH = datetime(1899, 12, 30)
Rows = Sequence[Sequence[object]]


def outline(*titles: str, **merges: Sequence[Mapping[str, int]]) -> Outline:
    """A spreadsheet of these tabs; `merges` are by title."""
    sheets = [
        {"properties": {"sheetId": number, "title": title}, "merges": merges.get(title, ())}
        for number, title in enumerate(titles)
    ]
    return outline_of({"spreadsheetId": "s", "properties": {"title": "Buku"}, "sheets": sheets})


def as_google_gives(value: object) -> object:
    """A cell's value in JSON: a date as the days since the end of 1899, a blank one as an empty text."""
    if isinstance(value, datetime):
        return (value - EPOCH) / timedelta(days=1)
    if isinstance(value, date):
        return (datetime(value.year, value.month, value.day) - EPOCH).days
    return "" if value is None else value


def value_range(title: str, rows: Rows) -> dict[str, Any]:
    """One tab by columns, each cut behind its last value, as in an answer of Google's."""
    width = max((len(row) for row in rows), default=0)
    columns = [[as_google_gives(row[column]) if column < len(row) else "" for row in rows] for column in range(width)]
    for column in columns:
        while column and column[-1] == "":
            column.pop()
    found = {"range": f"'{title}'!A1:ZZ1000", "majorDimension": "COLUMNS"}
    return found | ({"values": columns} if any(columns) else {})


def answer(tabs: Mapping[str, Rows], indent: int | None = None, *, ascii_only: bool = False) -> bytes:
    """Google's answer to a batch read of these tabs."""
    ranges = [value_range(title, rows) for title, rows in tabs.items()]
    found = {"spreadsheetId": "s", "valueRanges": ranges}
    return json.dumps(found, indent=indent, ensure_ascii=ascii_only).encode()


def read(rows: Rows) -> RawTab:
    return read_tabs(answer({"Data": rows}), outline("Data"))["Data"]


def column(*values: object) -> list[str | None]:
    """How these cells read under a header."""
    return read([["kepala"], *([value] for value in values), ["akhir"]]).cells["A"].to_list()[:-1]


class TestTexts:
    def test_texts_stay_as_typed(self) -> None:
        texts = ["1,5", "Rp 1.500.000", "0812-3456-7890", "007", "TRUE", "true", "NaN", "null", " a ", "=1+1", "1e5"]
        assert column(*texts) == texts

    @pytest.mark.parametrize("ascii_only", [True, False])
    @pytest.mark.parametrize("indent", [None, 2])
    def test_marks_of_json_and_letters_of_all_languages_come_through(self, ascii_only: bool, indent: int) -> None:
        texts = ['"', "\\", "],[", '{"range":', '"values":[["', "a\nb\t", "é 😀 漢", "\\u0041", '"1.234"', "{", "1.234"]
        rows = [["kepala", "angka"], *([text, 1.234] for text in texts)]
        raw = answer({"A": rows, "B": rows, "C": rows}, indent, ascii_only=ascii_only)
        for tab in read_tabs(raw, outline("A", "B", "C")).values():
            assert tab.cells["A"].to_list() == texts
            assert tab.cells["B"].to_list() == ["1.2340"] * len(texts)

    def test_the_longest_text_that_a_cell_holds_is_read_whole(self) -> None:
        assert column("é" * 50_000, "x") == ["é" * 50_000, "x"]

    def test_booleans_read_as_in_a_file(self) -> None:
        assert column(True, False, "true", "FALSE") == ["true", "false", "true", "FALSE"]

    @settings(max_examples=200, deadline=None)
    @given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=6))
    def test_any_text_is_the_same_afterwards(self, texts: list[str]) -> None:
        expected = [None if text in ERROR_VALUES else text or None for text in texts]
        assert column(*texts) == expected


class TestNumbers:
    def test_a_number_never_looks_like_a_thousands_group_and_a_text_stays_as_typed(self) -> None:
        rows = [["angka", "teks"], [1.234, "1.234"], [-12.345, "12.345.678"], [1234.567, "-1.000"], ["1.234", 1.234]]
        tab = read(rows)
        assert tab.cells["A"].to_list() == ["1.2340", "-12.3450", "1234.567", "1.234"]
        assert tab.cells["B"].to_list() == ["1.234", "12.345.678", "-1.000", "1.2340"]

    def test_numbers_and_texts_are_told_apart_in_the_tab_in_which_they_stand(self) -> None:
        tabs = {"A": [["x"], [1.5]], "B": [["x"], ["1.234"]], "C": [["x"], [1.234]], "D": [["x"], ["1.234"], [1.234]]}
        read_again = read_tabs(answer(tabs), outline(*tabs))
        assert [tab.cells["A"].to_list() for tab in read_again.values()] == [
            ["1.5"],
            ["1.234"],
            ["1.2340"],
            ["1.234", "1.2340"],
        ]

    def test_the_order_of_the_keys_in_the_answer_does_not_matter(self) -> None:
        ranges = [{"values": [["x", 1.234, "1.234"]], "range": "A!A1:Z9"}, {"majorDimension": "COLUMNS"}]
        tabs = read_tabs(json.dumps({"valueRanges": ranges, "spreadsheetId": "s"}).encode(), outline("A", "B"))
        assert tabs["A"].cells["A"].to_list() == ["1.2340", "1.234"]

    def test_no_number_has_an_exponent_or_more_than_nine_decimals(self) -> None:
        numbers = [
            8.123e10,
            0.1 + 0.2,
            1e-7,
            6.28123456789e11,
            2**53,
            1e21,
            -0.5,
            0,
            45436.559027777781,
            1.2340000000001,
        ]
        expected = ["81230000000", "0.3", "0.0000001", "628123456789", "9007199254740992", "1000000000000000000000"]
        assert column(*numbers) == [*expected, "-0.5", "0", "45436.559027778", "1.2340"]

    def test_texts_of_many_digits_are_not_rounded(self) -> None:
        texts = ["3201234567890123456", "-6.20876345121987", "12345678901234567890123456789"]
        assert column(*texts, 12345678901234567890.0) == [*texts, "12345678901234567168"]

    @settings(max_examples=300, deadline=None)
    @given(
        st.lists(
            st.one_of(
                st.integers(-(2**53), 2**53),
                st.floats(-1e6, 1e6).map(lambda number: number + 0.0),  # never -0.0
                st.integers(-10_000_000, 10_000_000).map(lambda number: number / 1000),
            ),
            min_size=1,
            max_size=8,
        )
    )
    def test_a_number_reads_as_it_would_from_a_workbook_that_we_wrote(self, numbers: list[float]) -> None:
        expected = [as_read(pl.DataFrame({"A": [number]})).item() for number in numbers]
        assert column(*numbers) == expected


class TestPlaces:
    def test_a_table_that_starts_lower_and_further_right_keeps_its_positions(self) -> None:
        tab = read([[], [], [None, " Nama ", "Kota"], [None, "Budi", None], [], [None, "Sari", "Bogor"], []])
        assert tab.header == ("", "Nama", "Kota")
        assert tab.first_row == 4
        assert tab.cells.columns == ["A", "B", "C"]
        assert tab.cells.rows() == [(None, "Budi", None), (None, None, None), (None, "Sari", "Bogor")]

    def test_the_dates_of_every_tab_are_known_to_be_serial_numbers(self) -> None:
        assert read([["Tanggal"], [date(2024, 5, 24)]]).cells["A"].to_list() == ["45436"]
        assert read([["Tanggal"]]).serial_dates
        assert read([]).serial_dates

    def test_blank_rows_behind_the_data_are_dropped(self) -> None:
        raw = {"valueRanges": [{"values": [["Nama", "Budi", "", ""], ["Kota", "", "", ""]]}]}
        tab = read_tabs(json.dumps(raw).encode(), outline("Data"))["Data"]
        assert tab.cells.rows() == [("Budi", None)]

    @pytest.mark.parametrize("values", [{}, {"values": []}, {"values": [[]]}, {"values": [[], []]}, {"values": None}])
    def test_an_empty_tab_reads_as_a_tab_without_anything(self, values: dict[str, Any]) -> None:
        tab = read_tabs(json.dumps({"valueRanges": [values | {"range": "x"}]}).encode(), outline("Data"))["Data"]
        assert (tab.header, tab.cells.shape) == ((), (0, 0))

    def test_a_spreadsheet_without_tabs_of_cells_has_no_tabs(self) -> None:
        assert read_tabs(b'{"spreadsheetId":"s","valueRanges":[]}', outline()) == {}

    def test_tabs_come_in_order_without_those_that_have_no_cells(self) -> None:
        chart = {"properties": {"sheetId": 9, "title": "Grafik", "sheetType": "OBJECT"}}
        sheets = [*(sheet.raw for sheet in outline("Satu").sheets), chart, {"properties": {"title": "Bu 'Sari'"}}]
        book = outline_of({"spreadsheetId": "s", "sheets": sheets})
        tabs = read_tabs(answer({"Satu": [["a"]], "Bu 'Sari'": [["b"]]}), book)
        assert {title: (tab.title, tab.header) for title, tab in tabs.items()} == {
            "Satu": ("Satu", ("a",)),
            "Bu 'Sari'": ("Bu 'Sari'", ("b",)),
        }

    def test_some_tabs_may_be_read_again_in_another_order(self) -> None:
        tabs = read_tabs(answer({"C": [["c"]], "A": [["a"]]}), outline("A", "B", "C"), ["C", "A"])
        assert [(title, tab.header) for title, tab in tabs.items()] == [("C", ("c",)), ("A", ("a",))]

    @pytest.mark.parametrize(("rows", "is_merged"), [((0, 1), True), ((1, 2), False), ((0, 3), True)])
    def test_merged_cells_in_the_header_row_are_noticed(self, rows: tuple[int, int], is_merged: bool) -> None:
        area = {"startRowIndex": rows[0], "endRowIndex": rows[1], "startColumnIndex": 0, "endColumnIndex": 2}
        book = outline("Data", Data=[area])
        assert read_tabs(answer({"Data": [["Nama"], ["Budi"]]}), book)["Data"].merged_header is is_merged


HOSTILE = st.sampled_from(["],[", '"],["', "]]}", ']],"x":', "[", "]", "1.234", '{"values":[[', "\\", '\\"', "],[\\"])
CELLS_OF_ALL_KINDS = st.one_of(HOSTILE, st.none(), st.booleans(), st.integers(-9999, 9999).map(lambda n: n / 1000))
GRIDS = st.lists(st.lists(CELLS_OF_ALL_KINDS, min_size=1, max_size=5), max_size=5)


class TestLargeTabs:
    """They are decoded some columns at a time, here one by one, and cut where a text only looks like a column's end."""

    @settings(max_examples=150, deadline=None)
    @given(st.lists(GRIDS, min_size=1, max_size=3), st.sampled_from([None, 1]))
    def test_a_tab_read_in_pieces_is_the_same(self, tabs: list[Rows], indent: int | None) -> None:
        named = {f"[[{number}]]": rows for number, rows in enumerate(tabs)}
        raw, book = answer(named, indent), outline(*named)
        whole = read_tabs(raw, book)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(json_cells, "_AT_ONCE", 1)
            pieces = read_tabs(raw, book)
        for title, rows in named.items():
            assert (pieces[title].header, pieces[title].first_row) == (whole[title].header, whole[title].first_row)
            assert_frame_equal(pieces[title].cells, whole[title].cells)
            texts = {text for row in rows for text in row if isinstance(text, str)}
            assert texts <= {text for row in whole[title].cells.rows() for text in row} | set(whole[title].header)

    def test_an_answer_cut_short_is_refused_when_it_is_read_in_pieces(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(json_cells, "_AT_ONCE", 1)
        raw = answer({"A": [["x", "],["], [1.234, "y"]]})
        for end in range(len(raw)):
            with pytest.raises(WorkbookUnreadable):
                read_tabs(raw[:end], outline("A"))

    def test_a_tab_of_many_columns_keeps_their_order(self) -> None:
        rows = [[f"H{number}" for number in range(2000)], [number + 0.125 for number in range(2000)]]
        tab = read(rows)
        assert tab.header == tuple(rows[0])
        assert tab.cells.row(0)[998:1001] == ("998.1250", "999.1250", "1000.125")


class TestErrors:
    def test_errors_are_named_with_their_place_in_reading_order_and_read_as_blank(self) -> None:
        tab = read(
            [["Nama", "Kota"], ["Budi", "#N/A"], ["#REF!", "Loading..."], ["#hashtag", "N/A"], [None, "#DIV/0!"]]
        )
        assert tab.errors == (
            CellError(2, 1, "#N/A"),
            CellError(3, 0, "#REF!"),
            CellError(3, 1, "Loading..."),
            CellError(5, 1, "#DIV/0!"),
        )
        assert tab.cells.rows() == [("Budi", None), (None, None), ("#hashtag", "N/A"), (None, None)]

    def test_every_error_that_google_knows_is_one(self) -> None:
        assert column(*ERROR_VALUES) == [None] * len(ERROR_VALUES)

    @pytest.mark.parametrize("indent", [None, 1])
    def test_an_answer_cut_short_anywhere_is_refused(self, indent: int | None) -> None:
        raw = answer({"A": [["x", "1.234"], [1.234, "y"]], "B": [], "C": [["z"]]}, indent)
        book = outline("A", "B", "C")
        for end in range(len(raw)):
            with pytest.raises(WorkbookUnreadable):
                read_tabs(raw[:end], book)

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"<html>Sign in</html>",
            b"null",
            b"[]",
            b'"Budi"',
            b'{"error":{"code":400,"message":"no"}}',
            b'{"valueRanges":null}',
            b'{"valueRanges":[]}',
            b'{"valueRanges":[{"range":"A"},{"range":"B"}]}',
            b'{"valueRanges":[{"range":"A","values":[[["Budi"]]]}]}',
            b'{"valueRanges":[{"range":"A","values":[["Budi\xff"]]}]}',
        ],
    )
    def test_what_is_no_answer_is_refused_without_a_word_of_its_cells(self, raw: bytes) -> None:
        with pytest.raises(WorkbookUnreadable, match='"Buku" is cut short or damaged') as caught:
            read_tabs(raw, outline("Data"))
        assert "Budi" not in str(caught.value)
        assert caught.value.__suppress_context__


def xlsx_tabs(tabs: Mapping[str, Rows]) -> dict[str, RawTab]:
    """The same tabs as a person would have them in a file."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        options = {"default_date_format": "dd/mm/yyyy", "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(path, options) as workbook:
            for title, rows in tabs.items():
                sheet = workbook.add_worksheet(title)
                for number, row in enumerate(rows):
                    for position, value in enumerate(row):
                        if isinstance(value, str):
                            sheet.write_string(number, position, value)
                        elif value is not None:
                            sheet.write(number, position, value)
        return dict(XlsxWorkbook(path).read().tabs)


def both(tabs: Mapping[str, Rows], country: str = "ID") -> tuple[Book, Book]:
    """The typed workbook out of Google's answer, and out of a file."""
    google = read_tabs(answer(tabs), outline(*tabs))
    return validate(google, TODAY, country=country), validate(xlsx_tabs(tabs), TODAY, country=country)


def assert_the_same(ours: Book, files: Book) -> None:
    assert_frame_equal(ours.problems, files.problems)
    assert ours.tables.keys() == files.tables.keys()
    for name, table in ours.tables.items():
        assert_frame_equal(table, files.tables[name])


def headed(tab: str, columns: str, *rows: Sequence[object]) -> dict[str, Rows]:
    """A tab of the team's with these columns, by its title."""
    labels = [TABS[tab].by_name[name].label.id for name in columns.split()]
    return {TABS[tab].label.id: [labels, *rows]}


TEAMS = {
    **headed(
        "customers",
        "customer_id name phone birth_date income customer_since",
        ["C1", "Budi", 81234567890, date(1988, 5, 24), 5_000_000, date(2020, 2, 29)],
        ["C2", "Sari", "0812-3456-7891", "24/5/1988", "Rp 5.000.000", datetime(2020, 3, 1, 13, 45, 10)],
        ["C3", "Tono", 628123456789, date(1924, 8, 21), 1234567.891, date(2030, 1, 1)],
        ["C4", "Ani", 812.345, "31/02/1990", 1.234, "1,5"],
        ["C5", "Ira", "1.234", 1990, "1.234", date(1980, 1, 1)],
        [6, "Ros", True, 12, "1,5 jt", "kapan"],
    ),
    **headed(
        "deals",
        "deal_id customer_id name stage value probability expected_close",
        ["D1", "C1", "A", "Prospek", 1_500_000, 0.25, date(2026, 12, 1)],
        ["D2", "C1", "B", "Prospek", "1,5 jt", "25%", "1 Des 2026"],
        ["D3", "C1", "C", "Prospek", -5, 0.125, date(2173, 10, 13)],
        ["D4", "C1", "D", "Prospek", 5, 1.5, 20261201],
    ),
    **headed(
        "family",
        "family_id customer_id name deceased birth_date",
        ["F1", "C1", "Ani", True, date(2014, 12, 1)],
        ["F2", "C1", "Ina", "tidak", 240590],
        [None, None, None, False, None],
    ),
    **headed(
        "policies",
        "policy_id customer_id card_expiry issue_date premium",
        ["P1", "C1", date(2027, 11, 1), date(2026, 11, 1), 0.1 + 0.2],
        ["P2", "C1", "11/27", datetime(2026, 11, 1, 23, 59, 59), 250_000],
        ["P3", "C1", 112027, 2026.5, "250.000"],
    ),
    **headed(
        "contact_log",
        "at state segments",
        [datetime(2026, 11, 19, 9, 30, 0, 700_000), "sent", 2],
        ["2026-11-19 09:30:00", "sent", "banyak"],
    ),
}


class TestTheSameAsAFile:
    @pytest.mark.parametrize("country", ["ID", "US"])
    def test_dates_money_shares_phones_and_ticks(self, country: str) -> None:
        assert_the_same(*both(TEAMS, country))

    def test_the_values_are_right(self) -> None:
        google, _ = both(TEAMS)
        customers, policies = google.table("customers"), google.table("policies")
        born = [date(1988, 5, 24), date(1988, 5, 24), date(1924, 8, 21), None, None, None]
        assert customers["birth_date"].to_list() == born
        assert customers["phone"].to_list()[:3] == ["+6281234567890", "+6281234567891", "+628123456789"]
        assert customers["income"].to_list() == [5e6, 5e6, 1234567.891, 1.234, 1234, 1.5e6]
        assert policies["card_expiry"].to_list() == [date(2027, 11, 30)] * 3
        assert policies["issue_date"].to_list() == [date(2026, 11, 1), date(2026, 11, 1), None]
        assert google.table("deals")["probability"].to_list() == [0.25, 0.25, 0.125, 0.015]
        assert google.table("family")["deceased"].to_list() == [True, False]
        times = [datetime(2026, 11, 19, 9, 30, 1), datetime(2026, 11, 19, 9, 30)]
        assert google.table("contact_log")["at"].to_list() == times

    def test_a_problem_shows_the_date_and_not_its_serial_number(self) -> None:
        rows = [["ID", "Nama", "Tgl lahir"], ["C1", "Budi", date(2026, 11, 21)]]
        google, _ = both({"Pelanggan": rows})
        assert google.problems.select("cell", "code", "value").rows() == [("C2", "future_date", "2026-11-21")]

    def test_a_year_or_a_day_typed_as_a_number_is_no_date(self) -> None:
        rows = [["ID", "Nama", "Tgl lahir"], ["C1", "Budi", 1990], ["C2", "Sari", 17]]
        google, _ = both({"Pelanggan": rows})
        assert google.problems.select("code", "value").rows() == [("bad_date", "1990"), ("bad_date", "17")]

    def test_formula_errors_are_the_same_problems(self) -> None:
        rows = [["ID", "Nama", "Tgl lahir"], ["C1", "#N/A", "#REF!"], ["C2", "Sari", None]]
        google = validate(read_tabs(answer({"Pelanggan": rows}), outline("Pelanggan")), TODAY)
        assert google.problems.select("cell", "code", "value").rows() == [
            ("B2", "formula_error", "#N/A"),
            ("C2", "formula_error", "#REF!"),
        ]


WORDS = [
    "C1",
    "C2",
    "ya",
    "Budi",
    "0812-3456-7890",
    "1.234",
    "1,5",
    "5%",
    "31/02/2020",
    "24 Mei 2008",
    "11/27",
    "-",
    "x@",
]
CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(WORDS),
    st.integers(-(10**12), 10**12),
    st.integers(-(10**9), 10**9).map(lambda number: number / 1000),
)
DATE_CELLS = st.one_of(
    st.none(),
    st.sampled_from(WORDS),
    st.integers(1, 2199),
    st.integers(100_000, 10**8),
    st.dates(date(1906, 1, 8), date(2173, 10, 13)),
    st.datetimes(datetime(1906, 1, 8), datetime(2173, 10, 13)),
)


def cells_of(declared: Column) -> st.SearchStrategy[object]:
    return DATE_CELLS if declared.kind in (Kind.DATE, Kind.MONTH, Kind.DATETIME) else CELLS


@settings(max_examples=30, deadline=None)
@given(st.data(), st.sampled_from(sorted(name for name, tab in TABS.items() if tab.owner is not Owner.JOB)))
def test_whatever_stands_in_a_tab_it_is_typed_and_judged_as_from_a_file(data: st.DataObject, name: str) -> None:
    declared = TABS[name]
    row = st.tuples(*(cells_of(one) for one in declared.columns))
    rows = [[one.label.id for one in declared.columns], *data.draw(st.lists(row, min_size=1, max_size=5))]
    assert_the_same(*both({declared.label.id: rows}))
