"""Suggested replies: the approved paragraph that fits best what somebody wrote, and why (catalogue D5)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from crm_sheets.desk.spelling import plain, words_of
from crm_sheets.model import Text

LONGEST_REPLY = 3000
"""Characters; a cell holds 50,000, a person reads less."""
CLITIC = re.compile(r"(?<=\w{3})(?:nya|lah|kah|ya)$")
FITS = Text("cocok dengan: {words}", "matches: {words}")
BETWEEN_KEYWORDS = re.compile(r"[,;/\n|]")
COMMON = frozenset(
    words_of(
        "cara bagaimana dan atau yang untuk dari di ke apa itu ini pada dengan tidak bukan lagi ada saya kami anda "
        "how to the a of for your and or is are in on at by with no not more we you"
    )
)
"""Words of a topic that say nothing about it."""

Phrase = tuple[str, ...]


class Suggestion(NamedTuple):
    """A reply that somebody approved: its text and topic, and which words it matched, in the team's language."""

    text: str
    topic: str
    why: str


@dataclass(frozen=True)
class Paragraph:
    """An approved paragraph with what it is found by: each phrase as words in one spelling, and as it was typed."""

    text: str
    topic: str
    language: str
    phrases: tuple[tuple[Phrase, str], ...]


@dataclass(frozen=True)
class Paragraphs:
    """The approved paragraphs of a workbook, in the order of the sheet."""

    all: tuple[Paragraph, ...]

    def suggest(self, text: str, language: str, team_language: str) -> Suggestion | None:
        """The paragraph that fits a message best, in `language`, else in any other; None when nothing fits.

        More different hits are better, then rarer ones (in how few paragraphs a word stands), then the place in the
        sheet. The reason is in `team_language`.
        """
        words = f" {' '.join(_stems(text))} "
        for wanted in (True, False):
            some = [paragraph for paragraph in self.all if (paragraph.language == language) is wanted]
            best = _best(words, some)
            if best:
                return _suggestion(*best, team_language)
        return None


def read_paragraphs(table: pl.DataFrame) -> Paragraphs:
    """The approved paragraphs with a text; a typed Paragraphs tab."""
    rows = table.filter(pl.col("approved").fill_null(value=False), pl.col("text").is_not_null())
    return Paragraphs(
        tuple(
            Paragraph(
                row["text"].strip()[:LONGEST_REPLY],
                row["topic"] or "",
                row["language"] or "",
                tuple(_phrases(row["keywords"] or "", row["topic"] or "")),
            )
            for row in rows.iter_rows(named=True)
            if row["text"].strip()
        )
    )


def _phrases(keywords: str, topic: str) -> Iterator[tuple[Phrase, str]]:
    """Each keyword, the whole topic, and the telling words of the topic; each once."""
    typed = [part.strip() for part in BETWEEN_KEYWORDS.split(keywords)] + [topic.strip()]
    seen: set[Phrase] = set()
    for written in (*typed, *topic.split()):
        phrase = tuple(_stems(written))
        single = len(phrase) == 1
        if not phrase or phrase in seen or (single and (phrase[0] in COMMON or len(phrase[0]) < 2)):
            continue
        seen.add(phrase)
        yield phrase, written.strip(" .,?!")


def _stems(text: str) -> list[str]:
    return [CLITIC.sub("", word) for word in words_of(plain(text))]


def _best(words: str, paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, list[str]] | None:
    spread = Counter(phrase for paragraph in paragraphs for phrase, _ in paragraph.phrases)
    scored = []
    for place, paragraph in enumerate(paragraphs):
        hits = [(phrase, typed) for phrase, typed in paragraph.phrases if f" {' '.join(phrase)} " in words]
        if hits:
            rarity = sum(len(phrase) / spread[phrase] for phrase, _ in hits)
            scored.append(((len(hits), rarity, -place), paragraph, [typed for _, typed in hits]))
    return max(scored, key=lambda item: item[0])[1:] if scored else None


def _suggestion(paragraph: Paragraph, hits: Sequence[str], language: str) -> Suggestion:
    different = dict.fromkeys(hit.lower() for hit in hits)
    whole = [hit for hit in different if not any(f" {hit} " in f" {other} " for other in different if other != hit)]
    words = ", ".join(f'"{hit}"' for hit in whole)
    return Suggestion(paragraph.text, paragraph.topic, FITS.in_language(language).format(words=words))
