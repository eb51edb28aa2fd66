"""`crm-sheets map`: what it proposes for a team's own workbook, and what it writes into crm.toml."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path

import pytest
from google_samples import LINK, small_sheet
from workbook_builders import plain_workbook

from crm_sheets import cli
from crm_sheets.testing.google import FakeGoogle

HEADER = ["Kode klien", "Nama Klien", "HP / WA", "Tgl lahir klien", "Alamat tinggal klien"]
ROWS = [
    ["K-001", "Budi Santoso", "0812-3456-7890", "24/05/1988", "Jl. Mawar"],
    ["K-002", "Sari Dewi", "0813-1111-2222", "1990-02-01", "Jl. Melati"],
    ["K-003", "Tono", "0811-2222-333", "3 Mei 1975", "Bogor"],
]
TABS = {"Nasabah 2024": [HEADER, *ROWS], "Kas kecil": [["Uraian", "Jumlah"], ["kopi", 25000]]}
COLUMNS = {
    "customer_id": "Kode klien",
    "name": "Nama Klien",
    "phone": "HP / WA",
    "birth_date": "Tgl lahir klien",
}


@pytest.fixture(autouse=True)
def command_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "COMMANDS", tuple(dict.fromkeys((*cli.COMMANDS, "map"))))


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a workbook that has titles and headers of its own."""
    plain_workbook(tmp_path / "tim.xlsx", TABS)
    (tmp_path / "crm.toml").write_text('# kami\nworkbook = "tim.xlsx"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert cli.main(list(arguments)) == code
    return capsys.readouterr().out


@pytest.mark.parametrize(("language", "word"), [("id", "Tempelkan"), ("en", "Paste")])
def test_the_answer_can_be_pasted_as_it_is(
    team: Path, capsys: pytest.CaptureFixture[str], language: str, word: str
) -> None:
    text = said(capsys, "map", "--language", language)
    assert word in text
    assert tomllib.loads(text)["tabs"] == {"customers": {"title": "Nasabah 2024", "columns": COLUMNS}}
    assert "0812-3456-7890" not in text
    assert "Budi" not in text
    assert (team / "crm.toml").read_text(encoding="utf-8") == '# kami\nworkbook = "tim.xlsx"\n'


def test_what_is_written_makes_the_workbook_understood(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Pelanggan" in said(capsys, "check", "--language", "id", code=1)
    (team / "crm.toml").chmod(0o640)
    text = said(capsys, "map", "--write", "--language", "en")
    assert text.startswith("Added to crm.toml:")
    assert "# address = " in text
    assert "No problems." in said(capsys, "check", "--language", "en")
    content = (team / "crm.toml").read_text(encoding="utf-8")
    assert content.startswith('# kami\nworkbook = "tim.xlsx"\n')
    assert (team / "crm.toml").stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(team)) == ["crm.toml", "tim.xlsx"], "nothing is left behind"  # noqa: PTH208
    assert "Kode klien" not in said(capsys, "map")


def test_keys_that_have_a_value_stay_and_are_named(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (team / "crm.toml").open("a", encoding="utf-8") as file:
        file.write('[tabs.customers.columns]\nphone = "HP lama"\n')
    found = json.loads(said(capsys, "map", "--write", "--json"))
    assert [one["column"] for one in found["existing"]] == ["phone"]
    assert 'phone = "HP lama"' in (team / "crm.toml").read_text(encoding="utf-8")


def test_a_dry_run_writes_nothing(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (team / "crm.toml").read_bytes()
    assert said(capsys, "map", "--write", "--dry-run", "--language", "en").startswith("Would be added to crm.toml:")
    assert (team / "crm.toml").read_bytes() == before


def test_a_mark_of_notepads_and_its_line_ends_stay(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (team / "crm.toml").write_bytes(b'\xef\xbb\xbfworkbook = "tim.xlsx"\r\n')
    said(capsys, "map", "--write")
    content = (team / "crm.toml").read_bytes()
    assert content.startswith(b'\xef\xbb\xbfworkbook = "tim.xlsx"\r\n')
    assert content.count(b"\xef\xbb\xbf") == 1
    assert content.count(b"\n") == content.count(b"\r\n") > 4


def test_without_a_settings_file_there_is_nothing_to_add_to(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (team / "crm.toml").unlink()
    assert cli.main(["map", "--write", "-w", "tim.xlsx"]) == 2
    assert "crm.toml" in capsys.readouterr().err
    assert not (team / "crm.toml").exists()


def test_a_file_that_cannot_be_added_to_is_left_alone(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = 'workbook = "tim.xlsx"\ntabs = { customers = { columns = { city = "Kota" } } }\n'
    (team / "crm.toml").write_text(text, encoding="utf-8")
    assert cli.main(["map", "--write"]) == 2
    assert "by hand" in capsys.readouterr().err
    assert (team / "crm.toml").read_text(encoding="utf-8") == text


def test_json_says_the_same(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = json.loads(said(capsys, "map", "--json"))
    assert {one["column"]: one["header"] for one in found["proposals"] if one["sure"] and one["column"]} == COLUMNS
    assert {one["cell"] for one in found["proposals"]} == {"", "A1", "B1", "C1", "D1", "E1"}
    assert tomllib.loads(found["toml"])["tabs"]["customers"]["title"] == "Nasabah 2024"


def test_the_sample_needs_no_mapping(sample_copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "map", "-w", str(sample_copy), "--as-of", "2026-11-20").startswith("Nothing to propose")
    assert said(capsys, "map", "-w", str(sample_copy), "--language", "id").startswith("Tidak ada usulan")


def test_a_google_spreadsheet_is_mapped_as_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    serials = [[*row[:3], day, row[4]] for row, day in zip(ROWS, (32287, 32905, 27517), strict=True)]
    with FakeGoogle() as google:
        google.service_account_file(tmp_path).rename(tmp_path / "google-key.json")
        small_sheet(google, {"Nasabah 2024": [HEADER, *serials]})
        found = json.loads(said(capsys, "map", "-w", LINK, "--json"))
    assert {one["column"]: one["header"] for one in found["proposals"] if one["sure"] and one["column"]} == COLUMNS
