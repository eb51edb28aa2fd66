"""Row locks, so that several processes can work on one ledger at once without ever waiting for each other in a ring.

Everybody locks in the order of the keys. Who takes over what others may be at leaves out what is locked; who writes
the outcome of its own work waits. SQLite has one writer at a time and needs none of this: there it is a plain read.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, select

from crm_sheets.ledger.schema import ENTRIES

CHUNK = 500


def hold(
    connection: Connection, condition: ColumnElement[bool], keys: Iterable[str], *, skip_busy: bool = False
) -> set[str]:
    """Lock the entries with these keys that meet a condition until the transaction ends; their keys.

    With `skip_busy` those that another process has locked are left out instead of waited for.
    """
    ordered, held = sorted(set(keys)), set[str]()
    for start in range(0, len(ordered), CHUNK):
        part = ENTRIES.c.key.in_(ordered[start : start + CHUNK])
        statement = select(ENTRIES.c.key).where(condition, part).order_by(ENTRIES.c.key)
        held |= set(connection.execute(statement.with_for_update(skip_locked=skip_busy)).scalars())
    return held
