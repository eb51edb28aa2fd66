"""An SMS that is no service says how to stop them, where it is wanted (catalogue D4)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from message_samples import PROGRAM, SETTINGS, TODAY, contact, loader

from crm_sheets.model import Medium, Message, Purpose, SkipReason
from crm_sheets.render import Renderer, RenderProblem
from crm_sheets.render.way_out import WayOut
from crm_sheets.sms import count_segments
from crm_sheets.team_settings import TeamSettings

GREETING = replace(PROGRAM, purpose=Purpose.GREETING)
NOBODY = replace(SETTINGS, reply_phone="")


def write(
    text: str,
    settings: TeamSettings = SETTINGS,
    *,
    purpose: Purpose = Purpose.GREETING,
    language: str = "id",
    medium: Medium = Medium.SMS,
    needs_way_out: bool = True,
    sms_replies: bool = False,
    name: str = "Budi",
) -> Message:
    templates = loader({f"t.{medium.value}.{language}.txt": text})
    renderer = Renderer(templates, settings, needs_way_out=needs_way_out, sms_replies=sms_replies)
    person = contact(medium, language, program=replace(GREETING, purpose=purpose), customer={"name": name})
    return renderer.render(person, TODAY)


def test_a_text_without_a_way_out_gets_one_from_the_teams_phone() -> None:
    assert write("Selamat pagi!").text == "Selamat pagi! Berhenti? WA 0811-0000-9000"
    assert write("Salam, Mitra").text == "Salam, Mitra. Berhenti? WA 0811-0000-9000"
    assert write("Good morning!", language="en").text == "Good morning! Stop? WhatsApp 0811-0000-9000"


@pytest.mark.parametrize(
    "text",
    [
        "Tidak ingin SMS lagi? WA {{ settings.reply_phone }}",
        "Stop? +62 811 0000 9000",
        "Stop? 6281100009000.",
        "Hub. (0811) 0000.9000 ya",
        "Hub. 0811/0000/9000, 24 jam",
        "2026 0811 0000 9000 24",
        "Stop: wa.me/6281100009000",
        "Stop: https://mitra.example/stop",
        "Stop: HTTP://mitra.example",
    ],
)
def test_a_text_that_names_one_in_any_spelling_stays_as_it_is(text: str) -> None:
    assert write(text).text == text.replace("{{ settings.reply_phone }}", "0811-0000-9000")


@pytest.mark.parametrize("text", ["Hub. 0812-0000-9000", "Balas BERHENTI", "wa.me", "http", "Rp11.000.090", "nonstop"])
def test_what_leads_nowhere_is_no_way_out(text: str) -> None:
    assert write(text).text.endswith("Berhenti? WA 0811-0000-9000")


def test_where_an_sms_can_be_answered_a_word_is_enough() -> None:
    for text in (
        "Balas BERHENTI",
        "Reply STOP to opt out",
        "balas stop",
        'Ketik dengan kata "berhenti"',
        "reply with stop",
    ):
        assert write(text, NOBODY, sms_replies=True).text == text
    for text in ("Promo nonstop!", "Do not stop smiling!", "Jangan berhenti!"):
        assert write(text, NOBODY, sms_replies=True).text == f"{text} Berhenti? Balas BERHENTI"
    assert write("Hi!", NOBODY, sms_replies=True, language="en").text == "Hi! No more SMS? Reply STOP"
    assert write("Halo!", sms_replies=True).text == "Halo! Berhenti? WA 0811-0000-9000"


@pytest.mark.parametrize("phone", ["", "  "])
def test_without_a_phone_the_message_is_stopped_and_the_setting_named(phone: str) -> None:
    with pytest.raises(RenderProblem) as caught:
        write("Halo!", replace(SETTINGS, reply_phone=phone))
    assert (caught.value.reason, caught.value.detail) == (SkipReason.MISSING_VALUE, "settings.reply_phone")
    assert write("Halo! https://mitra.example/stop", NOBODY).text.startswith("Halo!")


def test_service_other_media_and_files_stay_as_they_are() -> None:
    assert write("Halo!", NOBODY, purpose=Purpose.SERVICE).text == "Halo!"
    assert write("Halo!", NOBODY, medium=Medium.WHATSAPP).text == "Halo!"
    assert write("Halo!", NOBODY, needs_way_out=False).text == "Halo!"
    assert write("Halo!", needs_way_out=False).text == "Halo!"
    assert Renderer(loader({"t.sms.id.txt": "Halo!"}), NOBODY).render(contact(program=GREETING), TODAY).text == "Halo!"


def test_what_is_added_counts_into_the_segments() -> None:
    message = write("x" * 150)
    assert (message.segments, len(message.text)) == (2, 150 + len(". Berhenti? WA 0811-0000-9000"))
    with pytest.raises(RenderProblem, match="11 segmen"):
        write("x" * 1520)


def test_a_phone_with_unusual_signs_stays_in_the_cheap_alphabet_and_on_one_line() -> None:
    message = write("Halo!", replace(SETTINGS, reply_phone="0811–0000\n {phone} ‑9000"))
    assert message.text == "Halo! Berhenti? WA 0811-0000 {phone} -9000"
    assert message.segments == 1


def test_a_short_number_counts_only_as_a_whole() -> None:
    short = replace(SETTINGS, reply_phone="1500")
    assert write("Hub. 1500", short).text == "Hub. 1500"
    assert write("Rp 1.500.000", short).text.endswith("WA 1500")


@given(st.text(max_size=80), st.text(max_size=20), st.booleans(), st.sampled_from(["id", "en"]))
def test_whatever_the_text_it_has_a_way_out_or_does_not_go(text: str, phone: str, replies: bool, language: str) -> None:
    way_out = WayOut(phone, replies)
    try:
        made = way_out.completed(text, language)
    except Exception as error:
        assert str(error) == "settings.reply_phone"
        assert not phone.split()
        return
    assert made.startswith(text)
    assert way_out.is_in(made) or phone.split() or replies
    assert count_segments(made) >= count_segments(text)


def test_digits_without_end_are_looked_at_in_no_time() -> None:
    for text in ("1" * 20_000, "1 " * 10_000, "balas " * 5_000, "reply" + " with" * 5_000):
        assert not WayOut("0811-0000-9000", replies=True).is_in(text)
