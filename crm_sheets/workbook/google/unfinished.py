"""Which job tabs a large write has still to fill: left with the spreadsheet, so that the next run finishes them."""

from __future__ import annotations

import json
from collections.abc import Iterable

from crm_sheets.workbook.google.ids import stable_id
from crm_sheets.workbook.google.outline import Outline
from crm_sheets.workbook.google.requests import Request

KEY = "crm_sheets_unfinished"
NOTE_ID = stable_id("note", KEY)


def unfinished_titles(outline: Outline) -> tuple[str, ...]:
    """The titles of the job tabs that an interrupted write left incomplete."""
    try:
        found = json.loads(outline.notes.get(KEY) or "[]")
    except ValueError:
        return ()
    return tuple(title for title in found if isinstance(title, str)) if isinstance(found, list) else ()


def mark_requests(outline: Outline, left: Iterable[str]) -> tuple[Request, ...]:
    """What makes the note say `left`; nothing when it says so already."""
    left = sorted(left)
    if left == sorted(unfinished_titles(outline)) and bool(left) == (KEY in outline.notes):
        return ()
    lookup = {"developerMetadataLookup": {"metadataKey": KEY}}
    remove = [Request.of("deleteDeveloperMetadata", {"dataFilter": lookup})] if KEY in outline.notes else []
    note = {
        "metadataId": NOTE_ID,
        "metadataKey": KEY,
        "metadataValue": json.dumps(left, ensure_ascii=False),
        "location": {"spreadsheet": True},
        "visibility": "DOCUMENT",
    }
    make = [Request.of("createDeveloperMetadata", {"developerMetadata": note})] if left else []
    return (*remove, *make)
