"""From what came in to tickets: who wrote, what they want, who answers, how and by when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from desk_samples import NOW, at, by_email, desk, entry, inbound, message_settings
from hypothesis import given
from hypothesis import strategies as st
from small_books import customer, profiles_of, program

from crm_sheets.desk.context import DeskContext
from crm_sheets.desk.intent import Wish
from crm_sheets.desk.ticket import InboundKind, Ticket, ticket_key
from crm_sheets.desk.triage import triage
from crm_sheets.model import Inbound, Medium, Purpose

SARI = customer("C1", name="Sari", owner="Dewi")


def one(message: Inbound, context: DeskContext | None = None) -> Ticket:
    (ticket,) = triage([message], context or desk(customers=[SARI]))
    return ticket


def wrote(day: int, hour: int, sender: str = "+6281200000001", **fields: Any) -> dict[str, Any]:
    """A line of the Inbox tab."""
    return {"at": datetime(2026, 11, day, hour), "sender": sender, "kind": "message", "key": f"{day}{hour}", **fields}


# --- who, whose, by when ---


def test_a_message_has_a_customer_an_owner_and_a_time() -> None:
    ticket = one(inbound())
    assert (ticket.customer_id, ticket.customer_name, ticket.owner) == ("C1", "Sari", "Dewi")
    assert (ticket.kind, ticket.needs_answer, ticket.call_instead) == (InboundKind.MESSAGE, True, False)
    assert ticket.answer_by == at(20, 11)
    assert ticket.note.startswith("Tugas di Antrean untuk Dewi, jawab sebelum 20/11 11.00.")


def test_a_message_at_night_and_before_a_holiday_waits_for_the_next_working_day() -> None:
    monday_off = [{"date": datetime(2026, 11, 23).date(), "kind": "holiday", "name": "Libur"}]
    context = desk(customers=[SARI], calendar=monday_off, now=at(21, 9))
    assert one(inbound(at=at(20, 16)), context).answer_by == at(24, 9)
    assert one(inbound(at=at(20, 3)), context).answer_by == at(20, 10)
    event = [{"date": datetime(2026, 11, 23).date(), "kind": "event", "name": "Temu"}]
    assert one(inbound(at=at(20, 16)), desk(customers=[SARI], calendar=event, now=at(21, 9))).answer_by == at(23, 9)


def test_a_time_from_the_future_counts_as_now() -> None:
    assert one(by_email(at=at(20, 9) + timedelta(days=9000))).answer_by == at(20, 12)


def test_indonesian_working_days_and_impossible_hours() -> None:
    settings = message_settings(work_days="senin-sabtu", work_starts="20:00", work_ends="04:00")
    assert one(inbound(at=at(20, 16)), desk(settings, now=at(21, 7))).answer_by == at(21, 9)


@pytest.mark.parametrize(
    ("owner", "desk_owner", "expected"),
    [("Dewi", "Bagus", "Dewi"), ("Rina", "Bagus", "Bagus"), (None, "Bagus", "Bagus"), (None, "", "Maya")],
    ids=["the customer's", "who has left", "the desk's", "the first who works here"],
)
def test_every_message_has_one_owner(owner: str | None, desk_owner: str, expected: str) -> None:
    context = desk(message_settings(desk_owner=desk_owner), customers=[{**SARI, "owner": owner}])
    assert one(inbound(), context).owner == expected


def test_without_staff_nobody_owns_it() -> None:
    assert one(inbound(sender="+62999"), desk(staff=[])).owner == ""


def test_a_stranger_goes_to_the_desk() -> None:
    ticket = one(inbound(sender="+62999", sender_name="Budi"), desk(message_settings(desk_owner="Agung")))
    assert (ticket.customer_id, ticket.owner, ticket.language) == ("", "Agung", "id")
    assert "Pengirim belum dikenal." in ticket.note


def test_a_reply_names_what_it_answers_also_from_another_address() -> None:
    message = by_email("Baik, saya mau", sender="kantor@example.org")
    context = desk(customers=[SARI], programs=[program()], answered={message.provider_id: entry()})
    ticket = one(message, context)
    assert (ticket.kind, ticket.contact, ticket.program) == (InboundKind.REPLY, "birthday|C1|2026", "Program birthday")
    assert ticket.customer_id == "C1"


def test_who_shares_an_address_is_told_apart_by_what_they_answer() -> None:
    couple = [SARI, customer("C2", name="Budi", phone=SARI["phone"])]
    message = inbound()
    assert one(message, desk(customers=couple)).customer_name == "Sari"
    ticket = one(message, desk(customers=couple, answered={message.provider_id: entry("C2")}))
    assert ticket.customer_name == "Budi"
    assert "Sari, Budi" in ticket.note


def test_a_tap_on_unsubscribe_is_about_whom_we_wrote_to_whoever_sends_it() -> None:
    both = [
        customer("C1", name="Sari", email="sari@example.com"),
        customer("C2", name="Budi", email="budi@example.com"),
    ]
    message = by_email(sender="budi@example.com", text="", unsubscribes="0123@x")
    ticket = one(message, desk(customers=both, answered={message.provider_id: entry("C1")}))
    assert (ticket.kind, ticket.customer_id) == (InboundKind.OPT_OUT, "C1")


# --- what it wants ---


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"text": "STOP"}, InboundKind.OPT_OUT),
        ({"text": "boleh kirim lagi"}, InboundKind.OPT_IN),
        ({"text": "Saya sedang cuti", "is_automatic": True}, InboundKind.AUTOMATIC),
        ({"text": "STOP", "is_automatic": True}, InboundKind.AUTOMATIC),
        ({"text": "", "is_automatic": True, "unsubscribes": "<m@x>"}, InboundKind.OPT_OUT),
        ({"text": "Undelivered", "sender": "mailer-daemon@example.org"}, InboundKind.BOUNCE),
        ({"text": "Halo"}, InboundKind.MESSAGE),
    ],
)
def test_what_came_in_has_a_kind(fields: dict[str, Any], kind: InboundKind) -> None:
    assert one(by_email(**fields)).kind is kind


@pytest.mark.parametrize("text", ["terima kasih", "makasih ya", "👍"])
def test_thanks_alone_need_no_answer(text: str) -> None:
    ticket = one(inbound(text))
    assert (ticket.needs_answer, ticket.answer_by, ticket.acknowledge) == (False, None, False)
    assert one(inbound(text, attachments=1)).needs_answer


def test_robots_need_neither_answer_nor_note() -> None:
    for message in (by_email("Cuti", is_automatic=True), by_email("Gagal", sender="postmaster@example.org")):
        ticket = one(message)
        assert (ticket.needs_answer, ticket.acknowledge, ticket.intent.wish) == (False, False, Wish.OTHER)


def test_an_opt_in_needs_a_person_who_records_the_consent() -> None:
    ticket = one(inbound("START"))
    assert (ticket.needs_answer, ticket.acknowledge) == (True, False)
    assert "Persetujuan" in ticket.note


def test_a_doubtful_opt_out_needs_a_person_and_no_robot() -> None:
    ticket = one(inbound("stop?"))
    assert (ticket.kind, ticket.needs_answer, ticket.acknowledge) == (InboundKind.MESSAGE, True, False)
    assert "Mungkin minta berhenti" in ticket.note


@pytest.mark.parametrize(
    "fields", [{"text": "STOP"}, {"text": "", "unsubscribes": "a@b"}, {"text": "START"}, {"text": "Halo"}]
)
def test_who_may_be_somebody_else_is_a_task_for_a_person(fields: dict[str, Any]) -> None:
    ticket = one(by_email(is_doubtful=True, **fields))
    assert (ticket.kind, ticket.needs_answer, ticket.acknowledge) == (InboundKind.MESSAGE, True, False)
    assert "Mungkin bukan dari pelanggan" in ticket.note
    assert ("Mungkin minta berhenti" in ticket.note) == (fields["text"] in ("STOP", ""))


def test_who_answers_a_message_of_ours_is_believed() -> None:
    message = by_email("STOP", is_doubtful=True)
    ticket = one(message, desk(customers=[SARI], answered={message.provider_id: entry()}))
    assert ticket.kind is InboundKind.OPT_OUT
    assert "Mungkin bukan" not in ticket.note


@pytest.mark.parametrize(
    ("policies", "programs", "serves"),
    [
        ([], [], False),
        ([{"policy_id": "P", "customer_id": "C1", "status": "inforce"}], [], True),
        ([{"policy_id": "P", "customer_id": "C1", "status": "lapsed"}], [], False),
        ([{"policy_id": "P", "customer_id": "C2", "status": "inforce"}], [], False),
        ([], [program(purpose=Purpose.SERVICE, occasion="deals.follow_up_date")], True),
        ([], [program(purpose=Purpose.SERVICE, occasion="customers.birth_date")], False),
        ([], [program(purpose=Purpose.SELLING, occasion="deals.follow_up_date")], False),
    ],
)
def test_service_is_asked_about_only_where_there_is_some(policies: Any, programs: Any, serves: bool) -> None:
    deals = [{"deal_id": "D", "customer_id": "C1"}]
    context = desk(customers=[SARI], policies=policies, deals=deals, programs=programs)
    ticket = one(inbound("STOP"), context)
    assert (ticket.serves, ticket.needs_answer) == (serves, False)
    assert ("tanyakan" in ticket.note) == serves
    assert not one(inbound("Halo"), context).serves


def test_a_suggestion_is_in_the_customers_language() -> None:
    rows = [
        {"topic": "Premi", "keywords": "premi", "language": "id", "text": "Jawaban.", "approved": True},
        {"topic": "Premium", "keywords": "premi, premium", "language": "en", "text": "Answer.", "approved": True},
    ]
    english = one(inbound(), desk(customers=[{**SARI, "language": "en"}], paragraphs=rows))
    assert english.suggestion is not None
    assert (english.suggestion.text, english.language) == ("Answer.", "en")
    assert one(inbound("Halo"), desk(customers=[SARI], paragraphs=rows)).suggestion is None


# --- call instead ---


@pytest.mark.parametrize(
    ("rows", "batch", "calls"),
    [
        ([], 3, [False, False, False]),
        ([], 4, [False, False, False, True]),
        ([wrote(18, 9), wrote(18, 10)], 2, [False, True]),
        ([wrote(10, 9), wrote(11, 10), wrote(12, 9)], 1, [False]),
        ([wrote(18, 9, kind="automatic"), wrote(18, 10, kind="bounce"), wrote(18, 11)], 1, [False]),
        ([wrote(18, 9, sender="+62999")] * 3, 1, [False]),
    ],
    ids=["as many as allowed", "one more", "with the tab's", "long ago", "by robots", "by others"],
)
def test_after_so_many_messages_in_a_week_one_should_call(rows: Any, batch: int, calls: list[bool]) -> None:
    messages = [inbound(f"Pertanyaan {number}", at=at(20, 8, number)) for number in range(batch)]
    tickets = triage(messages, desk(customers=[SARI], inbox=rows))
    assert [ticket.call_instead for ticket in tickets] == calls


def test_who_asks_to_be_called_is_called() -> None:
    ticket = one(inbound("tolong telepon saya"))
    assert (ticket.call_instead, "Minta ditelepon." in ticket.note) == (True, True)


def test_nobody_is_called_whose_number_is_not_known() -> None:
    messages = [by_email(f"Tanya {number}", sender="x@example.org", at=at(20, 8, number)) for number in range(5)]
    assert not any(ticket.call_instead for ticket in triage(messages, desk()))


# --- once only ---


def test_a_message_that_comes_twice_makes_one_ticket() -> None:
    message = inbound()
    again = replace(message, text="STOP")
    context = desk(customers=[SARI])
    assert [ticket.inbound for ticket in triage([message, again], context)] == [message]
    assert triage([message], desk(customers=[SARI], inbox=[wrote(20, 9, key=ticket_key(message))])) == []
    assert len(triage([message, replace(message, source="other")], context)) == 2


def test_tickets_come_oldest_first() -> None:
    late, early = inbound("b", at=at(20, 9)), inbound("a", at=at(20, 8))
    assert [ticket.inbound.text for ticket in triage([late, early], desk())] == ["a", "b"]


# --- acknowledgement ---


def test_a_message_is_acknowledged_when_the_team_wants_it() -> None:
    for message in (inbound(), by_email()):
        assert one(message).acknowledge
        assert not one(message, desk(message_settings(acknowledge="no"), customers=[SARI])).acknowledge
    assert not one(inbound(medium=Medium.SMS)).acknowledge


def test_a_stranger_is_told_only_when_they_answer_a_message_of_ours() -> None:
    message = by_email(sender="korban@example.org")
    assert not one(message).acknowledge
    assert one(message, desk(answered={message.provider_id: entry()})).acknowledge


@pytest.mark.parametrize("stop_at", [at(20, 8), at(20, 9)], ids=["before", "after"])
def test_who_says_stop_as_well_is_not_told(stop_at: datetime) -> None:
    messages = [inbound("Kapan buka?", at=at(20, 8, 30)), inbound("STOP", at=stop_at)]
    tickets = triage(messages, desk(customers=[SARI]))
    assert not any(ticket.acknowledge or "Tanda terima" in ticket.note for ticket in tickets)


def test_who_said_stop_long_ago_is_not_told() -> None:
    closed = frozenset({inbound().sender})
    ticket = one(inbound(), desk(customers=[SARI], closed_senders=closed))
    assert (ticket.needs_answer, ticket.acknowledge) == (True, False)


def test_nobody_is_told_twice_within_a_conversation() -> None:
    tickets = triage([inbound("a", at=at(20, 8)), inbound("b", at=at(20, 9))], desk(customers=[SARI]))
    assert [ticket.acknowledge for ticket in tickets] == [True, False]
    assert not one(inbound(), desk(customers=[SARI], inbox=[wrote(18, 9)])).acknowledge
    assert one(inbound(), desk(customers=[SARI], inbox=[wrote(17, 8)])).acknowledge


@pytest.mark.parametrize(
    "sender",
    [
        "no-reply@x.example",
        "noreply+1@x.example",
        "do-not-reply@x.example",
        "donotreply@x.example",
        "bounces-12@x.example",
    ],
)
def test_robots_are_never_told(sender: str) -> None:
    assert not one(by_email(sender=sender), desk()).acknowledge


@pytest.mark.parametrize("status", ["do_not_contact", "deceased"])
def test_who_is_not_to_be_contacted_is_not_told(status: str) -> None:
    assert not one(inbound(), desk(customers=[{**SARI, "status": status}])).acknowledge


def test_an_old_message_is_answered_but_no_longer_acknowledged() -> None:
    ticket = one(inbound(at=NOW - timedelta(days=1)))
    assert (ticket.needs_answer, ticket.acknowledge) == (True, False)


# --- robustness ---


def test_the_profile_comes_along() -> None:
    context = desk(customers=[SARI], profiles=profiles_of({"customer_id": "C1", "tier": "Gold"}))
    assert one(inbound(), context).profile["tier"] == "Gold"
    assert one(inbound()).profile == {}


def test_no_ticket_shows_who_wrote_and_what_in_its_repr() -> None:
    shown = repr(one(inbound("rahasia", sender_name="Sari D"), desk(customers=[{**SARI, "notes": "rahasia"}])))
    assert not any(secret in shown for secret in ("rahasia", "Sari", "+62", "SM"))


@given(st.text(), st.text(), st.text(max_size=50), st.text(max_size=50))
def test_any_message_makes_a_ticket(text: str, subject: str, sender: str, provider_id: str) -> None:
    message = by_email(text, subject_line=subject, sender=sender, provider_id=provider_id, sender_name=text)
    assert len(triage([message], desk(customers=[SARI]))) == 1
