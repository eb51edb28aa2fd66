"""C12: the work of the day: calls that people asked for by their hour and turn, promises kept, outcomes that count."""

from __future__ import annotations

from scenario import Team

PEOPLE = """
    Customers
    Customer ID | Name | Salutation | Phone          | Owner
    C1          | Budi | Bapak      | 0812-1000-0001 | Rina
    C2          | Sari | Ibu        | 0812-1000-0002 | Tono
    C3          | Joko |            | 0812-1000-0003 | Rina

    Staff
    Name | Branch
    Rina | Bandung
    Tono | Bandung
"""

REQUESTS = Team(PEOPLE).with_more(
    """
    Settings
    Setting    | Value
    company    | Mitra
    desk_owner | Tono

    Call requests
    Request ID | Customer ID | Name | Phone          | For date   | Hour  | Queue number | Topic     | Status
    M1         | C1          |      |                | 2026-11-20 | 14.00 | 1            | a claim   | waiting
    M2         | C2          |      |                | 2026-11-20 | 09.00 | 2            | a payment | waiting
    M3         | C3          |      |                | 2026-11-20 | 09.00 | 1            | a card    |
    M4         |             | Tuti | 0812-1000-0009 | 2026-11-20 |       |              | a quote   | waiting
    M5         | C3          |      |                | 2026-11-20 | 08.00 | 1            | a claim   | called
    M6         | C3          |      |                | 2026-11-23 | 08.00 | 1            | a claim   | waiting
    """
)


def test_who_asked_to_be_called_is_called_by_hour_and_turn() -> None:
    """Also Tuti, who is no customer: the desk's owner does that. M5 was called already; M6 is for Monday."""
    REQUESTS.hands_out(
        "2026-11-20",
        """
        customer   | owner | task | call
        Joko       | Rina  | Call | +6281210000003
        Mrs Sari   | Tono  | Call | +6281210000002
        Mr Budi    | Rina  | Call | +6281210000001
        Tuti       | Tono  | Call | +6281210000009
        """,
    )


def test_a_request_of_yesterday_that_nobody_saw_comes_first_today() -> None:
    missed = REQUESTS.changed("2026-11-20 | 14.00", "2026-11-19 | 16.00")
    assert [task.contact.subject for task in missed.outgoing("2026-11-20").tasks] == ["M1", "M3", "M2", "M4"]


def test_a_request_for_a_sunday_is_handed_out_on_that_day() -> None:
    """Whoever asked for it is called, also when nobody works otherwise."""
    sunday = REQUESTS.changed("2026-11-23 | 08.00", "2026-11-22 | 08.00")
    assert "M6" in [task.contact.subject for task in sunday.outgoing("2026-11-22").tasks]


def test_a_task_says_who_why_until_when_what_to_say_and_what_to_tap() -> None:
    due = Team(PEOPLE, "premium_call").with_more(
        """
        Policies
        Policy number | Customer ID | Policy status | Premium   | Payment frequency | Next due
        POL-1         | C1          | in force      | 1.500.000 | yearly            | 2026-12-04
        """
    )
    due.hands_out(
        "2026-11-20",
        """
        customer | owner | task | deadline   | call           | chat
        Mr Budi  | Rina  | Call | 2026-12-02 | +6281210000001 | WhatsApp
        """,
    )
    (task,) = due.outgoing("2026-11-20").tasks
    assert "Rp1.500.000" in task.text or "IDR 1,500,000" in task.text


def test_the_most_valuable_customer_stands_first_among_equals() -> None:
    equals = Team(PEOPLE, "premium_call").with_more(
        """
        Policies
        Policy number | Customer ID | Policy status | Premium    | Payment frequency | Next due
        SMALL         | C1          | in force      | 1.000.000  | yearly            | 2026-12-04
        LARGE         | C2          | in force      | 90.000.000 | yearly            | 2026-12-04
        MIDDLE        | C3          | in force      | 9.000.000  | yearly            | 2026-12-04
        """
    )
    equals.hands_out("2026-11-20", "customer\nMrs Sari\nJoko\nMr Budi")


DONE = """
    Queue
    Done? | Outcome | Outcome date | Follow up on | Task | Date       | Customer ID | Program      | Key
    yes   | {} | 2026-11-18   | {} | call | 2026-11-17 | C1          | premium_call | premium_call C1
"""


def test_a_promise_typed_beside_a_task_comes_back_on_its_day() -> None:
    promised = Team(PEOPLE, "queue_follow_up retry_call").with_more(DONE.format("postponed", "2026-11-24"))
    promised.plans_through("2026-11-18", "2026-11-27", "day | who | program\n2026-11-24 | C1 | queue_follow_up")


def test_who_did_not_answer_is_tried_again_two_working_days_later_and_only_once() -> None:
    """Wednesday 18 November, so on Friday the 20th."""
    missed = Team(PEOPLE, "queue_follow_up retry_call").with_more(DONE.format("not reached", ""))
    missed.plans_through("2026-11-18", "2026-11-27", "day | who | program\n2026-11-20 | C1 | retry_call")


def test_who_was_reached_is_not_tried_again() -> None:
    reached = Team(PEOPLE, "queue_follow_up retry_call").with_more(DONE.format("reached", ""))
    reached.plans_through("2026-11-18", "2026-11-27", "day | who")
    assert str(reached.profile("C1", "2026-11-20")["last_contact"]) == "2026-11-18"


def test_a_task_is_not_handed_out_twice() -> None:
    due = Team(
        PEOPLE,
        "premium_call",
        sent="""
        on         | who | about | program      | for     | how
        2026-11-20 | C1  | POL-1 | premium_call | 2026-12 | call
        """,
    ).with_more(
        """
        Policies
        Policy number | Customer ID | Policy status | Payment frequency | Next due
        POL-1         | C1          | in force      | yearly            | 2026-12-04
        """
    )
    due.plans("2026-11-21", "who | why not\nC1 | Already done")
