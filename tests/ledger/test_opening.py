"""Law 7: the ledger opens privately or says what is wrong and what to do, without a traceback and without SQL."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from ledger_samples import KEY, NOW, claims, contact, open_bound

from crm_sheets.errors import ConfigurationError, CrmSheetsError
from crm_sheets.ledger import Ledger, migrations


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_file_and_folder_are_for_their_owner_only(tmp_path: Path) -> None:
    previous = os.umask(0)
    try:
        ledger, run = open_bound(tmp_path / "private" / "ledger.sqlite")
        ledger.claim(run, claims(contact()), NOW)
        files = {path.name: mode(path) for path in (tmp_path / "private").iterdir()}
    finally:
        os.umask(previous)
    assert files.pop("ledger.sqlite") == 0o600
    assert set(files.values()) <= {0o600}, "the write-ahead log holds the same data"
    assert mode(tmp_path / "private") == 0o700


def test_a_ledger_that_others_can_read_is_closed_to_them(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite"
    Ledger.open(file, KEY).close()
    file.chmod(0o644)
    Ledger.open(file, KEY).close()
    assert mode(file) == 0o600


def test_commits_survive_a_power_cut(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "ledger.sqlite", KEY) as ledger, ledger.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


def test_the_ledger_remembers_after_it_was_closed(place: Path | str) -> None:
    ledger, run = open_bound(place)
    ledger.claim(run, claims(contact()), NOW)
    ledger.close()
    with Ledger.open(place, KEY) as again:
        assert not again.claim(run, claims(contact()), NOW)[0].granted


def test_a_ledger_in_memory_forgets() -> None:
    for _ in range(2):
        ledger, run = open_bound(":memory:")
        with ledger:
            assert ledger.claim(run, claims(contact()), NOW)[0].granted


@pytest.mark.parametrize("key", ["", "   ", b"", "too short"])
def test_without_a_proper_hash_key_nothing_opens(tmp_path: Path, key: str | bytes) -> None:
    with pytest.raises(ConfigurationError, match=r"hash key is .*CRM_SHEETS_HASH_KEY"):
        Ledger.open(tmp_path / "ledger.sqlite", key)
    assert list(tmp_path.iterdir()) == []


def test_another_hash_key_is_noticed(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "ledger.sqlite", KEY).close()
    with pytest.raises(ConfigurationError, match=r"another hash key.*nothing is sent"):
        Ledger.open(tmp_path / "ledger.sqlite", KEY + "!")


def test_a_file_that_is_not_a_database_is_refused_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite"
    file.write_text("hello, this is not a database at all\n" * 100)
    before = file.read_bytes()
    with pytest.raises(ConfigurationError, match=r"ledger\.sqlite.*not a database.*right path"):
        Ledger.open(file, KEY)
    assert file.read_bytes() == before


def test_a_database_of_something_else_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.sqlite") as connection:
        connection.execute("CREATE TABLE invoices (id INTEGER)")
    with pytest.raises(ConfigurationError, match=r"not a ledger.*invoices"):
        Ledger.open(tmp_path / "other.sqlite", KEY)


def test_a_damaged_ledger_says_so(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite"
    Ledger.open(file, KEY).close()
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    file.write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"malformed.*last backup"):
        Ledger.open(file, KEY)


def test_a_folder_is_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="is a folder"):
        Ledger.open(tmp_path, KEY)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match="folder that is yours"):
        Ledger.open(tmp_path / "file" / "ledger.sqlite", KEY)


def test_a_full_disk_is_named_and_nothing_is_half_done(tmp_path: Path) -> None:
    ledger, run = open_bound(tmp_path / "ledger.sqlite")
    many = [contact(number) for number in range(2000)]
    with ledger.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 5}")
    with pytest.raises(CrmSheetsError, match="disk is full"):
        ledger.claim(run, claims(*many), NOW)
    assert ledger.history(run.workbook_id, "files", "UTC").is_empty()
    assert ledger.binding(run.workbook_id).sequence == 0


def test_a_ledger_of_a_newer_version_is_refused(place: Path | str) -> None:
    with Ledger.open(place, KEY) as ledger, ledger.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE meta SET value = '99' WHERE name = 'schema_version'")
    with pytest.raises(ConfigurationError, match=r"newer crm_sheets.*Update"):
        Ledger.open(place, KEY)


def test_an_older_ledger_is_migrated_once(place: Path | str, monkeypatch: pytest.MonkeyPatch) -> None:
    Ledger.open(place, KEY).close()
    ran = []
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, ran.append))
    for _ in range(2):
        Ledger.open(place, KEY).close()
    assert len(ran) == 1


@pytest.mark.parametrize("url", ["nonsense+driver://host/name", "mysql://host/name", "://", "postgresql+nothing://h/n"])
def test_a_database_that_cannot_be_used_says_what_to_write(url: str) -> None:
    with pytest.raises(ConfigurationError, match=r"database URL cannot be used.*postgresql"):
        Ledger.open(url, KEY)


def test_a_url_of_a_file_works_like_its_path(tmp_path: Path) -> None:
    Ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}", KEY).close()
    assert mode(tmp_path / "ledger.sqlite") == 0o600


def test_errors_never_show_addresses(tmp_path: Path) -> None:
    ledger, run = open_bound(tmp_path / "ledger.sqlite")
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE entries")
    with pytest.raises(CrmSheetsError) as caught:
        ledger.claim(run, claims(contact(address="+6281277777777")), NOW)
    assert "+6281277777777" not in str(caught.value)
    assert "INSERT" not in str(caught.value)
