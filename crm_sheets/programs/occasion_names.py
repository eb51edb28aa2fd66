"""Which date column a program's occasion names: "customers.birth_date", or "Pelanggan.Tanggal lahir" as typed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from crm_sheets.model import Text
from crm_sheets.programs.condition_errors import filled
from crm_sheets.programs.names import (
    LONGEST_NAME,
    PROFILES_LABEL,
    PROFILES_SPELLINGS,
    PROFILES_TAB,
    Names,
    Sort,
    folded,
    nearest,
    nearest_column,
    profile_names,
    tab_names,
)
from crm_sheets.schema import TABS, Tab
from crm_sheets.schema.profiles import PROFILE_LABELS
from crm_sheets.tables import Book

CUSTOMER = "customer_id"
MOST_EXAMPLES = 6


class OccasionError(ValueError):
    """The text names no date column of a tab whose rows belong to a customer: `reason` says why and what to type."""

    def __init__(self, reason: Text) -> None:
        self.reason = reason
        super().__init__(reason.en)


NO_TAB = Text(
    "Tulis tab dan kolomnya dengan titik di antaranya: {dates}.",
    "Write the tab and the column with a dot between them: {dates}.",
)
UNKNOWN_TAB = Text(
    "“{typed}” bukan tab yang dikenal; tulis misalnya {dates}.",
    "“{typed}” is not a tab we know; write for example {dates}.",
)
UNKNOWN_COLUMN = Text(
    "“{typed}” bukan kolom yang dikenal di tab {tab}; kolom tanggal di sana: {dates}.",
    "“{typed}” is not a column we know in the tab {tab}; its date columns are {dates}.",
)
NEAR_COLUMN = Text(
    "“{typed}” bukan kolom yang dikenal di tab {tab}; maksudnya {near}? Kolom tanggal di sana: {dates}.",
    "“{typed}” is not a column we know in the tab {tab}; did you mean {near}? Its date columns are {dates}.",
)
NOT_A_DATE = Text(
    "“{typed}” bukan kolom tanggal; kolom tanggal di tab {tab}: {dates}.",
    "“{typed}” is not a date column; the date columns of the tab {tab} are {dates}.",
)
NOT_OF_A_CUSTOMER = Text(
    "Baris di tab {tab} bukan milik pelanggan, jadi tidak ada yang dihubungi; tulis misalnya {dates}.",
    "The rows of the tab {tab} belong to no customer, so there is nobody to contact; write for example {dates}.",
)
FIXED_DAY = Text(
    "Tanggal kalender tetap seperti “{typed}” belum bisa menjadi peristiwa; tulis kolom tanggal, misalnya {dates}.",
    "A fixed calendar day such as “{typed}” cannot be an occasion yet; write a date column, for example {dates}.",
)


def resolve_occasion(text: str, book: Book) -> str:
    """The occasion by canonical names, "tab.column".

    Whether the profiles have such a date is not checked here, for they are not made yet. Raises OccasionError.
    """
    for tab, column in _splits(text, book):
        if tab == PROFILES_TAB:
            return f"{PROFILES_TAB}.{_profile_column(column)}"
        return f"{tab}.{_date_column(names_in(book, tab), column)}"
    raise OccasionError(_no_such_tab(text))


def names_in(book: Book, tab: str) -> Names:
    """The names of a declared tab in this workbook, headers as typed included."""
    return tab_names(tab, TABS[tab].typed, book.titles.get(tab, ""), book.headers.get(tab))


def date_column(names: Names, typed: str, dates: Sequence[str]) -> str:
    """The canonical name of the column that was typed, one of `dates` (canonical names); raises OccasionError."""
    known = names.columns.get(folded(typed))
    if known and known.name in dates:
        return known.name
    near = "" if known else nearest_column(typed, [names], Sort.DATE)
    reason = NOT_A_DATE if known else NEAR_COLUMN if near in dates else UNKNOWN_COLUMN
    shown = ", ".join(f"{names.tab}.{name}" for name in dates[:MOST_EXAMPLES])
    raise OccasionError(filled(reason, typed=typed, tab=_label(names.tab), near=f"{names.tab}.{near}", dates=shown))


def _label(tab: str) -> Text:
    return TABS[tab].label if tab in TABS else PROFILES_LABEL


def _splits(text: str, book: Book) -> Iterator[tuple[str, str]]:
    """Every way to cut the text at a dot into a known tab and the rest."""
    for position, character in enumerate(text):
        if character == "." and (tab := _tab(folded(text[:position]), book)):
            yield tab, text[position + 1 :].strip()


def _tab(wanted: str, book: Book) -> str:
    if wanted in PROFILES_SPELLINGS:
        return PROFILES_TAB
    for layer in range(4):
        for tab in TABS.values():
            spellings = ((tab.name,), (book.titles.get(tab.name, ""),), tab.label, tab.aliases)[layer]
            if wanted and wanted in map(folded, spellings):
                return tab.name
    return ""


def _profile_column(typed: str) -> str:
    """The canonical name of a profile column; the text as a name where none is known by it."""
    every = profile_names({**TABS["customers"].typed, **dict.fromkeys(PROFILE_LABELS, pl.String)})
    known = every.columns.get(folded(typed))
    return known.name if known else "_".join(typed.lower().split())


def _date_column(names: Names, column: str) -> str:
    dates = _dates(TABS[names.tab])
    if not dates:
        shown = ", ".join(_occasions(TABS["customers"]))
        raise OccasionError(filled(NOT_OF_A_CUSTOMER, tab=_label(names.tab), dates=shown))
    return date_column(names, column, dates)


def _dates(tab: Tab) -> list[str]:
    """The tab's date columns, none when its rows have no id or belong to no customer."""
    return tab_names(tab.name, tab.typed).dates if tab.key and CUSTOMER in tab.by_name else []


def _occasions(tab: Tab) -> list[str]:
    return [f"{tab.name}.{name}" for name in _dates(tab)]


def _no_such_tab(text: str) -> Text:
    """Why a text without a known tab is no occasion, with what was probably meant."""
    typed = text.strip()[:LONGEST_NAME]
    if not any(map(str.isalpha, typed)):
        return filled(FIXED_DAY, typed=typed, dates=", ".join(_occasions(TABS["customers"])))
    tab, dot, _ = typed.partition(".")
    return filled(UNKNOWN_TAB if dot else NO_TAB, typed=tab.strip(), dates=_suggestion(typed))


def _suggestion(text: str) -> str:
    """The occasions whose column is the text (its tab was forgotten), else the occasion most like it, else some."""
    known = [(tab, _occasions(tab)) for tab in TABS.values()]
    everywhere = [occasion for _, occasions in known for occasion in occasions]
    meant = [tab_names(tab.name, tab.typed).columns.get(folded(text)) for tab, occasions in known if occasions]
    same = [column.column for column in meant if column and column.column in everywhere]
    return ", ".join(same) or nearest(text, everywhere) or ", ".join(everywhere[:MOST_EXAMPLES])
