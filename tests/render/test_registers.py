"""Everybody is written to in their own language, and in it as formally as they like (catalogue D1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from message_samples import PROGRAM, SETTINGS, contact, loader
from small_books import book_of

from crm_sheets.model import Medium
from crm_sheets.render import Renderer, check_templates
from crm_sheets.render.approved import without_approved
from crm_sheets.server_settings import TwilioSettings

TODAY = date(2026, 11, 20)
WHATSAPP = Medium.WHATSAPP
APPROVED = "HX" + "0" * 32


def chosen(
    files: str, medium: Medium = Medium.SMS, language: str = "id", register: str | None = None, **contents: str
) -> str:
    """Which of these files ("sms.id sms.id.familiar") is used; each says nothing but its own name."""
    templates = loader({f"t.{name}.txt": name for name in files.split()})
    renderer = Renderer(templates, SETTINGS, contents=contents)
    return renderer.render(contact(medium, language, customer={"register": register}), TODAY).text


@pytest.mark.parametrize(
    ("files", "language", "register", "used"),
    [
        # the register's own text goes before the one for both
        ("sms.id sms.id.familiar sms.id.formal", "id", "familiar", "sms.id.familiar"),
        ("sms.id sms.id.familiar sms.id.formal", "id", "formal", "sms.id.formal"),
        ("sms.id sms.id.familiar", "id", "formal", "sms.id"),
        # who has said nothing is spoken to formally
        ("sms.id sms.id.familiar sms.id.formal", "id", None, "sms.id.formal"),
        ("sms.id sms.id.familiar", "id", None, "sms.id"),
        # one's own language goes before one's own register
        ("sms.id sms.en.familiar", "id", "familiar", "sms.id"),
        ("sms.en sms.id.familiar", "en", "familiar", "sms.en"),
        # formal hurts nobody, familiar does
        ("sms.id.formal", "id", "familiar", "sms.id.formal"),
        ("sms.id.familiar sms.en", "id", "formal", "sms.en"),
        # a customer with English and a text in Indonesian only, and the other way round
        ("sms.id", "en", None, "sms.id"),
        ("sms.en", "id", None, "sms.en"),
        ("sms.id sms.id.familiar", "en", "familiar", "sms.id.familiar"),
    ],
)
def test_which_text_a_customer_gets(files: str, language: str, register: str | None, used: str) -> None:
    assert chosen(files, language=language, register=register) == used


def test_whatsapp_keeps_to_its_own_text_before_it_borrows_that_of_sms() -> None:
    assert chosen("whatsapp.id sms.id.familiar", WHATSAPP, register="familiar") == "whatsapp.id"
    assert chosen("sms.id sms.id.familiar", WHATSAPP, register="familiar") == "sms.id.familiar"


def test_a_text_for_one_register_is_approved_by_its_own_id_or_else_the_one_for_both_goes() -> None:
    files = "whatsapp.id whatsapp.id.familiar"

    def used(**contents: str) -> str:
        return chosen(files, WHATSAPP, register="familiar", **contents)

    assert used() == "whatsapp.id.familiar"
    assert used(**{"t.id": APPROVED}) == "whatsapp.id"
    assert used(**{"t.id": APPROVED, "t.id.familiar": APPROVED}) == "whatsapp.id.familiar"
    assert TwilioSettings(content={"t.id.familiar": APPROVED}).content == {"t.id.familiar": APPROVED}


def test_the_texts_to_be_approved_are_named_with_their_register() -> None:
    program = replace(PROGRAM, media=(WHATSAPP,))
    assert without_approved(loader({"t.whatsapp.id.formal.txt": "Halo"}), [program], ["id"], {}) == ["t.id.formal"]
    both = loader({"t.whatsapp.id.txt": "Halo", "t.whatsapp.id.familiar.txt": "Hai"})
    assert without_approved(both, [program], ["id"], {"t.id": APPROVED}) == []


@pytest.mark.parametrize(
    ("customer", "indonesian", "english"),
    [
        ({"salutation": "Bapak"}, "Bapak Budi: Anda, Anda", "Mr Budi: you, your"),
        ({"salutation": "Bapak", "register": "formal"}, "Bapak Budi: Anda, Anda", "Mr Budi: you, your"),
        ({"salutation": "Bapak", "register": "familiar"}, "Pak Budi: kamu, kamu", "Budi: you, your"),
        ({"salutation": "Ibu", "register": "familiar"}, "Bu Budi: kamu, kamu", "Budi: you, your"),
        ({"salutation": "Kak", "register": "familiar"}, "Kak Budi: kamu, kamu", "Kak Budi: you, your"),
        ({"salutation": "Dr", "register": "familiar"}, "Dr. Budi: kamu, kamu", "Dr. Budi: you, your"),
        ({"salutation": None, "register": "familiar"}, "Budi: kamu, kamu", "Budi: you, your"),
    ],
)
def test_people_are_addressed_by_their_register(customer: dict[str, str | None], indonesian: str, english: str) -> None:
    source = "{{ greeting_name }}: {{ you }}, {{ your }}"
    renderer = Renderer(loader({"t.sms.id.txt": source, "t.sms.en.txt": source}), SETTINGS)
    texts = [renderer.render(contact(language=one, customer=customer), TODAY).text for one in ("id", "en")]
    assert texts == [indonesian, english]


def test_at_the_start_of_a_sentence_the_filter_writes_the_capital() -> None:
    renderer = Renderer(loader({"t.sms.id.txt": "{{ you|capitalize }} tahu"}), SETTINGS)
    assert renderer.render(contact(customer={"register": "familiar"}), TODAY).text == "Kamu tahu"


def test_an_organisation_keeps_its_name() -> None:
    renderer = Renderer(loader({"t.sms.id.txt": "{{ greeting_name }}"}), SETTINGS)
    company = {"name": "PT Maju Jaya", "salutation": "Bapak", "register": "familiar"}
    assert renderer.render(contact(customer=company), TODAY).text == "PT Maju Jaya"


def hints(*files: str, source: str = "Halo {{ customer.nmae }}") -> list[str]:
    templates = loader(dict.fromkeys(files, source))
    rows = check_templates(templates, [PROGRAM], book_of({"programs": {"template": "Templat"}}, programs=[]), "en")
    return [row["hint"] for row in rows]


def test_the_check_looks_at_every_register() -> None:
    found = hints("t.sms.id.txt", "t.sms.id.familiar.txt", "t.sms.en.formal.txt")
    assert [hint.partition(",")[0] for hint in found] == [
        "t.sms.en.formal.txt",
        "t.sms.id.txt",
        "t.sms.id.familiar.txt",
    ]


def test_a_familiar_text_alone_leaves_formal_customers_without_one() -> None:
    assert hints("t.sms.id.familiar.txt", source="Halo") == ['there is no template; make "t.sms.en.txt"']
    assert hints("t.sms.id.formal.txt", source="Halo") == []


def test_an_email_text_for_one_register_has_its_own_html_or_the_layout() -> None:
    """The HTML of the text for both would say something else."""
    files = {
        "t.email.id.familiar.txt": "Subject: S\n\nHai",
        "t.email.id.txt": "Subject: S\n\nYth.",
        "t.email.id.html": "<p>Yth.</p>",
        "layouts/email.html": "<h1>{{ paragraphs[0][0] }}</h1>",
    }
    message = Renderer(loader(files), SETTINGS).render(contact(Medium.EMAIL, customer={"register": "familiar"}), TODAY)
    assert (message.text, message.html) == ("Hai", "<h1>Hai</h1>")
