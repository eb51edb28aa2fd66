"""C1: a new reminder is one row: over any date, in any rhythm, by the channels that reach the customer."""

from __future__ import annotations

import pytest
from scenario import Team

PEOPLE = """
    Customers
    Customer ID | Name | Phone          | E-mail         | Customer since | City
    C1          | Budi | 0812-1000-0001 | c1@example.com | 2026-01-31     | Bandung
    C2          | Sari |                | c2@example.com | 2026-01-31     | Medan
"""


def team(row: str, header: str = "Occasion | Repeats") -> Team:
    """The people with one program more; its row says only what the test is about."""
    return Team(PEOPLE).with_more(
        f"""
        Programs
        Program ID | Program | Purpose | Channels             | Template | {header}
        new        | New     | service | whatsapp, sms, email | x        | {row}
        """
    )


def days(found: Team, first: str, last: str, expected: str) -> None:
    """On which days C1 hears from the program."""
    table = "\n".join(["day | who", *(f"{day} | C1" for day in expected.split())])
    found.plans_through(first, last, table, only="C1")


def test_each_month_on_the_same_day_or_the_months_last() -> None:
    monthly = team("customers.customer_since | monthly")
    days(monthly, "2026-02-26", "2026-03-02", "2026-02-28")
    days(monthly, "2026-03-30", "2026-04-02", "2026-03-31")
    days(monthly, "2028-02-27", "2028-03-02", "2028-02-29")


def test_each_year_on_the_anniversary_and_not_on_the_day_itself() -> None:
    yearly = team("customers.customer_since | yearly")
    days(yearly, "2026-01-31", "2026-02-02", "")
    days(yearly, "2027-01-30", "2027-02-02", "2027-01-31")


def test_once_is_once() -> None:
    days(team("customers.customer_since | once"), "2026-01-30", "2026-02-05", "2026-01-31")
    days(team("customers.customer_since | once"), "2027-01-30", "2027-02-05", "")


def test_every_so_many_days() -> None:
    every = team("customers.customer_since | every so many days | 10", "Occasion | Repeats | Every ... days")
    days(every, "2026-01-31", "2026-02-22", "2026-02-10 2026-02-20")


@pytest.mark.parametrize(
    ("day", "first", "last", "expected"),
    [
        ("25", "2026-11-23", "2026-11-27", "2026-11-25"),
        ("month end", "2027-02-26", "2027-03-02", "2027-02-28"),
        ("31", "2026-11-28", "2026-12-02", "2026-11-30"),
        ("29 February", "2027-02-26", "2027-03-02", "2027-02-28"),
        ("17 August", "2026-08-15", "2026-08-19", "2026-08-17"),
        ("2026-11-20", "2026-11-18", "2026-11-22", "2026-11-20"),
        ("2026-11-20", "2027-11-18", "2027-11-22", ""),
    ],
)
def test_on_a_day_of_the_calendar(day: str, first: str, last: str, expected: str) -> None:
    days(team(f"{day} | on a calendar day"), first, last, expected)


@pytest.mark.parametrize(
    ("offset", "unit", "expected"),
    [
        ("-3", "days", "2026-11-20"),  # the 23rd is a Monday
        ("3", "days", "2026-11-26"),
        ("-3", "working days", "2026-11-18"),
        ("5", "working days", "2026-11-30"),
        ("0", "working days", "2026-11-23"),
    ],
)
def test_so_many_days_or_working_days_before_or_after(offset: str, unit: str, expected: str) -> None:
    header = "Occasion | Repeats | Offset in days | Offset counts"
    days(team(f"23 November | on a calendar day | {offset} | {unit}", header), "2026-11-16", "2026-12-02", expected)


def test_only_for_whom_the_condition_holds() -> None:
    chosen = team("20 November | on a calendar day | city = 'Medan'", "Occasion | Repeats | Condition")
    chosen.plans("2026-11-20", "who | how\nC2 | email")


def test_by_the_first_channel_that_reaches_each() -> None:
    team("20 November | on a calendar day").plans("2026-11-20", "who | how\nC1 | whatsapp\nC2 | email")


def test_a_program_has_a_first_and_a_last_day() -> None:
    limited = team("20 | on a calendar day | 2026-11-01 | 2026-12-31", "Occasion | Repeats | Starts on | Ends on")
    days(limited, "2026-10-19", "2026-10-24", "")
    days(limited, "2026-11-19", "2026-11-24", "2026-11-20")
    days(limited, "2027-01-19", "2027-01-24", "")


def test_a_missed_night_is_made_up_for_as_long_as_the_row_says() -> None:
    late = team("20 November | on a calendar day | 2", "Occasion | Repeats | May be late (days)")
    late.plans("2026-11-22", "who | how | why not\nC1 | whatsapp |\nC2 | email |")
    late.plans("2026-11-23", "who | why not\nC1 | Too late\nC2 | Too late")


def test_a_row_that_rests_is_left_alone() -> None:
    team("20 November | on a calendar day | no", "Occasion | Repeats | Active").plans("2026-11-20", "who")


def test_a_date_that_the_team_added_itself_will_do() -> None:
    """A column "Check-up" of the team's own."""
    own = Team(
        PEOPLE.replace("| City", "| Check-up").replace("| Bandung", "| 2026-11-20").replace("| Medan", "| 2026-12-20"),
        own_columns="Check-up",
    ).with_more(
        """
        Programs
        Program ID | Program  | Purpose | Channels | Template | Occasion           | Repeats
        checkup    | Check-up | service | email    | x        | Customers.Check-up | as dated
        """
    )
    own.plans("2026-11-20", "who | how\nC1 | email")


@pytest.mark.parametrize(
    ("row", "header", "column"),
    [
        ("customers.born | yearly", "Occasion | Repeats", "occasion"),
        ("32 November | on a calendar day", "Occasion | Repeats", "occasion"),
        ("20 | on a calendar day | citty = 'Medan'", "Occasion | Repeats | Condition", "condition"),
    ],
)
def test_a_wrong_row_is_a_problem_that_names_its_cell_and_nobody_hears_from_it(
    row: str, header: str, column: str
) -> None:
    wrong = team(row, header).day("2026-11-20")
    assert wrong.decisions.is_empty()
    assert wrong.problems.filter(tab="programs")["column"].to_list() == [column]
