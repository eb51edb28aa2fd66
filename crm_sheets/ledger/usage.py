"""How many messages went out by which medium, what became of them, and what the provider charged for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, case, func, or_, select, union_all

from crm_sheets.ledger.claims import in_history
from crm_sheets.ledger.records import Outcomes, Usage
from crm_sheets.ledger.schema import ENTRIES, HAS_PROVIDER_ID, TRIES
from crm_sheets.ledger.states import GONE_OUT, MESSAGES
from crm_sheets.model import ContactState, Delivery, Medium


def usage(connection: Connection, workbook_id: str, mode: str, since: datetime) -> list[Usage]:
    """Messages claimed since then that went out or may have, by medium and unit of price.

    A message that a provider accepted counts whatever became of it, and so does each earlier try of a contact.
    """

    def of(table: Table, *which: ColumnElement[bool]) -> Select[Any]:
        ours = and_(table.c.workbook_id == workbook_id, table.c.mode == mode, table.c.claimed_at >= since)
        columns = (table.c.medium, table.c.segments, table.c.price, table.c.price_unit)
        return select(*columns).where(ours, table.c.medium.in_(MESSAGES), *which)

    gone_out = or_(ENTRIES.c.state.in_(GONE_OUT), HAS_PROVIDER_ID)
    found: dict[Medium, list[Usage]] = {}
    for row in connection.execute(_summed(union_all(of(ENTRIES, gone_out), of(TRIES)).subquery())):
        _add(found.setdefault(Medium(row.medium), []), row)
    return [item for items in found.values() for item in items]


def outcomes(connection: Connection, workbook_id: str, mode: str, since: datetime) -> list[Outcomes]:
    """What became of messages claimed since then, by medium; a doubt that a person left is one all the same."""
    arrived = (Delivery.DELIVERED.value, Delivery.READ.value)
    sent = ENTRIES.c.state == ContactState.SENT.value
    counted = {
        "sent": sent,
        "delivered": and_(sent, ENTRIES.c.delivery.in_(arrived)),
        "failed": ENTRIES.c.state == ContactState.FAILED.value,
        "uncertain": ENTRIES.c.state == ContactState.UNCERTAIN.value,
    }
    sums = [func.sum(case((condition, 1), else_=0)).label(name) for name, condition in counted.items()]
    found = (
        select(ENTRIES.c.medium, *sums)
        .where(in_history(workbook_id, mode), ENTRIES.c.claimed_at >= since, ENTRIES.c.medium.in_(MESSAGES))
        .group_by(ENTRIES.c.medium)
        .order_by(ENTRIES.c.medium)
    )
    return [Outcomes(Medium(medium), *map(int, counts)) for medium, *counts in connection.execute(found)]


def _summed(messages: Any) -> Select[Any]:
    sums = select(
        messages.c.medium,
        func.count().label("messages"),
        func.sum(messages.c.segments).label("segments"),
        func.sum(messages.c.price).label("price"),
        func.count(messages.c.price).label("priced"),
        messages.c.price_unit,
    )
    by_unit = sums.group_by(messages.c.medium, messages.c.price_unit)
    return by_unit.order_by(messages.c.medium, messages.c.price_unit.desc())


def _add(items: list[Usage], row: Any) -> None:
    """What has no price yet, and so no unit, comes last and is counted with the rest of its medium."""
    here = Usage(Medium(row.medium), row.messages, int(row.segments), row.price, row.priced, row.price_unit)
    if not items or row.price_unit:
        items.append(here)
        return
    first = items[0]
    known = [price for price in (first.price, here.price) if price is not None]
    items[0] = first._replace(
        messages=first.messages + here.messages,
        segments=first.segments + here.segments,
        price=sum(known) if known else None,
        priced=first.priced + here.priced,
    )
