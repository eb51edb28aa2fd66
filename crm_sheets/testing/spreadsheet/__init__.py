"""A Google spreadsheet in memory, as strict as the real one: what Google refuses, it refuses.

`FakeSpreadsheet` answers what the Sheets API would; `People` edits it as people do in the browser. Formulas are kept
but never calculated, and the cells they name do not follow inserted or deleted rows.
"""

from __future__ import annotations

from crm_sheets.testing.spreadsheet.cells import Formula
from crm_sheets.testing.spreadsheet.people import People
from crm_sheets.testing.spreadsheet.refusal import BadRequest
from crm_sheets.testing.spreadsheet.spreadsheet import FakeSpreadsheet

__all__ = ["BadRequest", "FakeSpreadsheet", "Formula", "People"]
