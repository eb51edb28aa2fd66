"""The workbook file: tabs as the team sees them, with colours, drop-downs, notes and print settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from math import ceil
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from crm_sheets.model import Text
from crm_sheets.sample.book import SampleBook
from crm_sheets.sample.cells import BrokenFormula
from crm_sheets.sample.header_notes import header_note
from crm_sheets.sample.highlights import HIGHLIGHTS
from crm_sheets.sample.options import AS_OF
from crm_sheets.sample.palette import BAND, HUES, header_colour
from crm_sheets.sample.start_here import TITLE, write_start_here
from crm_sheets.sample.styles import FONT, WRAPPED_TABS, Styles, column_width, row_height
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Column, Kind, Tab
from crm_sheets.tables import column_letter

ORDER = (
    "queue",
    "outbox",
    "doubts",
    "inbox",
    "customers",
    "family",
    "consents",
    "policies",
    "transactions",
    "deals",
    "visits",
    "complaints",
    "call_requests",
    "interactions",
    "quotes",
    "orders",
    "invoices",
    "products",
    "affinity",
    "funds",
    "fund_prices",
    "gifts",
    "gift_ideas",
    "events",
    "attendance",
    "referrals",
    "surveys",
    "campaigns",
    "commissions",
    "budgets",
    "targets",
    "staff",
    "improvements",
    "paragraphs",
    "programs",
    "segments",
    "settings",
    "calendar",
    "contact_log",
)
LISTED = {"staff.name", "products.product_id", "funds.fund_id", "events.event_id", "campaigns.campaign_id"}
"""References that get a drop-down: to short lists only."""

YES_NO = Text("Ya,Tidak", "Yes,No")
LAST_ROW = 1_048_575
LARGE = 5000
"""From so many customers on, rows are written through at once, which takes less memory."""

PAGE_WIDTH = 150
"""Characters on a printed landscape page at a readable size."""

ROW_HEIGHT = 18
"""Points; a little more than the text needs."""

EPOCH = date(1899, 12, 30).toordinal()
FROZEN_COLUMNS = {"customers": 2, "programs": 2, "queue": 1, "outbox": 1, "doubts": 2, "inbox": 2, "contact_log": 0}
PAGES_ACROSS = {"queue": 2, "outbox": 2, "doubts": 2, "inbox": 2}
"""Lists that people take along: on paper the task or the message is whole on the first page."""

WIDEST_LIST = 255
"""Characters that a spreadsheet allows in a typed drop-down list."""


def write_workbook(book: SampleBook, path: Path) -> None:
    """Write the sample to `path`; the same book always gives the same file."""
    large = book.options.customers >= LARGE
    workbook = xlsxwriter.Workbook(
        str(path), {"constant_memory": large, "strings_to_urls": False, "default_format_properties": dict(FONT)}
    )
    _set_properties(workbook, book.company)
    styles, language = Styles(workbook), book.options.language
    start = workbook.add_worksheet(TITLE.in_language(language))
    write_start_here(start, styles, language, ORDER, book.company)
    for name in ORDER:
        worksheet = workbook.add_worksheet(TABS[name].label.in_language(language))
        TabWriter(worksheet, styles, TABS[name], book).write()
    start.activate()
    workbook.close()


def _set_properties(workbook: xlsxwriter.Workbook, company: str) -> None:
    workbook.set_properties(
        {
            "title": company,
            "author": "crm_sheets",
            "created": datetime(AS_OF.year, AS_OF.month, AS_OF.day),
        }
    )
    workbook.set_size(2400, 1400)


class TabWriter:
    """Writes one tab."""

    def __init__(self, worksheet: Worksheet, styles: Styles, tab: Tab, book: SampleBook) -> None:
        self.worksheet, self.styles, self.tab = worksheet, styles, tab
        self.language, self.footer = book.options.language, book.company
        self.rows = book.tabs.get(tab.name, [])
        doubled = book.doubled_headers.get(tab.name)
        self.columns = [*tab.columns, *([tab.by_name[doubled]] if doubled else [])]

    def write(self) -> None:
        """Header, rows, drop-downs, highlights, print settings."""
        self._set_columns()
        self._write_header()
        self._write_rows()
        self._add_drop_downs()
        self._add_highlights()
        self._set_view()
        self._set_page()

    def _header(self, column: Column) -> str:
        return column.label.in_language(self.language)

    def _set_columns(self) -> None:
        wrap = self.tab.name in WRAPPED_TABS
        for position, column in enumerate(self.columns):
            width, style = column_width(column, self._header(column)), self.styles.column(column, wrap=wrap)
            self.worksheet.set_column(position, position, width, style)

    def _write_header(self) -> None:
        self.worksheet.set_row(0, 36)
        self.worksheet.set_default_row(ROW_HEIGHT)
        for position, column in enumerate(self.columns):
            style = self.styles.header(column, header_colour(self.tab, column))
            self.worksheet.write_string(0, position, self._header(column), style)
            note = header_note(self.tab, column, self.language)
            lines = sum(ceil(len(line) / 36) for line in note.split("\n"))
            self.worksheet.write_comment(0, position, note, {"width": 230, "height": 18 * lines + 12, "font_size": 9})

    def _write_rows(self) -> None:
        writers = [(column.name, position, self._writer(column)) for position, column in enumerate(self.tab.columns)]
        wrapped = self._wrapped_columns()
        for number, row in enumerate(self.rows, start=1):
            if wrapped:
                self.worksheet.set_row(number, row_height((row.get(name), width) for name, width in wrapped))
            for name, position, write in writers:
                value = row.get(name)
                if value is not None:
                    write(number, position, value)

    def _wrapped_columns(self) -> list[tuple[str, int]]:
        """Names and widths of the columns whose texts may take several lines."""
        if self.tab.name not in WRAPPED_TABS:
            return []
        texts = [column for column in self.tab.columns if column.kind in (Kind.TEXT, Kind.LONG_TEXT)]
        return [(column.name, column_width(column, self._header(column))) for column in texts]

    def _writer(self, column: Column) -> Callable[[int, int, Any], object]:
        """What puts a value of this column into a cell."""
        say = self._speaker(column)

        def write(row: int, position: int, value: Any) -> object:
            if isinstance(value, bool):
                return self.worksheet.write_string(row, position, self._yes_no(value))
            if isinstance(value, str):
                return self.worksheet.write_string(row, position, say(value))
            if isinstance(value, date):
                return self.worksheet.write_number(row, position, value.toordinal() - EPOCH)
            if isinstance(value, BrokenFormula):
                return self.worksheet.write_formula(row, position, value.formula, None, value.shown)
            if isinstance(value, tuple):
                return self.worksheet.write_string(row, position, ", ".join(map(say, value)))
            return self.worksheet.write_number(row, position, value)

        return write

    def _speaker(self, column: Column) -> Callable[[str], str]:
        """A choice in the workbook's language; other texts, and what people typed instead, stay."""
        labels = {choice.value: choice.label.in_language(self.language) for choice in column.choices}
        return lambda value: labels.get(value, value)

    def _yes_no(self, answer: bool) -> str:
        return YES_NO.in_language(self.language).split(",")[0 if answer else 1]

    def _add_drop_downs(self) -> None:
        for position, column in enumerate(self.columns):
            source = self._list_of(column)
            if source and (self.tab.name not in ("queue", "outbox", "contact_log") or column.people_fill):
                self.worksheet.data_validation(1, position, LAST_ROW, position, self._drop_down(source))

    def _drop_down(self, source: str | list[str]) -> dict[str, Any]:
        """A list that warns of other values but lets people have their way."""
        title = Text("Tidak ada di daftar", "Not in the list")
        message = Text("Pakai tulisan ini?", "Use this spelling?")
        return {
            "validate": "list",
            "source": source,
            "error_type": "warning",
            "error_title": title.in_language(self.language),
            "error_message": message.in_language(self.language),
        }

    def _list_of(self, column: Column) -> str | list[str] | None:
        if column.kind is Kind.YES_NO:
            return YES_NO.in_language(self.language).split(",")
        if column.kind is Kind.CHOICE and not column.many:
            labels = [choice.label.in_language(self.language) for choice in column.choices]
            return labels if len(",".join(labels)) <= WIDEST_LIST else None
        if column.references in LISTED:
            name, _, key = column.references.partition(".")
            letter = column_letter([other.name for other in TABS[name].columns].index(key))
            return f"='{TABS[name].label.in_language(self.language)}'!${letter}$2:${letter}$500"
        return None

    def _add_highlights(self) -> None:
        last = len(self.columns) - 1
        for highlight in HIGHLIGHTS.get(self.tab.name, ()):
            first = self._position(highlight.column) if highlight.column else 0
            rule = {
                "type": "formula",
                "criteria": "=" + self._formula(highlight.formula),
                "format": self.styles.highlight(highlight.look),
            }
            self.worksheet.conditional_format(1, first, LAST_ROW, first if highlight.column else last, rule)
        if not any(column.people_fill for column in self.columns):  # the band would hide what is theirs to fill
            rule = {"type": "formula", "criteria": '=AND($A2<>"",MOD(ROW(),2)=1)', "format": self.styles.band(BAND)}
            self.worksheet.conditional_format(1, 0, LAST_ROW, last, rule)

    def _position(self, name: str) -> int:
        return [column.name for column in self.tab.columns].index(name)

    def _formula(self, template: str) -> str:
        """A highlight's formula with cells for names."""
        formula = template
        for column in self.tab.columns:
            cell = f"${column_letter(self._position(column.name))}2"
            formula = formula.replace(f"{{{column.name}}}", cell)
            for choice in column.choices:
                label = choice.label.in_language(self.language)
                formula = formula.replace(f"{{{column.name}={choice.value}}}", f'{cell}="{label}"')
        return formula

    def _set_view(self) -> None:
        self.worksheet.freeze_panes(1, FROZEN_COLUMNS.get(self.tab.name, 1))
        self.worksheet.autofilter(0, 0, max(1, len(self.rows)), len(self.columns) - 1)
        self.worksheet.set_tab_color(HUES[self.tab.owner].tab)
        self.worksheet.ignore_errors({"number_stored_as_text": f"A2:{column_letter(len(self.columns) - 1)}{LAST_ROW}"})

    def _set_page(self) -> None:
        widths: Iterable[int] = (column_width(column, self._header(column)) for column in self.columns)
        pages = PAGES_ACROSS.get(self.tab.name, max(1, round(sum(widths) / PAGE_WIDTH)))
        self.worksheet.set_landscape()
        self.worksheet.set_paper(9)
        self.worksheet.set_margins(0.4, 0.4, 0.6, 0.6)
        self.worksheet.fit_to_pages(pages, 0)
        self.worksheet.repeat_rows(0)
        self.worksheet.repeat_columns(0, max(0, FROZEN_COLUMNS.get(self.tab.name, 1) - 1))
        self.worksheet.set_footer(f"&L&8{self.footer}&C&8&A&R&8&P / &N")
