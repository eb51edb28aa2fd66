"""The fields that a template can read, by every spelling that people may try."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from crm_sheets.model import Text
from crm_sheets.render.problem import TemplateFault
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Column
from crm_sheets.values.choices import normalise

NO_COLUMNS: Mapping[str, Column] = {}


def columns_of(place: str, occasion_tab: str) -> Mapping[str, Column]:
    """The declared columns behind `customer`, `profile` (as far as it shares them) or `subject`."""
    tab = occasion_tab if place == "subject" else "customers" if place in ("customer", "profile") else ""
    return TABS[tab].by_name if tab in TABS else NO_COLUMNS


def unknown_field(
    place: str,
    name: str,
    known: Iterable[str] | Mapping[str, Text],
    columns: Mapping[str, Column] = NO_COLUMNS,
    line: int = 0,
) -> TemplateFault:
    """The fault of reading a field that `place` ("customer") does not have, with the one that was probably meant.

    `known` are the fields there are, with their labels when it is a mapping; `columns` gives more labels.
    """
    close = _closest(name, known, columns)
    hint = Text(f'; maksudnya "{place}.{close}"?', f'; did you mean "{place}.{close}"?') if close else Text("", "")
    return TemplateFault(
        Text(f'"{place}.{name}" tidak ada{hint.id}', f'there is no "{place}.{name}"{hint.en}'),
        line,
    )


def _closest(name: str, known: Iterable[str], columns: Mapping[str, Column]) -> str:
    """A label in either language first, then a slip in the name itself, then one in a label; "" for none."""
    names = {normalise(field): field for field in known}
    labels = {normalise(label): field for field in names.values() for label in _labels(field, known, columns)}
    wanted = normalise(name)
    if wanted in labels:
        return labels[wanted]
    for spellings, cutoff in ((names, 0.6), (labels, 0.75)):
        close = get_close_matches(wanted, list(spellings), n=1, cutoff=cutoff)
        if close:
            return spellings[close[0]]
    return ""


def _labels(field: str, known: Iterable[str], columns: Mapping[str, Column]) -> Iterator[str]:
    yield field
    if isinstance(known, Mapping):
        yield from known[field]
    if field in columns:
        yield from (*columns[field].label, *columns[field].aliases)
