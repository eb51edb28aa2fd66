"""LibreOffice, for real: it opens what we write, and we write into what it saves."""

from __future__ import annotations

import re
from pathlib import Path

from workbook_builders import part, profiles, queue_rows, raw_parts, report, rich_workbook, saved_by_libreoffice

from crm_sheets.content import Changes
from crm_sheets.workbook.xlsx import XlsxWorkbook

CHANGES = Changes((profiles(), report()), (queue_rows("k1"),))


def write(path: Path, changes: Changes = CHANGES) -> None:
    workbook = XlsxWorkbook(path)
    workbook.write(changes, workbook.read())


def test_a_workbook_saved_by_libreoffice_can_be_rewritten_and_appended_to(tmp_path: Path) -> None:
    path = rich_workbook(tmp_path / "a.xlsx")
    write(path)
    (tmp_path / "saved").mkdir()
    saved = saved_by_libreoffice(path, tmp_path / "saved")
    before = raw_parts(saved)
    write(saved, Changes((profiles(5), report("Lain")), (queue_rows("k2"),)))
    tabs = XlsxWorkbook(saved).read().tabs
    assert list(tabs) == ["Pelanggan", "Antrean", "Grafik", "Profil", "Segmen"]  # it makes chart sheets tabs
    assert tabs["Profil"].cells.height == 5
    assert tabs["Segmen"].header[0] == "Lain"
    assert [row[0] for row in tabs["Antrean"].cells.rows()] == ["k0", "k1", "k2"]
    assert len(re.findall("crm_sheets_job_", part(saved, "xl/workbook.xml"))) == 2
    after = raw_parts(saved)
    assert after["xl/worksheets/sheet1.xml"] == before["xl/worksheets/sheet1.xml"]
    assert after["xl/drawings/drawing1.xml"] == before["xl/drawings/drawing1.xml"]
    (tmp_path / "again").mkdir()
    again = saved_by_libreoffice(saved, tmp_path / "again")
    assert XlsxWorkbook(again).read().tabs["Profil"].cells.height == 5


def test_libreoffice_turns_our_tabs_into_pages(tmp_path: Path) -> None:
    path = rich_workbook(tmp_path / "a.xlsx")
    write(path)
    pages = saved_by_libreoffice(path, tmp_path, "pdf").read_bytes()
    assert pages.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", pages)) >= 4
