"""Cell formats, one of each kind, and how wide columns are."""

from __future__ import annotations

from collections.abc import Iterable
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
    Kind.ID: 14,
    Kind.TEXT: 19,
    Kind.ZONE: 19,
    Kind.NAME: 25,
    Kind.LONG_TEXT: 44,
    Kind.PHONE: 20,
    Kind.EMAIL: 33,
    Kind.DATE: 16,
    Kind.MONTH: 12,
    Kind.DATETIME: 17,
    Kind.MONEY: 17,
    Kind.NUMBER: 12,
    Kind.INTEGER: 12,
    Kind.PERCENT: 12,
    Kind.YES_NO: 12,
}
CENTRED = {Kind.YES_NO, Kind.MONTH, Kind.DATE, Kind.DATETIME}
RIGHT = {Kind.MONEY, Kind.NUMBER, Kind.INTEGER, Kind.PERCENT}
"""Also amounts that somebody typed as text stand under the others."""

WRAPPED_TABS = {"programs", "segments", "settings", "paragraphs", "improvements", "queue", "outbox", "doubts", "inbox"}
NAMED_WIDTHS = {
    "program_id": 25,
    "template": 25,
    "setting": 24,
    "segment": 28,
    "policy_id": 16,
    "period": 12,
    "hour": 9,
    "role": 22,
    "may_sell": 40,
    "mastered": 34,
    "selling_style": 42,
    "name": 42,
    "branch": 13,
    "text": 70,
    "condition": 60,
    "keywords": 30,
    "occasion": 30,
    "topic": 26,
    "subject": 28,
}


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

    def header(self, column: Column, colour: str) -> Format:
        """A header cell on a ground of `colour`, standing like the values below it."""
        return self.make(
            bold=True,
            font_color=WHITE,
            bg_color=colour,
            text_wrap=True,
            border=1,
            border_color=WHITE,
            **_alignment(column),
        )

    def column(self, column: Column, *, wrap: bool) -> Format:
        """The cells of a column."""
        properties = _alignment(column)
        if number_format := number_format_of(column):
            properties["num_format"] = number_format
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


def row_height(texts: Iterable[tuple[Any, int]]) -> float | None:
    """The height of a row with wrapped (text, width in characters) cells; None for the usual one."""
    lines = max((ceil(len(str(text)) / (width - 1)) for text, width in texts if text), default=1)
    return None if lines < 2 else 13.5 * lines + 5


def _alignment(column: Column) -> dict[str, Any]:
    if column.kind in CENTRED:
        return {"align": "center"}
    return {"align": "right" if column.kind in RIGHT else "left", "indent": 1}


def number_format_of(column: Column) -> str:
    """The number format of a column's cells, "" for the general one."""
    if column.name == "value" and column.kind is Kind.TEXT:
        return "[>=1000]#,##0;General"
    return "#,##0" if column.name in WHOLE_COUNTS else NUMBER_FORMATS.get(column.kind, "")


def column_width(column: Column, header: str) -> int:
    """The width in characters: what the values need, and the longest word of the header and half the header."""
    longest_word = max(len(word) for word in header.split()) + 6
    if column.width:
        return max(column.width, longest_word)
    return max(_values_width(column), longest_word, ceil(len(header) / 2) + 5)


def _values_width(column: Column) -> int:
    if column.name in NAMED_WIDTHS and column.kind is not Kind.NAME:
        return NAMED_WIDTHS[column.name]
    if column.kind is Kind.CHOICE:
        longest = max((len(label) for choice in column.choices for label in choice.label), default=0)
        return min(30, max(12, longest + 3)) if not column.many else WIDTHS[Kind.TEXT]
    return WIDTHS.get(column.kind, 16)
