"""What every workbook adapter does: read all tabs at once, write all changes at once (laws 1 and 9)."""

from __future__ import annotations

from typing import Protocol

from crm_sheets.content import Changes, Snapshot


class Workbook(Protocol):
    """A workbook that can be read in one go and written in one go."""

    @property
    def name(self) -> str:
        """What to call it in messages to the operator (a file name, a spreadsheet's title)."""

    def read(self) -> Snapshot:
        """All tabs. Raises WorkbookNotFound, WorkbookLocked or WorkbookUnreadable."""

    def check(self, changes: Changes, since: Snapshot) -> None:
        """Raise as `write` would when it could not make these changes now: asked before anything is sent.

        The rows do not matter, only which tabs and columns they are for.
        """

    def write(self, changes: Changes, since: Snapshot) -> None:
        """Write all changes or none. Raises WorkbookLocked, or WorkbookChanged when it is not as `since` read it."""
