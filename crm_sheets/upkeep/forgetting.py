"""Letting the ledger forget what is old because an operator says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from crm_sheets.errors import ConfigurationError, LedgerMismatch
from crm_sheets.ledger import Ledger
from crm_sheets.programs import read_programs
from crm_sheets.progress import Progress
from crm_sheets.reading import read_book
from crm_sheets.team_settings import read_team_settings
from crm_sheets.upkeep.keeping import latest_day
from crm_sheets.upkeep.memory_in_sheet import carried_by
from crm_sheets.workspace import Workspace


@dataclass(frozen=True)
class Forgettable:
    """What is old before a day: how many contacts of which program."""

    before: date
    programs: Mapping[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.programs.values())

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return {"before": self.before.isoformat(), "total": self.total, "programs": dict(self.programs)}


def forgettable(workspace: Workspace, before: date) -> Forgettable:
    """What `forget` would remove. Raises ConfigurationError for a day that is not long ago, LedgerMismatch."""
    with _opened(workspace, before) as (ledger, workbook_id):
        return Forgettable(before, ledger.forgettable(workbook_id, before))


def forget(workspace: Workspace, before: date) -> Forgettable:
    """Remove what is settled and over before that day. Raises as `forgettable`."""
    with workspace.lock(), _opened(workspace, before) as (ledger, workbook_id):
        found = Forgettable(before, ledger.forgettable(workbook_id, before))
        ledger.forget(workbook_id, before)
        return found


@contextmanager
def _opened(workspace: Workspace, before: date) -> Iterator[tuple[Ledger, str]]:
    """The ledger of the workbook, if that day lies far enough back for its programs."""
    snapshot = workspace.workbook.read()
    workbook_id = carried_by(snapshot).workbook_id
    workspace.refuse_without_ledger(workbook_id or "")
    if workbook_id is None:
        raise LedgerMismatch(
            f'The workbook "{workspace.workbook_shown}" carries no id, so nobody knows what its ledger is to forget. '
            "Run a job on it first; if its hidden tab _crm_sheets was removed: crm-sheets adopt."
        )
    book = read_book(workspace, snapshot, Progress())
    settings, _ = read_team_settings(book, workspace.settings.language)
    latest = latest_day(workspace, read_programs(book, settings.language)[0])
    if before > latest:
        raise ConfigurationError(
            f"--before {before} is not long enough ago: yearly programs look back, so that nobody hears twice. The "
            f"latest day is {latest}."
        )
    with workspace.open_ledger() as ledger:
        ledger.binding(workbook_id)
        yield ledger, workbook_id
