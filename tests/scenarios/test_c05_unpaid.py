"""C5: unpaid, grace, lapsed; and after a reinstatement, from when claims count again."""

from __future__ import annotations

from datetime import date

import pytest
from scenario import Team

UNPAID = Team(
    """
    Customers
    Customer ID | Name | Phone
    C1          | Budi | 0812-1000-0001

    Policies
    Policy number | Customer ID | Policy status | Payment frequency | Next due   | Last paid on | Reinstated on
    POL-1         | C1          | in force      | yearly            | 2026-10-01 |              |

    Settings
    Setting    | Value
    company    | Mitra
    grace_days | 45
    """,
    programs="premium_grace premium_grace_call lapsed_reinstatement reinstated_info",
)


def test_what_follows_when_a_premium_is_not_paid() -> None:
    """Due on 1 October: a message five days later, a call two weeks before the grace of 45 days ends, and another on
    the first working day after it."""
    UNPAID.plans_through("2026-10-01", "2026-10-12", "day | program | how\n2026-10-06 | premium_grace | whatsapp")
    UNPAID.plans_through("2026-10-30", "2026-11-03", "day | program | how\n2026-11-01 | premium_grace_call | call")
    UNPAID.plans_through("2026-11-14", "2026-11-18", "day | program | how\n2026-11-16 | lapsed_reinstatement | call")


@pytest.mark.parametrize(
    ("day", "standing", "overdue"),
    [
        ("2026-10-01", "paid", 0),  # the due day itself is in time
        ("2026-10-02", "grace", 1),
        ("2026-11-15", "grace", 45),  # the last day of grace
        ("2026-11-16", "lapsed", 46),
    ],
)
def test_how_a_policy_stands(day: str, standing: str, overdue: int) -> None:
    policy = UNPAID.row("policies", "POL-1", day)
    assert (policy["standing"], policy["days_overdue"]) == (standing, overdue)
    assert policy["grace_ends"] == date(2026, 11, 15)


@pytest.mark.parametrize("paid", ["2026-09-20", "2026-10-01", "2026-10-05"])
def test_a_payment_early_on_the_day_or_late_ends_it(paid: str) -> None:
    team = UNPAID.changed("2026-10-01 |              |", f"2026-10-01 | {paid} |")
    team.plans("2026-10-06", "who")
    policy = team.row("policies", "POL-1", "2026-10-06")
    assert (policy["standing"], policy["due_on"]) == ("paid", date(2027, 10, 1))


def test_a_payment_between_two_runs_stops_the_second_message() -> None:
    """The message went on 6 October, the payment came on the 20th: no call in November."""
    team = UNPAID.changed("2026-10-01 |              |", "2026-10-01 | 2026-10-20 |")
    team.plans_through("2026-10-30", "2026-11-03", "day")


def test_month_ends_are_kept_from_one_instalment_to_the_next() -> None:
    monthly = UNPAID.changed("yearly            | 2026-10-01 |              |", "monthly | 2027-01-31 | {} |")
    for paid, following in (("2027-01-31", "2027-02-28"), ("2027-02-28", "2027-03-31"), ("2027-03-31", "2027-04-30")):
        team = monthly.changed("{}", paid)
        assert team.row("policies", "POL-1", paid)["due_on"] == date.fromisoformat(following)


REINSTATED = UNPAID.changed("yearly            | 2026-10-01 |              |", "yearly | 2026-10-01 | | 2026-11-20")


def test_a_day_after_the_reinstatement_the_customer_is_told_from_when_claims_count() -> None:
    """And nothing more is said of lapsing, from the day of the reinstatement on."""
    REINSTATED.plans_through("2026-11-20", "2026-11-25", "day | program | how\n2026-11-21 | reinstated_info | whatsapp")
    policy = REINSTATED.row("policies", "POL-1", "2026-11-21")
    assert policy["hospital_cover_from"] == date(2026, 12, 20), "30 days later"
    assert policy["illness_cover_from"] == date(2027, 11, 20), "12 months later"
    assert policy["standing"] == "paid"


def test_a_reinstatement_on_29_february_counts_to_the_last_day_of_february() -> None:
    leap = REINSTATED.changed("2026-11-20", "2028-02-29").changed("2026-10-01 | |", "2027-10-01 | |")
    policy = leap.row("policies", "POL-1", "2028-03-01")
    assert (policy["hospital_cover_from"], policy["illness_cover_from"]) == (date(2028, 3, 30), date(2029, 2, 28))


def test_a_second_reinstatement_is_told_again() -> None:
    again = Team(
        REINSTATED.changed("2026-11-20", "2027-12-01").book,
        REINSTATED.programs,
        sent="""
        on         | who | about | program         | for        | how
        2026-11-21 | C1  | POL-1 | reinstated_info | 2026-11-20 | whatsapp
        """,
    )
    again.plans("2027-12-02", "program | for\nreinstated_info | 2027-12-01")
