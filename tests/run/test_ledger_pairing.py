"""Workbook and ledger belong together: the wrong pair sends nothing, and says what to do."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from old_ledgers import make_older

from crm_sheets.cli import main
from crm_sheets.errors import WorkbookChanged
from crm_sheets.sending import Sending
from crm_sheets.session import Session
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


# --- two copies of one ledger (law 3) ---


LEDGER_FILES = ("crm-ledger.sqlite", "crm-ledger.key")


@pytest.fixture
def two_machines(yesterday: Path, tmp_path: Path) -> tuple[Path, Callable[[str], None]]:
    """A workbook, and what puts the ledger of the machine "a" or "b" beside it: two copies of one."""
    for machine in ("a", "b"):
        (tmp_path / machine).mkdir()
        for name in LEDGER_FILES:
            shutil.copy(yesterday.parent / name, tmp_path / machine / name)
    at = ["a"]

    def go_to(machine: str) -> None:
        for name in LEDGER_FILES:
            shutil.move(yesterday.parent / name, tmp_path / at[0] / name)
            shutil.move(tmp_path / machine / name, yesterday.parent / name)
        at[0] = machine

    return yesterday, go_to


def count_up(book: Path) -> None:
    """As if this ledger's run had been cut off before it wrote the workbook: its counter is as high as the other's."""
    with sqlite3.connect(book.parent / "crm-ledger.sqlite") as connection:
        connection.execute("UPDATE bindings SET sequence = sequence + 2")
    connection.close()


def test_a_copy_of_the_ledger_with_the_same_counter_is_noticed(
    two_machines: tuple[Path, Callable[[str], None]], crm: Crm
) -> None:
    book, go_to = two_machines
    _, made = crm("run nightly", book, as_of="2026-11-20")
    assert made["sent"] > 0
    go_to("b")
    count_up(book)
    before = sent_files(book)
    code, said = crm("run nightly", book, as_of="2026-11-21")
    assert code == 2
    assert made["run_id"] in said
    assert "copy of this one on another machine" in said
    assert sent_files(book) == before
    code, found = crm("ledger verify", book)
    assert code == 2
    assert {item["check"]: item["state"] for item in found}["runs"] == "failed"
    go_to("a")
    assert crm("run nightly", book, as_of="2026-11-21")[0] == 0, "the ledger that has made the contacts goes on"


def test_after_adopting_a_copy_goes_on(two_machines: tuple[Path, Callable[[str], None]], crm: Crm) -> None:
    book, go_to = two_machines
    crm("run nightly", book, as_of="2026-11-20")
    go_to("b")
    count_up(book)
    assert crm("adopt", book, "--yes")[0] == 0
    assert crm("run nightly", book, as_of="2026-11-21")[0] == 0


def test_a_run_of_another_copy_that_made_no_contacts_leaves_nothing_to_refuse(
    two_machines: tuple[Path, Callable[[str], None]], crm: Crm
) -> None:
    book, go_to = two_machines
    crm("run reports", book)
    go_to("b")
    code, found = crm("ledger verify", book)
    assert (code, {item["check"]: item["state"] for item in found}["runs"]) == (0, "warning")
    assert crm("run nightly", book)[0] == 0


def test_a_workbook_whose_id_was_removed_is_a_new_one_with_all_the_runs_that_it_brings(
    yesterday: Path, crm: Crm, tmp_path: Path
) -> None:
    """A second team starts from a copy: as the guide says, without the hidden tab and in a folder of its own."""
    (tmp_path / "second").mkdir()
    copy = Path(shutil.copy(yesterday, tmp_path / "second" / "ours.xlsx"))
    book = openpyxl.load_workbook(copy)
    del book["_crm_sheets"]
    book.save(copy)
    for day in ("2026-11-20", "2026-11-21"):
        assert crm("run nightly", copy, as_of=day)[0] == 0


def test_a_ledger_of_an_earlier_version_takes_the_runs_that_are_there_for_its_own(yesterday: Path, crm: Crm) -> None:
    crm("run reports", yesterday)
    make_older(yesterday.parent / "crm-ledger.sqlite")
    for day in ("2026-11-20", "2026-11-21"):
        assert crm("run nightly", yesterday, as_of=day)[0] == 0
    assert crm("ledger verify", yesterday)[0] == 0


def test_what_people_write_into_runs_refuses_nothing(yesterday: Path, crm: Crm) -> None:
    book = openpyxl.load_workbook(yesterday)
    runs = book["Catatan jalan"]
    header = [cell.value for cell in runs[1]]
    row = dict.fromkeys(header) | {"Terkirim": 40, "Jalan": "dikirim sendiri oleh Dewi"}
    runs.append(list(row.values()))
    runs.append([cell.value for cell in runs[2]])
    book.save(yesterday)
    assert crm("run nightly", yesterday)[0] == 0


def test_a_run_that_was_cut_off_at_any_moment_is_known_to_its_own_ledger(
    sample_copy: Path, crm: Crm, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before and after it wrote the workbook; the next run goes on, and verify has nothing against it."""

    class Killed(BaseException):
        pass

    def die(*_: object, **more: object) -> None:
        raise Killed

    for part, place in ((Sending, "make"), (Session, "write"), (Session, "_confirm")):
        with monkeypatch.context() as for_now:
            for_now.setattr(part, place, die)
            with pytest.raises(Killed):
                main(["run", "nightly", "--workbook", str(sample_copy), "--as-of", "2026-11-20"])
    code, summary = crm("run nightly", sample_copy)
    assert (code, summary["sent"], summary["queued"]) == (0, 0, 0)
    code, found = crm("ledger verify", sample_copy)
    assert (code, {item["state"] for item in found}) == (0, {"ok"})
