"""The ledger's own household: whose workbook it is, how long it remembers, whether it is whole, how it is made anew."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime

from crm_sheets.errors import LedgerMismatch
from crm_sheets.ledger import bindings, inbound, restoring, retention, runs, soundness
from crm_sheets.ledger.drafts import save_drafts
from crm_sheets.ledger.records import (
    Binding,
    Draft,
    KnownRuns,
    Remembered,
    RunContext,
    SeenInbound,
    Soundness,
    Stopped,
)
from crm_sheets.ledger.store import Store


class Keeping(Store):
    """The right workbook or none (law 3), and a memory that is whole."""

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

    def note_runs(self, workbook_id: str, run_ids: Collection[str], now: datetime) -> None:
        """Know these runs as ours from now on; a run is noted before it can write to the workbook."""
        with self._writing() as connection:
            runs.note(connection, workbook_id, run_ids, now)

    def known_runs(self, workbook_id: str) -> KnownRuns:
        """The runs that have worked on this workbook with this ledger."""
        with self._reading() as connection:
            return runs.known(connection, workbook_id)

    def forgettable(self, workbook_id: str, day: date) -> dict[str, int]:
        """How many contacts of each program `forget` would remove."""
        with self._reading() as connection:
            return retention.forgettable(connection, workbook_id, day)

    def forget(self, workbook_id: str, day: date) -> int:
        """Remove contacts that were settled, logged and over before `day`; how many.

        Drafts of before it go too, who was held out of what was over, and what came in and waits for no answer. Open
        and uncertain contacts stay (unless a person left them at that), and so do the keys of what happens once and of
        a cadence, and shut addresses.
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
        stopped: Iterable[Stopped] = (), seen: Sequence[SeenInbound] = (),
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
            restoring.shut_again(connection, self._digests, binding.workbook_id, stopped)
            inbound.note(connection, self._digests, binding.workbook_id, seen, now)
            runs.note(connection, binding.workbook_id, restoring.runs_of(contacts, seen_runs, own), now)
            return binding
