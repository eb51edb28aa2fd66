"""addNamedRange, updateNamedRange, deleteNamedRange."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from crm_sheets.testing.spreadsheet import given
from crm_sheets.testing.spreadsheet.a1 import is_cell_name
from crm_sheets.testing.spreadsheet.area import Area
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.masks import mask_of, masked
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.shapes import NAMED_RANGE
from crm_sheets.testing.spreadsheet.sheet import Resource

_NAME = re.compile(r"[^\W\d]\w{0,249}")


def add_named_range(contents: Contents, request: Resource) -> Resource:
    """A new name for cells; neither its id nor its name may be taken, also by a range whose cells are gone."""
    asked = deepcopy(dict(given.part(request, "namedRange")))
    range_id = given.text(asked, "namedRangeId") or f"range{contents.fresh_id()}"
    if range_id in contents.named_ranges or range_id in contents.broken_names:
        raise BadRequest(f"Cannot add named range with id: {range_id}, a named range with that id already exists.")
    named = {**_checked(contents, asked, range_id), "namedRangeId": range_id}
    contents.named_ranges[range_id] = named
    return {"addNamedRange": {"namedRange": deepcopy(named)}}


def update_named_range(contents: Contents, request: Resource) -> Resource:
    """Another name or other cells."""
    asked = deepcopy(dict(given.part(request, "namedRange")))
    mask = mask_of(request.get("fields"), NAMED_RANGE)
    range_id = given.text(asked, "namedRangeId")
    before = _found(contents, range_id)
    contents.named_ranges[range_id] = _checked(contents, masked(before, asked, mask), range_id)
    return {}


def delete_named_range(contents: Contents, request: Resource) -> Resource:
    """The name goes, the cells stay."""
    range_id = given.text(request, "namedRangeId")
    _found(contents, range_id)
    del contents.named_ranges[range_id]
    return {}


def _found(contents: Contents, range_id: str) -> Resource:
    if range_id not in contents.named_ranges:
        raise BadRequest(f"No named range with id: {range_id}")
    return contents.named_ranges[range_id]


def _checked(contents: Contents, named: Mapping[str, Any], range_id: str) -> Resource:
    name = given.text(named, "name")
    if not _NAME.fullmatch(name) or is_cell_name(name) or name.casefold() in {"true", "false"}:
        raise BadRequest(f"Invalid name for a named range: {name}")
    others = {key: other["name"] for key, other in contents.named_ranges.items()} | contents.broken_names
    if any(other.casefold() == name.casefold() for key, other in others.items() if key != range_id):
        raise BadRequest(f"Cannot add named range with name: {name}, a named range with that name already exists.")
    area = Area.of(given.part(named, "range"))
    contents.look_at(area.sheet_id).box(named["range"])
    return {**named, "range": area.as_json()}


REQUESTS = {
    "addNamedRange": add_named_range,
    "updateNamedRange": update_named_range,
    "deleteNamedRange": delete_named_range,
}
