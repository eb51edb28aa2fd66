"""Doubts that people decide: make the contact again, or leave it as it is; one that has moved on is left alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, delete, select, update

from crm_sheets.ledger.claims import bound_key, in_history
from crm_sheets.ledger.locks import hold_free, in_parts
from crm_sheets.ledger.records import Decided
from crm_sheets.ledger.schema import ENTRIES
from crm_sheets.ledger.states import is_doubt
from crm_sheets.ledger.tries import put_by


def decide(
    connection: Connection, workbook_id: str, mode: str, decisions: Sequence[Decided], now: datetime
) -> list[str]:
    """Carry out what people decided about doubts of these very runs; the keys that it was done for, in order.

    Of two decisions about one doubt "leave it" counts: a missing greeting is forgiven sooner than a second one.
    """
    doubtful = and_(in_history(workbook_id, mode), is_doubt())
    free = hold_free(connection, doubtful, [item.key for item in decisions])
    runs = dict[str, str]()
    for part in in_parts(sorted(free)):
        found = select(ENTRIES.c.key, ENTRIES.c.run_id).where(doubtful, ENTRIES.c.key.in_(part))
        runs |= {row.key: row.run_id for row in connection.execute(found)}
    valid = [item for item in decisions if runs.get(item.key) == item.run_id]
    again = {item.key: item.again for item in sorted(valid, key=lambda item: not item.again)}
    keys_again = [{"of": key} for key, is_again in again.items() if is_again]
    keys_left = [{"of": key} for key, is_again in again.items() if not is_again]
    one = and_(doubtful, ENTRIES.c.key == bound_key("of"))
    if keys_again:
        for part in in_parts([item["of"] for item in keys_again]):
            put_by(connection, connection.execute(select(ENTRIES).where(doubtful, ENTRIES.c.key.in_(part))).all())
        connection.execute(delete(ENTRIES).where(one), keys_again)
    if keys_left:
        connection.execute(update(ENTRIES).where(one).values(settled_at=now, address=None), keys_left)
    return list(dict.fromkeys(item.key for item in valid))
