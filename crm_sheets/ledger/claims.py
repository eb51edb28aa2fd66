"""Claims: the one place where it is decided that a contact may be made, at most once (law 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from crm_sheets.ledger import tries
from crm_sheets.ledger.digests import Digests
from crm_sheets.ledger.locks import in_parts
from crm_sheets.ledger.records import Claim, RunContext, Verdict
from crm_sheets.ledger.schema import ENTRIES
from crm_sheets.model import ContactState, Purpose, SkipReason

KEY_LENGTH = 600
"""A longer key does not fit into the index of every database; the contact is refused, not the whole batch."""

INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
REASONS = {
    ContactState.CLAIMED: SkipReason.ALREADY_DONE,
    ContactState.FENCED: SkipReason.ALREADY_DONE,
    ContactState.SENT: SkipReason.ALREADY_DONE,
    ContactState.UNCERTAIN: SkipReason.UNCERTAIN,
    ContactState.FAILED: SkipReason.REFUSED,
}

Values = dict[str, Any]


def in_history(workbook_id: str, mode: str) -> ColumnElement[bool]:
    """The condition that an entry belongs to this workbook and history."""
    return and_(ENTRIES.c.workbook_id == workbook_id, ENTRIES.c.mode == mode)


def claim(
    connection: Connection, digests: Digests, run: RunContext, claims: Sequence[Claim], now: datetime
) -> list[Verdict]:
    """Claim what nobody has claimed before; one verdict each, in order.

    A contact that failed for certain may be claimed again when the failure allows a retry, or when address or medium
    are no longer those that failed; but at one address only so often.
    """
    wanted: dict[str, Values] = {}
    for item in claims:
        wanted.setdefault(item.contact.key, _values(item, digests, run, now))
    rows = [row for key, row in wanted.items() if len(key) <= KEY_LENGTH]
    granted, given_up = set[str](), set[str]()
    for chunk in in_parts(rows):
        granted |= _insert(connection, chunk)
        again, hopeless = _clear_failures(connection, run, [row for row in chunk if row["key"] not in granted])
        granted |= _insert(connection, again)
        given_up |= hopeless
    refused = _refusals(connection, run, [key for key in wanted if key not in granted])
    refused |= {key: Verdict(key, SkipReason.REFUSED, f"{tries.MOST_TRIES}x") for key in given_up}
    return _in_order(claims, granted, refused, run)


def _values(item: Claim, digests: Digests, run: RunContext, now: datetime) -> Values:
    contact = item.contact
    address_hash = digests.address(contact.address)
    is_greeting = contact.program.purpose is Purpose.GREETING and address_hash is not None
    return {
        "workbook_id": run.workbook_id,
        "mode": run.mode,
        "key": contact.key,
        "program": contact.program.program_id,
        "subject": contact.subject,
        "period": contact.period,
        "customer_id": contact.customer_id,
        "medium": contact.medium.value,
        "address_hash": address_hash,
        "address": contact.address or None,
        "greeting_day": (run.as_of or now.date()) if is_greeting else None,
        "state": ContactState.CLAIMED.value,
        "run_id": run.run_id,
        "as_of": run.as_of,
        "claimed_at": now,
        "provider_id": "",
        "detail": "",
        "retry": False,
        "fingerprint": item.fingerprint,
        "segments": item.segments,
        "logged": False,
        "delivered_at": None,
    }


def _clear_failures(connection: Connection, run: RunContext, rows: Sequence[Values]) -> tuple[list[Values], set[str]]:
    """Make room for those whose earlier attempt failed for certain and may be tried again; these rows.

    And the keys of those that were tried too often. What earlier tries cost is kept, and the moment of the last report:
    a mail has the same id at each try, so that one would count again.
    """
    own = and_(in_history(run.workbook_id, run.mode), ENTRIES.c.state == ContactState.FAILED.value)
    failed = select(ENTRIES).where(own, ENTRIES.c.key.in_([row["key"] for row in rows])).order_by(ENTRIES.c.key)
    failed = failed.with_for_update(skip_locked=True)  # what another process is at is not tried again now
    earlier = {row.key: row for row in connection.execute(failed)} if rows else {}
    again = [row for row in rows if row["key"] in earlier and _may_try_again(earlier[row["key"]], row)]
    counts = tries.counted(connection, (run.workbook_id, run.mode), list(earlier))
    hopeless = {row["key"] for row in again if _tried(counts, earlier[row["key"]], row) >= tries.MOST_TRIES}
    again = _not_greeted(connection, run, [row for row in again if row["key"] not in hopeless])
    again = [row | {"delivered_at": earlier[row["key"]].delivered_at} for row in again]
    if again:
        tries.put_by(connection, [earlier[row["key"]] for row in again])
        cleared = delete(ENTRIES).where(own, ENTRIES.c.key == bound_key("again"))
        connection.execute(cleared, [{"again": row["key"]} for row in again])
    return again, hopeless


def bound_key(name: str) -> Any:
    """A parameter for an entry's key in a statement that is executed for many keys."""
    return bindparam(name, type_=ENTRIES.c.key.type)


def _may_try_again(earlier: Row[Any], row: Values) -> bool:
    return bool(earlier.retry) or not _is_same_way(earlier, row)


def _is_same_way(earlier: Row[Any], row: Values) -> bool:
    return (earlier.address_hash, earlier.medium) == (row["address_hash"], row["medium"])


def _tried(counts: Mapping[tuple[str, str | None, str], int], earlier: Row[Any], row: Values) -> int:
    """How many messages for this contact were accepted at this address by this medium, the last one included."""
    is_one = bool(earlier.provider_id) and _is_same_way(earlier, row)
    return counts.get((row["key"], row["address_hash"], row["medium"]), 0) + is_one


def _not_greeted(connection: Connection, run: RunContext, rows: Sequence[Values]) -> list[Values]:
    """The rows that can get in: no other greeting, also none among themselves, holds their address for that day."""
    hashes = {row["address_hash"] for row in rows if row["greeting_day"]}
    held = select(ENTRIES.c.address_hash, ENTRIES.c.greeting_day).where(
        in_history(run.workbook_id, run.mode), ENTRIES.c.address_hash.in_(hashes), ENTRIES.c.greeting_day.is_not(None)
    )
    taken = {tuple(row) for row in connection.execute(held)} if hashes else set[tuple[Any, ...]]()
    free = []
    for row in rows:
        place = (row["address_hash"], row["greeting_day"])
        if place not in taken:
            free.append(row)
            taken |= {place} if row["greeting_day"] else set()
    return free


def _insert(connection: Connection, rows: Sequence[Values]) -> set[str]:
    """Insert what collides with no key and no greeting; the keys that got in."""
    insert = INSERTS[connection.dialect.name]
    if not rows:
        return set()
    statement = insert(ENTRIES).on_conflict_do_nothing().returning(ENTRIES.c.key)
    return set(connection.execute(statement, list(rows)).scalars())


def _refusals(connection: Connection, run: RunContext, keys: Sequence[str]) -> dict[str, Verdict]:
    """Why each of these was not granted; without an entry of its own, a greeting to the same address was first."""
    verdicts = {key: _without_entry(key) for key in keys}
    for chunk in in_parts(keys):
        part = ENTRIES.c.key.in_(chunk)
        for row in connection.execute(select(ENTRIES).where(in_history(run.workbook_id, run.mode), part)):
            failed_again = row.state == ContactState.FAILED and row.retry
            reason = SkipReason.SAME_ADDRESS if failed_again else REASONS[ContactState(row.state)]
            verdicts[row.key] = Verdict(row.key, reason, f"{row.claimed_at:%Y-%m-%d} · {row.run_id}")
    return verdicts


def _without_entry(key: str) -> Verdict:
    if len(key) > KEY_LENGTH:
        return Verdict(key, SkipReason.REFUSED, f"id > {KEY_LENGTH} characters")
    return Verdict(key, SkipReason.SAME_ADDRESS)


def _in_order(
    claims: Sequence[Claim], granted: set[str], refused: dict[str, Verdict], run: RunContext
) -> list[Verdict]:
    verdicts, seen = [], set[str]()
    for item in claims:
        key = item.contact.key
        if key in seen and key in granted:
            verdicts.append(Verdict(key, SkipReason.ALREADY_DONE, run.run_id))
        else:
            verdicts.append(Verdict(key) if key in granted else refused[key])
        seen.add(key)
    return verdicts
