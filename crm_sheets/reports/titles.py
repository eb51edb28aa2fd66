"""What the job tabs are called: short, and never like a tab of the team's."""

from __future__ import annotations

from crm_sheets.model import Text
from crm_sheets.periods import Period

PROBLEMS = Text("Masalah", "Problems")
PROFILES = Text("Profil", "Profiles")
PLAN = Text("Rencana", "Plan")
SEGMENTS = Text("Segmen", "Customer segments")
DASHBOARD = Text("Dasbor", "Dashboard")
RESULTS = Text("Hasil program", "Program results")
PREMIUMS = Text("Premi menunggak", "Premiums at risk")
FUND_ALARMS = Text("Alarm dana", "Fund alarms")
REFERRAL_TREE = Text("Pohon referensi", "Referral tree")
REPORT = Text("Laporan", "Report")


JOB_TABS = (PROBLEMS, PROFILES, PLAN, SEGMENTS, DASHBOARD, PREMIUMS, FUND_ALARMS, REFERRAL_TREE, RESULTS)
"""All of them but the reports of periods."""


def report_title(period: Period, language: str) -> str:
    """The title of a period's report: "Laporan 2026-11"."""
    return f"{REPORT.in_language(language)} {period.name}"


def title_in(title: str, language: str) -> str:
    """A job tab's title in `language`, whichever of the two languages it is in now."""
    for known in JOB_TABS:
        if title in known:
            return known.in_language(language)
    name, _, period = title.partition(" ")
    return f"{REPORT.in_language(language)} {period}" if name in REPORT and period else title
