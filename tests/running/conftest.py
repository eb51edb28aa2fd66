"""A workbook in which many people have their birthday."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

PEOPLE = 250
COMPANY = "Toko Maju"


@pytest.fixture
def birthdays(tmp_path: Path) -> Path:
    """250 people whose birthday is 20 November, greeted by e-mail."""
    tabs = {
        "Pengaturan": [["Pengaturan", "Nilai"], ["company", COMPANY]],
        "Pelanggan": [
            ["ID Pelanggan", "Nama", "Tanggal lahir", "Email"],
            *([f"P{n:04}", f"Orang {n}", "1980-11-20", f"p{n}@example.com"] for n in range(PEOPLE)),
        ],
        "Program": [
            ["ID Program", "Nama program", "Tujuan", "Peristiwa", "Pengulangan", "Saluran", "Templat"],
            ["ultah", "Ulang tahun", "Ucapan", "Pelanggan.Tanggal lahir", "Tiap tahun", "Email", "ultah"],
        ],
    }
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for title, rows in tabs.items():
            sheet = book.add_worksheet(title)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    (tmp_path / "templates").mkdir()
    text = "Subject: Selamat\n\nSelamat ulang tahun, {{ customer.name }}!\n"
    (tmp_path / "templates" / "ultah.email.id.txt").write_text(text, encoding="utf-8")
    return path
