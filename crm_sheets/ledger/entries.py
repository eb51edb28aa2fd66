"""Entries: how one contact's state moves on, each move a compare-and-set, and how entries are read (law 2)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    Row,
    and_,
    bindparam,
    delete,
    or_,
    select,
    type_coerce,
    update,
)

from crm_sheets.ledger.claims import bound_key, in_history
from crm_sheets.ledger.digests import scrubbed
from crm_sheets.ledger.locks import CHUNK, hold
from crm_sheets.ledger.records import RunContext
from crm_sheets.ledger.schema import ENTRIES
from crm_sheets.model import ContactState, LedgerEntry, Medium, Receipt

if TYPE_CHECKING:
    import polars as pl

ROWS_AT_ONCE = 10_000
OPEN = (ContactState.FENCED.value, ContactState.UNCERTAIN.value)
UNSENT = (ContactState.CLAIMED.value, ContactState.FENCED.value)
OUTCOMES = (ContactState.SENT, ContactState.FAILED, ContactState.UNCERTAIN)
SETTLED = tuple(outcome.value for outcome in OUTCOMES)


def of_run(run: RunContext) -> ColumnElement[bool]:
    """The condition that an entry was claimed by this very run and by no later one."""
    return and_(in_history(run.workbook_id, run.mode), ENTRIES.c.run_id == run.run_id)


def is_one_of(states: Iterable[str]) -> ColumnElement[bool]:
    """The condition that an entry is in one of `states`; unlike IN, it can be executed for many keys at once."""
    return or_(*(ENTRIES.c.state == state for state in states))


def fence(connection: Connection, run: RunContext, keys: Sequence[str], now: datetime) -> set[str]:
    """Mark claims of this run as about to be sent; the keys that were still this run's."""
    mine = and_(of_run(run), ENTRIES.c.state == ContactState.CLAIMED.value)
    held, fenced = sorted(hold(connection, mine, keys, skip_busy=True)), set[str]()
    for start in range(0, len(held), CHUNK):
        statement = update(ENTRIES).where(mine, ENTRIES.c.key.in_(held[start : start + CHUNK]))
        statement = statement.values(state=ContactState.FENCED.value, fenced_at=now)
        fenced |= set(connection.execute(statement.returning(ENTRIES.c.key)).scalars())
    return fenced


def record(connection: Connection, run: RunContext, receipts: Sequence[Receipt], now: datetime) -> None:
    """Write outcomes of this run's sends. A certain outcome drops the address; a failure frees the greeting's day."""
    hold(connection, of_run(run), [item.key for item in receipts])
    for outcome in OUTCOMES:
        rows = [
            {"of": item.key, "provider": item.provider_id, "said": scrubbed(item.detail), "again": item.retry}
            for item in receipts
            if _outcome(item) is outcome
        ]
        if rows:
            mine = and_(of_run(run), is_one_of(OPEN), ENTRIES.c.key == bound_key("of"))
            statement = update(ENTRIES).where(mine).values(**_settled(outcome, now), **_reported())
            connection.execute(statement, rows)


def _outcome(receipt: Receipt) -> ContactState:
    """What a receipt proves; anything but sent or failed is a doubt."""
    certain = receipt.state in (ContactState.SENT, ContactState.FAILED)
    return receipt.state if certain else ContactState.UNCERTAIN


def _reported() -> dict[str, Any]:
    return {"provider_id": bindparam("provider"), "detail": bindparam("said"), "retry": bindparam("again")}


def _settled(outcome: ContactState, now: datetime) -> dict[str, Any]:
    values: dict[str, Any] = {"state": outcome.value, "logged": False}
    if outcome is not ContactState.UNCERTAIN:
        values |= {"settled_at": now, "address": None}
    if outcome is ContactState.FAILED:
        values |= {"greeting_day": None}
    return values


def settle(
    connection: Connection,
    history: ColumnElement[bool],
    read: Collection[LedgerEntry],
    outcome: ContactState,
    now: datetime,
) -> None:
    """Write an outcome that became known later, for entries that are still as they were read."""
    free = _not_busy(connection, history, read)
    if free:
        statement = update(ENTRIES).where(history, _still_as_read()).values(**_settled(outcome, now))
        connection.execute(statement, _as_read(free))


def forget(connection: Connection, history: ColumnElement[bool], read: Collection[LedgerEntry]) -> None:
    """Take back contacts that were certainly not made, if still as they were read: they may be claimed again."""
    free = _not_busy(connection, history, read)
    if free:
        connection.execute(delete(ENTRIES).where(history, _still_as_read()), _as_read(free))


def mark_logged(
    connection: Connection, history: ColumnElement[bool], read: Collection[LedgerEntry], *, logged: bool = True
) -> None:
    """Remember that these outcomes stand in the Contact log, or do not; one that changed meanwhile is left alone."""
    if read:
        hold(connection, history, [entry.key for entry in read])
        connection.execute(update(ENTRIES).where(history, _still_as_read()).values(logged=logged), _as_read(read))


def _not_busy(connection: Connection, history: ColumnElement[bool], read: Collection[LedgerEntry]) -> list[LedgerEntry]:
    """Those of entries as they were read that nobody is working on at this moment."""
    held = hold(connection, history, [entry.key for entry in read], skip_busy=True)
    return [entry for entry in read if entry.key in held]


def _still_as_read() -> ColumnElement[bool]:
    """Same state, same run: nobody else moved the entry on meanwhile."""
    moved = (ENTRIES.c.state == bindparam("as_read"), ENTRIES.c.run_id == bindparam("of_run"))
    return and_(ENTRIES.c.key == bound_key("of"), *moved)


def _as_read(read: Iterable[LedgerEntry]) -> list[dict[str, str]]:
    return [{"of": entry.key, "as_read": entry.state.value, "of_run": entry.run_id} for entry in read]


def release(connection: Connection, run: RunContext, keys: Collection[str]) -> None:
    """Take back what this run claimed or fenced and certainly did not send."""
    if keys:
        hold(connection, of_run(run), keys)
        mine = and_(of_run(run), is_one_of(UNSENT), ENTRIES.c.key == bound_key("of"))
        connection.execute(delete(ENTRIES).where(mine), [{"of": key} for key in keys])


def read_entries(
    connection: Connection, workbook_id: str, mode: str, condition: ColumnElement[bool]
) -> list[LedgerEntry]:
    """The entries that meet a condition, in the order of their claims."""
    statement = select(ENTRIES).where(in_history(workbook_id, mode), condition)
    ordered = statement.order_by(ENTRIES.c.claimed_at, ENTRIES.c.key)
    return [_entry(row) for row in connection.execute(ordered)]


def _entry(row: Row[Any]) -> LedgerEntry:
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
