"""What came in: which messages were taken note of, who wrote when, and what waits for an answer. Never what it says."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, func, not_, select, update

from crm_sheets.ledger import runs
from crm_sheets.ledger.claims import INSERTS
from crm_sheets.ledger.digests import Digests, kept_id, storable
from crm_sheets.ledger.locks import in_parts
from crm_sheets.ledger.records import SeenInbound
from crm_sheets.ledger.schema import INBOUND
from crm_sheets.model import Medium

LONGEST = 1000
"""Characters of a customer's id or a contact's key."""


def unseen(connection: Connection, workbook_id: str, keys: Collection[str]) -> set[str]:
    """Those of these keys that were never taken note of."""
    asked, seen = {kept_id(key): key for key in keys}, set[str]()
    for part in in_parts(list(asked)):
        known = select(INBOUND.c.key).where(_of(workbook_id), INBOUND.c.key.in_(part))
        seen |= set(connection.execute(known).scalars())
    return {key for key in keys if kept_id(key) not in seen}


def note(
    connection: Connection, digests: Digests, workbook_id: str, items: Sequence[SeenInbound], now: datetime
) -> None:
    """Take note of messages; what was noted before stays as it is."""
    rows = {kept_id(item.key): _row(item, digests, workbook_id, now) for item in items}
    insert = INSERTS[connection.dialect.name](INBOUND).on_conflict_do_nothing()
    for part in in_parts(sorted(rows)):
        connection.execute(insert, [rows[key] for key in part])


def _row(item: SeenInbound, digests: Digests, workbook_id: str, now: datetime) -> dict[str, Any]:
    return {
        "workbook_id": workbook_id,
        "key": kept_id(item.key),
        "source": storable(item.source),
        "at": min(item.at, now),  # its sender's clock may be wrong, and nothing comes from tomorrow
        "medium": item.medium.value,
        "address_hash": digests.address(item.address),
        "customer_id": storable(item.customer_id, LONGEST),
        "contact": storable(item.contact, LONGEST),
        "needs_answer": item.needs_answer,
        "answer_by": item.answer_by,
        "handled_at": item.handled_at,
        "noted_at": now,
    }


def last_wrote(
    connection: Connection, workbook_id: str, medium: Medium, by_hash: Mapping[str, Sequence[str]], since: datetime
) -> dict[str, datetime]:
    """When these addresses, by their digests, wrote last by a medium; who did not since then is left out."""
    found: dict[str, datetime] = {}
    for part in in_parts(list(by_hash)):
        theirs = and_(_of(workbook_id), INBOUND.c.medium == medium.value, INBOUND.c.address_hash.in_(part))
        newest = select(INBOUND.c.address_hash, func.max(INBOUND.c.at).label("at")).where(theirs, INBOUND.c.at >= since)
        rows = connection.execute(newest.group_by(INBOUND.c.address_hash))
        found |= {address: row.at for row in rows for address in by_hash[row.address_hash]}
    return found


def unanswered(connection: Connection, workbook_id: str) -> list[SeenInbound]:
    """What waits for an answer, the oldest first."""
    return _read(connection, _of(workbook_id), _waits())


def to_be_answered(connection: Connection, workbook_id: str, since: datetime) -> list[SeenInbound]:
    """What came in since then and needs an answer or needed one, the oldest first."""
    return _read(connection, _of(workbook_id), INBOUND.c.needs_answer.is_(True), INBOUND.c.at >= since)


def waiting_among(connection: Connection, workbook_id: str, keys: Collection[str]) -> set[str]:
    """Those of these keys, as they are kept, that wait for an answer."""
    waiting = connection.execute(select(INBOUND.c.key).where(_of(workbook_id), _waits()))
    return set(waiting.scalars()).intersection(map(kept_id, keys))


def answered(connection: Connection, workbook_id: str, kept: Collection[str], now: datetime) -> None:
    """Mark these, by their keys as they are kept, as answered; the first moment counts."""
    rows = [{"of": key} for key in sorted(kept)]
    done = update(INBOUND).where(_of(workbook_id), INBOUND.c.key == bindparam("of"), _waits()).values(handled_at=now)
    if rows:
        connection.execute(done, rows)


def forget(connection: Connection, workbook_id: str, before: datetime) -> None:
    """Remove what was noted before a moment and waits for nobody."""
    connection.execute(delete(INBOUND).where(_of(workbook_id), INBOUND.c.noted_at < before, not_(_waits())))


def lost(
    connection: Connection,
    workbook_id: str,
    seen_runs: Collection[str],
    keys_in_inbox: Collection[str],
    since: datetime,
) -> set[str]:
    """What came in by runs that the workbook does not know, noted since a moment, and stands in its Inbox tab no more.

    What was answered is not lost. A row that people removed is not either: its run stands in the workbook.
    """
    there, by_moment = set(map(kept_id, keys_in_inbox)), runs.moments(connection, workbook_id)
    moments = list(by_moment)
    open_since = (_of(workbook_id), INBOUND.c.noted_at >= since, INBOUND.c.handled_at.is_(None))
    found = set[str]()
    for row in connection.execute(select(INBOUND.c.key, INBOUND.c.noted_at).where(*open_since)):
        place = bisect_right(moments, row.noted_at)
        took_in = by_moment[moments[place - 1]] if place else set()
        if row.key not in there and took_in and took_in.isdisjoint(seen_runs):
            found.add(row.key)
    return found


def remove(connection: Connection, workbook_id: str, kept: Collection[str]) -> None:
    """Forget that these, by their keys as they are kept, came in, unless they were answered meanwhile."""
    for part in in_parts(sorted(kept)):
        gone = and_(_of(workbook_id), INBOUND.c.handled_at.is_(None), INBOUND.c.key.in_(part))
        connection.execute(delete(INBOUND).where(gone))


def _of(workbook_id: str) -> ColumnElement[bool]:
    return INBOUND.c.workbook_id == workbook_id


def _waits() -> ColumnElement[bool]:
    return and_(INBOUND.c.needs_answer.is_(True), INBOUND.c.handled_at.is_(None))


def _read(connection: Connection, *conditions: ColumnElement[bool]) -> list[SeenInbound]:
    ordered = select(INBOUND).where(*conditions).order_by(INBOUND.c.at, INBOUND.c.key)
    return [
        SeenInbound(
            key=row.key,
            source=row.source,
            at=row.at,
            medium=Medium(row.medium),
            address="",
            customer_id=row.customer_id,
            contact=row.contact,
            needs_answer=row.needs_answer,
            answer_by=row.answer_by,
            handled_at=row.handled_at,
        )
        for row in connection.execute(ordered)
    ]
