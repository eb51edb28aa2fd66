"""Entries as they are read: one by one as values, or all of them as a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, DateTime, Row, select, type_coerce

from crm_sheets.ledger.claims import in_history
from crm_sheets.ledger.locks import in_parts
from crm_sheets.ledger.schema import ENTRIES
from crm_sheets.model import ContactState, LedgerEntry, Medium

if TYPE_CHECKING:
    import polars as pl

ROWS_AT_ONCE = 10_000


def read_entries(
    connection: Connection, workbook_id: str, mode: str, condition: ColumnElement[bool]
) -> list[LedgerEntry]:
    """The entries that meet a condition, in the order of their claims."""
    statement = select(ENTRIES).where(in_history(workbook_id, mode), condition)
    ordered = statement.order_by(ENTRIES.c.claimed_at, ENTRIES.c.key)
    return [entry(row) for row in connection.execute(ordered)]


def read_by_key(connection: Connection, workbook_id: str, mode: str, keys: Sequence[str]) -> list[LedgerEntry]:
    """The entries with these keys, in their order; of each those that there are."""
    found = dict[str, LedgerEntry]()
    for part in in_parts(keys):
        found |= {item.key: item for item in read_entries(connection, workbook_id, mode, ENTRIES.c.key.in_(part))}
    return [found[key] for key in keys if key in found]


def entry(row: Row[Any]) -> LedgerEntry:
    """One row as a value."""
    return LedgerEntry(
        key=row.key,
        program_id=row.program,
        subject=row.subject,
        period=row.period,
        customer_id=row.customer_id,
        medium=Medium(row.medium),
        state=ContactState(row.state),
        run_id=row.run_id,
        claimed_at=row.claimed_at,
        settled_at=row.settled_at,
        provider_id=row.provider_id,
        detail=row.detail,
        segments=row.segments,
        fenced_at=row.fenced_at,
        address=row.address or "",
        fingerprint=row.fingerprint,
        retry=row.retry,
        delivery=row.delivery,
        price=row.price,
        price_unit=row.price_unit,
    )


def read_history(
    connection: Connection, workbook_id: str, mode: str, zone: str, since: datetime | None
) -> pl.DataFrame:
    """The entries as HISTORY, in no order; read in parts, so that few rows live at once."""
    import polars as pl

    from crm_sheets.tables import HISTORY

    columns = (ENTRIES.c.key, ENTRIES.c.program, ENTRIES.c.customer_id, ENTRIES.c.medium, ENTRIES.c.state)
    claimed_at = type_coerce(ENTRIES.c.claimed_at, DateTime())
    statement = select(*columns, ENTRIES.c.as_of, claimed_at).where(in_history(workbook_id, mode))
    if since is not None:
        statement = statement.where(ENTRIES.c.claimed_at >= since)
    schema = pl.Schema({column.name: pl.String for column in columns} | {"as_of": pl.Date, "at": pl.Datetime("us")})
    parts = connection.execute(statement).partitions(ROWS_AT_ONCE)
    frames = [pl.DataFrame(list(zip(*part, strict=True)), schema=schema, orient="col") for part in parts]
    local = pl.col("at").dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.date()
    history = pl.concat([schema.to_frame(), *frames])
    return history.with_columns(on=pl.coalesce("as_of", local)).select(HISTORY.names())
