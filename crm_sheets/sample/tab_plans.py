"""The tabs of a book as plans for a spreadsheet: the same headers, notes, drop-downs and colours as in a file."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from crm_sheets.model import Text
from crm_sheets.sample.book import SampleBook
from crm_sheets.sample.cells import BrokenFormula
from crm_sheets.sample.header_notes import HOW_TO_TYPE, header_note
from crm_sheets.sample.highlights import HIGHLIGHTS
from crm_sheets.sample.highlights import Highlight as Declared
from crm_sheets.sample.palette import BAND, FILL_IN, HUES, INK, QUIET, WHITE, header_colour
from crm_sheets.sample.styles import CENTRED, RIGHT, WRAPPED_TABS, column_width, number_format_of
from crm_sheets.sample.writer import FROZEN_COLUMNS, LISTED, ORDER, YES_NO
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Column, Kind, Owner, Tab
from crm_sheets.tables import column_letter
from crm_sheets.work import MOST_LINES
from crm_sheets.workbook.google.headers import LINE_PIXELS
from crm_sheets.workbook.google.ids import job_tab_id
from crm_sheets.workbook.google.ranges import whole_tab
from crm_sheets.workbook.google.setup.plan import (
    Cell,
    ColumnPlan,
    Condition,
    Formula,
    Highlight,
    Look,
    TabPlan,
    Typing,
    setup_id,
)

TICK_IT = Text("Centang bila ya", "Tick for yes")
TYPED_AS_TEXT = {Kind.ID, Kind.PHONE, Kind.TEXT, Kind.NAME, Kind.LONG_TEXT, Kind.EMAIL, Kind.ZONE}
"""Cells that stay as typed: a phone keeps its zero, "3-4" is no date, and "=1+1" no formula."""

NUMBER_TYPES = {Kind.DATE: "DATE", Kind.MONTH: "DATE", Kind.DATETIME: "DATE_TIME", Kind.PERCENT: "PERCENT"}


class Place(NamedTuple):
    """Where a tab is in the spreadsheet: its title, and the letters of its columns by canonical name."""

    title: str
    letters: Mapping[str, str]


def tab_plans(book: SampleBook, missing: Collection[str], found: Mapping[str, Place]) -> tuple[TabPlan, ...]:
    """Plans for the `missing` tabs, in their usual order; drop-downs look into the `found` tabs where these are."""
    language = book.options.language
    to_come = {name: _usual_place(TABS[name], language) for name in missing}
    planner = _Planner(book, {**to_come, **found})
    return tuple(planner.plan(TABS[name]) for name in ORDER if name in missing)


def tab_id(tab: Tab, language: str) -> int:
    """The sheet id of a tab that setup makes; jobs know the tabs that they append to by an id of theirs."""
    shared = tab.owner in (Owner.SHARED, Owner.LOG)
    return job_tab_id(tab.label.in_language(language)) if shared else setup_id(tab.name)


def _usual_place(tab: Tab, language: str) -> Place:
    letters = {column.name: column_letter(place) for place, column in enumerate(tab.columns)}
    return Place(tab.label.in_language(language), letters)


class _Planner:
    """Plans the tabs of one book."""

    def __init__(self, book: SampleBook, places: Mapping[str, Place]) -> None:
        self.book, self.places, self.language = book, places, book.options.language

    def plan(self, tab: Tab) -> TabPlan:
        """The plan of one tab, with its rows in the book."""
        doubled = self.book.doubled_headers.get(tab.name)
        columns = [*tab.columns, *([tab.by_name[doubled]] if doubled else [])]
        return TabPlan(
            name=tab.name,
            title=tab.label.in_language(self.language),
            sheet_id=tab_id(tab, self.language),
            columns=tuple(self._column(tab, column) for column in columns),
            rows=self._rows(tab),
            frozen_columns=FROZEN_COLUMNS.get(tab.name, 1),
            row_height=MOST_LINES.get(tab.name, 0) * LINE_PIXELS,
            colour=HUES[tab.owner].tab,
            band="" if any(column.people_fill for column in columns) else BAND,
            highlights=tuple(self._highlight(tab, declared) for declared in HIGHLIGHTS.get(tab.name, ())),
            whole=tab.owner is Owner.LOG,
            named=tab.owner is Owner.TEAM,
        )

    def _column(self, tab: Tab, column: Column) -> ColumnPlan:
        header = column.label.in_language(self.language)
        theirs = tab.owner is Owner.TEAM or column.people_fill
        return ColumnPlan(
            header=header,
            width=column_width(column, header),
            header_look=header_look(header_colour(tab, column), _alignment(column)),
            look=_look(column, wraps=tab.name in WRAPPED_TABS),
            note=self._note(tab, column),
            typing=self._typing(column) if theirs else None,
            guarded=tab.owner is Owner.SHARED and not column.people_fill,
            amounts=column.kind is Kind.TEXT and bool(number_format_of(column)),
        )

    def _note(self, tab: Tab, column: Column) -> str:
        note = header_note(tab, column, self.language)
        if not _is_ticked(column):
            return note
        return note.replace(HOW_TO_TYPE[Kind.YES_NO].in_language(self.language), TICK_IT.in_language(self.language))

    def _typing(self, column: Column) -> Typing | None:
        if column.kind is Kind.YES_NO:
            yes, no = YES_NO.in_language(self.language).split(",")
            return Typing(Condition.TICK, (yes,)) if _is_ticked(column) else Typing(Condition.LIST, (yes, no))
        if column.kind is Kind.CHOICE and not column.many:
            labels = tuple(choice.label.in_language(self.language) for choice in column.choices)
            return Typing(Condition.LIST, labels)
        source = self._source(column.references) if column.references in LISTED else ""
        return Typing(Condition.RANGE, (source,)) if source else None

    def _source(self, reference: str) -> str:
        """The cells below the header of the column that is referred to; "" when the spreadsheet lacks it."""
        name, _, key = reference.partition(".")
        place = self.places.get(name)
        letter = place.letters.get(key) if place else None
        return f"{whole_tab(place.title)}!${letter}$2:${letter}" if place and letter else ""

    def _rows(self, tab: Tab) -> tuple[tuple[Cell, ...], ...]:
        rows = self.book.tabs.get(tab.name, [])
        labels = [{choice.value: self._say(choice.label) for choice in column.choices} for column in tab.columns]
        return tuple(
            tuple(self._cell(row.get(column.name), known) for column, known in zip(tab.columns, labels, strict=True))
            for row in rows
        )

    def _cell(self, value: Any, labels: Mapping[str, str]) -> Cell:
        if isinstance(value, bool):
            return self._say(YES_NO).split(",")[0 if value else 1]
        if isinstance(value, str):
            return labels.get(value, value)
        if isinstance(value, BrokenFormula):
            return Formula(value.formula)
        if isinstance(value, tuple):
            return ", ".join(labels.get(item, item) for item in value)
        return value  # type: ignore[no-any-return]

    def _say(self, text: Text) -> str:
        return text.in_language(self.language)

    def _highlight(self, tab: Tab, declared: Declared) -> Highlight:
        place = [column.name for column in tab.columns].index(declared.column) if declared.column else 0
        look = Look(ink=declared.look.ink, ground=declared.look.background, struck=declared.look.struck)
        end = place + 1 if declared.column else len(tab.columns)
        return Highlight(f"={self._formula(tab, declared.formula)}", look, place, end)

    def _formula(self, tab: Tab, template: str) -> str:
        """A highlight's formula with cells for names, and the separator that every locale takes."""
        formula = template.replace(",", ";")
        for place, column in enumerate(tab.columns):
            cell = f"${column_letter(place)}2"
            formula = formula.replace(f"{{{column.name}}}", cell)
            for choice in column.choices:
                label = self._say(choice.label).replace('"', '""')
                formula = formula.replace(f"{{{column.name}={choice.value}}}", f'{cell}="{label}"')
        return formula


def _is_ticked(column: Column) -> bool:
    """In the tabs that people and jobs share a blank cell says no, so a tick is enough."""
    return column.kind is Kind.YES_NO and column.people_fill


def header_look(colour: str, align: str = "LEFT") -> Look:
    """A header cell on a ground of `colour`, with room for the filter's button."""
    return Look(ink=WHITE, ground=colour, bold=True, wrapped=True, align=align, has_button=True)


def _alignment(column: Column) -> str:
    if column.kind in CENTRED:
        return "CENTER"
    return "RIGHT" if column.kind in RIGHT else "LEFT"


def _look(column: Column, *, wraps: bool) -> Look:
    return Look(
        ink=QUIET if column.kind is Kind.ID else INK,
        ground=FILL_IN if column.people_fill else "",
        wrapped=wraps and column.kind in (Kind.LONG_TEXT, Kind.TEXT, Kind.CHOICE),
        align=_alignment(column),
        number=_number(column),
    )


def _number(column: Column) -> tuple[str, str]:
    """The number format's type and pattern."""
    if column.kind in TYPED_AS_TEXT:
        return "TEXT", "@"
    pattern = number_format_of(column)
    return (NUMBER_TYPES.get(column.kind, "NUMBER"), pattern) if pattern else ("", "")
