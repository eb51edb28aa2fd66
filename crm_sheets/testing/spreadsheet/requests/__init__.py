"""What each request of a batch update does to a draft of the contents; one family a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.requests import (
    banding,
    cells,
    charts,
    conditional_formats,
    developer_metadata,
    filters,
    merges,
    named_ranges,
    protection,
    replacing,
    rows_and_columns,
    sheet_properties,
    sheets,
    sorting,
    spreadsheet_properties,
    tables,
)
from crm_sheets.testing.spreadsheet.sheet import Resource

Handler = Callable[[Contents, Resource], Resource]
"""Draft and request body in, reply out; BadRequest when Google refuses, and the draft is then thrown away."""

_FAMILIES: tuple[Mapping[str, Handler], ...] = (
    *(banding.REQUESTS, cells.REQUESTS, charts.REQUESTS, conditional_formats.REQUESTS, developer_metadata.REQUESTS),
    *(filters.REQUESTS, merges.REQUESTS, named_ranges.REQUESTS, protection.REQUESTS, replacing.REQUESTS),
    *(rows_and_columns.REQUESTS, sheet_properties.REQUESTS, sheets.REQUESTS, sorting.REQUESTS),
    *(spreadsheet_properties.REQUESTS, tables.REQUESTS),
)
HANDLERS: Mapping[str, Handler] = {name: handler for family in _FAMILIES for name, handler in family.items()}
"""All requests that the fake spreadsheet knows."""
