"""Ids that a request may choose for what it adds, and finding things by their ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_sheets.testing.spreadsheet import given
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.sheet import Resource, Sheet


def new_id(contents: Contents, asked: Mapping[str, Any], name: str, noun: str) -> int:
    """The id that was chosen, or a fresh one; BadRequest when something has it already."""
    chosen = given.optional_number(asked, name)
    if chosen is None:
        return contents.fresh_id()
    if chosen < 0:
        raise BadRequest(f"Invalid {name}: {chosen}. It must not be negative.")
    taken = (resource.get(name) for sheet in contents.sheets for kind in sheet.attached.values() for resource in kind)
    if chosen in taken or chosen in contents.developer_metadata:
        raise BadRequest(f"Cannot add a {noun} with id: {chosen}, a {noun} with that id already exists.")
    return chosen


def sheet_with(contents: Contents, kind: str, name: str, resource_id: int | str, noun: str) -> tuple[Sheet, int]:
    """The sheet, to edit, that has the attached thing with this id, and its place there; BadRequest when none has."""
    for sheet in contents.sheets:
        for place, resource in enumerate(sheet.attached[kind]):
            if resource.get(name) == resource_id:
                return contents.sheet(sheet.sheet_id), place
    raise BadRequest(f"No {noun} with id: {resource_id}")


def replaced(resources: list[Resource], place: int, resource: Resource) -> list[Resource]:
    """The list with another resource at this place."""
    return [*resources[:place], resource, *resources[place + 1 :]]
