"""Names of holidays as people write them: "Lebaran", "Idulfitri 1447 H" and "Eid al-Fitr" are one day."""

from __future__ import annotations

import re
from collections.abc import Mapping

_SPELLINGS = (
    "Idul Fitri|Idul Fithri|Lebaran|Eid al-Fitr|Eid ul-Fitr|Eid|Aidilfitri|Hari Raya Puasa|1 Syawal",
    "Idul Adha|Lebaran Haji|Idul Kurban|Idul Qurban|Hari Raya Kurban|Kurban|Qurban|Eid al-Adha|Eid ul-Adha"
    "|Aidiladha|Hari Raya Haji|Hari Raya Aidiladha",
    "Natal|Kelahiran Yesus Kristus|Christmas|Xmas|Christmas Day",
    "Imlek|Tahun Baru Imlek|Tahun Baru Cina|Tahun Baru China|Sincia|Chinese New Year|Lunar New Year|CNY",
    "Nyepi|Tahun Baru Saka|Nyepi Tahun Baru Saka|Day of Silence",
    "Waisak|Tri Suci Waisak|Vesak|Wesak",
    "Tahun Baru|Tahun Baru Masehi|New Year|New Year's Day",
    "Tahun Baru Islam|Tahun Baru Hijriah|Tahun Baru Hijriyah|1 Muharram|1 Muharam|Muharram"
    "|1 Muharam Tahun Baru Islam|1 Muharram Tahun Baru Islam|Islamic New Year",
    "Maulid|Maulid Nabi|Maulid Nabi Muhammad|Mawlid|Prophet's Birthday",
    "Isra Mikraj|Isra Miraj|Isra Mikraj Nabi Muhammad|Isra Miraj Nabi Muhammad|Isra and Miraj",
    "Kemerdekaan|Hari Merdeka|Proklamasi|Proklamasi Kemerdekaan|Kemerdekaan Republik Indonesia|Kemerdekaan RI|HUT RI"
    "|Agustusan|Independence Day",
    "Jumat Agung|Wafat Yesus Kristus|Wafat Isa Almasih|Wafat Isa Al Masih|Good Friday",
    "Paskah|Kebangkitan Yesus Kristus|Kebangkitan Isa Almasih|Easter|Easter Sunday",
    "Kenaikan Yesus Kristus|Kenaikan Isa Almasih|Kenaikan Isa Al Masih|Ascension|Ascension Day",
    "Hari Buruh|Hari Buruh Internasional|May Day|Labor Day|Labour Day|International Labor Day",
    "Hari Lahir Pancasila|Hari Pancasila|Pancasila|Pancasila Day",
    "Deepavali|Diwali|Divali",
)
"""One line per day; the first spelling is the one that is suggested."""

HOLIDAY_NAMES = tuple(line.partition("|")[0] for line in _SPELLINGS)
"""The usual Indonesian name of each day that is known by several."""

WHO_KEEPS: Mapping[str, str] = {
    "Idul Fitri": "religion = 'islam'",
    "Idul Adha": "religion = 'islam'",
    "Natal": "religion in ('protestant', 'catholic')",
    "Paskah": "religion in ('protestant', 'catholic')",
    "Nyepi": "religion = 'hindu'",
    "Waisak": "religion = 'buddhist'",
    "Imlek": "religion in ('confucian', 'buddhist')",
}
"""By the usual name of a holiday of one religion, the condition that says who keeps it."""

_APOSTROPHES = re.compile("['’‘`]")
_ASIDE = re.compile(r"\([^)]*\)")
_YEAR = re.compile(r"\b\d{4}(?:\s?[hm])?\b")
_NOISE = {"hari", "raya", "suci", "perayaan", "day", "the", "saw", "swt", "be", "h", "m"}
_NOISE |= {"hijriah", "hijriyah", "masehi", "kongzili"}


def _words(name: str) -> list[str]:
    """Its words without asides, years and apostrophes."""
    plain = _ASIDE.sub(" ", _APOSTROPHES.sub("", name.casefold()))
    return re.findall(r"[^\W_]+", _YEAR.sub(" ", plain))


def _reduced(name: str) -> str:
    words = _words(name)
    return "".join(word for word in words if word not in _NOISE) or "".join(words)


def _meanings() -> dict[str, str]:
    """Each spelling without spaces, whole and without what says nothing, to the day that it names."""
    meanings: dict[str, str] = {}
    for fold in (lambda name: "".join(_words(name)), _reduced):
        for line in _SPELLINGS:
            spellings = line.split("|")
            for spelling in spellings:
                meanings.setdefault(fold(spelling), _reduced(spellings[0]))
    return meanings


_MEANINGS = _meanings()


def holiday_key(name: str) -> str:
    """What all spellings of one day have in common, in either language; "" for a name without letters."""
    reduced = _reduced(name)
    return _MEANINGS.get("".join(_words(name))) or _MEANINGS.get(reduced) or reduced


def who_keeps(name: str) -> str:
    """The condition for those who keep a religion's holiday, "" for a day of everybody."""
    key = holiday_key(name)
    return next((condition for usual, condition in WHO_KEEPS.items() if holiday_key(usual) == key), "")


def is_known_holiday(name: str) -> bool:
    """True for a day that has several names here, whether or not the team's country keeps it."""
    return is_holiday_key(holiday_key(name))


def is_holiday_key(key: str) -> bool:
    """True for the key of such a day."""
    return key in _MEANINGS.values()
