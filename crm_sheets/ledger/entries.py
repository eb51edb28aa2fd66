"""Entries: how one contact's state moves on, each move a compare-and-set (law 2)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, not_, select, update

from crm_sheets.ledger.claims import bound_key
from crm_sheets.ledger.digests import kept_id, scrubbed
from crm_sheets.ledger.locks import hold, hold_free, in_parts
from crm_sheets.ledger.records import RunContext
from crm_sheets.ledger.schema import ENTRIES
from crm_sheets.ledger.shut import closing, shut_all
from crm_sheets.ledger.states import OPEN, OUTCOMES, UNSENT, is_left, is_one_of, of_run
from crm_sheets.model import ContactState, LedgerEntry, Receipt

AS_REPORTED: dict[str, Any] = {name: bindparam(f"reported_{name}") for name in ("provider_id", "detail", "retry")}


def fence(connection: Connection, run: RunContext, keys: Sequence[str], now: datetime) -> set[str]:
    """Mark claims of this run as about to be sent; the keys that were still this run's."""
    mine = and_(of_run(run), ENTRIES.c.state == ContactState.CLAIMED.value)
    fenced = set[str]()
    for part in in_parts(sorted(hold_free(connection, mine, keys))):
        statement = update(ENTRIES).where(mine, ENTRIES.c.key.in_(part))
        statement = statement.values(state=ContactState.FENCED.value, fenced_at=now)
        fenced |= set(connection.execute(statement.returning(ENTRIES.c.key)).scalars())
    return fenced


def record(connection: Connection, run: RunContext, receipts: Sequence[Receipt], now: datetime) -> None:
    """Write outcomes of this run's sends. A certain outcome drops the address; a failure frees the greeting's day.

    A failure that closes its address shuts it as well.
    """
    hold(connection, of_run(run), [item.key for item in receipts])
    _shut_addresses(connection, run, receipts, now)
    for outcome in OUTCOMES:
        rows = [_reported(item) for item in receipts if _outcome(item) is outcome]
        if rows:
            mine = and_(of_run(run), is_one_of(OPEN), ENTRIES.c.key == bound_key("of"))
            statement = update(ENTRIES).where(mine).values(**settled(outcome, now), **AS_REPORTED)
            connection.execute(statement, rows)


def _shut_addresses(connection: Connection, run: RunContext, receipts: Sequence[Receipt], now: datetime) -> None:
    """Shut the addresses of contacts of this run that are still open and failed because of their address."""
    failed = {item.key: item.closes for item in receipts if _outcome(item) is ContactState.FAILED and item.closes}
    for part in in_parts(sorted(failed)):
        mine = and_(of_run(run), is_one_of(OPEN), ENTRIES.c.address_hash.is_not(None), ENTRIES.c.key.in_(part))
        columns = (ENTRIES.c.key, ENTRIES.c.address_hash, ENTRIES.c.medium)
        rows = connection.execute(select(*columns).where(mine)).all()
        shut_all(connection, run.workbook_id, [closing(of, medium, failed[key], now, key) for key, of, medium in rows])


def _outcome(receipt: Receipt) -> ContactState:
    """What a receipt proves; anything but sent or failed is a doubt."""
    certain = receipt.state in (ContactState.SENT, ContactState.FAILED)
    return receipt.state if certain else ContactState.UNCERTAIN


def _reported(receipt: Receipt) -> dict[str, Any]:
    """What AS_REPORTED stands for."""
    return {
        "of": receipt.key,
        "reported_provider_id": kept_id(receipt.provider_id),
        "reported_detail": scrubbed(receipt.detail),
        "reported_retry": receipt.retry,
    }


def settled(outcome: ContactState, now: datetime) -> dict[str, Any]:
    """What an outcome changes in an entry, to be logged (again)."""
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
    """Write an outcome that became known later, and the provider's id, for entries still in the state as read."""
    free = _not_busy(connection, history, read)
    if free:
        values = settled(outcome, now) | {"provider_id": bindparam("provider")}
        statement = update(ENTRIES).where(history, _still_as_read(), not_(is_left())).values(**values)
        connection.execute(statement, [{**_as_read(entry), "provider": kept_id(entry.provider_id)} for entry in free])


def forget(connection: Connection, history: ColumnElement[bool], read: Collection[LedgerEntry]) -> None:
    """Take back contacts that were certainly not made, if still as they were read: they may be claimed again."""
    free = _not_busy(connection, history, read)
    if free:
        gone = delete(ENTRIES).where(history, _still_as_read(), not_(is_left()))
        connection.execute(gone, [_as_read(entry) for entry in free])


def mark_logged(
    connection: Connection, history: ColumnElement[bool], read: Collection[LedgerEntry], *, logged: bool = True
) -> None:
    """Remember that these outcomes stand in the Contact log, or do not; one that changed meanwhile is left alone."""
    if read:
        hold(connection, history, [entry.key for entry in read])
        statement = update(ENTRIES).where(history, _still_as_read()).values(logged=logged)
        connection.execute(statement, [_as_read(entry) for entry in read])


def _not_busy(connection: Connection, history: ColumnElement[bool], read: Collection[LedgerEntry]) -> list[LedgerEntry]:
    """Those of entries as they were read that nobody is working on at this moment."""
    held = hold_free(connection, history, [entry.key for entry in read])
    return [entry for entry in read if entry.key in held]


def _still_as_read() -> ColumnElement[bool]:
    """Same state, same run: nobody else moved the entry on meanwhile."""
    moved = (ENTRIES.c.state == bindparam("as_read"), ENTRIES.c.run_id == bindparam("of_run"))
    return and_(ENTRIES.c.key == bound_key("of"), *moved)


def _as_read(entry: LedgerEntry) -> dict[str, str]:
    return {"of": entry.key, "as_read": entry.state.value, "of_run": entry.run_id}


def release(connection: Connection, run: RunContext, keys: Collection[str]) -> None:
    """Take back what this run claimed or fenced and certainly did not send."""
    if keys:
        hold(connection, of_run(run), keys)
        mine = and_(of_run(run), is_one_of(UNSENT), ENTRIES.c.key == bound_key("of"))
        connection.execute(delete(ENTRIES).where(mine), [{"of": key} for key in keys])
