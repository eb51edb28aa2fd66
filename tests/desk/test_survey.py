"""A number that answers our survey is an answer; a number about something else is not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from desk_samples import NOW, ZONE, by_email, desk, entry, inbound
from hypothesis import given
from hypothesis import strategies as st
from small_books import customer, program

from crm_sheets.desk.acknowledgement import acknowledgement
from crm_sheets.desk.rows import inbox_row, task_row
from crm_sheets.desk.survey import score_of
from crm_sheets.desk.ticket import InboundKind, Ticket
from crm_sheets.desk.triage import triage
from crm_sheets.model import Inbound

SARI = customer("C1", name="Sari", salutation="Ibu", owner="Maya", phone="+6281200000001")
SURVEY = program("nps_survey", name="Survei rekomendasi", asks="nps")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("9", 9),
        ("9/10", 9),
        ("sembilan", 9),
        ("nilai 8", 8),
        ("8 pak", 8),
        ("Skor: 10 👍", 10),
        ("🔟", 10),
        ("9️⃣", 9),
        ("0", 0),
        ("8,5", 8),
        ("9-10", 9),
        ("ten out of ten", 10),
        ("I'd give it a 9", 9),
        ("Selamat siang bu, saya kasih 7 ya. Terima kasih", 7),
        ("bintang 4", 8),
        ("4/5", 8),
        ("2 dari 5", 4),
    ],
)
def test_a_score_alone(text: str, value: int) -> None:
    score = score_of(text)
    assert score is not None
    assert (score.value, score.is_all) == (value, True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7, karena petugasnya lambat", 7),
        ("3. Saya kecewa, klaim belum cair", 3),
        ("Nilai saya 6. Kok belum ada kabar?", 6),
        ("6 tapi tolong diperbaiki", 6),
    ],
)
def test_a_score_with_something_to_answer(text: str, value: int) -> None:
    score = score_of(text)
    assert score is not None
    assert (score.value, score.is_all) == (value, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "11",
        "100",
        "-1",
        "20/11",
        "10%",
        "Rp 10",
        "jam 9",
        "9 pagi",
        "081234567",
        "2 hari belum sampai",
        "kapan 2 polis saya terbit?",
        "5 bulan lagi premi saya?",
        "mau tanya nilai 5 juta",
        "7/5",
        "terima kasih",
    ],
)
def test_a_number_about_something_else(text: str) -> None:
    assert score_of(text) is None


@given(st.text(max_size=500))
def test_no_text_breaks_it(text: str) -> None:
    score = score_of(text)
    assert score is None or 0 <= score.value <= 10


@pytest.mark.parametrize(
    ("text", "unhappy"), [("6", True), ("7", False), ("0", True), ("2/5", True), ("3/5", False), ("5/5", False)]
)
def test_who_is_unhappy_depends_on_the_scale(text: str, *, unhappy: bool) -> None:
    score = score_of(text)
    assert score is not None
    assert score.is_unhappy is unhappy


# --- at the desk ---


def answer(text: str, program_id: str = "nps_survey", **fields: Any) -> Ticket:
    message = inbound(text, provider_id="SM1", **fields)
    return ticket_of(message, program_id)


def ticket_of(message: Inbound, program_id: str = "nps_survey") -> Ticket:
    answered = {message.provider_id: entry("C1", program_id)} if program_id else {}
    context = desk(customers=[SARI], programs=(SURVEY, program("birthday")), answered=answered)
    (ticket,) = triage([message], context)
    return ticket


def test_a_bare_score_is_noted_and_thanked_for_and_nobody_has_to_answer_it() -> None:
    ticket = answer("9 ya bu")
    assert (ticket.kind, ticket.needs_answer, ticket.acknowledge) == (InboundKind.SURVEY, False, True)
    row = inbox_row(ticket, ZONE, "id")
    assert (row["kind"], row["score"], row["note"][:23]) == ("Jawaban survei", 9, "Skor survei: 9 dari 10.")
    assert acknowledgement(ticket, NOW, ZONE).program.template == "survey_thanks"


def test_a_detractor_is_called_at_once_with_a_script() -> None:
    ticket = answer("3")
    row = task_row(ticket, NOW, ZONE, "id")
    assert (row["task"], row["priority"], row["deadline"]) == ("Telepon", 1, date(2026, 11, 20))
    assert row["reason"].startswith("Skor survei 3 dari 10")
    assert '"Apa yang membuat nilainya 3?"' in row["script"]
    assert "Ibu Sari. Saya Maya" in row["script"]
    assert acknowledgement(ticket, NOW, ZONE).program.template == "acknowledgement"


def test_a_detractor_whose_number_is_not_known_is_answered_where_they_wrote() -> None:
    stranger = ticket_of(by_email("2", sender="lain@example.com", provider_id="M1"))
    unknown = Ticket(stranger.inbound, "k", stranger.kind, stranger.intent, score=stranger.score, needs_answer=True)
    assert task_row(unknown, NOW, ZONE, "en")["task"] == "E-mail"


def test_a_score_with_a_question_is_kept_and_the_question_answered() -> None:
    ticket = answer("8, tapi kapan klaim saya cair?")
    assert (ticket.kind, ticket.needs_answer) == (InboundKind.SURVEY, True)
    assert inbox_row(ticket, ZONE, "en")["score"] == 8
    assert task_row(ticket, NOW, ZONE, "en")["reason"].startswith("Survey answer (score 8 of 10)")


@pytest.mark.parametrize("program_id", ["birthday", ""], ids=["another program", "nothing of ours"])
def test_a_number_that_answers_no_survey_is_a_message_for_people(program_id: str) -> None:
    ticket = answer("9", program_id)
    assert (ticket.score, ticket.needs_answer) == (None, True)


def test_who_wants_to_stop_is_heard_first() -> None:
    ticket = answer("STOP")
    assert (ticket.kind, ticket.score) == (InboundKind.OPT_OUT, None)
