"""C6: a card is renewed before the next debit fails; a debit that failed is urgent."""

from __future__ import annotations

from scenario import Team

CARDS = Team(
    """
    Customers
    Customer ID | Name | Phone
    C1          | Budi | 0812-1000-0001
    C2          | Sari | 0812-1000-0002
    C3          | Joko | 0812-1000-0003

    Policies
    Policy number | Customer ID | Policy status | Payment method | Card expiry | Debit failed on
    CARD          | C1          | in force      | credit card    | 12/2026     |
    TRANSFER      | C2          | in force      | transfer       | 12/2026     |
    LAPSED        | C3          | lapsed        | credit card    | 12/2026     |
    """,
    programs="card_expiry debit_failed",
)


def test_a_card_is_asked_about_thirty_days_before_it_expires() -> None:
    """12/2026 is the last day of December. Who does not pay by card, or has lapsed, is not asked."""
    CARDS.plans_through(
        "2026-11-29", "2026-12-05", "day | about | for | how\n2026-12-01 | CARD | 2026-12-31 | whatsapp"
    )


def test_february_of_a_leap_year_has_its_29th() -> None:
    CARDS.changed("credit card    | 12/2026     |\n    TR", "credit card | 02/2028 |\n    TR").plans_through(
        "2028-01-28", "2028-02-02", "day | about | for\n2028-01-30 | CARD | 2028-02-29"
    )


def test_a_new_card_in_time_ends_it_and_its_own_end_begins_it_anew() -> None:
    renewed = CARDS.changed("credit card    | 12/2026     |\n    TR", "credit card | 12/2030 |\n    TR")
    renewed.plans("2026-12-01", "who")
    renewed.plans("2030-12-01", "who | for\nC1 | 2030-12-31")


def test_a_missed_week_is_made_up_for_while_the_card_is_still_valid() -> None:
    CARDS.plans("2026-12-20", "who | how\nC1 | whatsapp")
    CARDS.plans("2026-12-30", "who | why not\nC1 | Too late")


def test_a_debit_that_failed_is_a_call_on_the_same_day_even_on_a_saturday() -> None:
    failed = CARDS.changed("12/2026     |\n    TR", "12/2026 | 2026-11-21\n    TR")
    failed.plans("2026-11-21", "who | program | how\nC1 | debit_failed | call")


def test_two_failed_debits_are_two_calls() -> None:
    first = CARDS.changed("12/2026     |\n    TR", "12/2026 | 2026-11-19\n    TR")
    first.plans_through("2026-11-19", "2026-11-20", "day | how\n2026-11-19 | call")
    second = Team(
        first.changed("2026-11-19", "2026-11-24").book,
        first.programs,
        sent="""
        on         | who | about | program      | for        | how
        2026-11-19 | C1  | CARD  | debit_failed | 2026-11-19 | call
        """,
    )
    second.plans("2026-11-24", "program | for | how\ndebit_failed | 2026-11-24 | call")


def test_the_failed_debit_goes_before_everything_else_in_the_queue() -> None:
    both = CARDS.changed("12/2026     |\n    TR", "12/2026 | 2026-12-01\n    TR")
    both.plans("2026-12-01", "program | how\ndebit_failed | call\ncard_expiry | whatsapp")
