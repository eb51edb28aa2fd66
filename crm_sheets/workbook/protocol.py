"""What every workbook adapter does: read all tabs at once, write all changes at once (laws 1 and 9)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from crm_sheets.content import Changes, Snapshot
from crm_sheets.tables import RawTab


class Workbook(Protocol):
    """A workbook that can be read in one go and written in one go."""

    @property
    def name(self) -> str:
        """What to call it in messages to the operator (a file name, a spreadsheet's title)."""

    @property
    def place(self) -> str:
        """Where it is: the file's full path, or the address that opens it in a browser."""

    @property
    def takes_edits(self) -> bool:
        """True when people may edit between our read and our write, and both are kept; False when that is refused."""

    def read(self) -> Snapshot:
        """All tabs.

        Raises WorkbookNotFound, WorkbookLocked, WorkbookDenied, WorkbookUnavailable or WorkbookUnreadable.
        """

    def reread(self, titles: Collection[str], since: Snapshot) -> Mapping[str, RawTab]:
        """Those of these tabs that may have changed since, as they stand now: asked just before messages go out.

        Nothing for a workbook that refuses to be written when it has changed. A tab that is gone is left out.
        """

    def check(self, changes: Changes, since: Snapshot) -> None:
        """Raise as `write` would when it could not make these changes now: asked before anything is sent.

        The rows do not matter, only which tabs and columns they are for.
        """

    def prove_writable(self, since: Snapshot) -> None:
        """Raise as `write` would when this account may not write: asked once before messages go to people.

        Nothing that people see changes, and a later `write` of changes since the same snapshot goes on from here. No
        WorkbookUncertain: when it stays unknown whether we may write, WorkbookUnavailable says so.
        """

    def write(self, changes: Changes, since: Snapshot) -> None:
        """Write all changes or none. Raises WorkbookLocked, or WorkbookChanged when it is not as `since` read it.

        Raises WorkbookUncertain when nobody can say whether they were written.
        """
