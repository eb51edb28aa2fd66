"""Where the ledger is, and what can be asked of that place before the ledger is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from pydantic import SecretStr
from sqlalchemy import Connection, inspect
from sqlalchemy.engine import URL
from sqlalchemy.exc import SQLAlchemyError

from crm_sheets.ledger.address import read_address, shown
from crm_sheets.ledger.bindings import find
from crm_sheets.ledger.engine import driver_error, explained, open_engine
from crm_sheets.ledger.postgresql import try_lock, unlock
from crm_sheets.ledger.schema import META


class LedgerPlace(Protocol):
    """A file or a database. Its methods may raise CrmSheetsError."""

    shared: bool
    """True when several machines can use it at once."""

    @property
    def shown(self) -> str:
        """For people; never a password."""

    @property
    def opens(self) -> Path | URL:
        """What `Ledger.open` takes."""

    def is_there(self) -> bool:
        """True when a ledger was made here, whole or not."""

    def may_know(self, workbook_id: str) -> bool:
        """False when it is certain that this workbook was never bound here."""

    @contextmanager
    def lock(self, workbook: str) -> Iterator[bool]:
        """Keep jobs of other machines off a workbook meanwhile; gives False when one of them is at it."""


class LedgerFile:
    """A ledger in a SQLite file, for the jobs of one machine."""

    shared = False

    def __init__(self, path: Path) -> None:
        self.opens = path
        self.shown = str(path)

    def is_there(self) -> bool:
        """The file is there."""
        return self.opens.exists()

    def may_know(self, workbook_id: str) -> bool:
        """Binding tells; here only that there is something to ask."""
        return self.is_there()

    @contextmanager
    def lock(self, workbook: str) -> Iterator[bool]:
        """No other machine works with this file."""
        yield True


class LedgerDatabase:
    """A ledger in a PostgreSQL database, for several machines."""

    shared = True

    def __init__(self, url: URL) -> None:
        self.opens = url
        self.shown = shown(url)

    def is_there(self) -> bool:
        """The database holds our tables."""
        return self._ask(_has_tables)

    def may_know(self, workbook_id: str) -> bool:
        """The database knows this workbook."""
        return self._ask(lambda connection: _has_tables(connection) and find(connection, workbook_id) is not None)

    @contextmanager
    def lock(self, workbook: str) -> Iterator[bool]:
        """Held by a connection of its own: a process that dies lets go of it."""
        engine = open_engine(self.opens)
        try:
            with explained(self.shown, driver_error(engine)):
                connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
                taken = try_lock(connection, f"job {workbook}")
            try:
                yield taken
            finally:
                with suppress(SQLAlchemyError):  # cut off meanwhile, and so unlocked
                    unlock(connection, f"job {workbook}")
                connection.invalidate()
        finally:
            engine.dispose()

    def _ask(self, question: Callable[[Connection], bool]) -> bool:
        engine = open_engine(self.opens)
        try:
            with explained(self.shown, driver_error(engine)), engine.connect() as connection:
                return question(connection)
        finally:
            engine.dispose()


def _has_tables(connection: Connection) -> bool:
    return inspect(connection).has_table(META.name)


def place_of(ledger: Path | SecretStr) -> LedgerPlace:
    """The place that the settings name. Raises ConfigurationError."""
    if isinstance(ledger, SecretStr):
        return LedgerDatabase(read_address(ledger.get_secret_value()))
    return LedgerFile(ledger)
