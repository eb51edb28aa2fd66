"""Field masks: "a,b(c,d/e)" names the parts of an answer, or of an update, that are meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from crm_sheets.testing.google.discovery import Description, schemas

Mask = Mapping[str, Any]
"""Field name -> mask of what is inside; an empty mask means everything."""

_TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[*,()/.]")


class BadMask(Exception):
    """The mask cannot be read, or names a field that there is not: `str(error)` is the part that is wrong."""


def parse_mask(text: str) -> Mask:
    """The mask that a text spells. Raises BadMask; a space is an error, as with Google Sheets."""
    tokens = _TOKEN.findall(text)
    if not tokens or "".join(tokens) != text:
        raise BadMask(text)
    mask: dict[str, Any] = {}
    _read_list(tokens, mask)
    if tokens:
        raise BadMask(text)
    return {} if mask.get("*") == {} else mask


def check_mask(mask: Mask, schema: str) -> None:
    """Raise BadMask with the first path in the mask that the schema of this name lacks."""
    _check(mask, {"$ref": schema}, "")


def apply_mask(mask: Mask, content: Any) -> Any:
    """The part of the content that the mask names."""
    if not mask:
        return content
    if isinstance(content, list):
        return [apply_mask(mask, item) for item in content]
    if not isinstance(content, Mapping):
        return content
    named = {name: mask.get(name, mask.get("*")) for name in content}
    return {name: apply_mask(inside, content[name]) for name, inside in named.items() if inside is not None}


def selects(mask: Mask, *path: str) -> bool:
    """True when the mask names this path, or all of something that it is in."""
    for name in path:
        if not mask:
            return True
        if name not in mask and "*" not in mask:
            return False
        mask = mask.get(name, mask.get("*", {}))
    return True


def _read_list(tokens: list[str], into: dict[str, Any]) -> None:
    """field(,field)* — what is inside a pair of brackets, or the whole."""
    _read_field(tokens, into)
    while tokens and tokens[0] == ",":
        tokens.pop(0)
        _read_field(tokens, into)


def _read_field(tokens: list[str], into: dict[str, Any]) -> None:
    name = tokens.pop(0) if tokens else ""
    if not name or name in ",()/.":
        raise BadMask(name)
    whole = into.get(name) == {}
    inside: dict[str, Any] = into.get(name, {})
    following = tokens[0] if tokens else ""
    if following in ("/", "."):
        tokens.pop(0)
        _read_field(tokens, inside)
    elif following == "(":
        _read_brackets(tokens, inside)
    else:
        inside = {}
    into[name] = {} if whole or inside.get("*") == {} else inside


def _read_brackets(tokens: list[str], into: dict[str, Any]) -> None:
    tokens.pop(0)
    _read_list(tokens, into)
    if not tokens or tokens.pop(0) != ")":
        raise BadMask(")")


def _check(mask: Mask, described: Description, path: str) -> None:
    described = _resolved(described)
    for name, inside in mask.items():
        here = f"{path}.{name}" if path else name
        if name == "*":
            continue
        inner = described.get("properties", {}).get(name, described.get("additionalProperties"))
        if inner is None:
            raise BadMask(here)
        _check(inside, inner, here)


def _resolved(described: Description) -> Description:
    """The message that a description is about: behind references and lists."""
    while "$ref" in described or described.get("type") == "array":
        described = schemas()[described["$ref"]] if "$ref" in described else described["items"]
    return described
