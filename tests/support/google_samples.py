"""Fake Google spreadsheets with the sample, or with a few tabs, in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from crm_sheets.sample.book import SampleBook, make_book
from crm_sheets.sample.cells import BrokenFormula
from crm_sheets.sample.options import Options
from crm_sheets.sample.writer import ORDER, YES_NO
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Column, Kind
from crm_sheets.testing.google import FakeGoogle
from crm_sheets.testing.spreadsheet import FakeSpreadsheet
from crm_sheets.workbook.google.adapter import GoogleWorkbook
from crm_sheets.workbook.google.client import SheetsClient
from crm_sheets.workbook.google.pacing import Pace

SPREADSHEET_ID = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdef"
LINK = f"https://docs.google.com/spreadsheets/d/{SPREADSHEET_ID}/edit#gid=0"


def load_sample(google: FakeGoogle, language: str = "id") -> FakeSpreadsheet:
    """The sample as a team would have it in Google Sheets."""
    return load_book(google, make_book(Options(language=language)))


def load_book(google: FakeGoogle, book: SampleBook) -> FakeSpreadsheet:
    """All tabs of a sample book, with ids and phones in cells formatted as text."""
    sheet = google.spreadsheet(SPREADSHEET_ID, title=book.company)
    for name in ORDER:
        add_tab(sheet, name, book)
    return sheet


def add_tab(sheet: FakeSpreadsheet, name: str, book: SampleBook) -> None:
    """One tab of the book."""
    tab, language = TABS[name], book.options.language
    doubled = book.doubled_headers.get(name)
    columns = [*tab.columns, *([tab.by_name[doubled]] if doubled else [])]
    header = [column.label.in_language(language) for column in columns]
    rows = [[cell(row.get(c.name), c, language) for c in tab.columns] for row in book.tabs.get(name, [])]
    formats = {place: "TEXT" for place, column in enumerate(columns) if column.kind in (Kind.ID, Kind.PHONE)}
    title = tab.label.in_language(language)
    plain = [[None if isinstance(value, BrokenFormula) else value for value in row] for row in rows]
    large = len(rows) > 5000  # a spreadsheet of this size has been freed of blank columns: they count
    sheet.add_tab(
        title,
        [header, *plain],
        formats=formats,
        row_count=max(1000, len(rows) + 1),
        column_count=len(columns) if large else max(26, len(columns)),
    )
    for number, row in enumerate(rows, start=2):
        for position, value in enumerate(row):
            if isinstance(value, BrokenFormula):
                sheet.people.type_in(title, number, position, value.formula, shown=value.shown)


def cell(value: Any, column: Column, language: str) -> Any:
    """A value of the sample as a cell holds it."""
    if isinstance(value, BrokenFormula):
        return value
    labels = {choice.value: choice.label.in_language(language) for choice in column.choices}
    if isinstance(value, bool):
        return YES_NO.in_language(language).split(",")[0 if value else 1]
    if isinstance(value, str):
        return labels.get(value, value)
    if isinstance(value, tuple):
        return ", ".join(labels.get(part, part) for part in value)
    if isinstance(value, date):
        return value.toordinal() - date(1899, 12, 30).toordinal()
    return value


def small_sheet(google: FakeGoogle, tabs: Mapping[str, Sequence[Sequence[object]]]) -> FakeSpreadsheet:
    """A spreadsheet with these tabs, each a list of rows with its header first."""
    sheet = google.spreadsheet(SPREADSHEET_ID, title="Tim kami")
    for title, rows in tabs.items():
        sheet.add_tab(title, rows)
    return sheet


def workbook_in(google: FakeGoogle, *, seconds: float = 300.0, seed: float = 0.5) -> GoogleWorkbook:
    """The adapter on the fake's one spreadsheet, without credentials and without waiting."""
    import requests

    client = SheetsClient(
        None,
        session=requests.Session(),
        pace=Pace(None, 60, google.clock),
        clock=google.clock,
        seconds=seconds,
        account="crm@example-project.iam.gserviceaccount.com",
        chance=lambda: seed,
    )
    return GoogleWorkbook(client, SPREADSHEET_ID)


def use_fake(monkeypatch: pytest.MonkeyPatch, google: FakeGoogle) -> None:
    """Let the commands tell time by the fake's clock, so that nothing waits."""
    monkeypatch.setattr("crm_sheets.workbook.google.opening.Clock", lambda: google.clock)
