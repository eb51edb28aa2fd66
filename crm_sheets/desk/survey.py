"""A number that answers a survey we sent: "9", "9/10", "sembilan", "nilai 8 pak" (catalogue C10)."""

from __future__ import annotations

import re
from typing import NamedTuple

HIGHEST = 10
LONGEST = 400
"""Characters within which a score stands; what is longer is a letter."""

WORDS = {
    **dict.fromkeys(("nol", "kosong", "zero"), "0"),
    **dict.fromkeys(("satu", "one"), "1"),
    **dict.fromkeys(("dua", "two"), "2"),
    **dict.fromkeys(("tiga", "three"), "3"),
    **dict.fromkeys(("empat", "four"), "4"),
    **dict.fromkeys(("lima", "five"), "5"),
    **dict.fromkeys(("enam", "six"), "6"),
    **dict.fromkeys(("tujuh", "seven"), "7"),
    **dict.fromkeys(("delapan", "lapan", "eight"), "8"),
    **dict.fromkeys(("sembilan", "nine"), "9"),
    **dict.fromkeys(("sepuluh", "ten"), "10"),
}
BESIDE = (
    "nilai nilainya nilainy skor skornya score rating angka poin point points jawab jawaban jawabannya "
    "answer bintang star stars saya sy aku kami kita i we my give you your kasih kasi beri berikan untuk "
    "buat for from dari me it its is a an the of d would id ya yah iya pak bpk bapak bu ibu buk mas mbak "
    "mba kak kakak sir madam aja saja deh dong sih lah nih kok mungkin kira kira2 sekitar about maybe "
    "pasti tentu terima terimakasih makasih trima tks thx thanks thank very much banyak sama hi hai halo "
    "hello ok oke okay baik mantap sip good great bagus sekali puas senang happy please tolong masing and "
    "dan nya "
)
POLITE = frozenset(BESIDE.split())
"""What may stand beside a score and says nothing more that somebody would have to answer."""

EMOJI_TEN = "\N{KEYCAP TEN}"
KEYCAP = re.compile("[\ufe0f\u20e3]")
_NUMBER = r"(?P<score>10|\d)(?:[.,]\d)?(?:\s*(?:-|–|s/?d|sampai|to)\s*(?:10|\d)\b(?!\s*[/\d]))?"
_OUT_OF = r"(?:\s*(?:/|\bdari\b|\bdr\b|\bout of\b|\bof\b)\s*(?P<of>10|5)\b)?"
SCORE = re.compile(rf"(?<![\d.,/:-]){_NUMBER}{_OUT_OF}(?![\d/:%])", re.ASCII)
NAME = re.compile(r"\b(?:nilai\w*|skor\w*|score|rating|bintang)\b\W{0,3}(?:\w+\s+)?$", re.ASCII)
STARS = re.compile(r"\b(?:bintang|stars?)\b")
GREETING = re.compile(r"\bselamat (?:pagi|siang|sore|malam)\b")
ENDS = re.compile(r"\s*(?:$|[,.;:!?)\n-]|\b(?:karena|krn|sebab|because|tapi|tp|but|cuma|hanya|ya|pak|bu|kak)\b)")
"""What follows a score that opens a longer text; a unit ("2 hari") does not."""


class Score(NamedTuple):
    """An answer from 0 to 10, whatever scale it was given on; `of` is that scale, 10 or 5.

    `is_all`: nothing else stands in the message that somebody would have to answer.
    """

    value: int
    of: int = HIGHEST
    is_all: bool = True

    @property
    def is_unhappy(self) -> bool:
        """True for a detractor (0 to 6 of 10, Reichheld's definition of NPS), and for 2 or less of 5."""
        return self.value <= (4 if self.of == 5 else 6)


def score_of(text: str) -> Score | None:
    """The score that a message gives, None where it gives none. Half points count as the lower one.

    In a longer text it must open the text or be called a score: "2 hari belum sampai" is none.
    """
    said = _numbers(text)
    if len(said) > LONGEST:
        return None
    return next((_score(said, found) for found in SCORE.finditer(said) if _is_score(said, found)), None)


def _is_score(said: str, found: re.Match[str]) -> bool:
    """True where nothing else is said, and where it opens the text or is called a score."""
    if _is_polite(_rest(said, found)):
        return True
    before = said[: found.start()]
    return bool(ENDS.match(said, found.end())) and (_is_polite(before) or bool(NAME.search(before)))


def _score(said: str, found: re.Match[str]) -> Score | None:
    value = int(found["score"])
    of = int(found["of"] or (5 if STARS.search(said) and value <= 5 else HIGHEST))
    if value > of:
        return None
    return Score(value * HIGHEST // of, of, _is_polite(_rest(said, found)))


def _numbers(text: str) -> str:
    """The text in small letters, with numbers as digits."""
    plain = KEYCAP.sub("", text.replace(EMOJI_TEN, "10")).casefold().strip()
    return GREETING.sub("", re.sub(r"[a-z]+", lambda word: WORDS.get(word[0], word[0]), plain))


def _rest(said: str, found: re.Match[str]) -> str:
    return f"{said[: found.start('score')]} {said[found.end() :]}"


def _is_polite(rest: str) -> bool:
    return all(word in POLITE for word in re.findall(r"\w+", rest)) and "?" not in rest
