"""C7: when a fund falls, its holders are called by somebody who may advise, all of them in time; never by message."""

from __future__ import annotations

import pytest
from scenario import Team

FUND = Team(
    """
    Customers
    Customer ID | Name | Phone          | Owner
    C1          | Budi | 0812-1000-0001 | Rina
    C2          | Sari | 0812-1000-0002 | Tono
    C3          | Joko | 0812-1000-0003 | Rina

    Staff
    Name | Branch  | Authorised for advice | Leader
    Rina | Bandung | no                    | Wati
    Tono | Bandung | yes                   | Wati
    Wati | Bandung | yes                   |

    Policies
    Policy number | Customer ID | Policy status | Fund ID | Fund units
    UL-1          | C1          | in force      | EQ      | 1000
    UL-2          | C2          | in force      | EQ      | 1000
    UL-3          | C3          | in force      | MM      | 1000

    Funds
    Fund ID | Fund   | Fund type
    EQ      | Saham  | equity
    MM      | Kas    | money market

    Fund prices
    Fund ID | Date       | NAV per unit
    EQ      | 2026-11-02 | 1000
    EQ      | 2026-11-16 | 905
    EQ      | 2026-11-17 | 900
    MM      | 2026-11-02 | 1000
    MM      | 2026-11-17 | 1001

    Settings
    Setting    | Value
    company    | Mitra
    nav_fall   | 0,1
    nav_window_days | 30
    """,
    programs="nav_alarm_call nav_alarm_leader",
)


def test_the_holders_of_the_fallen_fund_are_called_by_somebody_who_may_advise() -> None:
    """9.5 % on the 16th is no alarm, 10 % on the 17th is. Rina may not give advice; her leader Wati may."""
    FUND.plans("2026-11-16", "who")
    FUND.plans(
        "2026-11-17",
        """
        who | about | program        | how  | by
        C1  | UL-1  | nav_alarm_call | call | Wati
        C2  | UL-2  | nav_alarm_call | call | Tono
        """,
    )


def test_where_the_leader_may_not_advise_either_somebody_of_the_branch_calls() -> None:
    alone = FUND.changed("Wati | Bandung | yes", "Wati | Bandung | no")
    alone.plans("2026-11-17", "who | by\nC1 | Tono", only="C1")


@pytest.mark.parametrize(("share", "alarm"), [("0,09", "2026-11-16"), ("0,1", "2026-11-17"), ("0,11", None)])
def test_the_team_says_what_a_large_fall_is(share: str, alarm: str | None) -> None:
    chosen = FUND.changed("nav_fall   | 0,1", f"nav_fall | {share}")
    begins = chosen.row("policies", "UL-1", "2026-11-18")["nav_alarm_on"]
    assert (str(begins) if begins else None) == alarm


def test_a_fall_that_is_older_than_the_window_raises_nothing() -> None:
    FUND.changed("EQ      | 2026-11-02 | 1000", "EQ | 2026-10-02 | 1000").plans("2026-11-17", "who")


def test_who_was_not_reached_within_two_working_days_is_called_by_the_leader() -> None:
    """Thursday 19 November; C1 was reached on the 18th."""
    reached = Team(
        FUND.with_more(
            """
            Interactions
            Interaction ID | Date       | Customer ID | Channel | Outcome
            I1             | 2026-11-18 | C1          | call    | reached
            I2             | 2026-11-18 | C2          | call    | not reached
            """
        ).book,
        FUND.programs,
        sent="""
        on         | who | about | program        | for        | how
        2026-11-17 | C1  | UL-1  | nav_alarm_call | 2026-11-17 | call
        2026-11-17 | C2  | UL-2  | nav_alarm_call | 2026-11-17 | call
        """,
    )
    reached.plans("2026-11-18", "who | program | how", only="C1")
    reached.plans("2026-11-19", "who | program | how | by\nC2 | nav_alarm_leader | call | Wati")


def test_a_holiday_and_a_weekend_do_not_count_as_working_days() -> None:
    """The alarm comes on Friday the 20th; Monday the 23rd is closed, so the leader steps in on Wednesday."""
    late = FUND.changed("EQ      | 2026-11-17 | 900", "EQ | 2026-11-20 | 900").with_more(
        """
        Calendar
        Date       | Name     | Kind
        2026-11-23 | Kerja bakti | closed
        """
    )
    late = Team(late.book, "nav_alarm_leader")
    late.plans_through("2026-11-20", "2026-11-25", "day | who\n2026-11-25 | C1\n2026-11-25 | C2")


def test_a_team_that_would_send_it_as_a_message_is_told_no() -> None:
    """It is advice. The row rests, and the problem names its cell."""
    by_message = Team(FUND.book).with_more(
        """
        Programs
        Program ID | Program | Purpose | Occasion              | Repeats       | Channels       | Template
        nav_text   | Alarm   | service | policies.nav_alarm_on | each new date | whatsapp, call | nav_text
        """
    )
    problems = by_message.day("2026-11-17").problems.filter(tab="programs")
    assert problems.select("column", "code").rows() == [("channels", "bad_program")]
    by_message.plans("2026-11-17", "who")


def test_the_end_of_the_fall_ends_the_alarm() -> None:
    """Back to 960: the fall is less than half of what raised the alarm."""
    over = FUND.changed("MM      | 2026-11-02 | 1000", "EQ | 2026-11-18 | 960\n    MM | 2026-11-02 | 1000")
    over.plans("2026-11-18", "who")


def test_holders_get_the_funds_news_by_month_and_nobody_else() -> None:
    """On the 5th; C4 holds no fund."""
    news = FUND.changed("C3          | Joko", "C4 | Rudi | 0812-1000-0004 | Rina\n    C3          | Joko")
    Team(news.book, "market_update").plans_through(
        "2026-12-04",
        "2026-12-06",
        """
        day        | who | how
        2026-12-05 | C1  | whatsapp
        2026-12-05 | C2  | whatsapp
        2026-12-05 | C3  | whatsapp
        """,
    )


def test_a_price_that_comes_after_the_question_does_not_ask_again() -> None:
    """Asked and ticked on the 5th; the price of that day is typed before the next run."""
    news = Team(
        """
        Customers
        Customer ID | Name | Phone          | E-mail
        C1          | Budi | 0812-1000-0001 | c1@example.com

        Funds
        Fund ID | Fund name  | Fund type
        F1      | Dana Saham | equity

        Fund prices
        Fund ID | Date       | NAV
        F1      | 2026-11-03 | 1000
        F1      | 2026-12-04 | 1010

        Policies
        Policy number | Customer ID | Policy status | Fund ID | Fund units | Issue date | Premium | Payment frequency
        P1            | C1          | inforce       | F1      | 100        | 2024-01-15 | 500000  | yearly
        """,
        "market_update",
    )
    approved = news.after_asking("2026-12-05", "yes")
    later = approved.changed("F1      | 2026-12-04 | 1010", "F1 | 2026-12-04 | 1010\n        F1 | 2026-12-05 | 1013")
    for team in (approved, later):
        team.sends("2026-12-06", "09:00", "who | how   | waits\nC1  | email |")
