"""Drafts: which messages were put before people for approval, and how they read then (law 7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, and_, select

from crm_sheets.ledger.claims import INSERTS
from crm_sheets.ledger.records import Draft, RunContext
from crm_sheets.ledger.schema import DRAFTS


def save_drafts(connection: Connection, run: RunContext, drafts: Iterable[Draft], now: datetime) -> None:
    """Keep the newest draft of each contact."""
    rows = {
        draft.key: {
            "workbook_id": run.workbook_id,
            "mode": run.mode,
            "key": draft.key,
            "fingerprint": draft.fingerprint,
            "planned_on": draft.planned_on,
            "drafted_at": now,
        }
        for draft in drafts
    }
    if rows:
        insert = INSERTS[connection.dialect.name](DRAFTS)
        newest = {name: insert.excluded[name] for name in ("fingerprint", "planned_on", "drafted_at")}
        upsert = insert.on_conflict_do_update(index_elements=list(DRAFTS.primary_key), set_=newest)
        connection.execute(upsert, [rows[key] for key in sorted(rows)])


def read_drafts(connection: Connection, workbook_id: str, mode: str) -> dict[str, Draft]:
    """The drafts by contact key."""
    own = and_(DRAFTS.c.workbook_id == workbook_id, DRAFTS.c.mode == mode)
    columns = (DRAFTS.c.key, DRAFTS.c.fingerprint, DRAFTS.c.planned_on, DRAFTS.c.drafted_at)
    return {row.key: Draft(*row) for row in connection.execute(select(*columns).where(own))}
