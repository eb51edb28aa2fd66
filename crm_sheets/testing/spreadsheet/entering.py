"""What becomes of text that is typed into a cell: a number, a date, True, a formula, or the text itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, NamedTuple

from crm_sheets.testing.spreadsheet.cells import Formula, as_number, serial
from crm_sheets.testing.spreadsheet.limits import refuse_long_text
from crm_sheets.testing.spreadsheet.showing import date_pattern, decimal_mark

_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?(e[+-]?\d+)?", re.IGNORECASE)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_DATE = re.compile(r"(\d{1,4})([/-])(\d{1,2})\2(\d{1,4})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?)?")


class Entered(NamedTuple):
    """A cell's new value, and the number format it gets when it has none."""

    value: object
    format_type: str = ""


def entered(typed: object, look: Mapping[str, Any], locale: str, shown: object = None) -> Entered:
    """What a person's input becomes in a cell that looks like this; `shown` is what a formula shows.

    BadRequest for more text than a cell holds.
    """
    if typed is None or isinstance(typed, bool):
        return Entered(typed)
    if isinstance(typed, (int, float)):
        return Entered(as_number(typed))
    if isinstance(typed, date):
        return Entered(serial(typed), "DATE_TIME" if isinstance(typed, datetime) else "DATE")
    text = str(typed)
    refuse_long_text(text)
    if is_text(look) or not text:
        return Entered(text or None)
    return _guessed(text, locale, shown)


def is_text(look: Mapping[str, Any]) -> bool:
    """Whether a cell is formatted as text, so that nothing typed into it is converted."""
    return bool(look.get("userEnteredFormat", {}).get("numberFormat", {}).get("type") == "TEXT")


def _guessed(text: str, locale: str, shown: object) -> Entered:
    if text.startswith("'"):
        return Entered(text[1:] or None)
    if text.startswith("=") and len(text) > 1:
        return Entered(Formula(text, shown))
    stripped = text.strip()
    if stripped.upper() in {"TRUE", "FALSE"}:
        return Entered(stripped.upper() == "TRUE")
    return _number(stripped, locale) or _moment(stripped, locale) or Entered(text)


def _number(text: str, locale: str) -> Entered | None:
    percent = text.endswith("%")
    digits = text.removesuffix("%").strip()
    if decimal_mark(locale) == ",":
        digits = digits.translate(str.maketrans(",.", ".,"))
    if not (_PLAIN.fullmatch(digits) or _GROUPED.fullmatch(digits)):
        return None
    value = float(digits.replace(",", ""))
    return Entered(as_number(value / 100), "PERCENT") if percent else Entered(as_number(value))


def _moment(text: str, locale: str) -> Entered | None:
    found = _DATE.fullmatch(text)
    if not found:
        return None
    first, _, second, third, hour, minute, seconds = found.groups()
    try:
        day = _day(first, second, third, locale)
        clock = time(int(hour or 0), int(minute or 0), int(seconds or 0))
    except ValueError:
        return None
    value = serial(datetime.combine(day, clock))
    return Entered(value, "DATE_TIME" if hour else "DATE")


def _day(first: str, second: str, third: str, locale: str) -> date:
    if len(first) == 4:
        return date(int(first), int(second), int(third))
    year = int(third) + (2000 if len(third) <= 2 else 0)
    if date_pattern(locale).startswith("m"):
        return date(year, int(first), int(second))
    return date(year, int(second), int(first))
