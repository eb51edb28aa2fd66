"""Columns that rest on other tabs: policies, family, contacts, complaints."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from crm_sheets.enrich.complaints import complaint_facts
from crm_sheets.enrich.policies import PAYMENTS_A_YEAR
from crm_sheets.enrich.touch import MET_NOBODY
from crm_sheets.schema import TABS
from crm_sheets.schema.shared import REACHED_NOBODY

TODAY = date(2026, 11, 20)
TOMORROW = date(2026, 11, 21)
Profile = Callable[..., dict[str, Any]]


def policy(**fields: Any) -> dict[str, Any]:
    return {"status": "inforce", "issue_date": date(2024, 1, 1), **fields}


@pytest.mark.parametrize(
    ("frequency", "a_year"),
    [("monthly", 12), ("quarterly", 4), ("half_yearly", 2), ("yearly", 1), ("single", 0), (None, 0)],
)
def test_the_premium_of_a_year_counts_each_payment(profile: Profile, frequency: str | None, a_year: int) -> None:
    found = profile(TODAY, policies=[policy(premium=500_000.0, payment_frequency=frequency)])
    assert found["premium_yearly"] == 500_000.0 * a_year
    assert found["monthly_payer"] == (frequency == "monthly")


def test_only_policies_in_force_or_in_grace_bring_a_premium(profile: Profile) -> None:
    statuses = ("inforce", "grace", "lapsed", "surrendered", "matured", None)
    found = profile(TODAY, policies=[policy(status=s, premium=10.0, payment_frequency="yearly") for s in statuses])
    assert (found["policies"], found["policies_inforce"], found["premium_yearly"]) == (6, 2, 20.0)


@pytest.mark.parametrize(
    ("fields", "holds"),
    [({"fund_id": "D1"}, True), ({}, False), ({"fund_id": "D1", "status": "lapsed"}, False)],
)
def test_unit_link_is_a_policy_in_force_with_a_fund(profile: Profile, fields: dict[str, Any], *, holds: bool) -> None:
    assert profile(TODAY, policies=[policy(), policy(**fields)])["unit_link"] is holds


def test_overdue_policies_are_in_grace_or_beyond(profile: Profile) -> None:
    standings = ("paid", "grace", "lapsed", None)
    assert profile(TODAY, policies=[policy(standing=standing) for standing in standings])["overdue_policies"] == 2


def test_who_paid_monthly_for_a_lapsed_policy_is_no_monthly_payer(profile: Profile) -> None:
    found = profile(TODAY, policies=[policy(status="lapsed", payment_frequency="monthly"), policy()])
    assert not found["monthly_payer"]


def test_a_premium_nobody_noted_does_not_hide_the_others(profile: Profile) -> None:
    yearly = {"payment_frequency": "yearly"}
    assert profile(TODAY, policies=[policy(**yearly), policy(premium=7.0, **yearly)])["premium_yearly"] == 7.0


def test_a_policy_issued_later_does_not_exist_and_one_without_a_date_does(profile: Profile) -> None:
    found = profile(TODAY, policies=[policy(issue_date=TOMORROW), policy(issue_date=None)])
    assert (found["policies"], found["days_since_issue"], found["untouched_since_issue"]) == (1, None, False)


def test_every_payment_frequency_has_its_count() -> None:
    choices = {choice.value for choice in TABS["policies"].by_name["payment_frequency"].choices}
    assert set(PAYMENTS_A_YEAR) == choices - {"single"}


def test_children_are_the_living_ones_born_by_the_day(profile: Profile) -> None:
    family = [
        {"relation": "child", "birth_date": date(2015, 5, 5)},
        {"relation": "child"},
        {"relation": "child", "birth_date": TOMORROW},
        {"relation": "child", "deceased": True},
        {"relation": "spouse"},
        {"relation": None},
    ]
    assert profile(TODAY, family=family)["children"] == 2
    assert profile(TODAY)["children"] == 0


def test_the_last_contact_is_the_latest_of_interactions_visits_and_queue(profile: Profile) -> None:
    tabs: dict[str, list[dict[str, Any]]] = {
        "interactions": [{"date": date(2026, 9, 1)}, {"date": date(2026, 3, 1)}],
        "visits": [{"visited_date": date(2026, 9, 2), "result": "met"}],
        "queue": [{"outcome": "interested", "outcome_date": date(2026, 9, 3)}],
    }
    found = profile(TODAY, **tabs)
    assert (found["last_contact"], found["days_since_contact"]) == (date(2026, 9, 3), 78)
    assert profile(TODAY, interactions=tabs["interactions"])["last_contact"] == date(2026, 9, 1)
    assert profile(TODAY, visits=tabs["visits"])["last_contact"] == date(2026, 9, 2)
    assert profile(TODAY)["last_contact"] is None


@pytest.mark.parametrize(
    "tabs",
    [
        {"interactions": [{"date": TODAY, "outcome": "not_reached"}]},
        {"interactions": [{"date": TOMORROW, "outcome": "reached"}]},
        {"visits": [{"planned_date": TODAY, "visited_date": None}]},
        {"visits": [{"visited_date": TODAY, "result": "not_in"}]},
        {"queue": [{"planned_on": TODAY, "outcome": None, "outcome_date": TODAY}]},
        {"queue": [{"planned_on": TODAY, "outcome": "wrong_address", "outcome_date": TODAY}]},
    ],
)
def test_a_try_that_reached_nobody_is_no_contact(profile: Profile, tabs: dict[str, Any]) -> None:
    assert profile(TODAY, **tabs)["last_contact"] is None


def test_an_outcome_without_its_date_counts_from_the_planned_day(profile: Profile) -> None:
    queue = [{"planned_on": date(2026, 11, 3), "outcome": "reached"}]
    assert profile(TODAY, queue=queue)["last_contact"] == date(2026, 11, 3)


def test_the_outcomes_that_reach_nobody_are_choices_of_their_tabs() -> None:
    for tab, column, values in (
        ("queue", "outcome", REACHED_NOBODY),
        ("interactions", "outcome", REACHED_NOBODY),
        ("visits", "result", MET_NOBODY),
    ):
        assert set(values) < {choice.value for choice in TABS[tab].by_name[column].choices}


@pytest.mark.parametrize(
    ("contact", "untouched"),
    [(None, True), (date(2026, 10, 20), True), (date(2026, 11, 1), True), (date(2026, 11, 2), False)],
)
def test_untouched_since_issue_means_no_contact_after_the_day_of_the_latest_policy(
    profile: Profile, contact: date | None, untouched: bool
) -> None:
    policies = [policy(issue_date=date(2020, 1, 1)), policy(issue_date=date(2026, 11, 1))]
    interactions = [{"date": contact}] if contact else []
    found = profile(TODAY, policies=policies, interactions=interactions)
    assert (found["days_since_issue"], found["untouched_since_issue"]) == (19, untouched)


def test_who_has_no_policy_is_not_untouched_since_issue(profile: Profile) -> None:
    assert profile(TODAY)["untouched_since_issue"] is False


@pytest.mark.parametrize(
    ("complaint", "is_open"),
    [
        ({"opened_date": TODAY, "status": "open"}, True),
        ({"opened_date": TODAY, "status": "in_progress"}, True),
        ({"opened_date": TOMORROW, "status": "open"}, False),
        ({"opened_date": None, "status": "open"}, True),
        ({"opened_date": date(2026, 1, 1), "status": "resolved"}, False),
        ({"opened_date": date(2026, 1, 1), "status": "resolved", "resolved_date": TODAY}, False),
        ({"opened_date": date(2026, 1, 1), "status": "resolved", "resolved_date": TOMORROW}, True),
        ({"opened_date": date(2026, 1, 1), "status": "open", "resolved_date": date(2026, 2, 1)}, True),
        ({"opened_date": date(2026, 1, 1), "status": None}, True),
        ({"opened_date": date(2026, 1, 1), "status": None, "resolved_date": date(2026, 2, 1)}, False),
    ],
)
def test_a_complaint_is_open_until_it_is_resolved(profile: Profile, complaint: dict[str, Any], is_open: bool) -> None:
    assert profile(TODAY, complaints=[complaint])["open_complaint"] is is_open


def test_two_open_complaints_are_one_customer(make_book: Callable[..., Any]) -> None:
    rows = [{"customer_id": who, "opened_date": TODAY, "status": "open"} for who in ("C1", "C2", "C1")]
    facts = complaint_facts(make_book(complaints=rows).table("complaints"), TODAY)
    assert sorted(facts["customer_id"].to_list()) == ["C1", "C2"]
