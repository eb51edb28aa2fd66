"""What the desk writes for people: complete, bounded, in the team's language, and nothing a stranger could abuse."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from desk_samples import NOW, ZONE, at, by_email, desk, entry, inbound, message_settings
from hypothesis import given
from hypothesis import strategies as st
from small_books import book_of, customer, profiles_of, program

from crm_sheets.desk.asking import address_row, opt_out_row
from crm_sheets.desk.cells import clean
from crm_sheets.desk.rows import inbox_row, task_row
from crm_sheets.desk.tasks import handled_keys
from crm_sheets.desk.ticket import Ticket, ticket_key
from crm_sheets.desk.triage import triage
from crm_sheets.model import Inbound, Medium
from crm_sheets.schema import TABS
from crm_sheets.work import append_to

SARI = customer("C1", name="Sari Dewi", salutation="Ibu", owner="Dewi", hobbies="sepeda")
POLICY = {"policy_id": "P", "customer_id": "C1", "status": "inforce"}
PARAGRAPH = {"topic": "Premi", "keywords": "premi", "language": "id", "text": "30 hari.", "approved": True}
PROFILES = profiles_of({"customer_id": "C1", "tier": "Gold", "next_question": "email", "phone_kind": "mobile"})


def ticket(message: Inbound, **fields: Any) -> Ticket:
    tabs = {"customers": [SARI], "policies": [POLICY], "paragraphs": [PARAGRAPH], "profiles": PROFILES, **fields}
    (made,) = triage([message], desk(**tabs))
    return made


def task(message: Inbound, language: str = "id", **fields: Any) -> dict[str, Any]:
    return task_row(ticket(message, **fields), NOW, ZONE, language)


# --- the Inbox tab ---


def test_a_line_says_what_came_in_and_what_becomes_of_it() -> None:
    message = by_email("Baik", subject_line="Re: Selamat\n ulang tahun", attachments=2)
    made = ticket(message, programs=[program()], answered={message.provider_id: entry()})
    row = inbox_row(made, ZONE, "id")
    assert (row["at"], row["customer"], row["channel"], row["kind"]) == (
        datetime(2026, 11, 20, 9),
        "Sari Dewi",
        "E-mail",
        "Balasan",
    )
    assert row["text"] == "Re: Selamat ulang tahun\nBaik\n(2 lampiran)"
    assert (row["answers"], row["contact"], row["owner"]) == ("Program birthday", "birthday|C1|2026", "Dewi")
    assert row["key"] == made.key
    assert inbox_row(made, ZONE, "en")["kind"] == "Reply"


def test_a_stranger_is_marked_as_one() -> None:
    row = inbox_row(ticket(inbound("", sender="+62999123", sender_name="Sari\nDewi " + "x" * 500)), ZONE, "id")
    assert row["customer"].startswith('belum dikenal: "Sari Dewi xxx')
    assert len(row["customer"]) < 130
    assert row["text"] == "(tanpa teks)"
    assert inbox_row(ticket(inbound(sender="+62999123")), ZONE, "id")["customer"] == "(belum dikenal)"


# --- the Queue ---


def test_a_task_says_who_by_when_what_they_wrote_and_what_to_answer() -> None:
    message = inbound("Berapa premi saya?\n=1+1")
    row = task(message)
    assert (row["owner"], row["customer"], row["task"], row["reason"]) == (
        "Dewi",
        "Ibu Sari Dewi",
        "WhatsApp",
        "Pesan masuk",
    )
    assert (row["answer_by"], row["deadline"], row["planned_on"]) == (
        datetime(2026, 11, 20, 11),
        date(2026, 11, 20),
        date(2026, 11, 20),
    )
    assert row["call_link"] == "tel:+6281200000001"
    assert row["chat_link"] == "https://wa.me/6281200000001"
    assert row["script"] == (
        "Ibu Sari menulis lewat WhatsApp, 20/11/2026 09.00:\n> Berapa premi saya?\n> =1+1\n\n"
        'Saran jawaban, dari "Premi" (cocok dengan: "premi"):\n30 hari.'
    )
    assert (row["ask"], row["brief"]) == (None, "Gold · hobi: sepeda"), "who wrote is not questioned"
    assert (row["customer_id"], row["program"], row["priority"]) == ("C1", "desk", 2)
    assert row["key"] == f"desk|{ticket_key(message)}"


def test_the_task_speaks_the_language_of_the_team() -> None:
    script = task(inbound(), "en", settings=message_settings(language="en"))["script"]
    assert script.startswith("Mrs Sari wrote by WhatsApp")
    assert 'Suggested reply, from "Premi" (matches: "premi"):' in script


@pytest.mark.parametrize(
    ("text", "task_label", "reason", "priority"),
    [
        ("tolong telepon saya", "Telepon", "Minta ditelepon", 1),
        ("saya kecewa sekali", "WhatsApp", "Keluhan", 1),
        ("stop?", "WhatsApp", "Mungkin minta berhenti", 2),
        ("boleh kirim lagi", "WhatsApp", "Mau menerima pesan lagi", 2),
    ],
)
def test_the_reason_is_what_matters_most(text: str, task_label: str, reason: str, priority: int) -> None:
    row = task(inbound(text))
    assert (row["task"], row["reason"], row["priority"]) == (task_label, reason, priority)


def test_too_many_messages_make_it_a_call() -> None:
    rows = [{"at": datetime(2026, 11, 18, hour), "sender": "+6281200000001", "key": str(hour)} for hour in range(8, 11)]
    row = task(inbound(), inbox=rows)
    assert (row["task"], row["reason"]) == ("Telepon", "Lebih baik ditelepon")


def test_an_email_task_shows_where_to_answer_and_a_strangers_number_can_be_tapped() -> None:
    row = task(by_email(sender="budi@example.org"))
    assert row["script"].startswith("Pengirim (budi@example.org) menulis lewat e-mail, ")
    assert (row["call"], row["chat"]) == (None, None)
    assert task(inbound(sender="+62999123"))["chat_link"] == "https://wa.me/62999123"


def test_an_answer_due_tomorrow_is_due_tomorrow() -> None:
    row = task(inbound(at=at(20, 16)), now=at(20, 16, 30))
    assert (row["answer_by"], row["deadline"]) == (datetime(2026, 11, 23, 9), date(2026, 11, 23))


@pytest.mark.parametrize("sender", ["+62\nevil", "javascript:alert(1)", "+", "+62812x", "=cmd()", "+" + "1" * 400])
def test_no_sender_becomes_a_link(sender: str) -> None:
    row = task(inbound(sender=sender))
    assert (row["call"], row["call_link"], row["chat_link"]) == (None, None, None)


# --- tasks to ask ---


def test_after_an_opt_out_a_person_asks_about_service() -> None:
    message = inbound("STOP")
    row = opt_out_row(ticket(message), NOW, ZONE, "id")
    assert row is not None
    assert row["script"].startswith("Ibu Sari minta berhenti lewat WhatsApp. Tanyakan: bolehkah pemberitahuan layanan")
    assert row["script"].endswith("> STOP")
    assert (row["task"], row["priority"]) == ("Telepon", 3)
    assert row["key"] == f"desk|{ticket_key(message)}|service"


def test_nobody_is_asked_about_a_service_that_they_do_not_have() -> None:
    assert opt_out_row(ticket(inbound("STOP"), policies=[]), NOW, ZONE, "id") is None
    assert opt_out_row(ticket(inbound("STOP", sender="+62999")), NOW, ZONE, "id") is None


def test_without_a_number_one_visits() -> None:
    row = opt_out_row(ticket(by_email("STOP"), customers=[{**SARI, "phone": None}]), NOW, ZONE, "id")
    assert row is not None
    assert row["task"] == "Kunjungan"


@pytest.mark.parametrize(
    ("broken", "missing", "task_label"),
    [
        (Medium.EMAIL, "", "Telepon"),
        (Medium.EMAIL, "phone", "Kunjungan"),
        (Medium.SMS, "", "E-mail"),
        (Medium.WHATSAPP, "email", "Telepon"),
    ],
)
def test_a_new_address_is_asked_for_in_another_way(broken: Medium, missing: str, task_label: str) -> None:
    person = {**SARI, missing: None} if missing else SARI
    row = address_row(broken, person, {}, "Dewi", date(2026, 11, 20), "id")
    assert (row["task"], row["owner"], row["reason"]) == (task_label, "Dewi", "Alamat tidak berfungsi")
    assert "Ibu Sari" in row["script"]


def test_an_address_is_asked_for_once_and_its_key_does_not_show_it() -> None:
    today = date(2026, 11, 20)
    keys = [address_row(medium, SARI, {}, "", today, "id")["key"] for medium in (Medium.SMS, Medium.WHATSAPP)]
    assert keys[0] == keys[1]
    assert keys[0] != address_row(Medium.SMS, {**SARI, "phone": "+628129999"}, {}, "", today, "id")["key"]
    assert "8120000" not in keys[0]


# --- what people did ---


def test_a_task_is_handled_when_it_is_ticked_or_has_an_outcome() -> None:
    queue = [
        {"key": "desk|aa", "done": True},
        {"key": "desk|bb", "outcome": "reached"},
        {"key": "desk|cc", "done": False},
        {"key": "desk|dd|service", "done": True},
        {"key": "desk|address|C1|ee", "done": True},
        {"key": "premium_call|P|2026", "done": True},
        {"key": None, "done": True},
    ]
    assert handled_keys(book_of(queue=queue)) == {"aa", "bb"}
    assert handled_keys(book_of()) == frozenset()


# --- anything ---


def test_all_rows_fit_their_tabs() -> None:
    made = ticket(inbound("STOP"))
    asked = opt_out_row(made, NOW, ZONE, "id")
    tasks = [task(inbound()), asked, address_row(Medium.SMS, SARI, {}, "", date(2026, 11, 20), "id")]
    for name, rows in (("inbox", [inbox_row(made, ZONE, "id")]), ("queue", tasks)):
        links = {f"{column.name}_link" for column in TABS[name].columns}
        assert all(set(row) <= set(TABS[name].by_name) | links for row in rows if row)
        assert append_to(name, [row for row in rows if row], book_of(), "id").frame.height == len(rows)


@given(st.text(max_size=300), st.text(max_size=100), st.text(max_size=40), st.sampled_from(["id", "en"]))
def test_whatever_a_stranger_writes_can_be_written_down(text: str, name: str, sender: str, language: str) -> None:
    made = ticket(by_email(text, subject_line=name, sender_name=name, sender=sender))
    for row in (inbox_row(made, ZONE, language), task_row(made, NOW, ZONE, language)):
        for value in row.values():
            assert not isinstance(value, str) or len(value) < 20_000
            str(value).encode()
            assert not set(str(value)) & set("\x00\x07\x1b\u202e\u200b\ufeff")


def test_long_messages_are_cut() -> None:
    huge = by_email("x" * 1_000_000, subject_line="y" * 1_000_000, sender_name="z" * 1_000_000)
    made = ticket(huge)
    assert len(inbox_row(made, ZONE, "id")["text"]) < 5500
    assert len(task_row(made, NOW, ZONE, "id")["script"]) < 2500
    assert clean("abc" * 10, 10) == "abcabca..."
    assert clean("a\r\nb\rc\x00", 10) == "a\nb\nc"
