"""Recovery: what an interrupted run left open is settled by evidence, else shown as uncertain; never sent again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, func

from crm_sheets.ledger.claims import in_history
from crm_sheets.ledger.entries import forget, mark_logged, settle
from crm_sheets.ledger.history import read_entries
from crm_sheets.ledger.records import Recovered, RunContext
from crm_sheets.ledger.schema import ENTRIES
from crm_sheets.ledger.states import UNSETTLED, is_open
from crm_sheets.model import ContactState, LedgerEntry, Trace

AskForEvidence = Callable[[Trace], bool | str | None]
"""True, or the id that the provider gave it: it was sent for certain; False: for certain not; None: nobody knows."""


@dataclass
class Judgement:
    """What is to become of entries as they were read."""

    released: list[LedgerEntry] = field(default_factory=list)
    sent: list[LedgerEntry] = field(default_factory=list)
    uncertain: list[LedgerEntry] = field(default_factory=list)

    def told(self) -> Recovered:
        """By contact key, for the caller."""
        lists = (self.released, self.sent, self.uncertain)
        return Recovered(*(tuple(entry.key for entry in found) for found in lists))


def left_open(connection: Connection, run: RunContext, until: datetime | None) -> list[LedgerEntry]:
    """What other runs left unsettled; with `until`, only what they touched last at or before that moment."""
    condition: ColumnElement[bool] = and_(ENTRIES.c.run_id != run.run_id, is_open(UNSETTLED))
    if until is not None:
        condition = and_(condition, func.coalesce(ENTRIES.c.fenced_at, ENTRIES.c.claimed_at) <= until)
    return read_entries(connection, run.workbook_id, run.mode, condition)


def judge(found: Iterable[LedgerEntry], ask: AskForEvidence) -> Judgement:
    """A claim that was never fenced was certainly not sent; about the others the evidence is asked."""
    judgement = Judgement()
    for entry in found:
        found_out = False if entry.state is ContactState.CLAIMED else ask(entry.trace)
        if found_out is None:
            judgement.uncertain.append(entry)
        elif found_out is False:
            judgement.released.append(entry)
        else:
            known = found_out if isinstance(found_out, str) else ""
            judgement.sent.append(replace(entry, provider_id=known or entry.provider_id))
    return judgement


def write(connection: Connection, workbook_id: str, mode: str, judgement: Judgement, now: datetime) -> None:
    """Write the judgement, except where an entry has moved on since it was read."""
    history = in_history(workbook_id, mode)
    fenced = [entry for entry in judgement.uncertain if entry.state is ContactState.FENCED]
    forget(connection, history, judgement.released)
    settle(connection, history, judgement.sent, ContactState.SENT, now)
    settle(connection, history, fenced, ContactState.UNCERTAIN, now)


def reopen(
    connection: Connection, workbook_id: str, mode: str, seen_runs: Collection[str], keys_in_queue: Collection[str]
) -> None:
    """For a workbook that was put back from an older copy: what it lost may be written again.

    Of runs that the workbook does not know, tasks that its queue lacks are planned afresh, and outcomes are logged
    again. What was sent stays sent.
    """
    sent = read_entries(connection, workbook_id, mode, ENTRIES.c.state == ContactState.SENT.value)
    unknown = [entry for entry in sent if entry.run_id not in seen_runs]
    lost = [entry for entry in unknown if not entry.medium.is_message and entry.key not in keys_in_queue]
    history = in_history(workbook_id, mode)
    forget(connection, history, lost)
    mark_logged(connection, history, [entry for entry in unknown if entry.medium.is_message], logged=False)
