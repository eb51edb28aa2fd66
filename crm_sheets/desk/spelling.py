"""Words as people type them on a phone, brought to one spelling: "SToPPP", "s.t.o.p" and "st0p" are all "stop"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

LONGEST_TEXT = 4000
"""Characters of a message that are looked at; nobody needs more to say what they want."""
LONGEST_WORD = 30

WORD = re.compile(r"[^\W_]+")
DOUBLED_LETTER = re.compile(r"([^\W\d_])\1+")
APOSTROPHE = re.compile(r"(?<=\w)['’`´](?=\w)")
HYPHENATED = re.compile(r"\b(e|opt)-(?=mail|out)")
TWICE = re.compile(r"(?<=[^\W\d_])2\b")
LETTER_BY_LETTER = re.compile(r"(?<!\w)[^\W\d_](?:[ .*_-][^\W\d_]){3,11}(?!\w)")
QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
SENTENCE = re.compile(r"([^.!?\n…]+)([.!?\n…]*)")
CLAUSE_ENDS = re.compile(r"[,;:()\[\]{}\"“”|]|\s[-–—~/]+\s?")
SIGNS = {
    **dict.fromkeys("👍🙏❤♥😊🥰😍👌🤝🫶💕💖🤗☺🙂😇🎉💐", " kindsign "),
    **dict.fromkeys("🛑⛔🚫", " stopsign "),
}
"""Pictures that say something by themselves."""
READ_SIGNS = str.maketrans(SIGNS)


class Clause(NamedTuple):
    """A piece of a message between two marks: its words in one spelling; `asks` when its sentence is a question.

    `ends_line` marks the last piece of a line.
    """

    words: tuple[str, ...]
    asks: bool
    ends_line: bool


def spelled(word: str) -> str:
    """A word without what fingers add: doubled letters once, 0 for o, at most 30 characters."""
    return DOUBLED_LETTER.sub(r"\1", _letters(word[:LONGEST_WORD]))


def _letters(word: str) -> str:
    return word.replace("0", "o") if any(map(str.isalpha, word)) else word


def plain(text: str) -> str:
    """The first 4,000 characters in small letters, without marks over letters, invisible signs and quoted lines."""
    pictured = text[:LONGEST_TEXT].translate(READ_SIGNS)
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", pictured).casefold())
    seen = "".join(letter for letter in letters if unicodedata.category(letter) not in ("Mn", "Me", "Cf", "Sk"))
    return QUOTED_LINE.sub("", seen.replace("\r\n", "\n").replace("\r", "\n"))[: 2 * LONGEST_TEXT]


def words_of(text: str) -> tuple[str, ...]:
    """The words of plain text in one spelling, in order."""
    joined = APOSTROPHE.sub("", HYPHENATED.sub(r"\1", text))
    return tuple(spelled(word) for word in WORD.findall(TWICE.sub("", joined)))


def clauses_of(text: str) -> list[Clause]:
    """The pieces of a message that have words, in order."""
    return list(_clauses(LETTER_BY_LETTER.sub(_joined, plain(text))))


def _joined(found: re.Match[str]) -> str:
    return "".join(filter(str.isalpha, found[0]))


def _clauses(text: str) -> Iterator[Clause]:
    for sentence, ending in SENTENCE.findall(text):
        pieces = [words for piece in CLAUSE_ENDS.split(sentence) if (words := words_of(piece))]
        for number, words in enumerate(pieces, start=1):
            yield Clause(words, "?" in ending, "\n" in ending and number == len(pieces))
