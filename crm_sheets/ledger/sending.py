"""The ledger's first half: a contact is claimed, fenced, sent and recorded, and what was interrupted is settled."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Engine, and_

from crm_sheets.ledger import bindings, claims, doubts, entries, history, recovery, trials
from crm_sheets.ledger.boot_clock import boot_seconds
from crm_sheets.ledger.digests import Digests
from crm_sheets.ledger.drafts import read_drafts, save_drafts
from crm_sheets.ledger.records import Claim, Decided, Draft, HeldOut, Mode, Recovered, RunContext, Verdict
from crm_sheets.ledger.recovery import AskForEvidence
from crm_sheets.ledger.schema import ENTRIES
from crm_sheets.ledger.states import SETTLED, is_doubt, is_open
from crm_sheets.ledger.store import Store
from crm_sheets.model import LedgerEntry, Receipt

if TYPE_CHECKING:
    import polars as pl

CLAIM_SECONDS = 15 * 60.0
"""A claim that is older was planned on a workbook that may have changed since: it is not sent any more."""


class Sending(Store):
    """Claim, fence, record, recover, decide (law 2); and what is known of contacts."""

    def __init__(self, engine: Engine, digests: Digests, place: str, clock: Callable[[], float] = boot_seconds) -> None:
        """As `Store`; what this process claims it also remembers by its clock."""
        super().__init__(engine, digests, place, clock)
        self._claimed_at: dict[tuple[RunContext, str], float] = {}

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

    def decide(self, workbook_id: str, mode: Mode, decisions: Sequence[Decided], now: datetime) -> list[str]:
        """Carry out what people decided about doubts; the keys that it was done for.

        A contact to be made again is free to be claimed; one that is left stays UNCERTAIN for good, with `settled_at`
        and without its address. A doubt that was settled meanwhile, or is another run's, is left alone.
        """
        with self._writing() as connection:
            return doubts.decide(connection, workbook_id, mode, decisions, now)

    def left_open(self, run: RunContext) -> list[LedgerEntry]:
        """What other runs left claimed, fenced or uncertain."""
        with self._reading() as connection:
            return recovery.left_open(connection, run, None)

    def history(self, workbook_id: str, mode: Mode, zone: str, since: datetime | None = None) -> pl.DataFrame:
        """Contacts as HISTORY, those claimed from `since` on; without it all.

        `on` is the day that the contact's run was about, else the local day of its claim in `zone` ("Asia/Jakarta").
        """
        with self._reading() as connection:
            return history.read_history(connection, workbook_id, mode, zone, since)

    def uncertain(self, workbook_id: str, mode: Mode) -> list[LedgerEntry]:
        """The contacts of which nobody knows whether they were made; a person decides (see `decide`)."""
        with self._reading() as connection:
            return history.read_entries(connection, workbook_id, mode, is_doubt())

    def in_hand(self, workbook_id: str, mode: Mode) -> list[LedgerEntry]:
        """The contacts whose outcome is open: about to be made, or doubtful."""
        with self._reading() as connection:
            return history.read_entries(connection, workbook_id, mode, is_open())

    def unlogged(self, workbook_id: str, mode: Mode) -> list[LedgerEntry]:
        """Outcomes that were not confirmed to stand in the Contact log.

        A contact whose outcome changes (uncertain, later sent) comes once for each outcome. After a crash an entry
        may stand in the log already: the caller compares key and state with the tab before it appends.
        """
        with self._reading() as connection:
            waiting = and_(ENTRIES.c.logged.is_(False), ENTRIES.c.state.in_(SETTLED))
            return history.read_entries(connection, workbook_id, mode, waiting)

    def mark_logged(self, workbook_id: str, mode: Mode, logged: Collection[LedgerEntry]) -> None:
        """Remember that these outcomes, as read by `unlogged`, stand in the Contact log now."""
        with self._writing() as connection:
            entries.mark_logged(connection, claims.in_history(workbook_id, mode), logged)

    def save_drafts(self, run: RunContext, drafts: Iterable[Draft], now: datetime) -> None:
        """Keep which messages were put before people; call it after they stand in the Outbox tab."""
        with self._writing() as connection:
            save_drafts(connection, run, drafts, now)

    def note_held_out(self, run: RunContext, held: Sequence[HeldOut], now: datetime) -> None:
        """Note whom a program has left out to compare, as of the run's day; each key once, with its first day."""
        with self._writing() as connection:
            trials.note(connection, run, held, now)

    def held_out(self, workbook_id: str, mode: Mode) -> pl.DataFrame:
        """Whom programs have left out to compare, as HELD_OUT, the earliest first."""
        with self._reading() as connection:
            return trials.held_out(connection, workbook_id, mode)

    def drafts(self, workbook_id: str, mode: Mode) -> dict[str, Draft]:
        """The newest draft of each contact that was put before people, by contact key."""
        with self._reading() as connection:
            return read_drafts(connection, workbook_id, mode)
