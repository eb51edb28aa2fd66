"""Reading a request's fields strictly: a wrong type is refused as Google's JSON reader refuses it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_sheets.testing.spreadsheet.refusal import BadRequest

_LARGEST = 2**31 - 1


def number(body: Mapping[str, Any], name: str, default: int = 0) -> int:
    """A whole number that fits 32 bits."""
    value = body.get(name, default)
    if type(value) is not int or abs(value) > _LARGEST:
        raise BadRequest(f"Invalid value at '{name}' (TYPE_INT32), {value!r}")
    return value


def optional_number(body: Mapping[str, Any], name: str) -> int | None:
    """The same, or None when it is not given."""
    return number(body, name) if body.get(name) is not None else None


def text(body: Mapping[str, Any], name: str, default: str = "") -> str:
    """A text."""
    value = body.get(name, default)
    if not isinstance(value, str):
        raise BadRequest(f"Invalid value at '{name}' (TYPE_STRING), {value!r}")
    return value


def flag(body: Mapping[str, Any], name: str) -> bool:
    """True or False; False when it is not given."""
    value = body.get(name, False)
    if not isinstance(value, bool):
        raise BadRequest(f"Invalid value at '{name}' (TYPE_BOOL), {value!r}")
    return value


def part(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object that must be given."""
    value = body.get(name)
    if not isinstance(value, Mapping):
        raise BadRequest(f"{name} must be specified.")
    return value


def parts(body: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """A list of objects; empty when it is not given."""
    value = body.get(name, [])
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        raise BadRequest(f"Invalid value at '{name}', a list of objects is expected.")
    return value


def choice(body: Mapping[str, Any], name: str, choices: frozenset[str]) -> str:
    """One of these words, which must be given."""
    value = text(body, name)
    if value not in choices:
        raise BadRequest(f"Invalid value at '{name}' (TYPE_ENUM), {value!r}")
    return value
