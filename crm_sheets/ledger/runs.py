"""Which runs have worked with this ledger, so that the traces of another ledger in a workbook are noticed (law 3)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, select

from crm_sheets.ledger.claims import INSERTS
from crm_sheets.ledger.records import KnownRuns
from crm_sheets.ledger.schema import ENTRIES, RUNS


def note(connection: Connection, workbook_id: str, run_ids: Collection[str], now: datetime) -> None:
    """Know these runs from now on."""
    if run_ids:
        rows = [{"workbook_id": workbook_id, "run_id": run_id, "noted_at": now} for run_id in sorted(run_ids)]
        connection.execute(INSERTS[connection.dialect.name](RUNS).on_conflict_do_nothing(), rows)


def moments(connection: Connection, workbook_id: str) -> dict[datetime, set[str]]:
    """Which runs were noted when, the first ones first; each did all its work after that and before the next."""
    noted = select(RUNS.c.noted_at, RUNS.c.run_id).where(RUNS.c.workbook_id == workbook_id).order_by(RUNS.c.noted_at)
    found: dict[datetime, set[str]] = {}
    for moment, run_id in connection.execute(noted):
        found.setdefault(moment, set()).add(run_id)
    return found


def known(connection: Connection, workbook_id: str) -> KnownRuns:
    """The runs that were noted, and those that have made contacts."""
    noted = select(RUNS.c.run_id).where(RUNS.c.workbook_id == workbook_id)
    acted = select(ENTRIES.c.run_id).where(ENTRIES.c.workbook_id == workbook_id).distinct()
    return KnownRuns(frozenset(connection.execute(noted).scalars()), frozenset(connection.execute(acted).scalars()))
