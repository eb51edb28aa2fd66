"""Which date column a program's occasion names: "customers.birth_date", or "Pelanggan.Tanggal lahir" as typed."""

from __future__ import annotations

from collections.abc import Iterator

from crm_sheets.programs.names import (
    PROFILES_SPELLINGS,
    PROFILES_TAB,
    Names,
    Sort,
    folded,
    nearest,
    nearest_column,
    tab_names,
)
from crm_sheets.schema import TABS, Tab
from crm_sheets.tables import Book

CUSTOMER = "customer_id"
MOST_EXAMPLES = 6


class OccasionError(ValueError):
    """The text names no date column of a tab whose rows belong to a customer; `str(error)` is what to type instead."""


def resolve_occasion(text: str, book: Book) -> str:
    """The occasion by canonical names, "tab.column".

    A column of the profiles is not checked here, for they are not made yet. Raises OccasionError.
    """
    for tab, column in _splits(text, book):
        if tab == PROFILES_TAB:
            return f"{PROFILES_TAB}.{'_'.join(column.lower().split())}"
        return f"{tab}.{_date_column(names_in(book, tab), column)}"
    raise OccasionError(_suggestion(text))


def names_in(book: Book, tab: str) -> Names:
    """The names of a declared tab in this workbook, headers as typed included."""
    return tab_names(tab, TABS[tab].typed, book.titles.get(tab, ""), book.headers.get(tab))


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


def _date_column(names: Names, column: str) -> str:
    known = names.columns.get(folded(column))
    dates = _occasions(TABS[names.tab])
    if known is None:
        near = nearest_column(column, [names], Sort.DATE)
        raise OccasionError(f"{names.tab}.{near}" if near else ", ".join(dates[:MOST_EXAMPLES]))
    if known.column not in dates:
        raise OccasionError(", ".join((dates or _occasions(TABS["customers"]))[:MOST_EXAMPLES]))
    return known.name


def _occasions(tab: Tab) -> list[str]:
    """The tab's date columns, none when its rows have no id or belong to no customer."""
    if not tab.key or CUSTOMER not in tab.by_name:
        return []
    return [f"{tab.name}.{name}" for name in tab_names(tab.name, tab.typed).dates]


def _suggestion(text: str) -> str:
    """The occasions whose column is the text (its tab was forgotten), else the occasion most like it, else some."""
    known = [(tab, _occasions(tab)) for tab in TABS.values()]
    everywhere = [occasion for _, occasions in known for occasion in occasions]
    meant = [tab_names(tab.name, tab.typed).columns.get(folded(text)) for tab, occasions in known if occasions]
    same = [column.column for column in meant if column and column.column in everywhere]
    return ", ".join(same) or nearest(text, everywhere) or ", ".join(everywhere[:MOST_EXAMPLES])
