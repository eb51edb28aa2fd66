"""Cell formats, one of each kind, and how wide columns are."""

from __future__ import annotations

from math import ceil
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format

from crm_sheets.sample.highlights import Look
from crm_sheets.sample.palette import FILL_IN, INK, QUIET, WHITE
from crm_sheets.schema.base import Column, Kind

FONT = {"font_name": "Arial", "font_size": 10, "font_color": INK}
NUMBER_FORMATS: dict[Kind, str] = {
    Kind.ID: "@",
    Kind.PHONE: "@",
    Kind.DATE: "dd/mm/yyyy",
    Kind.MONTH: "mm/yyyy",
    Kind.DATETIME: "dd/mm/yyyy hh:mm",
    Kind.MONEY: "#,##0",
    Kind.NUMBER: "#,##0.####",
    Kind.INTEGER: "0",
    Kind.PERCENT: "0%",
}
WHOLE_COUNTS = {"quantity", "quality_score"}
"""Number columns that hold whole numbers as a rule: "12" and not "12.", which a format with decimals would show."""

WIDTHS: dict[Kind, int] = {
    Kind.ID: 13,
    Kind.TEXT: 19,
    Kind.NAME: 25,
    Kind.LONG_TEXT: 38,
    Kind.PHONE: 20,
    Kind.EMAIL: 33,
    Kind.DATE: 13,
    Kind.MONTH: 12,
    Kind.DATETIME: 17,
    Kind.MONEY: 16,
    Kind.NUMBER: 12,
    Kind.INTEGER: 12,
    Kind.PERCENT: 12,
    Kind.YES_NO: 12,
}
CENTRED = {Kind.YES_NO, Kind.INTEGER, Kind.PERCENT, Kind.MONTH, Kind.DATE}
WRAPPED_TABS = {"programs", "segments", "settings", "paragraphs", "improvements", "queue", "outbox"}
WIDE_TEXTS = {"text": 70, "condition": 52, "keywords": 30, "name": 30, "occasion": 30, "topic": 26, "subject": 28}


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def make(self, **properties: Any) -> Format:
        """A format with these properties on the usual font."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format({**FONT, "valign": "vcenter", **properties})
        return self._made[key]

    def header(self, colour: str) -> Format:
        """A header cell on a ground of `colour`."""
        return self.make(
            bold=True, font_color=WHITE, bg_color=colour, text_wrap=True, border=1, border_color=WHITE, indent=0
        )

    def column(self, column: Column, *, wrap: bool) -> Format:
        """The cells of a column."""
        properties: dict[str, Any] = {}
        if number_format := number_format_of(column):
            properties["num_format"] = number_format
        if column.kind in CENTRED:
            properties["align"] = "center"
        if wrap and column.kind in (Kind.LONG_TEXT, Kind.TEXT, Kind.CHOICE):
            properties["text_wrap"] = True
        if column.kind is Kind.ID:
            properties["font_color"] = QUIET
        if column.people_fill:
            properties["bg_color"] = FILL_IN
        return self.make(**properties)

    def highlight(self, look: Look) -> Format:
        """A conditional format; it may name only what it changes."""
        properties: dict[str, Any] = {"font_color": look.ink}
        if look.background:
            properties["bg_color"] = look.background
        if look.struck:
            properties["font_strikeout"] = True
        made: Format = self._workbook.add_format(properties)
        return made

    def band(self, colour: str) -> Format:
        """The ground of every other row; whatever the cells' ink is, it stays."""
        made: Format = self._workbook.add_format({"bg_color": colour})
        made.font_color = None
        return made


def number_format_of(column: Column) -> str:
    """The number format of a column's cells, "" for the general one."""
    return "#,##0" if column.name in WHOLE_COUNTS else NUMBER_FORMATS.get(column.kind, "")


def column_width(column: Column, header: str) -> int:
    """The width in characters: what the values need, and the longest word of the header and half the header."""
    if column.width:
        return column.width
    longest_word = max(len(word) for word in header.split()) + 5
    return max(_values_width(column), longest_word, ceil(len(header) / 2) + 5)


def _values_width(column: Column) -> int:
    if column.kind in (Kind.TEXT, Kind.LONG_TEXT):
        return WIDE_TEXTS.get(column.name, WIDTHS[column.kind])
    if column.kind is Kind.CHOICE:
        longest = max((len(label) for choice in column.choices for label in choice.label), default=0)
        return min(30, max(12, longest + 3)) if not column.many else WIDTHS[Kind.TEXT]
    return WIDTHS.get(column.kind, 16)
