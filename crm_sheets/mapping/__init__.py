"""A team's own titles and headers, mapped to ours: what to write into `crm.toml`, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from crm_sheets.mapping.columns import Reader, propose_columns
from crm_sheets.mapping.proposal import Proposal
from crm_sheets.mapping.titles import TabMatch, is_job_title, match_tabs
from crm_sheets.mapping.toml_text import Merged, merge, toml_block, usable_ones
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Owner
from crm_sheets.tables import Book, RawTab
from crm_sheets.validate.binding import bind_headers

__all__ = ["Merged", "Proposal", "is_job_title", "merge", "propose", "toml_block", "usable_ones"]


def propose(tabs: Mapping[str, RawTab], book: Book, as_of: date, country: str = "ID") -> tuple[Proposal, ...]:
    """Titles and headers of the team's that are not understood so far, with what they probably mean.

    `tabs` is the workbook as read, `book` what is understood of it (titles, headers and letters suffice). Proposed
    are tabs that lack in the book and columns that its tabs lack, by words and by values; none of ours twice, and
    nothing for a header that is understood already. Sorted by our tabs, a tab's title before its columns.
    """
    reader = Reader(as_of, country, _keys(tabs, book))
    matches = match_tabs(list(tabs.values()), book.titles, reader)
    for match in matches:
        _add_key(reader.keys, match)
    proposals = [match.as_proposal() for match in matches]
    for match in matches:
        bound = bind_headers(match.tab, match.raw, {}).positions
        proposals += propose_columns(match.tab, match.raw, bound, reader)
    for name, title in book.titles.items():
        if TABS[name].owner is Owner.TEAM:
            proposals += propose_columns(TABS[name], tabs[title], _positions(tabs[title], book.letters[name]), reader)
    order = list(TABS)
    return tuple(sorted(proposals, key=lambda proposal: order.index(proposal.tab)))


def _positions(raw: RawTab, letters: Mapping[str, str]) -> dict[str, int]:
    """Where the columns stand, from their letters."""
    names = raw.cells.columns
    return {column: names.index(letter) for column, letter in letters.items() if letter in names}


def _keys(tabs: Mapping[str, RawTab], book: Book) -> dict[str, pl.Series]:
    """The values of every column that other tabs refer to, by "tab.column", as typed."""
    referred = {column.references for tab in TABS.values() for column in tab.columns if column.references}
    keys = {}
    for name in referred:
        tab, _, column = name.partition(".")
        letter = book.letters.get(tab, {}).get(column)
        if letter and letter in tabs[book.titles[tab]].cells.columns:
            keys[name] = _values(tabs[book.titles[tab]].cells[letter])
    return keys


def _add_key(keys: dict[str, pl.Series], match: TabMatch) -> None:
    position = match.positions.get(match.tab.key)
    if position is not None:
        keys.setdefault(f"{match.tab.name}.{match.tab.key}", _values(match.raw.cells.to_series(position)))


def _values(texts: pl.Series) -> pl.Series:
    return texts.str.strip_chars().drop_nulls().unique()
