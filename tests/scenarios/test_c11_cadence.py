"""C11: staying in touch at the right pace: from the last real contact, since the policy, after a silence."""

from __future__ import annotations

from scenario import Team

INSURED = Team(
    """
    Customers
    Customer ID | Name | Phone          | E-mail         | Customer since
    C1          | Budi | 0812-1000-0001 | c1@example.com | 2020-03-10
    C2          | Sari | 0812-1000-0002 | c2@example.com | 2020-03-10

    Policies
    Policy number | Customer ID | Policy status | Payment frequency | Next due   | Issue date
    POL-1         | C1          | in force      | yearly            | 2027-06-01 | 2020-03-10
    POL-2         | C2          | in force      | monthly           | 2026-12-05 | 2020-03-10

    Interactions
    Interaction ID | Date       | Customer ID | Channel | Outcome
    I1             | 2026-08-24 | C1          | call    | reached
    I2             | 2026-08-24 | C2          | call    | reached
    """,
    programs="keep_in_touch",
)


def test_three_months_after_the_last_talk_somebody_calls() -> None:
    """90 days after 24 August is Sunday, 22 November: so on Monday. Monthly payers have a call of their own."""
    INSURED.plans_through("2026-11-20", "2026-11-25", "day | who | how\n2026-11-23 | C1 | call")


def test_a_talk_meanwhile_moves_the_call() -> None:
    talked = INSURED.changed("I2             | 2026-08-24 | C2", "I2 | 2026-11-10 | C1")
    talked.plans_through("2026-11-20", "2026-11-25", "day | who")
    talked.plans_through("2027-02-05", "2027-02-10", "day | who\n2027-02-08 | C1")


def test_a_try_that_reached_nobody_moves_nothing() -> None:
    tried = INSURED.changed("2026-08-24 | C2          | call    | reached", "2026-11-10 | C1 | call | not reached")
    tried.plans("2026-11-23", "who | how\nC1 | call")


def test_an_outcome_typed_in_the_queue_moves_the_call() -> None:
    """The task of Monday was done; the next is 90 days after the talk."""
    done = INSURED.with_more(
        """
        Queue
        Done? | Outcome | Outcome date | Task | Date       | Customer ID | Program       | Key
        yes   | reached | 2026-11-24   | call | 2026-11-23 | C1          | keep_in_touch | keep_in_touch C1
        """
    )
    team = Team(
        done.book,
        done.programs,
        sent="""
        on         | who | about | program       | for        | how
        2026-11-23 | C1  | C1    | keep_in_touch | 2026-08-24 | call
        """,
    )
    team.plans_through("2026-11-24", "2026-11-30", "day | who")
    assert str(team.profile("C1", "2026-11-30")["last_contact"]) == "2026-11-24"
    team.plans("2027-02-22", "who | for\nC1 | 2026-11-24")


def test_a_message_that_we_sent_is_no_talk() -> None:
    written = Team(
        INSURED.book,
        INSURED.programs,
        sent="""
        on         | who | program  | for  | how
        2026-11-20 | C1  | new_year | 2026 | whatsapp
        """,
    )
    written.plans("2026-11-23", "who | how\nC1 | call")


def test_without_a_word_a_month_after_the_policy_somebody_calls() -> None:
    """Issued on 21 October; C2 was called on the 30th."""
    new = Team(
        """
        Customers
        Customer ID | Name | Phone
        C1          | Budi | 0812-1000-0001
        C2          | Sari | 0812-1000-0002

        Policies
        Policy number | Customer ID | Policy status | Issue date
        POL-1         | C1          | in force      | 2026-10-21
        POL-2         | C2          | in force      | 2026-10-21

        Interactions
        Interaction ID | Date       | Customer ID | Channel | Outcome
        I1             | 2026-10-21 | C1          | visit   | reached
        I2             | 2026-10-30 | C2          | call    | reached
        """,
        programs="first_check_in",
    )
    new.plans_through("2026-11-18", "2026-11-24", "day | who | how\n2026-11-20 | C1 | call")


BUYERS = Team(
    """
    Customers
    Customer ID | Name | Phone          | E-mail
    C1          | Budi | 0812-1000-0001 | c1@example.com

    Transactions
    Transaction ID | Customer ID | Date       | Amount
    T1             | C1          | 2025-11-20 | 250.000

    Consents
    Consent ID | Customer ID | Channel | Purpose | State   | Date
    S1         | C1          | all     | all     | granted | 2025-01-10

    Programs
    Program ID | Program  | Purpose | Occasion               | Repeats  | Offset in days | Channels | Template
    back       | Win back | selling | profiles.last_purchase | as dated | 365            | email    | winback
    """
)


def test_a_year_after_the_last_purchase_the_customer_is_invited_back() -> None:
    BUYERS.plans_through("2026-11-18", "2026-11-22", "day | who | how\n2026-11-20 | C1 | email")


def test_who_bought_again_meanwhile_is_not() -> None:
    bought = BUYERS.changed("T1             | C1          | 2025-11-20", "T1 | C1 | 2026-02-01")
    bought.plans("2026-11-20", "who")


def test_records_with_many_blanks_are_asked_to_be_completed() -> None:
    """Every 91 days since 10 March 2020: 1 December 2026 is one of them."""
    drive = Team(INSURED.book, "update_drive")
    assert drive.profile("C1", "2026-12-01")["completeness"] < 0.6
    drive.plans_through("2026-11-30", "2026-12-02", "day | who\n2026-12-01 | C1\n2026-12-01 | C2")


def test_a_platinum_customer_is_visited_every_four_months() -> None:
    """120 days after 10 March 2026 is 8 July; the visit waits for a working day where it has to."""
    platinum = Team(
        """
        Customers
        Customer ID | Name | Phone          | Customer since
        C1          | Budi | 0812-1000-0001 | 2026-03-10

        Transactions
        Transaction ID | Customer ID | Date       | Amount
        T1             | C1          | 2026-03-10 | 150.000.000
        """,
        programs="platinum_visit",
    )
    platinum.plans_through("2026-07-06", "2026-07-10", "day | who | how\n2026-07-08 | C1 | visit")
