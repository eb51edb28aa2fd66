"""Reading a file: text stays text, numbers stay numbers, positions stay positions."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from workbook_builders import part, plain_workbook, rich_workbook, with_parts

from crm_sheets.tables import CellError, RawTab
from crm_sheets.workbook.xlsx import XlsxWorkbook, reading

SHEET = "xl/worksheets/sheet1.xml"


def read(path: Path, title: str = "Data") -> RawTab:
    return XlsxWorkbook(path).read().tabs[title]


def with_cells(path: Path, rows: str) -> Path:
    """A workbook whose first tab has just these rows, as XML."""
    plain_workbook(path, {"Data": []})
    xml = part(path, SHEET).replace("<sheetData/>", f"<sheetData>{rows}</sheetData>")
    return with_parts(path, {SHEET: xml.encode()})


def test_a_table_that_starts_lower_and_further_right_keeps_its_positions(tmp_path: Path) -> None:
    rows = [[], [], [None, " Nama ", "Kota"], [None, "Budi", None], [], [None, "Sari", "Bogor"]]
    tab = read(plain_workbook(tmp_path / "a.xlsx", {"Data": rows}))
    assert tab.header == ("", "Nama", "Kota")
    assert tab.first_row == 4
    assert tab.cells.columns == ["A", "B", "C"]
    assert tab.cells.rows() == [(None, "Budi", None), (None, None, None), (None, "Sari", "Bogor")]


def test_trailing_blank_rows_are_dropped_even_when_they_are_formatted(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        sheet = workbook.add_worksheet("Data")
        sheet.write_column(0, 0, ["Nama", "Budi"])
        for row in range(2, 9):
            sheet.write_blank(row, 0, None, workbook.add_format({"bold": True}))
        sheet.write_formula(9, 0, '=""', None, "")
    assert read(tmp_path / "a.xlsx").cells.rows() == [("Budi",)]


def test_hidden_tabs_are_read_and_chart_sheets_are_not(tmp_path: Path) -> None:
    path = rich_workbook(tmp_path / "a.xlsx")
    xml = part(path, "xl/workbook.xml").replace('name="Antrean"', 'name="Antrean" state="veryHidden"')
    snapshot = XlsxWorkbook(with_parts(path, {"xl/workbook.xml": xml.encode()})).read()
    assert snapshot.order == ("Pelanggan", "Antrean")
    assert snapshot.tabs["Pelanggan"].cells["B"].to_list()[5] == "Nama tebal lagi"


def test_an_empty_tab_reads_as_a_tab_without_anything(tmp_path: Path) -> None:
    tab = read(plain_workbook(tmp_path / "a.xlsx", {"Data": []}))
    assert (tab.header, tab.cells.shape) == ((), (0, 0))


def test_a_number_never_looks_like_a_thousands_group_and_a_text_stays_as_typed(tmp_path: Path) -> None:
    rows = [["angka", "teks"], [1.234, "1.234"], [-12.345, "12.345.678"], [1234.567, "-1.000"], ["1.234", 1.234]]
    tab = read(plain_workbook(tmp_path / "a.xlsx", {"Data": rows}))
    assert tab.cells["A"].to_list() == ["1.2340", "-12.3450", "1234.567", "1.234"]
    assert tab.cells["B"].to_list() == ["1.234", "12.345.678", "-1.000", "1.2340"]


def test_the_result_of_a_formula_counts_as_the_number_or_text_that_it_is(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        sheet = workbook.add_worksheet("Data")
        sheet.write(0, 0, "kepala")
        sheet.write_formula(1, 0, "=1234/1000", None, 1.234)
        sheet.write_formula(2, 0, '="1.2"&"34"', None, "1.234")
    assert read(tmp_path / "a.xlsx").cells["A"].to_list() == ["1.2340", "1.234"]


def test_cells_without_a_reference_keep_their_values(tmp_path: Path) -> None:
    path = with_cells(tmp_path / "a.xlsx", '<row><c t="str"><v>kepala</v></c></row><row><c><v>1.234</v></c></row>')
    assert read(path).cells["A"].to_list() == ["1.234"]


def test_long_ids_and_large_and_small_numbers_are_never_in_exponent_notation(tmp_path: Path) -> None:
    rows = [["a"], ["3201234567890123456"], [8.123e10], [0.1 + 0.2], [1e-7], [628123456789], [1234567890123456.0]]
    tab = read(plain_workbook(tmp_path / "a.xlsx", {"Data": rows}))
    expected = ["3201234567890123456", "81230000000", "0.3", "0.0000001", "628123456789", "1234567890123456"]
    assert tab.cells["A"].to_list() == expected


def test_formula_errors_are_reported_with_their_place_and_read_as_blank(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        sheet = workbook.add_worksheet("Data")
        sheet.write_row(0, 0, ["Nama", "Kota"])
        sheet.write_formula("B2", "=NA()", None, "#N/A")
        sheet.write_formula("AC4", '=IF(A1<>"",#REF!)', None, "#REF!")
    tab = read(tmp_path / "a.xlsx")
    assert tab.errors == (CellError(2, 1, "#N/A"), CellError(4, 28, "#REF!"))
    assert tab.cells.height == 3
    assert tab.cells["B"].to_list() == [None, None, None]


@pytest.mark.parametrize(("area", "is_merged"), [("A1:B1", True), ("A1:A2", True), ("A2:B3", False)])
def test_merged_cells_in_the_header_row_are_noticed(tmp_path: Path, area: str, is_merged: bool) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        sheet = workbook.add_worksheet("Data")
        sheet.write_column(0, 0, ["Nama", "Budi", "Sari"])
        sheet.merge_range(area, "Nama")
        sheet.write(0, 0, "Nama")
    assert read(tmp_path / "a.xlsx").merged_header is is_merged


def test_inline_texts_and_phonetic_runs_read_as_their_text(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>Nama</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><r>'
        '<t xml:space="preserve">Bu </t></r><r><rPr><b/></rPr><t>Sari</t></r>'
        '<rPh sb="0" eb="2"><t>x</t></rPh></is></c></row>'
    )
    assert read(with_cells(tmp_path / "a.xlsx", rows)).cells.rows() == [("Bu Sari",)]


def test_a_time_with_a_fraction_of_a_second_is_rounded_and_a_text_like_it_is_not(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        sheet = workbook.add_worksheet("Data")
        sheet.write(0, 0, "Waktu")
        sheet.write_number(1, 0, 45000.123456, workbook.add_format({"num_format": "dd/mm/yyyy hh:mm"}))
        sheet.write_string(2, 0, "2023-03-15 02:57:46.598")
    assert read(tmp_path / "a.xlsx").cells["A"].to_list() == ["2023-03-15 02:57:47", "2023-03-15 02:57:46.598"]


def test_dates_of_a_workbook_that_counts_from_1904_are_right(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx", {"date_1904": True, "default_date_format": "dd/mm/yy"}) as workbook:
        sheet = workbook.add_worksheet("Data")
        sheet.write(0, 0, "Tanggal")
        sheet.write_number(1, 0, 40000, workbook.add_format({"num_format": "dd/mm/yyyy"}))
    assert read(tmp_path / "a.xlsx").cells["A"].to_list() == ["2013-07-07 00:00:00"]


def test_a_workbook_with_a_prefix_on_every_element_reads_the_same(tmp_path: Path) -> None:
    path = plain_workbook(tmp_path / "a.xlsx", {"Data": [["a", "b"], [1.234, "x"]]})
    before = read(path).cells.rows()
    assert read(prefixed(path)).cells.rows() == before == [("1.2340", "x")]


def prefixed(path: Path) -> Path:
    """The same workbook as the Open XML SDK writes it: x:row instead of row."""
    changes: dict[str, bytes | None] = {}
    for name in ("xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", SHEET):
        text = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", part(path, name))
        changes[name] = text.replace(' xmlns="', ' xmlns:x="', 1).encode()
    return with_parts(path, changes)


def test_many_tabs_read_by_several_threads_come_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tabs = {f"Tab {number}": [["Nama"], *[[f"{number}-{row}"] for row in range(number)]] for number in range(1, 9)}
    path = plain_workbook(tmp_path / "a.xlsx", tabs)
    one = XlsxWorkbook(path).read()
    monkeypatch.setattr(reading, "_PARALLEL_FROM", 0)
    monkeypatch.setattr(reading.os, "cpu_count", lambda: 3)
    several = XlsxWorkbook(path).read()
    assert several.order == one.order == tuple(tabs)
    assert [tab.cells.height for tab in several.tabs.values()] == list(range(1, 9))


UNCALCULATED = """
<row r="1"><c r="A1" t="inlineStr"><is><t>Syarat</t></is></c></row>
<row r="2"><c r="A2"><f>tier="Gold"</f><v></v></c></row>
<row r="3"><c r="A3" s="0"><f>A2&amp;"x"</f><v/></c></row>
<row r="4"><c r="A4"><f>B2</f></c><c r="B4"><f t="shared" si="0"/></c></row>
<row r="5"><c r="A5"><f>1+1</f><v>2</v></c><c r="B5"><v>3</v></c></row>
<row r="6"><c r="A6" t="str"><f>""</f><v></v></c><c r="B6" t="str"><f t="shared" si="0"/><v/></c></row>
"""


def test_a_formula_that_nobody_has_calculated_is_an_error_that_shows_it(tmp_path: Path) -> None:
    tab = read(with_cells(tmp_path / "a.xlsx", UNCALCULATED))
    assert set(tab.errors) == {
        CellError(2, 0, '=tier="Gold"'),
        CellError(3, 0, '=A2&"x"'),
        CellError(4, 0, "=B2"),
        CellError(4, 1, "=…"),
    }
    assert tab.cells["A"].to_list()[:4] == [None, None, None, "2"]


def test_formulas_that_openpyxl_wrote_are_reported(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.title = "Data"
    for row in (["Nama", "Syarat"], ["Budi", '=tier="Gold"']):
        workbook.active.append(row)
    workbook.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx").errors == (CellError(2, 1, '=tier="Gold"'),)
