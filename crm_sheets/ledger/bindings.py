"""Which workbook belongs to this ledger (law 3): the wrong pair sends nothing."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from crm_sheets.errors import LedgerMismatch
from crm_sheets.ledger.records import Binding
from crm_sheets.ledger.schema import BINDINGS, META

EMPTY_ID = ""

RESENDING = "Sending now could repeat what other people have received already, so nothing is sent."


@dataclass(frozen=True)
class Meeting:
    """A workbook as it presents itself to a ledger: what it carries, what it is called and where it is.

    `location` is digested before it is stored; `place` names the ledger in messages.
    """

    workbook_id: str | None
    sequence: int
    name: str
    location: str
    place: str


def bind(connection: Connection, meeting: Meeting, ledger_id: str, now: datetime) -> Binding:
    """Recognise the workbook, or give a new one its id. Raises LedgerMismatch."""
    if not meeting.workbook_id:
        return _meet_without_id(connection, meeting, ledger_id, now)
    known = find(connection, meeting.workbook_id)
    if known is None:
        raise LedgerMismatch(
            f'The workbook "{meeting.name}" carries the id "{meeting.workbook_id}", which the ledger '
            f'"{meeting.place}" does not know: the ledger is new, or another one. {RESENDING} Put back the ledger '
            "(and its key) that was used so far; or, if it is lost for good: crm-sheets adopt."
        )
    if meeting.sequence > known.sequence:
        raise LedgerMismatch(
            f'The workbook "{meeting.name}" has seen {meeting.sequence} batches of sending, but the ledger '
            f'"{meeting.place}" knows of {known.sequence} only: it was put back from an older copy. {RESENDING} Put '
            "back the newest ledger; or, if there is none: crm-sheets adopt."
        )
    return _note(connection, meeting, known.sequence, now)


def adopt(connection: Connection, meeting: Meeting, ledger_id: str, now: datetime) -> Binding:
    """Tie the workbook to this ledger because an operator says so, whatever was known before.

    A ledger that knows the workbook, or its place, keeps that history. Otherwise the workbook gets a new id, so that
    the ledger it had before refuses it from then on.
    """
    _one_at_a_time(connection)
    known = find(connection, meeting.workbook_id or EMPTY_ID) or _find_by_location(connection, meeting.location)
    if known is not None and (not meeting.workbook_id or known.workbook_id == meeting.workbook_id):
        same = Meeting(known.workbook_id, meeting.sequence, meeting.name, meeting.location, meeting.place)
        return _note(connection, same, max(known.sequence, meeting.sequence), now)
    stem = (meeting.workbook_id or secrets.token_hex(6)).partition("@")[0]
    adopted = Meeting(f"{stem}@{ledger_id}", meeting.sequence, meeting.name, meeting.location, meeting.place)
    known = find(connection, f"{stem}@{ledger_id}")
    if known is not None:
        return _note(connection, adopted, max(known.sequence, meeting.sequence), now)
    return _insert(connection, adopted, now, shown=True)


def find(connection: Connection, workbook_id: str) -> Row[Any] | None:
    """The binding of a workbook by its id."""
    return connection.execute(select(BINDINGS).where(BINDINGS.c.workbook_id == workbook_id)).first()


def advance(connection: Connection, workbook_id: str, place: str) -> None:
    """Count one claim batch; on a database with many writers this also holds back the others until we commit.

    Raises LedgerMismatch for a workbook that is not bound to this ledger.
    """
    counted = update(BINDINGS).where(BINDINGS.c.workbook_id == workbook_id)
    if connection.execute(counted.values(sequence=BINDINGS.c.sequence + 1)).rowcount != 1:
        raise LedgerMismatch(
            f'The ledger "{place}" was never bound to the workbook "{workbook_id}". {RESENDING} Start the run again, '
            "with the ledger that belongs to this workbook."
        )


def _one_at_a_time(connection: Connection) -> None:
    """Hold back others who would give a workbook its id: two first runs at once must give it the same one."""
    connection.execute(select(META.c.value).where(META.c.name == "ledger_id").with_for_update())


def _meet_without_id(connection: Connection, meeting: Meeting, ledger_id: str, now: datetime) -> Binding:
    _one_at_a_time(connection)
    known = _find_by_location(connection, meeting.location)
    if known is None:
        new = f"{secrets.token_hex(6)}@{ledger_id}"
        return _insert(connection, Meeting(new, 0, meeting.name, meeting.location, meeting.place), now, shown=False)
    if not known.shown:  # the first run was interrupted before it could write the id into the workbook
        return Binding(known.workbook_id, known.sequence)
    raise LedgerMismatch(
        f'The workbook "{meeting.name}" carries no id, but the ledger "{meeting.place}" has sent for a workbook at '
        f'this place since {known.bound_at:%Y-%m-%d}: its hidden tab "_crm_sheets" was removed, or the file was '
        f"replaced. {RESENDING} Put the workbook back; or, if it is the same book: crm-sheets adopt; a different "
        "workbook needs a folder (and so a ledger) of its own."
    )


def _find_by_location(connection: Connection, location: str) -> Row[Any] | None:
    newest_first = select(BINDINGS).where(BINDINGS.c.location_hash == location).order_by(BINDINGS.c.bound_at.desc())
    return connection.execute(newest_first).first()


def _insert(connection: Connection, meeting: Meeting, now: datetime, *, shown: bool) -> Binding:
    row = {
        "workbook_id": meeting.workbook_id,
        "name": meeting.name,
        "location_hash": meeting.location,
        "sequence": meeting.sequence,
        "shown": shown,
        "bound_at": now,
    }
    connection.execute(BINDINGS.insert(), row)
    return Binding(str(meeting.workbook_id), meeting.sequence)


def _note(connection: Connection, meeting: Meeting, sequence: int, now: datetime) -> Binding:
    """Remember where the workbook is now and that it carries its id."""
    known = update(BINDINGS).where(BINDINGS.c.workbook_id == meeting.workbook_id)
    seen = {"name": meeting.name, "location_hash": meeting.location, "sequence": sequence, "shown": True}
    connection.execute(known.values(**seen, bound_at=now))
    return Binding(str(meeting.workbook_id), sequence)
