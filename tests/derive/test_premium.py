"""When a premium is due, and what follows when it is not paid (C4, C5)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from small_books import book_of

from crm_sheets.derive import derive
from crm_sheets.team_settings import TeamSettings

TODAY = date(2026, 11, 20)


def policy(as_of: date = TODAY, /, settings: dict[str, Any] | None = None, **columns: Any) -> dict[str, Any]:
    """The one policy of C1 with what is worked out about it; monthly and in force unless said otherwise."""
    row = {"policy_id": "P1", "customer_id": "C1", "status": "inforce", "payment_frequency": "monthly", **columns}
    book = derive(book_of(policies=[row]), TeamSettings(**(settings or {})), as_of)
    return book.table("policies").row(0, named=True)


def d(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("frequency", "next_due", "last_paid", "due_on", "why"),
    [
        ("monthly", "2026-11-25", None, "2026-11-25", "to come"),
        ("monthly", "2026-11-10", None, "2026-11-10", "not paid"),
        ("monthly", "2026-11-10", "2026-11-09", "2026-12-10", "paid the day before"),
        ("monthly", "2026-11-10", "2026-10-26", "2026-12-10", "paid 15 days before: just in its half"),
        ("monthly", "2026-11-10", "2026-10-25", "2026-11-10", "paid 16 days before: that was October's"),
        ("monthly", "2026-11-10", "2026-11-20", "2026-12-10", "paid late"),
        ("monthly", "2026-10-01", "2026-10-20", "2026-11-01", "paid 19 days late: that was not November's"),
        ("monthly", "2026-11-01", "2026-11-25", "2026-12-01", "paid 24 days late"),
        ("monthly", "2026-09-01", "2026-10-20", "2026-11-01", "the date not moved on, paid late again"),
        ("monthly", "2026-09-01", "2026-10-25", "2026-12-01", "the date not moved on, a week before November's"),
        ("monthly", "2026-09-01", "2026-10-24", "2026-11-01", "eight days before it"),
        ("quarterly", "2026-08-01", "2026-09-20", "2026-11-01", "paid 50 days late"),
        ("quarterly", "2026-08-01", "2026-10-09", "2026-11-01", "23 days before the next one"),
        ("quarterly", "2026-08-01", "2026-10-10", "2027-02-01", "beyond grace, 22 days before the next one"),
        ("half_yearly", "2026-05-01", "2026-09-16", "2026-11-01", "46 days before the next one"),
        ("half_yearly", "2026-05-01", "2026-09-17", "2027-05-01", "45 days before the next one"),
        ("yearly", "2026-02-01", "2026-10-01", "2027-02-01", "eight months late"),
        ("yearly", "2025-12-01", "2026-11-19", "2027-12-01", "the date not moved on after last year's"),
        ("monthly", "2026-01-31", "2026-01-31", "2026-02-28", "month ends are kept"),
        ("monthly", "2026-01-31", "2026-02-28", "2026-03-31", "and found again"),
        ("monthly", "2024-01-31", "2024-02-10", "2024-02-29", "of a leap year"),
        ("monthly", "2025-11-10", "2026-11-08", "2026-12-10", "the team forgot to move the date on for a year"),
        ("quarterly", "2026-11-30", "2026-10-16", "2027-02-28", "45 days before"),
        ("quarterly", "2026-11-30", "2026-10-15", "2026-11-30", "46 days before"),
        ("half_yearly", "2026-12-31", "2026-10-01", "2027-06-30", "91 days before"),
        ("yearly", "2027-02-28", "2026-08-30", "2028-02-28", "182 days before"),
        ("yearly", "2027-02-28", "2026-08-29", "2027-02-28", "183 days before"),
        ("yearly", "2024-02-29", "2024-02-29", "2025-02-28", "29 February"),
        ("yearly", "2024-02-29", "2027-02-01", "2028-02-29", "29 February is kept"),
        ("single", "2026-12-01", None, None, "a single premium is paid"),
        (None, "2026-12-01", None, "2026-12-01", "nobody noted how often"),
        (None, "2026-11-01", "2026-11-02", None, "paid, and when next nobody knows"),
    ],
)
def test_the_premium_due_is_the_first_that_is_not_paid(
    frequency: str | None, next_due: str, last_paid: str | None, due_on: str | None, why: str
) -> None:
    as_of = max(TODAY, d(last_paid) or TODAY)
    found = policy(as_of, payment_frequency=frequency, next_due=d(next_due), last_paid=d(last_paid))
    assert found["due_on"] == d(due_on), why


@pytest.mark.parametrize(
    ("frequency", "issued", "last_paid", "due_on", "why"),
    [
        ("monthly", "2025-01-31", None, "2026-11-30", "the next after today, month ends kept"),
        ("monthly", "2025-01-20", None, "2026-11-20", "today itself"),
        ("monthly", "2026-11-20", None, "2026-12-20", "the first premium is paid at the issue"),
        ("monthly", "2025-01-31", "2026-02-28", "2026-03-31", "the first that is not paid"),
        ("yearly", "2020-02-29", "2026-02-27", "2027-02-28", "paid the day before"),
        ("monthly", "2024-10-01", "2026-10-20", "2026-11-01", "paid 19 days late"),
        ("monthly", "2026-10-01", "2026-10-30", "2026-12-01", "the second premium, two days early"),
        ("yearly", "2026-12-01", None, None, "issued after today: it does not exist"),
        (None, "2025-01-31", None, None, "nobody noted how often"),
        ("single", "2025-01-31", None, None, "a single premium is paid"),
    ],
)
def test_without_a_next_due_date_it_is_counted_from_the_issue(
    frequency: str | None, issued: str, last_paid: str | None, due_on: str | None, why: str
) -> None:
    found = policy(payment_frequency=frequency, issue_date=d(issued), last_paid=d(last_paid))
    assert found["due_on"] == d(due_on), why


@pytest.mark.parametrize("status", ["surrendered", "matured"])
def test_a_policy_that_has_ended_has_no_premium_due(status: str) -> None:
    found = policy(status=status, next_due=date(2026, 11, 1))
    assert (found["due_on"], found["standing"], found["days_overdue"]) == (None, None, 0)


@pytest.mark.parametrize(
    ("status", "next_due", "days", "standing"),
    [
        ("inforce", "2026-11-21", 0, "paid"),
        ("inforce", "2026-11-20", 0, "paid"),
        ("inforce", "2026-11-19", 1, "grace"),
        ("inforce", "2026-10-06", 45, "grace"),
        ("inforce", "2026-10-05", 46, "lapsed"),
        ("lapsed", "2026-11-19", 1, "lapsed"),
        ("lapsed", None, 0, "lapsed"),
        ("grace", "2026-11-25", 0, "paid"),
        (None, "2026-11-19", 1, "grace"),
        ("inforce", None, 0, None),
    ],
)
def test_an_unpaid_premium_has_its_days_of_grace(
    status: str | None, next_due: str | None, days: int, standing: str | None
) -> None:
    found = policy(status=status, next_due=d(next_due))
    assert (found["days_overdue"], found["standing"]) == (days, standing)


def test_who_pays_late_is_for_the_next_instalment_after_each_payment() -> None:
    """Due on the 1st and paid on the 20th each time, the team moving the date on or not: never one ahead."""
    for moved, due, paid in ((9, 9, 20), (9, 10, 20), (10, 10, 20)):
        found = policy(next_due=date(2026, moved, 1), last_paid=date(2026, due, paid))
        assert found["due_on"] == date(2026, due + 1, 1)


def test_the_grace_period_is_the_teams() -> None:
    found = policy(settings={"grace_days": 30}, next_due=date(2026, 10, 20))
    assert found["grace_ends"] == date(2026, 11, 19)
    assert found["standing"] == "lapsed"


@pytest.mark.parametrize(
    ("reinstated", "months", "hospital", "illness"),
    [
        ("2026-08-31", 12, "2026-09-30", "2027-08-31"),
        ("2026-08-31", 6, "2026-09-30", "2027-02-28"),
        ("2024-02-29", 12, "2024-03-30", "2025-02-28"),
        ("2026-11-21", 12, None, None),
        (None, 12, None, None),
    ],
)
def test_claims_count_again_some_time_after_a_reinstatement(
    reinstated: str | None, months: int, hospital: str | None, illness: str | None
) -> None:
    found = policy(settings={"illness_wait_months": months}, reinstated_on=d(reinstated))
    assert (found["hospital_cover_from"], found["illness_cover_from"]) == (d(hospital), d(illness))


def test_a_reinstatement_pays_what_was_due_by_then_and_nothing_more() -> None:
    found = policy(payment_frequency="yearly", next_due=date(2026, 3, 1), reinstated_on=date(2026, 11, 1))
    assert found["due_on"] == date(2027, 3, 1)
    assert found["standing"] == "paid"


def test_a_lapsed_policy_without_dates_is_not_said_to_be_due_soon() -> None:
    assert policy(status="lapsed", issue_date=date(2020, 1, 15))["due_on"] is None


def test_on_an_earlier_day_a_later_payment_is_not_known() -> None:
    row = {"next_due": date(2026, 11, 10), "last_paid": date(2026, 11, 15)}
    assert policy(date(2026, 11, 14), **row)["due_on"] == date(2026, 11, 10)
    assert policy(date(2026, 11, 15), **row)["due_on"] == date(2026, 12, 10)
