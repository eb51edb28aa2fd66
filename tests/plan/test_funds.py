"""The funds that a customer holds, as a template may tell them (C7)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from small_books import TODAY, book_of

from crm_sheets.derive import derive
from crm_sheets.plan.funds import funds_of
from crm_sheets.team_settings import TeamSettings

TOMORROW = TODAY + timedelta(days=1)


def policy(units: float = 10, fund: str | None = "F1", status: str = "inforce", owner: str = "C1") -> dict[str, Any]:
    return {"customer_id": owner, "fund_id": fund, "fund_units": units, "status": status}


def price(on: date, nav: float, fund: str = "F1") -> dict[str, Any]:
    return {"fund_id": fund, "date": on, "nav": nav}


PRICES = [price(date(2026, 10, 19), 100), price(date(2026, 10, 21), 80), price(date(2026, 11, 20), 110)]
FUNDS = [{"fund_id": "F1", "name": "Saham Dinamis", "type": "equity"}]


def funds(*policies: dict[str, Any], prices: list[dict[str, Any]] = PRICES, due: date = TOMORROW) -> dict[str, Any]:
    book = derive(book_of(policies=policies, funds=FUNDS, fund_prices=prices), TeamSettings(), TODAY)
    contacts = book.table("policies").select("customer_id", due_date=pl.lit(due))
    return {customer: held for (customer, _), held in funds_of(contacts, book).items()}


def test_each_fund_is_told_once_with_the_value_of_all_units() -> None:
    assert funds(policy(10), policy(5)) == {
        "C1": [
            {
                "name": "Saham Dinamis",
                "type": "equity",
                "nav": 110,
                "nav_date": TODAY,
                "value": 1650,
                "month_change": pytest.approx(0.1),
            }
        ]
    }


def test_the_change_is_against_the_last_price_at_least_a_month_older() -> None:
    young = [price(date(2026, 10, 21), 80), price(date(2026, 11, 20), 110)]
    assert funds(policy(), prices=young)["C1"][0]["month_change"] is None
    just = [price(date(2026, 10, 20), 88), price(date(2026, 11, 20), 110)]
    assert funds(policy(), prices=just)["C1"][0]["month_change"] == 0.25


@pytest.mark.parametrize("other", [policy(status="lapsed"), policy(fund=None), policy(fund="F9")])
def test_who_holds_no_fund_with_a_price_has_none(other: dict[str, Any]) -> None:
    assert funds(other) == {}
    assert list(funds(other, policy(owner="C2"))) == ["C2"]


def test_a_fund_that_is_not_in_the_list_goes_by_its_id() -> None:
    (found,) = funds(policy(fund="F9"), prices=[price(TODAY, 5, "F9")])["C1"]
    assert (found["name"], found["type"], found["value"]) == ("F9", None, 50)


@pytest.mark.parametrize(
    ("due", "told"),
    [
        (date(2026, 11, 21), (110, date(2026, 11, 20), pytest.approx(0.1))),
        (date(2026, 11, 20), (80, date(2026, 10, 21), None)),
        (date(2026, 10, 21), (100, date(2026, 10, 19), None)),
    ],
)
def test_prices_from_the_due_day_on_are_not_told(due: date, told: tuple[object, ...]) -> None:
    """What is asked on the due day says the same on every day on which it may still go out."""
    (found,) = funds(policy(), due=due)["C1"]
    assert (found["nav"], found["nav_date"], found["month_change"]) == told
    assert funds(policy(), due=date(2026, 10, 19)) == {}
