"""What `ledger verify` looks at: the workbook as read and the ledger as it is, side by side; nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import cached_property
from types import TracebackType
from typing import Self

import polars as pl

from crm_sheets.doctor.examination import Examination
from crm_sheets.ledger import KnownRuns, Ledger, RunContext
from crm_sheets.upkeep.memory_in_sheet import Carried, carried_by
from crm_sheets.workspace import Workspace


class Inspection(Examination):
    """An examination that opens the ledger too. Use it as a context manager, or the ledger stays open."""

    def __init__(self, open_workspace: Callable[[], Workspace]) -> None:
        super().__init__(open_workspace)
        self._opened = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.close()

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger; only to be asked for when it is there. Raises ConfigurationError."""
        return self._opened.enter_context(self.workspace.open_ledger())

    @cached_property
    def carried(self) -> Carried:
        """The id and the counter that the workbook carries."""
        return carried_by(self.snapshot)

    @property
    def workbook_id(self) -> str:
        """The workbook's id, "" when it carries none."""
        return self.carried.workbook_id or ""

    @property
    def run(self) -> RunContext:
        """A run that has done nothing, to ask about all others."""
        return RunContext(self.workbook_id, self.workspace.mode, self.workspace.run_id, self.workspace.as_of)

    @cached_property
    def history(self) -> pl.DataFrame:
        """Every contact that the ledger knows of this workbook, as HISTORY."""
        return self.ledger.history(self.workbook_id, self.workspace.mode, self.workspace.settings.timezone)

    @cached_property
    def known_runs(self) -> KnownRuns:
        """The runs that the ledger knows."""
        return self.ledger.known_runs(self.workbook_id)
