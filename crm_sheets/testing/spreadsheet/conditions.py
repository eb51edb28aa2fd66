"""Which conditions Google takes in a data validation and in a conditional format, and with how many values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_sheets.testing.spreadsheet import given
from crm_sheets.testing.spreadsheet.a1 import area_of
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.refusal import BadRequest

_COMPARISONS = ("NUMBER_GREATER", "NUMBER_GREATER_THAN_EQ", "NUMBER_LESS", "NUMBER_LESS_THAN_EQ")
_ONE_IN_BOTH = (
    *(*_COMPARISONS, "NUMBER_EQ", "NUMBER_NOT_EQ", "TEXT_CONTAINS", "TEXT_NOT_CONTAINS", "TEXT_EQ"),
    *("DATE_EQ", "DATE_BEFORE", "DATE_AFTER", "CUSTOM_FORMULA"),
)
_IN_BOTH = {**dict.fromkeys(_ONE_IN_BOTH, (1, 1)), **dict.fromkeys(("NUMBER_BETWEEN", "NUMBER_NOT_BETWEEN"), (2, 2))}
_IN_VALIDATION: dict[str, tuple[int, float]] = {
    **_IN_BOTH,
    **dict.fromkeys(("TEXT_IS_EMAIL", "TEXT_IS_URL", "DATE_IS_VALID"), (0, 0)),
    **dict.fromkeys(("DATE_ON_OR_BEFORE", "DATE_ON_OR_AFTER", "ONE_OF_RANGE"), (1, 1)),
    **dict.fromkeys(("DATE_BETWEEN", "DATE_NOT_BETWEEN"), (2, 2)),
    "ONE_OF_LIST": (1, float("inf")),
    "BOOLEAN": (0, 2),
}
_IN_FORMAT: dict[str, tuple[int, float]] = {
    **_IN_BOTH,
    **dict.fromkeys(("TEXT_STARTS_WITH", "TEXT_ENDS_WITH"), (1, 1)),
    **dict.fromkeys(("BLANK", "NOT_BLANK"), (0, 0)),
}


def refuse_bad_validation(rule: Mapping[str, Any], contents: Contents) -> None:
    """Raise BadRequest for a DataValidationRule that Google refuses."""
    condition = given.part(rule, "condition")
    values = _checked_values(condition, _IN_VALIDATION, "data validation")
    kind = condition["type"]
    if kind == "ONE_OF_RANGE":
        area_of(values[0].removeprefix("="), contents)
    if kind == "ONE_OF_LIST" and len(set(values)) < len(values):
        raise BadRequest("ONE_OF_LIST values must differ from one another.")


def refuse_bad_format_condition(condition: Mapping[str, Any]) -> None:
    """Raise BadRequest for a conditional format's condition that Google refuses."""
    _checked_values(condition, _IN_FORMAT, "conditional formatting")


def _checked_values(condition: Mapping[str, Any], known: Mapping[str, tuple[int, float]], place: str) -> list[str]:
    kind = given.text(condition, "type")
    if kind not in known:
        raise BadRequest(f"ConditionType {kind} is not supported by {place}.")
    given_values = given.parts(condition, "values")
    fewest, most = known[kind]
    if not fewest <= len(given_values) <= most:
        raise BadRequest(f"ConditionType {kind} takes another number of values than {len(given_values)}.")
    values = [given.text(value, "userEnteredValue") for value in given_values if "relativeDate" not in value]
    if any(not value for value in values):
        raise BadRequest("ConditionValue.userEnteredValue must not be empty.")
    if kind == "CUSTOM_FORMULA" and not values[0].startswith(("=", "+")):
        raise BadRequest("The formula of a CUSTOM_FORMULA condition must start with '='.")
    return values
