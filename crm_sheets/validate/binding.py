"""Which tab and which column is which: titles and headers as typed, bound to the schema's names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from crm_sheets.model import ProblemCode, Severity, Text
from crm_sheets.problems import problem
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Column, Owner, Tab
from crm_sheets.tables import PROBLEMS, Book, RawTab, column_letter
from crm_sheets.values.choices import normalise

_LABEL, _ALIAS = 0, 1


@dataclass(frozen=True)
class BoundTab:
    """A tab of the workbook and where its columns stand: canonical name -> 0-based position."""

    tab: Tab
    raw: RawTab
    positions: Mapping[str, int]

    @cached_property
    def headers(self) -> dict[str, str]:
        """The headers as typed, by canonical column name."""
        return {name: self.raw.header[position].strip() for name, position in self.positions.items()}

    @cached_property
    def letters(self) -> dict[str, str]:
        """The columns' letters, by canonical column name."""
        return {name: column_letter(position) for name, position in self.positions.items()}


def bind(
    tabs: Mapping[str, RawTab],
    column_maps: Mapping[str, Mapping[str, str]],
    titles: Mapping[str, str] | None = None,
) -> tuple[dict[str, BoundTab], Book, list[dict[str, Any]]]:
    """The tabs we know, a book that has only their names and places, and the problems of titles and headers.

    `titles` are those that the operator names: canonical tab -> title.
    """
    raws, doubled = _bind_titles(tabs, titles or {})
    bound = {name: bind_headers(TABS[name], raw, column_maps.get(name, {})) for name, raw in raws.items()}
    book = Book(
        tables={},
        problems=PROBLEMS.to_frame(),
        titles={name: tab.raw.title for name, tab in bound.items()},
        headers={name: tab.headers for name, tab in bound.items()},
        letters={name: tab.letters for name, tab in bound.items()},
    )
    problems = _missing_tabs(book, tabs, titles or {})
    for name, title in doubled:
        problems.append(problem(book, name, None, "", title, ProblemCode.DOUBLED_HEADER, severity=Severity.WARNING))
    for tab in bound.values():
        problems += _header_problems(book, tab)
    return bound, book, problems


def _bind_titles(
    tabs: Mapping[str, RawTab], titles: Mapping[str, str]
) -> tuple[dict[str, RawTab], list[tuple[str, str]]]:
    """The tab of each canonical name, and (canonical name, title) of tabs that claim a name already taken.

    A title that the operator names goes before a tab's own label, and that before an alias. Beside a tab that the
    operator named, another one may well have the usual title.
    """
    named = _named_titles(tabs, titles)
    found = {name: tabs[title] for name, title in named.items()}
    doubled = []
    for rank in (_LABEL, _ALIAS):
        names = _names_of(((tab.name, tab.label, tab.name, tab.aliases) for tab in TABS.values()), rank)
        for title, raw in tabs.items():
            name = names.get(normalise(title), "")
            if not name or TABS[name].owner is Owner.JOB or name in named or title in named.values():
                continue
            if found.setdefault(name, raw) is not raw:
                doubled.append((name, title))
    return {name: found[name] for name in TABS if name in found}, doubled


def _named_titles(tabs: Mapping[str, RawTab], titles: Mapping[str, str]) -> dict[str, str]:
    """The titles, as they stand in the workbook, of those tabs that the operator names; one title names one tab."""
    spellings = {normalise(title): title for title in reversed(list(tabs)) if normalise(title)}
    found: dict[str, str] = {}
    for name, wanted in titles.items():
        title = wanted if wanted in tabs else spellings.get(normalise(wanted), "")
        if title and name in TABS and TABS[name].owner is not Owner.JOB and title not in found.values():
            found[name] = title
    return found


def bind_headers(tab: Tab, raw: RawTab, mapped: Mapping[str, str]) -> BoundTab:
    """The leftmost column of each name; headers named by the operator first, then labels, then aliases."""
    spellings = [normalise(header) for header in raw.header]
    wanted = {normalise(header): name for name, header in mapped.items() if name in tab.by_name and normalise(header)}
    columns = [(column.name, column.label, column.name, column.aliases) for column in tab.columns]
    positions: dict[str, int] = {}
    for names in (wanted, _names_of(columns, _LABEL), _names_of(columns, _ALIAS)):
        for position, spelling in enumerate(spellings):
            name = names.get(spelling)
            if name and position not in positions.values():
                positions.setdefault(name, position)
    return BoundTab(tab, raw, {name: positions[name] for name in tab.by_name if name in positions})


def _names_of(things: Iterable[tuple[str, Text, str, tuple[str, ...]]], rank: int) -> dict[str, str]:
    """Normalised spelling to canonical name: labels and canonical names, or aliases; the first declared wins."""
    names: dict[str, str] = {}
    for name, label, canonical, aliases in things:
        for spelling in (*label, canonical) if rank == _LABEL else aliases:
            names.setdefault(normalise(spelling), name)
    return names


def _missing_tabs(book: Book, tabs: Mapping[str, RawTab], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    """A problem for each required tab that is not there: which titles are understood, and which one comes near."""
    unbound = [title for title in tabs if title not in book.titles.values()]
    missing = [tab for tab in TABS.values() if tab.required and tab.name not in book.titles]
    known = {tab.name: _understood(tab, titles.get(tab.name, "")) for tab in missing}
    return [
        problem(book, tab.name, None, "", _near(tab, unbound), ProblemCode.MISSING_TAB, known[tab.name])
        for tab in missing
    ]


def _header_problems(book: Book, bound: BoundTab) -> list[dict[str, Any]]:
    tab, raw = bound.tab, bound.raw
    problems = []
    if raw.merged_header:
        problems.append(problem(book, tab.name, None, "", "", ProblemCode.MERGED_HEADER, severity=Severity.WARNING))
    if tab.owner is not Owner.TEAM:
        return problems
    extra = [header for position, header in enumerate(raw.header) if position not in bound.positions.values()]
    for column in tab.columns:
        if column.required and column.name not in bound.positions:
            found = _near(column, extra), ProblemCode.MISSING_COLUMN, _understood(column)
            problems.append(problem(book, tab.name, None, column.name, *found))
    return problems + _doubled_headers(book, bound)


def _doubled_headers(book: Book, bound: BoundTab) -> list[dict[str, Any]]:
    """Columns that repeat the header of a bound one, or are its label in the other language; they are not read."""
    problems = []
    for name, first in bound.positions.items():
        same = {normalise(text) for text in (bound.raw.header[first], *bound.tab.by_name[name].label)}
        for position, header in enumerate(bound.raw.header):
            if position not in bound.positions.values() and normalise(header) in same:
                found = header, ProblemCode.DOUBLED_HEADER, bound.letters[name]
                row = problem(book, bound.tab.name, None, name, *found, severity=Severity.WARNING)
                problems.append(row | {"cell": f"{column_letter(position)}{max(bound.raw.first_row - 1, 1)}"})
    return problems


def _understood(thing: Tab | Column, named: str = "") -> str:
    """The names that are understood, that of the operator's first."""
    return ", ".join(dict.fromkeys(name for name in (named, *thing.label, *thing.aliases) if name))


def _near(thing: Tab | Column, candidates: Iterable[str]) -> str:
    """The unbound title or header that was probably meant, "" if none is near."""
    spellings = {normalise(candidate): candidate for candidate in candidates if candidate}
    for name in (*thing.label, *thing.aliases):
        near = get_close_matches(normalise(name), spellings, n=1, cutoff=0.8)
        if near:
            return spellings[near[0]]
    return ""
