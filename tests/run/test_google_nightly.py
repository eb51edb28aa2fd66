"""A whole day on a Google spreadsheet: the same as on a file, in four requests."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from google_samples import LINK, load_sample, use_fake, workbook_in

from crm_sheets.cli import main
from crm_sheets.testing.google import FakeGoogle, Fault, RecordedRequest
from crm_sheets.testing.spreadsheet import FakeSpreadsheet
from crm_sheets.workbook.xlsx import XlsxWorkbook

Run = Callable[..., tuple[int, Any]]

SAMPLE = Path(__file__).parents[2] / "sample_sheet.xlsx"
JOB_TABS = ("Masalah", "Profil", "Rencana", "Segmen", "Laporan 2026-11", "Dasbor")
SHARED = ("Antrean", "Kotak keluar", "Log kontak")
ERRORS = {"#N/A", "#REF!", "#DIV/0!"}
OF_THE_RUN = ("Waktu", "Jalan", "Detik", "Sidik isi")


@pytest.fixture
def google() -> Iterator[FakeGoogle]:
    with FakeGoogle() as fake:
        yield fake


@pytest.fixture
def sheet(google: FakeGoogle) -> FakeSpreadsheet:
    return load_sample(google)


@pytest.fixture
def crm(google: FakeGoogle, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in a folder of its own; gives its exit code and its JSON answer."""
    use_fake(monkeypatch, google)
    monkeypatch.chdir(tmp_path)
    google.service_account_file(tmp_path).rename(tmp_path / "google-key.json")
    (tmp_path / "crm.toml").write_text(f'workbook = "{LINK}"\nlanguage = "id"\n[google]\nseconds = 120\n')

    def run(command: str, as_of: str = "2026-11-20") -> tuple[int, Any]:
        code = main([*command.split(), "--as-of", as_of, "--json"])
        answer = json.loads(capsys.readouterr().out)
        return code, answer["error"] if isinstance(answer, dict) and "error" in answer else answer

    return run


def values(tabs: Any, title: str) -> list[dict[str, str | None]]:
    """The rows of a tab as dictionaries, without what differs from run to run."""
    tab = tabs[title]
    return [
        {header: value for header, value in zip(tab.header, row, strict=True) if header not in OF_THE_RUN}
        for row in tab.cells.rows()
    ]


def test_a_day_on_google_is_the_same_as_on_a_file(
    google: FakeGoogle, sheet: FakeSpreadsheet, crm: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, online = crm("run nightly")
    (tmp_path / "file").mkdir()
    file = shutil.copyfile(SAMPLE, tmp_path / "file" / "book.xlsx")
    config = tmp_path / "file" / "crm.toml"
    config.write_text('workbook = "book.xlsx"\nlanguage = "id"\n')
    assert main(["run", "nightly", "--config", str(config), "--as-of", "2026-11-20", "--json"]) == code == 0
    local = json.loads(capsys.readouterr().out)
    of_the_run = ("run_id", "seconds", "workbook", "places")
    assert {k: v for k, v in online.items() if k not in of_the_run} == {
        k: v for k, v in local.items() if k not in of_the_run
    }
    there, here = workbook_in(google).read().tabs, XlsxWorkbook(file).read().tabs
    for title in (*JOB_TABS, *SHARED):
        assert _plain(values(there, title)) == _plain(values(here, title)), title
    messages = [texts_in(tmp_path / place) for place in ("outbox", "file/outbox")]
    assert messages[0] == messages[1] != []


def texts_in(folder: Path) -> list[tuple[str, str]]:
    """Whom each message file is for and what it says; the rest of a name is the workbook's own."""
    files = folder.rglob("*--*.txt")
    return sorted((path.name.rpartition("--")[0], path.read_text(encoding="utf-8")) for path in files)


def _plain(rows: list[dict[str, str | None]]) -> list[dict[str, str | None]]:
    """With dates as Google gives them, and without what looks like a failed formula, which it does not tell apart."""
    import polars as pl

    def read(value: str | None) -> str | None:
        if value and value.endswith(" 00:00:00"):
            days = (pl.Series([value[:10]]).str.to_date()[0] - pl.Series(["1899-12-30"]).str.to_date()[0]).days
            return str(days)
        return None if value in ERRORS else value

    return [{header: read(value) for header, value in row.items()} for row in rows]


def test_a_night_takes_four_requests_at_most(google: FakeGoogle, sheet: FakeSpreadsheet, crm: Run) -> None:
    assert crm("run nightly")[0] == 0
    first = [request.operation for request in google.sheet_requests]
    assert first == [
        "spreadsheets.get",
        "spreadsheets.values.batchGet",
        "spreadsheets.values.batchGet",
        "spreadsheets.batchUpdate",
    ]
    assert crm("run nightly", "2026-11-21")[0] == 0
    assert len(google.sheet_requests) - len(first) <= 4
    assert google.violations == []


def test_the_next_night_goes_on_and_the_same_night_makes_nothing(sheet: FakeSpreadsheet, crm: Run) -> None:
    _, first = crm("run nightly")
    _, again = crm("run nightly")
    _, second = crm("run nightly", "2026-11-21")
    assert first["sent"] > 0
    assert again["sent"] == again["queued"] == 0
    assert second["sent"] > 0
    keys = [row[-1] for row in sheet.rows("Log kontak")[1:]]
    assert len(keys) == len(set(keys)) == first["sent"] + second["sent"]


def test_a_message_unticked_in_the_last_moment_does_not_go(
    google: FakeGoogle, sheet: FakeSpreadsheet, crm: Run, tmp_path: Path
) -> None:
    crm("run nightly")
    header = sheet.rows("Kotak keluar")[0]
    for row in range(2, len(sheet.rows("Kotak keluar")) + 1):
        sheet.people.type_in("Kotak keluar", row, header.index("Setuju?"), "Ya")
    asked = [row[header.index("Kunci")] for row in sheet.rows("Kotak keluar")[1:]]
    before = len(google.sheet_requests)

    def untick(request: RecordedRequest) -> None:
        sheet.people.type_in("Kotak keluar", 2, header.index("Setuju?"), "")

    google.before(before + 3, untick)
    _, summary = crm("run nightly")
    assert summary["sent"] == len(asked) - 1
    logged = [row[-1] for row in sheet.rows("Log kontak")[1:]]
    assert asked[0] not in logged
    assert set(asked[1:]) <= set(logged)


def test_a_service_that_stays_down_ends_the_run_with_its_exit_code(
    google: FakeGoogle, sheet: FakeSpreadsheet, crm: Run
) -> None:
    google.always(Fault.status(503))
    code, error = crm("run nightly")
    assert code == 6
    assert "503" in error and "Try again" in error
    assert google.clock.monotonic() <= 120
    assert len(google.sheet_requests) <= 25


def test_a_write_that_google_never_answers_is_made_up_for_by_the_next_run(
    google: FakeGoogle, sheet: FakeSpreadsheet, crm: Run, tmp_path: Path
) -> None:
    google.always(Fault.status(503), when=lambda request: request.kind == "write")
    code, error = crm("run nightly")
    assert code == 6
    assert "messages of this run are out already" in error
    assert "Log kontak" in sheet.titles and len(sheet.rows("Log kontak")) == 1
    google.clear_faults()
    sent = sorted(path.name for path in (tmp_path / "outbox").rglob("*--*.*"))
    code, summary = crm("run nightly")
    assert (code, summary["sent"], summary["queued"]) == (0, 0, len(sheet.rows("Antrean")) - 1)
    assert sorted(path.name for path in (tmp_path / "outbox").rglob("*--*.*")) == sent
    assert len(sheet.rows("Log kontak")) - 1 == len(sent)


@pytest.mark.parametrize(
    "fault",
    [
        Fault.drop_before(),
        Fault.drop_after(),
        Fault.error_after(503),
        Fault.hang_after(),
        Fault.hang_before(),
        Fault.broken_answer(),
        Fault.drop_now_apply_later(1),
        Fault.drop_now_apply_later(2),
        Fault.status(429, retry_after=7),
        Fault.status(500),
    ],
    ids=str,
)
def test_a_write_whose_answer_is_lost_is_made_once(
    google: FakeGoogle, sheet: FakeSpreadsheet, crm: Run, fault: Fault
) -> None:
    google.next(fault, when=lambda request: request.kind == "write")
    code, summary = crm("run nightly")
    assert code == 0
    assert summary["sent"] > 10
    for title in SHARED:
        keys = [row[sheet.rows(title)[0].index("Kunci")] for row in sheet.rows(title)[1:]]
        assert len(keys) == len(set(keys)), title
    assert len(sheet.rows("Catatan jalan")) == 2


def test_a_wait_that_google_asks_for_is_kept(google: FakeGoogle, sheet: FakeSpreadsheet, crm: Run) -> None:
    google.next(Fault.status(429, retry_after=17))
    assert crm("run nightly")[0] == 0
    assert google.clock.slept == [17]
