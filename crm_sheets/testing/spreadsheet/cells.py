"""What stands in a cell: None, a text, a number, True, False or a formula."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from crm_sheets.testing.spreadsheet.limits import refuse_long_text
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.shapes import VALUE

_DAY_ZERO = datetime(1899, 12, 30)
_DAY_SECONDS = 86_400
_EXACT = 2**53


@dataclass(frozen=True)
class Formula:
    """A formula and what it shows; nothing calculates it."""

    text: str
    shown: object = None


def as_number(value: float) -> int | float:
    """The number as a sheet keeps it: a double, whole ones without a fraction."""
    double = float(value)
    return int(double) if double.is_integer() and abs(double) < _EXACT else double


def serial(day: date) -> int | float:
    """Days since 30 December 1899; a time of day is the fraction."""
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    passed = moment.replace(tzinfo=None) - _DAY_ZERO
    return as_number(passed.days + (passed.seconds + passed.microseconds / 1e6) / _DAY_SECONDS)


def from_python(value: object) -> object:
    """A test's value as a cell keeps it: dates as serial numbers, an empty text as blank."""
    if isinstance(value, date):
        return serial(value)
    if value is None or value == "" or isinstance(value, (bool, str, Formula)):
        return value if value != "" else None
    if isinstance(value, (int, float)):
        return as_number(value)
    raise TypeError(f"A cell cannot hold {value!r}")


def shown_value(value: object) -> object:
    """What a cell shows: a formula's result, else the value itself."""
    return value.shown if isinstance(value, Formula) else value


def stored(cell: Mapping[str, Any]) -> object:
    """What CellData puts in a cell; BadRequest for a value that is none."""
    value = cell.get(VALUE)
    if not value:
        return None
    if len(value) != 1:
        raise BadRequest("userEnteredValue must have exactly one kind of value.")
    kind, content = next(iter(value.items()))
    if kind not in _READERS:
        raise BadRequest(f"Invalid userEnteredValue: {kind} cannot be written.")
    return _READERS[kind](content)


def extended_value(value: object) -> dict[str, Any]:
    """The ExtendedValue of a shown value."""
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, (int, float)):
        return {"numberValue": value}
    if isinstance(value, str) and value.startswith("#") and value.endswith(("!", "?", "/A")):
        return {"errorValue": {"type": _ERRORS.get(value, "ERROR"), "message": value}}
    return {"stringValue": value}


def entered_value(value: object) -> dict[str, Any]:
    """The ExtendedValue that was entered."""
    if isinstance(value, Formula):
        return {"formulaValue": value.text}
    return {"stringValue": value} if isinstance(value, str) else extended_value(value)


def _text(content: object) -> object:
    if not isinstance(content, str):
        raise BadRequest(f"Invalid value at 'stringValue' (TYPE_STRING), {content!r}")
    refuse_long_text(content)
    return content or None


def _number(content: object) -> object:
    if isinstance(content, bool) or not isinstance(content, (int, float)) or not math.isfinite(content):
        raise BadRequest(f"Invalid value at 'numberValue' (TYPE_DOUBLE), {content!r}")
    return as_number(content)


def _truth(content: object) -> object:
    if not isinstance(content, bool):
        raise BadRequest(f"Invalid value at 'boolValue' (TYPE_BOOL), {content!r}")
    return content


def _formula(content: object) -> object:
    if not isinstance(content, str) or not content.startswith("="):
        raise BadRequest("formulaValue must be a formula that starts with '='.")
    refuse_long_text(content)
    return Formula(content)


_READERS = {"stringValue": _text, "numberValue": _number, "boolValue": _truth, "formulaValue": _formula}
_ERRORS = {
    "#N/A": "N_A",
    "#REF!": "REF",
    "#VALUE!": "VALUE",
    "#NAME?": "NAME",
    "#DIV/0!": "DIVIDE_BY_ZERO",
    "#NUM!": "NUM",
    "#NULL!": "NULL_VALUE",
}
