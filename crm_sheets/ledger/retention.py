"""Retention: old, settled contacts are removed; never one that is still needed so that nobody hears twice (law 2)."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, or_, select, update

from crm_sheets.ledger import inbound, trials, tries
from crm_sheets.ledger.claims import bound_key
from crm_sheets.ledger.locks import in_parts
from crm_sheets.ledger.schema import DRAFTS, ENTRIES, RETENTION
from crm_sheets.ledger.states import is_settled_for_good

CALENDAR = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
"""A period that ends and never comes back: a year, a month, a day. "once" and the numbers of a cadence do not end."""


def is_over(period: str, day: date) -> bool:
    """True for a period of the calendar that ended before `day`."""
    return CALENDAR.fullmatch(period) is not None and period < day.isoformat()[: len(period)]


def forgettable(connection: Connection, workbook_id: str, day: date) -> dict[str, int]:
    """How many contacts of each program `forget` would remove."""
    return dict(Counter(program for _, _, program in _found(connection, workbook_id, day)))


def forget(connection: Connection, workbook_id: str, day: date) -> int:
    """Remove what was settled, logged and over before `day`; how many contacts.

    The drafts before it go too, who was held out of what was over, and what came in and waits for nobody. Shut
    addresses stay shut.
    """
    found = _found(connection, workbook_id, day)
    gone = delete(ENTRIES).where(_old(workbook_id, day), ENTRIES.c.mode == bindparam("of_mode"))
    for part in in_parts(found):
        keys = [{"of_mode": mode, "of": key} for mode, key, _ in part]
        connection.execute(gone.where(ENTRIES.c.key == bound_key("of")), keys)
    drafts = and_(DRAFTS.c.workbook_id == workbook_id, DRAFTS.c.drafted_at < _midnight(day))
    connection.execute(delete(DRAFTS).where(drafts))
    inbound.forget(connection, workbook_id, _midnight(day))
    tries.forget(connection, workbook_id, _midnight(day))
    held_out = trials.old(connection, workbook_id, day, _midnight(day))
    trials.forget(connection, workbook_id, [(mode, key) for mode, key, period in held_out if is_over(period, day)])
    return len(found)


def forgotten_before(connection: Connection, workbook_id: str) -> date | None:
    """The day before which contacts were removed; None when none ever were."""
    statement = select(RETENTION.c.forgotten_before).where(RETENTION.c.workbook_id == workbook_id)
    return connection.execute(statement).scalar()


def mark_forgotten(connection: Connection, workbook_id: str, day: date) -> None:
    """Remember that contacts before `day` may be gone; the mark never moves back."""
    known = forgotten_before(connection, workbook_id)
    if known is None:
        connection.execute(RETENTION.insert(), {"workbook_id": workbook_id, "forgotten_before": day})
    elif known < day:
        connection.execute(update(RETENTION).where(RETENTION.c.workbook_id == workbook_id).values(forgotten_before=day))


def _found(connection: Connection, workbook_id: str, day: date) -> list[tuple[str, str, str]]:
    """Mode, key and program of what is to go."""
    columns = (ENTRIES.c.mode, ENTRIES.c.key, ENTRIES.c.program, ENTRIES.c.period)
    rows: Any = connection.execute(select(*columns).where(_old(workbook_id, day)))
    return [(mode, key, program) for mode, key, program, period in rows if is_over(period, day)]


def _old(workbook_id: str, day: date) -> ColumnElement[bool]:
    """Settled and logged, and both the run and the day that it was about lie before `day`."""
    before = and_(ENTRIES.c.claimed_at < _midnight(day), or_(ENTRIES.c.as_of.is_(None), ENTRIES.c.as_of < day))
    settled = and_(is_settled_for_good(), ENTRIES.c.logged.is_(True))
    return and_(ENTRIES.c.workbook_id == workbook_id, settled, before)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
