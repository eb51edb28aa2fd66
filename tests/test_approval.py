"""A tick holds for exactly that text to that recipient, and for nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from crm_sheets.approval import approved_parts, outbox_text, sort_approvals
from crm_sheets.ledger import Draft
from crm_sheets.model import Contact, Medium, Message, Program, Purpose, Repeat, SkipReason
from crm_sheets.schema import TABS
from crm_sheets.tables import Book

FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)
PROGRAM = Program(
    "winback",
    "Win-back",
    Purpose.SELLING,
    "profiles.last_purchase",
    Repeat.DUE,
    365,
    "",
    (Medium.EMAIL,),
    "winback",
    "",
    needs_approval=True,
    priority=5,
    lateness_days=7,
)


def fingerprint(of: Message) -> str:
    return " | ".join(approved_parts(of))


def message(text: str = "We miss you", to: str = "budi@example.com", subject_line: str = "Hello") -> Message:
    contact = Contact(PROGRAM, "P001", "P001", "Budi", FRIDAY, "2025-11", FRIDAY, Medium.EMAIL, to, "en", "Rina")
    return Message(contact, text, subject_line)


def book(*rows: dict[str, object]) -> Book:
    table = pl.DataFrame(list(rows), schema=TABS["outbox"].typed) if rows else TABS["outbox"].empty()
    return Book({"outbox": table}, pl.DataFrame())


def outbox_line(of: Message, *, ticked: bool, **changes: object) -> dict[str, object]:
    line = {
        "key": of.contact.key,
        "fingerprint": fingerprint(of),
        "text": outbox_text(of),
        "address": of.contact.address,
        "approve": ticked or None,
    }
    return {**line, **changes}


def sort(planned: Message, tab: Book, drafts: dict[str, Draft]):  # type: ignore[no-untyped-def]
    return sort_approvals([planned], tab, drafts, lambda contact, as_of: replace(planned, contact=contact), fingerprint)


def test_a_new_message_is_put_before_people_and_waits() -> None:
    result = sort(message(), book(), {})
    assert result.to_ask == [message()]
    assert result.waiting == {message().contact.key: (SkipReason.AWAITING_APPROVAL, "new")}
    assert not result.approved


def test_a_ticked_message_goes() -> None:
    drafts = {message().contact.key: Draft("key", fingerprint(message()), FRIDAY)}
    result = sort(message(), book(outbox_line(message(), ticked=True)), drafts)
    assert result.approved == [message()]
    assert not result.waiting


@pytest.mark.parametrize(
    ("changes", "ticked", "waits_for"),
    [
        ({}, False, "not_ticked"),
        ({"approve": False}, False, "declined"),
        ({"text": "We miss you!!! Buy now"}, True, "text_edited"),
        ({"address": "somebody.else@example.com"}, True, "text_edited"),
        ({"fingerprint": "0000000000000000"}, True, "row_removed"),
    ],
)
def test_no_tick_holds_for_anything_else(changes: dict[str, object], ticked: bool, waits_for: str) -> None:
    drafts = {message().contact.key: Draft("key", fingerprint(message()), FRIDAY)}
    result = sort(message(), book(outbox_line(message(), ticked=ticked, **changes)), drafts)
    assert not result.approved
    assert not result.to_ask
    assert [waits for _, waits in result.waiting.values()] == [waits_for]


@pytest.mark.parametrize("changed", [message(text="We miss you, Budi"), message(to="budi.new@example.com")])
def test_changed_facts_ask_again(changed: Message) -> None:
    drafts = {message().contact.key: Draft("key", fingerprint(message()), FRIDAY)}
    result = sort(changed, book(outbox_line(message(), ticked=True)), drafts)
    assert result.to_ask == [changed]
    assert [waits for _, waits in result.waiting.values()] == ["facts_changed"]


def test_the_text_stays_as_of_the_day_it_was_put_before_people() -> None:
    def render(contact: Contact, as_of: date) -> Message:
        return Message(contact, f"Only {(date(2026, 11, 30) - as_of).days} days left", "Hello")

    on_friday, on_saturday = (render(message().contact, day) for day in (FRIDAY, SATURDAY))
    drafts = {on_friday.contact.key: Draft("key", fingerprint(on_friday), FRIDAY)}
    result = sort_approvals([on_saturday], book(outbox_line(on_friday, ticked=True)), drafts, render, fingerprint)
    assert [approved.text for approved in result.approved] == ["Only 10 days left"]


def test_white_space_that_a_spreadsheet_changes_does_not_matter() -> None:
    planned = message(text="Dear Budi,\n\nwe miss you.\n")
    drafts = {planned.contact.key: Draft("key", fingerprint(planned), FRIDAY)}
    stored = outbox_line(planned, ticked=True, text=outbox_text(planned).replace("\n", "\r\n").strip())
    assert sort(planned, book(stored), drafts).approved
