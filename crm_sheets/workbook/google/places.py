"""Where changes go in a spreadsheet: which tab is ours, which header a column stands under."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

from crm_sheets.content import Append, Changes, JobTab
from crm_sheets.errors import WorkbookError
from crm_sheets.tables import RawTab
from crm_sheets.workbook.google.ids import job_tab_id
from crm_sheets.workbook.google.outline import SheetOutline
from crm_sheets.workbook.google.view import View
from crm_sheets.workbook.matching import is_blank, looks_like, match_columns, not_ours, refuse_bad_title

MOST_CELLS = 10_000_000
"""What Google Sheets allows in one spreadsheet, blank cells counted."""


def check_places(changes: Changes, view: View, tabs: Mapping[str, RawTab]) -> None:
    """Raise WorkbookError when a tab of the team's stands in a job tab's place, a header is missing, or room is."""
    for tab in changes.job_tabs:
        tab_of(tab, view, tabs)
    for append in changes.appends:
        sheet, header = shared_tab(append, view), header_of(append, view)
        if sheet and not sheet.is_grid:
            raise WorkbookError(not_ours(sheet.title))
        if header is None:
            refuse_bad_title(append.title)
        else:
            match_columns(append, header)
    _refuse_when_full(changes, view)


def tab_of(tab: JobTab, view: View, tabs: Mapping[str, RawTab]) -> SheetOutline | None:
    """The spreadsheet's tab that this job tab rewrites, None when it is to be made. Raises WorkbookError.

    One that we made is known by its id, whatever people call it now, unless they renamed it and put something of their
    own there; `tabs` are the tabs as read.
    """
    refuse_bad_title(tab.title)
    made_by_us = view.outline.by_id(job_tab_id(tab.title))
    if made_by_us and not _is_reused(tab, made_by_us, tabs):
        return made_by_us
    found = view.outline.by_title(tab.title)
    if found is None:
        return None
    content = tabs.get(found.title) or view.tabs.get(found.title)
    if content is None or not (is_blank(content) or looks_like(tab, content)):
        raise WorkbookError(not_ours(found.title))
    return found


def _is_reused(tab: JobTab, sheet: SheetOutline, tabs: Mapping[str, RawTab]) -> bool:
    """True when people gave our tab another title and other content."""
    content = tabs.get(sheet.title)
    if content is None or sheet.title.casefold() == tab.title.casefold():
        return False
    return not (is_blank(content) or looks_like(tab, content))


def new_tab_id(title: str, view: View) -> int:
    """The id for a tab to be made under this title: people may have kept the one we made before for something else."""
    for number in count():
        found = job_tab_id(f"{title}{number or ''}")
        if view.outline.by_id(found) is None:
            return found
    raise AssertionError


def shared_tab(append: Append, view: View) -> SheetOutline | None:
    """The tab that these rows are appended to, None when it is to be made.

    By title only, as it is read: people who rename it keep it as an archive, and a new period starts a new tab.
    """
    return view.outline.by_title(append.title)


def header_of(append: Append, view: View) -> tuple[str, ...] | None:
    """The header row of the tab that these rows are appended to, None when the tab is missing or blank."""
    sheet = shared_tab(append, view)
    header = view.headers.get(sheet.sheet_id, ()) if sheet else ()
    return header if any(header) else None


def _refuse_when_full(changes: Changes, view: View) -> None:
    """A write beyond Google's limit would be refused after the messages are out."""
    replaced = {sheet.sheet_id for tab in changes.job_tabs if (sheet := view.outline.by_id(job_tab_id(tab.title)))}
    there = sum(sheet.rows * sheet.columns for sheet in view.outline.sheets if sheet.sheet_id not in replaced)
    ours = sum(_cells_of(tab) for tab in changes.job_tabs)
    if there + ours > MOST_CELLS:
        raise WorkbookError(
            f'"{view.outline.title}" would have {there + ours:,} cells, more than the {MOST_CELLS:,} that Google '
            "allows, so nothing was written. Delete blank rows and columns that no tab needs, or move old transactions "
            "to another spreadsheet."
        )


def _cells_of(tab: JobTab) -> int:
    """About how many cells the tab takes."""
    rows = sum(block.frame.height + 4 for block in tab.blocks)
    return rows * max((len(block.columns) for block in tab.blocks), default=1)
