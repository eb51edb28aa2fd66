"""Whether the database is whole and holds nothing that it must not."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from crm_sheets.ledger.records import Soundness
from crm_sheets.ledger.schema import BINDINGS, ENTRIES, METADATA
from crm_sheets.ledger.states import is_settled_for_good

MOST_COMPLAINTS = 5


def look(connection: Connection) -> Soundness:
    """Ask the database about itself, and look for entries that break the ledger's own rules."""
    kept = select(func.count()).where(is_settled_for_good(), ENTRIES.c.address.is_not(None))
    bound = select(BINDINGS.c.workbook_id)
    stray = select(func.count()).select_from(ENTRIES).where(ENTRIES.c.workbook_id.not_in(bound))
    counts = [connection.execute(statement).scalar() or 0 for statement in (kept, stray)]
    return Soundness(_complaints(connection), *counts)


def _complaints(connection: Connection) -> tuple[str, ...]:
    """What the database says is broken. Other databases than SQLite are read through instead: they raise."""
    if connection.dialect.name == "sqlite":
        said = connection.exec_driver_sql(f"PRAGMA integrity_check({MOST_COMPLAINTS})").scalars()
        return tuple(str(line) for line in said if line != "ok")
    for table in METADATA.sorted_tables:
        connection.execute(select(func.count()).select_from(table))
    return ()
