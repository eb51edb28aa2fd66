"""Brings a ledger to the schema that this version writes: forward only, in one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from sqlalchemy import Connection, inspect, select, update
from sqlalchemy.schema import CreateColumn

from crm_sheets.errors import ConfigurationError
from crm_sheets.ledger.digests import Digests
from crm_sheets.ledger.schema import (
    BY_PROVIDER_ID,
    ENTRIES,
    INBOUND,
    META,
    METADATA,
    POSITIONS,
    RETENTION,
    RUNS,
    SHUT,
    TRIALS,
    TRIES,
)


def _remember_runs(connection: Connection) -> None:
    """Version 2 knows its runs, and what it has forgotten."""
    for table in (RUNS, RETENTION):
        table.create(connection, checkfirst=True)


def _hear_back(connection: Connection) -> None:
    """Version 3 knows what became of messages and of earlier tries, who wrote, and which addresses are shut."""
    for name in ("delivery", "delivered_at", "price", "price_unit"):
        column = CreateColumn(ENTRIES.c[name]).compile(dialect=connection.dialect)
        connection.exec_driver_sql(f"ALTER TABLE {ENTRIES.name} ADD COLUMN {column}")
    BY_PROVIDER_ID.create(connection)
    for table in (SHUT, INBOUND, POSITIONS, TRIES):
        table.create(connection)


def _compare(connection: Connection) -> None:
    """Version 4 knows who was held out of a program to compare."""
    TRIALS.create(connection)


MIGRATIONS: tuple[Callable[[Connection], None], ...] = (_remember_runs, _hear_back, _compare)
"""Number n brings version n + 1 to version n + 2; a new ledger is made at the newest version at once."""


def prepare(connection: Connection, digests: Digests, place: str) -> str:
    """Make or migrate the tables and give the ledger's own id.

    Raises ConfigurationError for a ledger of a newer version, one that was made with another hash key, or a database
    that belongs to something else.
    """
    tables = inspect(connection).get_table_names()
    if META.name not in tables:
        _refuse_strangers(tables, place)
        _make(connection, digests)
    known: dict[str, str] = {row.name: row.value for row in connection.execute(select(META.c.name, META.c.value))}
    if known.get("key_check") != _key_check(digests):
        raise ConfigurationError(
            f'The ledger "{place}" was made with another hash key, so who was greeted cannot be told and nothing is '
            "sent. Give the key that belongs to it, in CRM_SHEETS_HASH_KEY or as the key file; on a second machine "
            "that is a copy of the first one's."
        )
    _migrate(connection, int(known["schema_version"]), place)
    return known["ledger_id"]


def newest_version() -> int:
    """The schema version that this code writes."""
    return len(MIGRATIONS) + 1


def _refuse_strangers(tables: list[str], place: str) -> None:
    if tables:
        raise ConfigurationError(
            f'"{place}" is a database, but not a ledger: it holds "{tables[0]}". Give the ledger a place of its own.'
        )


def _key_check(digests: Digests) -> str:
    return digests.digest("key check", "crm_sheets")


def _make(connection: Connection, digests: Digests) -> None:
    METADATA.create_all(connection)
    values = {
        "schema_version": str(newest_version()),
        "ledger_id": secrets.token_hex(4),
        "key_check": _key_check(digests),
    }
    connection.execute(META.insert(), [{"name": name, "value": value} for name, value in values.items()])


def _migrate(connection: Connection, version: int, place: str) -> None:
    if version > newest_version():
        raise ConfigurationError(
            f'The ledger "{place}" was written by a newer crm_sheets (schema {version}, this one knows '
            f"{newest_version()}). Update crm_sheets; an older one must not send from it."
        )
    for migration in MIGRATIONS[version - 1 :]:
        migration(connection)
    if version < newest_version():
        newest = update(META).where(META.c.name == "schema_version").values(value=str(newest_version()))
        connection.execute(newest)
