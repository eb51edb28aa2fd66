"""What a written cell says about its format, note and validation, checked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_sheets.testing.spreadsheet import given
from crm_sheets.testing.spreadsheet.conditions import refuse_bad_validation
from crm_sheets.testing.spreadsheet.contents import Contents
from crm_sheets.testing.spreadsheet.runs import Look
from crm_sheets.testing.spreadsheet.shapes import LOOKS

_NUMBER_FORMATS = frozenset(
    ("TEXT", "NUMBER", "PERCENT", "CURRENCY", "DATE", "TIME", "DATE_TIME", "SCIENTIFIC")  # all that the API names
)


def checked_look(cell: Mapping[str, Any], contents: Contents) -> Look:
    """The format, note, validation and text runs in CellData; BadRequest for those that Google refuses."""
    look = {name: cell[name] for name in LOOKS if cell.get(name)}
    if "dataValidation" in look:
        refuse_bad_validation(look["dataValidation"], contents)
    if "note" in look:
        given.text(look, "note")
    number_format = look.get("userEnteredFormat", {}).get("numberFormat")
    if number_format is not None:
        given.choice(number_format, "type", _NUMBER_FORMATS)
    return look
