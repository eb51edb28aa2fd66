"""Opens the ledger's database, privately, and says in plain words what is wrong with it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, ExceptionContext, StaticPool, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from crm_sheets.errors import ConfigurationError, CrmSheetsError
from crm_sheets.ledger.address import is_address, read_address
from crm_sheets.ledger.postgresql import open_postgresql, remedy_for

BUSY_SECONDS = 30
OLDEST_SQLITE = (3, 35, 0)  # the first that says which rows an UPDATE changed
SQLITE_PRAGMAS = (
    f"busy_timeout = {BUSY_SECONDS * 1000}",
    "journal_mode = WAL",
    "synchronous = FULL",  # a commit must survive a power cut, or a fence would be worth nothing
    "secure_delete = ON",  # an address that was removed is gone from the file as well
)
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700

SQLITE_URL = "sqlite:///"
SAID_LENGTH = 300

REMEDIES: tuple[tuple[str, type[CrmSheetsError], str], ...] = (
    ("not a database", ConfigurationError, "It is not a ledger. Give the right path, or move this file away."),
    ("malformed", ConfigurationError, "It is damaged. Put back the last backup, then start again."),
    ("readonly", ConfigurationError, "It cannot be written. Give its owner the right to write, also to its folder."),
    ("unable to open", ConfigurationError, "It cannot be opened. Check that its folder is there and is yours."),
    ("disk is full", CrmSheetsError, "The disk is full. Free some space and start again; nothing is sent twice."),
    ("locked", CrmSheetsError, "Another process keeps it busy. Wait until that has finished and start again."),
    ("disk i/o", CrmSheetsError, "The disk cannot be read or written. Check it, then start again."),
)
"""Part of SQLite's own message -> what to raise, what to do."""


def open_engine(place: str | Path | URL) -> Engine:
    """The engine for a file, ":memory:" or a database's address; a file is made with mode 0600, its folder with 0700.

    Raises ConfigurationError.
    """
    url = _url(place)
    if url.get_backend_name() != "sqlite":
        return open_postgresql(url)
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise ConfigurationError(f"This Python has SQLite {sqlite3.sqlite_version}; the ledger needs 3.35 or newer.")
    if url.database in (None, "", ":memory:"):
        engine = create_engine(url, hide_parameters=True, poolclass=StaticPool)
    else:
        _make_private(Path(str(url.database)))
        engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    event.listen(engine, "handle_error", _keep_connection)
    return engine


def _url(place: str | Path | URL) -> URL:
    if isinstance(place, URL):
        return place
    if isinstance(place, str) and place.startswith(SQLITE_URL):
        place = place.removeprefix(SQLITE_URL)
    return read_address(str(place)) if is_address(place) else URL.create("sqlite", database=str(place))


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


def _keep_connection(context: ExceptionContext) -> None:
    """Ctrl-C between two calls of SQLite breaks nothing: rolled back, not dropped with the file's lock in its hands."""
    if not isinstance(context.original_exception, Exception):
        context.is_disconnect = False


def driver_error(engine: Engine) -> type[Exception]:
    """What every error of this database's driver is."""
    error: type[Exception] = engine.dialect.loaded_dbapi.Error
    return error


@contextmanager
def explained(place: str, driver_error: type[Exception]) -> Iterator[None]:
    """Turn what the database says into one helpful paragraph, without SQL and without values."""
    try:
        yield
    except (DBAPIError, driver_error) as error:
        said = error.orig if isinstance(error, DBAPIError) and error.orig else error
        kind, remedy = _remedy_in_sqlite(said) if isinstance(said, sqlite3.Error) else remedy_for(said)
        raise kind(f'The ledger "{place}" stopped the run: {_in_one_line(said)} {remedy}') from None


def _remedy_in_sqlite(error: BaseException) -> tuple[type[CrmSheetsError], str]:
    said = str(error).lower()
    found = next(((kind, remedy) for part, kind, remedy in REMEDIES if part in said), None)
    return found or (CrmSheetsError, "Nothing more is sent; check the database and start again.")


def _in_one_line(error: BaseException) -> str:
    """What the database says first; the lines DETAIL and CONTEXT after it could quote a row."""
    main = getattr(getattr(error, "diag", None), "message_primary", None) or str(error)
    said = " ".join(main.split())[:SAID_LENGTH].rstrip(".")
    return f"{said or type(error).__name__}."
