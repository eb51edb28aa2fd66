"""The one batch that makes a spreadsheet ready, in an order in which each request finds what it needs."""

from __future__ import annotations

from collections.abc import Iterator

from crm_sheets.workbook.google.ids import job_tab_id
from crm_sheets.workbook.google.outline import Outline
from crm_sheets.workbook.google.requests import Request
from crm_sheets.workbook.google.setup.lookup import show_profiles
from crm_sheets.workbook.google.setup.names import name_range
from crm_sheets.workbook.google.setup.page import add_page, fill_page
from crm_sheets.workbook.google.setup.plan import PagePlan, SetupPlan
from crm_sheets.workbook.google.setup.protection import protect, release
from crm_sheets.workbook.google.setup.tabs import add_tab, fill_tab
from crm_sheets.workbook.google.setup.todo import Todo, todo_of


def requests_for(plan: SetupPlan, outline: Outline) -> list[Request]:
    """All requests that the spreadsheet needs to be as planned; none when it is.

    No cell of a tab that is there already is written, except that columns are inserted for `plan.lookup`. Raises
    WorkbookChanged when these columns have moved since they were planned.
    """
    return list(_in_order(plan, todo_of(plan, outline), outline))


def _in_order(plan: SetupPlan, todo: Todo, outline: Outline) -> Iterator[Request]:
    if todo.properties:
        fields = ",".join(todo.properties)
        yield Request.of("updateSpreadsheetProperties", {"properties": dict(todo.properties), "fields": fields})
    if todo.page:
        yield add_page(todo.page)
    yield from map(add_tab, todo.tabs)
    for tab in todo.tabs:
        yield from fill_tab(tab)
    if todo.page:
        yield from fill_page(todo.page, {**_job_tabs(todo.page, outline), **_sheet_ids(plan, todo, outline)})
    if todo.lookup:
        yield from show_profiles(todo.lookup, outline)
    yield from (request for named in todo.names for request in name_range(named))
    yield from map(release, todo.release)
    yield from (protect(guarded, plan.protection) for guarded in todo.protect)
    if todo.blank is not None:
        yield Request.of("deleteSheet", {"sheetId": todo.blank})


def _sheet_ids(plan: SetupPlan, todo: Todo, outline: Outline) -> dict[str, int]:
    """Where each tab is, by canonical name: those that are there, and those that this batch makes."""
    there = {tab.name: outline.by_title(tab.title) for tab in plan.found}
    found = {name: sheet.sheet_id for name, sheet in there.items() if sheet}
    return found | {tab.name: tab.sheet_id for tab in todo.tabs}


def _job_tabs(page: PagePlan, outline: Outline) -> dict[str, int]:
    """Where jobs have their tabs, or will make them, by title."""
    made = {title: job_tab_id(title) for title in page.job_tabs}
    there = {title: outline.by_id(made[title]) or outline.by_title(title) for title in made}
    return made | {title: sheet.sheet_id for title, sheet in there.items() if sheet}
