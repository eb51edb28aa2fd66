"""What a run writes into its job tabs: one file per report, and one line here for each."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from crm_sheets.content import JobTab
from crm_sheets.reports.dashboard_tab import dashboard_tab
from crm_sheets.reports.fund_alarms_tab import fund_alarms_tab
from crm_sheets.reports.inputs import ReportInput
from crm_sheets.reports.plan_tab import plan_tab
from crm_sheets.reports.premiums_tab import premiums_tab
from crm_sheets.reports.problems_tab import problems_tab
from crm_sheets.reports.profiles_tab import profiles_tab
from crm_sheets.reports.referrals_tab import referrals_tab
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
    "premiums_at_risk": premiums_tab,
    "fund_alarms": fund_alarms_tab,
    "referral_tree": referrals_tab,
}
"""Every job tab by name, with what builds it; further period lengths go through `ReportInput.period`."""

NEEDS = {"premiums_at_risk": "policies", "fund_alarms": "fund_prices", "referral_tree": "referrals"}
"""The tabs of the team's without which a job tab has nothing to tell, and stays away (A2)."""


def wanted_reports(names: Iterable[str], source: ReportInput) -> list[str]:
    """Of these job tabs those that this workbook can have; results need a program that holds somebody out."""
    there = [name for name in names if name not in NEEDS or source.book.has(NEEDS[name])]
    return [name for name in there if name != "results" or source.held_out.height]


__all__ = ["REPORTS", "ReportInput", "wanted_reports"]
