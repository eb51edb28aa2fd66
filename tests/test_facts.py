"""Transactions become facts: what counts as a purchase, where a window and a period begin and end."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from crm_sheets.facts import (
    CUSTOMER_FACTS,
    MONTHLY_FACTS,
    PERIOD_FACTS,
    customer_facts,
    monthly_facts,
    period_facts,
    period_sales,
)
from crm_sheets.schema import TABS

TODAY = date(2026, 11, 20)
YEAR_AGO = date(2025, 11, 20)
SCHEMA = TABS["transactions"].typed


def sold(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([{name: row.get(name) for name in SCHEMA} for row in rows], schema=SCHEMA, orient="row")


def sale(day: date | None, amount: float | None, customer: str | None = "C1", **more: Any) -> dict[str, Any]:
    return {"customer_id": customer, "date": day, "amount": amount, **more}


def facts_of(*rows: dict[str, Any]) -> dict[str, Any]:
    facts = customer_facts(sold(*rows), TODAY, YEAR_AGO)
    assert facts.height == 1
    return facts.row(0, named=True)


def test_one_row_per_customer_with_first_last_count_and_sums() -> None:
    facts = facts_of(
        sale(date(2024, 2, 29), 100.0, cost=60.0, product_id="P1"),
        sale(date(2026, 3, 1), 250.0, cost=100.0, product_id="P2"),
        sale(date(2026, 11, 20), 50.0, product_id="P1"),
    )
    assert facts == {
        "customer_id": "C1",
        "first_purchase": date(2024, 2, 29),
        "last_purchase": TODAY,
        "purchases": 3,
        "amount": 400.0,
        "cost": 160.0,
        "costed_amount": 350.0,
        "products": 2,
        "purchases_window": 2,
        "amount_window": 300.0,
        "cost_window": 100.0,
        "costed_amount_window": 250.0,
    }


@pytest.mark.parametrize(("day", "inside"), [(YEAR_AGO, 0), (YEAR_AGO + timedelta(1), 1), (TODAY, 1)])
def test_the_window_leaves_its_first_day_out_and_takes_its_last_day_in(day: date, inside: int) -> None:
    assert facts_of(sale(day, 10.0))["purchases_window"] == inside


def test_what_is_dated_after_the_day_asked_for_does_not_exist() -> None:
    tomorrow = sale(TODAY + timedelta(1), 10.0)
    assert customer_facts(sold(tomorrow), TODAY, YEAR_AGO).is_empty()
    assert monthly_facts(sold(tomorrow), TODAY).is_empty()
    assert period_facts(sold(tomorrow), date(2026, 11, 1), TODAY).is_empty()


def test_a_row_without_date_or_customer_is_left_out() -> None:
    transactions = sold(sale(None, 10.0), sale(TODAY, 10.0, customer=None))
    assert customer_facts(transactions, TODAY, YEAR_AGO).is_empty()


def test_a_return_lowers_amount_and_cost_and_is_no_purchase() -> None:
    facts = facts_of(sale(date(2026, 5, 1), 100.0, cost=60.0), sale(date(2026, 6, 1), -100.0, cost=60.0))
    assert (facts["purchases"], facts["amount"], facts["cost"]) == (1, 0.0, 0.0)
    assert facts["last_purchase"] == date(2026, 5, 1)


def test_who_only_returned_something_never_purchased() -> None:
    facts = facts_of(sale(TODAY, -100.0, product_id="P1"))
    assert (facts["purchases"], facts["last_purchase"], facts["products"]) == (0, None, 0)


def test_a_purchase_of_unknown_amount_counts_and_adds_nothing() -> None:
    facts = facts_of(sale(TODAY, None, cost=60.0), sale(TODAY, 100.0, cost=None))
    assert (facts["purchases"], facts["amount"], facts["cost"], facts["costed_amount"]) == (2, 100.0, 0.0, 0.0)


def test_a_sum_of_cents_is_exact_so_that_a_threshold_can_be_met_exactly() -> None:
    assert facts_of(sale(TODAY, 0.1), sale(TODAY, 0.2))["amount"] == 0.3


def test_no_transactions_give_empty_facts_of_the_right_shape() -> None:
    none = TABS["transactions"].empty()
    assert customer_facts(none, TODAY, YEAR_AGO).schema == CUSTOMER_FACTS
    assert monthly_facts(none, TODAY).schema == MONTHLY_FACTS
    assert period_facts(none, YEAR_AGO, TODAY).schema == PERIOD_FACTS
    sales = period_sales(period_facts(none, YEAR_AGO, TODAY))
    assert (sales.revenue, sales.profit, sales.purchases, sales.buyers) == (0.0, None, 0, 0)


def test_months_are_calendar_months() -> None:
    facts = monthly_facts(
        sold(
            sale(date(2026, 2, 28), 5.0),
            sale(date(2026, 1, 31), 2.0),
            sale(date(2026, 1, 1), 1.0, cost=0.5),
            sale(date(2026, 1, 15), 7.0, customer="C2"),
        ),
        TODAY,
    )
    assert facts.select("customer_id", "month", "purchases", "amount", "cost").rows() == [
        ("C1", date(2026, 1, 1), 2, 3.0, 0.5),
        ("C1", date(2026, 2, 1), 1, 5.0, 0.0),
        ("C2", date(2026, 1, 1), 1, 7.0, 0.0),
    ]
    january = facts.row(0, named=True)
    assert (january["first_purchase"], january["last_purchase"]) == (date(2026, 1, 1), date(2026, 1, 31))


NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


def test_new_returning_and_repeat_buyers_of_a_period() -> None:
    transactions = sold(
        sale(date(2026, 11, 1), 10.0, customer="new, once"),
        sale(date(2026, 11, 5), 10.0, customer="new, twice"),
        sale(date(2026, 11, 30), 10.0, customer="new, twice"),
        sale(date(2026, 10, 31), 99.0, customer="came back"),
        sale(date(2026, 11, 9), 10.0, customer="came back"),
        sale(date(2026, 10, 2), 99.0, customer="stayed away"),
        sale(date(2026, 12, 1), 99.0, customer="came later"),
    )
    sales = period_sales(period_facts(transactions, *NOVEMBER))
    assert (sales.buyers, sales.new_customers, sales.returning_customers, sales.repeat_buyers) == (3, 2, 1, 2)
    assert (sales.purchases, sales.revenue) == (4, 40.0)


def test_a_return_in_the_period_lowers_its_revenue_without_making_a_buyer() -> None:
    transactions = sold(sale(date(2026, 10, 5), 100.0), sale(date(2026, 11, 5), -100.0))
    sales = period_sales(period_facts(transactions, *NOVEMBER))
    assert (sales.buyers, sales.purchases, sales.revenue) == (0, 0, -100.0)


def test_profit_of_a_period_is_that_of_the_purchases_with_a_known_cost() -> None:
    costed, uncosted = sale(date(2026, 11, 5), 100.0, cost=70.0), sale(date(2026, 11, 6), 500.0)
    assert period_sales(period_facts(sold(costed, uncosted), *NOVEMBER)).profit == 30.0
    assert period_sales(period_facts(sold(uncosted), *NOVEMBER)).profit is None


sales_rows = st.lists(
    st.fixed_dictionaries(
        {
            "customer_id": st.sampled_from(["C1", "C2", "C3", None]),
            "date": st.none() | st.dates(date(2024, 1, 1), date(2027, 12, 31)),
            "amount": st.none() | st.integers(-1000, 10_000).map(float),
            "cost": st.none() | st.integers(0, 5000).map(float),
            "product_id": st.sampled_from(["P1", "P2", None]),
        }
    ),
    max_size=30,
)


@settings(max_examples=60, deadline=None)
@given(sales_rows)
def test_the_months_add_up_to_the_customers(rows: list[dict[str, Any]]) -> None:
    transactions = sold(*rows)
    whole = customer_facts(transactions, TODAY, YEAR_AGO).sort("customer_id")
    months = monthly_facts(transactions, TODAY)
    measures = ("purchases", "amount", "cost", "costed_amount")
    added = months.group_by("customer_id").agg(
        pl.col("first_purchase").min(), pl.col("last_purchase").max(), pl.col(measures).sum()
    )
    assert_frame_equal(added.sort("customer_id"), whole.select(added.columns))


@settings(max_examples=60, deadline=None)
@given(sales_rows, st.dates(date(2024, 1, 1), date(2027, 12, 31)))
def test_later_rows_change_nothing_and_the_window_is_part_of_the_whole(rows: list[dict[str, Any]], as_of: date) -> None:
    start = as_of - timedelta(365)
    everything = customer_facts(sold(*rows), as_of, start).sort("customer_id")
    until_then = sold(*[row for row in rows if row["date"] is not None and row["date"] <= as_of])
    assert_frame_equal(everything, customer_facts(until_then, as_of, start).sort("customer_id"))
    assert everything["customer_id"].is_unique().all()
    assert (everything["purchases_window"] <= everything["purchases"]).all()
