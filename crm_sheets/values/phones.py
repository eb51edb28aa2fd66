"""Phone numbers: usual spellings by the country's patterns, the phonenumbers library for the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial

import polars as pl

from crm_sheets.model import ProblemCode, Severity
from crm_sheets.values.numbering import numbering_plan
from crm_sheets.values.readings import Parsed, Reading, read_column

_LABELS = re.compile(
    r"\b(?:hp|no|wa|whats ?app|telp?|tlp|telepon|phone|mobile|kantor|rumah|office|home)\b\s*[.:]*", re.IGNORECASE
)
_EXTENSION = re.compile(r"[\s,;]*(?:ext|ekst|x|#)\.?\s*:?\s*\d{1,6}$", re.IGNORECASE)
_EXPONENT = re.compile(r"\+?\d(?:[.,]\d+)?\s*e\s*\+?\d{1,2}", re.IGNORECASE)
_OR = re.compile(r"\b(?:atau|dan|or|and)\b", re.IGNORECASE)
_SEVERAL = re.compile(r"\s*[/;,|&]\s*")
_WHOLE_NUMBER = r"^(\d{8,})\.0$"
_LOOK_ALIKES = str.maketrans({"o": "0", "O": "0", "l": "1", "I": "1", "i": "1", "|": "1", "S": "5", "B": "8"})
_LETTER = re.compile(r"[^\W\d_]")
_SHORTEST = 6


def parse_phones(texts: pl.Series, country: str = "ID") -> Parsed:
    """E.164 numbers ("+6281234567890") from the spellings people of `country` (ISO code) type.

    What the phonenumbers library calls valid comes out as the library has it. Beyond it: "0062..." for "+62...", words
    such as "WA" or "kantor" around the number, and several numbers in a cell, of which the first mobile one is taken
    (else the first valid one) with a TWO_NUMBERS warning. Digits that are a landline as they stand and a mobile number
    if they begin with the country code are refused with both as suggestion. Letters are never turned into digits:
    that is a BAD_PHONE with a suggestion. "8.123E+10" has lost its last digits for good: LOST_DIGITS.
    """
    plan = numbering_plan(country)

    def quick(texts: pl.Series) -> pl.Series:
        return plan.e164(texts.set(texts.str.contains(_WHOLE_NUMBER), None)) if plan else _nothing(texts)

    return read_column(texts, partial(read_phone, country=country), quick)


def phone_kinds(numbers: pl.Series, country: str = "ID") -> pl.Series:
    """ "mobile" (also where the country does not tell), "landline" or "other" of each E.164 number."""
    plan = numbering_plan(country)
    quick = plan.kind if plan else _nothing
    return read_column(numbers, lambda number: Reading(_kind(number)), quick).values


def zones_of_number(number: str, country: str) -> tuple[str, ...]:
    """The time zones that an E.164 number abroad may be in; none for one of `country` and where nobody knows."""
    from phonenumbers import NumberParseException, parse, region_code_for_number
    from phonenumbers.timezone import time_zones_for_number

    if number.startswith(_own_prefix(country) or "none"):
        return ()
    try:
        parsed = parse(number)
    except NumberParseException:
        return ()
    if region_code_for_number(parsed) == country.upper():
        return ()
    return tuple(name for name in time_zones_for_number(parsed) if name != "Etc/Unknown")


@lru_cache(maxsize=64)
def _own_prefix(country: str) -> str:
    """The calling code of a country that has one to itself ("+62"), "" where several share it."""
    from phonenumbers import country_code_for_region, region_codes_for_country_code

    code = country_code_for_region(country.upper())
    return f"+{code}" if len(region_codes_for_country_code(code)) == 1 else ""


def _nothing(texts: pl.Series) -> pl.Series:
    return texts.clear(len(texts))


def read_phone(text: str, country: str) -> Reading:
    """One cell, as `parse_phones` says."""
    if _EXPONENT.fullmatch(text):
        return Reading(None, ProblemCode.LOST_DIGITS)
    bare = _OR.sub("/", _LABELS.sub(" ", re.sub(_WHOLE_NUMBER, r"\1", text)))
    bare = _EXTENSION.sub("", bare).strip(" :")
    if _LETTER.search(bare):
        return Reading(None, ProblemCode.BAD_PHONE, _suggest(bare, country))
    parts = [part for part in _SEVERAL.split(bare) if any(map(str.isdigit, part))]
    if len(parts) > 1:
        return _read_several(bare, parts, country)
    number = _find(bare, country)
    return Reading(number) if number else Reading(None, ProblemCode.BAD_PHONE, _suggest(bare, country))


def _read_several(text: str, parts: Sequence[str], country: str) -> Reading:
    """Several numbers, or one with a slash in it ("021/5551234")."""
    whole = _find(text, country) if any(_digits(part) < _SHORTEST for part in parts) else None
    if whole:
        return Reading(whole)
    found = [number for part in parts if (number := _find(part, country))]
    if not found:
        return Reading(None, ProblemCode.BAD_PHONE, _suggest(parts[0], country))
    taken = next((number for number in found if _kind(number) == "mobile"), found[0])
    return Reading(taken, ProblemCode.TWO_NUMBERS, _national(taken, country), Severity.WARNING)


def _find(text: str, country: str) -> str | None:
    """The E.164 number of a text without letters, None when it is no valid one or could be two different ones."""
    number = _valid(text, country)
    if text.startswith("00") and number is None:
        abroad, at_home = _valid(f"+{text[2:]}", country), _valid(text[2:], country)
        return abroad if at_home in (None, abroad) else None
    return None if number and _with_country_code(text, number, country) else number


def _with_country_code(text: str, number: str, country: str) -> str | None:
    """The mobile number that the text also is when its country code lacks only the plus sign ("62811123456")."""
    from phonenumbers import country_code_for_region

    digits = re.sub(r"\D", "", text)
    if "+" in text or not digits.startswith(str(country_code_for_region(country.upper()))):
        return None
    other = _valid(f"+{digits}", country)
    return other if other and other != number and _kind(other) == "mobile" and _kind(number) != "mobile" else None


def _valid(text: str, country: str) -> str | None:
    from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, is_valid_number, parse

    try:
        number = parse(text, country)
    except NumberParseException:
        return None
    number.extension = None
    return format_number(number, PhoneNumberFormat.E164) if is_valid_number(number) else None


def _kind(number: str) -> str:
    from phonenumbers import PhoneNumberType, number_type, parse

    kinds = {
        PhoneNumberType.MOBILE: "mobile",
        PhoneNumberType.FIXED_LINE_OR_MOBILE: "mobile",
        PhoneNumberType.FIXED_LINE: "landline",
    }
    return kinds.get(number_type(parse(number)), "other")


def _national(number: str, country: str) -> str:
    """The number as people of `country` would type it: national at home, international else."""
    from phonenumbers import PhoneNumberFormat, format_number, parse, region_code_for_number

    parsed = parse(number)
    home = region_code_for_number(parsed) == country.upper()
    return format_number(parsed, PhoneNumberFormat.NATIONAL if home else PhoneNumberFormat.INTERNATIONAL)


def _suggest(text: str, country: str) -> str:
    """The number that was meant when one usual slip explains it, both where there are two readings, else ""."""
    if not _LETTER.search(text) and (readings := _two_readings(text, country)):
        return " / ".join(_national(reading, country) for reading in readings)
    found = (_find(candidate, country) for candidate in _repairs(text))
    return next((_national(number, country) for number in found if number), "")


def _two_readings(text: str, country: str) -> list[str]:
    """What a number is with and without its country code, where it begins with "00" or lacks the plus sign."""
    if text.startswith("00"):
        readings = (_valid(f"+{text[2:]}", country), _valid(text[2:], country))
    else:
        number = _valid(text, country)
        readings = (_with_country_code(text, number, country), number) if number else (None, None)
    return [reading for reading in readings if reading]


def _repairs(text: str) -> Iterator[str]:
    """Letters that look like digits; a remark beside the number; a plus too many."""
    likely = text.translate(_LOOK_ALIKES)
    if not _LETTER.search(likely):
        yield likely
    yield re.sub(r"\s*[^\W\d_].*$|^[^\d+]*", "", text)
    if text.startswith("+"):
        yield text.lstrip("+")


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))
