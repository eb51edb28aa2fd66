"""A ledger made anew from what a workbook remembers, in one transaction (law 2)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from crm_sheets.ledger.bindings import Meeting, bind
from crm_sheets.ledger.digests import Digests, kept_id
from crm_sheets.ledger.locks import in_parts
from crm_sheets.ledger.records import Binding, Remembered, RunContext, Stopped
from crm_sheets.ledger.schema import BINDINGS, ENTRIES
from crm_sheets.ledger.shut import Closing, shut_all
from crm_sheets.model import Closure, ContactState

NEW_EPOCH = 1_000_000
"""How far a ledger made anew is ahead of the workbook's counter: a lost one that turns up again is surely older."""


def is_unused(connection: Connection) -> bool:
    """True for a ledger that no workbook was ever bound to."""
    return not connection.execute(select(func.count()).select_from(BINDINGS)).scalar()


def bind_anew(connection: Connection, meeting: Meeting, ledger_id: str, now: datetime) -> Binding:
    """Bind the workbook under the id that it carries, in a new epoch; one without an id gets one."""
    if not meeting.workbook_id:
        return bind(connection, meeting, ledger_id, now)
    binding = Binding(meeting.workbook_id, meeting.sequence + NEW_EPOCH)
    known = {"name": meeting.name, "location_hash": meeting.location, "shown": True, "bound_at": now}
    connection.execute(BINDINGS.insert(), {**binding._asdict(), **known})
    return binding


def restore(connection: Connection, digests: Digests, run: RunContext, contacts: Sequence[Remembered]) -> None:
    """Put contacts, each key once, into the empty ledger. Of two greetings to an address on a day one holds it."""
    rows, held = list[dict[str, Any]](), set[tuple[Any, ...]]()
    for contact in contacts:
        row = _row(contact, digests, run)
        place = (contact.mode, row["address_hash"], row["greeting_day"])
        if place in held:
            row["greeting_day"] = None
        held.add(place)
        rows.append(row)
    for part in in_parts(rows):
        connection.execute(ENTRIES.insert(), list(part))


def _row(contact: Remembered, digests: Digests, run: RunContext) -> dict[str, Any]:
    program, _, rest = contact.key.partition("|")
    subject, _, period = rest.rpartition("|")
    is_sent = contact.state is ContactState.SENT
    is_left = contact.state is ContactState.UNCERTAIN and contact.is_left
    address_hash = digests.address(contact.greeted or contact.address)
    return {
        "workbook_id": run.workbook_id,
        "mode": contact.mode,
        "key": contact.key,
        "program": program,
        "subject": subject,
        "period": period,
        "customer_id": contact.customer_id,
        "medium": contact.medium.value,
        "address_hash": address_hash,
        "address": None,
        "greeting_day": contact.on if contact.greeted.strip() else None,
        "state": contact.state.value,
        "run_id": contact.run_id or run.run_id,
        "as_of": contact.on,
        "claimed_at": contact.at,
        "fenced_at": contact.at,
        "settled_at": contact.at if is_sent or is_left else None,
        "provider_id": kept_id(contact.provider_id),
        "detail": "",
        "retry": False,
        "fingerprint": "",
        "segments": contact.segments,
        "logged": contact.is_logged,
    }


def runs_of(contacts: Iterable[Remembered], seen: Collection[str], run: RunContext) -> set[str]:
    """Every run that the workbook tells of, and the one that makes the ledger anew."""
    return {run.run_id, *seen, *(contact.run_id for contact in contacts if contact.run_id)}


def shut_again(connection: Connection, digests: Digests, workbook_id: str, stopped: Iterable[Stopped]) -> None:
    """Shut the addresses whose owners asked us to stop."""
    shut_all(
        connection,
        workbook_id,
        [
            Closing(address_hash, Closure.OPTED_OUT, None, word.at, word.source)
            for word in stopped
            if (address_hash := digests.address(word.address))
        ],
    )
