"""C14: what was ticked goes, exactly that text to exactly that address; everything else waits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from scenario import Team

TEAM = Team(
    """
    Customers
    Customer ID | Name         | Salutation | Birth date | Phone
    C1          | Budi Santoso | Bapak      | 1980-11-20 | 0812-1000-0001

    Programs
    Program ID | Program  | Purpose  | Occasion             | Repeats | Channels | Template          | Needs approval
    birthday   | Birthday | greeting | customers.birth_date | yearly  | whatsapp | birthday_customer | yes
    """
)
DAY = "2026-11-20"
SENT, WAITS = "who | waits\nC1 | ", "who | waits\nC1 | for a tick"


def test_a_message_that_needs_approval_is_put_before_people_first() -> None:
    TEAM.sends(DAY, "09:00", WAITS)


@pytest.mark.parametrize(("answer", "sent"), [("yes", True), ("no", False), ("", False)])
def test_only_a_yes_sends_it(answer: str, sent: bool) -> None:
    outgoing = TEAM.after_asking(DAY, answer).outgoing(DAY)
    assert [message.contact.customer_id for message in outgoing.messages] == (["C1"] if sent else [])
    assert outgoing.to_ask == [], "nobody is asked twice about the same"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("0812-1000-0001", "0812-1000-0002"),  # another address
        ("Budi Santoso", "Bayu Santoso"),  # another text
    ],
)
def test_a_change_of_the_facts_asks_again(before: str, after: str) -> None:
    changed = TEAM.after_asking(DAY, "yes").changed(before, after)
    outgoing = changed.outgoing(DAY)
    assert (outgoing.messages, len(outgoing.to_ask)) == ([], 1)


def test_a_change_that_the_text_does_not_show_changes_nothing() -> None:
    TEAM.after_asking(DAY, "yes").changed("Budi Santoso", "Budi Setiawan").sends(DAY, "09:00", SENT)


def test_a_text_that_somebody_edited_in_the_sheet_does_not_go() -> None:
    ticked = TEAM.after_asking(DAY, "yes")
    (row,) = ticked.outbox
    edited = replace(ticked, outbox=({**row, "text": row["text"] + "!"},))
    assert edited.outgoing(DAY).messages == []


def test_a_deleted_row_is_no_yes() -> None:
    ticked = TEAM.after_asking(DAY, "yes")
    (row,) = ticked.outbox
    emptied = replace(ticked, outbox=({**row, "key": "another"},))
    assert emptied.outgoing(DAY).messages == []


def test_a_yes_in_the_night_sends_in_the_morning() -> None:
    TEAM.after_asking(DAY, "yes").sends(DAY, "02:00", "who | waits\nC1 | waits until 20/11/2026 08:00")


def test_the_text_is_frozen_as_it_was_ticked() -> None:
    """Ticked on the day; sent a day later, it does not turn into "a little late": what was read is what goes."""
    asked = TEAM.after_asking(DAY, "yes")
    (row,) = asked.outbox
    (message,) = asked.outgoing("2026-11-21").messages
    assert message.text == row["text"]


def test_after_its_last_day_a_yes_sends_nothing() -> None:
    TEAM.after_asking(DAY, "yes").sends("2026-11-30", "09:00", "who | waits")


def test_a_relative_who_opted_out_meanwhile_gets_nothing_for_all_the_ticks() -> None:
    ticked = TEAM.after_asking(DAY, "yes").with_more(
        """
        Consents
        Consent ID | Customer ID | Channel | Purpose | State     | Date
        S1         | C1          | all     | all     | withdrawn | 2026-11-20
        """
    )
    ticked.sends(DAY, "09:00", "who | waits")
