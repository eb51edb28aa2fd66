"""The ledger's database, open: one transaction at a time, and what goes wrong said in plain words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL

from crm_sheets.ledger.address import shown
from crm_sheets.ledger.boot_clock import boot_seconds
from crm_sheets.ledger.digests import Digests
from crm_sheets.ledger.engine import driver_error, explained, open_engine
from crm_sheets.ledger.migrations import prepare


class Store:
    """What every part of the ledger stands on."""

    def __init__(self, engine: Engine, digests: Digests, place: str, clock: Callable[[], float] = boot_seconds) -> None:
        """Use `open`. `clock` counts seconds, also while the machine sleeps."""
        self.engine = engine
        self.clock = clock
        self._digests = digests
        self._place = place
        self._driver_error = driver_error(engine)
        with self._transaction(preparing=True) as connection:
            self._ledger_id = prepare(connection, digests, place)

    @classmethod
    def open(cls, place: str | Path | URL, hash_key: str | bytes) -> Self:
        """Open or make the ledger at a path, ":memory:" or an address (postgresql://user@host/database).

        Raises ConfigurationError when the hash key is missing, too short or not the one the ledger was made with, and
        when the file or database is damaged, foreign or not ours to write; LedgerUnavailable when the server does not
        answer.
        """
        digests = Digests(hash_key)
        engine = open_engine(place)
        try:
            return cls(engine, digests, shown(engine.url))
        except BaseException:
            engine.dispose()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._transaction() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._transaction(reading=True) as connection:
            yield connection

    @contextmanager
    def _transaction(self, **options: bool) -> Iterator[Connection]:
        with explained(self._place, self._driver_error), self.engine.connect() as connection:
            connection.execution_options(**options)
            with connection.begin():
                yield connection
