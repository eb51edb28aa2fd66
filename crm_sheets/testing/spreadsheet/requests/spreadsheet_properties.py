"""updateSpreadsheetProperties: the file's title, language and time zone."""

from __future__ import annotations

from copy import deepcopy

from crm_sheets.testing.spreadsheet import given
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.masks import mask_of, masked
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.shapes import SPREADSHEET
from crm_sheets.testing.spreadsheet.sheet import Resource


def update_spreadsheet_properties(contents: Contents, request: Resource) -> Resource:
    """The masked properties become as given."""
    asked = deepcopy(dict(given.part(request, "properties")))
    changed = masked(contents.properties, asked, mask_of(request.get("fields"), SPREADSHEET))
    for name in ("title", "locale", "timeZone"):
        if not given.text(changed, name):
            raise BadRequest(f"Invalid value for {name}: it must not be empty.")
    contents.properties = changed
    return {}


REQUESTS = {"updateSpreadsheetProperties": update_spreadsheet_properties}
