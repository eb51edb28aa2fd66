"""The plan: due contacts -> kept, or skipped with a reason (catalogue C13, law 4)."""

from __future__ import annotations

from crm_sheets.plan.circumstances import Circumstances
from crm_sheets.plan.contacts import make_contacts
from crm_sheets.plan.select import select

__all__ = ["Circumstances", "make_contacts", "select"]
