"""The note that a message has come: humane, once a day, and never an echo of what a stranger wrote."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from desk_samples import NOW, ZONE, at, inbound, message_settings
from small_books import customer

from crm_sheets.desk.acknowledgement import acknowledgement, sender_digest
from crm_sheets.desk.intent import Intent, Wish
from crm_sheets.desk.ticket import InboundKind, Ticket
from crm_sheets.model import Medium, Message
from crm_sheets.render import Renderer
from crm_sheets.template_files import template_loader

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
SETTINGS = message_settings()
SARI = customer("C1", name="Sari Dewi", salutation="Ibu")


def ticket(medium: Medium = Medium.EMAIL, language: str = "id", known: Any = SARI, **fields: Any) -> Ticket:
    sender = "sari@example.com" if medium is Medium.EMAIL else "+6281200000001"
    usual: dict[str, Any] = {
        "owner": "Rina",
        "answer_by": at(20, 15),
        "customer": known,
        "customer_id": known.get("customer_id", ""),
        "customer_name": known.get("name", ""),
    }
    wrote = inbound("<script>", medium=medium, sender=sender, sender_name="{{ evil }}", subject_line="MARKER")
    return Ticket(wrote, "k", InboundKind.MESSAGE, Intent(Wish.OTHER), language=language, **{**usual, **fields})


def written(made: Ticket, reply_phone: str = SETTINGS.reply_phone) -> Message:
    renderer = Renderer(template_loader([TEMPLATES]), replace(SETTINGS, reply_phone=reply_phone))
    return renderer.render(acknowledgement(made, NOW, ZONE), NOW.astimezone(ZONE).date())


@pytest.mark.parametrize("medium", [Medium.EMAIL, Medium.WHATSAPP])
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("register", [None, "formal", "familiar"])
@pytest.mark.parametrize("owner", ["", "Rina"])
@pytest.mark.parametrize("answer_by", [None, at(20, 15)])
@pytest.mark.parametrize("reply_phone", ["", "0811-0000-9000"])
@pytest.mark.parametrize("name", ["", "Sari Dewi"])
def test_it_reads_well_whatever_is_known(
    medium: Medium,
    language: str,
    register: str | None,
    owner: str,
    answer_by: datetime | None,
    reply_phone: str,
    name: str,
) -> None:
    known = {**SARI, "name": name, "register": register} if name else {}
    made = ticket(medium, language, known, owner=owner, answer_by=answer_by)
    message = written(made, reply_phone)
    for text in (message.text, message.subject_line):
        assert not re.search(r"\{|\}|None|  | ,|,,| \.|\.\.|\n\n\n|—|MARKER|evil|script", text), text
    assert ("Sari" in message.text) == bool(name)
    assert ("Rina" in message.text) == bool(owner)
    assert (("15.00" if language == "id" else "15:00") in message.text) == bool(answer_by)
    assert ("0811-0000-9000" in message.text) == bool(reply_phone)
    assert message.text.rstrip().endswith(SETTINGS.sender)


def test_the_register_changes_the_tone() -> None:
    assert written(ticket()).text.startswith("Yth. Ibu Sari,")
    assert written(ticket(known={**SARI, "register": "familiar"})).text.startswith("Halo Bu Sari,")
    assert written(ticket(known={})).text.startswith("Dengan hormat,")
    assert written(ticket(language="en", known={})).text.startswith("Good day,")


@pytest.mark.parametrize(
    ("answer_by", "words", "english"),
    [
        (at(20, 15), "hari ini pukul 15.00", "today at 15:00"),
        (at(21, 10), "besok pukul 10.00", "tomorrow at 10:00"),
        (at(23, 8, 30), "Senin, 23 November pukul 08.30", "on Monday, 23 November at 08:30"),
    ],
)
def test_the_promise_is_in_words(answer_by: datetime, words: str, english: str) -> None:
    for language, promise in (("id", words), ("en", english)):
        contact = acknowledgement(ticket(language=language, answer_by=answer_by), NOW, ZONE)
        assert contact.facts["subject"]["answer_by"] == promise


def test_nothing_is_promised_for_a_time_that_has_passed() -> None:
    contact = acknowledgement(ticket(answer_by=at(20, 9)), NOW, ZONE)
    assert contact.facts["subject"]["answer_by"] is None


def test_it_happens_once_for_a_sender_and_a_day_of_the_team() -> None:
    first, second = ticket(), replace(ticket(known={}), key="other")
    assert acknowledgement(first, NOW, ZONE).key == acknowledgement(second, NOW, ZONE).key
    late = datetime(2026, 11, 20, 23, 30, tzinfo=ZoneInfo("UTC"))  # the 21st in Jakarta
    assert acknowledgement(first, late, ZONE).key.endswith("|2026-11-21")
    assert acknowledgement(first, NOW, ZONE).key != acknowledgement(ticket(Medium.WHATSAPP), NOW, ZONE).key


def test_the_key_does_not_show_the_address_and_the_digest_can_be_anothers() -> None:
    contact = acknowledgement(ticket(), NOW, ZONE)
    assert "sari" not in contact.key
    assert contact.subject == sender_digest("SARI@example.com ")
    assert acknowledgement(ticket(), NOW, ZONE, digest=lambda address: "keyed").subject == "keyed"
