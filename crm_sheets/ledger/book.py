"""The ledger as the rest of the product sees it: open it, bind the workbook, claim, fence, record."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sqlalchemy import Connection, Engine, and_
from sqlalchemy.engine import URL

from crm_sheets.errors import LedgerMismatch
from crm_sheets.ledger import bindings, claims, entries, recovery, restoring, retention, runs, soundness
from crm_sheets.ledger.address import shown
from crm_sheets.ledger.boot_clock import boot_seconds
from crm_sheets.ledger.digests import Digests
from crm_sheets.ledger.drafts import read_drafts, save_drafts
from crm_sheets.ledger.engine import driver_error, explained, open_engine
from crm_sheets.ledger.migrations import prepare
from crm_sheets.ledger.records import (
    Binding,
    Claim,
    Draft,
    KnownRuns,
    Mode,
    Recovered,
    Remembered,
    RunContext,
    Soundness,
    Verdict,
)
from crm_sheets.ledger.recovery import AskForEvidence
from crm_sheets.ledger.schema import ENTRIES
from crm_sheets.model import ContactState, LedgerEntry, Receipt

if TYPE_CHECKING:
    import polars as pl

CLAIM_SECONDS = 15 * 60.0
"""A claim that is older was planned on a workbook that may have changed since: it is not sent any more."""


class Ledger:
    """What was claimed, sent, failed or left uncertain. Every method is one transaction, committed when it returns.

    Every method may raise CrmSheetsError (a full disk, a busy database), LedgerUnavailable (a server that does not
    answer) or ConfigurationError (a damaged or unwritable one). Moments are aware; `now` is always the caller's.
    """

    def __init__(self, engine: Engine, digests: Digests, place: str, clock: Callable[[], float] = boot_seconds) -> None:
        """Use `Ledger.open`. `clock` counts seconds, also while the machine sleeps."""
        self.engine = engine
        self.clock = clock
        self._digests = digests
        self._place = place
        self._driver_error = driver_error(engine)
        self._claimed_at: dict[tuple[RunContext, str], float] = {}
        with self._transaction(preparing=True) as connection:
            self._ledger_id = prepare(connection, digests, place)

    @classmethod
    def open(cls, place: str | Path | URL, hash_key: str | bytes) -> Self:
        """Open or make the ledger at a path, ":memory:" or an address (postgresql://user@host/database).

        Raises ConfigurationError when the hash key is missing, too short or not the one the ledger was made with, and
        when the file or database is damaged, foreign or not ours to write; LedgerUnavailable when the server does not
        answer.
        """
        digests = Digests(hash_key)
        engine = open_engine(place)
        try:
            return cls(engine, digests, shown(engine.url))
        except BaseException:
            engine.dispose()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._transaction() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._transaction(reading=True) as connection:
            yield connection

    @contextmanager
    def _transaction(self, **options: bool) -> Iterator[Connection]:
        with explained(self._place, self._driver_error), self.engine.connect() as connection:
            connection.execution_options(**options)
            with connection.begin():
                yield connection

    # --- which workbook (law 3) ---

    def bind(self, workbook_id: str | None, sequence: int, name: str, location: str, now: datetime) -> Binding:
        """Recognise the workbook by what it carries, or give a new one its id. Raises LedgerMismatch.

        `workbook_id` and `sequence` are what the last run wrote into the workbook (None and 0 when there is nothing),
        `location` is its path or its spreadsheet id.
        """
        meeting = self._meeting(workbook_id, sequence, name, location)
        with self._writing() as connection:
            return bindings.bind(connection, meeting, self._ledger_id, now)

    def adopt(self, workbook_id: str | None, sequence: int, name: str, location: str, now: datetime) -> Binding:
        """Bind the workbook although it does not match, because an operator confirmed it."""
        meeting = self._meeting(workbook_id, sequence, name, location)
        with self._writing() as connection:
            return bindings.adopt(connection, meeting, self._ledger_id, now)

    def binding(self, workbook_id: str) -> Binding:
        """What to write into the workbook at the end of a run. Raises LedgerMismatch for an unknown workbook."""
        with self._reading() as connection:
            known = bindings.find(connection, workbook_id)
        if known is None:
            raise LedgerMismatch(f'The ledger "{self._place}" does not know the workbook "{workbook_id}".')
        return Binding(known.workbook_id, known.sequence)

    def _meeting(self, workbook_id: str | None, sequence: int, name: str, location: str) -> bindings.Meeting:
        digest = self._digests.digest("location", location)
        return bindings.Meeting(workbook_id, sequence, name, digest, self._place)

    # --- claim, fence, record (law 2) ---

    def fingerprint(self, *parts: str) -> str:
        """A keyed digest of a message's content, which says whether it changed and nothing else."""
        return self._digests.digest("fingerprint", *parts)

    def claim(self, run: RunContext, wanted: Sequence[Claim], now: datetime) -> list[Verdict]:
        """Claim contacts for this run; one verdict each, in order. Only what is granted may be fenced and sent.

        Refused are contacts that were made or are being made (ALREADY_DONE), that may have been made (UNCERTAIN),
        that were refused for good at this address (REFUSED), and greetings to an address that has a greeting for
        that day (SAME_ADDRESS). Raises LedgerMismatch for a workbook that is not bound.
        """
        started = self.clock()
        with self._writing() as connection:
            bindings.advance(connection, run.workbook_id, self._place)
            verdicts = claims.claim(connection, self._digests, run, wanted, now)
        self._claimed_at |= {(run, verdict.key): started for verdict in verdicts if verdict.granted}
        return verdicts

    def fence(self, run: RunContext, keys: Sequence[str], now: datetime) -> set[str]:
        """Commit that these contacts are about to be made; the keys that may really be sent now.

        Left out are claims that another run took over or that were released meanwhile, that this process did not
        make, and those older than CLAIM_SECONDS by a clock that counts sleep (release them; the next run plans anew).
        """
        oldest = self.clock() - CLAIM_SECONDS
        fresh = [key for key in dict.fromkeys(keys) if self._claimed_at.get((run, key), float("-inf")) > oldest]
        with self._writing() as connection:
            return entries.fence(connection, run, fresh, now)

    def record(self, run: RunContext, receipts: Sequence[Receipt], now: datetime) -> None:
        """Write what came of fenced contacts of this run. A receipt that is neither SENT nor FAILED is a doubt."""
        with self._writing() as connection:
            entries.record(connection, run, receipts, now)

    def release(self, run: RunContext, keys: Collection[str]) -> None:
        """Take back claims of this run that were certainly not sent; they may be claimed again."""
        with self._writing() as connection:
            entries.release(connection, run, keys)

    def recover(
        self, run: RunContext, ask: AskForEvidence, now: datetime, lease: timedelta = timedelta(0)
    ) -> Recovered:
        """Settle what interrupted runs left open. Call it at the start of a run, holding the job's lock.

        The lock proves that the other runs are dead: their claims are released, and what they fenced is settled by
        evidence, or is UNCERTAIN without. Doubts of earlier days are asked about again. Without such a lock give a
        `lease`: what was claimed or fenced less long ago is left alone. The evidence is asked for outside of any
        transaction.
        """
        with self._reading() as connection:
            found = recovery.left_open(connection, run, now - lease if lease else None)
        judgement = recovery.judge(found, ask)
        if found:
            with self._writing() as connection:
                recovery.write(connection, run.workbook_id, run.mode, judgement, now)
        return judgement.told()

    def reopen(self, run: RunContext, seen_runs: Collection[str], keys_in_queue: Collection[str]) -> None:
        """Make up for a workbook put back from an older copy: `seen_runs` and `keys_in_queue` are what it still has.

        Tasks that it lost may be claimed again, and what was sent since is logged again; nothing is sent again.
        """
        with self._writing() as connection:
            recovery.reopen(connection, run.workbook_id, run.mode, seen_runs, keys_in_queue)

    def settle(self, workbook_id: str, mode: Mode, answers: Mapping[str, bool], now: datetime) -> None:
        """Write what a person found out about uncertain contacts: key -> True, it was sent; False, send it again."""
        with self._writing() as connection:
            recovery.decide(connection, workbook_id, mode, answers, now)

    # --- what the ledger knows ---

    def history(self, workbook_id: str, mode: Mode, zone: str, since: datetime | None = None) -> pl.DataFrame:
        """Contacts as HISTORY, those claimed from `since` on; without it all.

        `on` is the day that the contact's run was about, else the local day of its claim in `zone` ("Asia/Jakarta").
        """
        with self._reading() as connection:
            return entries.read_history(connection, workbook_id, mode, zone, since)

    def uncertain(self, workbook_id: str, mode: Mode) -> list[LedgerEntry]:
        """The contacts of which nobody knows whether they were made; a person decides (see `settle`)."""
        with self._reading() as connection:
            doubt = ENTRIES.c.state == ContactState.UNCERTAIN.value
            return entries.read_entries(connection, workbook_id, mode, doubt)

    def in_hand(self, workbook_id: str, mode: Mode) -> list[LedgerEntry]:
        """The contacts whose outcome is open: about to be made, or doubtful."""
        with self._reading() as connection:
            return entries.read_entries(connection, workbook_id, mode, entries.is_one_of(entries.OPEN))

    def unlogged(self, workbook_id: str, mode: Mode) -> list[LedgerEntry]:
        """Outcomes that were not confirmed to stand in the Contact log.

        A contact whose outcome changes (uncertain, later sent) comes once for each outcome. After a crash an entry
        may stand in the log already: the caller compares key and state with the tab before it appends.
        """
        with self._reading() as connection:
            waiting = and_(ENTRIES.c.logged.is_(False), ENTRIES.c.state.in_(entries.SETTLED))
            return entries.read_entries(connection, workbook_id, mode, waiting)

    def mark_logged(self, workbook_id: str, mode: Mode, logged: Collection[LedgerEntry]) -> None:
        """Remember that these outcomes, as read by `unlogged`, stand in the Contact log now."""
        with self._writing() as connection:
            entries.mark_logged(connection, claims.in_history(workbook_id, mode), logged)

    def save_drafts(self, run: RunContext, drafts: Iterable[Draft], now: datetime) -> None:
        """Keep which messages were put before people; call it after they stand in the Outbox tab."""
        with self._writing() as connection:
            save_drafts(connection, run, drafts, now)

    def drafts(self, workbook_id: str, mode: Mode) -> dict[str, Draft]:
        """The newest draft of each contact that was put before people, by contact key."""
        with self._reading() as connection:
            return read_drafts(connection, workbook_id, mode)

    # --- whose workbook it is, how long it remembers, whether it is whole ---

    def note_runs(self, workbook_id: str, run_ids: Collection[str], now: datetime) -> None:
        """Know these runs as ours from now on; a run is noted before it can write to the workbook."""
        with self._writing() as connection:
            runs.note(connection, workbook_id, run_ids, now)

    def known_runs(self, workbook_id: str) -> KnownRuns:
        """The runs that have worked on this workbook with this ledger."""
        with self._reading() as connection:
            return runs.known(connection, workbook_id)

    def left_open(self, run: RunContext) -> list[LedgerEntry]:
        """What other runs left claimed, fenced or uncertain."""
        with self._reading() as connection:
            return recovery.left_open(connection, run, None)

    def forgettable(self, workbook_id: str, day: date) -> dict[str, int]:
        """How many contacts of each program `forget` would remove."""
        with self._reading() as connection:
            return retention.forgettable(connection, workbook_id, day)

    def forget(self, workbook_id: str, day: date) -> int:
        """Remove contacts that were settled, logged and over before `day`, and drafts before it; how many contacts.

        Open and uncertain contacts stay, and so do the keys of what happens once and of a cadence.
        """
        with self._writing() as connection:
            retention.mark_forgotten(connection, workbook_id, day)
            return retention.forget(connection, workbook_id, day)

    def forgotten_before(self, workbook_id: str) -> date | None:
        """The day before which contacts were removed; None when none ever were."""
        with self._reading() as connection:
            return retention.forgotten_before(connection, workbook_id)

    def soundness(self) -> Soundness:
        """Whether the database is whole. Reads all of it."""
        with self._reading() as connection:
            return soundness.look(connection)

    def is_unused(self) -> bool:
        """True when no workbook was ever bound to this ledger."""
        with self._reading() as connection:
            return restoring.is_unused(connection)

    def rebuild(
        self, meeting: tuple[str | None, int, str, str], contacts: Sequence[Remembered], drafts: Iterable[Draft],
        run: RunContext, seen_runs: Collection[str], now: datetime,
    ) -> Binding:  # fmt: skip
        """Fill an unused ledger with what a workbook remembers, all or nothing; what the workbook is to carry.

        `meeting` is what `bind` takes; the workbook keeps its id (or gets one), and its counter goes on in a new epoch,
        so that the lost ledger is refused if it turns up again. Raises LedgerMismatch for a ledger that is in use.
        """
        with self._writing() as connection:
            if not restoring.is_unused(connection):
                raise LedgerMismatch(f'The ledger "{self._place}" is in use, so it is not made anew.')
            binding = restoring.bind_anew(connection, self._meeting(*meeting), self._ledger_id, now)
            own = replace(run, workbook_id=binding.workbook_id)
            restoring.restore(connection, self._digests, own, contacts)
            save_drafts(connection, own, drafts, now)
            runs.note(connection, binding.workbook_id, restoring.runs_of(contacts, seen_runs, own), now)
            return binding
