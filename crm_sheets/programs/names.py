"""Which column a team means: names, headers and labels of either language, resolved to a table's columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import polars as pl

from crm_sheets.model import Text
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Choice, Column
from crm_sheets.schema.profiles import PROFILE_CHOICES, PROFILE_LABELS

DataType = pl.DataType | type[pl.DataType]

PROFILES_TAB = "profiles"
PROFILES_LABEL = Text("Profil", "Profiles")
PROFILES_SPELLINGS = ("profiles", "profile", "profil")
LONGEST_NAME = 60
WINDOW_MONTHS = 12
NEAR = 0.75
"""How much alike (difflib's ratio) two names are for one to be taken as a slip of the other."""

SHORTEST_BEGINNING = 4
"""From so many letters on, a name that another begins with is near it: "premi" for "premium_yearly"."""


class Sort(StrEnum):
    """What kind of value a column or an expression holds."""

    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    YES_NO = "yes_no"


SORT_TEXTS = {
    Sort.NUMBER: Text("angka", "a number"),
    Sort.TEXT: Text("teks", "a text"),
    Sort.DATE: Text("tanggal", "a date"),
    Sort.YES_NO: Text("ya/tidak", "yes or no"),
}


@dataclass(frozen=True)
class Known:
    """One column that can be named: its table, its name there, its sort, and its choices where it has a list."""

    tab: str
    name: str
    sort: Sort
    choices: tuple[Choice, ...] = ()

    @property
    def column(self) -> str:
        """The column's name in a frame that joins several tables: "customers.birth_date"."""
        return f"{self.tab}.{self.name}" if self.tab else self.name

    def canonical(self, typed: str) -> str | None:
        """The choice that was typed, by value, label or alias; None when the list has no such choice."""
        return self._spelled.get(folded(typed))

    @cached_property
    def _spelled(self) -> dict[str, str]:
        spelled: dict[str, str] = {}
        for layer in range(3):
            for choice in self.choices:
                for spelling in ((choice.value,), choice.label, choice.aliases)[layer]:
                    spelled.setdefault(folded(spelling), choice.value)
        return spelled


@dataclass(frozen=True)
class Names:
    """The columns of one table by every spelling (folded), and the spellings of the table's own name."""

    tab: str
    spellings: frozenset[str]
    columns: Mapping[str, Known]

    @property
    def dates(self) -> list[str]:
        """The canonical names of the date columns."""
        return list(dict.fromkeys(column.name for column in self.columns.values() if column.sort is Sort.DATE))


def folded(text: str) -> str:
    """Text without case, spaces and punctuation: how names are compared."""
    return "".join(character for character in text.casefold() if character.isalnum())


def sort_of(dtype: DataType) -> Sort | None:
    """The sort of values of a Polars type; None for what a condition cannot use."""
    if dtype == pl.Boolean:
        return Sort.YES_NO
    if dtype in (pl.Date, pl.Datetime):
        return Sort.DATE
    if dtype == pl.String:
        return Sort.TEXT
    return Sort.NUMBER if dtype.is_numeric() else None


def tab_names(
    tab: str, schema: Mapping[str, DataType], title: str = "", headers: Mapping[str, str] | None = None
) -> Names:
    """The names of a table with `schema`; `title` and `headers` (by canonical column) are as typed in the workbook."""
    declared = TABS.get(tab)
    own = (*declared.label, *declared.aliases) if declared else ()
    return _names(tab, (title, *own), schema, declared.by_name if declared else {}, headers or {})


def profile_names(schema: Mapping[str, DataType], months: int = WINDOW_MONTHS) -> Names:
    """The names of the profiles with `schema`; `months` is the length of the team's spend window.

    They repeat columns of the customers under the same names, so those are known by the same labels.
    """
    own = {
        name: Column(name, Text(*(part.format(months=months) for part in label)), choices=PROFILE_CHOICES.get(name, ()))
        for name, label in PROFILE_LABELS.items()
    }
    return _names(PROFILES_TAB, PROFILES_SPELLINGS, schema, TABS["customers"].by_name | own, {})


def _names(
    tab: str,
    spellings: Iterable[str],
    schema: Mapping[str, DataType],
    declared: Mapping[str, Column],
    headers: Mapping[str, str],
) -> Names:
    known = [
        (Known(tab, name, sort, declared[name].choices if name in declared else ()), declared.get(name))
        for name, dtype in schema.items()
        if not name.startswith("_") and (sort := sort_of(dtype))
    ]
    return Names(tab, frozenset(map(folded, (tab, *spellings))) - {""}, _spelled(known, headers))


def _spelled(known: Sequence[tuple[Known, Column | None]], headers: Mapping[str, str]) -> dict[str, Known]:
    """Canonical names win over the workbook's headers, those over labels, those over aliases."""
    columns: dict[str, Known] = {}
    for layer in range(4):
        for column, declared in known:
            header = (headers[column.name],) if headers.get(column.name) else ()
            labels, aliases = (declared.label, declared.aliases) if declared else ((), ())
            for spelling in ((column.name,), header, labels, aliases)[layer]:
                columns.setdefault(folded(spelling), column)
    return columns


def plain_names(schema: Mapping[str, DataType]) -> list[Names]:
    """The names of a frame whose columns are called "tab.column" or just "column", tab by tab in the frame's order."""
    tabs: dict[str, dict[str, DataType]] = {}
    for column, dtype in schema.items():
        tab, _, name = column.rpartition(".")
        tabs.setdefault(tab, {})[name] = dtype
    return [profile_names(columns) if tab == PROFILES_TAB else tab_names(tab, columns) for tab, columns in tabs.items()]


def nearest(typed: str, known: Iterable[str]) -> str:
    """The known name most like the typed one, "" when none is."""
    from difflib import get_close_matches

    by_folded: dict[str, str] = {}
    for name in known:
        by_folded.setdefault(folded(name), name)
    wanted = folded(typed[:LONGEST_NAME])
    found = get_close_matches(wanted, by_folded, n=1, cutoff=NEAR)
    if not found and len(wanted) >= SHORTEST_BEGINNING:
        found = sorted((name for name in by_folded if name.startswith(wanted)), key=len)
    return by_folded[found[0]] if found else ""


def nearest_column(typed: str, columns: Iterable[Names], sort: Sort | None = None) -> str:
    """The canonical name of the column, of one sort if given, one of whose spellings is most like the typed one."""
    spelled: dict[str, str] = {}
    for names in columns:
        for spelling, known in names.columns.items():
            if sort in (None, known.sort):
                spelled.setdefault(spelling, known.name)
    near = nearest(typed, spelled)
    return spelled[near] if near else ""
