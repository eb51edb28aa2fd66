"""What the team keeps in the file is there after our writes, byte for byte."""

from __future__ import annotations

import re
import stat
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from workbook_builders import (
    part,
    plain_workbook,
    profiles,
    queue_rows,
    raw_parts,
    report,
    rich_workbook,
    with_parts,
)

from crm_sheets.content import Changes
from crm_sheets.errors import WorkbookError
from crm_sheets.workbook.xlsx import XlsxWorkbook

MAY_CHANGE = {
    "[Content_Types].xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
    "xl/worksheets/sheet2.xml",  # the queue, which got rows
    "xl/worksheets/_rels/sheet2.xml.rels",
}
CHANGES = Changes((profiles(), report()), (queue_rows("k1"),))


def write(path: Path, changes: Changes = CHANGES, times: int = 1) -> None:
    workbook = XlsxWorkbook(path)
    for _ in range(times):
        workbook.write(changes, workbook.read())


def test_everything_of_the_teams_is_byte_for_byte_there_after_two_writes(tmp_path: Path) -> None:
    path = rich_workbook(tmp_path / "a.xlsx")
    before = raw_parts(path)
    write(path, times=2)
    after = raw_parts(path)
    assert before.keys() <= after.keys()
    unchanged = {name for name in before if after[name] == before[name]}
    assert before.keys() - unchanged <= MAY_CHANGE
    kinds = ("chart", "drawing", "media", "comment", "vmlDrawing", "chartsheet", "theme", "sharedStrings", "sheet1.xml")
    assert all(any(kind in name for name in unchanged) for kind in kinds)


def test_the_result_opens_elsewhere_with_all_tabs(tmp_path: Path) -> None:
    path = rich_workbook(tmp_path / "a.xlsx")
    write(path, times=2)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Pelanggan", "Antrean", "Grafik", "Profil", "Segmen"]
    places = [(chart.anchor._from.col, chart.anchor._from.row) for chart in book["Segmen"]._charts]
    assert len(set(places)) == 2
    assert {column for column, _ in places} == {2}
    assert book["Pelanggan"]["A2"].comment.text == "Jangan dihapus"
    for name in raw_parts(path):
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(part(path, name))  # noqa: S314


def test_only_our_additions_stand_in_the_parts_that_may_change(tmp_path: Path) -> None:
    path = rich_workbook(tmp_path / "a.xlsx")
    before = {name: part(path, name) for name in MAY_CHANGE}
    write(path)
    workbook = part(path, "xl/workbook.xml")
    for piece in re.findall(r"<(?:sheet|definedName) [^>]*>[^<]*", before["xl/workbook.xml"]):
        assert piece in workbook
    styles, old_styles = part(path, "xl/styles.xml"), before["xl/styles.xml"]
    for group in ("fonts", "fills", "borders", "cellXfs"):
        old, new = (re.search(rf"<{group} [^>]*>(.*?)</{group}>", text) for text in (old_styles, styles))
        assert old and new and new.group(1).startswith(old.group(1))
        assert int(re.search(rf'<{group} count="(\d+)"', styles)[1]) > int(
            re.search(rf'<{group} count="(\d+)"', old_styles)[1]
        )
    rows = part(path, "xl/worksheets/sheet2.xml")
    head, tail = before["xl/worksheets/sheet2.xml"].split("</sheetData>")
    assert rows.startswith(head.replace("A1:F2", "A1:F3"))
    assert rows.endswith("</sheetData>" + tail)


def test_the_hundredth_write_leaves_the_file_like_the_second(tmp_path: Path) -> None:
    path = rich_workbook(tmp_path / "a.xlsx")
    jobs = Changes((profiles(), report()))
    write(path, jobs, times=2)
    second = path.read_bytes()
    write(path, jobs, times=3)
    assert path.read_bytes() == second


def test_the_same_write_on_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    one = rich_workbook(tmp_path / "a.xlsx")
    other = tmp_path / "b.xlsx"
    other.write_bytes(one.read_bytes())
    write(one)
    write(other)
    assert one.read_bytes() == other.read_bytes()


def test_macros_are_kept(tmp_path: Path) -> None:
    path = plain_workbook(tmp_path / "a.xlsm", {"Pelanggan": [["ID"]]})
    macros = bytes(range(256)) * 20
    types = part(path, "[Content_Types].xml").replace(
        "</Types>", '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    )
    with_parts(path, {"xl/vbaProject.bin": macros, "[Content_Types].xml": types.encode()})
    before = raw_parts(path)
    write(path)
    assert raw_parts(path)["xl/vbaProject.bin"] == before["xl/vbaProject.bin"]
    assert "vbaProject" in part(path, "[Content_Types].xml")


def test_files_that_were_written_as_a_stream_are_copied_with_their_data_descriptors(tmp_path: Path) -> None:
    path = rich_workbook(tmp_path / "a.xlsx")
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}

    class OneWay(BytesIO):
        def seekable(self) -> bool:
            return False

    stream = OneWay()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    path.write_bytes(stream.getvalue())
    write(path, times=2)
    with ZipFile(path) as archive:
        assert archive.testzip() is None
        assert all(archive.read(name) == parts[name] for name in parts.keys() - MAY_CHANGE)


def test_a_rewritten_report_leaves_no_old_drawing_behind(tmp_path: Path) -> None:
    path = rich_workbook(tmp_path / "a.xlsx")
    before = set(raw_parts(path))
    write(path, Changes((report(),)), times=2)
    assert sorted(set(raw_parts(path)) - before) == [
        "xl/charts/chart_crm_1.xml",
        "xl/charts/chart_crm_2.xml",
        "xl/drawings/_rels/drawing_crm_1.xml.rels",
        "xl/drawings/drawing_crm_1.xml",
        "xl/worksheets/_rels/sheet_crm_1.xml.rels",
        "xl/worksheets/sheet_crm_1.xml",
    ]
    without_charts = report()
    write(path, Changes((type(without_charts)("Segmen", without_charts.blocks),)))
    assert sorted(set(raw_parts(path)) - before) == ["xl/worksheets/sheet_crm_1.xml"]
    types = part(path, "[Content_Types].xml")
    assert "_crm_1.xml" in types
    assert "chart_crm" not in types
    assert "drawing_crm" not in types


def test_a_part_that_something_else_uses_too_is_kept_when_a_job_tab_is_rewritten(tmp_path: Path) -> None:
    path = rich_workbook(tmp_path / "a.xlsx")
    write(path, Changes((report(),)))
    relations = part(path, "xl/drawings/_rels/drawing1.xml.rels").replace(
        "</Relationships>",
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart" '
        'Target="../charts/chart_crm_1.xml"/></Relationships>',
    )
    with_parts(path, {"xl/drawings/_rels/drawing1.xml.rels": relations.encode()})
    kept = part(path, "xl/charts/chart_crm_1.xml")
    write(path, Changes((report(),)))
    assert part(path, "xl/charts/chart_crm_1.xml") == kept


def test_the_list_of_formulas_goes_only_when_a_rewritten_tab_had_some(tmp_path: Path) -> None:
    path = plain_workbook(tmp_path / "a.xlsx", {"Profil": [["Kolom id", "Kolom tier"], ["C9", "Gold"]], "Lain": []})
    relations = part(path, "xl/_rels/workbook.xml.rels").replace(
        "</Relationships>",
        '<Relationship Id="rId70" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain" '
        'Target="calcChain.xml"/></Relationships>',
    )
    types = part(path, "[Content_Types].xml").replace(
        "</Types>", '<Override PartName="/xl/calcChain.xml" ContentType="application/x"/></Types>'
    )
    with_parts(
        path,
        {
            "xl/calcChain.xml": b'<calcChain xmlns="x"><c r="A1" i="2"/></calcChain>',
            "xl/_rels/workbook.xml.rels": relations.encode(),
            "[Content_Types].xml": types.encode(),
        },
    )
    write(path, Changes((profiles(),)))
    assert "xl/calcChain.xml" in raw_parts(path)
    sheet = part(path, "xl/worksheets/sheet1.xml").replace(
        "</sheetData>", '<row r="9"><c r="A9"><f>1+1</f></c></row></sheetData>'
    )
    with_parts(path, {"xl/worksheets/sheet1.xml": sheet.encode()})
    write(path, Changes((profiles(),)))
    assert "xl/calcChain.xml" not in raw_parts(path)
    assert "calcChain" not in part(path, "xl/_rels/workbook.xml.rels") + part(path, "[Content_Types].xml")


def test_formulas_of_the_teams_are_computed_again_when_the_file_is_opened(tmp_path: Path) -> None:
    path = plain_workbook(tmp_path / "a.xlsx", {"Pelanggan": [["ID"]]})
    xml = re.sub(r"<calcPr[^>]*>", '<calcPr calcMode="manual" calcId="1"/>', part(path, "xl/workbook.xml"))
    with_parts(path, {"xl/workbook.xml": xml.encode()})
    write(path)
    assert '<calcPr calcMode="manual" calcId="1" fullCalcOnLoad="1"/>' in part(path, "xl/workbook.xml")


def test_permissions_and_symbolic_links_stay(tmp_path: Path) -> None:
    path = plain_workbook(tmp_path / "a.xlsx", {"Pelanggan": [["ID"]]})
    path.chmod(0o640)
    link = tmp_path / "link.xlsx"
    link.symlink_to(path)
    write(link)
    assert link.is_symlink()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.xlsx", "link.xlsx"]
    assert "Profil" in XlsxWorkbook(path).read().tabs


def test_a_job_tab_that_people_moved_and_renamed_is_left_to_them(tmp_path: Path) -> None:
    path = rich_workbook(tmp_path / "a.xlsx")
    write(path, Changes((profiles(1),)))
    xml = (
        part(path, "xl/workbook.xml")
        .replace('name="Profil"', 'name="Profil lama"')
        .replace("'Profil'!", "'Profil lama'!")
    )
    with_parts(path, {"xl/workbook.xml": xml.encode()})
    write(path, Changes((profiles(2),)))
    tabs = XlsxWorkbook(path).read().tabs
    assert (tabs["Profil lama"].cells.height, tabs["Profil"].cells.height) == (1, 2)


def test_a_report_stays_ours_when_all_its_texts_change(tmp_path: Path) -> None:
    path = rich_workbook(tmp_path / "a.xlsx")
    write(path, Changes((report(),)))
    other = profiles()
    write(path, Changes((type(other)("Segmen", other.blocks),)))
    assert XlsxWorkbook(path).read().tabs["Segmen"].header == ("Kolom id", "Kolom tier")


def test_a_chart_sheet_with_a_job_tabs_title_is_not_overwritten(tmp_path: Path) -> None:
    path = rich_workbook(tmp_path / "a.xlsx")
    other = profiles()
    with pytest.raises(WorkbookError, match='"Grafik" that was not made by a job'):
        write(path, Changes((type(other)("Grafik", other.blocks),)))
    with pytest.raises(WorkbookError, match='"Grafik" is not a tab with cells'):
        write(path, Changes(appends=(type(CHANGES.appends[0])("Grafik", *_rows()),)))


def _rows() -> tuple[object, object]:
    append = queue_rows("k1")
    return append.frame, append.columns


def test_a_workbook_made_by_openpyxl_can_be_written_again_and_again(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Pelanggan"
    book.active.append(["ID"])
    queue = book.create_sheet("Antrean")
    queue.append(["Kunci", "Pelanggan"])
    queue.append(["k0", "Budi"])
    path = tmp_path / "a.xlsx"
    book.save(path)
    before = raw_parts(path)
    write(path, times=2)
    assert raw_parts(path)["xl/worksheets/sheet1.xml"] == before["xl/worksheets/sheet1.xml"]
    assert [row[0] for row in XlsxWorkbook(path).read().tabs["Antrean"].cells.rows()] == ["k0", "k1", "k1"]
    openpyxl.load_workbook(path).save(path)
    write(path, Changes((profiles(7), report("Lain"))))
    tabs = XlsxWorkbook(path).read().tabs
    assert (tabs["Profil"].cells.height, tabs["Segmen"].header[0]) == (7, "Lain")


def test_names_are_put_where_the_format_wants_them_in_a_sparse_workbook_part(tmp_path: Path) -> None:
    path = plain_workbook(tmp_path / "a.xlsx", {"Pelanggan": [["ID"]]})
    xml = re.sub(r"<(?:calcPr|bookViews|fileVersion).*?/>(?:</bookViews>)?", "", part(path, "xl/workbook.xml"))
    xml = xml.replace("</workbook>", '<extLst><ext uri="{x}"/></extLst></workbook>')
    with_parts(path, {"xl/workbook.xml": xml.encode()})
    write(path, times=2)
    xml = part(path, "xl/workbook.xml")
    places = [xml.index(f"<{name}") for name in ("sheets", "definedNames", "calcPr", "extLst")]
    assert places == sorted(places)
    assert openpyxl.load_workbook(path).sheetnames[0] == "Pelanggan"
