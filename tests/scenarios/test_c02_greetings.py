"""C2: greetings on birthdays, anniversaries and holidays, the family's too, and by the religion on record only."""

from __future__ import annotations

import pytest
from scenario import Team

BIRTHDAYS = "birthday_customer birthday_family"

FAMILY = Team(
    """
    Customers
    Customer ID | Name         | Birth date | Phone
    C1          | Budi Santoso | 1980-11-20 | 0812-1000-0001
    C2          | Sari Dewi    | 1985-05-05 | 0812-1000-0002
    C3          | Joko Susilo  | 1990-11-21 | 0812-1000-0003

    Family
    Family ID | Customer ID | Name | Relation | Birth date | Deceased
    K1        | C2          | Rani | child    | 2015-11-20 |
    K2        | C2          | Aman | parent   | 1950-11-20 | yes
    """,
    programs=BIRTHDAYS,
)


def test_people_are_greeted_on_their_birthday_and_relatives_by_way_of_the_customer() -> None:
    """K2 has died: the program's condition leaves him out."""
    FAMILY.plans(
        "2026-11-20",
        """
        who | about | program           | how      | why not
        C1  | C1    | birthday_customer | whatsapp |
        C2  | K1    | birthday_family   | whatsapp |
        """,
    )


def test_the_day_of_birth_is_no_birthday() -> None:
    newborn = Team(
        """
        Customers
        Customer ID | Name | Phone
        C1          | Budi | 0812-1000-0001

        Family
        Family ID | Customer ID | Name | Relation | Birth date
        K1        | C1          | Rani | child    | 2026-11-20
        """,
        programs=BIRTHDAYS,
    )
    newborn.plans("2026-11-20", "who | program")
    newborn.plans("2027-11-20", "who | program\nC1 | birthday_family")


BORN_ON_LEAP_DAY = """
    Customers
    Customer ID | Name | Birth date | Phone
    C1          | Budi | 1980-02-29 | 0812-1000-0001

    Settings
    Setting     | Value
    company     | Mitra
    leap_day    | {}
"""


@pytest.mark.parametrize(
    ("setting", "years"),
    [("feb28", "2027-02-28 2028-02-29 2029-02-28"), ("mar1", "2027-03-01 2028-02-29 2029-03-01")],
)
def test_who_was_born_on_29_february_is_greeted_each_year_on_the_day_that_the_team_chose(
    setting: str, years: str
) -> None:
    team = Team(BORN_ON_LEAP_DAY.format(setting), programs="birthday_customer")
    for on in years.split():
        year = on[:4]
        team.plans_through(f"{year}-02-27", f"{year}-03-03", f"day | who\n{on} | C1")


def test_two_birthdays_in_a_family_are_two_greetings_on_two_days() -> None:
    """One greeting a day at one number: the customer's own comes first, the child's a day later."""
    team = Team(
        """
        Customers
        Customer ID | Name | Birth date | Phone
        C1          | Budi | 1980-11-20 | 0812-1000-0001

        Family
        Family ID | Customer ID | Name | Relation | Birth date
        K1        | C1          | Rani | child    | 2015-11-20
        """,
        programs=BIRTHDAYS,
    )
    team.plans(
        "2026-11-20",
        """
        who | about | how      | why not
        C1  | C1    | whatsapp |
        C1  | K1    |          | Same address already contacted
        """,
    )
    team.plans_through(
        "2026-11-19",
        "2026-11-24",
        """
        day        | about | program
        2026-11-20 | C1    | birthday_customer
        2026-11-21 | K1    | birthday_family
        """,
    )


def test_twins_are_both_greeted() -> None:
    team = Team(
        """
        Customers
        Customer ID | Name | Phone
        C1          | Budi | 0812-1000-0001

        Family
        Family ID | Customer ID | Name | Relation | Birth date
        K1        | C1          | Rani | child    | 2015-11-20
        K2        | C1          | Rana | child    | 2015-11-20
        """,
        programs=BIRTHDAYS,
    )
    team.plans_through("2026-11-19", "2026-11-24", "day | about\n2026-11-20 | K1\n2026-11-21 | K2")


def test_husband_and_wife_with_one_phone_are_greeted_one_a_day() -> None:
    team = Team(
        """
        Customers
        Customer ID | Name | Birth date | Phone
        C1          | Budi | 1980-11-20 | 0812-1000-0001
        C2          | Sari | 1982-11-20 | 0812-1000-0001
        """,
        programs=BIRTHDAYS,
    )
    team.plans_through("2026-11-19", "2026-11-24", "day | who\n2026-11-20 | C1\n2026-11-21 | C2")


def test_who_has_died_or_wants_no_greetings_gets_none() -> None:
    team = Team(
        """
        Customers
        Customer ID | Name | Birth date | Phone          | Status
        C1          | Budi | 1980-11-20 | 0812-1000-0001 | deceased
        C2          | Sari | 1980-11-20 | 0812-1000-0002 | do not congratulate
        C3          | Joko | 1980-11-20 | 0812-1000-0003 | do not contact
        C4          | Rina | 1980-11-20 |                |
        """,
        programs=BIRTHDAYS,
    )
    team.plans(
        "2026-11-20",
        """
        who | why not
        C1  | Deceased
        C2  | Do not congratulate
        C3  | Do not contact
        C4  | No number or e-mail
        """,
    )


def test_a_missed_night_is_made_up_for_a_day_later_and_no_later() -> None:
    """The birthday programs may be one day late."""
    FAMILY.plans("2026-11-22", "who | for | how\nC3 | 2026-11-21 | whatsapp")
    FAMILY.plans(
        "2026-11-23",
        """
        who | for        | why not
        C1  | 2026-11-20 | Too late
        C3  | 2026-11-21 | Too late
        C2  | 2026-11-20 | Too late
        """,
    )


def test_a_corrected_birth_date_greets_nobody_twice_in_a_year() -> None:
    greeted = Team(
        FAMILY.book,
        BIRTHDAYS,
        sent="""
        on         | who | program           | for  | how
        2026-11-20 | C1  | birthday_customer | 2026 | whatsapp
        """,
    ).changed("C1          | Budi Santoso | 1980-11-20", "C1          | Budi Santoso | 1980-11-25")
    greeted.plans("2026-11-25", "who | why not\nC1 | Already done", only="C1")


def test_years_together_are_remembered() -> None:
    team = Team(
        """
        Customers
        Customer ID | Name | E-mail           | Customer since
        C1          | Budi | budi@example.com | 2020-11-20
        C2          | Sari | sari@example.com | 2026-11-20
        """,
        programs="relationship_anniversary",
    )
    team.plans("2026-11-20", "who | how\nC1 | email")


# --- holidays ---

BELIEVERS = """
    Customers
    Customer ID | Name     | Phone          | Religion
    C1          | Ahmad    | 0812-1000-0001 | Islam
    C2          | Maria    | 0812-1000-0002 | Catholic
    C3          | Made     | 0812-1000-0003 | Hindu
    C4          | Muhammad | 0812-1000-0004 |
    C5          | Fatimah  | 0812-1000-0005 | Islam
    C6          | Petrus   | 0812-1000-0006 | Protestant

    Consents
    Consent ID | Customer ID | Channel | Purpose        | State     | Date
    S1         | C1          | all     | sensitive data | granted   | 2025-01-10
    S2         | C2          | all     | sensitive data | granted   | 2025-01-10
    S3         | C3          | all     | sensitive data | granted   | 2025-01-10
    S6         | C6          | all     | sensitive data | granted   | 2025-01-10
    S7         | C6          | all     | sensitive data | withdrawn | 2026-01-10
"""
HOLIDAYS = "eid christmas lunar_new_year nyepi vesak"


def test_holidays_are_for_those_whose_religion_is_on_record_and_may_be_used() -> None:
    """C4's religion could be guessed from his name, and is not; C5 never allowed us to use hers, C6 no longer does."""
    team = Team(BELIEVERS, programs="eid christmas")
    team.plans(
        "2026-03-21",
        """
        who | program | how      | why not
        C1  | eid     | whatsapp |
        C5  | eid     |          | Sensitive data not allowed
        """,
    )
    team.plans(
        "2026-12-25",
        """
        who | program   | how      | why not
        C2  | christmas | whatsapp |
        C6  | christmas |          | Sensitive data not allowed
        """,
    )


def test_nyepi_is_greeted_the_day_before_because_phones_are_off_that_day() -> None:
    Team(BELIEVERS, programs=HOLIDAYS).plans_through("2026-03-16", "2026-03-20", "day | who\n2026-03-18 | C3")


def test_a_date_that_is_only_estimated_waits_until_the_team_confirms_it() -> None:
    """Eid 2027 follows the moon: 10 March is the almanac's guess, the Calendar tab says 11 March."""
    team = Team(BELIEVERS, programs="eid")
    team.plans(
        "2027-03-10",
        """
        who | why not
        C1  | Date not confirmed
        C5  | Date not confirmed
        """,
    )
    confirmed = team.with_more(
        """
        Calendar
        Date       | Name       | Kind
        2027-03-11 | Idul Fitri | holiday
        """
    )
    confirmed.plans_through("2027-03-09", "2027-03-13", "day | who\n2027-03-11 | C1")


def test_a_year_with_two_lebarans_has_two_greetings() -> None:
    team = Team(BELIEVERS, programs="eid").with_more(
        """
        Calendar
        Date       | Name       | Kind
        2033-01-02 | Idul Fitri | holiday
        2033-12-23 | Idul Fitri | holiday
        """
    )
    team.plans_through("2033-01-01", "2033-01-06", "day | who\n2033-01-02 | C1")
    again = Team(
        team.book,
        "eid",
        sent="""
        on         | who | program | for  | how
        2033-01-02 | C1  | eid     | 2033 | whatsapp
        """,
    )
    again.plans_through("2033-12-22", "2033-12-26", "day | who\n2033-12-23 | C1")


def test_the_new_year_is_for_everybody() -> None:
    Team(BELIEVERS, programs="new_year").plans_through(
        "2026-12-31",
        "2027-01-01",
        """
        day        | who
        2027-01-01 | C1
        2027-01-01 | C2
        2027-01-01 | C3
        2027-01-01 | C4
        2027-01-01 | C5
        2027-01-01 | C6
        """,
    )
