"""What our tabs look like in the file: formats, links, charts, what a cell may hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from workbook_builders import part, plain_workbook, profiles, raw_parts, report, with_parts

from crm_sheets.content import Block, Changes, Chart, ChartKind, Format, JobTab, ShownColumn, Tone
from crm_sheets.workbook.layout import chart_rows, column_pixels, lay_out
from crm_sheets.workbook.xlsx import XlsxWorkbook, links, sheet

SHEET = "xl/worksheets/sheet_crm_1.xml"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return plain_workbook(tmp_path / "a.xlsx", {"Pelanggan": [["ID"], ["C1"]]})


def write(path: Path, *tabs: JobTab) -> None:
    workbook = XlsxWorkbook(path)
    workbook.write(Changes(tabs), workbook.read())


def one_column(values: Sequence[object], shown: Format = Format.TEXT, **more: object) -> JobTab:
    frame = pl.DataFrame({"a": values})
    return JobTab("Data", (Block(frame, (ShownColumn("a", "Kepala", shown),)),), **more)  # type: ignore[arg-type]


def opened(path: Path, title: str = "Data") -> Worksheet:
    return openpyxl.load_workbook(path)[title]


@pytest.mark.parametrize(
    ("shown", "value", "number_format"),
    [
        (Format.TEXT, "C1", "@"),
        (Format.INTEGER, 1200, "#,##0_)_)"),
        (Format.NUMBER, 1.5, "#,##0.00_)_)"),
        (Format.MONEY, 150_000.0, "#,##0_)_)"),
        (Format.PERCENT, 0.25, "0.0%_)_)"),
        (Format.DATE, date(2026, 11, 20), "dd/mm/yyyy"),
        (Format.DATETIME, datetime(2026, 11, 20, 8, 5), "dd/mm/yyyy hh:mm"),
        (Format.TEXT, date(2026, 11, 20), "dd/mm/yyyy"),
        (Format.TEXT, 7, "General"),
    ],
)
def test_each_format_shows_its_values_as_meant(path: Path, shown: Format, value: object, number_format: str) -> None:
    write(path, one_column([value], shown))
    cell = opened(path)["A2"]
    assert cell.number_format == number_format
    assert (cell.value.date() if type(value) is date else cell.value) == value


def test_a_text_that_looks_like_a_formula_is_text_and_stays_so(path: Path) -> None:
    texts = ["=1+1", "+62812", "-5", "@SUM(A1)", '=HYPERLINK("http://example.com")', "=cmd|' /C calc'!A0"]
    write(path, one_column(texts, Format.WRAP))
    xml = part(path, SHEET)
    assert "<f>" not in xml
    cells = [row[0] for row in opened(path).iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == texts
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"} or all('t="inlineStr"' in xml for _ in cells)
    assert all(cell.quotePrefix for cell in cells)


def test_a_cell_holds_no_more_than_it_can_and_no_character_that_it_cannot(path: Path) -> None:
    write(path, one_column(["x" * 40_000, "😀" * 20_000, "a\x00b\x1fc\ufffe"]))
    first, second, third = XlsxWorkbook(path).read().tabs["Data"].cells["A"].to_list()
    assert len(first) == 32_767
    assert len(second.encode("utf-16-le")) <= 2 * 32_767
    assert third == "abc"


def test_odd_columns_become_texts(path: Path) -> None:
    frame = pl.DataFrame(
        {
            "list": [["a", "b"], []],
            "category": pl.Series(["x", None], dtype=pl.Categorical),
            "decimal": pl.Series(["1.50", None]).cast(pl.Decimal(10, 2)),
            "zone": pl.Series([datetime(2026, 1, 1, 8)] * 2).dt.replace_time_zone("Asia/Jakarta"),
            "nothing": [None, None],
        }
    )
    columns = tuple(ShownColumn(name, name) for name in frame.columns)
    write(path, JobTab("Data", (Block(frame, columns),)))
    rows = XlsxWorkbook(path).read().tabs["Data"].cells.rows()
    assert rows[0][:4] == ("a, b", "x", "1.5", "2026-01-01 08:00:00")


def test_a_plain_list_has_a_frozen_header_a_filter_and_repeats_its_header_in_print(path: Path) -> None:
    write(path, profiles(3))
    listed = opened(path, "Profil")
    assert (listed.freeze_panes, listed.auto_filter.ref, listed.print_title_rows) == ("A2", "A1:B4", "$1:$1")
    assert listed.page_setup.orientation == "landscape"
    assert listed.sheet_properties.pageSetUpPr.fitToPage
    assert "'Profil'!$A$1:$B$4</definedName>" in part(path, "xl/workbook.xml")
    assert listed["A1"].font.bold
    assert listed["A1"].fill.fgColor.rgb == "FF44607C"
    write(path, profiles(5))
    names = part(path, "xl/workbook.xml")
    assert names.count("_xlnm._FilterDatabase") == 1
    assert "'Profil'!$A$1:$B$6</definedName>" in names


def test_a_light_tab_colour_gets_a_dark_header(path: Path) -> None:
    write(path, one_column(["x"], colour="FFF2CC"))
    assert opened(path)["A1"].font.color.rgb == "FF1F2933"
    write(path, one_column(["x"], heading="Judul", colour="FFF2CC"))
    assert opened(path)["A1"].font.color.rgb == "FF1F2933"
    assert opened(path).sheet_properties.tabColor.rgb == "FFFFF2CC"


def test_a_hidden_tab_is_made_hidden_and_later_stays_as_people_want_it(path: Path) -> None:
    write(path, one_column(["x"], hidden=True))
    assert opened(path).sheet_state == "hidden"
    xml = part(path, "xl/workbook.xml").replace(' state="hidden"', "")
    with_parts(path, {"xl/workbook.xml": xml.encode()})
    write(path, one_column(["y"], hidden=True))
    assert opened(path).sheet_state == "visible"


def test_links_lead_to_cells_and_harmless_addresses_only(path: Path) -> None:
    targets = ["#'Pelanggan'!A2", "https://example.com/a?b=1&c=2", "mailto:a@example.com", "tel:+62812"]
    refused = ["javascript:alert(1)", "file:///etc/passwd", "\\\\server\\x", "", None, "https://e.com/" + "x" * 3000]
    frame = pl.DataFrame({"text": [f"t{number}" for number in range(10)], "to": targets + refused})
    columns = (ShownColumn("text", "Teks", Format.LINK, link_column="to"),)
    write(path, JobTab("Data", (Block(frame, columns),)))
    found = [row[0].hyperlink for row in opened(path).iter_rows(min_row=2)]
    assert [link and (link.target or link.location) for link in found] == ["'Pelanggan'!A2", *targets[1:], *[None] * 6]
    cells = [row[0] for row in opened(path).iter_rows(min_row=2)]
    assert [bool(cell.font.underline) for cell in cells] == [True] * 4 + [False] * 6
    assert "passwd" not in part(path, "xl/worksheets/_rels/sheet_crm_1.xml.rels")


def test_an_address_with_odd_characters_is_a_valid_one(path: Path) -> None:
    frame = pl.DataFrame({"text": ["x", "y"], "to": ["https://example.com/100% a|b", "https://example.com/%20<x>"]})
    columns = (ShownColumn("text", "Teks", Format.LINK, link_column="to"),)
    write(path, JobTab("Data", (Block(frame, columns),)))
    assert [row[0].hyperlink.target for row in opened(path).iter_rows(min_row=2)] == [
        "https://example.com/100%25%20a%7Cb",
        "https://example.com/%20%3Cx%3E",
    ]


def test_more_links_than_a_tab_can_have_are_left_as_text(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert links.MOST_LINKS == 65_530
    monkeypatch.setattr(sheet, "MOST_LINKS", 5)
    frame = pl.DataFrame({"a": list("abcd"), "b": list("abcd"), "to": ["https://example.com"] * 4})
    columns = tuple(ShownColumn(name, name, Format.LINK, link_column="to") for name in "ab")
    write(path, JobTab("Data", (Block(frame, columns),)))
    assert part(path, SHEET).count("<hyperlink ") == 5


def test_a_note_is_shown_when_its_header_is_selected(path: Path) -> None:
    columns = (ShownColumn("a", "Kepala", note='Dari "Pelanggan" & lain'),)
    write(path, JobTab("Data", (Block(pl.DataFrame({"a": ["x"]}), columns),)))
    (validation,) = opened(path).data_validations.dataValidation
    assert (validation.prompt, str(validation.sqref)) == ('Dari "Pelanggan" & lain', "A1")


def test_elements_stand_in_the_order_of_the_format(path: Path) -> None:
    frame = pl.DataFrame({"a": ["x"], "n": [1], "to": ["https://example.com"]})
    columns = (ShownColumn("a", "A", Format.LINK, link_column="to", note="n"), ShownColumn("n", "N", Format.INTEGER))
    write(path, JobTab("Data", (Block(frame, columns),), (Chart("c", ChartKind.LINE, 0, "a", ("n",)),)))
    xml = part(path, SHEET)
    order = [
        "sheetPr",
        "dimension",
        "sheetViews",
        "sheetFormatPr",
        "cols",
        "sheetData",
        "autoFilter",
        "dataValidations",
    ]
    order += ["hyperlinks", "pageMargins", "pageSetup", "headerFooter", "ignoredErrors", "drawing"]
    places = [xml.index(f"<{name}") for name in order]
    assert places == sorted(places)


def test_charts_are_native_know_their_values_and_point_at_their_cells(path: Path) -> None:
    write(path, report("Laporan"))
    chart = part(path, "xl/charts/chart_crm_1.xml")
    assert "Segmen!$B$7:$B$8" in chart
    assert re.findall(r"<c:v>([^<]*)</c:v>", chart) == ["Jumlah", "Gold", "Silver", "3", "5"]
    assert '<c:barDir val="col"' in chart
    assert "<c:pieChart>" in part(path, "xl/charts/chart_crm_2.xml")


@pytest.mark.parametrize("kind", list(ChartKind))
def test_every_kind_of_chart_can_be_drawn(path: Path, kind: ChartKind) -> None:
    frame = pl.DataFrame({"day": [date(2026, 1, 1), date(2026, 2, 1)], "n": [1.5, None]})
    columns = (ShownColumn("day", "Hari", Format.DATE), ShownColumn("n", "N", Format.PERCENT))
    write(path, JobTab("Ibu's tab", (Block(frame, columns),), (Chart("Judul", kind, 0, "day", ("n",)),)))
    (chart,) = opened(path, "Ibu's tab")._charts
    assert chart.anchor.ext.width == 480 * 9525
    assert "'Ibu''s tab'!" in part(path, "xl/charts/chart_crm_1.xml")


def test_a_chart_over_a_block_without_rows_is_left_out(path: Path) -> None:
    frame = pl.DataFrame({"a": [], "n": []}, schema={"a": pl.String, "n": pl.Int64})
    columns = (ShownColumn("a", "A"), ShownColumn("n", "N"))
    write(path, JobTab("Data", (Block(frame, columns),), (Chart("c", ChartKind.PIE, 0, "a", ("n",)),)))
    assert not any("chart" in name for name in raw_parts(path))


def test_a_chart_of_a_column_that_is_not_shown_is_a_programming_error(path: Path) -> None:
    tab = one_column(["x"], charts=(Chart("c", ChartKind.PIE, 0, "a", ("secret",)),))
    with pytest.raises(ValueError, match='needs the column "secret"'):
        write(path, tab)


@pytest.mark.parametrize("width", [10, 60])
@pytest.mark.parametrize("charts", [1, 2, 5])
def test_no_chart_covers_data_or_another_chart(width: int, charts: int) -> None:
    frame = pl.DataFrame({"a": ["x"] * 4, "n": [1] * 4})
    columns = (
        ShownColumn("a", "A", width=width),
        ShownColumn("n", "N", width=width),
        ShownColumn("n", "M", width=width),
    )
    blocks = tuple(Block(frame, columns, "judul") for _ in range(3))
    drawn = tuple(Chart("c", ChartKind.BAR, number % 3, "a", ("n",)) for number in range(charts))
    layout = lay_out(JobTab("Data", blocks, drawn, "Laporan"))
    assert len(layout.charts) == charts
    areas = [(0, 1, sum(column_pixels(wide) for wide in layout.widths), layout.last_row)]
    for placed in layout.charts:
        before = sum(column_pixels(wide) for wide in layout.widths[: placed.column])
        before += max(placed.column - len(layout.widths), 0) * 64 + placed.offset
        assert before == placed.left
        areas.append((before, placed.row, before + placed.chart.width, placed.row + chart_rows(placed.chart) - 1))
    for position, (left, top, right, bottom) in enumerate(areas):
        for other_left, other_top, other_right, other_bottom in areas[position + 1 :]:
            apart = other_left >= right or left >= other_right or other_top > bottom or top > other_bottom
            assert apart


def test_charts_of_a_wide_tab_stand_beside_its_narrow_blocks_or_under_all() -> None:
    frame = pl.DataFrame({"a": ["x"] * 12, "n": [1] * 12})
    columns = [ShownColumn("a", "A", width=40), ShownColumn("n", "N", width=40)]
    narrow = Block(frame, tuple(columns), "sempit")
    wide = Block(frame, (*columns, ShownColumn("n", "M", width=80)), "lebar")
    drawn = tuple(Chart("c", ChartKind.BAR, 0, "a", ("n",), width=400, height=250) for _ in range(2))
    layout = lay_out(JobTab("Data", (narrow, wide), drawn, "Laporan"))
    beside, under = layout.charts
    assert (beside.row, beside.left) == (layout.blocks[0].title_row, 2 * column_pixels(40) + 24)
    assert (under.row, under.left) == (layout.last_row + 3, 0)


def test_a_row_is_as_high_as_its_text_unless_the_column_says_otherwise(path: Path) -> None:
    text = "\n".join(["satu baris"] * 10)
    frame = pl.DataFrame({"a": [text, "pendek", None]})
    whole, cut = (ShownColumn("a", "Naskah", Format.WRAP, 40, most_lines=lines) for lines in (0, 4))
    for column, heights in ((whole, [10 * 12.75 + 5.25, 18, 18]), (cut, [4 * 12.75, 18, 18])):
        write(path, JobTab("Data", (Block(frame, (column,)),)))
        rows = opened(path).row_dimensions
        assert [rows[number].height for number in (2, 3, 4)] == heights


def test_a_long_paragraph_counts_the_lines_that_it_takes(path: Path) -> None:
    frame = pl.DataFrame({"a": ["x" * 100 + "\n" + "y" * 10]})
    write(path, JobTab("Data", (Block(frame, (ShownColumn("a", "Naskah", Format.WRAP, 40),)),)))
    assert opened(path).row_dimensions[2].height == 4 * 12.75 + 5.25


def test_a_short_report_is_printed_upright_on_one_page_and_a_long_one_on_several(path: Path) -> None:
    for rows, pages in ((5, 1), (200, 0)):
        write(path, one_column(["x"] * rows, heading="Laporan"))
        page = opened(path).page_setup
        assert (page.orientation, page.fitToHeight) == ("portrait", pages)


def test_a_list_is_printed_on_as_many_pages_as_it_is_wide(path: Path) -> None:
    columns = tuple(ShownColumn("a", f"A{number}", width=50) for number in range(8))
    write(path, JobTab("Data", (Block(pl.DataFrame({"a": ["x"]}), columns),)))
    assert (opened(path).page_setup.orientation, opened(path).page_setup.fitToWidth) == ("landscape", 2)


def test_a_value_with_a_tone_stands_out(path: Path) -> None:
    tones = (("Salah", Tone.BAD), ("Dilewati", Tone.QUIET))
    columns = (ShownColumn("a", "Tingkat", tones=tones),)
    write(path, JobTab("Data", (Block(pl.DataFrame({"a": ["Salah", "Dilewati", "lain", None]}), columns),)))
    fonts = [row[0].font for row in opened(path).iter_rows(min_row=2, max_row=4)]
    assert [font.color.rgb for font in fonts] == ["FFB42318", "FF6B7280", "FF1F2933"]
    assert [font.bold for font in fonts] == [True, False, False]


def test_the_first_columns_of_a_list_can_stay_in_sight(path: Path) -> None:
    frame = pl.DataFrame({"a": ["x"], "n": [1]})
    columns = (ShownColumn("a", "A"), ShownColumn("n", "N"))
    write(path, JobTab("Data", (Block(frame, columns),), frozen_columns=1))
    assert opened(path).freeze_panes == "B2"


def test_large_tabs_are_built_in_pieces_that_fit_together(path: Path) -> None:
    rows = 9_001
    write(
        path,
        profiles(rows, number=list(range(rows)), note=[f"baris {row}" if row % 3 else None for row in range(rows)]),
    )
    cells = XlsxWorkbook(path).read().tabs["Profil"].cells
    assert cells.height == rows
    assert cells["C"].cast(pl.Int64).to_list() == list(range(rows))
    assert cells["D"].null_count() == rows // 3 + 1


def test_a_workbook_without_styles_gets_some(path: Path) -> None:
    relations = re.sub(r'<Relationship [^>]*styles"[^>]*/>', "", part(path, "xl/_rels/workbook.xml.rels"))
    with_parts(path, {"xl/styles.xml": None, "xl/_rels/workbook.xml.rels": relations.encode()})
    types = re.sub(r'<Override PartName="/xl/styles.xml"[^>]*/>', "", part(path, "[Content_Types].xml"))
    with_parts(path, {"[Content_Types].xml": types.encode()})
    write(path, profiles())
    assert opened(path, "Profil")["A1"].font.bold
