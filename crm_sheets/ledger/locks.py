"""Row locks, so that several processes can work on one ledger at once without ever waiting for each other in a ring.

Everybody locks in the order of the keys. Who takes over what others may be at leaves out what is locked; who writes
the outcome of its own work waits. SQLite has one writer at a time and needs none of this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, select

from crm_sheets.ledger.schema import ENTRIES

CHUNK = 500
Item = TypeVar("Item")


def in_parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """The items in parts that fit into one statement of every database."""
    return (items[start : start + CHUNK] for start in range(0, len(items), CHUNK))


def hold(connection: Connection, condition: ColumnElement[bool], keys: Iterable[str]) -> None:
    """Lock the entries with these keys that meet a condition until the transaction ends; waits for others."""
    if _locks_rows(connection):
        _lock(connection, condition, keys, skip_busy=False)


def hold_free(connection: Connection, condition: ColumnElement[bool], keys: Iterable[str]) -> set[str]:
    """The same, but those that another process has locked are left out; the keys of what may be there and is ours.

    What the caller then does must repeat the condition: where one writer holds all, every key is given back unread.
    """
    return _lock(connection, condition, keys, skip_busy=True) if _locks_rows(connection) else set(keys)


def _locks_rows(connection: Connection) -> bool:
    return connection.dialect.name != "sqlite"


def _lock(connection: Connection, condition: ColumnElement[bool], keys: Iterable[str], *, skip_busy: bool) -> set[str]:
    held = set[str]()
    for part in in_parts(sorted(set(keys))):
        statement = select(ENTRIES.c.key).where(condition, ENTRIES.c.key.in_(part)).order_by(ENTRIES.c.key)
        held |= set(connection.execute(statement.with_for_update(skip_locked=skip_busy)).scalars())
    return held
