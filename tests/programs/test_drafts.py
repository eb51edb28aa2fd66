"""A row that cannot run tells all that is wrong in it at once, as far as its cells can be read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from workbook_builders import plain_workbook

from crm_sheets.pipeline import look
from crm_sheets.settings import OperatorSettings, load_settings
from crm_sheets.workspace import Workspace

HEADER = [
    "ID Program",
    "Nama program",
    "Tujuan",
    "Peristiwa",
    "Pengulangan",
    "Syarat",
    "Saluran",
    "Templat",
    "Persetujuan",
]
FINE = ["baru", "Baru", "Ucapan", "customers.birth_date", "Tiap tahun", "tier = 'Gold'", "SMS", "birthday_customer"]
FINE = [*FINE, "Ya"]


def wrong_cells(folder: Path, monkeypatch: pytest.MonkeyPatch, **typed: str | None) -> set[str]:
    """The columns that are named in the problems of a row with these cells."""
    monkeypatch.chdir(folder)
    letters = dict(zip(COLUMNS, range(len(COLUMNS)), strict=True))
    row = [*FINE]
    for name, value in typed.items():
        row[letters[name]] = value
    tabs = {"Pelanggan": [["ID Pelanggan", "Nama"], ["C1", "Orang"]], "Program": [HEADER, row]}
    settings: OperatorSettings = load_settings(None, workbook=str(plain_workbook(folder / "book.xlsx", tabs)))
    problems = look(Workspace(settings, date(2026, 11, 20), dry_run=True)).problems
    return set(problems.filter(tab="programs", row=2)["column"])


COLUMNS = ("program_id", "name", "purpose", "occasion", "repeat", "condition", "channels", "template", "approval")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, set()),
        (
            {"occasion": "customers.wedding", "condition": "tier = 'Golden'", "approval": "mungkin", "template": "x"},
            {"occasion", "condition", "approval", "template"},
        ),
        ({"occasion": "apa.saja", "condition": "premium >= 2jt"}, {"occasion"}),  # it may be about policies
        ({"occasion": "customers.wedding", "template": "premium_monthly"}, {"occasion"}),
        ({"occasion": "apa.saja", "condition": "premium >> 2jt"}, {"occasion", "condition"}),
        ({"purpose": "apa", "repeat": "kadang", "condition": "warna = 1"}, {"purpose", "repeat", "condition"}),
        ({"repeat": "kadang", "occasion": "25"}, {"repeat"}),
        ({"channels": "merpati", "condition": "warna = 1"}, {"channels", "condition"}),
        ({"repeat": "Tiap bulan", "occasion": None, "template": "x"}, {"occasion", "template"}),
        ({"repeat": "Hari kalender", "occasion": "Lebaaran", "condition": "warna = 1"}, {"occasion", "condition"}),
        ({"repeat": "Berkala", "condition": "warna = 1"}, {"cadence_days", "condition"}),
    ],
)
def test_one_wrong_cell_hides_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: dict[str, str | None], told: set[str]
) -> None:
    assert wrong_cells(tmp_path, monkeypatch, **typed) == told
