"""Whether the database is whole and holds nothing that it must not."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Table, func, or_, select

from crm_sheets.ledger.digests import DIGEST_LENGTH
from crm_sheets.ledger.records import Soundness
from crm_sheets.ledger.schema import BINDINGS, ENTRIES, INBOUND, METADATA, POSITIONS, SHUT, TRIALS
from crm_sheets.ledger.states import is_settled_for_good

MOST_COMPLAINTS = 5
OF_A_WORKBOOK = (ENTRIES, SHUT, INBOUND, POSITIONS, TRIALS)
WITH_DIGESTS = (ENTRIES, SHUT, INBOUND)


def look(connection: Connection) -> Soundness:
    """Ask the database about itself, and look for entries that break the ledger's own rules."""
    kept = select(func.count()).where(is_settled_for_good(), ENTRIES.c.address.is_not(None))
    strays = sum(_count(connection, _is_stray(table), table) for table in OF_A_WORKBOOK)
    plain = sum(_count(connection, _is_plain(table), table) for table in WITH_DIGESTS)
    return Soundness(_complaints(connection), connection.execute(kept).scalar() or 0, strays, plain)


def _count(connection: Connection, condition: ColumnElement[bool], table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table).where(condition)).scalar() or 0


def _is_stray(table: Table) -> ColumnElement[bool]:
    return table.c.workbook_id.not_in(select(BINDINGS.c.workbook_id))


def _is_plain(table: Table) -> ColumnElement[bool]:
    """The condition that something else than a digest stands where one belongs."""
    digest = table.c.address_hash
    return or_(func.length(digest) != DIGEST_LENGTH, digest.contains("@"), digest.contains("+"))


def _complaints(connection: Connection) -> tuple[str, ...]:
    """What the database says is broken. Other databases than SQLite are read through instead: they raise."""
    if connection.dialect.name == "sqlite":
        said = connection.exec_driver_sql(f"PRAGMA integrity_check({MOST_COMPLAINTS})").scalars()
        return tuple(str(line) for line in said if line != "ok")
    for table in METADATA.sorted_tables:
        connection.execute(select(func.count()).select_from(table))
    return ()
