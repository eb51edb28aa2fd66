"""C9: who is content is asked for a referral, and who gave one is thanked, once."""

from __future__ import annotations

from scenario import Team

PEOPLE = """
    Customers
    Customer ID | Name | Phone
    C1          | Budi | 0812-1000-0001
    C2          | Sari | 0812-1000-0002
    C3          | Joko | 0812-1000-0003
    C4          | Rina | 0812-1000-0004
"""

ANSWERS = Team(PEOPLE, "referral_ask").with_more(
    """
    Surveys
    Survey ID | Customer ID | Date       | Survey type | Score
    V1        | C1          | 2026-11-16 | NPS         | 10
    V2        | C2          | 2026-11-16 | NPS         | 8
    V3        | C3          | 2026-11-16 | CSAT        | 10
    """
)


def test_promoters_are_asked_three_days_after_they_said_so() -> None:
    """Thursday 19 November. An 8 is no promoter, and a 10 for one purchase is no recommendation."""
    ANSWERS.plans_through("2026-11-17", "2026-11-21", "day | who | how\n2026-11-19 | C1 | call")


def test_nobody_is_asked_twice_in_half_a_year() -> None:
    asked = Team(
        ANSWERS.book,
        ANSWERS.programs,
        sent="""
        on         | who | about | program      | for  | how
        2026-08-19 | C1  | V0    | referral_ask | once | call
        """,
    )
    asked.plans("2026-11-19", "who | why not\nC1 | Had this program lately")


REFERRALS = Team(PEOPLE, "referral_thanks").with_more(
    """
    Referrals
    Referral ID | Referrer ID | Referred name | Referred customer ID | Date       | Status            | Thanked
    R1          | C1          | Rina          | C4                   | 2026-11-19 | became a customer |
    R2          | C2          | Tuti          |                      | 2026-11-19 | new               | yes
    """
)


def test_who_gave_a_referral_is_thanked_the_day_after_and_once() -> None:
    """C2 was thanked in person already."""
    REFERRALS.plans_through("2026-11-19", "2026-12-01", "day | who | about | how\n2026-11-20 | C1 | R1 | whatsapp")


def test_two_referrals_of_one_day_are_one_thank_you() -> None:
    two = REFERRALS.changed(
        "C2          | Tuti          |                      | 2026-11-19 | new               | yes",
        "C1          | Tuti          |                      | 2026-11-19 | new               |",
    )
    two.plans_through("2026-11-19", "2026-11-25", "day | who\n2026-11-20 | C1")


def test_the_profile_counts_what_a_customer_brought() -> None:
    profile = REFERRALS.profile("C1", "2026-11-20")
    assert (profile["referrals"], profile["referrals_won"]) == (1, 1)
