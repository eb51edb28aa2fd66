"""A task that one would choose over paper: who, why, what to say, what to ask, what to tap, whom one speaks with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from small_books import program

from crm_sheets.enrich.completeness import WEIGHTS
from crm_sheets.model import Contact, Medium, Message, Purpose, Repeat
from crm_sheets.queue import queue_row
from crm_sheets.queue.brief import LAST_OUTCOME, customer_brief
from crm_sheets.queue.occasion import WORDS, occasion_words
from crm_sheets.queue.questions import QUESTIONS, questions
from crm_sheets.schema import TABS

FRIDAY = date(2026, 11, 20)
PREMIUM_CALL = program(
    "premium_call",
    name="Premi tahunan",
    purpose=Purpose.SERVICE,
    occasion="policies.next_due",
    repeat=Repeat.DUE,
    offset_days=-14,
    media=(Medium.CALL,),
    priority=2,
    lateness_days=5,
)
PROFILE = {
    "tier": "Gold",
    "policies_inforce": 2,
    "last_purchase": date(2026, 10, 3),
    "last_contact": date(2026, 9, 1),
    "next_question": "email",
    "phone_kind": "mobile",
}
BUDI = {
    "name": "Budi Santoso",
    "salutation": "Bapak",
    "hobbies": "sepeda",
    "email": None,
    "occupation": "guru",
    "likes": None,
    "health": "diabetes",
    "religion": "islam",
    "income": 9e6,
}
POLICY = {"policy_id": "P-12", "premium": 750000.0, "next_due": date(2026, 12, 4)}
CALL = Message(
    Contact(
        PREMIUM_CALL,
        "P-12",
        "P001",
        "Budi Santoso",
        date(2026, 12, 4),
        "2026-12",
        FRIDAY,
        Medium.CALL,
        "+6281200001111",
        "id",
        "Rina",
        {"profile": PROFILE, "customer": BUDI, "subject": POLICY},
    ),
    "Selamat pagi Bapak Budi ...",
)


def changed(contact: Contact = CALL.contact, /, **fields: Any) -> Message:
    facts = {
        **contact.facts,
        **{name: fields.pop(name) for name in ("customer", "profile", "subject") if name in fields},
    }
    return Message(replace(contact, facts=facts, **fields), "...")


def test_a_task_says_who_why_what_to_say_what_to_ask_and_what_to_tap() -> None:
    row = queue_row(CALL, FRIDAY, "id")
    assert row["customer"] == "Bapak Budi Santoso"
    assert row["task"] == "Telepon"
    assert row["reason"] == "Premi tahunan: premi Rp750.000 jatuh tempo 4 Des, polis P-12"
    assert row["script"] == "Selamat pagi Bapak Budi ..."
    assert row["ask"] == (
        "Boleh minta alamat e-mail Bapak, untuk bukti bayar dan dokumen?\n"
        "Selama ini, apa yang paling Bapak sukai dari layanan kami?"
    )
    assert row["call_link"] == "tel:+6281200001111"
    assert row["chat_link"].startswith("https://wa.me/6281200001111?text=Halo%20Bapak%20Budi%2C%20saya%20Rina.")
    assert (
        row["brief"] == "Gold · 2 polis aktif · terakhir beli 03/10/2026 · terakhir dihubungi 01/09/2026 · hobi: sepeda"
    )
    assert row["deadline"] == date(2026, 11, 25)
    assert row["key"] == "premium_call|P-12|2026-12"


def test_the_same_in_english() -> None:
    row = queue_row(changed(language="en"), FRIDAY, "en", "IDR")
    assert row["customer"] == "Mr Budi Santoso"
    assert row["reason"] == "Premi tahunan: premium IDR 750,000 due 4 Dec, policy P-12"
    assert row["ask"].startswith("May I have your e-mail address")
    assert "Hello%20Mr%20Budi%2C%20this%20is%20Rina" in row["chat_link"]


def test_a_late_task_is_due_today_at_the_earliest() -> None:
    assert queue_row(changed(due_date=date(2026, 11, 1)), FRIDAY, "id")["deadline"] == FRIDAY


@pytest.mark.parametrize(
    ("script", "asks"), [("en", "May I have your e-mail"), ("id", "Boleh minta alamat e-mail"), ("", "Boleh minta")]
)
def test_what_to_ask_is_in_the_language_of_the_script_and_the_rest_in_the_teams(script: str, asks: str) -> None:
    row = queue_row(replace(changed(language="en"), language=script), FRIDAY, "id")
    assert row["ask"].startswith(asks)
    assert row["task"] == "Telepon"


@pytest.mark.parametrize(
    ("occasion", "deadline"),
    [("queue.follow_up", FRIDAY), ("deals.follow_up_date", FRIDAY), ("policies.next_due", date(2026, 11, 25))],
)
def test_what_was_promised_for_a_day_is_to_be_done_on_it(occasion: str, deadline: date) -> None:
    cause = replace(PREMIUM_CALL, occasion=occasion, repeat=Repeat.EACH_DATE)
    assert queue_row(changed(program=cause, due_date=FRIDAY), FRIDAY, "id")["deadline"] == deadline


def test_a_landline_gets_no_chat_link() -> None:
    row = queue_row(changed(profile=PROFILE | {"phone_kind": "landline"}), FRIDAY, "id")
    assert (row["call"], row["chat"], row["chat_link"]) == ("+6281200001111", None, None)


def test_nobody_introduces_themselves_without_a_name() -> None:
    assert queue_row(changed(owner=""), FRIDAY, "id")["chat_link"] == "https://wa.me/6281200001111"
    assert queue_row(changed(owner=""), FRIDAY, "id")["owner"] == "(belum ada)"


def test_an_organisation_has_no_salutation_and_no_birthday() -> None:
    firm = {"name": "PT Maju", "salutation": "Bapak", "kind": "organisation", "birth_date": None, "social": None}
    row = queue_row(changed(customer=firm, customer_name="PT Maju"), FRIDAY, "id")
    assert row["customer"] == "PT Maju"
    assert questions(firm, {"next_question": "city"}, "id") == (
        "Sekarang Bapak tinggal di kota mana?\nApakah Bapak punya akun Instagram atau Facebook yang boleh kami ikuti?"
    )


# --- the brief ---


def test_the_brief_leaves_out_what_is_not_known() -> None:
    assert customer_brief(changed(profile={"tier": "Bronze"}, customer={}).contact, "en") == "Bronze"


def test_the_brief_warns_and_tells_how_the_last_contact_ended() -> None:
    message = changed(
        profile={"tier": "Gold", "open_complaint": True, "policies_inforce": 1, "overdue_policies": 1},
        customer={"likes": "kopi", "dislikes": "ditelepon pagi", "status": "do_not_contact"},
    )
    facts = {**message.contact.facts, LAST_OUTCOME: (date(2026, 10, 12), "berminat")}
    assert customer_brief(replace(message.contact, facts=facts), "id") == (
        "JANGAN DIHUBUNGI selain untuk ini · ADA KELUHAN TERBUKA · Gold · 1 polis aktif · premi menunggak: 1 polis · "
        "terakhir dihubungi 12/10/2026: berminat · suka: kopi · tidak suka: ditelepon pagi"
    )


@pytest.mark.parametrize("language", ["id", "en"])
def test_nothing_sensitive_is_ever_in_a_row(language: str) -> None:
    subject = {"health": "diabetes", "religion": "islam", "birth_date": date(1980, 11, 24)}
    greeting = program("birthday", occasion="customers.birth_date")
    row = queue_row(changed(program=greeting, subject=subject), FRIDAY, language)
    said = " ".join(str(value) for value in row.values()).lower()
    assert not [word for word in ("diabetes", "islam", "9000000") if word in said]
    assert not [name for name in QUESTIONS if TABS["customers"].by_name[name].sensitive]


def test_every_field_of_the_profile_has_a_question() -> None:
    assert set(QUESTIONS) == set(WEIGHTS)
    assert questions(BUDI, {"next_question": None}, "id") is None


# --- the occasion in words ---


@pytest.mark.parametrize(
    ("occasion", "subject", "on", "indonesian", "english"),
    [
        ("customers.birth_date", {}, date(2026, 11, 24), "ulang tahun 24 Nov", "birthday 24 Nov"),
        (
            "family.birth_date",
            {"name": "Sari", "relation": "child"},
            date(2027, 1, 2),
            "ulang tahun Sari (anak), 2 Jan 2027",
            "birthday of Sari (child), 2 Jan 2027",
        ),
        (
            "customers.customer_since",
            {"customer_since": date(2020, 11, 24)},
            date(2026, 11, 24),
            "6 tahun menjadi pelanggan, 24 Nov",
            "a customer for 6 years, 24 Nov",
        ),
        (
            "policies.next_due",
            {"policy_id": "P-1"},
            date(2026, 12, 5),
            "premi jatuh tempo 5 Des, polis P-1",
            "premium due 5 Dec, policy P-1",
        ),
        ("policies.last_paid", {}, date(2026, 12, 5), "premi terakhir dibayar 5 Des", "last paid on 5 Dec"),
        ("own_tab.some_day", {}, date(2026, 12, 5), "5 Des", "5 Dec"),
    ],
)
def test_what_causes_it(occasion: str, subject: dict[str, Any], on: date, indonesian: str, english: str) -> None:
    contact = changed(program=program(occasion=occasion), subject=subject, occasion_date=on).contact
    assert occasion_words(contact, FRIDAY, "id", "IDR") == indonesian
    assert occasion_words(contact, FRIDAY, "en", "IDR") == english


def test_a_calendar_day_is_called_by_its_name() -> None:
    feast = program(occasion="Idul Fitri", repeat=Repeat.CALENDAR)
    contact = changed(program=feast, occasion_date=date(2026, 3, 20)).contact
    assert occasion_words(contact, FRIDAY, "id", "IDR") == "Idul Fitri 20 Mar"


def test_every_occasion_that_has_words_is_a_date_of_a_tab() -> None:
    named = [name.split(".") for name in WORDS if not name.startswith("profiles.")]
    assert [(tab, column) for tab, column in named if column not in TABS[tab].by_name] == []
