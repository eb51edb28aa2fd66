"""What may go out now, what is put before people, and what waits for the hours in which messages go out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from message_samples import loader
from small_books import TODAY, book_of, customer, due_of, history_of, profiles_of, program

from crm_sheets.approval import approved_parts, outbox_text
from crm_sheets.day import Day
from crm_sheets.ledger import Draft
from crm_sheets.model import Contact, Medium, Message, Program, Purpose, SkipReason
from crm_sheets.outgoing import Outgoing, prepare
from crm_sheets.plan import select
from crm_sheets.render import Renderer
from crm_sheets.tables import PROBLEMS
from crm_sheets.team_settings import TeamSettings

SETTINGS = TeamSettings(language="en", company="Kami", sender="Kami")
PURPOSES = frozenset(Purpose)
FREE = program("free", template="t", media=(Medium.SMS,), purpose=Purpose.SERVICE, priority=5)
URGENT = program("urgent", template="t", media=(Medium.SMS,), purpose=Purpose.SERVICE, priority=1, needs_approval=True)
VISIT = program("visit", template="v", media=(Medium.VISIT,), purpose=Purpose.SERVICE)
TEMPLATES = {"t.sms.en.txt": "Hello {{ customer.name }}", "v.visit.en.txt": "See {{ customer.name }}"}


def fingerprint(message: Message) -> str:
    return " | ".join(approved_parts(message))


def day_of(*programs: Program, **tabs: Any) -> Day:
    """A day on which each program has C1 to contact."""
    book = book_of(customers=[customer(language="en")], **tabs)
    due = due_of(*({"program": item.program_id} for item in programs))
    decisions = select(due, programs, book, profiles_of(), history_of(), SETTINGS, TODAY)
    return Day(TODAY, book, SETTINGS, profiles_of(), programs, {}, due, decisions, PROBLEMS.to_frame())


def prepared(
    day: Day, drafts: dict[str, Draft] | None = None, quiet: Callable[[Contact], str] = lambda contact: ""
) -> Outgoing:
    return prepare(day, PURPOSES, Renderer(loader(TEMPLATES), SETTINGS), drafts or {}, fingerprint, quiet=quiet)


def ticked(*messages: Message) -> tuple[list[dict[str, Any]], dict[str, Draft]]:
    """The Outbox with these messages ticked, and what the ledger knows of them."""
    rows = [
        {
            "key": message.contact.key,
            "fingerprint": fingerprint(message),
            "text": outbox_text(message),
            "address": message.contact.address,
            "approve": True,
            "planned_on": TODAY,
        }
        for message in messages
    ]
    return rows, {message.contact.key: Draft(message.contact.key, fingerprint(message), TODAY) for message in messages}


def programs_of(messages: list[Message]) -> list[str]:
    return [message.contact.program.program_id for message in messages]


def test_what_was_approved_goes_in_the_order_of_its_importance() -> None:
    (asked,) = prepared(day_of(URGENT)).to_ask
    rows, drafts = ticked(asked)
    outgoing = prepared(day_of(FREE, URGENT, outbox=rows), drafts)
    assert programs_of(outgoing.messages) == ["urgent", "free"]
    assert outgoing.skipped == {}


@pytest.mark.parametrize("approved", [True, False])
def test_outside_the_hours_messages_wait_and_people_go_on(*, approved: bool) -> None:
    (asked,) = prepared(day_of(URGENT)).to_ask
    rows, drafts = ticked(asked) if approved else ([], {})
    outgoing = prepared(day_of(FREE, URGENT, VISIT, outbox=rows), drafts, quiet=lambda contact: "until 08:00")
    assert outgoing.messages == []
    assert programs_of(outgoing.tasks) == ["visit"]
    assert programs_of(outgoing.to_ask) == ([] if approved else ["urgent"])
    urgent = (
        (SkipReason.QUIET_HOURS, "until 08:00")
        if approved
        else (SkipReason.AWAITING_APPROVAL, "new, waits in the Outbox")
    )
    assert outgoing.skipped == {
        "free|C1|2026": (SkipReason.QUIET_HOURS, "until 08:00"),
        "urgent|C1|2026": urgent,
    }


def test_the_hours_may_differ_from_recipient_to_recipient() -> None:
    outgoing = prepared(day_of(FREE), quiet=lambda contact: "asleep" if contact.address.startswith("+62") else "")
    assert outgoing.skipped == {"free|C1|2026": (SkipReason.QUIET_HOURS, "asleep")}


def test_what_waits_for_the_hours_is_postponed_and_not_skipped() -> None:
    day = day_of(FREE, URGENT)
    seen = day.with_outcomes(prepared(day, quiet=lambda contact: "until 08:00").skipped)
    assert seen.decisions.select("program", "decision", "reason").rows() == [
        ("urgent", "skipped", "awaiting_approval"),
        ("free", "deferred", "quiet_hours"),
    ]
    assert seen.contacts() == []


def test_what_waits_for_a_tick_or_for_the_hours_can_still_be_looked_at() -> None:
    (asked,) = prepared(day_of(URGENT)).to_ask
    rows, drafts = ticked(asked)
    outgoing = prepared(
        day_of(FREE, URGENT, outbox=[rows[0] | {"approve": None}]), drafts, quiet=lambda contact: "until 08:00"
    )
    assert (programs_of(outgoing.asked), programs_of(outgoing.later)) == (["urgent"], ["free"])
    assert (outgoing.messages, outgoing.to_ask) == ([], [])
    assert set(outgoing.only({"free|C1|2026"}).skipped) == {"free|C1|2026"}
    assert outgoing.only({"free|C1|2026"}).asked == []


def test_what_was_declined_waits_for_nobody() -> None:
    (asked,) = prepared(day_of(URGENT)).to_ask
    rows, drafts = ticked(asked)
    assert prepared(day_of(URGENT, outbox=[rows[0] | {"approve": False}]), drafts).asked == []


def test_a_missing_value_stops_its_own_message_and_no_other() -> None:
    """Five customers are due; the text names the city, which two of them lack."""
    cities = {"C1": "Bandung", "C2": None, "C3": "Medan", "C4": "  ", "C5": "Solo"}
    rows = [customer(one, language="en", city=city) for one, city in cities.items()]
    book = book_of(customers=rows)
    due = due_of(*({"program": "free", "subject": one, "customer_id": one} for one in cities))
    decisions = select(due, [FREE], book, profiles_of(), history_of(), SETTINGS, TODAY)
    day = Day(TODAY, book, SETTINGS, profiles_of(), (FREE,), {}, due, decisions, PROBLEMS.to_frame())
    renderer = Renderer(loader({"t.sms.en.txt": "Hello {{ customer.city }}"}), SETTINGS)
    outgoing = prepare(day, PURPOSES, renderer, {}, fingerprint)
    assert [message.text for message in outgoing.messages] == ["Hello Bandung", "Hello Medan", "Hello Solo"]
    assert {key.split("|")[1]: why for key, why in outgoing.skipped.items()} == {
        "C2": (SkipReason.MISSING_VALUE, "customer.city"),
        "C4": (SkipReason.MISSING_VALUE, "customer.city"),
    }
