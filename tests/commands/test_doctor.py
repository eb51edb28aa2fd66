"""`crm-sheets doctor`: what it finds, what it says to do, and that it changes nothing."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest
from filelock import FileLock
from google_samples import LINK, SPREADSHEET_ID, small_sheet
from workbook_builders import plain_workbook

from crm_sheets import cli
from crm_sheets.doctor import CHECKS, machine
from crm_sheets.doctor.customs import country_of
from crm_sheets.testing.google import FakeGoogle
from crm_sheets.testing.spreadsheet import FakeSpreadsheet
from crm_sheets.workspace import Workspace

DAY = ("--as-of", "2026-11-20")
MARKS = {"ok": "✓", "warning": "!", "failed": "✗", "skipped": "–"}
CUSTOMERS = [["ID Pelanggan", "Nama", "No. HP"], ["C1", "Budi Santoso", "0812-3456-7890"]]
SETTINGS = [["Pengaturan", "Nilai"], ["company", "Toko Sehat"], ["reply_phone", "021-555"]]
TABS = {"Pelanggan": CUSTOMERS, "Pengaturan": SETTINGS}


class Said(NamedTuple):
    state: str
    text: str
    remedy: str


@pytest.fixture(autouse=True)
def command_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "COMMANDS", tuple(dict.fromkeys((*cli.COMMANDS, "doctor"))))


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a small workbook and its settings."""
    plain_workbook(tmp_path / "tim.xlsx", TABS)
    _settings(tmp_path, "tim.xlsx")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run_before(team: Path) -> Path:
    """The same after a nightly run."""
    assert cli.main(["run", "nightly", *DAY]) == 0
    return team


@pytest.fixture
def sample_run_before(sample_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose workbook is the sample after a nightly run."""
    _settings(tmp_path, "sample.xlsx")
    monkeypatch.chdir(tmp_path)
    assert cli.main(["run", "nightly", *DAY]) == 0
    return tmp_path


@pytest.fixture
def google(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGoogle]:
    """A folder whose workbook is a Google spreadsheet, with the key file of a service account."""
    monkeypatch.chdir(tmp_path)
    _settings(tmp_path, LINK)
    with FakeGoogle() as fake:
        fake.service_account_file(tmp_path).rename(tmp_path / "google-key.json")
        yield fake


def examined(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Said]:
    """What each check said; the exit code goes with it."""
    capsys.readouterr()
    code = cli.main(["doctor", "--json", *DAY, *arguments])
    found = json.loads(capsys.readouterr().out)
    assert code == (2 if any(one["state"] == "failed" for one in found) else 0)
    return {one["check"]: Said(one["state"], one["text"], one["remedy"]) for one in found}


def troubles(found: dict[str, Said]) -> dict[str, str]:
    """The checks that are not ok."""
    return {name: said.state for name, said in found.items() if said.state != "ok"}


class TestAnswer:
    @pytest.mark.parametrize(("language", "word"), [("id", "beres"), ("en", "ok")])
    def test_it_is_a_list_with_a_mark_and_a_remedy_below(
        self, team: Path, capsys: pytest.CaptureFixture[str], language: str, word: str
    ) -> None:
        assert cli.main(["doctor", "--language", language]) == 0
        lines = capsys.readouterr().out.splitlines()
        checks = [line for line in lines if line[:1] in MARKS.values()]
        assert len(checks) == len([check for check in CHECKS if not check.applies])
        warned = next(place for place, line in enumerate(lines) if line.startswith("!"))
        assert lines[warned + 1].startswith("      ")
        assert word in lines[-1]

    def test_both_languages_say_something_everywhere(self, team: Path, capsys: pytest.CaptureFixture[str]) -> None:
        indonesian, english = examined(capsys, "--language", "id"), examined(capsys, "--language", "en")
        assert {name: said.state for name, said in indonesian.items()} == {n: s.state for n, s in english.items()}
        assert all(said.text for said in (*indonesian.values(), *english.values()))
        assert all(said.remedy for said in english.values() if said.state == "warning")

    def test_nothing_personal_is_in_it(self, sample_run_before: Path, capsys: pytest.CaptureFixture[str]) -> None:
        book = openpyxl.load_workbook(sample_run_before / "sample.xlsx", read_only=True)
        rows = book["Pelanggan"].iter_rows(min_row=2, max_col=8, values_only=True)
        names = {str(row[1]) for row in rows if row[1]}
        text = json.dumps(examined(capsys), ensure_ascii=False)
        assert not [name for name in names if name in text]
        assert "@" not in text

    def test_it_changes_nothing_in_the_folder(self, team: Path, capsys: pytest.CaptureFixture[str]) -> None:
        before = {path.name: path.read_bytes() for path in team.iterdir()}
        examined(capsys)
        assert {path.name: path.read_bytes() for path in team.iterdir()} == before

    def test_after_a_run_all_that_the_run_needs_is_well(
        self, sample_run_before: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        found = examined(capsys)
        assert troubles(found) == {"phones": "warning", "cells": "warning", "templates": "failed"}, "as planted"
        assert "Milik" in examined(capsys, "--language", "id")["ledger"].text
        assert "files" in found["channels"].text
        assert "!L" in found["templates"].text


class TestAccess:
    @pytest.mark.parametrize("text", ["workbok = 1", 'workbook = "tim.xlsx"\ntimezone = "Jakarta"', "="])
    def test_with_wrong_settings_everything_else_waits(
        self, team: Path, capsys: pytest.CaptureFixture[str], text: str
    ) -> None:
        (team / "crm.toml").write_text(text, encoding="utf-8")
        found = examined(capsys)
        assert found.pop("settings").state == "failed"
        assert found.pop("packages").state == "ok"
        assert {said.state for said in found.values()} == {"skipped"}
        assert "Settings" in found["workbook"].text

    @pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 damaged", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"])
    def test_a_workbook_that_cannot_be_read_is_told_and_the_machine_still_looked_at(
        self, team: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
    ) -> None:
        (team / "tim.xlsx").unlink()
        if content is not None:
            (team / "tim.xlsx").write_bytes(content)
        found = examined(capsys)
        assert found["workbook"].state == "failed"
        assert "tim.xlsx" in found["workbook"].text
        assert found["templates"].state == found["ledger"].state == "skipped"
        assert found["disk"].state == found["outbox"].state == "ok"

    def test_an_open_workbook_is_a_warning(self, team: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (team / ".~lock.tim.xlsx#").write_text(",budi,komputer", encoding="utf-8")
        assert examined(capsys)["writing"].state == "warning"


class TestContents:
    def made(self, team: Path, capsys: pytest.CaptureFixture[str], **tabs: list[list[object]]) -> dict[str, Said]:
        plain_workbook(team / "tim.xlsx", {**TABS, **tabs})
        return examined(capsys)

    def test_without_a_customers_tab_nothing_can_run(self, team: Path, capsys: pytest.CaptureFixture[str]) -> None:
        plain_workbook(team / "tim.xlsx", {"Nasabah 2024": CUSTOMERS})
        found = examined(capsys)
        assert found["tabs"].state == "failed"
        assert "crm-sheets map" in found["tabs"].remedy

    def test_tabs_and_headers_that_are_not_understood_are_named_by_place(
        self, team: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        header = ["ID Pelanggan", "Nama", "Ukuran sepatu", "nama", None, "Budi Santoso"]
        found = self.made(team, capsys, Polisi=[["x"]], Pelanggan=[header, ["C1", "Budi"]])
        assert found["tabs"] == ("warning", "Tabs not recognised: Polisi.", found["tabs"].remedy)
        assert found["headers"].text == "Headers not recognised: Pelanggan!C1, Pelanggan!F1."

    def test_a_customers_tab_without_its_columns_fails_and_another_one_warns(
        self, team: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        found = self.made(team, capsys, Polis=[["Premi"], [5]])
        assert found["headers"].state == "warning"
        found = self.made(team, capsys, Pelanggan=[["Nama"], ["Budi"]])
        assert found["headers"].state == "failed"
        assert "ID Pelanggan / Customer ID" in found["headers"].text

    def test_mappings_that_point_nowhere_are_named_by_key(self, team: Path, capsys: pytest.CaptureFixture[str]) -> None:
        with (team / "crm.toml").open("a", encoding="utf-8") as file:
            file.write('[tabs.customers]\ntitle = "Pelanggan lama"\n[tabs.customers.columns]\ncity = "Kota asal"\n')
            file.write('phone = "no hp"\n[tabs.policies]\ntitle = "Polis 2024"\n')
        found = examined(capsys)["mappings"]
        names = "tabs.customers.title, tabs.customers.columns.city, tabs.policies.title"
        assert (found.state, found.text) == ("warning", f"Not in the workbook: {names}.")

    def test_phones_that_lost_their_zero_are_counted_by_column(
        self, team: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        rows = [[f"C{number}", "Budi", 81234567890 + number] for number in range(4)]
        found = self.made(team, capsys, Pelanggan=[CUSTOMERS[0], *rows])
        assert (found["phones"].state, found["phones"].text) == (
            "warning",
            "Numbers without their first 0: Pelanggan!C (4).",
        )
        (team / "crm.toml").write_text('workbook = "tim.xlsx"\ncountry = "SG"\n', encoding="utf-8")
        assert examined(capsys)["phones"].state == "ok"

    def test_what_the_team_has_not_filled_in_is_named(self, team: Path, capsys: pytest.CaptureFixture[str]) -> None:
        found = self.made(team, capsys, Pengaturan=[["Pengaturan", "Nilai"], ["company", None]])
        assert found["company"].text.endswith("company, reply_phone.")
        assert found["programs"].state == "warning"

    def test_what_a_terminal_would_obey_does_not_come_out(self, team: Path, capsys: pytest.CaptureFixture[str]) -> None:
        plain_workbook(team / "tim.xlsx", {**TABS, "a\x9b31m\u202eb": [["x"]]})
        assert examined(capsys)["tabs"].text.isprintable()


class TestMemory:
    def test_a_ledger_that_is_gone_is_not_made_anew(self, run_before: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (run_before / "crm-ledger.sqlite").unlink()
        found = examined(capsys)["ledger"]
        assert found.state == "failed"
        assert "adopt" in found.remedy
        assert not (run_before / "crm-ledger.sqlite").exists()

    def test_a_ledger_of_another_workbook_fails(self, run_before: Path, capsys: pytest.CaptureFixture[str]) -> None:
        other = run_before / "other"
        other.mkdir()
        shutil.copy(run_before / "crm-ledger.key", other)
        plain_workbook(other / "tim.xlsx", TABS)
        assert cli.main(["run", "nightly", *DAY, "--config", str(_settings(other, "tim.xlsx"))]) == 0
        shutil.copy(other / "crm-ledger.sqlite", run_before / "crm-ledger.sqlite")
        assert examined(capsys)["ledger"].state == "failed"

    @pytest.mark.parametrize("content", [b"", b"no database at all, but quite long"])
    def test_a_ledger_that_is_none_fails_and_stays_as_it_is(
        self, run_before: Path, capsys: pytest.CaptureFixture[str], content: bytes
    ) -> None:
        (run_before / "crm-ledger.sqlite").write_bytes(content)
        assert examined(capsys)["ledger"].state == "failed"
        assert (run_before / "crm-ledger.sqlite").read_bytes() == content

    def test_a_workbook_that_lost_its_id_is_a_warning(
        self, run_before: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        plain_workbook(run_before / "tim.xlsx", TABS)
        assert examined(capsys)["ledger"].state == "warning"

    @pytest.mark.parametrize(("name", "check"), [("crm-ledger.sqlite", "ledger"), ("crm-ledger.key", "key")])
    def test_what_others_can_read_fails_with_the_command_that_closes_it(
        self, run_before: Path, capsys: pytest.CaptureFixture[str], name: str, check: str
    ) -> None:
        (run_before / name).chmod(0o644)
        found = examined(capsys)[check]
        assert found.state == "failed"
        assert found.remedy.startswith("chmod 600")

    def test_a_folder_in_the_keys_place_fails_and_is_not_to_be_closed(
        self, run_before: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (run_before / "crm-ledger.key").unlink()
        (run_before / "crm-ledger.key").mkdir(mode=0o755)
        found = examined(capsys)["key"]
        assert found.state == "failed"
        assert "chmod" not in found.remedy

    @pytest.mark.parametrize("content", [None, b"", b"\xff\xfe binary \x00", b"short"])
    def test_a_ledger_without_its_key_fails_and_is_not_opened(
        self, run_before: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
    ) -> None:
        (run_before / "crm-ledger.key").unlink()
        if content is not None:
            (run_before / "crm-ledger.key").write_bytes(content)
            (run_before / "crm-ledger.key").chmod(0o600)
        found = examined(capsys)
        assert (found["key"].state, found["ledger"].state) == ("failed", "skipped")

    def test_a_job_that_runs_is_a_warning(self, run_before: Path, capsys: pytest.CaptureFixture[str]) -> None:
        with FileLock(run_before / ".tim.xlsx.lock"):
            assert examined(capsys)["lock"].state == "warning"
        assert examined(capsys)["lock"].state == "ok"

    def test_an_outbox_that_is_a_file_fails(self, team: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (team / "outbox").write_text("", encoding="utf-8")
        assert examined(capsys)["outbox"].state == "failed"


class TestMachine:
    @pytest.mark.parametrize(("free", "state"), [(10**6, "failed"), (10**8, "warning"), (10**10, "ok")])
    def test_the_disk_needs_room(
        self,
        team: Path,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        free: int,
        state: str,
    ) -> None:
        usage = shutil.disk_usage(team)._replace(free=free)
        monkeypatch.setattr(machine.shutil, "disk_usage", lambda place: usage)
        assert examined(capsys)["disk"].state == state

    @pytest.mark.parametrize(("year", "state"), [(1970, "failed"), (2026, "warning"), (2100, "ok")])
    def test_the_clock_is_not_before_what_was_written_already(
        self,
        team: Path,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        year: int,
        state: str,
    ) -> None:
        written = datetime(2050, 1, 1, tzinfo=UTC).timestamp()
        os.utime(team / "tim.xlsx", (written, written))
        monkeypatch.setattr(Workspace, "now", staticmethod(lambda: datetime(year, 12, 1, tzinfo=UTC)))
        assert examined(capsys)["clock"].state == state

    def test_packages_that_are_too_old_are_named(
        self, team: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        wanted = ["polars>=1.20", "click>=8.1", 'rich>=99; extra == "dev"']
        monkeypatch.setattr(machine, "requires", lambda name: wanted)
        monkeypatch.setattr(machine, "version", {"polars": "1.9.2", "click": "8.10"}.__getitem__)
        found = examined(capsys)["packages"]
        assert (found.state, found.text) == ("failed", "Too old, or not there: polars 1.9.2 (>= 1.20).")


class TestGoogle:
    def sheet(self, google: FakeGoogle, locale: str = "id_ID", zone: str = "Asia/Jakarta") -> FakeSpreadsheet:
        sheet = google.spreadsheet(SPREADSHEET_ID, title="Tim", locale=locale, time_zone=zone)
        for title, rows in TABS.items():
            sheet.add_tab(title, rows)
        return sheet

    def test_all_is_well_with_two_reads(self, google: FakeGoogle, capsys: pytest.CaptureFixture[str]) -> None:
        self.sheet(google)
        assert troubles(examined(capsys)) == {"programs": "warning"}
        assert [request.method for request in google.sheet_requests] == ["GET", "GET"]

    def test_the_address_to_share_with_is_shown(self, google: FakeGoogle, capsys: pytest.CaptureFixture[str]) -> None:
        self.sheet(google)
        google.share(SPREADSHEET_ID, "somebody@example.com")
        found = examined(capsys)
        address = found["account"].text.partition("(")[2].rstrip(")")
        assert address.endswith("gserviceaccount.com")
        assert found["workbook"].state == "failed"
        assert address in found["workbook"].text
        assert found["locale"].state == "skipped"

    def test_without_a_key_the_account_fails_and_the_workbook_waits(
        self, google: FakeGoogle, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "google-key.json").unlink()
        found = examined(capsys)
        assert (found["account"].state, found["workbook"].state) == ("failed", "skipped")
        assert not google.requests

    def test_whether_it_may_write_is_tried_only_when_asked(
        self, google: FakeGoogle, capsys: pytest.CaptureFixture[str]
    ) -> None:
        sheet = self.sheet(google)
        assert "--write-check" in examined(capsys)["writing"].text
        examined(capsys, "--write-check", "--dry-run")
        assert {request.method for request in google.sheet_requests} == {"GET"}
        before = sheet.titles, sheet.locale
        assert examined(capsys, "--write-check")["writing"] == ("ok", "Tried: the account may write", "")
        assert [request.method for request in google.sheet_requests].count("POST") == 1
        assert (sheet.titles, sheet.locale) == before

    def test_one_who_may_only_read_is_told(self, google: FakeGoogle, capsys: pytest.CaptureFixture[str]) -> None:
        self.sheet(google)
        google.share(SPREADSHEET_ID, "anyone", "viewer")
        found = examined(capsys, "--write-check")
        assert found["workbook"].state == "ok"
        assert found["writing"].state == "failed"
        assert "Editor" in found["writing"].text

    @pytest.mark.parametrize(
        ("locale", "state"),
        [("id_ID", "ok"), ("en_GB", "ok"), ("in_ID", "ok"), ("en_US", "warning"), ("en", "warning")],
    )
    def test_a_locale_that_turns_dates_round_is_a_warning(
        self, google: FakeGoogle, capsys: pytest.CaptureFixture[str], locale: str, state: str
    ) -> None:
        self.sheet(google, locale)
        found = examined(capsys)["locale"]
        assert found.state == state
        assert ("File > Settings" in found.remedy) is (state == "warning")

    @pytest.mark.parametrize(
        ("zone", "state"), [("Asia/Bangkok", "ok"), ("America/New_York", "warning"), ("Nowhere/Else", "warning")]
    )
    def test_clocks_that_go_alike_are_the_same_time_zone(
        self, google: FakeGoogle, capsys: pytest.CaptureFixture[str], zone: str, state: str
    ) -> None:
        self.sheet(google, zone=zone)
        assert examined(capsys)["timezone"].state == state

    def test_job_tabs_without_protection_are_named(
        self, google: FakeGoogle, capsys: pytest.CaptureFixture[str]
    ) -> None:
        small_sheet(google, {**TABS, "Masalah": [["x"]], "_crm_sheets": [["key", "value"]]})
        found = examined(capsys)["machine_tabs"]
        assert (found.state, found.text) == ("warning", "Not protected or not hidden: _crm_sheets, Masalah.")


@pytest.mark.parametrize(
    ("locale", "country"),
    [("en_US", "US"), ("id", "ID"), ("in_ID", "ID"), ("zh-Hant_TW", "TW"), ("de", "DE"), ("", "US"), ("es_419", "ES")],
)
def test_a_locale_names_its_country(locale: str, country: str) -> None:
    assert country_of(locale) == country


def _settings(folder: Path, workbook: str) -> Path:
    file = folder / "crm.toml"
    file.write_text(f'workbook = "{workbook}"\n', encoding="utf-8")
    return file
