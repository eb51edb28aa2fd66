"""What a run writes into its job tabs: one file per report, and one line here for each."""

from __future__ import annotations

from collections.abc import Callable

from crm_sheets.content import JobTab
from crm_sheets.reports.dashboard_tab import dashboard_tab
from crm_sheets.reports.inputs import ReportInput
from crm_sheets.reports.plan_tab import plan_tab
from crm_sheets.reports.problems_tab import problems_tab
from crm_sheets.reports.profiles_tab import profiles_tab
from crm_sheets.reports.report_tab import report_tab
from crm_sheets.reports.results_tab import results_tab
from crm_sheets.reports.segments_tab import segments_tab

REPORTS: dict[str, Callable[[ReportInput], JobTab]] = {
    "problems": lambda source: problems_tab(source.problems, source.language),
    "profiles": profiles_tab,
    "plan": plan_tab,
    "segments": segments_tab,
    "month": report_tab,
    "results": results_tab,
    "dashboard": dashboard_tab,
}
"""Every job tab by name, with what builds it; further period lengths go through `ReportInput.period`."""

__all__ = ["REPORTS", "ReportInput"]
