"""Whether a text speaks as its readers expect: formal, familiar, and never both at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from crm_sheets.model import Text
from crm_sheets.proofreading.finding import Kind, Remark
from crm_sheets.proofreading.passages import FAMILIAR, Passage
from crm_sheets.proofreading.words import words_of

FAMILIAR_WORDS: Mapping[str, Mapping[str, str]] = {
    "id": {
        "kamu": "{{ you }}",
        "kalian": "Anda semua",
        "aku": "saya",
        "nggak": "tidak",
        "enggak": "tidak",
        "ngga": "tidak",
        "gak": "tidak",
        "ga": "tidak",
        "banget": "sekali",
        "dong": "",
        "sih": "",
        "deh": "",
        "nih": "",
        "tuh": "",
        "kok": "",
        "kan": "bukan",
        "yuk": "mari",
        "ayo": "mari",
        "aja": "saja",
        "udah": "sudah",
        "gimana": "bagaimana",
        "gitu": "begitu",
        "kayak": "seperti",
        "kayaknya": "sepertinya",
        "kalo": "kalau",
        "pengen": "ingin",
        "pengin": "ingin",
        "bikin": "membuat",
        "cuma": "hanya",
        "makasih": "terima kasih",
        "asyik": "menyenangkan",
        "keren": "bagus",
        "hai": "Yth.",
        "hei": "Yth.",
        "ngobrol": "berbincang",
        "nanya": "bertanya",
        "ngasih": "memberi",
    },
    "en": {
        "hey": "Dear",
        "yeah": "yes",
        "yep": "yes",
        "nope": "no",
        "gonna": "going to",
        "wanna": "want to",
        "gotta": "have to",
        "kinda": "rather",
        "guys": "everyone",
        "dunno": "do not know",
        "asap": "as soon as possible",
        "awesome": "excellent",
        "folks": "everyone",
        "fyi": "for your information",
    },
}
"""What is right among friends only -> what to write to everybody else ("" leaves it out)."""
NEVER: Mapping[str, Mapping[str, str]] = {
    "id": {
        "lu": "kamu",
        "lo": "kamu",
        "loe": "kamu",
        "elo": "kamu",
        "gue": "kami",
        "gw": "kami",
        "bro": "",
        "sis": "",
        "gan": "",
        "yg": "yang",
        "dgn": "dengan",
        "dg": "dengan",
        "utk": "untuk",
        "tdk": "tidak",
        "tdak": "tidak",
        "sdh": "sudah",
        "udh": "sudah",
        "blm": "belum",
        "krn": "karena",
        "jg": "juga",
        "bs": "bisa",
        "bgt": "sekali",
        "kpd": "kepada",
        "pd": "pada",
        "dr": "dari",
        "dlm": "dalam",
        "spt": "seperti",
        "skrg": "sekarang",
        "hrs": "harus",
        "trims": "terima kasih",
        "tks": "terima kasih",
        "thx": "terima kasih",
        "mksh": "terima kasih",
        "klo": "kalau",
        "tsb": "tersebut",
        "sy": "saya",
    },
    "en": {
        "u": "you",
        "ur": "your",
        "r": "are",
        "pls": "please",
        "plz": "please",
        "thx": "thank you",
        "tks": "thank you",
        "btw": "by the way",
        "lol": "",
        "omg": "",
        "cuz": "because",
        "coz": "because",
        "msg": "message",
        "tmrw": "tomorrow",
    },
}
"""Shorthand, and what is rude to a customer even among friends."""
ABBREVIATIONS = frozenset({"dr", "sis", "gan", "lo"})
"""What is also a title, a name or a word when it has a capital or a dot."""
YOU = re.compile(r"(?<![\w-])anda(?![\w-])", re.IGNORECASE)
FAMILIAR_YOU = re.compile(r"(?<![\w-])kamu(?![\w-])", re.IGNORECASE)
SMALL_YOU = Text('"anda" ditulis kecil', '"anda" without its capital')
STIFF_YOU = Text('"Anda" dalam teks akrab', '"Anda" in a familiar text')
MIXED = Text('"Anda" dan "kamu" dalam satu teks', '"Anda" and "kamu" in one text')


def wrong_tones(passage: Passage, language: str) -> Iterator[Remark]:
    """Words of a passage that do not suit those whom it is for; who has no register is spoken to formally."""
    is_familiar = passage.register == FAMILIAR
    for word in words_of(passage.text):
        if word.is_glued:
            continue
        folded = word.text.casefold()
        if folded in NEVER[language] and not _is_abbreviation(word.text, passage.text, word.offset):
            yield _shorthand(word.offset, word.text, NEVER[language][folded])
        elif folded in FAMILIAR_WORDS[language] and not is_familiar:
            yield _too_familiar(word.offset, word.text, FAMILIAR_WORDS[language][folded])
    if language == "id":
        yield from _pronouns(passage, is_familiar=is_familiar)


def _is_abbreviation(word: str, text: str, offset: int) -> bool:
    after = text[offset + len(word) : offset + len(word) + 1]
    return word.casefold() in ABBREVIATIONS and (word[0].isupper() or after == ".")


def _pronouns(passage: Passage, *, is_familiar: bool) -> Iterator[Remark]:
    remedy = Text('Tulis "kamu" atau {{ you }}.', 'Write "kamu" or {{ you }}.')
    for found in YOU.finditer(passage.text):
        if is_familiar:
            is_mixed = FAMILIAR_YOU.search(passage.text)
            yield Remark(found.start(), Kind.TONE, found[0], MIXED if is_mixed else STIFF_YOU, remedy)
        elif found[0] == "anda":
            yield Remark(found.start(), Kind.TONE, found[0], SMALL_YOU, Text('Tulis "Anda".', 'Write "Anda".'))


def _too_familiar(offset: int, word: str, instead: str) -> Remark:
    what = Text(f'"{word}" terlalu akrab untuk teks formal', f'"{word}" is too familiar for a formal text')
    place = Text(
        'atau pindahkan ke teks ".familiar"',
        'or move it to a ".familiar" text',
    )
    return Remark(offset, Kind.TONE, word, what, _remedy(instead, place))


def _shorthand(offset: int, word: str, instead: str) -> Remark:
    what = Text(f'"{word}" tidak pantas dalam pesan kepada pelanggan', f'"{word}" is no word for customers')
    return Remark(offset, Kind.TONE, word, what, _remedy(instead, None))


def _remedy(instead: str, place: Text | None) -> Text:
    first = Text(f'Tulis "{instead}"', f'Write "{instead}"') if instead else Text("Hilangkan", "Leave it out")
    if place is None:
        return Text(f"{first.id}.", f"{first.en}.")
    return Text(f"{first.id}, {place.id}.", f"{first.en}, {place.en}.")
