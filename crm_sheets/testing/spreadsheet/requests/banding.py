"""Alternating colours: addBanding and deleteBanding."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from crm_sheets.testing.spreadsheet import given
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.requests.ids import new_id, sheet_with
from crm_sheets.testing.spreadsheet.sheet import Resource
from crm_sheets.testing.spreadsheet.tables import refuse_tables

_KIND, _ID, _NOUN = "bandedRanges", "bandedRangeId", "banded range"


def add_banding(contents: Contents, request: Resource) -> Resource:
    """Colour a range's rows or columns in turn; no cell takes part twice."""
    asked = given.part(request, "bandedRange")
    band_id = new_id(contents, asked, _ID, _NOUN)
    sheet, box = contents.target(given.part(asked, "range"))
    refuse_tables(sheet, box, "add alternating colors")
    if any(box.meets(sheet.box(other["range"])) for other in sheet.attached[_KIND]):
        raise BadRequest(
            "You cannot add alternating background colors to a range that already has alternating background colors."
        )
    sides = [given.part(asked, name) for name in ("rowProperties", "columnProperties") if name in asked]
    if not sides or not all(_has(side, "firstBandColor") and _has(side, "secondBandColor") for side in sides):
        raise BadRequest("A banded range must have rows or columns with a first and a second colour.")
    band = {**deepcopy(dict(asked)), _ID: band_id}
    sheet.attached[_KIND].append(band)
    return {"addBanding": {"bandedRange": deepcopy(band)}}


def delete_banding(contents: Contents, request: Resource) -> Resource:
    """The colours go."""
    sheet, place = sheet_with(contents, _KIND, _ID, given.number(request, _ID), _NOUN)
    del sheet.attached[_KIND][place]
    return {}


def _has(properties: Mapping[str, Any], colour: str) -> bool:
    return colour in properties or f"{colour}Style" in properties


REQUESTS = {"addBanding": add_banding, "deleteBanding": delete_banding}
