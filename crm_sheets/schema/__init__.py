"""Every tab the product knows, by canonical name."""

from __future__ import annotations

from crm_sheets.schema import contracts, control, customers, shared
from crm_sheets.schema.base import Tab

TABS: dict[str, Tab] = {tab.name: tab for tab in (*customers.TABS, *contracts.TABS, *control.TABS, *shared.TABS)}

__all__ = ["TABS", "Tab"]
