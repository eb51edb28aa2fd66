"""What the checks look at: opened when the first of them asks, read once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from crm_sheets.workspace import Workspace

if TYPE_CHECKING:
    from crm_sheets.content import Snapshot
    from crm_sheets.day import Day
    from crm_sheets.tables import Book
    from crm_sheets.workbook.google.adapter import GoogleWorkbook
    from crm_sheets.workbook.google.outline import Outline


class Examination:
    """One look at an operator's folder; nothing is written.

    `open_workspace` opens it as a dry run. With `write_check` a Google spreadsheet is sent a change that changes
    nothing, as it tells only then whether it may be written.
    """

    def __init__(self, open_workspace: Callable[[], Workspace], *, write_check: bool = False) -> None:
        self._open = open_workspace
        self.write_check = write_check

    @cached_property
    def workspace(self) -> Workspace:
        """The operator's folder. Raises ConfigurationError."""
        return self._open()

    @cached_property
    def snapshot(self) -> Snapshot:
        """The workbook as read. Raises WorkbookError."""
        return self.workspace.workbook.read()

    @cached_property
    def book(self) -> Book:
        """The workbook checked and typed."""
        from crm_sheets.progress import Progress
        from crm_sheets.reading import read_book

        return read_book(self.workspace, self.snapshot, Progress())

    @cached_property
    def day(self) -> Day:
        """The day with all its problems, without what the ledger knows."""
        from crm_sheets.carriers import live_media
        from crm_sheets.plan import Circumstances
        from crm_sheets.progress import Progress
        from crm_sheets.reading import see_day
        from crm_sheets.tables import HISTORY

        live = Circumstances(True, live_media(self.workspace)) if self.workspace.settings.live else None
        return see_day(self.workspace, self.book, HISTORY.to_frame(), Progress(), live)

    @property
    def has_read(self) -> bool:
        """True once the workbook was read: what can be said without it need not wait for it."""
        return "snapshot" in self.__dict__

    @property
    def is_google(self) -> bool:
        """True when the workbook is a Google spreadsheet."""
        return bool(self.workspace.settings.spreadsheet_id)

    @property
    def country(self) -> str:
        """The country whose customs count: the team's, else the operator's."""
        return self.day.settings.country or self.workspace.settings.country

    def spreadsheet(self, workspace: Workspace | None = None) -> GoogleWorkbook:
        """The Google spreadsheet, opened by this workspace."""
        from crm_sheets.workbook.google.adapter import GoogleWorkbook

        workbook = (workspace or self.workspace).workbook
        assert isinstance(workbook, GoogleWorkbook)  # noqa: S101 - asked only when is_google
        return workbook

    def outline(self) -> Outline:
        """The structure of the Google spreadsheet as it was read."""
        return self.spreadsheet().outline()
