"""Budgets by month and branch, and the targets that go with them."""

from __future__ import annotations

from datetime import date

from crm_sheets.sample.addresses import BRANCHES
from crm_sheets.sample.options import AS_OF, Options, Row, round_to
from crm_sheets.sample.staff import BY_BRANCH, STAFF

CATEGORIES = {"prospecting": 6_000_000, "visits": 2_500_000, "gifts": 1_800_000}
FIRST_MONTH, LAST_MONTH = 7, 12
TARGETS = {"revenue": 95_000_000, "new_customers": 4, "contracts": 5, "visits": 18, "satisfaction": 8}
SHARES = {"Jakarta": 0.42, "Bandung": 0.28, "Surabaya": 0.30}
PERIODS = {"2026-10": 1, "2026-11": 1, "2026-12": 1, "2026-Q4": 3, "2026": 12}
RATED = {"satisfaction"}  # a score is the same for any length of time


def make_budgets(options: Options) -> list[Row]:
    """The Budgets tab's rows: nothing is spent yet in months to come."""
    random = options.random("budgets")
    return [
        {
            "month": date(AS_OF.year, month, 1),
            "branch": branch,
            "owner": BY_BRANCH[branch][0],
            "category": category,
            "planned": planned,
            "actual": None if month > AS_OF.month else round_to(planned * random.uniform(0.55, 1.15), 50_000),
        }
        for month in range(FIRST_MONTH, LAST_MONTH + 1)
        for branch in BRANCHES
        for category, planned in CATEGORIES.items()
    ]


def make_targets(options: Options) -> list[Row]:
    """The Targets tab's rows: for the company by period, for branches and sellers by month."""
    company: list[Row] = [
        {"period": period, "measure": measure, "target": amount if measure in RATED else amount * months}
        for period, months in PERIODS.items()
        for measure, amount in TARGETS.items()
    ]
    branches: list[Row] = [
        {"period": "2026-11", "measure": "revenue", "branch": branch, "target": round(TARGETS["revenue"] * share)}
        for branch, share in SHARES.items()
    ]
    sellers: list[Row] = [
        {"period": "2026-11", "measure": "visits", "branch": branch, "owner": name, "target": 6}
        for name, branch, unit, *_ in STAFF
        if unit == "sales"
    ]
    return [*company, *branches, *sellers]
