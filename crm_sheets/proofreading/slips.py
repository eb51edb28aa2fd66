"""Slips of the fingers: doubled words and spaces, spaces in the wrong place; and shouting."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crm_sheets.model import Text
from crm_sheets.proofreading.finding import Kind, Remark
from crm_sheets.proofreading.passages import EDGE, GAP, Passage
from crm_sheets.proofreading.words import NO_WORDS, words_of

DOUBLED_WORD = re.compile(r"(?<![\w'-])([^\W\d_]{2,})[ \t]*[ \t\n][ \t]*\1(?![\w'-])", re.IGNORECASE)
MAY_DOUBLE = frozenset({"that", "had"})
DOUBLED_SPACE = re.compile(r"(?<=[^\s])[ \t]{2,}(?=[^\s])")
SPACE_BEFORE_MARK = re.compile(rf"(?<=[\w{GAP}])[ \t]+([,;!?]|\.(?!\.)(?=[\s{EDGE}]|$)|:(?=[\s{EDGE}]|$))")
NO_SPACE_AFTER_COMMA = re.compile(rf"(?<=[^\W\d_]|{GAP})[,;](?=[^\W\d_]|{GAP})")
GLUED_SENTENCES = re.compile(r"(?<=[^\W\d_]{3})[.!?](?=[A-Z][a-z])")
GLUED_BEFORE = re.compile(rf"([^\W\d_]+|[,;!?:]){GAP}")
GLUED_AFTER = re.compile(rf"{GAP}([^\W\d_]+)")
GLUES_BEFORE = frozenset({"rp", "idr"})
GLUES_AFTER = frozenset({"nya", "mu", "ku", "lah", "kah", "pun", "s", "th", "st", "nd", "rd", "an", "x", "k", "m"})
MANY_MARKS = re.compile(r"[!?]{2,}")
MOST_CALLS = 3
"""Exclamation marks in one text."""
CAPITALS = re.compile(r"(?<![\w-])[A-Z]{2,}(?:[ \t]+[A-Z]{2,})*(?![\w-])")
STOP_WORDS = frozenset({"BERHENTI", "STOP", "YA", "TIDAK", "YES", "NO", "START", "MULAI"})
"""Words that people are to answer with."""
SHORTEST_SHOUT = 6
SOFTLY = Text("Tulis dengan huruf kecil.", "Write it in small letters.")


def slips(passage: Passage) -> Iterator[Remark]:
    """Doubled words and spaces, and spaces that are missing or too many."""
    text = NO_WORDS.sub(lambda found: "\u0001" * len(found[0]), passage.text)
    yield from _doubled(text)
    for pattern, what, remedy in _SPACES:
        for found in pattern.finditer(text):
            yield Remark(found.start(), Kind.SLIP, _around(passage.text, found), what, remedy)
    yield from _glued(text)


_SPACES = (
    (DOUBLED_SPACE, Text("spasi ganda", "two spaces in a row"), Text("Hapus satu.", "Take one out.")),
    (
        SPACE_BEFORE_MARK,
        Text("spasi sebelum tanda baca", "a space before a punctuation mark"),
        Text("Hapus spasinya.", "Take it out."),
    ),
    (
        NO_SPACE_AFTER_COMMA,
        Text("tidak ada spasi sesudah koma", "no space after the comma"),
        Text("Beri spasi.", "Put one in."),
    ),
    (
        GLUED_SENTENCES,
        Text("tidak ada spasi antara dua kalimat", "no space between two sentences"),
        Text("Beri spasi.", "Put one in."),
    ),
)


def _doubled(text: str) -> Iterator[Remark]:
    for found in DOUBLED_WORD.finditer(text):
        word = found[1]
        if word.casefold() not in MAY_DOUBLE:
            what = Text(f'"{word}" tertulis dua kali', f'"{word}" stands twice')
            remedy = Text(f'Hapus satu; atau tulis "{word}-{word.lower()}".', "Take one out.")
            yield Remark(found.start(), Kind.SLIP, found[0].replace("\n", " "), what, remedy)


def _glued(text: str) -> Iterator[Remark]:
    """Letters at a gap without a space, so that a message would say "HaloBudi"."""
    remedy = Text("Beri spasi antara teks dan {{ ... }}.", "Put a space between the text and {{ ... }}.")
    for pattern, allowed in ((GLUED_BEFORE, GLUES_BEFORE), (GLUED_AFTER, GLUES_AFTER)):
        for found in pattern.finditer(text):
            if found[1].casefold() not in allowed:
                what = Text(f'"{found[1]}" menempel pada nilai', f'"{found[1]}" is glued to a value')
                yield Remark(found.start(), Kind.SLIP, found[0].replace(GAP, "{{ ... }}"), what, remedy)


def _around(text: str, found: re.Match[str]) -> str:
    """The place with a few letters on both sides."""
    start, end = max(0, found.start() - 8), found.end() + 8
    return text[start:end].replace(GAP, "{{ ... }}").replace(EDGE, "").replace("\n", " ").strip()


def shouting(passage: Passage) -> Iterator[Remark]:
    """Rows of exclamation marks, too many of them, and words in capitals."""
    for found in MANY_MARKS.finditer(passage.text):
        what = Text("beberapa tanda seru atau tanya berturut-turut", "several exclamation or question marks in a row")
        yield Remark(found.start(), Kind.SHOUTING, found[0], what, Text("Tulis satu.", "Write one."))
    calls = [found.start() for found in re.finditer(r"!", MANY_MARKS.sub(lambda row: " " * len(row[0]), passage.text))]
    if len(calls) > MOST_CALLS:
        what = Text(f"{len(calls)} tanda seru dalam satu teks", f"{len(calls)} exclamation marks in one text")
        remedy = Text("Sisakan satu atau dua.", "Leave one or two.")
        yield Remark(calls[MOST_CALLS], Kind.SHOUTING, "!", what, remedy)
    yield from _capitals(passage)


def _capitals(passage: Passage) -> Iterator[Remark]:
    known = {word.offset for word in words_of(passage.text)}
    for found in CAPITALS.finditer(passage.text):
        words = [word for word in found[0].split() if word not in STOP_WORDS]
        loud = [word for word in words if len(word) >= SHORTEST_SHOUT] or (words if len(words) > 2 else [])
        if loud and found.start() in known:
            what = Text(f'"{found[0]}" seluruhnya huruf besar', f'"{found[0]}" is all capitals')
            yield Remark(found.start(), Kind.SHOUTING, found[0], what, SOFTLY)
