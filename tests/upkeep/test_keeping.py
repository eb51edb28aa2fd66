"""How long the ledger remembers: the setting, the nightly run, the command, and the days that are gone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from small_books import program

from crm_sheets.cli import main
from crm_sheets.errors import ConfigurationError
from crm_sheets.settings import load_settings
from crm_sheets.upkeep.keeping import day_to_keep_from, latest_day, refuse_forgotten
from crm_sheets.workspace import Workspace

Crm = Callable[..., tuple[int, Any]]


@pytest.fixture
def crm(capsys: pytest.CaptureFixture[str]) -> Crm:
    """Run a command on a workbook; gives its exit code and its JSON answer, or its error."""

    def run(command: str, workbook: Path, as_of: str = "2026-11-20") -> tuple[int, Any]:
        capsys.readouterr()
        code = main([*command.split(), "--workbook", str(workbook), "--as-of", as_of, "--json"])
        answer = json.loads(capsys.readouterr().out)
        return code, answer["error"] if isinstance(answer, dict) and "error" in answer else answer

    return run


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the clock of the next commands."""

    def set_to(day: str) -> None:
        moment = datetime.fromisoformat(day).replace(hour=1, tzinfo=UTC)
        monkeypatch.setattr(Workspace, "now", staticmethod(lambda: moment))

    return set_to


@pytest.fixture
def book(sample_copy: Path, crm: Crm, clock: Callable[[str], None]) -> Path:
    """A workbook on which a day has been run, seven years ago by the clock."""
    clock("2026-11-20")
    assert crm("run nightly", sample_copy)[0] == 0
    clock("2033-11-20")
    return sample_copy


def keys(book: Path) -> set[str]:
    with sqlite3.connect(book.parent / "crm-ledger.sqlite") as connection:
        found = {key for (key,) in connection.execute("SELECT key FROM entries")}
    connection.close()
    return found


def keep(monkeypatch: pytest.MonkeyPatch, months: object) -> None:
    monkeypatch.setenv("CRM_SHEETS_LEDGER_KEEP_MONTHS", str(months))


@pytest.mark.parametrize("months", [1, 23, -1, "for ever"])
def test_less_than_two_years_is_refused(sample_copy: Path, monkeypatch: pytest.MonkeyPatch, months: object) -> None:
    keep(monkeypatch, months)
    with pytest.raises(ConfigurationError, match="ledger_keep_months"):
        load_settings(workbook=sample_copy)


@pytest.mark.parametrize("months", [0, 24, 1200])
def test_two_years_and_for_ever_are_fine(sample_copy: Path, monkeypatch: pytest.MonkeyPatch, months: int) -> None:
    keep(monkeypatch, months)
    assert load_settings(workbook=sample_copy).ledger_keep_months == months


def test_usually_everything_is_kept(book: Path, crm: Crm) -> None:
    before = keys(book)
    assert crm("run nightly", book, as_of="2033-11-20")[0] == 0
    assert keys(book) >= before


def test_the_nightly_run_forgets_what_is_older(book: Path, crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    before = keys(book)
    keep(monkeypatch, 24)
    assert crm("run contacts", book, as_of="2033-11-20")[0] == 0
    assert keys(book) >= before, "only the nightly run does"
    assert crm("run nightly", book, as_of="2033-11-20")[0] == 0
    left = keys(book) & before
    assert left == {key for key in before if key.rpartition("|")[2] == "once" or len(key.rpartition("|")[2]) < 4}
    assert len(left) < len(before)
    assert crm("ledger verify", book)[0] == 0


def test_what_was_forgotten_is_not_made_again_by_looking_back(
    book: Path, crm: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(monkeypatch, 24)
    crm("run nightly", book, as_of="2033-11-20")
    files = sorted((book.parent / "outbox").rglob("*--*.*"))
    code, said = crm("run nightly", book, as_of="2026-11-20")
    assert code == 2
    assert "forgotten" in said
    assert crm("run nightly --dry-run", book, as_of="2026-11-20")[0] == 0
    assert crm("run reports", book, as_of="2026-11-20")[0] == 0, "a job that contacts nobody may look back"
    assert sorted((book.parent / "outbox").rglob("*--*.*")) == files


def test_a_slip_in_the_day_does_not_forget_more(sample_copy: Path, crm: Crm, monkeypatch: pytest.MonkeyPatch) -> None:
    crm("run nightly", sample_copy)
    keep(monkeypatch, 24)
    before = keys(sample_copy)
    assert crm("run nightly", sample_copy, as_of="2062-11-20")[0] == 0
    assert keys(sample_copy) >= before


def test_an_operator_can_let_it_forget(book: Path, crm: Crm) -> None:
    before = keys(book)
    code, found = crm("ledger forget --before 2029-06-01 --dry-run", book, as_of="2033-11-20")
    assert (code, found["done"]) == (0, False)
    assert found["total"] == sum(found["programs"].values()) > 10
    assert keys(book) == before
    code, gone = crm("ledger forget --before 2029-06-01 --yes", book, as_of="2033-11-20")
    assert (code, gone["total"]) == (0, found["total"])
    assert len(keys(book)) == len(before) - found["total"]
    assert crm("ledger forget --before 2029-06-01 --yes", book, as_of="2033-11-20")[1]["total"] == 0


def test_it_asks_before_it_forgets(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import click

    def says_no(*_: object, **more: object) -> None:
        raise click.Abort

    before = keys(book)
    monkeypatch.setattr("click.prompt", says_no)
    assert main(["ledger", "forget", "--before", "2029-06-01", "-w", str(book)]) == 130
    assert keys(book) == before


def test_recent_contacts_are_never_forgotten(book: Path, crm: Crm) -> None:
    code, said = crm("ledger forget --before 2032-01-01 --yes", book, as_of="2033-11-20")
    assert code == 2
    assert "not long enough ago" in said


def test_a_workbook_without_a_ledger_has_nothing_to_forget(sample_copy: Path, crm: Crm) -> None:
    code, said = crm("ledger forget --before 2020-01-01 --yes", sample_copy)
    assert code == 2
    assert "is not there" in said
    assert not list(sample_copy.parent.glob("crm-ledger*"))


def test_programs_that_wait_long_keep_their_contacts_longer(
    sample_copy: Path, clock: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock("2033-11-20")
    keep(monkeypatch, 36)
    workspace = Workspace(load_settings(workbook=sample_copy))
    patient = [program("a", lateness_days=3), program("b", offset_days=700, lateness_days=10)]
    before = [program("c", offset_days=-30, lateness_days=5)]
    resting = [program("d", rest_days=400, lateness_days=3)]
    assert day_to_keep_from(workspace, []) == date(2030, 11, 20)
    assert (date(2030, 11, 20) - day_to_keep_from(workspace, resting)).days == 400  # type: ignore[operator]
    assert day_to_keep_from(workspace, before) == date(2030, 11, 15)
    assert (date(2030, 11, 20) - day_to_keep_from(workspace, patient)).days == 710  # type: ignore[operator]
    assert (date(2031, 11, 20) - latest_day(workspace, patient)).days == 710


def test_a_day_that_is_still_remembered_may_be_run(sample_copy: Path) -> None:
    for as_of, refused in ((date(2025, 1, 1), True), (date(2025, 1, 2), False)):
        workspace = Workspace(load_settings(workbook=sample_copy), as_of)
        refuse_forgotten(workspace, None)
        if refused:
            with pytest.raises(ConfigurationError, match="2025-01-02"):
                refuse_forgotten(workspace, date(2024, 1, 2))
        else:
            refuse_forgotten(workspace, date(2024, 1, 2))
