"""What messages cost: how many went out by which medium, and what the provider charged for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from crm_sheets.ledger.claims import in_history
from crm_sheets.ledger.records import Usage
from crm_sheets.ledger.schema import ENTRIES
from crm_sheets.ledger.states import GONE_OUT, MESSAGES
from crm_sheets.model import Medium


def usage(connection: Connection, workbook_id: str, mode: str, since: datetime) -> list[Usage]:
    """Messages claimed since then that went out or may have, by medium and unit of price."""
    unit = ENTRIES.c.price_unit
    sums = select(
        ENTRIES.c.medium,
        func.count().label("messages"),
        func.sum(ENTRIES.c.segments).label("segments"),
        func.sum(ENTRIES.c.price).label("price"),
        func.count(ENTRIES.c.price).label("priced"),
        unit,
    ).where(
        in_history(workbook_id, mode),
        ENTRIES.c.claimed_at >= since,
        ENTRIES.c.state.in_(GONE_OUT),
        ENTRIES.c.medium.in_(MESSAGES),
    )
    rows = connection.execute(sums.group_by(ENTRIES.c.medium, unit).order_by(ENTRIES.c.medium, unit.desc()))
    found: dict[Medium, list[Usage]] = {}
    for row in rows:
        _add(found.setdefault(Medium(row.medium), []), row)
    return [item for items in found.values() for item in items]


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
