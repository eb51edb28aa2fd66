"""Does a program work? Those it contacted beside those it was held out from (catalogue F9)."""

from __future__ import annotations

from crm_sheets.comparison.compared import Compared, Result, compare

__all__ = ["Compared", "Result", "compare"]
