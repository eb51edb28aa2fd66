"""Who was held out of a program so that one can compare: whom it would have contacted, and on which day (F9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, select

from crm_sheets.ledger.claims import INSERTS, KEY_LENGTH
from crm_sheets.ledger.locks import in_parts
from crm_sheets.ledger.records import HeldOut, RunContext
from crm_sheets.ledger.schema import TRIALS

if TYPE_CHECKING:
    import polars as pl

HOLD_OUT = "hold_out"
"""The only arm that is noted: who was contacted stands among the contacts."""


def note(connection: Connection, run: RunContext, held: Sequence[HeldOut], now: datetime) -> None:
    """Note these; of what was noted before the first day stays."""
    rows = [
        {
            "workbook_id": run.workbook_id,
            "mode": run.mode,
            **item._asdict(),
            "arm": HOLD_OUT,
            "on_day": run.as_of or now.date(),
            "noted_at": now,
        }
        for item in sorted(held)
        if len(item.key) <= KEY_LENGTH
    ]
    for part in in_parts(rows):
        connection.execute(INSERTS[connection.dialect.name](TRIALS).on_conflict_do_nothing(), list(part))


def held_out(connection: Connection, workbook_id: str, mode: str) -> pl.DataFrame:
    """Everybody who was held out in this history, as tables.HELD_OUT."""
    import polars as pl

    from crm_sheets import tables

    columns = (TRIALS.c.key, TRIALS.c.program, TRIALS.c.customer_id, TRIALS.c.on_day)
    ours = and_(TRIALS.c.workbook_id == workbook_id, TRIALS.c.mode == mode, TRIALS.c.arm == HOLD_OUT)
    rows = connection.execute(select(*columns).where(ours).order_by(TRIALS.c.on_day, TRIALS.c.key)).all()
    return pl.DataFrame([tuple(row) for row in rows], schema=tables.HELD_OUT, orient="row")


def old(connection: Connection, workbook_id: str, day: date, noted_before: datetime) -> list[tuple[str, str, str]]:
    """Mode, key and period of what was noted before a moment, about an earlier day."""
    columns = (TRIALS.c.mode, TRIALS.c.key, TRIALS.c.period)
    before = and_(TRIALS.c.on_day < day, TRIALS.c.noted_at < noted_before)
    return [tuple(row) for row in connection.execute(select(*columns).where(_of(workbook_id), before))]


def forget(connection: Connection, workbook_id: str, places: Sequence[tuple[str, str]]) -> None:
    """Remove what was noted, by mode and key."""
    gone = delete(TRIALS).where(
        _of(workbook_id),
        TRIALS.c.mode == bindparam("of_mode"),
        TRIALS.c.key == bindparam("of", type_=TRIALS.c.key.type),
    )
    for part in in_parts(places):
        connection.execute(gone, [{"of_mode": mode, "of": key} for mode, key in part])


def _of(workbook_id: str) -> ColumnElement[bool]:
    return TRIALS.c.workbook_id == workbook_id
