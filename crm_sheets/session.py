"""One run's open things: the workbook as read, its ledger, its channels; and what the run does with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from crm_sheets.approval import approved_parts
from crm_sheets.carriers import Carriers, live_media
from crm_sheets.channels.files import FilesChannel
from crm_sheets.channels.protocol import Closes
from crm_sheets.channels.tasks import TasksChannel
from crm_sheets.closed import closed_ways
from crm_sheets.collecting import Incoming, collect, refused
from crm_sheets.content import Changes, Snapshot
from crm_sheets.day import Day
from crm_sheets.dispatch import recover
from crm_sheets.doubts import decisions_in, due_for_people, not_worth_asking
from crm_sheets.errors import WorkbookError, WorkbookUncertain, WorkbookUnfinished
from crm_sheets.identity import Identity, read_identity
from crm_sheets.ledger import Ledger, RunContext
from crm_sheets.making import Made
from crm_sheets.model import Contact, LedgerEntry, Medium, Message
from crm_sheets.plan import Circumstances
from crm_sheets.progress import Progress
from crm_sheets.reading import read_book, see_day
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Owner
from crm_sheets.team_settings import read_team_settings
from crm_sheets.upkeep.keeping import day_to_keep_from, refuse_forgotten
from crm_sheets.upkeep.strangers import refuse_strangers, runs_in
from crm_sheets.workspace import Workspace

if TYPE_CHECKING:
    from crm_sheets.channels.protocol import Channel

SENT_ALREADY = (
    "The {count} messages of this run are out already; the ledger remembers them, so start the same command again: "
    "it sends none twice and catches up on the workbook."
)


class Session:
    """Begin it with `Session.begin`; the job's lock must be held."""

    def __init__(
        self, workspace: Workspace, ledger: Ledger, snapshot: Snapshot, progress: Progress, *, asks: bool = True
    ) -> None:
        self.workspace, self.ledger, self.progress = workspace, ledger, progress
        self.carried = read_identity(snapshot.tabs)
        self.run = RunContext(self._bind().workbook_id or "", workspace.mode, workspace.run_id, workspace.as_of)
        self.files = FilesChannel(workspace.outbox, workspace.as_of, workspace.started, scope=self.run.workbook_id)
        self.book = read_book(workspace, snapshot, progress)
        self.snapshot = snapshot.without_rows_of(self._team_titles())
        self.tasks = TasksChannel(self._keys_in("queue"))
        self.incoming = Incoming()
        self.windows: dict[str, datetime] = {}
        """Address -> when its owner last wrote by WhatsApp."""
        if not workspace.dry_run:
            self._recognise_runs()
            recover(ledger, self.run, self._witnesses(asks=asks), workspace.now())
            self._settle_doubts()
            self._make_up_for_lost_rows()

    @classmethod
    @contextmanager
    def begin(cls, workspace: Workspace, progress: Progress, *, asks: bool = True) -> Iterator[Session]:
        """Read the workbook, recognise it, and settle what an interrupted run left open. Raises CrmSheetsError.

        Without `asks` no provider is asked about doubts: they wait for a run that has to do with providers anyway.
        """
        progress.step("read")
        snapshot = workspace.workbook.read()
        workbook_id = read_identity(snapshot.tabs).workbook_id
        if workbook_id and not workspace.dry_run:
            workspace.refuse_without_ledger(workbook_id)
        with workspace.open_ledger() as ledger:
            session = cls(workspace, ledger, snapshot, progress, asks=asks)
            del snapshot  # the session keeps a lighter one
            with closing(session):
                yield session

    def close(self) -> None:
        """Let go of the connections of channels that were used."""
        for channel in {id(item): item for item in vars(self).get("channels", {}).values()}.values():
            if isinstance(channel, Closes):
                channel.close()

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

    def _settle_doubts(self) -> None:
        """As people decided; of our own notes nobody is asked."""
        now = self.workspace.now()
        decided = [*decisions_in(self.book), *not_worth_asking(self.uncertain(), now)]
        if decided:
            self.ledger.decide(self.run.workbook_id, self.run.mode, decided, now)

    def _make_up_for_lost_rows(self) -> None:
        """A workbook that has seen fewer batches than the ledger is an older copy, or was refused its last rows.

        One without rows of the last runs may have lost messages that came in, also when nothing was sent.
        """
        if not self.carried.workbook_id:
            return
        seen_runs = self._keys_in("runs", "run")
        if self.carried.sequence < self.identity().sequence:
            self.ledger.reopen(self.run, seen_runs, self._keys_in("queue"))
        self.ledger.hear_again(self.run.workbook_id, seen_runs, self._keys_in("inbox"), self.workspace.now())

    def identity(self) -> Identity:
        """What the workbook is to carry from now on."""
        return Identity(*self.ledger.binding(self.run.workbook_id))

    def collect(self) -> bool:
        """Take in what came from outside; True when an address was shut or opened by it.

        Opt-outs hold from this moment on. Raises nothing for a mailbox that does not answer: `incoming` says so.
        """
        found = collect(self.workspace, self.ledger, self.run, self.book, self.incoming)
        self.incoming = self.incoming.and_then(found)
        return found.changes_plan

    def hear_refusals(self, contacts: Sequence[Contact]) -> None:
        """Take in that these people want no more messages, as their provider said when we sent."""
        if contacts:
            self.incoming = self.incoming.also(refused(self.workspace, self.ledger, self.run, self.book, contacts))

    def has_news(self) -> bool:
        """True when something waits to be written: what came in, or outcomes that the Contact log lacks."""
        return bool(self.incoming) or bool(self.unlogged()) or bool(self.doubts())

    def pass_over(self) -> None:
        """Remember how far the inboxes were read, although there is nothing to write."""
        if not self.workspace.dry_run:
            self.incoming.note(self.ledger, self.run.workbook_id, self.workspace.now())

    def doubts(self) -> list[LedgerEntry]:
        """The uncertain messages that people are to be asked about now."""
        return due_for_people(self.uncertain(), self.book, self.workspace.now())

    def observe(self) -> Day:
        """The day: profiles, plan and problems, with the history as it was before this run."""
        return see_day(self.workspace, self.book, self.history, self.progress, self.circumstances())

    def circumstances(self) -> Circumstances:
        """How messages go out at present: to whom or to files, by which media, and which ways are shut."""
        closed = closed_ways(self.ledger, self.run, self.book, self.workspace.zone)
        media = live_media(self.workspace) if self.is_live else frozenset(Medium)
        return Circumstances(self.is_live, media, closed)

    @cached_property
    def history(self) -> pl.DataFrame:
        """Every contact that the ledger knew of this workbook when it was first asked for, as HISTORY."""
        return self.ledger.history(self.run.workbook_id, self.run.mode, self.workspace.settings.timezone)

    @cached_property
    def held_out(self) -> pl.DataFrame:
        """Whom programs had left out to compare when it was first asked for, as HELD_OUT."""
        return self.ledger.held_out(self.run.workbook_id, self.run.mode)

    def uncertain(self) -> list[LedgerEntry]:
        """The contacts of which nobody knows whether they were made."""
        return self.ledger.uncertain(self.run.workbook_id, self.run.mode)

    def check(self, changes: Changes, *, sends: bool) -> None:
        """Raise WorkbookError when the workbook could not be written now: before anything is sent.

        Before messages reach people a write is tried for real: who may not write hears it now, not afterwards.
        """
        self.workspace.workbook.check(changes, since=self.snapshot)
        if sends and self.is_live:
            self.workspace.workbook.prove_writable(since=self.snapshot)

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
        tasks = [entry for entry in self.unlogged() if not entry.medium.is_message]
        self.ledger.mark_logged(self.run.workbook_id, self.run.mode, [*made.logged, *tasks])
        self.incoming.note(self.ledger, self.run.workbook_id, now)
        self._meet(self.identity())

    def unlogged(self) -> list[LedgerEntry]:
        """Outcomes that were not confirmed to stand in the Contact log."""
        return self.ledger.unlogged(self.run.workbook_id, self.run.mode)

    def fingerprint(self, message: Message) -> str:
        """What a tick holds for; one that was given in a rehearsal does not hold once messages reach people."""
        parts = approved_parts(message)
        return self.ledger.fingerprint(*parts, "live") if self.is_live else self.ledger.fingerprint(*parts)

    def number_fingerprint(self, number: int) -> str:
        """What a tick holds for that allows so many messages on the day of this run."""
        return self.ledger.fingerprint("unusual", str(self.workspace.as_of), self.run.mode, str(number))

    @property
    def is_live(self) -> bool:
        """True when messages reach people."""
        return self.run.mode == "live"

    @cached_property
    def channels(self) -> Mapping[Medium, Channel]:
        """By which channel each medium goes; a medium without one is left out. Raises ConfigurationError."""
        tasks = {medium: self.tasks for medium in Medium if not medium.is_message}
        if self.is_live:
            team, _ = read_team_settings(self.book, self.workspace.settings.language)
            carriers = Carriers(self.workspace, self.ledger, self.run, self.windows.get, team.sender)
            return {**carriers.channels(), **tasks}
        return {**{medium: self.files for medium in Medium if medium.is_message}, **tasks}

    def _witnesses(self, *, asks: bool) -> Mapping[Medium, Channel]:
        """The channels as they can prove what earlier runs did: this outbox cannot for runs of other machines.

        Providers are asked by jobs that send or fetch answers only.
        """
        workspace = self.workspace
        if self.is_live and not asks:
            return {medium: self.tasks for medium in Medium if not medium.is_message}
        if self.is_live or not workspace.outbox_mark:
            return self.channels
        open_now = self.ledger.in_hand(self.run.workbook_id, self.run.mode)
        own = {entry.key for entry in open_now if f"-{workspace.outbox_mark}-" in entry.run_id}
        files = FilesChannel(
            workspace.outbox, workspace.as_of, workspace.started, scope=self.run.workbook_id, written_here=own
        )
        return {medium: files if medium.is_message else self.tasks for medium in Medium}

    def _team_titles(self) -> set[str]:
        return {title for name, title in self.book.titles.items() if TABS[name].owner is Owner.TEAM}

    def _keys_in(self, tab: str, column: str = "key") -> set[str]:
        return {key for key in self.book.table(tab)[column] if key}
