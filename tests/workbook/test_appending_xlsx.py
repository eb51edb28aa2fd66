"""Rows appended to a tab that people work in: only the new rows are new."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlsxwriter
from workbook_builders import part, plain_workbook, queue_rows, rich_workbook, with_parts

from crm_sheets.content import Append, Changes, Format, ShownColumn
from crm_sheets.errors import WorkbookError
from crm_sheets.workbook.xlsx import XlsxWorkbook

SHEET = "xl/worksheets/sheet1.xml"
RELATIONS = "xl/worksheets/_rels/sheet1.xml.rels"


def append(path: Path, *appends: Append) -> None:
    workbook = XlsxWorkbook(path)
    workbook.write(Changes(appends=appends), workbook.read())


def rows_of(path: Path, title: str = "Antrean") -> list[tuple[str | None, ...]]:
    return XlsxWorkbook(path).read().tabs[title].cells.rows()


def test_rows_formatted_for_later_are_used_and_the_ones_below_stay(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        sheet = workbook.add_worksheet("Antrean")
        bold = workbook.add_format({"bold": True})
        sheet.write_row(0, 0, ["Kunci", "Milik tim", "Pelanggan"])
        sheet.write_row(1, 0, ["k0", "baik", "Budi"])
        for row in range(2, 6):
            sheet.set_row(row, 33)
            sheet.write_blank(row, 1, None, bold)
    append(tmp_path / "a.xlsx", queue_rows("k1", "k2"))
    xml = part(tmp_path / "a.xlsx", SHEET)
    assert [int(row) for row in re.findall(r'<row r="(\d+)"', xml)] == [1, 2, 3, 4, 5, 6]
    assert xml.count('ht="33"') == 4
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Antrean"]
    assert [cell.value for cell in sheet[4]] == ["k2", None, "Nama k2"]
    assert sheet["B4"].font.bold
    assert sheet["B6"].font.bold


def test_a_formula_that_people_drew_down_in_advance_starts_to_work(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        sheet = workbook.add_worksheet("Antrean")
        sheet.write_row(0, 0, ["Kunci", "Rumus tim", "Pelanggan"])
        for row in range(1, 5):
            sheet.write_formula(row, 1, f'=IF(A{row + 1}="","","ada")', None, "")
    append(tmp_path / "a.xlsx", queue_rows("k1"))
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Antrean"]
    assert [cell.value for cell in sheet[2]] == ["k1", '=IF(A2="","","ada")', "Nama k1"]
    assert sheet["B5"].value == '=IF(A5="","","ada")'


def test_a_row_that_only_shows_an_error_is_not_written_over(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as workbook:
        sheet = workbook.add_worksheet("Antrean")
        sheet.write_row(0, 0, ["Kunci", "Pelanggan"])
        sheet.write_formula(1, 1, "=NA()", None, "#N/A")
    append(tmp_path / "a.xlsx", queue_rows("k1"))
    assert rows_of(tmp_path / "a.xlsx") == [(None, None), ("k1", "Nama k1")]


def test_links_get_ids_of_their_own_beside_those_that_are_there(tmp_path: Path) -> None:
    path = rich_workbook(tmp_path / "a.xlsx")
    frame = pl.DataFrame({"key": ["k1"], "name": ["Budi"], "chat": ["https://wa.me/62812?text=Halo Bapak#x"]})
    columns = (ShownColumn("key", "Kunci"), ShownColumn("name", "Pelanggan", Format.LINK, link_column="chat"))
    for _ in range(2):
        append(path, Append("Antrean", frame, columns))
    sheet = openpyxl.load_workbook(path)["Antrean"]
    assert sheet["F2"].hyperlink.target == "https://example.com/lama"
    assert [sheet[cell].hyperlink.target for cell in ("C3", "C4")] == ["https://wa.me/62812?text=Halo%20Bapak"] * 2
    assert sheet["C3"].hyperlink.location == "x"
    ids = re.findall(r'Id="(\w+)"', part(path, "xl/worksheets/_rels/sheet2.xml.rels"))
    assert len(ids) == len(set(ids)) == 3


def test_the_first_links_of_a_tab_stand_where_the_format_wants_them(tmp_path: Path) -> None:
    path = plain_workbook(tmp_path / "a.xlsx", {"Antrean": [["Kunci", "Pelanggan"], ["k0", "Budi"]]})
    frame = pl.DataFrame({"key": ["k1"], "name": ["Sari"], "to": ["#'Antrean'!A1"]})
    columns = (ShownColumn("key", "Kunci"), ShownColumn("name", "Pelanggan", Format.LINK, link_column="to"))
    append(path, Append("Antrean", frame, columns))
    xml = part(path, SHEET)
    link = '<hyperlinks><hyperlink ref="B3" location="\'Antrean\'!A1"/></hyperlinks>'
    assert f"</sheetData>{link}<pageMargins" in xml


def test_rows_go_into_a_tab_whose_elements_have_a_prefix(tmp_path: Path) -> None:
    path = plain_workbook(tmp_path / "a.xlsx", {"Antrean": [["Kunci", "Pelanggan"], ["k0", "Budi"]]})
    for name in ("xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml", SHEET):
        text = re.sub(r"<(/?)(?=[a-zA-Z])", r"<\1x:", part(path, name)).replace(' xmlns="', ' xmlns:x="', 1)
        with_parts(path, {name: text.encode()})
    append(path, queue_rows("k1"))
    append(path, queue_rows("k2"), Append("Baru", *_parts_of(queue_rows("k9"))))
    assert [row[0] for row in rows_of(path)] == ["k0", "k1", "k2"]
    assert rows_of(path, "Baru") == [("Nama k9", None, "k9")]
    sheet = openpyxl.load_workbook(path)["Antrean"]
    assert sheet["A4"].value == "k2"


def test_rows_go_into_a_tab_without_row_numbers(tmp_path: Path) -> None:
    path = plain_workbook(tmp_path / "a.xlsx", {"Antrean": [["Kunci", "Pelanggan"], ["k0", "Budi"]]})
    with_parts(path, {SHEET: re.sub(r' (r|spans)="[^"]*"', "", part(path, SHEET)).encode()})
    append(path, queue_rows("k1"))
    assert [row[0] for row in rows_of(path)] == ["k0", "k1"]


def test_a_blank_tab_of_that_title_becomes_the_shared_tab(tmp_path: Path) -> None:
    path = plain_workbook(tmp_path / "a.xlsx", {"Antrean": [], "Pelanggan": [["ID"]]})
    append(path, queue_rows("k1"))
    assert rows_of(path) == [("Nama k1", None, "k1")]
    assert XlsxWorkbook(path).read().order == ("Antrean", "Pelanggan")


def test_a_tab_with_only_a_picture_is_not_taken_for_blank(tmp_path: Path) -> None:
    path = rich_workbook(tmp_path / "a.xlsx")
    relations = part(path, "xl/worksheets/_rels/sheet1.xml.rels")
    sheet = re.sub("<sheetData>.*</sheetData>", "<sheetData/>", part(path, "xl/worksheets/sheet2.xml"))
    with_parts(
        path, {"xl/worksheets/sheet2.xml": sheet.encode(), "xl/worksheets/_rels/sheet2.xml.rels": relations.encode()}
    )
    with pytest.raises(WorkbookError, match="Its headers are: none"):
        append(path, queue_rows("k1"))


def test_no_rows_to_append_make_the_tab_and_later_change_nothing_in_it(tmp_path: Path) -> None:
    path = plain_workbook(tmp_path / "a.xlsx", {"Pelanggan": [["ID"]]})
    append(path, queue_rows())
    assert XlsxWorkbook(path).read().tabs["Antrean"].header == ("Pelanggan", "Selesai?", "Kunci")
    before = part(path, "xl/worksheets/sheet_crm_1.xml")
    append(path, queue_rows())
    assert part(path, "xl/worksheets/sheet_crm_1.xml") == before


def test_a_new_shared_tab_has_a_frozen_header_a_filter_and_drop_downs(tmp_path: Path) -> None:
    path = plain_workbook(tmp_path / "a.xlsx", {"Pelanggan": [["ID"]]})
    append(path, queue_rows("k1"))
    sheet = openpyxl.load_workbook(path)["Antrean"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C1048576"
    (validation,) = sheet.data_validations.dataValidation
    assert (validation.formula1, str(validation.sqref)) == ('"ya"', "B2:B1048576")
    assert sheet["B2"].fill.fgColor.rgb == "FFFFFBEB"


def test_dates_in_a_workbook_that_counts_from_1904_come_out_right(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx", {"date_1904": True}) as workbook:
        workbook.add_worksheet("Antrean").write_row(0, 0, ["Kunci", "Pelanggan", "hari"])
    rows = queue_rows("k1", day=[date(2026, 11, 20)])
    columns = tuple(
        ShownColumn(c.name, "hari" if c.name == "day" else c.header, people_fill=c.people_fill) for c in rows.columns
    )
    append(tmp_path / "a.xlsx", Append("Antrean", rows.frame, columns))
    assert rows_of(tmp_path / "a.xlsx") == [("k1", "Nama k1", "2026-11-20 00:00:00")]


def test_appends_with_different_columns_to_one_tab_are_a_programming_error(tmp_path: Path) -> None:
    path = plain_workbook(tmp_path / "a.xlsx", {"Pelanggan": [["ID"]]})
    with pytest.raises(ValueError, match="different columns"):
        append(path, queue_rows("k1"), queue_rows("k2", extra=["x"]))


def _parts_of(rows: Append) -> tuple[pl.DataFrame, tuple[ShownColumn, ...]]:
    return rows.frame, rows.columns
