"""The sections of a period's report, in their order; a new one is a file and a line."""

from __future__ import annotations

from crm_sheets.reports.measures import Section
from crm_sheets.reports.sections import contacts, contracts, customers, process, quality, sales, service

SECTIONS: tuple[Section, ...] = (
    customers.SECTION,
    sales.SECTION,
    contracts.SECTION,
    process.SECTION,
    service.SECTION,
    service.QUALITY_SECTION,
    contacts.SECTION,
    quality.SECTION,
)
