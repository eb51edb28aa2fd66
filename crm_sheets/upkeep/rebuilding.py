"""A new ledger from what the workbook remembers, after the old one was lost for good: so that nobody hears twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from typing import Any

import polars as pl

from crm_sheets.content import Changes, Snapshot
from crm_sheets.errors import LedgerMismatch
from crm_sheets.identity import Identity, identity_tab
from crm_sheets.ledger import Binding, Draft, Ledger, Remembered, RunContext, SeenInbound, Stopped
from crm_sheets.model import ContactState, Medium
from crm_sheets.progress import Progress
from crm_sheets.reading import read_book
from crm_sheets.session import Session
from crm_sheets.tables import Book
from crm_sheets.upkeep import inbox_in_sheet
from crm_sheets.upkeep.memory_in_sheet import (
    carried_by,
    greeted_addresses,
    left_doubts,
    outcomes_in_log,
    tasks_in_queue,
    unreadable_rows,
)
from crm_sheets.upkeep.provider_memory import proven_at_providers
from crm_sheets.upkeep.strangers import runs_in
from crm_sheets.workspace import Workspace


@dataclass(frozen=True)
class Rebuild:
    """What a new ledger would know. `failed` will be tried again if still due; `unreadable` rows name no contact.

    `proven` messages stood at a provider only: their run died before it could write the workbook.
    """

    snapshot: Snapshot
    contacts: tuple[Remembered, ...]
    drafts: tuple[Draft, ...]
    stopped: tuple[Stopped, ...]
    seen: tuple[SeenInbound, ...]
    runs: frozenset[str]
    failed: int
    unreadable: int
    has_key: bool
    has_id: bool
    proven: int = 0

    def with_proven(self, contacts: Collection[Remembered]) -> Rebuild:
        """The same with messages that providers know and the workbook never heard of, or was not sure about."""
        told = {(contact.mode, contact.key): contact for contact in self.contacts}
        doubted = {place for place, contact in told.items() if contact.state is ContactState.UNCERTAIN}
        new = {(contact.mode, contact.key): contact for contact in contacts}
        new = {
            place: contact
            for place, contact in new.items()
            if place not in told or (place in doubted and contact.state is ContactState.SENT)
        }
        return replace(self, contacts=tuple((told | new).values()), proven=len(new))

    def without_doubts(self) -> Rebuild:
        """The same as if the uncertain messages were still to be made: so that providers are asked for them again."""
        settled = (contact for contact in self.contacts if contact.state is not ContactState.UNCERTAIN)
        return replace(self, contacts=tuple(settled))

    def as_json(self) -> dict[str, Any]:
        """The counts as plain values."""
        states = Counter((contact.medium.is_message, contact.state) for contact in self.contacts)
        return {
            "messages": states[True, ContactState.SENT],
            "tasks": states[False, ContactState.SENT],
            "uncertain": sum(count for (_, state), count in states.items() if state is ContactState.UNCERTAIN),
            "drafts": len(self.drafts),
            "proven": self.proven,
            "stopped": len({word.address for word in self.stopped}),
            "runs": len(self.runs),
            "failed": self.failed,
            "unreadable": self.unreadable,
            "has_key": self.has_key,
            "has_id": self.has_id,
        }


def look(workspace: Workspace) -> Rebuild:
    """What a rebuild would do; nothing is written. Raises LedgerMismatch when there is a ledger."""
    refuse_with_ledger(workspace)
    snapshot = workspace.workbook.read()
    book = read_book(workspace, snapshot, Progress())
    logged = outcomes_in_log(book)
    failed = pl.col("state") == ContactState.FAILED.value
    made = pl.concat([logged.filter(~failed), tasks_in_queue(book, workspace.mode)])
    made = greeted_addresses(made.unique(["mode", "key"], keep="first", maintain_order=True), book)
    return Rebuild(
        snapshot,
        tuple(_remembered(made, left_doubts(book), workspace)),
        tuple(_drafts(book)) if workspace.has_key() else (),
        inbox_in_sheet.stopped(book, workspace),
        inbox_in_sheet.seen(book, workspace),
        frozenset(runs_in(book)),
        logged.filter(failed).height,
        unreadable_rows(book),
        workspace.has_key(),
        carried_by(snapshot).workbook_id is not None,
    )


def rebuild(workspace: Workspace) -> tuple[Rebuild, Identity]:
    """Make the ledger and let the workbook carry its new counter; what it knows now.

    The ledger comes first, whole or not at all: a workbook that could not be written carries an older counter, which
    the next run makes up for. Raises LedgerMismatch when there is a ledger, WorkbookError.
    """
    with workspace.lock():
        found = look(workspace)
        carried = carried_by(found.snapshot)
        workspace.workbook.check(Changes((identity_tab(Identity(*carried)),)), since=found.snapshot)
        meeting = (*carried, workspace.workbook.name, workspace.workbook.place)
        run = RunContext("", workspace.mode, workspace.run_id, workspace.as_of)
        if workspace.settings.live:
            with workspace.scratch_ledger() as scratch:
                _fill(scratch, found.without_doubts(), meeting, run, workspace)
                found = found.with_proven(proven_at_providers(Session(workspace, scratch, found.snapshot, Progress())))
        with workspace.open_ledger() as ledger:
            bound = _fill(ledger, found, meeting, run, workspace)
        identity = Identity(*bound)
        workspace.workbook.write(Changes((identity_tab(identity),)), since=found.snapshot)
        return found, identity


def _fill(
    ledger: Ledger, found: Rebuild, meeting: tuple[str | None, int, str, str], run: RunContext, workspace: Workspace
) -> Binding:
    """Put all that was found into an unused ledger, whole or not at all."""
    memory = (found.contacts, found.drafts, run, found.runs)
    return ledger.rebuild(meeting, *memory, workspace.now(), stopped=found.stopped, seen=found.seen)


def refuse_with_ledger(workspace: Workspace) -> None:
    """Raise LedgerMismatch when there is a ledger that knows anything; one without any workbook is as good as none."""
    if not workspace.ledger_place.is_there():
        return
    with workspace.open_ledger() as ledger:
        _refuse_used(ledger, workspace)


def _refuse_used(ledger: Ledger, workspace: Workspace) -> None:
    if not ledger.is_unused():
        raise LedgerMismatch(
            f'There is a ledger at "{workspace.ledger_place.shown}", and it knows more than the workbook does: it is '
            "not made anew. See how it is with crm-sheets ledger verify. Only if it is damaged or somebody else's, "
            "move it away (with its -wal and -shm) and start again; to tie the workbook to it as it is: crm-sheets "
            "adopt."
        )


def _remembered(
    contacts: pl.DataFrame, left: Collection[tuple[str, str]], workspace: Workspace
) -> Iterator[Remembered]:
    for row in contacts.iter_rows(named=True):
        at = _moment(row, workspace.zone) or workspace.started
        is_left = (row["key"], row["run"]) in left
        is_asked_anew = row["state"] == ContactState.UNCERTAIN and not is_left  # an old tick was obeyed already
        yield Remembered(
            mode=row["mode"],
            key=row["key"],
            customer_id=row["customer_id"],
            medium=Medium(row["medium"]),
            state=ContactState(row["state"]),
            on=_day(row) or at.astimezone(workspace.zone).date(),
            at=at,
            run_id=workspace.run_id if is_asked_anew else row["run"],
            segments=row["segments"],
            greeted=row["greeted"],
            address=row["address"],
            provider_id=row["provider_id"],
            is_left=is_left,
        )


def _day(row: Mapping[str, Any]) -> date | None:
    return row["at"].date() if row["at"] else None


def _moment(row: Mapping[str, Any], zone: tzinfo) -> datetime | None:
    """When it was: as the log says, else as its run is called."""
    if row["at"]:
        return datetime.combine(row["at"].date(), row["at"].time(), zone)
    try:
        return datetime.strptime(row["run"][:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _drafts(book: Book) -> Iterator[Draft]:
    rows = book.table("outbox").drop_nulls(["key", "fingerprint", "planned_on"])
    for key, fingerprint, planned_on in rows.select("key", "fingerprint", "planned_on").iter_rows():
        yield Draft(key, fingerprint, planned_on)
