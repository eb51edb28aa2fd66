"""Occasions and conditions: which row is due for which program on which day (catalogue C1)."""

from __future__ import annotations

from crm_sheets.programs.conditions import ConditionError, compile_condition
from crm_sheets.programs.drafts import read_drafts
from crm_sheets.programs.due import find_due, find_faults
from crm_sheets.programs.rows import read_programs

__all__ = ["ConditionError", "compile_condition", "find_due", "find_faults", "read_drafts", "read_programs"]
