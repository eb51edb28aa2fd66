"""Workbook and ledger belong together: the wrong pair sends nothing, and says what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from crm_sheets.errors import WorkbookChanged
from crm_sheets.workbook.xlsx import XlsxWorkbook

Crm = Callable[..., tuple[int, Any]]


def sent_files(book: Path) -> int:
    return len(list((book.parent / "outbox").rglob("*--*.*")))


@pytest.fixture
def yesterday(sample_copy: Path, crm: Crm) -> Path:
    """A workbook on which a day has been run."""
    crm("run nightly", sample_copy, as_of="2026-11-19")
    return sample_copy


def test_a_lost_ledger_sends_nothing(yesterday: Path, crm: Crm) -> None:
    for path in yesterday.parent.glob("crm-ledger*"):
        path.unlink()
    before = sent_files(yesterday)
    code, said = crm("run nightly", yesterday)
    assert code == 2
    assert "crm-sheets adopt" in said
    assert sent_files(yesterday) == before
    assert not list(yesterday.parent.glob("crm-ledger*")), "no empty ledger is left in its place"


def test_a_restored_old_ledger_sends_nothing(yesterday: Path, crm: Crm, tmp_path: Path) -> None:
    ledger = yesterday.parent / "crm-ledger.sqlite"
    backup = tmp_path / "backup.sqlite"
    shutil.copy(ledger, backup)
    crm("run nightly", yesterday, as_of="2026-11-20")
    shutil.copy(backup, ledger)
    code, said = crm("run nightly", yesterday, as_of="2026-11-21")
    assert code == 2
    assert "older" in said


def test_a_lost_key_sends_nothing(yesterday: Path, crm: Crm) -> None:
    (yesterday.parent / "crm-ledger.key").unlink()
    code, said = crm("run nightly", yesterday)
    assert code == 2
    assert "crm-ledger.key" in said


def test_a_folder_in_the_keys_place_is_refused_and_not_to_be_closed(yesterday: Path, crm: Crm) -> None:
    key = yesterday.parent / "crm-ledger.key"
    key.unlink()
    key.mkdir(mode=0o755)
    code, said = crm("run nightly", yesterday)
    assert code == 2
    assert "is not a file" in said
    assert "chmod" not in said


def test_a_key_that_others_can_read_is_refused(yesterday: Path, crm: Crm) -> None:
    (yesterday.parent / "crm-ledger.key").chmod(0o644)
    code, said = crm("run nightly", yesterday)
    assert code == 2
    assert "chmod 600" in said


def test_an_operator_can_adopt_the_workbook(yesterday: Path, crm: Crm) -> None:
    for path in yesterday.parent.glob("crm-ledger*"):
        path.unlink()
    assert crm("adopt", yesterday, "--yes")[0] == 0
    assert crm("run nightly", yesterday)[0] == 0


def test_a_workbook_saved_meanwhile_loses_nothing_and_the_next_run_catches_up(
    sample_copy: Path, crm: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: XlsxWorkbook, changes: object, since: object) -> None:
        raise WorkbookChanged('The workbook "sample.xlsx" was saved by somebody meanwhile.')

    with monkeypatch.context() as patch:
        patch.setattr(XlsxWorkbook, "write", refuse)
        code, said = crm("run nightly", sample_copy)
    assert code == 5
    assert "sends none twice" in said
    already = sent_files(sample_copy)
    assert already > 0

    code, summary = crm("run nightly", sample_copy)
    assert (code, summary["sent"]) == (0, 0)
    assert summary["queued"] > 0, "tasks were not in the Queue yet"
    assert sent_files(sample_copy) == already
    log = crm("status", sample_copy)[1]
    assert log["states"]["sent"] == already + summary["queued"]


def test_files_about_people_are_for_their_owner_only(yesterday: Path, crm: Crm) -> None:
    crm("preview", yesterday)
    private = [yesterday.parent / name for name in ("crm-ledger.sqlite", "crm-ledger.key", "preview.html")]
    private += list((yesterday.parent / "outbox").rglob("*.txt"))
    assert len(private) > 3
    assert {path.stat().st_mode & 0o077 for path in private} == {0}


def test_two_workbooks_in_one_folder_do_not_take_each_others_messages_for_their_own(
    sample_copy: Path, crm: Crm
) -> None:
    other = Path(shutil.copy(sample_copy, sample_copy.with_name("other team.xlsx")))
    _, first = crm("run nightly", sample_copy)
    _, second = crm("run nightly", other)
    assert second["sent"] == first["sent"]
    assert sent_files(sample_copy) == first["sent"] + second["sent"]


def test_an_older_copy_of_the_workbook_gets_back_what_it_lost(sample_copy: Path, crm: Crm, tmp_path: Path) -> None:
    crm("run nightly", sample_copy)
    backup = shutil.copy(sample_copy, tmp_path / "backup.bin")
    _, lost = crm("run nightly", sample_copy, as_of="2026-11-21")
    assert lost["sent"] > 0
    assert lost["queued"] > 0
    shutil.copy(backup, sample_copy)
    already = sent_files(sample_copy)
    _, again = crm("run nightly", sample_copy, as_of="2026-11-21")
    assert (again["sent"], again["queued"]) == (0, lost["queued"])
    assert sent_files(sample_copy) == already
    log = openpyxl.load_workbook(sample_copy)["Log kontak"]
    keys = [row[-1] for row in log.iter_rows(min_row=2, values_only=True) if row[-1]]
    assert len(keys) == len(set(keys)) == already


def test_another_workbook_put_in_the_place_of_the_first_is_noticed(sample_copy: Path, crm: Crm, tmp_path: Path) -> None:
    other = shutil.copy(sample_copy, tmp_path / "other.bin")
    crm("run nightly", sample_copy)
    shutil.copy(other, sample_copy)
    code, said = crm("run nightly", sample_copy)
    assert code == 2
    assert "crm-sheets adopt" in said
