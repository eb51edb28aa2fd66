"""Hunspell dictionaries and word lists on this machine, for the spelling of templates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from time import monotonic
from typing import Any

from crm_sheets.errors import ConfigurationError

PLACES = (Path("/usr/share/hunspell"), Path("/usr/share/myspell/dicts"), Path("/usr/share/myspell"))
"""Where systems keep them."""
NAMES = {"id": ("id_ID", "id"), "en": ("en_US", "en_GB", "en")}
"""The files to look for, by language, without .aff and .dic."""
PACKAGES = {"id": "hunspell-id", "en": "hunspell-en-us"}
"""What Debian and Ubuntu call them."""
WORD_LIST = "words.txt"
MOST_SUGGESTIONS = 3
SHORTEST_PART = 3
MOST_SECONDS = 20.0
"""For all suggestions of a run; each may take a second. What is unknown afterwards is told without any."""


class Dictionary:
    """One hunspell dictionary, read when it is first asked."""

    def __init__(self, path: Path, seconds: float = MOST_SECONDS) -> None:
        """`path` is that of the files without .aff and .dic; suggestions take so many seconds altogether."""
        self.path = path
        self._known: dict[str, bool] = {}
        self._suggested: dict[str, list[str]] = {}
        self._seconds_left = seconds

    @cached_property
    def _words(self) -> Any:
        from spylls.hunspell import Dictionary as Hunspell

        try:
            return Hunspell.from_files(str(self.path))
        except Exception as error:
            raise ConfigurationError(
                f'The dictionary "{self.path}.dic" cannot be read ({type(error).__name__}). Install it again, or name '
                "another folder as dictionaries in crm.toml."
            ) from None

    def knows(self, word: str) -> bool:
        """True for a word of the language, as it is written."""
        if word not in self._known:
            self._known[word] = bool(self._words.lookup(word))
        return self._known[word]

    def suggest(self, word: str) -> list[str]:
        """A few words that may have been meant, the likeliest first; none once that has taken too long altogether."""
        if word not in self._suggested:
            started = monotonic()
            found = self._words.suggest(word) if self._seconds_left > 0 else ()
            self._suggested[word] = list(islice(filter(_is_sensible, found), MOST_SUGGESTIONS))
            self._seconds_left -= monotonic() - started
        return self._suggested[word]


def _is_sensible(suggestion: str) -> bool:
    """False for a word that was only cut in two: "ter jawab"."""
    parts = re.split("[ -]", suggestion)
    return len(parts) == 1 or all(len(part) > SHORTEST_PART for part in parts)


def find_dictionaries(folder: Path | None, seconds: float = MOST_SECONDS) -> dict[str, Dictionary]:
    """The dictionaries there are by language, those of the operator's folder first."""
    places = [*([folder] if folder else []), *PLACES]
    found = {language: _first(names, places) for language, names in NAMES.items()}
    return {language: Dictionary(path, seconds) for language, path in found.items() if path}


def _first(names: Iterable[str], places: Sequence[Path]) -> Path | None:
    candidates = (place / name for place in places for name in names)
    return next((one for one in candidates if _is_whole(one)), None)


def _is_whole(path: Path) -> bool:
    return all(Path(f"{path}{ending}").is_file() for ending in (".aff", ".dic"))


def read_word_lists(folders: Sequence[Path]) -> list[str]:
    """The word lists of these folders, the last folder's first. Raises ConfigurationError for one that is no text."""
    texts = []
    for file in [folder / WORD_LIST for folder in reversed(folders)]:
        try:
            texts.append(file.read_text(encoding="utf-8-sig"))
        except FileNotFoundError:
            continue
        except (OSError, UnicodeDecodeError):
            raise ConfigurationError(f'The word list "{file}" cannot be read. Save it as UTF-8 text.') from None
    return texts
