"""What tests of every part share."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from dovecot import Dovecot, Mailbox, running_dovecot
from hypothesis import settings
from postgresql_server import PostgresqlServer, running_server

from crm_sheets.shipped import shipped

# A machine that is busy takes its time; how long things take is measured in benchmarks, never here.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_collection_finish() -> None:
    """Thousands of tests stay to the end: tidying memory need not look at them again and again, half a second each."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def no_settings_from_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests see neither the settings nor the language of the machine they run on."""
    for name in ("HEALTH_URL", "LOG", "SCHEDULE", "DICTIONARIES"):
        monkeypatch.delenv(f"CRM_SHEETS_{name}", raising=False)
    for name in ("WORKBOOK", "LEDGER", "OUTBOX", "LANGUAGE", "COUNTRY", "TIMEZONE", "HASH_KEY", "TEMPLATES"):
        monkeypatch.delenv(f"CRM_SHEETS_{name}", raising=False)
    for name in ("PGPASSWORD", "PGUSER", "PGHOST", "PGPORT", "PGDATABASE", "PGSERVICE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def sample_copy(tmp_path: Path) -> Path:
    """A working copy of the shipped sample."""
    return Path(shutil.copy(shipped("sample_sheet.xlsx"), tmp_path / "sample.xlsx"))


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresqlServer]:
    """One PostgreSQL server for all tests of this process; a test that stops it starts it again."""
    with running_server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Path | str]:
    """Gives a new place for a ledger at each call; the test runs once for each database."""
    if request.param == "sqlite":
        numbers = count(1)
        return lambda: tmp_path / f"ledger-{next(numbers)}.sqlite"
    running: PostgresqlServer = request.getfixturevalue("server")
    return running.new_schema


@pytest.fixture
def place(new_place: Callable[[], Path | str]) -> Path | str:
    """Where one ledger is, in each database."""
    return new_place()


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """One mail server with mailboxes for all tests of this process; a test that kills it starts it again."""
    with running_dovecot() as server:
        yield server


@pytest.fixture
def mailbox(dovecot: Dovecot) -> Mailbox:
    """A new, empty mailbox."""
    return dovecot.mailbox()
