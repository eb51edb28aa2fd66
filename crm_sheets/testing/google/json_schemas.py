"""Google's description of its bodies as JSON Schema, which is stricter: nothing but what is described may be there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from crm_sheets.testing.google.discovery import Description, schemas

INT32 = {"minimum": -(2**31), "maximum": 2**31 - 1}
DATE_TIME = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$"
ONE_OF_ALL = ("Request", "ExtendedValue", "DataFilter", "ColorStyle")
"""Messages in which one field is a choice against all others: at most one may be there."""


@cache
def validator(schema: str) -> Draft202012Validator:
    """What checks a body against the schema of this name."""
    return Draft202012Validator({"$ref": f"#/$defs/{schema}", "$defs": definitions()})


@cache
def definitions() -> Mapping[str, Any]:
    """All schemas by name."""
    return {name: _converted(described) | _choice(name) for name, described in schemas().items()}


def _choice(name: str) -> dict[str, Any]:
    limits: dict[str, Any] = {"maxProperties": 1} if name in ONE_OF_ALL else {}
    if name == "Request":
        limits["minProperties"] = 1
    return limits


def _converted(described: Description) -> dict[str, Any]:
    if "$ref" in described:
        return {"$ref": f"#/$defs/{described['$ref']}"}
    kind = described["type"]
    if kind == "any":
        return {}
    if kind == "object":
        return _object(described)
    if kind == "array":
        return {"type": "array", "items": _converted(described["items"])}
    return {"type": kind} | _limits(described)


def _object(described: Description) -> dict[str, Any]:
    properties = {name: _converted(inner) for name, inner in described.get("properties", {}).items()}
    others = described.get("additionalProperties")
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": _converted(others) if others else False,
    }


def _limits(described: Description) -> dict[str, Any]:
    limits: dict[str, Any] = {}
    if "enum" in described:
        limits["enum"] = described["enum"]
    kind = described.get("format", "")
    if kind == "int32":
        limits |= INT32
    elif kind == "google-datetime":
        limits["pattern"] = DATE_TIME
    return limits
