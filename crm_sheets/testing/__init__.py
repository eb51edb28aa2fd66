"""Fakes for tests of your own: no file, no network, and nobody gets anything."""

from __future__ import annotations

from crm_sheets.testing.channel import RecordingChannel
from crm_sheets.workbook.memory import MemoryWorkbook

__all__ = ["MemoryWorkbook", "RecordingChannel"]
