"""Up to where each inbox was read, so that the next run goes on there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select

from crm_sheets.ledger.claims import INSERTS
from crm_sheets.ledger.schema import POSITIONS


def position(connection: Connection, workbook_id: str, source: str) -> str:
    """Where an inbox was left off, "" for one that was never read."""
    statement = select(POSITIONS.c.position).where(POSITIONS.c.workbook_id == workbook_id, POSITIONS.c.source == source)
    return connection.execute(statement).scalar() or ""


def noted(connection: Connection, workbook_id: str) -> dict[str, datetime]:
    """When each inbox was read last, by its source."""
    statement = select(POSITIONS.c.source, POSITIONS.c.noted_at).where(POSITIONS.c.workbook_id == workbook_id)
    return {row.source: row.noted_at for row in connection.execute(statement.order_by(POSITIONS.c.source))}


def forget(connection: Connection, workbook_id: str) -> None:
    """Let every inbox be read as if for the first time."""
    connection.execute(delete(POSITIONS).where(POSITIONS.c.workbook_id == workbook_id))


def remember(connection: Connection, workbook_id: str, positions: Mapping[str, str], now: datetime) -> None:
    """Keep these; sources that are not among them keep theirs."""
    rows = [
        {"workbook_id": workbook_id, "source": source, "position": positions[source], "noted_at": now}
        for source in sorted(positions)
    ]
    if rows:
        insert = INSERTS[connection.dialect.name](POSITIONS)
        newest = {name: insert.excluded[name] for name in ("position", "noted_at")}
        connection.execute(insert.on_conflict_do_update(index_elements=list(POSITIONS.primary_key), set_=newest), rows)
