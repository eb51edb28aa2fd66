"""C10: customers are asked for their opinion at the right moments, and who is unhappy is called by the leader."""

from __future__ import annotations

from scenario import Team

PEOPLE = """
    Customers
    Customer ID | Name | Phone          | Customer since | Owner
    C1          | Budi | 0812-1000-0001 | 2025-10-20     | Rina
    C2          | Sari | 0812-1000-0002 | 2025-10-20     | Rina

    Staff
    Name | Leader
    Rina | Wati
    Wati |
"""


def test_after_a_large_purchase_satisfaction_is_asked_two_weeks_later_but_not_each_time() -> None:
    """Half a million and more; at most every 180 days."""
    bought = Team(PEOPLE, "survey_csat").with_more(
        """
        Transactions
        Transaction ID | Customer ID | Date       | Amount
        T1             | C1          | 2026-11-05 | 500.000
        T2             | C2          | 2026-11-05 | 499.999
        T3             | C1          | 2026-11-08 | 900.000
        """
    )
    bought.plans_through("2026-11-18", "2026-11-24", "day | about\n2026-11-19 | T1")


def test_once_a_year_customers_are_asked_whether_they_would_recommend_us() -> None:
    """A month after the anniversary of 20 October: on 19 November. C2 has no policy and never bought."""
    insured = Team(PEOPLE, "survey_nps").with_more(
        """
        Policies
        Policy number | Customer ID | Policy status
        POL-1         | C1          | in force
        """
    )
    insured.plans_through("2026-11-17", "2026-11-21", "day | who\n2026-11-19 | C1")


ANSWERS = Team(PEOPLE, "detractor_call").with_more(
    """
    Surveys
    Survey ID | Customer ID | Date       | Survey type | Score | Followed up
    V1        | C1          | 2026-11-20 | NPS         | 6     |
    V2        | C2          | 2026-11-20 | NPS         | 7     |
    """
)


def test_who_gave_six_or_less_is_called_by_the_leader_on_the_next_working_day() -> None:
    """20 November is a Friday, so on Monday; a 7 is no detractor."""
    ANSWERS.plans_through("2026-11-20", "2026-11-24", "day | who | how | by\n2026-11-23 | C1 | call | Wati")


def test_who_was_called_already_is_not_called_again() -> None:
    ANSWERS.changed("6     |", "6     | yes").plans("2026-11-23", "who")


def test_a_second_bad_score_is_a_second_call() -> None:
    again = ANSWERS.changed("V2        | C2          | 2026-11-20 | NPS         | 7", "V2 | C1 | 2026-11-24 | CSAT | 3")
    again.plans_through("2026-11-22", "2026-11-26", "day | about\n2026-11-23 | V1\n2026-11-25 | V2")


def test_the_unhappy_hear_what_their_feedback_changed() -> None:
    """A week after the new way of working began; C2 was content."""
    improved = Team(PEOPLE, "improvement_news").with_more(
        """
        Surveys
        Survey ID | Customer ID | Date       | Survey type | Score
        V1        | C1          | 2026-09-01 | NPS         | 3
        V2        | C2          | 2026-09-01 | NPS         | 9

        Improvements
        Improvement ID | Feedback      | New method       | Applied on
        I1             | Slow answers  | A shift at night | 2026-11-13
        """
    )
    improved.plans_through("2026-11-18", "2026-11-22", "day | who\n2026-11-20 | C1")
