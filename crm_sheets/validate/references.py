"""Do the ids and names that one tab takes from another exist there?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from graphlib import TopologicalSorter

import polars as pl

from crm_sheets.model import ProblemCode, Severity
from crm_sheets.schema.base import Column, Kind
from crm_sheets.validate.typed import TypedTab

_FEW = 200
"""So many unknown names, against so many known ones, get a "did you mean" by nearness."""

_NOT_LETTERS = r"[^\p{L}\p{N}]+"


def check_references(tabs: Mapping[str, TypedTab]) -> dict[str, TypedTab]:
    """The tabs with UNKNOWN_REFERENCE faults; rows whose required reference is missing or unknown are left out.

    Tabs go after those they need, so that what hangs on a row left out is left out too. A tab that the workbook lacks
    is not asked.
    """
    checked = dict(tabs)
    for name in _parents_first(tabs):
        tab = checked[name]
        for column in tab.bound.tab.columns:
            if column.references and tab.checked:
                tab = _check(tab, column, checked)
        checked[name] = tab
    return checked


def _parents_first(tabs: Mapping[str, TypedTab]) -> list[str]:
    needs = {
        name: {parent for column in tab.bound.tab.columns if column.required and (parent := _parent(column)) in tabs}
        for name, tab in tabs.items()
    }
    return list(TopologicalSorter({name: parents - {name} for name, parents in needs.items()}).static_order())


def _parent(column: Column) -> str:
    return column.references.partition(".")[0]


def _check(tab: TypedTab, column: Column, tabs: Mapping[str, TypedTab]) -> TypedTab:
    parent, _, key = column.references.partition(".")
    if parent in tabs and tabs[parent].has(key) and tab.has(column.name):
        known = tabs[parent].table.filter(~tabs[parent].dropped)[key].drop_nulls().unique(maintain_order=True)
        tab = _check_names(tab, column, known) if column.kind is Kind.NAME else _check_ids(tab, column, known)
    if not column.required:
        return tab
    return tab.dropping(tab.table[column.name].is_null())


def _check_ids(tab: TypedTab, column: Column, known: pl.Series) -> TypedTab:
    """Ids must be the same letter by letter; an unknown one is unusable."""
    unknown = _unknown(tab.table[column.name], known)
    return _accuse(tab, column, unknown, known, Severity.ERROR).without(column.name, unknown)


def _check_names(tab: TypedTab, column: Column, known: pl.Series) -> TypedTab:
    """Names may differ in capitals, spaces and punctuation, and get the spelling of their tab; an unknown one stays."""
    names = tab.table[column.name]
    spellings = _by_likeness(known, names=True)
    used = names.unique().drop_nulls().to_frame("name").with_columns(likeness=_likeness("name", names=True))
    found = used.join(spellings, on="likeness", how="inner").filter(pl.col("name") != pl.col("known"))
    if found.height:
        names = names.replace(found["name"], found["known"])
        tab = replace(tab, table=tab.table.with_columns(names))
    return _accuse(tab, column, _unknown(names, known), known, Severity.WARNING)


def _unknown(values: pl.Series, known: pl.Series) -> pl.Series:
    """The rows whose value is not among the known ones."""
    strange = values.unique().drop_nulls().to_frame("value").join(known.to_frame("value"), on="value", how="anti")
    if strange.is_empty():
        return pl.Series([False], dtype=pl.Boolean).new_from_index(0, len(values))
    return values.is_in(strange["value"].implode()).fill_null(False)


def _accuse(tab: TypedTab, column: Column, unknown: pl.Series, known: pl.Series, severity: Severity) -> TypedTab:
    if not unknown.any():
        return tab
    values = tab.table[column.name].filter(unknown)
    suggestions = _suggestions(values.unique(), known, names=column.kind is Kind.NAME)
    hints = values.replace_strict(suggestions, return_dtype=pl.String)
    return tab.at(column.name, unknown, ProblemCode.UNKNOWN_REFERENCE, hints, severity)


def _suggestions(values: pl.Series, known: pl.Series, *, names: bool) -> dict[str, str]:
    """For each unknown value the known one that was probably meant, "" if none is.

    An id is only ever the same one in another spelling ("c-O12" for "C012"): "C13" is near and yet somebody else.
    """
    used = values.to_frame("value").with_columns(likeness=_likeness("value", names=names))
    alike = used.join(_by_likeness(known, names=names), on="likeness", how="left")
    hints: dict[str, str] = dict(alike.select("value", pl.col("known").fill_null("")).iter_rows())
    if not names or len(values) > _FEW or len(known) > _FEW:
        return hints
    candidates = known.to_list()
    near = {value: get_close_matches(value, candidates, n=1, cutoff=0.75) for value, hint in hints.items() if not hint}
    return hints | {value: found[0] for value, found in near.items() if found}


def _by_likeness(known: pl.Series, *, names: bool) -> pl.DataFrame:
    spellings = known.to_frame("known").with_columns(likeness=_likeness("known", names=names))
    return spellings.unique("likeness", keep="first", maintain_order=True)


def _likeness(column: str, *, names: bool) -> pl.Expr:
    """Lower-case letters and digits only; in ids the letters that are taken for digits count as those."""
    bare = pl.col(column).str.replace_all(_NOT_LETTERS, "").str.to_lowercase()
    return bare if names else bare.str.replace_many(["o", "i", "l"], ["0", "1", "1"])
