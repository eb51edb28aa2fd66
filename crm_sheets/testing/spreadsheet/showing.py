"""Values as people see them in the browser: simple number and date formats of the spreadsheet's language."""

from __future__ import annotations

import re
from calendar import month_abbr, month_name
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

_DAY_ZERO = datetime(1899, 12, 30)
_DATE_WORD = re.compile(r"y+|m+|d+|h+|s+|am/pm|\"[^\"]*\"", re.IGNORECASE)
_MINUTES = re.compile(r"(?<=[hH]:)m{1,2}|m{1,2}(?=:s)", re.IGNORECASE)
_LATEST = 2_958_465  # 31 December 9999


def decimal_mark(locale: str) -> str:
    """ "." where English is spoken, else ","."""
    return "." if locale[:2] in {"en", "ja", "zh", "ko", "th"} else ","


def date_pattern(locale: str) -> str:
    """How dates look that have no pattern of their own."""
    return "m/d/yyyy" if locale in {"en", "en_US"} else "dd/mm/yyyy"


def shown_text(value: object, look: Mapping[str, Any], locale: str) -> str:
    """The text that a cell shows; "" when it is blank."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        number_format = look.get("userEnteredFormat", {}).get("numberFormat", {})
        return _number(value, number_format.get("type", ""), number_format.get("pattern", ""), locale)
    return str(value)


def _number(value: float, kind: str, pattern: str, locale: str) -> str:
    if kind in {"DATE", "TIME", "DATE_TIME"} and 0 <= value < _LATEST + 1:
        return _moment(value, pattern or _default_pattern(kind, locale))
    if kind == "PERCENT":
        return _digits(value * 100, pattern.rstrip("%") or "0.00", locale) + "%"
    if kind in {"NUMBER", "CURRENCY"} and re.fullmatch(r"[#0.,]*", pattern):
        return _digits(value, pattern or "#,##0.00", locale)
    return format(value, ".15g").replace(".", decimal_mark(locale))


def _digits(value: float, pattern: str, locale: str) -> str:
    whole, _, fraction = pattern.partition(".")
    digits = f"{value:{',' if ',' in whole else ''}.{len(fraction)}f}"
    if decimal_mark(locale) == ".":
        return digits
    return digits.translate(str.maketrans(",.", ".,"))


def _default_pattern(kind: str, locale: str) -> str:
    clock = "hh:mm:ss"
    return {"DATE": date_pattern(locale), "TIME": clock}.get(kind, f"{date_pattern(locale)} {clock}")


def _moment(serial: float, pattern: str) -> str:
    moment = _DAY_ZERO + timedelta(seconds=round(serial * 86_400))
    pattern = _MINUTES.sub(lambda found: "\0" * len(found.group()), pattern)
    text = _DATE_WORD.sub(lambda found: _date_word(found.group(), moment), pattern)
    return text.replace("\0\0", f"{moment.minute:02}").replace("\0", str(moment.minute))


def _date_word(word: str, moment: datetime) -> str:
    if word.startswith('"'):
        return word.strip('"')
    kind, length = word[0].lower(), len(word)
    if kind == "y":
        return f"{moment.year:04}" if length > 2 else f"{moment.year % 100:02}"
    if kind == "m" and length > 2:
        return (month_abbr if length == 3 else month_name)[moment.month]
    number = {"m": moment.month, "d": moment.day, "h": moment.hour, "s": moment.second}.get(kind)
    if number is None:
        return "AM" if moment.hour < 12 else "PM"
    return str(number).zfill(length)
