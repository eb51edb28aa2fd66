"""What a new program starts with: its row for the Programs tab, and a text for each way of contact."""

from __future__ import annotations

from crm_sheets.scaffold.row import LacksColumn, row_of
from crm_sheets.scaffold.texts import starting_text

__all__ = ["LacksColumn", "row_of", "starting_text"]
