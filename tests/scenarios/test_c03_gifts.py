"""C3: gifts from a premium or tier on, within a budget out of that customer's commission, with ideas, and counted."""

from __future__ import annotations

import pytest
from scenario import Team

GIFTS = Team(
    """
    Customers
    Customer ID | Name | Birth date | Hobbies   | Address
    C1          | Budi | 1980-11-27 | memancing | Jl. Melati 5
    C2          | Sari | 1985-11-27 |           | Jl. Mawar 1

    Policies
    Policy number | Customer ID | Policy status | Premium   | Payment frequency | Issue date
    POL-1         | C1          | in force      | 2.500.000 | monthly           | 2020-01-10
    POL-2         | C2          | in force      | 500.000   | monthly           | 2020-01-10

    Commissions
    Commission ID | Policy number | Customer ID | Date       | Amount
    K1            | POL-1         | C1          | 2026-03-10 | 3.000.000
    K2            | POL-1         | C1          | 2026-09-10 | 1.000.000
    K3            | POL-1         | C1          | 2025-06-10 | 9.000.000
    K4            | POL-2         | C2          | 2026-09-10 | 9.000.000

    Gift ideas
    Hobby     | Gift idea    | About
    memancing | Kail pancing | 150.000
    memancing | Joran        | 900.000

    Gifts
    Gift ID | Customer ID | Gift | Date       | Cost
    G0      | C2          | Teh  | 2026-01-10 | 10.000

    Settings
    Setting      | Value
    company      | Mitra
    gift_share   | 0,1
    gift_limit   | 500.000
    gift_minimum | 50.000
    """,
    programs="birthday_gift",
)


def test_a_gift_is_for_a_premium_of_24_million_a_year_a_week_before_the_birthday() -> None:
    """C1 pays 2.5 million a month, C2 half a million."""
    GIFTS.plans_through("2026-11-18", "2026-11-22", "day | who | how\n2026-11-20 | C1 | gift")


def test_the_budget_is_a_tenth_of_the_commission_of_a_year() -> None:
    """4 million of commission came in the last 12 months; what came earlier does not count."""
    assert GIFTS.profile("C1", "2026-11-20")["gift_budget"] == 400_000


def test_what_was_spent_on_gifts_in_the_year_is_taken_off() -> None:
    spent = GIFTS.changed("G0      | C2          | Teh  | 2026-01-10 | 10.000", "G0 | C1 | Teh | 2026-05-10 | 250.000")
    assert spent.profile("C1", "2026-11-20")["gift_budget"] == 150_000


def test_with_the_budget_spent_there_is_no_gift_and_the_plan_says_why() -> None:
    spent = GIFTS.changed("G0      | C2          | Teh  | 2026-01-10 | 10.000", "G0 | C1 | Teh | 2026-05-10 | 360.000")
    spent.plans("2026-11-20", "who | why not\nC1 | Budget spent")


def test_one_gift_costs_no_more_than_the_limit() -> None:
    (contact,) = GIFTS.changed("gift_limit   | 500.000", "gift_limit   | 200.000").contacts("2026-11-20")
    assert contact.facts["gift"]["budget"] == 200_000


def test_ideas_fit_the_hobby_and_the_budget() -> None:
    (contact,) = GIFTS.contacts("2026-11-20")
    assert [idea["name"] for idea in contact.facts["gift"]["ideas"]] == ["Kail pancing"], "the rod costs 900.000"


@pytest.mark.parametrize("status", ["lapsed", "surrendered"])
def test_a_policy_that_is_no_longer_in_force_earns_no_gift(status: str) -> None:
    GIFTS.changed("POL-1         | C1          | in force", f"POL-1 | C1 | {status}").plans("2026-11-20", "who")
