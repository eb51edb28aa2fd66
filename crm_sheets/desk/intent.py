"""What somebody who writes wants, as far as a machine can tell; where it cannot, a person is asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from crm_sheets.desk.opting_out import Stopping, stopping
from crm_sheets.desk.spelling import Clause, clauses_of, words_of
from crm_sheets.desk.vocabulary import REQUESTS, concepts_of, gist


class Wish(StrEnum):
    """What a message asks for."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    CALL_ME = "call_me"
    COMPLAINT = "complaint"
    THANKS = "thanks"
    OTHER = "other"


class Intent(NamedTuple):
    """What a message asks for.

    `maybe_opt_out` says that it may want no more messages, so that a person must ask; `wants_call` that it asks for a
    call as well.
    """

    wish: Wish
    maybe_opt_out: bool = False
    wants_call: bool = False


LINE_ENDS = re.compile(r"^\s*(?:--+|__+)\s*$", re.MULTILINE)
"""What separates a signature (RFC 3676, section 4.3), or what a program put under the message."""
ANSWERED = re.compile(r"^\s*(?:re|fw|fwd|bls|balas|jawaban|aw)\s*:", re.IGNORECASE)
"""The start of a subject line that repeats ours."""
CLOSINGS = frozenset({"salam", "regards", "hormat", "best", "cheers", "wasalam", "sincerely"})
SENT_FROM = re.compile(
    r"^(?:sent from|dikirim dari|get outlook|diunduh dari|terkirim dari)\b", re.MULTILINE | re.IGNORECASE
)

STARTING = re.compile(
    r"(?:start|unstop|unsubstop|resume|SUBSCRIBE)(?: SUBSCRIBE)?"
    r"|(?:boleh|silakan|silahkan|bs|bisa|you may|may) (?:SEND|CONTACT|MSG)(?: ME)?(?: (?:MSG|PESAN))?(?: ME)?(?: "
    r"AGAIN)"
    r"|ME WANT(?: RECEIVE| SUBSCRIBE| SEND)(?: (?:MSG|PESAN))?(?: AGAIN)?"
    r"|(?:resume|start|aktifkan)(?: SEND)? (?:MSG|PESAN)(?: ME)?(?: AGAIN)?"
)
"""A whole clause that opens the door again."""
WANTS_TO_RECEIVE = re.compile(r"ME WANT (?:RECEIVE|SEND)$")

CALL_ME = re.compile(r"\bCALL(?: AGAIN)? ME\b|^(?:boleh |bisa )?CONTACT ME\b|\bREACH ME\b")
ME_CALL = re.compile(r"\bME (?:\w+ )?CALL\b")
NO_CALL = re.compile(r"\b(?:NOT|DONT|STOP|NOMORE|belum|rusak|hilang)\b")

COMPLAINING = frozenset(
    words_of(
        "kecewa mengecewakan komplain complain complaint complaints keluhan marah penipuan penipu tipu parah buruk "
        "jelek "
        "refund rusak cacat bohong dibohongi lambat lelet disappointed disappointing terrible awful worst "
        "unacceptable "
        "broken damaged faulty scam angry furious rude payah somasi menyesal nipu ditipu"
    )
)
NOT_YET = re.compile(
    r"\bbelum (?:\w+ ){0,2}?(?:sampai|datang|diterima|RECEIVE|dibalas|dijawab|SEND|cair|dibayar|diproses|kabar)\b"
    r"|\b(?:NOT|belum|never) (?:puas|sesuai|datang|sampai|berfungsi|profesional|ramah|arived|working|received|"
    r"satisfied|dibalas|dijawab)\b"
    r"|\bDONT (?:received|arived)\b|\bNOT (?:received|arived|RECEIVE (?:ME )?(?:order|package|parcel|polis|barang))\b"
)

THANKING = frozenset({"THANKS", "FILL", "NAMED", "ME", "AGAIN", "MSG", "RECEIVE", "PESAN"})
THANKS_FOR = frozenset(
    words_of(
        "banyak ucapan ucapanya doa doanya perhatian perhatianya bantuan bantuanya pelayanan pelayananya layanan "
        "atas sudah "
        "diingatkan mengingatkan pengingat semoga sehat selalu sukses berkah lancar kembali so much very for wishes "
        "wish "
        "kind help your my lot birthday ulang tahun untuk infonya informasinya bersama keluarga sekeluarga rezeki "
        "rejeki "
        "god bless appreciate appreciated remembering reminding reminder kindness thoughtful lovely bahagia panjang "
        "umur "
        "allah tuhan memberkati balas kebaikan great day nice too juga hadiahnya kadonya kunjunganya waktunya dan "
        "responya "
        "penjelasanya jawabanya answer cepatnya fast kasih quick reply"
    )
)


def intent_of(text: str, subject: str = "") -> Intent:
    """What a message asks for, by its text and, for e-mail, its subject line; at most 4,000 characters of it count.

    Never raises. Only what is plainly an opt-out is OPT_OUT; what may be one comes out as something else with
    `maybe_opt_out`.
    """
    clauses = clauses_of(own_words(text))
    title = [] if ANSWERED.match(subject) else clauses_of(subject[:200])
    stop = _stopping(clauses, title)
    if stop is Stopping.SURELY:
        return Intent(Wish.OPT_OUT)
    gists = [gist(clause) for clause in clauses]
    doubtful = stop is Stopping.PERHAPS
    if not doubtful and _starts_again(clauses, gists, title):
        return Intent(Wish.OPT_IN)
    call = any(_asks_for_call(clause, said) for clause, said in zip(clauses, gists, strict=True))
    if _complains([*clauses, *title]):
        return Intent(Wish.COMPLAINT, doubtful, call)
    if call:
        return Intent(Wish.CALL_ME, doubtful, wants_call=True)
    return Intent(Wish.THANKS if _only_thanks(clauses) and not doubtful else Wish.OTHER, doubtful)


def own_words(text: str) -> str:
    """The message without what stands under a signature mark, and without what a phone adds."""
    own = SENT_FROM.split(LINE_ENDS.split(text[:4000], maxsplit=1)[0], maxsplit=1)[0]
    lines = own.split("\n")
    for number, line in enumerate(lines[1:], start=1):
        words = words_of(line.casefold())
        if words and len(words) <= 3 and CLOSINGS & set(words):
            return "\n".join(lines[:number])
    return own


def _stopping(clauses: Sequence[Clause], title: Sequence[Clause]) -> Stopping:
    said, named = stopping(clauses), stopping(title)
    if named is not Stopping.SURELY or said is Stopping.SURELY:
        return max(said, Stopping.PERHAPS if named else Stopping.NO)
    silent = not any(gist(clause) for clause in clauses)
    return Stopping.SURELY if silent else Stopping.PERHAPS


def _starts_again(clauses: Sequence[Clause], gists: Sequence[str], title: Sequence[Clause]) -> bool:
    """True when every clause that says something opens the door, and none is a question."""
    telling = [said for said in gists if said] or [said for clause in title if (said := gist(clause))]
    if any(clause.asks for clause in clauses) or not telling:
        return _is_start_word(clauses)
    return _is_start_word(clauses) or all(
        STARTING.fullmatch(said) and not WANTS_TO_RECEIVE.fullmatch(said) for said in telling
    )


def _is_start_word(clauses: Sequence[Clause]) -> bool:
    """ "Mulai" is a filler elsewhere, and a keyword alone."""
    words = [word for clause in clauses for word in clause.words]
    harmless = {"FILL", "AGAIN", "NAMED", "THANKS"}.issuperset(concepts_of(tuple(words)))
    return "mulai" in words and len(words) <= 3 and harmless and not any(clause.asks for clause in clauses)


def _asks_for_call(clause: Clause, said: str) -> bool:
    if NO_CALL.search(said):
        return False
    if CALL_ME.search(said):
        return True
    asks = bool(REQUESTS & set(clause.words))
    return asks and ("CALLED" in said.split() or ("CALL" in said.split() and not ME_CALL.search(said)))


def _complains(clauses: Sequence[Clause]) -> bool:
    for clause in clauses:
        concepts = concepts_of(clause.words)
        for place, word in enumerate(concepts):
            if word in COMPLAINING and not {"NOT", "DONT"} & set(concepts[max(0, place - 2) : place]):
                return True
        if NOT_YET.search(gist(clause)):
            return True
    return False


def _only_thanks(clauses: Sequence[Clause]) -> bool:
    """True for thanks, a blessing or a thumb, and nothing else that a person would have to see."""
    if any(clause.asks for clause in clauses):
        return False
    concepts = [concept for clause in clauses for concept in _without_names(clause)]
    return "THANKS" in concepts and all(concept in THANKING or concept in THANKS_FOR for concept in concepts)


def _without_names(clause: Clause) -> list[str]:
    """The concepts of a clause without the name that follows a title."""
    left = set(gist(clause).split())
    return [concept for concept in concepts_of(clause.words) if concept in left or not concept.islower()]
