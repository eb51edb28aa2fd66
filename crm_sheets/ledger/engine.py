"""Opens the ledger's database, privately, and says in plain words what is wrong with it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, StaticPool, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from crm_sheets.errors import ConfigurationError, CrmSheetsError

BUSY_SECONDS = 30
BACKENDS = ("sqlite", "postgresql")
OLDEST_SQLITE = (3, 35, 0)  # the first that says which rows an UPDATE changed
SQLITE_PRAGMAS = (
    f"busy_timeout = {BUSY_SECONDS * 1000}",
    "journal_mode = WAL",
    "synchronous = FULL",  # a commit must survive a power cut, or a fence would be worth nothing
    "secure_delete = ON",  # an address that was removed is gone from the file as well
)
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700

REMEDIES: tuple[tuple[str, type[CrmSheetsError], str], ...] = (
    ("not a database", ConfigurationError, "It is not a ledger. Give the right path, or move this file away."),
    ("malformed", ConfigurationError, "It is damaged. Put back the last backup, then start again."),
    ("readonly", ConfigurationError, "It cannot be written. Give its owner the right to write, also to its folder."),
    ("unable to open", ConfigurationError, "It cannot be opened. Check that its folder is there and is yours."),
    ("disk is full", CrmSheetsError, "The disk is full. Free some space and start again; nothing is sent twice."),
    ("locked", CrmSheetsError, "Another process keeps it busy. Wait until that has finished and start again."),
    ("disk i/o", CrmSheetsError, "The disk cannot be read or written. Check it, then start again."),
)
"""Part of the database's own message -> what to raise, what to do."""


def open_engine(place: str | Path) -> Engine:
    """The engine for a file, ":memory:" or a database URL; the file is made with mode 0600, its folder with 0700.

    Raises ConfigurationError.
    """
    url = _url(place)
    if url.get_backend_name() != "sqlite":
        return create_engine(url, hide_parameters=True)
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise ConfigurationError(f"This Python has SQLite {sqlite3.sqlite_version}; the ledger needs 3.35 or newer.")
    if url.database in (None, "", ":memory:"):
        engine = create_engine(url, hide_parameters=True, poolclass=StaticPool)
    else:
        _make_private(Path(str(url.database)))
        engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _url(place: str | Path) -> URL:
    if not isinstance(place, str) or "://" not in place:
        return URL.create("sqlite", database=str(place))
    try:
        url = make_url(place)
        url.get_dialect().import_dbapi()
        usable = url.get_backend_name() in BACKENDS
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError):
        usable = False
    if not usable:
        raise ConfigurationError(
            "The ledger's database URL cannot be used: write a file's path, or postgresql+psycopg://host/name "
            "with that driver installed."
        )
    return url


def _make_private(file: Path) -> None:
    """Make the file if need be and close it to others. Never opens a file that is there: that would drop its locks."""
    try:
        file.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        if file.is_dir():
            raise ConfigurationError(f'The ledger "{file}" is a folder. Give the path of a file in it.')
        if file.exists():
            if file.stat().st_mode & 0o077:
                file.chmod(PRIVATE_FILE)
        else:
            os.close(os.open(file, os.O_RDWR | os.O_CREAT, PRIVATE_FILE))
    except OSError as error:
        raise ConfigurationError(
            f'The ledger "{file}" cannot be made private: {error.strerror}. Put it in a folder that is yours.'
        ) from None


def _prepare_sqlite(connection: Any, record: object) -> None:
    """The only SQL that is SQLite's own."""
    connection.isolation_level = None  # transactions are begun by us
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the write lock at once: between its reads and its writes nobody else gets in."""
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


@contextmanager
def explained(place: str) -> Iterator[None]:
    """Turn what the database says into one helpful paragraph, without SQL and without values."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        said = str(error.orig if isinstance(error, DBAPIError) else error)
        for part, kind, remedy in REMEDIES:
            if part in said.lower():
                raise kind(f'The ledger "{place}" stopped the run: {said}. {remedy}') from None
        raise CrmSheetsError(
            f'The ledger "{place}" stopped the run: {said}. Nothing more is sent; check the database and start again.'
        ) from None
