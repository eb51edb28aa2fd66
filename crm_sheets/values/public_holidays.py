"""The public holidays of a country, in both languages of the product, estimates marked as such."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from crm_sheets.model import Text

_ESTIMATED = re.compile(r"\s*\((?:estimated|perkiraan)\)\s*$", re.IGNORECASE)


class Holiday(NamedTuple):
    """One public holiday; `is_estimate` where its date follows the moon and nobody has declared it yet."""

    on: date
    name: Text
    is_estimate: bool


@lru_cache(maxsize=64)
def public_holidays(country: str, year: int) -> tuple[Holiday, ...]:
    """The public holidays of one year by date; none for a country that is not known."""
    from holidays import country_holidays
    from holidays.registry import COUNTRIES

    known = {codes[1] for codes in COUNTRIES.values()}
    if country not in known:
        return ()
    indonesian = _named(country, year, "id")
    english = _named(country, year, "en_US")
    plain = country_holidays(country, years=year)
    found = []
    for on in sorted(plain):
        name = plain[on]
        names = Text(indonesian.get(on, name), english.get(on, name))
        is_estimate = any(_ESTIMATED.search(part) for text in names for part in text.split("; "))
        clean = Text(*("; ".join(_ESTIMATED.sub("", part) for part in text.split("; ")) for text in names))
        found.append(Holiday(on, clean, is_estimate))
    return tuple(found)


def _named(country: str, year: int, language: str) -> dict[date, str]:
    """The names in one language, none where the library does not speak it."""
    from holidays import country_holidays

    try:
        return dict(country_holidays(country, years=year, language=language))
    except (KeyError, ValueError, NotImplementedError):
        return {}
