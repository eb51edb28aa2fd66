"""Earlier tries of a contact: messages that a provider accepted, before the contact was freed to be made again.

They cost what they cost, and nobody is tried at one address without end.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, select

from crm_sheets.ledger.locks import in_parts
from crm_sheets.ledger.schema import TRIES

MOST_TRIES = 5
"""How many messages a provider may accept for one contact at one address, none of which arrives."""

KEPT = ("workbook_id", "mode", "key", "medium", "address_hash", "claimed_at", "segments", "price", "price_unit")
History = tuple[str, str]
"""A workbook's id and the mode."""


def put_by(connection: Connection, rows: Collection[Row[Any]]) -> None:
    """Keep of entries of one history, which are about to be removed, what a provider accepted."""
    accepted = [row for row in rows if row.provider_id]
    if not accepted:
        return
    known = _of(connection, (accepted[0].workbook_id, accepted[0].mode), sorted({row.key for row in accepted}))
    numbers = Counter(row.key for row in known)
    values = [{name: getattr(row, name) for name in KEPT} | {"number": numbers[row.key] + 1} for row in accepted]
    connection.execute(TRIES.insert(), values)


def counted(connection: Connection, history: History, keys: Sequence[str]) -> Counter[tuple[str, str | None, str]]:
    """How many earlier tries there were, by key, digest of the address and medium."""
    return Counter((row.key, row.address_hash, row.medium) for row in _of(connection, history, keys))


def forget(connection: Connection, workbook_id: str, before: datetime) -> None:
    """Remove tries that were claimed before a moment."""
    connection.execute(delete(TRIES).where(TRIES.c.workbook_id == workbook_id, TRIES.c.claimed_at < before))


def _of(connection: Connection, history: History, keys: Sequence[str]) -> Iterator[Any]:
    columns = (TRIES.c.key, TRIES.c.address_hash, TRIES.c.medium)
    for part in in_parts(keys):
        yield from connection.execute(select(*columns).where(_in(history), TRIES.c.key.in_(part)))


def _in(history: History) -> ColumnElement[bool]:
    return and_(TRIES.c.workbook_id == history[0], TRIES.c.mode == history[1])
