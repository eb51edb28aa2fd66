"""Whether a message asks us to stop writing: surely, perhaps, or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import IntEnum
from itertools import takewhile

from crm_sheets.desk.spelling import Clause
from crm_sheets.desk.vocabulary import (
    CONDITIONS,
    CONNECTORS,
    DOUBTFUL,
    GOODS,
    HINTS,
    PLEADING,
    QUESTIONS,
    REQUESTS,
    WEARY,
    gist,
)


class Stopping(IntEnum):
    """How sure it is that somebody wants no more messages."""

    NO = 0
    PERHAPS = 1
    SURELY = 2


KEYWORD = re.compile(
    r"(?:(?:STOP|STOPALL|UNSUB|UNREG)(?: (?:STOP|STOPALL|UNSUB|UNREG))*|STOP AGAIN|cancel|end|quit|revoke)"
)
"""What a clause says that holds nothing but a keyword. The last four are Twilio's own: it stops at them as well, when
they are the whole message."""
OPEN_WAY = re.compile(r"(?:boleh |bisa )?(?:CONTACT|CALL) ME")
ONLY_WHOLE = re.compile(r"cancel|end|quit|revoke")
OBJECT = r"(?:ME|MSG|PESAN|AGAIN|NUMBER|LIST|SUBSCRIBE|SEND|CONTACT|DISTURB|CALL|RECEIVE|INTEREST|WANT|NOT)"
MOST_BETWEEN = r"(?: \w+){0,4}?"
NO_MORE = r"\b(?:STOP|DONT)(?: (?:ME|NEED|WANT|AGAIN))?"
OR_CALL = r"(?: CALL(?: or| atau)?)?"

SURE = re.compile(
    "|".join(
        (
            rf"{NO_MORE}{OR_CALL} SEND(?: SEND)? (?:ME|AGAIN|NUMBER)\b",
            rf"{NO_MORE} SEND{MOST_BETWEEN} (?:MSG|PESAN)\b",
            rf"{NO_MORE}{OR_CALL} (?:CONTACT|MSG|DISTURB){MOST_BETWEEN} (?:ME|MSG|PESAN|AGAIN|NUMBER)\b",
            r"\bSTOP (?:SEND|CONTACT|MSG|PESAN|DISTURB|SUBSCRIBE|RECEIVE)\b",
            r"\bDONT(?: NEED)? (?:DISTURB|CONTACT)\b",
            r"\bDONT AGAIN (?:SEND|CONTACT|MSG|DISTURB)\b",
            r"\bNOT(?: AGAIN)? (?:WANT|INTEREST|NEED)(?: AGAIN)?"
            rf"(?: RECEIVE| SEND| CONTACT){MOST_BETWEEN} (?:MSG|PESAN|AGAIN)\b",
            r"\bNOT(?: AGAIN)? WANT(?: AGAIN)? (?:CONTACT|DISTURB)\b",
            r"\bNOT(?: AGAIN)? (?:WANT|NEED|INTEREST)(?: ME)?(?: SUBSCRIBE| MSG AGAIN| MSG SEND| AGAIN MSG)\b",
            r"\b(?:NOT|NOMORE) AGAIN (?:WANT|NEED|RECEIVE) (?:RECEIVE )?(?:MSG|PESAN)\b",
            r"\bNOMORE (?:MSG|PESAN|SEND|CONTACT)\b",
            r"\bPESAN DONT SEND\b",
            r"\bREMOVE(?: (?:data|nama|name|details|CONTACT|MSG))? (?:ME|LIST|NUMBER)\b",
            r"\bNUMBER(?: ME)? REMOVE\b",
            r"\bWANT keluar LIST\b",
            r"(?<!NOT )\bkeberatan (?:RECEIVE|CONTACT|SEND)\b",
            r"\bLEAVE\b",
            r"\b(?:UNSUB|STOPALL)\b",
            r"^UNREG\b",
        )
    )
)
"""What says it by itself, in the concepts of `vocabulary`."""

UNSURE = re.compile(
    r"\b(?:STOP|DONT) (?:ME )?CALL\b|\bDONT (?:MSG|PESAN|SEND)\b|\bNOT (?:WANT|NEED) (?:RECEIVE|MSG|PESAN|SEND)\b"
    r"|\bWRONGNUMBER\b|^(?:ME )?(?:WANT )?STOP(?: ME)?$|^STOP \w+(?: \w+)?$|\b(?:cancel|batal|batalkan) (?:ME "
    r")?SUBSCRIBE\b|\bminta STOP\b"
    r"|\bDONT AGAIN\b|\b(?:STOP|DONT(?! STOP)|NOMORE)\b.{0,200}\b(?:MSG|PESAN|CONTACT)\b"
    r"|\b(?:DONT|NOT)\b.{0,200}\b(?:MSG|PESAN|CONTACT)\b.{0,200}\bAGAIN\b|\bREMOVE NUMBER\b"
)
"""What may mean it."""


def stopping(clauses: Sequence[Clause]) -> Stopping:
    """Whether a message, or a subject line, asks for no more messages."""
    gists = [_without_signature(clauses, place) for place in range(len(clauses))]
    verdicts = [_of_clause(clause, said) for clause, said in zip(clauses, gists, strict=True)]
    surest = max(verdicts, default=Stopping.NO)
    if surest is Stopping.SURELY:
        return Stopping.SURELY if not _takes_back(gists, verdicts) else Stopping.PERHAPS
    keywords = [bool(KEYWORD.fullmatch(said)) for said in gists]
    if not any(keywords):
        return surest
    rest = [place for place, said in enumerate(gists) if said and not keywords[place]]
    if any(clauses[place].asks for place, is_keyword in enumerate(keywords) if is_keyword):
        asked_kindly = any(REQUESTS & set(clause.words) for clause in clauses)
        return Stopping.SURELY if asked_kindly and not rest else Stopping.PERHAPS
    if all(_is_weary(clauses[place], gists[place]) for place in rest):
        return Stopping.SURELY
    whole_only = all(ONLY_WHOLE.fullmatch(said) for said, is_keyword in zip(gists, keywords, strict=True) if is_keyword)
    return surest if whole_only else Stopping.PERHAPS


def _of_clause(clause: Clause, said: str) -> Stopping:
    words = frozenset(clause.words)
    if words & CONDITIONS:
        return Stopping.NO
    if words & PLEADING:
        said = re.sub(r"\bNOT(?= (?:AGAIN )?(?:SEND|CONTACT|DISTURB|MSG))", "DONT", said)
    found = SURE.search(said)
    if found is None or _is_denied(said, found.start()):
        return _perhaps(clause, said, words)
    if GOODS & set(said.split()):
        return Stopping.PERHAPS if _is_about_messages(found[0]) and not words & QUESTIONS else Stopping.NO
    if words & QUESTIONS or DOUBTFUL & set(said.split()) or (clause.asks and not words & REQUESTS):
        return Stopping.PERHAPS
    return Stopping.SURELY if _is_all(said[found.end() :]) else Stopping.PERHAPS


def _is_denied(said: str, start: int) -> bool:
    """ "Jangan berhenti kirim": the stopping itself is what must not be."""
    return said[start:].startswith("STOP") and bool(re.search(r"\b(?:DONT|NOT)(?: \w+)?$", said[:start].rstrip()))


def _is_about_messages(said: str) -> bool:
    """True when messages are named before any goods are: "kirim [promo] produk", not "kirim [tagihan] ke email"."""
    words = list(takewhile(lambda word: word not in GOODS, said.split()))
    return words[0] != "REMOVE" and not {"MSG", "PESAN", "ME", "CONTACT", "UNSUB", "DISTURB"}.isdisjoint(words)


def _is_all(tail: str) -> bool:
    """True when what follows ends with one of our things: "kirim pesan [ulang tahun ke ME]", not "pesan [suara]"."""
    words = list(takewhile(lambda word: word not in CONNECTORS, tail.split()))
    return not words or bool(re.fullmatch(OBJECT, words[-1]))


def _perhaps(clause: Clause, said: str, words: frozenset[str]) -> Stopping:
    if words & HINTS:
        return Stopping.PERHAPS
    unsure = UNSURE.search(said)
    if unsure is None or words & (GOODS | QUESTIONS) or clause.asks or KEYWORD.fullmatch(said):
        return Stopping.NO
    return Stopping.NO if _is_denied(said, unsure.start()) else Stopping.PERHAPS


def _takes_back(gists: Sequence[str], verdicts: Sequence[Stopping]) -> bool:
    """A way that stays open ("email saja", "hubungi saya"), or goods elsewhere that may be what is not to be sent."""
    if any("ONLY" in said.split() or OPEN_WAY.fullmatch(said) for said in gists):
        return True
    sure = [said for said, verdict in zip(gists, verdicts, strict=True) if verdict is Stopping.SURELY]
    unclear = all(re.fullmatch(r"(?:DONT|STOP)(?: NEED)? SEND(?: AGAIN)?", said) for said in sure)
    return unclear and any(GOODS & set(said.split()) for said in gists)


def _is_weary(clause: Clause, said: str) -> bool:
    """True for what people add to a keyword: that they are tired of it, not interested, or a sorry."""
    words = frozenset(clause.words)
    if clause.asks or words & (QUESTIONS | GOODS | CONDITIONS) or any(map(str.isdigit, said)):
        return False
    return bool(
        SURE.search(said)
        or words & (WEARY | HINTS)
        or re.search(r"\b(?:NOT|DONT) (?:WANT|INTEREST|NEED)|\bDISTURB\b|\bWRONGNUMBER\b", said)
    )


def _without_signature(clauses: Sequence[Clause], place: int) -> str:
    """The gist of a clause; "" for a name that stands on a line of its own below the message."""
    said = gist(clauses[place])
    below = place > 0 and clauses[place - 1].ends_line
    is_name = said.islower() and len(said.split()) <= 3 and not set(said.split()) & (GOODS | QUESTIONS | WEARY)
    return "" if below and is_name and _is_last(clauses, place) and not KEYWORD.fullmatch(said) else said


def _is_last(clauses: Sequence[Clause], place: int) -> bool:
    return place == len(clauses) - 1
