"""C8: after a purchase, a complaint, an event; for conditions and hobbies; deals postponed, and offered again."""

from __future__ import annotations

from scenario import Team

PEOPLE = """
    Customers
    Customer ID | Name | Phone          | E-mail         | Customer since | Health condition | Hobbies
    C1          | Budi | 0812-1000-0001 | c1@example.com | 2026-01-05     | diabetes         | memasak
    C2          | Sari | 0812-1000-0002 | c2@example.com | 2026-01-05     | diabetes         | berkebun
"""


def test_after_a_purchase_the_customer_is_asked_whether_all_is_well() -> None:
    """Three days later; two receipts of one day are one message."""
    bought = Team(PEOPLE, "after_purchase").with_more(
        """
        Transactions
        Transaction ID | Customer ID | Date       | Amount
        T1             | C1          | 2026-11-20 | 250.000
        T2             | C1          | 2026-11-20 | 100.000
        T3             | C2          | 2026-11-21 | 100.000
        """
    )
    bought.plans_through(
        "2026-11-20",
        "2026-11-27",
        """
        day        | who | how
        2026-11-23 | C1  | whatsapp
        2026-11-24 | C2  | whatsapp
        """,
    )


COMPLAINTS = Team(PEOPLE, "complaint_follow_up keep_in_touch after_purchase").with_more(
    """
    Complaints
    Complaint ID | Customer ID | Opened on  | Status   | Resolved on
    K1           | C1          | 2026-11-10 | resolved | 2026-11-18
    K2           | C2          | 2026-11-10 | open     |
    """
)


def test_after_a_complaint_somebody_calls_to_make_sure_that_it_is_settled() -> None:
    """Two days after it was resolved; one that is open is not followed up."""
    COMPLAINTS.plans_through("2026-11-18", "2026-11-22", "day | who | how\n2026-11-20 | C1 | call")


def test_while_a_complaint_is_open_nothing_is_sold_but_service_goes_on() -> None:
    selling = COMPLAINTS.with_more(
        """
        Transactions
        Transaction ID | Customer ID | Date       | Amount
        T1             | C2          | 2026-11-17 | 250.000

        Deals
        Deal ID | Customer ID | Deal     | Stage | Follow up on
        D1      | C2          | Car      | open  | 2026-11-20
        """
    )
    Team(selling.book, "after_purchase deal_follow_up").plans(
        "2026-11-20",
        """
        who | program        | how      | why not
        C2  | deal_follow_up |          | Complaint still open
        C2  | after_purchase | whatsapp |
        """,
    )


def test_a_complaint_opened_between_two_runs_stops_the_next_one() -> None:
    deal = """
        Deals
        Deal ID | Customer ID | Deal | Stage | Follow up on
        D1      | C1          | Car  | open  | 2026-11-20
    """
    quiet = Team(PEOPLE, "deal_follow_up").with_more(deal)
    quiet.plans("2026-11-20", "who | how\nC1 | call")
    angry = quiet.with_more(
        """
        Complaints
        Complaint ID | Customer ID | Opened on  | Status
        K1           | C1          | 2026-11-20 | open
        """
    )
    angry.plans("2026-11-20", "who | why not\nC1 | Complaint still open")


# --- health and hobbies ---


def test_who_has_diabetes_gets_tips_only_after_allowing_that_data_to_be_used() -> None:
    """120 days after 5 January is 5 May. C1 allowed it, C2 did not."""
    health = Team(PEOPLE, "diabetes_tips").with_more(
        """
        Consents
        Consent ID | Customer ID | Channel | Purpose        | State   | Date
        S1         | C1          | all     | sensitive data | granted | 2026-01-10
        """
    )
    health.plans(
        "2026-05-05",
        """
        who | how   | why not
        C1  | email |
        C2  |       | Sensitive data not allowed
        """,
    )


def test_consent_to_use_it_can_be_taken_back() -> None:
    taken_back = Team(PEOPLE, "diabetes_tips").with_more(
        """
        Consents
        Consent ID | Customer ID | Channel | Purpose        | State     | Date
        S1         | C1          | all     | sensitive data | granted   | 2026-01-10
        S2         | C1          | all     | sensitive data | withdrawn | 2026-04-10
        """
    )
    taken_back.plans("2026-05-05", "who | why not\nC1 | Sensitive data not allowed", only="C1")


def test_who_likes_to_cook_hears_of_cooking_once_a_year() -> None:
    """60 days after the anniversary of 5 January: on 6 March."""
    Team(PEOPLE, "hobby_cooking").plans_through("2027-03-04", "2027-03-08", "day | who\n2027-03-06 | C1")


# --- deals ---

DEALS = Team(PEOPLE, "deal_follow_up").with_more(
    """
    Deals
    Deal ID | Customer ID | Deal      | Stage     | Follow up on
    D1      | C1          | Education | postponed | 2026-11-20
    D2      | C2          | Car       | lost      | 2026-11-20
    """
)


def test_a_postponed_deal_comes_back_on_the_day_that_was_promised() -> None:
    DEALS.plans_through("2026-11-18", "2026-11-23", "day | about | how\n2026-11-20 | D1 | call")


def test_a_deal_postponed_once_more_comes_back_once_more() -> None:
    """The customer named both days; what was promised is no offer too many."""
    again = Team(
        DEALS.changed("postponed | 2026-11-20", "postponed | 2026-11-26").book,
        DEALS.programs,
        sent="""
        on         | who | about | program        | for        | how
        2026-11-20 | C1  | D1    | deal_follow_up | 2026-11-20 | call
        """,
    )
    again.plans_through("2026-11-23", "2026-11-27", "day | about\n2026-11-26 | D1")


def test_a_new_product_is_offered_to_those_who_once_said_no_to_its_kind() -> None:
    """The new plan came out on Monday, 16 November. C1 lost interest in the old one; C2 bought it."""
    offers = Team(PEOPLE, "re_offer").with_more(
        """
        Products
        Product ID | Product        | Category  | Launched
        OLD        | School plan    | education | 2020-01-01
        NEW        | School plan II | education | 2026-11-16

        Deals
        Deal ID | Customer ID | Deal   | Product ID | Stage | Closed
        D1      | C1          | School | OLD        | lost  | 2026-06-01
        D2      | C2          | School | OLD        | won   | 2026-06-01
        """
    )
    offers.plans_through("2026-11-13", "2026-11-20", "day | about | how\n2026-11-16 | D1 | call")


# --- events ---


def test_who_is_invited_who_came_and_who_did_not() -> None:
    """Invitations two weeks ahead, thanks two days afterwards; 4 December is a Friday."""
    event = """
        Events
        Event ID | Event   | Event type | Date
        E1       | Seminar | seminar    | 2026-12-04

        Attendance
        Event ID | Customer ID | State
        E1       | C1          | {}
        E1       | C2          | {}
    """
    programs = "event_invitation event_thanks event_missed"
    invited = Team(PEOPLE, programs).with_more(event.format("invited", "confirmed"))
    invited.plans("2026-11-20", "who | program\nC1 | event_invitation")
    came = Team(PEOPLE, programs).with_more(event.format("attended", "absent"))
    came.plans("2026-12-06", "who | program\nC1 | event_thanks\nC2 | event_missed")


def test_loyalty_is_rewarded_by_tier_on_the_anniversary() -> None:
    """5 January 2027 is a holiday (Isra Mi'raj), so the gift is brought on the 6th."""
    rewards = Team(PEOPLE, "loyalty_reward").with_more(
        """
        Transactions
        Transaction ID | Customer ID | Date       | Amount
        T1             | C1          | 2026-11-20 | 60.000.000
        T2             | C2          | 2026-11-20 | 60.000
        """
    )
    assert rewards.profile("C1", "2027-01-05")["tier"] == "Gold"
    rewards.plans_through("2027-01-04", "2027-01-07", "day | who | how\n2027-01-06 | C1 | gift")
