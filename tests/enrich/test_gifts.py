"""What gifts to a customer may still cost (C3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

TODAY = date(2026, 11, 20)
Profile = Callable[..., dict[str, Any]]


def commission(amount: float = 5_000_000, on: date = date(2026, 3, 1)) -> dict[str, Any]:
    return {"date": on, "amount": amount}


@pytest.mark.parametrize(
    ("commissions", "gifts", "budget", "why"),
    [
        ([5_000_000], [], 500_000, "a tenth of the commission"),
        ([5_000_000, 1_000_000], [150_000], 450_000, "less what was spent"),
        ([5_000_000], [400_000, 200_000], 0, "never less than nothing"),
        ([], [100_000], 0, "no commission, no gift"),
        ([5_000_000], [None], 500_000, "a gift whose cost nobody noted"),
    ],
)
def test_the_budget_is_a_share_of_the_commission_less_what_was_spent(
    profile: Profile, commissions: list[float], gifts: list[float | None], budget: float, why: str
) -> None:
    rows = [{"date": date(2026, 5, 1), "cost": cost} for cost in gifts]
    found = profile(TODAY, commissions=[commission(amount) for amount in commissions], gifts=rows)
    assert found["gift_budget"] == budget, why


def test_the_share_is_the_teams(profile: Profile) -> None:
    found = profile(TODAY, settings={"gift_share": 0.05}, commissions=[commission()])
    assert found["gift_budget"] == 250_000


def test_without_a_commissions_tab_no_budget_is_known(profile: Profile) -> None:
    found = profile(TODAY, gifts=[{"date": TODAY, "cost": 75_000.0}])
    assert (found["commission_window"], found["gifts_window"], found["gift_budget"]) == (None, 75_000, None)


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        (date(2025, 11, 20), False),
        (date(2025, 11, 21), True),
        (date(2026, 11, 20), True),
        (date(2026, 11, 21), False),
    ],
)
def test_the_last_twelve_months_count(profile: Profile, on: date, *, counts: bool) -> None:
    found = profile(TODAY, commissions=[commission(1_000, on)], gifts=[{"date": on, "cost": 10.0}])
    assert (found["commission_window"], found["gifts_window"]) == ((1_000, 10) if counts else (0, 0))


@pytest.mark.parametrize(
    ("task", "spent"),
    [
        ({"task": "gift", "cost": 90_000.0, "outcome_date": date(2026, 11, 2)}, 90_000),
        ({"task": "gift", "cost": 90_000.0}, 90_000),
        ({"task": "gift", "cost": 90_000.0, "outcome_date": date(2026, 11, 21)}, 0),
        ({"task": "gift"}, 0),
        ({"task": "visit", "cost": 90_000.0}, 0),
    ],
)
def test_what_a_gift_cost_may_be_noted_in_the_queue(profile: Profile, task: dict[str, Any], spent: float) -> None:
    assert profile(TODAY, queue=[{"planned_on": date(2026, 11, 1), **task}])["gifts_window"] == spent
