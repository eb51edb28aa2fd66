"""Every tab the product knows, by canonical name."""

from __future__ import annotations

from crm_sheets.schema import contracts, control, customers, funds, sales, service, shared, team
from crm_sheets.schema.base import Tab

_AREAS = (customers, contracts, funds, sales, service, team, control, shared)

TABS: dict[str, Tab] = {tab.name: tab for area in _AREAS for tab in area.TABS}

__all__ = ["TABS", "Tab"]
