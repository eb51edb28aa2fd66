"""Columns that rest on purchases: spend, tier, recency, frequency, scores, lifecycle."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sheets.enrich.recency import recency_bins
from crm_sheets.enrich.rfm import quintile
from crm_sheets.team_settings import TeamSettings

TODAY = date(2026, 11, 20)
DAY = timedelta(1)
Profile = Callable[..., dict[str, Any]]


def bought(*days: date, amount: float = 1.0) -> list[dict[str, Any]]:
    return [{"date": day, "amount": amount} for day in days]


@pytest.mark.parametrize(
    ("spend", "tier"),
    [
        (100_000_000.01, "Platinum"),
        (100_000_000, "Gold"),
        (50_000_001, "Gold"),
        (50_000_000, "Silver"),
        (20_000_001, "Silver"),
        (20_000_000, "Bronze"),
        (-5, "Bronze"),
    ],
)
def test_a_tier_begins_above_its_threshold(profile: Profile, spend: float, tier: str) -> None:
    assert profile(TODAY, transactions=bought(TODAY, amount=spend))["tier"] == tier


def test_the_tier_looks_at_the_window_and_the_lifetime_tier_at_all_years(profile: Profile) -> None:
    transactions = bought(date(2020, 1, 1), amount=90e6) + bought(TODAY, amount=30e6)
    found = profile(TODAY, transactions=transactions)
    assert (found["tier"], found["tier_lifetime"]) == ("Silver", "Platinum")
    assert (found["spend_window"], found["spend_lifetime"]) == (30e6, 120e6)


def test_the_team_sets_thresholds_and_window(profile: Profile) -> None:
    transactions = bought(date(2025, 11, 20), amount=90.0)
    assert profile(TODAY, settings={"tier_silver": 10.0}, transactions=transactions)["tier"] == "Bronze"
    wider = {"tier_silver": 10.0, "spend_window_months": 13}
    assert profile(TODAY, settings=wider, transactions=transactions)["tier"] == "Silver"


def test_without_a_purchase_everything_says_so(profile: Profile) -> None:
    found = profile(TODAY)
    assert (found["tier"], found["recency_bin"], found["frequency_bin"]) == ("Bronze", "never", "0")
    assert (found["purchases"], found["spend_lifetime"], found["last_purchase"]) == (0, 0.0, None)
    assert (found["rfm"], found["rfm_recency"], found["days_since_purchase"]) == (None, None, None)


@pytest.mark.parametrize(
    ("last", "recency"),
    [
        (TODAY, "<3m"),
        (date(2026, 8, 21), "<3m"),
        (date(2026, 8, 20), "3-6m"),
        (date(2026, 5, 21), "3-6m"),
        (date(2026, 5, 20), "6-12m"),
        (date(2025, 11, 21), "6-12m"),
        (date(2025, 11, 20), "1-2y"),
        (date(2024, 11, 20), "1-2y"),
        (date(2024, 11, 19), ">2y"),
    ],
)
def test_a_border_of_recency_belongs_to_the_older_bin_but_for_the_last(
    profile: Profile, last: date, recency: str
) -> None:
    found = profile(TODAY, transactions=bought(date(2020, 1, 1), last))
    assert found["recency_bin"] == recency
    assert found["days_since_purchase"] == (TODAY - last).days


def test_months_are_clipped_at_the_end_of_february(profile: Profile) -> None:
    as_of = date(2027, 5, 31)
    assert profile(as_of, transactions=bought(date(2027, 2, 28)))["recency_bin"] == "3-6m"
    assert profile(as_of, transactions=bought(date(2027, 3, 1)))["recency_bin"] == "<3m"
    leap = date(2028, 2, 29)
    assert profile(leap, transactions=bought(date(2027, 2, 28)))["purchases_window"] == 0
    assert profile(leap, transactions=bought(date(2027, 3, 1)))["purchases_window"] == 1


def test_recency_bins_follow_the_teams_borders() -> None:
    def borders(*months: int) -> TeamSettings:
        return TeamSettings(**{f"recency_{n}_months": m for n, m in enumerate(months, 1)})

    assert recency_bins(TeamSettings()) == ("<3m", "3-6m", "6-12m", "1-2y", ">2y", "never")
    assert recency_bins(borders(12, 3, 18, 3)) == ("<3m", "3-12m", "12-18m", ">18m", "never")
    assert recency_bins(borders(0, 0, 0, 0)) == ("<1y", ">1y", "never")


@pytest.mark.parametrize(
    ("last", "recency"),
    [(date(2026, 11, 1), "<1m"), (date(2026, 10, 20), "1-2m"), (date(2026, 9, 20), "1-2m"), (date(2026, 9, 19), ">2m")],
)
def test_purchases_fall_into_the_teams_own_bins(profile: Profile, last: date, recency: str) -> None:
    own = {"recency_1_months": 1, "recency_2_months": 2, "recency_3_months": 2, "recency_4_months": 0}
    assert profile(TODAY, settings=own, transactions=bought(last))["recency_bin"] == recency


@pytest.mark.parametrize(
    ("purchases", "frequency"), [(0, "0"), (1, "1"), (2, "2"), (3, "3-5"), (5, "3-5"), (6, ">5"), (12, ">5")]
)
def test_frequency_counts_purchases_in_the_window(profile: Profile, purchases: int, frequency: str) -> None:
    long_ago = bought(date(2020, 1, 1), date(2020, 2, 1))
    found = profile(TODAY, transactions=long_ago + bought(*[TODAY] * purchases))
    assert (found["frequency_bin"], found["purchases_window"], found["purchases"]) == (
        frequency,
        purchases,
        purchases + 2,
    )


@pytest.mark.parametrize(
    ("values", "scores"),
    [
        ([10, 30, 20, 50, 40], [1, 3, 2, 5, 4]),
        ([1, 2, 3], [1, 3, 5]),
        ([1, 2], [2, 4]),
        ([7], [3]),
        ([7, 7, 7, 7], [3, 3, 3, 3]),
        ([1, 1, 1, 9], [2, 2, 2, 5]),
        ([None, 4, None, 8], [None, 2, None, 4]),
        (list(range(10)), [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]),
    ],
)
def test_scores_are_fifths_and_equals_share_one(values: list[int | None], scores: list[int | None]) -> None:
    frame = pl.DataFrame({"value": values}, schema={"value": pl.Int64})
    assert frame.select(quintile(pl.col("value"))).to_series().to_list() == scores


@given(st.lists(st.none() | st.integers(-50, 50), min_size=1, max_size=60))
def test_scores_stay_within_1_and_5_and_keep_the_order(values: list[int | None]) -> None:
    frame = pl.DataFrame({"value": values}, schema={"value": pl.Int64})
    scored = list(zip(values, frame.select(quintile(pl.col("value"))).to_series().to_list(), strict=True))
    known = sorted((value, score) for value, score in scored if value is not None)
    assert all(1 <= score <= 5 for _, score in known)
    assert [score for _, score in known] == sorted(score for _, score in known)
    assert len({score for _, score in known}) <= len({value for value, _ in known})
    assert all(score is None for value, score in scored if value is None)


def test_rfm_reads_recent_often_much(make_book: Callable[..., Any]) -> None:
    from crm_sheets.enrich import enrich

    days = {"A": [TODAY], "B": [date(2025, 1, 1)] * 5, "C": [date(2026, 6, 1)] * 2, "none": []}
    amounts = {"A": 500.0, "B": 10.0, "C": 100.0}
    rows = [{"customer_id": who, "date": day, "amount": amounts[who]} for who, given in days.items() for day in given]
    book = make_book(customers=[{"customer_id": who} for who in days], transactions=rows)
    profiles = enrich(book, TeamSettings(), TODAY)
    assert dict(profiles.select("customer_id", "rfm").iter_rows()) == {"A": "515", "B": "151", "C": "333", "none": None}


CONTACT = {"type": "contact"}
ESTABLISHED = {"type": "contact", "customer_since": date(2020, 1, 1)}


def test_a_lead_becomes_new_with_its_first_purchase(profile: Profile) -> None:
    assert profile(TODAY, {"type": "lead"})["lifecycle"] == "lead"
    assert profile(TODAY, {"type": "lead"}, transactions=bought(TODAY))["lifecycle"] == "new"


@pytest.mark.parametrize(
    ("since", "stage"), [(date(2026, 8, 23), "new"), (date(2026, 8, 22), "active"), (TODAY, "new")]
)
def test_new_lasts_as_many_days_as_the_team_says(profile: Profile, since: date, stage: str) -> None:
    found = profile(TODAY, CONTACT | {"customer_since": since}, transactions=bought(TODAY))
    assert found["lifecycle"] == stage


@pytest.mark.parametrize(
    ("last", "stage"),
    [
        (date(2026, 5, 21), "active"),
        (date(2026, 5, 20), "at_risk"),
        (date(2025, 11, 21), "at_risk"),
        (date(2025, 11, 20), "dormant"),
        (date(2024, 11, 21), "dormant"),
        (date(2024, 11, 20), "lost"),
    ],
)
def test_silence_leads_from_active_to_lost(profile: Profile, last: date, stage: str) -> None:
    assert profile(TODAY, ESTABLISHED, transactions=bought(last))["lifecycle"] == stage


@pytest.mark.parametrize(
    ("status", "stage"),
    [("inforce", "active"), ("grace", "at_risk"), ("lapsed", "lost"), ("surrendered", "lost"), (None, "lost")],
)
def test_who_holds_a_policy_is_never_dormant_or_lost(profile: Profile, status: str | None, stage: str) -> None:
    policies = [{"status": status, "issue_date": date(2019, 1, 1)}]
    found = profile(TODAY, ESTABLISHED, policies=policies, transactions=bought(date(2019, 1, 1)))
    assert found["lifecycle"] == stage


def test_a_fresh_policy_makes_a_customer_new_and_then_active(profile: Profile) -> None:
    assert profile(TODAY, CONTACT, policies=[{"status": "inforce", "issue_date": TODAY}])["lifecycle"] == "new"
    lapsed = [{"status": "lapsed", "issue_date": date(2026, 7, 1)}]
    assert profile(TODAY, ESTABLISHED, policies=lapsed)["lifecycle"] == "active"


def test_where_no_purchases_are_recorded_silence_proves_nothing(profile: Profile) -> None:
    assert profile(TODAY, ESTABLISHED)["lifecycle"] == "active"
    assert profile(TODAY, CONTACT)["lifecycle"] == "active"
    assert profile(TODAY)["lifecycle"] == "lead"


def test_where_others_buy_who_never_did_is_a_lead_or_ages(make_book: Callable[..., Any]) -> None:
    from crm_sheets.enrich import enrich

    customers = [
        {"customer_id": "buys", "type": "contact"},
        {"customer_id": "no date", "type": "contact"},
        {"customer_id": "old", "type": "contact", "customer_since": date(2020, 1, 1)},
        {"customer_id": "joined", "type": "contact", "customer_since": date(2026, 6, 1)},
    ]
    book = make_book(customers=customers, transactions=[{"customer_id": "buys", "date": TODAY, "amount": 1.0}])
    profiles = enrich(book, TeamSettings(), TODAY)
    assert profiles["lifecycle"].to_list() == ["new", "lead", "lost", "active"]


def test_absurd_windows_are_no_error(profile: Profile) -> None:
    endless = dict.fromkeys(("spend_window_months", "at_risk_months", "new_customer_days"), 10**9)
    found = profile(TODAY, ESTABLISHED, endless, transactions=bought(date(1, 1, 2)))
    assert (found["purchases_window"], found["lifecycle"]) == (1, "new")
