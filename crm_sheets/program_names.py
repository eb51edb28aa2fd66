"""Which program an operator means by a name; for one that nobody knows, those that may be meant."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from crm_sheets.errors import ConfigurationError
from crm_sheets.model import Text
from crm_sheets.programs.names import folded

MOST_NAMES, CLOSE, SHORTEST_PART = 10, 0.6, 3
NONE = Text('Tidak ada program "{name}".', 'There is no program "{name}".')
MEANT = Text("Maksudnya {near}?", "Did you mean {near}?")
ALL = Text("Program di buku kerja ini: {known}.", "The programs of this workbook are: {known}.")
SOME = Text(
    'Program di buku kerja ini: {known} ... dan {more} lagi; "crm-sheets programs list" menampilkan semuanya.',
    'The programs of this workbook are: {known} ... and {more} more; "crm-sheets programs list" shows them all.',
)
EMPTY = Text("Buku kerja ini belum punya program.", "This workbook has no programs yet.")


def wanted_program(name: str, known: Sequence[tuple[str, str]], language: str) -> int:
    """The place of the program with this id, or this name as far as it is the only one.

    `known` are ids with their names. Raises ConfigurationError in `language`, with the programs that are near.
    """
    wanted = name.strip().casefold()
    by_id = [place for place, (identity, _) in enumerate(known) if identity.casefold() == wanted]
    found = by_id or [place for place, (_, title) in enumerate(known) if title.strip().casefold() == wanted]
    if len(found) == 1:
        return found[0]
    raise ConfigurationError(f"{NONE.in_language(language).format(name=name)} {_which(name, known, language)}")


def _which(name: str, known: Sequence[tuple[str, str]], language: str) -> str:
    near = _near(folded(name), known)
    if near:
        return MEANT.in_language(language).format(near=", ".join(near))
    names = sorted({identity or title for identity, title in known})
    if not names:
        return EMPTY.in_language(language)
    few = ", ".join(names[:MOST_NAMES])
    more = len(names) - MOST_NAMES
    return SOME.in_language(language).format(known=few, more=more) if more > 0 else _all(few, language)


def _all(known: str, language: str) -> str:
    return ALL.in_language(language).format(known=known)


def _near(wanted: str, known: Sequence[tuple[str, str]]) -> list[str]:
    """The ids, in order, of which the id or the name is like the wanted one or has it within."""
    spelled: dict[str, list[str]] = {}
    for identity, title in known:
        for spelling in {folded(identity), folded(title)} - {""}:
            spelled.setdefault(spelling, []).append(identity or title)
    parts = [spelling for spelling in spelled if len(wanted) >= SHORTEST_PART and wanted in spelling]
    close = get_close_matches(wanted, spelled, n=MOST_NAMES, cutoff=CLOSE)
    return sorted({identity for spelling in (parts or close) for identity in spelled[spelling]})[:MOST_NAMES]
