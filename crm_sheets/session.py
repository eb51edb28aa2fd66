"""One run's open things: the workbook as read, its ledger, its channels; and what the run does with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from crm_sheets.approval import approved_parts
from crm_sheets.channels.files import FilesChannel
from crm_sheets.channels.tasks import TasksChannel
from crm_sheets.content import Changes, Snapshot
from crm_sheets.day import Day
from crm_sheets.dispatch import Deliveries, claim_and_fence, deliver, recover
from crm_sheets.errors import WorkbookError, WorkbookUncertain, WorkbookUnfinished
from crm_sheets.identity import Identity, read_identity
from crm_sheets.ledger import Draft, Ledger, Mode, RunContext
from crm_sheets.model import ContactState, LedgerEntry, Medium, Message, Purpose, Receipt, SkipReason
from crm_sheets.outgoing import Outgoing, prepare
from crm_sheets.progress import Progress
from crm_sheets.reading import read_book, see_day, with_fresh
from crm_sheets.render import Renderer
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Owner
from crm_sheets.tables import RawTab
from crm_sheets.upkeep.keeping import day_to_keep_from, refuse_forgotten
from crm_sheets.upkeep.strangers import refuse_strangers, runs_in
from crm_sheets.workspace import Workspace

if TYPE_CHECKING:
    from crm_sheets.channels.protocol import Channel

MODE: Mode = "files"
"""Until live channels exist, every delivery is a rehearsal to files."""

ASKED_AGAIN = ("outbox", "consents")
"""The tabs that say whether a message may go; people may have changed their mind since the run began."""

SENT_ALREADY = (
    "The {count} messages of this run are out already; the ledger remembers them, so start the same command again: "
    "it sends none twice and catches up on the workbook."
)


@dataclass
class Made:
    """What a run did: tries at messages, tasks that stand in the Queue once it is written, drafts to put to people."""

    delivered: Deliveries = field(default_factory=Deliveries)
    tasks: list[Message] = field(default_factory=list)
    task_receipts: list[Receipt] = field(default_factory=list)
    drafts: list[tuple[Message, Draft]] = field(default_factory=list)
    logged: list[LedgerEntry] = field(default_factory=list)
    not_made: dict[str, tuple[SkipReason, str]] = field(default_factory=dict)


class Session:
    """Begin it with `Session.begin`; the job's lock must be held."""

    def __init__(self, workspace: Workspace, ledger: Ledger, snapshot: Snapshot, progress: Progress) -> None:
        self.workspace, self.ledger, self.progress = workspace, ledger, progress
        self.carried = read_identity(snapshot.tabs)
        self.run = RunContext(self._bind().workbook_id or "", MODE, workspace.run_id, workspace.as_of)
        self.files = FilesChannel(workspace.outbox, workspace.as_of, workspace.started, scope=self.run.workbook_id)
        self.book = read_book(workspace, snapshot, progress)
        self.snapshot = snapshot.without_rows_of(self._team_titles())
        self.tasks = TasksChannel(self._keys_in("queue"))
        if not workspace.dry_run:
            self._recognise_runs()
            recover(ledger, self.run, self._witnesses(), workspace.now())
            self._make_up_for_lost_rows()

    @classmethod
    @contextmanager
    def begin(cls, workspace: Workspace, progress: Progress) -> Iterator[Session]:
        """Read the workbook, recognise it, and settle what an interrupted run left open. Raises CrmSheetsError."""
        progress.step("read")
        snapshot = workspace.workbook.read()
        workbook_id = read_identity(snapshot.tabs).workbook_id
        if workbook_id and not workspace.dry_run:
            workspace.refuse_without_ledger(workbook_id)
        with workspace.open_ledger() as ledger:
            session = cls(workspace, ledger, snapshot, progress)
            del snapshot  # the session keeps a lighter one
            yield session

    def _bind(self) -> Identity:
        """Tie workbook and ledger together (law 3); a dry run only checks that they know each other."""
        carried = self.carried
        if self.workspace.dry_run:
            if carried.workbook_id and self.workspace.has_ledger():
                return Identity(*self.ledger.binding(carried.workbook_id))
            return carried
        return self._meet(carried)

    def _meet(self, carried: Identity) -> Identity:
        """Show the ledger what the workbook carries; gives what it is to carry. Raises LedgerMismatch."""
        workbook = self.workspace.workbook
        return Identity(*self.ledger.bind(*carried, workbook.name, workbook.place, self.workspace.now()))

    def _recognise_runs(self) -> None:
        """Note this run before it can write, and refuse a workbook that another ledger has worked on (law 3)."""
        workbook_id, now = self.run.workbook_id, self.workspace.now()
        seen, known = runs_in(self.book), self.ledger.known_runs(workbook_id)
        first_meeting = not self.carried.workbook_id or not known.noted
        if not first_meeting:
            refuse_strangers(seen, known, self.workspace.workbook.name, self.workspace.ledger_place.shown)
        self.ledger.note_runs(workbook_id, {self.run.run_id, *(seen if first_meeting else ())}, now)

    def refuse_forgotten_days(self) -> None:
        """Raise ConfigurationError for a past day of which the ledger may not know any more who was contacted."""
        refuse_forgotten(self.workspace, self.ledger.forgotten_before(self.run.workbook_id))

    def forget_old(self, day: Day) -> int:
        """Remove what is older than the operator wants the ledger to remember; how many contacts."""
        limit = day_to_keep_from(self.workspace, day.programs)
        return self.ledger.forget(self.run.workbook_id, limit) if limit else 0

    def _make_up_for_lost_rows(self) -> None:
        """A workbook that has seen fewer batches than the ledger is an older copy, or was refused its last rows."""
        if self.carried.workbook_id and self.carried.sequence < self.identity().sequence:
            self.ledger.reopen(self.run, self._keys_in("runs", "run"), self._keys_in("queue"))

    def identity(self) -> Identity:
        """What the workbook is to carry from now on."""
        return Identity(*self.ledger.binding(self.run.workbook_id))

    def observe(self) -> Day:
        """The day: profiles, plan and problems, with the ledger's history."""
        return see_day(self.workspace, self.book, self.history(), self.progress)

    def history(self) -> pl.DataFrame:
        """Every contact that the ledger knows of this workbook, as HISTORY."""
        return self.ledger.history(self.run.workbook_id, MODE, self.workspace.settings.timezone)

    def uncertain(self) -> list[LedgerEntry]:
        """The contacts of which nobody knows whether they were made."""
        return self.ledger.uncertain(self.run.workbook_id, MODE)

    def prepare(self, day: Day, purposes: frozenset[Purpose]) -> Outgoing:
        """Render the contacts of programs with these purposes and sort them by what may happen now."""
        if not purposes:
            return Outgoing()
        self.progress.step("render")
        renderer = Renderer(self.workspace.templates, day.settings, attachments=self.workspace.attachments)
        drafts = self.ledger.drafts(self.run.workbook_id, MODE)
        return prepare(day, purposes, renderer, drafts, self._fingerprint, self.progress.advance)

    def recheck(self, day: Day, outgoing: Outgoing, purposes: frozenset[Purpose]) -> tuple[Day, Outgoing]:
        """The same, or anew when a tick or a consent has changed since: asked just before messages go out."""
        if not outgoing.messages:
            return day, outgoing
        titles = [self.book.titles[name] for name in ASKED_AGAIN if name in self.book.titles]
        fresh = dict(self.workspace.workbook.reread(titles, since=self.snapshot))
        if self.workspace.workbook.takes_edits:  # who deletes the tab takes every tick back
            fresh |= {title: RawTab(title, (), pl.DataFrame()) for title in titles if title not in fresh}
        book = with_fresh(self.workspace, self.book, fresh)
        if book is self.book:
            return day, outgoing
        self.book = book
        day = self.observe()
        return day, self.prepare(day, purposes)

    def as_if_made(self, outgoing: Outgoing) -> Made:
        """What `make` gives when everything goes well, without doing it."""
        sent = [Receipt(message.contact.key, ContactState.SENT) for message in outgoing.messages]
        return Made(Deliveries(sent), outgoing.tasks, drafts=self._drafts(outgoing))

    def check(self, changes: Changes) -> None:
        """Raise WorkbookError when the workbook could not be written now: before anything is sent."""
        self.workspace.workbook.check(changes, since=self.snapshot)

    def make(self, outgoing: Outgoing) -> Made:
        """Deliver the messages and take on the tasks, each at most once."""
        self.progress.step("send")
        clock, channels = self.workspace.now, self._channels()
        delivered = deliver(
            outgoing.messages, channels, self.ledger, self.run, clock, self.progress.advance, self.workspace.is_stopping
        )
        taken = claim_and_fence(outgoing.tasks, channels, self.ledger, self.run, clock)
        not_made = _failures(delivered) | _refusals(delivered, taken)
        return Made(delivered, self.tasks.collected, taken.receipts, self._drafts(outgoing), self._to_log(), not_made)

    def write(self, changes: Changes, made: Made) -> None:
        """Write the workbook, all or nothing, and settle what depends on it. Raises WorkbookError."""
        self.progress.step("write")
        try:
            self.workspace.workbook.write(changes, since=self.snapshot)
        except WorkbookUnfinished:
            self._confirm(made)
            raise
        except WorkbookError as error:
            if not isinstance(error, WorkbookUncertain):  # then the next run looks whether they stand there
                self.ledger.release(self.run, [receipt.key for receipt in made.task_receipts])
            count = len(made.delivered.receipts)
            raise type(error)(f"{error} {SENT_ALREADY.format(count=count)}" if count else str(error)) from None
        self._confirm(made)

    def _confirm(self, made: Made) -> None:
        """The workbook was written: what stands in it now is settled in the ledger."""
        now = self.workspace.now()
        self.ledger.record(self.run, made.task_receipts, now)
        self.ledger.save_drafts(self.run, [draft for _, draft in made.drafts], now)
        tasks = [entry for entry in self._unlogged() if not entry.medium.is_message]
        self.ledger.mark_logged(self.run.workbook_id, MODE, [*made.logged, *tasks])
        self._meet(self.identity())

    def _to_log(self) -> list[LedgerEntry]:
        """Messages that the Contact log lacks, also from runs that were interrupted before they could write.

        A task is not in it: handing a call to somebody is no contact yet.
        """
        return [entry for entry in self._unlogged() if entry.medium.is_message]

    def _unlogged(self) -> list[LedgerEntry]:
        return self.ledger.unlogged(self.run.workbook_id, MODE)

    def _fingerprint(self, message: Message) -> str:
        return self.ledger.fingerprint(*approved_parts(message))

    def _drafts(self, outgoing: Outgoing) -> list[tuple[Message, Draft]]:
        today, digest = self.workspace.as_of, self._fingerprint
        return [(message, Draft(message.contact.key, digest(message), today)) for message in outgoing.to_ask]

    def _channels(self) -> Mapping[Medium, Channel]:
        return {medium: self.files if medium.is_message else self.tasks for medium in Medium}

    def _witnesses(self) -> Mapping[Medium, Channel]:
        """The channels as they can prove what earlier runs did: this outbox cannot for runs of other machines."""
        workspace = self.workspace
        if not workspace.outbox_mark:
            return self._channels()
        open_now = self.ledger.in_hand(self.run.workbook_id, MODE)
        own = {entry.key for entry in open_now if f"-{workspace.outbox_mark}-" in entry.run_id}
        files = FilesChannel(
            workspace.outbox, workspace.as_of, workspace.started, scope=self.run.workbook_id, written_here=own
        )
        return {medium: files if medium.is_message else self.tasks for medium in Medium}

    def _team_titles(self) -> set[str]:
        return {title for name, title in self.book.titles.items() if TABS[name].owner is Owner.TEAM}

    def _keys_in(self, tab: str, column: str = "key") -> set[str]:
        return {key for key in self.book.table(tab)[column] if key}


def _failures(delivered: Deliveries) -> dict[str, tuple[SkipReason, str]]:
    """Messages that were tried and certainly not delivered, or not tried in the end; by contact key."""
    failed = [receipt for receipt in delivered.receipts if receipt.state is ContactState.FAILED]
    doubtful = [receipt for receipt in delivered.receipts if receipt.state is ContactState.UNCERTAIN]
    return {
        **{receipt.key: (SkipReason.FAILED, receipt.detail) for receipt in failed},
        **{receipt.key: (SkipReason.UNCERTAIN, receipt.detail) for receipt in doubtful},
        **dict.fromkeys(delivered.postponed, (SkipReason.FAILED, "")),
    }


def _refusals(*tries: Deliveries) -> dict[str, tuple[SkipReason, str]]:
    """Kept contacts that the ledger did not let through after all, by contact key."""
    return {
        verdict.key: (verdict.reason, verdict.detail)
        for deliveries in tries
        for verdict in deliveries.refused
        if verdict.reason
    }
