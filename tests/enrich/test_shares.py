"""Shares for the reports: segments, the worth of a second purchase, Pareto, top customers, reachability, migration."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sheets.enrich import PROFILES, enrich, spend_facts
from crm_sheets.enrich.migration import migration
from crm_sheets.enrich.pareto import pareto, top_customers, with_value
from crm_sheets.enrich.reachability import reachability
from crm_sheets.enrich.shares import (
    active_customers,
    frequency_gain,
    frequency_shares,
    recency_shares,
    shares_by,
    tier_shares,
)
from crm_sheets.enrich.tier import TIERS
from crm_sheets.facts import CUSTOMER_FACTS
from crm_sheets.tables import Book
from crm_sheets.team_settings import TeamSettings

TODAY = date(2026, 11, 20)
TEAM = TeamSettings()


def profiles_of(*rows: dict[str, Any]) -> pl.DataFrame:
    """Profiles in which only the named columns are known."""
    filled = [{name: row.get(name) for name in PROFILES} | {"customer_id": f"C{n}"} for n, row in enumerate(rows)]
    return pl.DataFrame(filled, schema=PROFILES, orient="row")


def facts_of(*rows: tuple[str, float, float | None]) -> pl.DataFrame:
    """Facts of one purchase each in the window: customer, amount, cost."""
    filled = [
        {
            "customer_id": who,
            "purchases_window": 1,
            "amount_window": amount,
            "cost_window": cost or 0.0,
            "costed_amount_window": 0.0 if cost is None else amount,
        }
        for who, amount, cost in rows
    ]
    return pl.DataFrame(filled, schema=CUSTOMER_FACTS, orient="row")


def buyers(purchases: int, count: int, spend: float = 100.0) -> list[dict[str, Any]]:
    bins = {1: "1", 2: "2", 4: "3-5", 8: ">5", 0: "0"}
    row = {"purchases_window": purchases, "frequency_bin": bins[purchases], "spend_window": spend}
    return [row | {"purchases": purchases}] * count


def test_the_sources_example_comes_out_as_72_16_7_and_5_percent_of_the_active() -> None:
    profiles = profiles_of(*buyers(1, 72), *buyers(2, 16), *buyers(4, 7), *buyers(8, 5), *buyers(0, 300))
    shares = frequency_shares(profiles)
    assert shares["segment"].to_list() == ["1", "2", "3-5", ">5"]
    assert shares["customers"].to_list() == [72, 16, 7, 5]
    assert shares["share"].to_list() == pytest.approx([0.72, 0.16, 0.07, 0.05])


def test_moving_a_fifth_of_the_once_buyers_to_twice_brings_their_average_purchase_each() -> None:
    profiles = profiles_of(*buyers(1, 40, 100.0), *buyers(1, 32, 250.0), *buyers(2, 16, 9999.0))
    gain = frequency_gain(profiles, 0.2)
    assert (gain.once_buyers, gain.moved) == (72, 14)
    assert gain.average_purchase == pytest.approx((40 * 100 + 32 * 250) / 72)
    assert gain.extra_revenue == pytest.approx(14 * gain.average_purchase)


def test_the_what_if_stays_between_nobody_and_everybody() -> None:
    profiles = profiles_of(*buyers(1, 10))
    assert frequency_gain(profiles, -0.5).moved == 0
    assert frequency_gain(profiles, 1.5).moved == 10
    assert frequency_gain(profiles_of(*buyers(2, 3)), 0.2).extra_revenue == 0.0


def test_tiers_show_customers_and_money_even_where_nobody_is() -> None:
    rows = [("Gold", 60.0, 1), ("Bronze", 20.0, 1), ("Bronze", 20.0, 1), ("Bronze", 0.0, 0)]
    profiles = profiles_of(*[{"tier": t, "spend_window": s, "purchases_window": n} for t, s, n in rows])
    shares = tier_shares(profiles)
    assert shares.select("segment", "customers", "spend").rows() == [
        ("Platinum", 0, 0.0),
        ("Gold", 1, 60.0),
        ("Silver", 0, 0.0),
        ("Bronze", 2, 40.0),
    ]
    assert shares["share"].to_list() == pytest.approx([0, 1 / 3, 0, 2 / 3])
    assert shares["spend_share"].to_list() == pytest.approx([0, 0.6, 0, 0.4])


def test_recency_counts_everybody_who_ever_bought() -> None:
    rows = [("<3m", 1), (">2y", 1), (">2y", 5), ("never", 0)]
    profiles = profiles_of(*[{"recency_bin": r, "purchases": n, "spend_window": 0.0} for r, n in rows])
    shares = recency_shares(profiles, TEAM)
    assert dict(shares.select("segment", "customers").iter_rows()) == {
        "<3m": 1,
        "3-6m": 0,
        "6-12m": 0,
        "1-2y": 0,
        ">2y": 2,
    }


@given(st.lists(st.tuples(st.sampled_from(TIERS), st.integers(0, 10**9))))
def test_shares_sum_to_one_or_to_nothing(rows: list[tuple[str, int]]) -> None:
    profiles = profiles_of(*[{"tier": tier, "spend_window": float(spend)} for tier, spend in rows])
    shares = shares_by(profiles, "tier", TIERS)
    assert shares["customers"].sum() == len(rows)
    assert shares["share"].sum() == pytest.approx(1 if rows else 0)
    assert shares["spend_share"].sum() == pytest.approx(1 if any(spend for _, spend in rows) else 0)


def test_the_top_fifth_by_profit() -> None:
    facts = facts_of(("A", 1000.0, 990.0), ("B", 300.0, 100.0), ("C", 90.0, 60.0), ("D", 20.0, 10.0), ("E", 5.0, 5.0))
    found = pareto(facts)
    assert (found.measure, found.customers, found.top_customers) == ("profit", 5, 1)
    assert (found.top_value, found.total_value, found.share) == (200.0, 250.0, 0.8)
    assert found.costed_share == 1.0


def test_by_revenue_where_no_cost_is_known() -> None:
    found = pareto(facts_of(*[(who, 100.0, None) for who in "ABCDEF"], ("G", 400.0, None)))
    assert (found.measure, found.top_customers, found.costed_share) == ("revenue", 2, 0.0)
    assert found.share == pytest.approx(0.5)


def test_an_amount_without_a_cost_earns_the_average_margin() -> None:
    valued = with_value(facts_of(("A", 100.0, 60.0), ("B", 300.0, 180.0), ("C", 50.0, None)))
    assert valued["value"].to_list() == pytest.approx([40.0, 120.0, 20.0])
    assert pareto(valued).costed_share == pytest.approx(400 / 450)


def test_who_bought_outside_the_window_is_in_no_pareto() -> None:
    outside = pl.DataFrame([{"customer_id": "X", "purchases_window": 0}], schema=CUSTOMER_FACTS, orient="row")
    facts = pl.concat([facts_of(("A", 10.0, None)), outside])
    assert pareto(facts).customers == 1


@pytest.mark.parametrize("facts", [facts_of(), facts_of(("A", 10.0, 15.0))])
def test_no_share_of_nothing_or_of_a_loss(facts: pl.DataFrame) -> None:
    assert pareto(facts).share is None


@given(st.lists(st.integers(0, 10**8), min_size=1, max_size=40), st.sampled_from([0.1, 0.2, 0.5, 1.0]))
def test_the_top_customers_bring_at_least_their_part(amounts: list[int], top: float) -> None:
    found = pareto(facts_of(*[(f"C{n}", float(amount), None) for n, amount in enumerate(amounts)]), top)
    assert 1 <= found.top_customers <= found.customers
    if found.share is not None:
        assert top - 1e-9 <= found.share <= 1 + 1e-9


def test_the_best_customers_by_name() -> None:
    facts = facts_of(*[(f"C{n}", 10.0 * (n + 1), None) for n in range(12)], ("gone", 50.0, None))
    profiles = profiles_of(*[{"name": f"Name {n}", "owner": "Sari", "tier": "Gold"} for n in range(12)])
    best = top_customers(facts, profiles, 3)
    assert best.select("rank", "customer_id", "name", "owner", "tier", "purchases", "spend").rows() == [
        (1, "C11", "Name 11", "Sari", "Gold", 1, 120.0),
        (2, "C10", "Name 10", "Sari", "Gold", 1, 110.0),
        (3, "C9", "Name 9", "Sari", "Gold", 1, 100.0),
    ]
    assert best["cumulative_share"].to_list() == pytest.approx([120 / 830, 230 / 830, 330 / 830])
    assert top_customers(facts, profiles).height == 10
    assert top_customers(facts_of(), profiles).is_empty()


def test_equal_customers_stand_in_the_order_of_their_ids() -> None:
    facts = facts_of(("C2", 5.0, None), ("C0", 5.0, None), ("C1", 5.0, None))
    assert top_customers(facts, profiles_of({}, {}, {}))["customer_id"].to_list() == ["C0", "C1", "C2"]


def test_how_many_can_be_reached_by_what(make_book: Callable[..., Book]) -> None:
    mobile = {"phone": "+6281200000001", "phone_kind": "mobile"}
    customers = [
        {"customer_id": "A", **mobile, "email": "a@example.com", "social": "@a"},
        {"customer_id": "B", **mobile, "status": "do_not_contact"},
        {"customer_id": "C", "phone": "+622150000001", "phone_kind": "landline"},
        {"customer_id": "D"},
    ]
    book = make_book(customers=customers, transactions=[{"customer_id": "A", "date": TODAY, "amount": 1.0}])
    table = reachability(enrich(book, TEAM, TODAY), book.table("customers"))
    assert table.rows() == [
        ("customers", 4, 1.0),
        ("phone", 3, 0.75),
        ("mobile", 2, 0.5),
        ("landline", 1, 0.25),
        ("email", 1, 0.25),
        ("social", 1, 0.25),
        ("contactable", 2, 0.5),
        ("active", 1, 0.25),
    ]


def test_reachability_of_nobody(make_book: Callable[..., Book]) -> None:
    book = make_book()
    table = reachability(enrich(book, TEAM, TODAY), book.table("customers"))
    assert table["customers"].to_list() == [0] * 8
    assert table["share"].to_list() == [0.0] * 8


def test_who_moved_from_which_tier_to_which() -> None:
    before = profiles_of({"tier": "Gold"}, {"tier": "Gold"}, {"tier": "Silver"}, {"tier": "Bronze"})
    after = profiles_of({"tier": "Gold"}, {"tier": "Silver"}, {"tier": "Silver"}, {"tier": None}, {"tier": "Platinum"})
    matrix = migration(before, after, "tier", TIERS)
    assert matrix.columns == ["before", "Platinum", "Gold", "Silver", "Bronze", "absent", "total"]
    assert matrix.rows() == [
        ("Platinum", 0, 0, 0, 0, 0, 0),
        ("Gold", 0, 1, 1, 0, 0, 2),
        ("Silver", 0, 0, 1, 0, 0, 1),
        ("Bronze", 0, 0, 0, 0, 1, 1),
        ("absent", 1, 0, 0, 0, 0, 1),
    ]


def test_the_same_day_twice_moves_nobody(make_book: Callable[..., Book]) -> None:
    rows = [{"customer_id": who, "date": TODAY, "amount": 30e6} for who in "ABB"]
    book = make_book(customers=[{"customer_id": who} for who in "ABC"], transactions=rows)
    profiles = enrich(book, TEAM, TODAY)
    matrix = migration(profiles, profiles, "tier", TIERS)
    assert {row[0]: row[-1] for row in matrix.rows()} == {
        "Platinum": 0,
        "Gold": 1,
        "Silver": 1,
        "Bronze": 1,
        "absent": 0,
    }
    assert all(
        matrix.filter(pl.col("before") == tier)[tier].item() == matrix["total"][n] for n, tier in enumerate(TIERS)
    )


def test_profiles_and_facts_agree_on_who_is_active(make_book: Callable[..., Book]) -> None:
    days = {"A": TODAY, "B": date(2025, 11, 20), "C": date(2025, 11, 21)}
    rows = [{"customer_id": who, "date": day, "amount": 10.0} for who, day in days.items()]
    book = make_book(customers=[{"customer_id": who} for who in "ABCD"], transactions=rows)
    active = active_customers(enrich(book, TEAM, TODAY))
    assert active["customer_id"].to_list() == ["A", "C"]
    assert pareto(spend_facts(book, TEAM, TODAY)).customers == 2
