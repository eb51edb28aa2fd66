"""Checks requests against Google's own description of its API."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator

from crm_sheets.workbook.google.requests import Request

MASKED = {
    "appendCells": "CellData",
    "repeatCell": "CellData",
    "updateCells": "CellData",
    "updateSheetProperties": "SheetProperties",
    "updateDimensionProperties": "DimensionProperties",
    "updateEmbeddedObjectPosition": "OverlayPosition",
}
"""What the field masks of requests are about."""


def checked(requests: Iterable[Request]) -> list[tuple[str, Any]]:
    """Kind and body of each request; raises when Google would not understand one."""
    return [_checked(json.loads(request.text)) for request in requests]


def checked_body(schema: str, body: bytes | str) -> Any:
    """Any other body; raises when Google would not understand it."""
    found = json.loads(body)
    _validator(schema).validate(found)
    return found


def _checked(request: dict[str, Any]) -> tuple[str, Any]:
    _validator("Request").validate(request)
    ((kind, body),) = request.items()
    assert ("fields" in body) == (kind in MASKED), f"{kind} with fields {body.get('fields')}"
    for path in _paths(body.get("fields", "")):
        _check_path(MASKED[kind], path)
    return kind, body


@cache
def _schemas() -> dict[str, Any]:
    text = files("googleapiclient").joinpath("discovery_cache/documents/sheets.v4.json").read_text(encoding="utf-8")
    return dict(json.loads(text)["schemas"])


@cache
def _validator(name: str) -> Draft202012Validator:
    definitions = {key: _closed(schema) for key, schema in _schemas().items()}
    return Draft202012Validator({"$defs": definitions, "$ref": f"#/$defs/{name}"})


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    """As JSON Schema, with unknown fields forbidden, as Google does."""
    if "$ref" in schema:
        return {"$ref": f"#/$defs/{schema['$ref']}"}
    if schema["type"] == "any":
        return {}
    inner = {key: _closed(schema[key]) for key in ("items", "additionalProperties") if key in schema}
    properties = {name: _closed(field) for name, field in schema.get("properties", {}).items()}
    limits = {"enum": schema["enum"]} if "enum" in schema else {}
    return {"type": schema["type"], "additionalProperties": False, "properties": properties, **inner, **limits}


def _paths(mask: str) -> Iterator[str]:
    """The paths of a mask: "a(b,c),d.e" names a.b, a.c and d.e."""
    for name, group in re.findall(r"([\w.]+)(?:\(([^()]*)\))?", mask):
        yield from (f"{name}.{inner}" for inner in group.split(",")) if group else (name,)


def _check_path(name: str, path: str) -> None:
    schema = _schemas()[name]
    for part in path.split("."):
        assert part in schema.get("properties", {}), f"{path} is no field of {name}"
        schema = schema["properties"][part]
        schema = _schemas()[schema["$ref"]] if "$ref" in schema else schema
