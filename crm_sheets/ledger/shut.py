"""Shut addresses: whose owner said stop, or that do not work. Known by their digests, whatever was sent to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, Row, and_, distinct, func, select, update

from crm_sheets.ledger.claims import INSERTS
from crm_sheets.ledger.digests import Digests, scrubbed
from crm_sheets.ledger.records import Shut
from crm_sheets.ledger.schema import SHUT
from crm_sheets.model import Closure, Medium

EVERY_MEDIUM = ""
Known = Row[tuple[str, str, str, datetime]]


class Closing(NamedTuple):
    """One address to be shut from `at` on; `medium` None shuts it for all. `source` says who told us."""

    address_hash: str
    reason: Closure
    medium: Medium | None
    at: datetime
    source: str


def closing(entry_hash: str, medium: str, reason: Closure, at: datetime, source: str) -> Closing:
    """What a provider's word about one message shuts: stop means everything, a dead address this medium."""
    of = Medium(medium) if reason is Closure.UNREACHABLE else None
    return Closing(entry_hash, reason, of, at, source)


def shut(connection: Connection, workbook_id: str, item: Closing) -> bool:
    """Shut an address; True when that is news: it was open, or the moment is later than what was known.

    The later moment counts: a consent may have been recorded in between.
    """
    row = {
        "workbook_id": workbook_id,
        "address_hash": item.address_hash,
        "medium": item.medium.value if item.medium else EVERY_MEDIUM,
        "reason": item.reason.value,
    }
    insert = INSERTS[connection.dialect.name](SHUT).on_conflict_do_nothing().returning(SHUT.c.reason)
    if connection.execute(insert, {**row, "since": item.at, "source": scrubbed(item.source)}).first():
        return True
    same = and_(*(SHUT.c[name] == value for name, value in row.items()))
    later = update(SHUT).where(same, SHUT.c.since < item.at)
    return connection.execute(later.values(since=item.at, source=scrubbed(item.source))).rowcount > 0


def shut_all(connection: Connection, workbook_id: str, items: Iterable[Closing]) -> None:
    """Shut several; always in the same order, so that two processes never wait for each other."""
    for item in sorted(items, key=lambda item: (item.address_hash, item.medium or EVERY_MEDIUM, item.reason, item.at)):
        shut(connection, workbook_id, item)


def now_shut(connection: Connection, workbook_id: str) -> list[Known]:
    """Digest, reason, medium and moment of all that is shut now."""
    columns = (SHUT.c.address_hash, SHUT.c.reason, SHUT.c.medium, SHUT.c.since)
    shut_now = select(*columns).where(SHUT.c.workbook_id == workbook_id)
    return list(connection.execute(shut_now.order_by(SHUT.c.since, SHUT.c.reason, SHUT.c.medium)))


def counts(connection: Connection, workbook_id: str) -> dict[Closure, int]:
    """How many addresses are shut now, by reason; one that is shut for several media counts once."""
    addresses = func.count(distinct(SHUT.c.address_hash))
    found = select(SHUT.c.reason, addresses).where(SHUT.c.workbook_id == workbook_id)
    rows = connection.execute(found.group_by(SHUT.c.reason).order_by(SHUT.c.reason))
    return {Closure(reason): count for reason, count in rows}


def among(known: Iterable[Known], digests: Digests, addresses: Iterable[str]) -> list[Shut]:
    """Which of these addresses are shut; nothing is digested when none is."""
    by_hash: dict[str, list[Known]] = {}
    for row in known:
        by_hash.setdefault(row.address_hash, []).append(row)
    if not by_hash:
        return []
    return [
        Shut(address, Closure(row.reason), Medium(row.medium) if row.medium else None, row.since)
        for address in dict.fromkeys(addresses)
        for row in by_hash.get(digests.address(address) or "", ())
    ]
