"""The workbook in a Google spreadsheet that people edit while we read and write it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from urllib.parse import quote

from crm_sheets.content import IDENTITY, Changes, Snapshot
from crm_sheets.errors import WorkbookChanged, WorkbookError, WorkbookUnavailable, WorkbookUncertain
from crm_sheets.tables import RawTab
from crm_sheets.workbook.google.address import browser_address
from crm_sheets.workbook.google.client import SheetsClient
from crm_sheets.workbook.google.committing import Committer
from crm_sheets.workbook.google.failures import RequestRefused
from crm_sheets.workbook.google.ids import job_tab_id
from crm_sheets.workbook.google.outline import FIELDS, Outline, outline_of
from crm_sheets.workbook.google.places import check_places
from crm_sheets.workbook.google.ranges import whole_tab
from crm_sheets.workbook.google.reading import read_tabs
from crm_sheets.workbook.google.requests import Request
from crm_sheets.workbook.google.unfinished import unfinished_titles
from crm_sheets.workbook.google.view import View
from crm_sheets.workbook.google.writing import write_changes

MOST_LOOKS = 4
"""How often the structure is looked at when people keep changing it under our hands."""

UNPROVEN = (
    'Google did not say whether this account may write to "{name}", so nothing was sent and nothing written. Start '
    "again later."
)

LONGEST_ADDRESS, FOR_EACH_RANGE = 7000, 20
"""Characters of all titles in one request, and those that each takes beside its own."""


class GoogleWorkbook:
    """One spreadsheet. A read is two requests whatever the number of tabs, a write one (more only when it is large)."""

    takes_edits = True

    def __init__(self, client: SheetsClient, spreadsheet_id: str) -> None:
        self.spreadsheet_id = spreadsheet_id
        self._client = client
        self._view: View | None = None
        self._version = ""
        self._reads = count(1)

    @property
    def name(self) -> str:
        """The spreadsheet's title, its id as long as it has not been read."""
        return self._view.outline.title if self._view else self.spreadsheet_id

    @property
    def place(self) -> str:
        """The address that opens it in a browser."""
        return browser_address(self.spreadsheet_id)

    @property
    def client(self) -> SheetsClient:
        """What talks to Google; it counts requests and bytes."""
        return self._client

    def outline(self) -> Outline:
        """The structure as last seen; looked at now when it has not been read yet."""
        return self._seen().outline

    def read(self) -> Snapshot:
        """All tabs with cells, hidden ones too; see `Workbook.read` for what it raises."""
        with self._client.budget():
            outline, tabs = self._look_and_read()
        by_id = {sheet.sheet_id: tabs[sheet.title].header for sheet in outline.sheets if sheet.title in tabs}
        tabs = _with_identity(tabs, outline)
        self._view = replace(View.of(outline, by_id), seed=_seed(tabs))
        self._version = f"{self._view.pointer.number}-{next(self._reads)}"
        return Snapshot(tabs, self._version, tuple(tabs), unfinished_titles(outline))

    def reread(self, titles: Collection[str], since: Snapshot) -> Mapping[str, RawTab]:
        """These tabs as they stand now, under the titles that they had in `since`; one request."""
        view = self._view_of(since)
        asked = {title: sheet.sheet_id for title in titles if (sheet := view.outline.by_title(title)) and sheet.is_grid}
        if not asked:
            return {}
        with self._client.budget():
            found = self._reread(view.outline, asked)
        self._view = view.with_headers({asked[title]: tab.header for title, tab in found.items()})
        return found

    def _reread(self, outline: Outline, asked: Mapping[str, int]) -> dict[str, RawTab]:
        """These tabs by id, under the titles asked for; people may rename or delete some meanwhile."""
        for _ in range(MOST_LOOKS):
            titles = {title: outline.title_of(sheet_id) for title, sheet_id in asked.items()}
            titles = {title: now for title, now in titles.items() if now}
            try:
                tabs = self._read(outline, list(titles.values()))
            except RequestRefused:
                outline = self._look()
                continue
            return {title: tabs[now] for title, now in titles.items()}
        raise self._restless()

    def check(self, changes: Changes, since: Snapshot) -> None:
        """Raise what can be known of before writing, without a request."""
        check_places(changes, self._view_of(since), since.tabs)

    def prove_writable(self, since: Snapshot) -> None:
        """Move the pointer of our writes on, and nothing else: Google tells only a write whether we may write.

        Raises what `write` raises, except that a move of which nobody knows whether it was made is harmless: then
        WorkbookUnavailable, for it stays unknown whether we may write.
        """
        before = self._view_of(since)
        if not any(sheet.is_grid for sheet in before.outline.sheets):
            return  # no cell to point at, and no customer either
        with self._client.budget():
            committer = Committer(self._client, self.spreadsheet_id, before, self._look_anew)
            try:
                committer.commit(lambda view: ())
            except WorkbookUncertain:
                raise WorkbookUnavailable(UNPROVEN.format(name=self.name)) from None
            finally:
                self._view = committer.view.with_known_headers(before)

    def write(self, changes: Changes, since: Snapshot) -> None:
        """Write all changes in one atomic batch; what is larger than one request follows tab by tab.

        Raises WorkbookChanged when another job has written since, WorkbookError when a tab of the team's has a job
        tab's title or a header is missing, WorkbookUnavailable when Google does not answer, WorkbookUncertain when it
        cannot be found out whether the write was made.
        """
        if not changes:
            return
        view = self._view_of(since)
        with self._client.budget():
            committer = Committer(self._client, self.spreadsheet_id, view, self._look_anew)
            try:
                write_changes(changes, committer, since.tabs)
            finally:
                self._view = committer.view

    def restructure(self, build: Callable[[Outline], Sequence[Request]]) -> None:
        """Send the requests that `build` makes of the structure, in one atomic batch.

        `build` is called again when the structure changed meanwhile. For commands that an operator starts.
        """
        with self._client.budget():
            committer = Committer(self._client, self.spreadsheet_id, self._seen(), self._look_anew)
            committer.commit(lambda view: build(view.outline))
            self._view = committer.view

    def _seen(self) -> View:
        if self._view is None:
            self._view = View.of(self._look(), {})
        return self._view

    def _view_of(self, since: Snapshot) -> View:
        """What the read that gave `since` saw. Raises WorkbookChanged when this object has read again since."""
        if self._view is None or since.version != self._version:
            raise WorkbookChanged(f'"{self.name}" was read again since, so nothing was written. Run it again.')
        return self._view

    def _look(self) -> Outline:
        return outline_of(self._client.metadata(self.spreadsheet_id, FIELDS))

    def _look_anew(self, tabs_to_read: Collection[int | str]) -> View:
        """The structure now, and the header rows of these tabs (by id or title)."""
        for _ in range(MOST_LOOKS):
            outline = self._look()
            titles = [sheet.title for sheet in outline.sheets if sheet.is_grid and sheet.is_among(tabs_to_read)]
            if not titles:
                return View.of(outline, {})
            try:
                tabs = self._read(outline, titles)
            except RequestRefused:
                continue
            return View.of(outline, {outline.id_of(title): tab.header for title, tab in tabs.items()}, tabs)
        raise self._restless()

    def _look_and_read(self) -> tuple[Outline, dict[str, RawTab]]:
        """Structure and cells; once more when a tab was renamed or deleted between the two."""
        for _ in range(MOST_LOOKS):
            outline = self._look()
            try:
                return outline, self._read(outline, [sheet.title for sheet in outline.sheets if sheet.is_grid])
            except RequestRefused:
                continue
        raise self._restless()

    def _read(self, outline: Outline, titles: Sequence[str]) -> dict[str, RawTab]:
        tabs: dict[str, RawTab] = {}
        for some in _in_short_addresses(titles):
            raw = self._client.values(self.spreadsheet_id, [whole_tab(title) for title in some])
            tabs |= read_tabs(raw, outline, some)
        return tabs

    def _restless(self) -> WorkbookError:
        return WorkbookChanged(
            f'The tabs of "{self.name}" were renamed, added or deleted again and again while they were read, so '
            "nothing was written. Run it again when that has come to rest."
        )


def _with_identity(tabs: Mapping[str, RawTab], outline: Outline) -> dict[str, RawTab]:
    """The tabs, the hidden one that says who the workbook is under its own title even if people renamed it."""
    title = outline.title_of(job_tab_id(IDENTITY))
    if title in ("", IDENTITY) or IDENTITY in tabs:
        return dict(tabs)
    return {IDENTITY if known == title else known: tab for known, tab in tabs.items()}


def _seed(tabs: Mapping[str, RawTab]) -> str:
    """What our own hidden tab says: who the workbook is, and how often it was written."""
    own = tabs.get(IDENTITY)
    return str(own.cells.rows()) if own else ""


def _in_short_addresses(titles: Sequence[str]) -> Iterator[list[str]]:
    """The titles in groups that fit into one request's address."""
    group: list[str] = []
    for title in titles:
        if group and sum(len(quote(known)) + FOR_EACH_RANGE for known in [*group, title]) > LONGEST_ADDRESS:
            yield group
            group = []
        group.append(title)
    if group:
        yield group
