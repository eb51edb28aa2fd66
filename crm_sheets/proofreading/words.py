"""The words of a passage, without what is no word: addresses, links, codes, numbers, gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from crm_sheets.proofreading.passages import EDGE, GAP

NO_WORDS = re.compile(
    r"https?://\S+|www\.\S+|\b[\w-]+(?:\.[\w-]+)+/\S*"  # links
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # e-mail addresses
    r"|(?-i:\b[a-z][\w-]*(?:\.[a-z][\w-]*)+\b)"  # mitra.co.id
    r"|[@#]\w+"
    r"|\[[^\]\n]*\]"  # [your name]
    r"|\b(?=\w*\d)(?=\w*[^\W\d])[\w-]+",  # codes: POL-12, 30th, K3
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
SENTENCE_END = re.compile(rf"(?:^|[.!?:…\n\"“”(])[\s\"“”'(*_{EDGE}-]*$")


class Word(NamedTuple):
    """A word, where it stands, whether a value is glued to it, and whether a sentence begins with it."""

    text: str
    offset: int
    is_glued: bool
    begins: bool


def words_of(text: str) -> Iterator[Word]:
    """The words of a passage's text in order, with straight apostrophes."""
    masked = NO_WORDS.sub(lambda found: "\u0001" * len(found[0]), text)
    for found in WORD.finditer(masked):
        before, after = masked[: found.start()], masked[found.end() : found.end() + 1]
        is_glued = before[-1:] in (GAP, "\u0001") or before[-2:] == f"{GAP}-" or after in (GAP, "\u0001")
        begins = bool(SENTENCE_END.search(before[-12:])) or not before.strip()
        yield Word(found[0].replace("’", "'"), found.start(), is_glued, begins)
