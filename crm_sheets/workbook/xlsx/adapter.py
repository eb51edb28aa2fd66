"""The workbook in an Excel file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from xml.etree.ElementTree import ParseError

from crm_sheets.content import Changes, Snapshot
from crm_sheets.errors import WorkbookUnreadable
from crm_sheets.tables import RawTab
from crm_sheets.workbook.xlsx import files
from crm_sheets.workbook.xlsx.package import Package
from crm_sheets.workbook.xlsx.reading import read_tabs
from crm_sheets.workbook.xlsx.rewriting import apply_changes, check_changes

_DAMAGE = (WorkbookUnreadable, ParseError, UnicodeDecodeError)
"""How a damaged part shows itself."""


class XlsxWorkbook:
    """A workbook in an .xlsx or .xlsm file: `path` is where it lies."""

    takes_edits = False

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    @property
    def place(self) -> str:
        """The file's full path."""
        return str(self.path.resolve())

    def read(self) -> Snapshot:
        """All tabs with cells, hidden ones too. Raises WorkbookNotFound, WorkbookUnreadable or WorkbookError."""
        content = files.read_content(self.path)
        try:
            tabs = read_tabs(content)
        except _DAMAGE as error:
            raise files.damaged(self.path, error) from error
        return Snapshot(tabs, files.version_of(content), tuple(tabs))

    def reread(self, titles: Collection[str], since: Snapshot) -> Mapping[str, RawTab]:
        """Nothing: a file that was changed meanwhile is not written at all."""
        return {}

    def check(self, changes: Changes, since: Snapshot) -> None:
        """Raise what `write` would raise, without writing: for a run that is about to send messages."""
        path = self.path.resolve()
        files.refuse_when_open(path)
        content = files.refuse_when_changed(path, since.version)
        try:
            check_changes(Package(content), changes, since)
        except WorkbookUnreadable as error:
            raise files.damaged(self.path, error) from error

    def prove_writable(self, since: Snapshot) -> None:
        """Raise what `write` would raise for the file as a whole: open, changed, its folder closed, the disk full."""
        path = self.path.resolve()
        files.refuse_when_open(path)
        content = files.refuse_when_changed(path, since.version)
        files.refuse_without_room(path, len(content))

    def write(self, changes: Changes, since: Snapshot) -> None:
        """Write all changes or none: job tabs whole, rows under the shared tabs, all else byte for byte as it was.

        Raises WorkbookLocked when somebody has the file open, WorkbookChanged when it is not as `since` read it,
        WorkbookError when a tab of the team's has a job tab's title, a header is missing or the disk refuses.
        """
        if not changes:
            return
        path = self.path.resolve()
        files.refuse_when_open(path)
        content = files.refuse_when_changed(path, since.version)
        try:
            package = Package(content)
            apply_changes(package, changes, since)
        except _DAMAGE as error:
            raise files.damaged(self.path, error) from error
        files.replace_content(path, package.write, since.version)
