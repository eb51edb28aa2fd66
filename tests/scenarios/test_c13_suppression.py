"""C13: for every contact that is not made the plan says why."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scenario import Team

GREETED = """
    Customers
    Customer ID | Name | Birth date | Phone          | E-mail         | Time zone
    C1          | Budi | 1980-11-20 | 0812-1000-0001 | c1@example.com |
"""
OFFER = """
    Customers
    Customer ID | Name | Phone          | E-mail         | Customer since
    C1          | Budi | 0812-1000-0001 | c1@example.com | 2020-01-10

    Deals
    Deal ID | Customer ID | Deal | Stage | Opened
    D1      | C1          | Car  | open  | 2026-11-20
    D2      | C1          | Boat | open  | 2026-11-21

    Programs
    Program ID | Program | Purpose | Occasion       | Repeats       | Channels        | Template | May be late (days)
    offer      | Offer   | selling | deals.opened   | each new date | whatsapp, email | winback  | 0
"""


# --- consent ---


@pytest.mark.parametrize(
    ("rows", "how", "why"),
    [
        ("S1 | C1 | whatsapp | selling | granted | 2026-01-10", "whatsapp", ""),
        ("S1 | C1 | e-mail | all | granted | 2026-01-10", "email", ""),
        ("S1 | C1 | all | service | granted | 2026-01-10", "", "No consent"),
        ("S1 | C1 | all | all | withdrawn | 2026-01-10", "", "Opted out"),
    ],
)
def test_offers_need_consent_for_their_channel(rows: str, how: str, why: str) -> None:
    consents = f"Consents\nConsent ID | Customer ID | Channel | Purpose | State | Date\n{rows}"
    Team(OFFER).with_more(consents).plans("2026-11-20", f"how | why not\n{how} | {why}")


def test_the_latest_word_counts_and_on_one_day_the_no() -> None:
    words = """
    Consents
    Consent ID | Customer ID | Channel  | Purpose | State     | Date
    S1         | C1          | all      | all     | granted   | 2026-01-10
    S2         | C1          | all      | all     | withdrawn | 2026-03-10
    S3         | C1          | whatsapp | all     | granted   | {}
    """
    Team(OFFER).with_more(words.format("2026-05-10")).plans("2026-11-20", "how\nwhatsapp")
    Team(OFFER).with_more(words.format("2026-03-10")).plans("2026-11-20", "how | why not\n | Opted out")


def test_consent_withdrawn_between_two_runs_stops_what_was_planned() -> None:
    """The plan of the evening had it; the look just before sending does not."""
    granted = Team(OFFER).with_more(
        """
        Consents
        Consent ID | Customer ID | Channel | Purpose | State   | Date
        S1         | C1          | all     | all     | granted | 2026-01-10
        """
    )
    granted.plans("2026-11-20", "how\nwhatsapp")
    withdrawn = granted.changed("all     | all     | granted | 2026-01-10", "all | all | withdrawn | 2026-11-20")
    withdrawn.plans("2026-11-20", "how | why not\n | Opted out")


# --- hours, zones, days ---


@pytest.mark.parametrize(
    ("at", "waits"),
    [
        ("02:00", "waits until 20/11/2026 08:00"),  # greeted at eight, not missed
        ("07:59", "waits until 20/11/2026 08:00"),
        ("08:00", ""),
        ("19:59", ""),
        ("20:00", "waits until 21/11/2026 08:00"),
    ],
)
def test_a_message_planned_in_the_night_goes_in_the_morning(at: str, waits: str) -> None:
    Team(GREETED, "birthday_customer").sends("2026-11-20", at, f"who | how | waits\nC1 | whatsapp | {waits}")


@pytest.mark.parametrize(
    ("zone", "goes_at"),
    [
        ("Asia/Jayapura", "06:00"),  # two hours ahead of Jakarta
        ("WITA", "07:00"),
        ("Asia/Jakarta", "08:00"),
        ("Europe/Amsterdam", "14:00"),  # winter
    ],
)
def test_the_clock_of_the_recipient_counts(zone: str, goes_at: str) -> None:
    team = Team(GREETED, "birthday_customer").changed("c1@example.com |", f"c1@example.com | {zone}")
    hour = int(goes_at[:2])
    team.sends("2026-11-20", f"{hour - 1:02d}:59", f"who | waits\nC1 | waits until 20/11/2026 {goes_at}")
    team.sends("2026-11-20", goes_at, "who | waits\nC1 | ")


@pytest.mark.parametrize(
    ("day", "goes_at"),
    [("2027-03-27", "14:00"), ("2027-03-28", "13:00"), ("2026-10-24", "13:00"), ("2026-10-25", "14:00")],
)
def test_summer_time_moves_the_hour(day: str, goes_at: str) -> None:
    """Amsterdam changes its clocks on 28 March 2027 and on 25 October 2026; Jakarta never does."""
    born = f"1980-{day[5:]}"
    team = Team(GREETED, "birthday_customer").changed("1980-11-20", born)
    team = team.changed("c1@example.com |", "c1@example.com | Europe/Amsterdam")
    before = f"{int(goes_at[:2]) - 1:02d}:59"
    shown = f"{day[8:]}/{day[5:7]}/{day[:4]} {goes_at}"
    team.sends(day, before, f"who | waits\nC1 | waits until {shown}")
    team.sends(day, goes_at, "who | waits\nC1 | ")


def test_a_holiday_is_for_greetings_and_service() -> None:
    """25 December: the birthday is greeted; the courtesy message follows on the next day."""
    team = Team(
        """
        Customers
        Customer ID | Name | Birth date | Phone          | Customer since
        C1          | Budi | 1980-12-25 | 0812-1000-0001 | 2020-10-26
        C2          | Sari | 1980-01-01 | 0812-1000-0002 | 2020-10-26

        Programs
        Program ID | Program | Purpose      | Occasion                 | Repeats | Offset in days | Channels | Template
        news       | News    | relationship | customers.customer_since | yearly  | 60             | whatsapp | winback
        """,
        "birthday_customer",
    )
    team.plans(
        "2026-12-25",
        """
        who | program           | how      | why not
        C1  | birthday_customer | whatsapp |
        C1  | news              |          | Quiet hours
        C2  | news              |          | Quiet hours
        """,
    )
    team.plans_through(
        "2026-12-25",
        "2026-12-26",
        """
        day        | who | program
        2026-12-25 | C1  | birthday_customer
        2026-12-26 | C1  | news
        2026-12-26 | C2  | news
        """,
    )


# --- addresses ---


@pytest.mark.parametrize(
    ("phone", "email", "how"),
    [
        ("0812-1000-0001", "c1@example.com", "whatsapp"),
        ("022-7000001", "c1@example.com", "email"),  # a landline
        ("", "c1@example.com", "email"),
        ("12", "", ""),
    ],
)
def test_the_first_channel_that_reaches_the_customer_is_taken(phone: str, email: str, how: str) -> None:
    team = Team(GREETED, "birthday_customer").changed("0812-1000-0001 | c1@example.com", f"{phone} | {email}")
    if phone == "12":
        team = team.changed("12 |", " |")
    why = "" if how else "No number or e-mail"
    team.plans("2026-11-20", f"how | why not\n{how} | {why}")


def test_the_preferred_channel_goes_first() -> None:
    team = Team(GREETED.replace("Time zone", "Preferred channel"), "birthday_customer")
    team.changed("c1@example.com |", "c1@example.com | e-mail").plans("2026-11-20", "how\nemail")


# --- too much ---

SENT = """
    on         | who | program | for | how
    2026-11-15 | C1  | a       | 1   | whatsapp
    2026-11-16 | C1  | b       | 1   | sms
    {}         | C1  | c       | 1   | email
"""


@pytest.mark.parametrize(("third", "why"), [("2026-11-17", "Contacted often enough"), ("2026-11-12", "")])
def test_three_messages_in_a_week_are_enough_over_all_channels_and_programs(third: str, why: str) -> None:
    team = Team(GREETED, "birthday_customer", sent=SENT.format(third))
    team.plans("2026-11-20", f"who | why not\nC1 | {why}")


def test_service_is_never_held_back_by_the_cap_but_counts() -> None:
    due = Team(
        """
        Customers
        Customer ID | Name | Birth date | Phone
        C1          | Budi | 1980-11-20 | 0812-1000-0001

        Policies
        Policy number | Customer ID | Policy status | Payment frequency | Next due
        POL-1         | C1          | in force      | monthly           | 2026-11-23
        """,
        "birthday_customer premium_monthly",
        sent=SENT.format("2026-11-17"),
    )
    due.plans(
        "2026-11-20",
        """
        program           | how | why not
        premium_monthly   | sms |
        birthday_customer |     | Contacted often enough
        """,
    )


def test_not_more_than_half_of_what_a_customer_hears_is_selling() -> None:
    """One service message and one offer in 90 days: a second offer would be two of three."""
    selling = Team(
        OFFER,
        sent="""
        on         | who | about | program         | for        | how
        2026-10-01 | C1  | D0    | offer           | 2026-10-01 | email
        2026-10-02 | C1  | POL-1 | premium_monthly | 2026-10    | sms
        """,
    )
    selling.plans("2026-11-20", "who | about | why not\nC1 | D1 | Too much selling")
    older = replace(selling, sent=selling.sent.replace("2026-10-01 | C1  | D0", "2026-08-01 | C1  | D0"))
    older.plans("2026-11-20", "who | about | why not\nC1 | D1 | ")


def test_a_program_rests_between_two_contacts_with_a_customer() -> None:
    rested = Team(
        OFFER.replace("May be late (days)", "Rest per customer (days)").replace("winback  | 0", "winback | 30")
    )
    rested.plans_through("2026-11-20", "2026-11-21", "day | about\n2026-11-20 | D1")


def test_no_more_than_so_many_a_day_and_the_most_valuable_first() -> None:
    """The others follow on the next days."""
    many = Team(
        """
        Customers
        Customer ID | Name | Phone          | Customer since
        C1          | Budi | 0812-1000-0001 | 2020-11-20
        C2          | Sari | 0812-1000-0002 | 2020-11-20
        C3          | Joko | 0812-1000-0003 | 2020-11-20

        Transactions
        Transaction ID | Customer ID | Date       | Amount
        T1             | C2          | 2026-11-01 | 30.000.000
        T2             | C3          | 2026-11-01 | 10.000.000

        Programs
        Program ID | Program | Purpose | Occasion                 | Repeats | Channels | Template | Most a day
        years      | Years   | service | customers.customer_since | yearly  | sms      | x        | 1
        """
    )
    many.plans("2026-11-20", "who | why not\nC1 | Today's number is full\nC2 | \nC3 | Today's number is full")
    many.plans_through("2026-11-20", "2026-11-23", "day | who\n2026-11-20 | C2\n2026-11-21 | C3\n2026-11-22 | C1")


# --- compare ---


def test_some_are_left_out_to_compare_and_always_the_same_ones() -> None:
    people = "\n".join(f"C{number} | Person {number} | 0812-1000-{number:04d} | 2020-11-20" for number in range(1, 101))
    team = Team(
        f"""
        Customers
        Customer ID | Name | Phone | Customer since
        {people}

        Programs
        Program ID | Program | Purpose | Occasion                 | Repeats | Channels | Template | Held out
        years      | Years   | service | customers.customer_since | yearly  | sms      | x        | 20%
        """
    )
    decisions = team.day("2026-11-20").decisions
    held_out = set(decisions.filter(reason="held_out")["customer_id"])
    assert 8 <= len(held_out) <= 34, "about a fifth of a hundred"
    again = team.day("2027-11-20").decisions.filter(reason="held_out")["customer_id"]
    assert set(again) == held_out


def test_a_pilot_reaches_part_of_the_segment() -> None:
    people = "\n".join(f"C{number} | Person {number} | 0812-1000-{number:04d} | 2020-11-20" for number in range(1, 101))
    team = Team(
        f"""
        Customers
        Customer ID | Name | Phone | Customer since
        {people}

        Programs
        Program ID | Program | Purpose | Occasion                 | Repeats | Channels | Template | Pilot share
        years      | Years   | service | customers.customer_since | yearly  | sms      | x        | 30%
        """
    )
    reasons = team.day("2026-11-20").decisions["reason"].to_list()
    assert set(reasons) == {"", "not_in_pilot"}
    assert 17 <= reasons.count("") <= 44, "about thirty of a hundred"


def test_an_attempt_of_which_nobody_knows_the_outcome_is_not_repeated() -> None:
    unsure = Team(
        GREETED,
        "birthday_customer",
        sent="""
        on         | who | program           | for  | how      | state
        2026-11-20 | C1  | birthday_customer | 2026 | whatsapp | uncertain
        """,
    )
    unsure.plans("2026-11-20", "who | why not\nC1 | Delivery uncertain")


def test_an_attempt_that_failed_for_certain_is_made_again() -> None:
    failed = Team(
        GREETED,
        "birthday_customer",
        sent="""
        on         | who | program           | for  | how      | state
        2026-11-20 | C1  | birthday_customer | 2026 | whatsapp | failed
        """,
    )
    failed.plans("2026-11-20", "who | how\nC1 | whatsapp")
