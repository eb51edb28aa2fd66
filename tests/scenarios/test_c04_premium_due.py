"""C4: monthly payers get an SMS only, half-yearly and yearly payers a call, who asks for a call gets one; and a monthly
payer gets one courtesy call every six months, not more."""

from __future__ import annotations

import pytest
from scenario import Team

PAYERS = Team(
    """
    Customers
    Customer ID | Name | Phone          | E-mail          | Preferred channel
    C1          | Budi | 0812-1000-0001 | c1@example.com  |
    C2          | Sari | 0812-1000-0002 | c2@example.com  |
    C3          | Joko | 0812-1000-0003 | c3@example.com  |
    C4          | Rina | 0812-1000-0004 | c4@example.com  | SMS
    C5          | Tono | 0812-1000-0005 | c5@example.com  |

    Policies
    Policy number | Customer ID | Policy status | Premium | Payment frequency | Next due   | Wants a call
    MONTHLY       | C1          | in force      | 500.000 | monthly           | 2026-12-04 |
    HALF-YEARLY   | C2          | in force      | 500.000 | half-yearly       | 2026-12-04 |
    YEARLY        | C3          | in force      | 500.000 | yearly            | 2026-12-04 |
    YEARLY-SMS    | C4          | in force      | 500.000 | yearly            | 2026-12-04 |
    ASKED         | C5          | in force      | 500.000 | monthly           | 2026-12-04 | yes
    """,
    programs="premium_monthly premium_call",
)


def test_who_is_reminded_how_and_when() -> None:
    """Calls two weeks ahead, SMS three days ahead. C4 pays yearly but asked for SMS; C5 pays monthly but asked for a
    call."""
    PAYERS.plans_through(
        "2026-11-19",
        "2026-12-04",
        """
        day        | about       | how
        2026-11-20 | HALF-YEARLY | call
        2026-11-20 | YEARLY      | call
        2026-11-20 | ASKED       | call
        2026-12-01 | MONTHLY     | sms
        2026-12-01 | YEARLY-SMS  | sms
        """,
    )


def test_a_monthly_payer_is_reminded_by_sms_only_whatever_channel_is_preferred() -> None:
    mailed = PAYERS.changed("c1@example.com  |", "c1@example.com  | e-mail")
    mailed.plans("2026-12-01", "who | how\nC1 | sms", only="C1")


def test_a_premium_paid_in_time_moves_on_and_is_not_asked_for_again() -> None:
    """Paid on the day of the reminder: the team moves the due date on by a month."""
    paid = Team(
        PAYERS.changed("monthly           | 2026-12-04 |\n", "monthly           | 2027-01-04 |\n").book,
        PAYERS.programs,
        sent="""
        on         | who | about   | program         | for     | how
        2026-12-01 | C1  | MONTHLY | premium_monthly | 2026-12 | sms
        """,
    )
    paid.plans("2026-12-02", "who", only="C1")
    paid.plans("2027-01-01", "who | for | how\nC1 | 2027-01-04 | sms", only="C1")


def test_two_policies_due_on_one_day_are_two_reminders() -> None:
    two = PAYERS.changed("ASKED         | C5          | in force", "SECOND | C1 | in force")
    two.changed("04 | yes", "04 |").plans("2026-12-01", "about | how\nMONTHLY | sms\nSECOND | sms", only="C1")


@pytest.mark.parametrize("status", ["lapsed", "surrendered", "matured"])
def test_a_policy_that_has_ended_asks_for_no_premium(status: str) -> None:
    ended = PAYERS.changed("MONTHLY       | C1          | in force", f"MONTHLY       | C1          | {status}")
    ended.plans("2026-12-01", "who", only="C1")


def test_month_ends_keep_their_day() -> None:
    """Due on 28 February: the SMS goes on the 25th."""
    due = PAYERS.changed("monthly           | 2026-12-04 |\n", "monthly           | 2027-02-28 |\n")
    due.plans("2027-02-25", "who | how\nC1 | sms", only="C1")


def test_an_open_complaint_does_not_hold_a_reminder_back() -> None:
    """Service goes on while a complaint is open."""
    angry = PAYERS.with_more(
        """
        Complaints
        Complaint ID | Customer ID | Opened on  | Status
        K1           | C1          | 2026-11-30 | open
        """
    )
    angry.plans("2026-12-01", "who | how\nC1 | sms", only="C1")


# --- courtesy calls ---

COURTESY = Team(
    """
    Customers
    Customer ID | Name | Phone          | Customer since
    C1          | Budi | 0812-1000-0001 | 2026-01-05
    C2          | Sari | 0812-1000-0002 | 2026-01-05

    Policies
    Policy number | Customer ID | Policy status | Premium | Payment frequency | Next due
    MONTHLY       | C1          | in force      | 500.000 | monthly           | 2026-12-04
    YEARLY        | C2          | in force      | 500.000 | yearly            | 2027-06-04
    """,
    programs="monthly_payer_call",
)


def test_a_monthly_payer_gets_a_courtesy_call_every_half_year_and_nobody_else() -> None:
    """182 days after 5 January is Monday, 6 July."""
    COURTESY.plans_through("2026-07-04", "2026-07-10", "day | who | how\n2026-07-06 | C1 | call")


def test_and_not_more_than_one_in_half_a_year() -> None:
    """The last one was made a week late; the next waits until half a year has passed since."""
    called = Team(
        COURTESY.book,
        COURTESY.programs,
        sent="""
        on         | who | program            | for | how
        2026-07-20 | C1  | monthly_payer_call | 1   | call
        """,
    )
    called.plans("2027-01-04", "who | why not\nC1 | Had this program lately")
