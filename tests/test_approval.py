"""A tick holds for exactly that text to that recipient, and for nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from crm_sheets.approval import approved_parts, outbox_text, sort_approvals
from crm_sheets.ledger import Draft
from crm_sheets.model import (
    Attachment,
    Contact,
    ContentTemplate,
    Medium,
    Message,
    Program,
    Purpose,
    Repeat,
    SkipReason,
)
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


# --- files and approved WhatsApp templates ---


PDF = Attachment("brosur.pdf", "application/pdf", b"%PDF-1.7")
CONTENT = ContentTemplate("HX1", ("Budi", "POL-1"))


def test_a_message_without_files_and_content_is_digested_as_ever() -> None:
    assert approved_parts(message()) == ("email", "budi@example.com", "Hello", "We miss you", "")


def test_files_and_the_approved_template_with_its_values_are_part_of_what_is_approved() -> None:
    plain = message()
    others = [
        plain,
        replace(plain, attachments=(PDF,)),
        replace(plain, attachments=(PDF, PDF)),
        replace(plain, attachments=(replace(PDF, content=b"%PDF-1.8"),)),
        replace(plain, attachments=(replace(PDF, name="lain.pdf"),)),
        replace(plain, content=CONTENT),
        replace(plain, content=replace(CONTENT, content_id="HX2")),
        replace(plain, content=replace(CONTENT, variables=("Budi", "POL-2"))),
        replace(plain, content=replace(CONTENT, variables=("Budi",))),
        replace(plain, content=replace(CONTENT, variables=("POL-1", "Budi"))),
        replace(plain, content=ContentTemplate("HX1")),
    ]
    assert len({approved_parts(one) for one in others}) == len(others)
    assert approved_parts(replace(plain, attachments=(replace(PDF, content=b"%PDF" + b"-1.7"),))) == approved_parts(
        others[1]
    )


@pytest.mark.parametrize("changed", [{"attachments": (replace(PDF, content=b"new"),)}, {"attachments": ()}])
def test_a_file_that_was_changed_after_the_tick_asks_again(changed: dict[str, object]) -> None:
    asked = replace(message(), attachments=(PDF,))
    drafts = {asked.contact.key: Draft("key", fingerprint(asked), FRIDAY)}
    tab = book(outbox_line(asked, ticked=True))

    def today(now: Message):  # type: ignore[no-untyped-def]
        return sort_approvals([now], tab, drafts, lambda contact, as_of: now, fingerprint)

    assert today(asked).approved == [asked]
    result = today(replace(asked, **changed))  # type: ignore[arg-type]
    assert (result.approved, [waits for _, waits in result.waiting.values()]) == ([], ["facts_changed"])


def test_people_see_the_names_of_the_files_they_approve() -> None:
    files = (PDF, replace(PDF, name="harga.xlsx"))
    shown = outbox_text(replace(message(), attachments=files))
    assert shown == "Hello\n\N{PAPERCLIP} brosur.pdf\n\N{PAPERCLIP} harga.xlsx\n\nWe miss you"
    assert outbox_text(message()) == "Hello\n\nWe miss you"
    assert outbox_text(message(subject_line="")) == "We miss you"
