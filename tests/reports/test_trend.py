"""The last twelve months, and targets by period."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from crm_sheets.facts import monthly_facts
from crm_sheets.periods import parse_period
from crm_sheets.reports.targets import targets_for
from crm_sheets.reports.trend import monthly_trend
from crm_sheets.schema import TABS


def table(tab: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = TABS[tab].typed
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema, orient="row")


def trend(*bought: tuple[str, date], end: date = date(2026, 11, 20), lost_months: int = 24) -> dict[date, Any]:
    rows = [{"customer_id": customer, "date": day, "amount": 10.0} for customer, day in bought]
    months = monthly_trend(monthly_facts(table("transactions", rows), end), end, lost_months)
    return {row["month"]: row for row in months.iter_rows(named=True)}


def test_there_are_twelve_months_even_without_any_sale() -> None:
    months = trend()
    assert (min(months), max(months), len(months)) == (date(2025, 12, 1), date(2026, 11, 1), 12)
    assert all(row["amount"] == row["new"] == row["lost"] == 0 for row in months.values())


def test_sales_stand_in_their_month_and_later_ones_nowhere() -> None:
    months = trend(("A", date(2026, 10, 31)), ("A", date(2026, 10, 1)), ("B", date(2026, 11, 21)))
    assert months[date(2026, 10, 1)]["amount"] == 20
    assert months[date(2026, 10, 1)]["purchases"] == 2
    assert sum(row["amount"] for row in months.values()) == 20


def test_a_buyer_is_new_once() -> None:
    months = trend(("A", date(2026, 1, 5)), ("A", date(2026, 2, 5)), ("B", date(2019, 2, 5)), ("B", date(2026, 2, 6)))
    assert {month: row["new"] for month, row in months.items() if row["new"]} == {date(2026, 1, 1): 1}


def test_a_buyer_is_lost_in_the_month_in_which_the_time_comes_full() -> None:
    stayed = trend(("A", date(2024, 3, 15)))
    assert {month for month, row in stayed.items() if row["lost"]} == {date(2026, 3, 1)}
    came_back_late = trend(("A", date(2024, 3, 15)), ("A", date(2026, 4, 1)))
    assert came_back_late[date(2026, 3, 1)]["lost"] == 1
    came_back_in_time = trend(("A", date(2024, 3, 15)), ("A", date(2026, 3, 30)))
    assert not any(row["lost"] for row in came_back_in_time.values())


def test_nobody_is_lost_before_the_day_has_come() -> None:
    assert not any(row["lost"] for row in trend(("A", date(2024, 11, 21))).values())
    assert trend(("A", date(2024, 11, 20)))[date(2026, 11, 1)]["lost"] == 1


def test_a_target_of_the_whole_team_goes_before_those_of_branches_and_persons() -> None:
    rows: list[dict[str, Any]] = [
        {"period": "2026-11", "measure": "revenue", "target": 1.0, "owner": "Rina"},
        {"period": " 2026-11", "measure": "revenue", "target": 10.0, "branch": "Jakarta"},
        {"period": "2026-11", "measure": "revenue", "target": 100.0},
        {"period": "2026-11", "measure": "visits", "target": 3.0, "owner": "Rina"},
        {"period": "2026-11", "measure": "visits", "target": 4.0, "owner": "Dewi"},
        {"period": "2026-q4", "measure": "visits", "target": 50.0},
    ]
    targets = table("targets", rows)
    assert targets_for(targets, parse_period("2026-11")) == {"revenue": 100, "visits": 7}
    assert targets_for(targets, parse_period("2026-Q4")) == {"visits": 50}


def test_a_score_is_averaged_over_branches_not_added_up() -> None:
    rows = [{"period": "2026", "measure": "nps", "target": score, "branch": str(score)} for score in (30.0, 50.0)]
    assert targets_for(table("targets", rows), parse_period("2026")) == {"nps": 40}
