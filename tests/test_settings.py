"""The operator's settings: where they come from, and what a wrong one is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_sheets.errors import ConfigurationError
from crm_sheets.settings import load_settings, operator_language


@pytest.fixture(autouse=True)
def somewhere_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("CRM_SHEETS_WORKBOOK", "CRM_SHEETS_COUNTRY", "CRM_SHEETS_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)


def write_config(folder: Path, text: str) -> Path:
    file = folder / "crm.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_everything_stands_beside_the_workbook() -> None:
    settings = load_settings(workbook=Path("team/book.xlsx"))
    assert settings.workbook == Path("team/book.xlsx")
    assert settings.ledger == Path("team/crm-ledger.sqlite")
    assert settings.outbox == Path("team/outbox")


def test_paths_in_the_file_count_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "team").mkdir()
    file = write_config(tmp_path / "team", 'workbook = "book.xlsx"\noutbox = "letters"\n')
    settings = load_settings(file)
    assert settings.workbook == tmp_path / "team" / "book.xlsx"
    assert settings.outbox == tmp_path / "team" / "letters"


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_config(tmp_path, 'workbook = "a.xlsx"\ncountry = "SG"\nlanguage = "id"\n')
    monkeypatch.setenv("CRM_SHEETS_COUNTRY", "MY")
    monkeypatch.setenv("CRM_SHEETS_LANGUAGE", "id")
    settings = load_settings(file, language="en")
    assert (settings.country, settings.language) == ("MY", "en")


def test_headers_of_the_team_are_mapped(tmp_path: Path) -> None:
    file = write_config(tmp_path, 'workbook = "a.xlsx"\n[tabs.customers.columns]\nbirth_date = "Lahirnya"\n')
    assert load_settings(file).tabs["customers"].columns == {"birth_date": "Lahirnya"}


def test_a_title_of_the_team_is_mapped_and_needs_no_columns(tmp_path: Path) -> None:
    file = write_config(tmp_path, 'workbook = "a.xlsx"\n[tabs.customers]\ntitle = "Nasabah 2024"\n')
    mapping = load_settings(file).tabs["customers"]
    assert (mapping.title, mapping.columns) == ("Nasabah 2024", {})


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('workbok = "a.xlsx"', "workbok"),
        ('workbook = "a.xlsx"\ncountry = "Indonesia"', "country"),
        ('workbook = "a.xlsx"\ntimezone = "Jakarta"', "Asia/Jakarta"),
        ('workbook = "a.xlsx"\nhash_key = "s3cret"', "secret"),
        ("workbook = ", "cannot be read"),
        ('workbook = "a.xlsx"\n[tabs.clients.columns]\nname = "N"', "no such tab"),
        ('workbook = "a.xlsx"\n[tabs.clients]\ntitle = "N"', "no such tab"),
        ('workbook = "a.xlsx"\n[tabs.customers]\ntitle = 2024', "tabs.customers.title"),
        ('workbook = "a.xlsx"\n[tabs.customers]\nTitle = "N"', "tabs.customers.Title"),
        ('workbook = "a.xlsx"\n[tabs.customers.columns]\nbirthdate = "D.O.B."', "birth_date"),
        ("", "Which workbook"),
    ],
)
def test_a_wrong_file_is_told_what_and_how(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigurationError, match=says) as caught:
        load_settings(write_config(tmp_path, text))
    assert "s3cret" not in str(caught.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"nowhere\.toml"):
        load_settings(tmp_path / "nowhere.toml")


@pytest.mark.parametrize(("locale", "language"), [("id_ID.UTF-8", "id"), ("en_GB.UTF-8", "en"), ("", "en")])
def test_the_command_line_speaks_the_machines_language(
    monkeypatch: pytest.MonkeyPatch, locale: str, language: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", locale)
    assert operator_language() == language


def test_a_workbook_on_the_command_line_is_a_path_from_here(tmp_path: Path) -> None:
    (tmp_path / "team").mkdir()
    file = write_config(tmp_path / "team", 'workbook = "book.xlsx"\n')
    assert load_settings(file, workbook=Path("other.xlsx")).workbook == Path("other.xlsx")


def test_a_file_saved_by_notepad_is_read(tmp_path: Path) -> None:
    (tmp_path / "crm.toml").write_bytes(b'\xef\xbb\xbfworkbook = "a.xlsx"\n')
    assert load_settings(tmp_path / "crm.toml").workbook == tmp_path / "a.xlsx"
