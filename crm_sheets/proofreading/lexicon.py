"""Which words are right: dictionaries, the words of the field and of the team, the names in the workbook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import polars as pl

from crm_sheets.tables import Book

CLITICS = re.compile(r"(?<=\w{3})(?:nya|lah|kah|ku|mu|pun)$")
"""What Indonesian glues to the end of a word."""
SHORTEST_LOAN = 4
"""Letters of an English word that passes in an Indonesian text; shorter ones are as often slips."""
MOST_SUGGESTIONS = 3
SHORTEST_STEM = 4
BRITISH = (
    (re.compile(r"is(e|ed|es|er|ing|ation|ations)$"), r"iz\1"),
    (re.compile(r"ys(e|ed|es|ing)$"), r"yz\1"),
    (re.compile(r"our(?=$|s$|ed$|ing$|able$|ite$|ites$|hood$|ful$)"), "or"),
    (re.compile(r"ll(ed|ing|er|ers)$"), r"l\1"),
    (re.compile(r"tre(s?)$"), r"ter\1"),
    (re.compile(r"ence$"), "ense"),
    (re.compile(r"gramme(s?)$"), r"gram\1"),
    (re.compile(r"cheque"), "check"),
)
"""How British spelling differs, for a dictionary that has the American one."""
SECTION = re.compile(r"\[(id|en)\]")
NAMES = (
    ("products", "name"),
    ("products", "category"),
    ("staff", "name"),
    ("staff", "branch"),
    ("customers", "city"),
    ("customers", "branch"),
    ("funds", "name"),
    ("events", "name"),
    ("events", "place"),
    ("programs", "name"),
)
"""Columns whose words are names, as far as the workbook has them."""
LETTERS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class Speller(Protocol):
    """A dictionary of one language."""

    def knows(self, word: str) -> bool:
        """True for a word of the language, as it is written."""

    def suggest(self, word: str) -> Sequence[str]:
        """A few words that may have been meant, the likeliest first."""


@dataclass(frozen=True)
class Vocabulary:
    """The words of a word list by language ("" for both), and what to write instead of usual mistakes."""

    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    instead: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def joined(self, other: Vocabulary) -> Vocabulary:
        """Both together; where they contradict one another the other goes before."""
        languages = ("", "id", "en")
        words = {one: self.words.get(one, frozenset()) | other.words.get(one, frozenset()) for one in languages}
        instead = {one: {**self.instead.get(one, {}), **other.instead.get(one, {})} for one in languages}
        kept = {one: _without(instead[one], words[""] | words[one]) for one in languages}
        return Vocabulary(words, kept)


def _without(instead: Mapping[str, str], right: frozenset[str]) -> dict[str, str]:
    return {wrong: meant for wrong, meant in instead.items() if wrong not in right}


def read_vocabulary(text: str) -> Vocabulary:
    """A word list: one word or name a line, `wrong = right` for a mistake, `#` before a remark.

    After a line `[id]` or `[en]` what follows holds for texts in that language only.
    """
    words: dict[str, set[str]] = {}
    instead: dict[str, dict[str, str]] = {}
    language = ""
    for line in text.splitlines():
        entry = line.partition("#")[0].strip()
        section = SECTION.fullmatch(entry)
        wrong, is_pair, right = (part.strip() for part in entry.partition("="))
        if section:
            language = section[1]
        elif is_pair and wrong and right:
            instead.setdefault(language, {})[wrong.casefold()] = right
        else:
            words.setdefault(language, set()).update(word.casefold() for word in LETTERS.findall(entry))
    return Vocabulary({key: frozenset(some) for key, some in words.items()}, instead)


def in_american(word: str) -> str:
    """A British spelling as Americans have it: "apologise" as "apologize"."""
    for pattern, instead in BRITISH:
        word = pattern.sub(instead, word)
    return word


@dataclass(frozen=True)
class Lexicon:
    """What is known about words; `spellers` by language, `names` in small letters."""

    spellers: Mapping[str, Speller]
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    names: frozenset[str] = frozenset()

    def can_spell(self, language: str) -> bool:
        """True when there is a dictionary of the language."""
        return language in self.spellers

    def instead(self, language: str) -> Mapping[str, str]:
        """The usual mistakes of a language, with what to write."""
        return self._instead[language]

    @cached_property
    def _instead(self) -> Mapping[str, Mapping[str, str]]:
        both = self.vocabulary.instead.get("", {})
        return {language: {**both, **self.vocabulary.instead.get(language, {})} for language in ("id", "en")}

    def knows(self, word: str, language: str) -> bool:
        """True for a word that needs no correction in a text of this language; hyphenated ones also part by part."""
        if self._knows_whole(word, language):
            return True
        parts = word.split("-")
        return len(parts) > 1 and all(self._knows_whole(part, language) for part in parts)

    def _knows_whole(self, word: str, language: str) -> bool:
        if self._is_there(word, language):
            return True
        if language == "en":
            return self._is_listed(word.removesuffix("'s"), "en") or self._is_there(in_american(word), "en")
        stem = CLITICS.sub("", word)
        if self._is_there(stem, "id") or self._is_derived(stem.lower()):
            return True
        return len(word) >= SHORTEST_LOAN and "en" in self.spellers and self.spellers["en"].knows(word)

    def _is_there(self, word: str, language: str) -> bool:
        return self._is_listed(word, language) or self.spellers[language].knows(word)

    def _is_derived(self, word: str) -> bool:
        """True for what the Indonesian dictionary forgets: the imperatives "kirimkan" and "hubungi", whose passive it
        has, and "terbantu", whose stem it has."""
        passive = word.endswith(("kan", "i")) and self._is_there(f"di{word}", "id")
        stem = word.removeprefix("ter")
        return passive or (stem != word and len(stem) >= SHORTEST_STEM and self._is_there(stem, "id"))

    def _is_listed(self, word: str, language: str) -> bool:
        folded, words = word.casefold(), self.vocabulary.words
        return folded in self.names or folded in words.get("", ()) or folded in words.get(language, ())

    def is_parted(self, place: str, word: str) -> bool:
        """True when an Indonesian "di" was parted from its verb: "di hubungi", where no "hubungi" is a place."""
        return place == "di" and not self._is_there(word, "id") and self._is_there(f"di{word}", "id")

    def suggest(self, word: str, language: str) -> list[str]:
        """At most three words that may have been meant."""
        place, rest = word[:2], word[2:]
        glued = language == "id" and place.lower() in ("di", "ke") and self._is_there(rest, "id")
        found = [*([f"{place} {rest}"] if glued else []), *self.spellers[language].suggest(word)]
        return found[:MOST_SUGGESTIONS]


def names_in(book: Book, *texts: str) -> frozenset[str]:
    """The words of the names in a workbook (products, cities ...) and of further texts, in small letters."""
    columns = [book.table(tab)[name] for tab, name in NAMES if book.has(tab) and name in book.table(tab).columns]
    found: Iterable[str] = [value for column in columns for value in column.cast(pl.String).drop_nulls().unique()]
    return frozenset(word.casefold() for text in (*found, *texts) for word in LETTERS.findall(text))
