"""All of a job's changes: what fits goes in one atomic batch, larger job tabs follow one by one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import polars as pl

from crm_sheets.content import Append, Changes, JobTab, ShownColumn
from crm_sheets.errors import WorkbookError, WorkbookUncertain, WorkbookUnfinished
from crm_sheets.tables import RawTab, column_letter
from crm_sheets.workbook.cell_values import as_read
from crm_sheets.workbook.google.appending import append_rows
from crm_sheets.workbook.google.committing import Build, Committer
from crm_sheets.workbook.google.job_tabs import sheet_for, write_job_tab
from crm_sheets.workbook.google.places import check_places, header_of, new_tab_id, shared_tab, tab_of
from crm_sheets.workbook.google.ranges import first_rows
from crm_sheets.workbook.google.requests import Request, TabWrite
from crm_sheets.workbook.google.unfinished import mark_requests, unfinished_titles
from crm_sheets.workbook.google.view import View
from crm_sheets.workbook.matching import normal_header

LARGEST_BATCH = 2_000_000
"""Bytes that Google advises for one request."""

LARGEST_TAB = 1_500_000
"""Bytes of cells from which a job tab is filled with plain values, in pieces, after the batch that makes it."""

MOST_ROWS = 500
"""Rows appended in one batch: with their looks and a long text they take some 3,000 bytes each."""

MOST_TIMES_ASTRAY = 3
"""How often rows are appended anew when people keep moving the columns."""

SOME_STAND = (
    "Rows that were added just before that do stand in the workbook. The next run looks at what stands there and adds "
    "the rest."
)

ASTRAY = (
    "While rows were added to {titles}, somebody moved its columns, so some rows may stand under wrong headers. The "
    "next run looks at what stands there, adds what is missing, and names the rows to delete."
)


def write_changes(changes: Changes, committer: Committer, tabs: Mapping[str, RawTab]) -> None:
    """Make the changes; `tabs` are the tabs as read, to know our own again."""
    writing = _Writing(changes, committer, tabs)
    writing.write_first()
    try:
        writing.write_larger()
    except WorkbookError as error:
        titles = ", ".join(f'"{tab.title}"' for tab in writing.larger)
        raise WorkbookUnfinished(
            f"{error} What this run had to add stands in the workbook, but of the tabs {titles} some are not complete; "
            "the next run writes them."
        ) from None


class _Writing:
    """One call of `write_changes`."""

    def __init__(self, changes: Changes, committer: Committer, tabs: Mapping[str, RawTab]) -> None:
        self.changes, self.committer, self.tabs = changes, committer, tabs
        self.appends = _joined(append for append in changes.appends if append.frame.height)
        self.larger: list[JobTab] = []

    def write_first(self) -> None:
        """Everything that fits: appended rows first, then job tabs in order; in it a note of what is still to come."""
        *earlier, last = _slices(self.appends)
        lots: list[tuple[list[Append], Build]] = [(rows, partial(self._append, rows)) for rows in earlier]
        lots.append((last, partial(self._first_batch, last)))
        for number, (appends, build) in enumerate(lots):
            try:
                self._write_rows(appends, build)
            except WorkbookUncertain:
                raise
            except WorkbookError as error:
                if not number:
                    raise
                raise WorkbookUncertain(f"{error} {SOME_STAND}") from None

    def _write_rows(self, appends: Sequence[Append], build: Build) -> None:
        """Make a batch that appends these rows, and see to it that they stand under their headers."""
        heeded: list[int | str] = [*self._shared_ids(), *(append.title for append in appends)]
        answer = self.committer.commit(build, self._ranges, heeded, partial(self._all_stand, appends))
        astray = self._astray(answer, appends)
        try:
            for _ in range(MOST_TIMES_ASTRAY):
                if not astray:
                    return
                answer = self.committer.commit(partial(self._append, astray), self._ranges, heeded)
                astray = self._astray(answer, astray)
        except WorkbookError as error:
            raise WorkbookUncertain(f"{error} {ASTRAY.format(titles=_titles(astray))}") from None
        if astray:
            raise WorkbookUncertain(ASTRAY.format(titles=_titles(astray)))

    def _all_stand(self, appends: Sequence[Append], view: View) -> bool:
        """True when every row to append is there: an earlier try has added it after all."""
        found = [(append, shared_tab(append, view)) for append in appends]
        return bool(found) and all(sheet and _stands(append, view.tabs.get(sheet.title)) for append, sheet in found)

    def write_larger(self) -> None:
        """Job tabs that did not fit, each in a batch of its own; a tab too large even for that in pieces."""
        for number, tab in enumerate(self.larger):
            self.committer.look_again()
            ours = {tab.title for tab in self.larger}
            left = (set(_unfinished(self.committer.view)) - ours) | {tab.title for tab in self.larger[number + 1 :]}
            written = self._tab_write(tab, self.committer.view)
            if not written.values:
                self.committer.commit(partial(self._whole_tab, tab, left))
                continue
            self.committer.commit(partial(self._structure, tab))
            for body in written.values:
                self.committer.put_values(body)
            self.committer.look_again()
            self.committer.commit(partial(self._looks, tab, left))

    def _first_batch(self, appends: Sequence[Append], view: View) -> Sequence[Request]:
        check_places(self.changes, view, self.tabs)
        requests = self._append(appends, view)
        size = sum(request.size for request in requests)
        self.larger = []
        written = set[str]()
        for tab in sorted(self.changes.job_tabs, key=lambda tab: not tab.hidden):  # first of all who the workbook is
            tab_write = self._tab_write(tab, view)
            tab_size = sum(request.size for request in tab_write.requests)
            if tab_write.values or (size + tab_size > LARGEST_BATCH and not tab.hidden):
                self.larger.append(tab)
                continue
            size += tab_size
            written.add(tab.title)
            requests += tab_write.requests
        left = (set(_unfinished(view)) - written) | {tab.title for tab in self.larger}
        return [*requests, *mark_requests(view.outline, left)]

    def _structure(self, tab: JobTab, view: View) -> Sequence[Request]:
        return self._tab_write(tab, view).structure

    def _whole_tab(self, tab: JobTab, left: Iterable[str], view: View) -> Sequence[Request]:
        return [*self._tab_write(tab, view).requests, *mark_requests(view.outline, left)]

    def _looks(self, tab: JobTab, left: Iterable[str], view: View) -> Sequence[Request]:
        return [*self._tab_write(tab, view).looks, *mark_requests(view.outline, left)]

    def _tab_write(self, tab: JobTab, view: View) -> TabWrite:
        tab_of(tab, view, self.tabs)
        return write_job_tab(tab, view.outline, self._sheet_ids(view), limit=LARGEST_TAB)

    def _sheet_ids(self, view: View) -> dict[str, int]:
        """Title to id, also of tabs that this write makes, and under the titles that people have changed."""
        ours = {tab.title: tab_of(tab, view, self.tabs) for tab in self.changes.job_tabs}
        made = {title: sheet.sheet_id if sheet else new_tab_id(title, view) for title, sheet in ours.items()}
        return {sheet.title: sheet.sheet_id for sheet in view.outline.sheets} | made

    def _append(self, appends: Iterable[Append], view: View) -> list[Request]:
        requests: list[Request] = []
        for append in appends:
            sheet, header = shared_tab(append, view), header_of(append, view)
            sheet_id = sheet.sheet_id if sheet else new_tab_id(append.title, view)
            requests += append_rows(append, sheet, header, sheet_id)
        return requests

    def _shared_ids(self) -> list[int]:
        found = [shared_tab(append, self.committer.view) for append in self.appends]
        return [sheet.sheet_id for sheet in found if sheet]

    def _ranges(self, view: View) -> list[str]:
        """The header rows, which the answer is to show as they stood when the rows were added."""
        found = [shared_tab(append, view) for append in self.appends if header_of(append, view)]
        return [first_rows(sheet.title) for sheet in found if sheet]

    def _astray(self, answer: Mapping[str, Any] | None, among: Sequence[Append]) -> list[Append]:
        """The appends whose rows came under wrong headers because people moved columns in that instant.

        The answer shows the header rows as they stood then; without an answer the rows themselves are looked for.
        """
        if answer is None:
            tabs = self.committer.view.tabs
            return [append for append in among if not _stands(append, self._tab(append, tabs))]
        now = _headers_in(answer)
        view = self.committer.view
        astray = [append for append in among if _moved(append, view, now)]
        self.committer.view = view.with_headers(now)
        return astray

    def _tab(self, append: Append, tabs: Mapping[str, RawTab]) -> RawTab | None:
        sheet = shared_tab(append, self.committer.view)
        return tabs.get(sheet.title) if sheet else None


def _unfinished(view: View) -> list[str]:
    """The titles that are still to be finished, of tabs that are still there."""
    outline = view.outline
    return [title for title in unfinished_titles(outline) if sheet_for(title, outline)]


def _slices(appends: Sequence[Append]) -> list[list[Append]]:
    """The rows in as many lots as they need, in order; the last one has room beside it."""
    lots: list[list[Append]] = [[]]
    room = MOST_ROWS
    for append in appends:
        start = 0
        while start < append.frame.height:
            if not room:
                lots.append([])
                room = MOST_ROWS
            rows = append.frame.slice(start, room)
            lots[-1].append(replace(append, frame=rows))
            start, room = start + rows.height, room - rows.height
    return lots


def _joined(appends: Iterable[Append]) -> list[Append]:
    """Rows for the same tab as one append: a missing tab is made once."""
    found: dict[tuple[str, tuple[ShownColumn, ...]], Append] = {}
    for append in appends:
        place = (append.title.casefold(), append.columns)
        before = found.get(place)
        found[place] = replace(append, frame=pl.concat([before.frame, append.frame])) if before else append
    return list(found.values())


def _titles(appends: Iterable[Append]) -> str:
    return ", ".join(f'"{append.title}"' for append in appends)


def _moved(append: Append, view: View, now: Mapping[int, tuple[str, ...]]) -> bool:
    """True when the key, written under `view`, stands elsewhere by the headers of `now`.

    A row under its own key is never added again, even if people swapped other columns: it would be there twice.
    """
    sheet, header = shared_tab(append, view), header_of(append, view)
    if sheet is None or header is None or sheet.sheet_id not in now:
        return False
    return _key_position(append, header) != _key_position(append, now[sheet.sheet_id])


def _key(append: Append) -> str:
    """The frame column by which its rows are found again."""
    return append.key or append.columns[-1].name


def _key_position(append: Append, header: Sequence[str]) -> int:
    """Where the key's column stands, -1 when it is gone."""
    column = next(column for column in append.columns if column.name == _key(append))
    headers = [normal_header(text) for text in header]
    wanted = normal_header(column.header)
    return headers.index(wanted) if wanted in headers else -1


def _headers_in(answer: Mapping[str, Any]) -> dict[int, tuple[str, ...]]:
    """The header rows by sheet id that the answer to a batch shows."""
    found = {}
    for sheet in answer.get("updatedSpreadsheet", {}).get("sheets", ()):
        rows = [row for data in sheet.get("data", ()) for row in data.get("rowData", ())]
        texts = (tuple(cell.get("formattedValue", "").strip() for cell in row.get("values", ())) for row in rows)
        header = next((row for row in texts if any(row)), ())
        if header:
            found[sheet["properties"].get("sheetId", 0)] = header
    return found


def _stands(append: Append, tab: RawTab | None) -> bool:
    """True when every row of the append stands in the tab with its key under the key's header."""
    position = _key_position(append, tab.header) if tab else -1
    if tab is None or position < 0:
        return False
    letter = column_letter(position)
    wanted = as_read(append.frame.select(_key(append))).to_series()
    return bool(wanted.is_in(tab.cells[letter].implode()).all())
