"""`ledger verify` finds what is wrong between ledger and workbook, says what to do, and changes nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from crm_sheets.cli import main
from crm_sheets.settings import load_settings
from crm_sheets.upkeep.verifying import CHECKS
from crm_sheets.workspace import Workspace

DAY = ("--as-of", "2026-11-20")
Look = Callable[..., dict[str, str]]


@pytest.fixture
def book(sample_copy: Path) -> Path:
    """A workbook on which a day has been run."""
    assert main(["run", "nightly", "-w", str(sample_copy), *DAY]) == 0
    return sample_copy


@pytest.fixture
def look(capsys: pytest.CaptureFixture[str]) -> Look:
    """Verify; gives the state of each check that is not well, and the exit code goes with it."""

    def look(book: Path, code: int) -> dict[str, str]:
        capsys.readouterr()
        assert main(["ledger", "verify", "-w", str(book), "--json"]) == code
        found = json.loads(capsys.readouterr().out)
        assert all(item["text"] for item in found)
        assert all(item["remedy"] for item in found if item["state"] == "warning")
        return {item["check"]: item["state"] for item in found if item["state"] != "ok"}

    return look


def change(book: Path, statement: str, *values: object) -> None:
    with sqlite3.connect(book.parent / "crm-ledger.sqlite") as connection:
        connection.execute(statement, values)
    connection.close()


def drop_rows(book: Path, title: str, count: int = 1) -> None:
    opened = openpyxl.load_workbook(book)
    opened[title].delete_rows(2, count)
    opened.save(book)


def test_what_is_well_is_well_and_nothing_is_changed(book: Path, look: Look) -> None:
    files = [book, *book.parent.glob("crm-ledger.*")]
    before = [path.read_bytes() for path in files]
    assert look(book, 0) == {}
    assert [path.read_bytes() for path in files] == before
    assert sorted(book.parent.glob("crm-ledger.*")) == sorted(files[1:])


@pytest.mark.parametrize("language", ["id", "en"])
def test_it_speaks_both_languages(book: Path, capsys: pytest.CaptureFixture[str], language: str) -> None:
    capsys.readouterr()
    assert main(["ledger", "verify", "-w", str(book), "--language", language]) == 0
    said = capsys.readouterr().out
    assert all(check.label.in_language(language) in said for check in CHECKS)
    assert said.count("✓") == len(CHECKS)


def test_before_the_first_run_there_is_nothing_to_verify(sample_copy: Path, look: Look) -> None:
    found = look(sample_copy, 0)
    assert set(found.values()) == {"skipped"}
    assert not list(sample_copy.parent.glob("crm-ledger*")), "none is made"


def test_a_ledger_that_is_gone_is_missed(book: Path, look: Look) -> None:
    (book.parent / "crm-ledger.sqlite").unlink()
    assert look(book, 2)["file"] == "failed"
    assert not (book.parent / "crm-ledger.sqlite").exists()


@pytest.mark.parametrize("name", ["crm-ledger.sqlite", "crm-ledger.key"])
def test_files_that_others_can_read_are_named_and_not_closed_in_silence(book: Path, look: Look, name: str) -> None:
    (book.parent / name).chmod(0o644)
    found = look(book, 2)
    assert found["file" if name.endswith("sqlite") else "key"] == "failed"
    assert (book.parent / name).stat().st_mode & 0o777 == 0o644


def test_a_damaged_database_is_found(book: Path, look: Look) -> None:
    file = book.parent / "crm-ledger.sqlite"
    content = bytearray(file.read_bytes())
    with sqlite3.connect(file) as connection:
        size, root = (
            connection.execute("PRAGMA page_size").fetchone()[0],
            connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'one_greeting_a_day'").fetchone()[0],
        )
    connection.close()
    start = (root - 1) * size + 8
    content[start : start + 64] = b"\xff" * 64
    file.write_bytes(content)
    assert look(book, 2)["database"] == "failed"


def test_an_address_that_was_kept_is_found(book: Path, look: Look) -> None:
    change(book, "UPDATE entries SET address = '+628123' WHERE state = 'sent'")
    assert look(book, 2)["database"] == "failed"


def test_contacts_of_a_workbook_that_nobody_knows_are_found(book: Path, look: Look) -> None:
    change(book, "UPDATE entries SET workbook_id = 'stray' WHERE key IN (SELECT key FROM entries LIMIT 1)")
    assert look(book, 2)["database"] == "failed"


ROWS = {
    "shut": ("address_hash, medium, reason, since, source", "'{address}', '', 'opted_out', '2026-11-19 01:00:00', 'x'"),
    "inbound": (
        "key, source, at, medium, address_hash, customer_id, contact, needs_answer, noted_at",
        "'k', 'mail', '2026-11-19 01:00:00', 'email', '{address}', '', '', 1, '2026-11-19 01:00:00'",
    ),
}


@pytest.mark.parametrize("table", ROWS)
@pytest.mark.parametrize(("address", "code"), [("0123456789abcdef" * 2, 0), ("budi@example.com", 2), ("+628123", 2)])
def test_an_address_of_somebody_who_wrote_or_said_stop_is_found(
    book: Path, look: Look, table: str, address: str, code: int
) -> None:
    columns, values = ROWS[table]
    change(
        book,
        f"INSERT INTO {table} (workbook_id, {columns}) SELECT workbook_id, {values.format(address=address)} "  # noqa: S608
        "FROM bindings",
    )
    assert look(book, code).get("database") == ("failed" if code else None)


@pytest.mark.parametrize(("noted", "state"), [("2026-11-20 01:00:00", None), ("2999-01-01 00:00:00", "warning")])
def test_an_inbox_that_was_read_in_the_future_is_told(book: Path, look: Look, noted: str, state: str | None) -> None:
    change(book, f"INSERT INTO positions SELECT workbook_id, 'mail', 'p', '{noted}' FROM bindings")  # noqa: S608
    assert look(book, 0).get("incoming") == state


@pytest.mark.parametrize(("by", "code", "state"), [(-1, 2, "failed"), (3, 0, "warning")])
def test_which_of_the_two_is_older_is_told(book: Path, look: Look, by: int, code: int, state: str) -> None:
    change(book, "UPDATE bindings SET sequence = sequence + ?", by)
    assert look(book, code)["binding"] == state


def test_a_ledger_that_does_not_know_the_workbook_is_refused(book: Path, look: Look) -> None:
    change(book, "UPDATE bindings SET workbook_id = 'another'")
    assert look(book, 2)["database"] == "failed"
    change(book, "UPDATE entries SET workbook_id = 'another'")
    assert look(book, 2)["binding"] == "failed"


def test_a_workbook_that_lost_its_id_is_told(book: Path, look: Look) -> None:
    opened = openpyxl.load_workbook(book)
    del opened["_crm_sheets"]
    opened.save(book)
    assert look(book, 2)["binding"] == "failed"


@pytest.mark.parametrize(("state", "code"), [("claimed", 0), ("fenced", 0), ("uncertain", 4)])
def test_what_was_left_open_is_told(book: Path, look: Look, state: str, code: int) -> None:
    change(book, "UPDATE entries SET state = ?, settled_at = NULL WHERE medium = 'call'", state)
    assert look(book, code)["open"] == "warning"


def test_a_doubt_that_a_person_left_is_no_open_one(book: Path, look: Look) -> None:
    change(book, "UPDATE entries SET state = ? WHERE medium = 'call'", "uncertain")
    assert "open" not in look(book, 0)


def test_an_address_that_was_kept_with_a_doubt_that_was_left_is_told(book: Path, look: Look) -> None:
    change(book, "UPDATE entries SET state = 'uncertain', address = ? WHERE medium = 'call'", "+6281200000001")
    assert look(book, 2)["database"] == "failed"


@pytest.mark.parametrize(("check", "media"), [("contact_log", "'sms', 'whatsapp', 'email'"), ("queue", "'call'")])
def test_contacts_in_the_sheet_that_the_ledger_does_not_know_are_told(
    book: Path, look: Look, check: str, media: str
) -> None:
    change(book, f"DELETE FROM entries WHERE key = (SELECT key FROM entries WHERE medium IN ({media}) LIMIT 1)")  # noqa: S608
    assert look(book, 0) == {check: "warning"}


@pytest.mark.parametrize(("check", "title"), [("contact_log", "Log kontak"), ("queue", "Antrean")])
def test_contacts_that_the_sheet_no_longer_has_are_told(book: Path, look: Look, check: str, title: str) -> None:
    drop_rows(book, title)
    assert look(book, 0) == {check: "warning"}


def test_what_the_ledger_forgot_on_purpose_is_not_missed(book: Path, look: Look) -> None:
    workspace = Workspace(load_settings(workbook=book))
    with sqlite3.connect(book.parent / "crm-ledger.sqlite") as connection:
        [workbook_id] = connection.execute("SELECT workbook_id FROM bindings").fetchone()
        connection.execute("UPDATE entries SET as_of = '2020-01-01', claimed_at = '2020-01-01'")
    connection.close()
    with workspace.open_ledger() as ledger:
        gone = ledger.forget(workbook_id, datetime(2031, 1, 1, tzinfo=UTC).date())
    assert gone > 10
    assert look(book, 0) == {}


def test_runs_that_the_ledger_does_not_know_are_told(book: Path, look: Look) -> None:
    opened = openpyxl.load_workbook(book)
    runs = opened["Catatan jalan"]
    header = [cell.value for cell in runs[1]]
    for run, sent in (("20261119T000000-abcd", 0), ("20261118T000000-ffff", 3)):
        row = dict.fromkeys(header) | {"Jalan": run, "Terkirim": sent}
        runs.append(list(row.values()))
        opened.save(book)
        assert look(book, 2 if sent else 0) == {"runs": "failed" if sent else "warning"}


def test_a_workbook_that_is_not_there_is_told(book: Path, look: Look) -> None:
    book.unlink()
    assert look(book, 2)["workbook"] == "failed"
