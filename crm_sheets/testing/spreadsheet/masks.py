"""Field masks: which fields of a thing a request means to change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from crm_sheets.testing.spreadsheet.refusal import BadRequest

Shape = Mapping[str, Any]
"""A thing's fields: name -> the shape beneath, or None when any name may stand beneath."""

Mask = dict[str, Any]
"""Name -> the mask beneath; an empty mask means the whole field."""

_MISSING = "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)"


def mask_of(fields: object, shape: Shape) -> Mask:
    """The mask that `fields` spells ("a,b.c,d(e,f)" or "*"); BadRequest when it is missing or names no such field."""
    if not isinstance(fields, str) or not fields.strip():
        raise BadRequest(_MISSING)
    if fields.strip() == "*":
        return {name: {} for name in shape}
    mask: Mask = {}
    for path in _paths(fields):
        _add(mask, path, shape)
    return mask


def masked(current: Mapping[str, Any], given: Mapping[str, Any], mask: Mask) -> dict[str, Any]:
    """`current` with the masked fields as they are in `given`; those not given are cleared."""
    changed = dict(current)
    for name, beneath in mask.items():
        value = given.get(name)
        if beneath:
            value = masked(current.get(name) or {}, value or {}, beneath)
        if value is None or value in ({}, []):
            changed.pop(name, None)
        else:
            changed[name] = value
    return changed


def _paths(fields: str) -> Iterator[str]:
    for field in _at_commas(fields):
        head, opening, rest = field.partition("(")
        if not opening:
            yield field
        elif rest.endswith(")"):
            yield from (f"{head}.{beneath}" for beneath in _paths(rest[:-1]))
        else:
            raise BadRequest(f"Invalid field: {field}")


def _at_commas(fields: str) -> list[str]:
    found, depth = [""], 0
    for character in fields:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            found.append("")
        else:
            found[-1] += character
    return [field.strip() for field in found]


def _add(mask: Mask, path: str, shape: Shape | None) -> None:
    names = path.split(".")
    for place, name in enumerate(names):
        if not name or (shape is not None and name not in shape):
            raise BadRequest(f"Invalid field: {path}")
        shape = shape[name] if shape is not None else None
        whole = mask.get(name) == {}
        if whole or place == len(names) - 1:
            mask[name] = {}
            return
        mask = mask.setdefault(name, {})
