"""Notes of programs: createDeveloperMetadata and deleteDeveloperMetadata."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from crm_sheets.testing.spreadsheet import given
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.requests.ids import new_id
from crm_sheets.testing.spreadsheet.sheet import Resource

_VISIBILITIES = frozenset({"DOCUMENT", "PROJECT"})
_LOOKUPS = frozenset({"metadataId", "metadataKey", "metadataValue", "visibility", "locationType"})


def create_developer_metadata(contents: Contents, request: Resource) -> Resource:
    """A key with a value on the spreadsheet, a sheet, a row or a column."""
    asked = given.part(request, "developerMetadata")
    if not given.text(asked, "metadataKey"):
        raise BadRequest("Developer metadata must have a key.")
    given.choice(asked, "visibility", _VISIBILITIES)
    location = given.part(asked, "location")
    kind = _location_type(contents, location)
    metadata_id = new_id(contents, asked, "metadataId", "developer metadata")
    entry = {**deepcopy(dict(asked)), "metadataId": metadata_id, "location": {**location, "locationType": kind}}
    contents.developer_metadata[metadata_id] = entry
    return {"createDeveloperMetadata": {"developerMetadata": deepcopy(entry)}}


def delete_developer_metadata(contents: Contents, request: Resource) -> Resource:
    """All entries that the lookup finds go."""
    lookup = given.part(given.part(request, "dataFilter"), "developerMetadataLookup")
    if lookup.keys() - _LOOKUPS:
        raise NotImplementedError("The fake spreadsheet does not look metadata up by place.")
    found = {key: entry for key, entry in contents.developer_metadata.items() if _matches(entry, lookup)}
    for key in found:
        del contents.developer_metadata[key]
    return {"deleteDeveloperMetadata": {"deletedDeveloperMetadata": deepcopy(list(found.values()))}}


def _location_type(contents: Contents, location: Mapping[str, Any]) -> str:
    places = location.keys() & {"spreadsheet", "sheetId", "dimensionRange"}
    if len(places) != 1:
        raise BadRequest("Developer metadata must have exactly one location.")
    if "spreadsheet" in places:
        return "SPREADSHEET"
    if "sheetId" in places:
        contents.look_at(given.number(location, "sheetId"))
        return "SHEET"
    return _line_type(contents, given.part(location, "dimensionRange"))


def _line_type(contents: Contents, line: Mapping[str, Any]) -> str:
    grid = contents.look_at(given.number(line, "sheetId")).grid
    dimension = given.choice(line, "dimension", frozenset({"ROWS", "COLUMNS"}))
    start, end = given.number(line, "startIndex"), given.number(line, "endIndex", -1)
    count = grid.row_count if dimension == "ROWS" else grid.column_count
    if end != start + 1 or not 0 <= start < count:
        raise BadRequest("The dimension range of developer metadata must be one row or column of the sheet.")
    return dimension.removesuffix("S")


def _matches(entry: Resource, lookup: Mapping[str, Any]) -> bool:
    known = {**entry, "locationType": entry["location"]["locationType"]}
    return all(known.get(name) == wanted for name, wanted in lookup.items())


REQUESTS = {
    "createDeveloperMetadata": create_developer_metadata,
    "deleteDeveloperMetadata": delete_developer_metadata,
}
