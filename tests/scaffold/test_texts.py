"""A text to start from is right as it stands: every purpose, medium and language, and every tab that can cause it."""

from __future__ import annotations

import jinja2
import pytest
from message_samples import SETTINGS, TODAY, contact
from small_books import book_of, program

from crm_sheets.model import Medium, Purpose, Repeat
from crm_sheets.render import Renderer, check_templates
from crm_sheets.render.way_out import WayOut
from crm_sheets.scaffold import starting_text
from crm_sheets.sms import count_segments

MESSAGES = (Medium.SMS, Medium.WHATSAPP, Medium.EMAIL)
WAYS_OUT = ("BERHENTI", "STOP")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("medium", list(Medium))
@pytest.mark.parametrize("purpose", list(Purpose))
def test_it_can_be_sent_as_it_stands(purpose: Purpose, medium: Medium, language: str) -> None:
    new = program("tips", name="Tip {{bulanan}} #1", purpose=purpose, media=(medium,))
    texts = {f"tips.{medium.value}.{language}.txt": starting_text(new, medium, language)}
    loader = jinja2.DictLoader(texts)
    assert [row["severity"] for row in check_templates(loader, [new], book_of(customers=[]))] == []
    message = Renderer(loader, SETTINGS).render(contact(medium, program=new), TODAY)
    assert "{#" not in message.text
    assert "occasion_date" not in message.text, "the note is not sent"
    if medium is Medium.SMS:
        assert count_segments(message.text) <= 2
    if medium in MESSAGES and purpose is not Purpose.SERVICE:
        offers = WayOut(SETTINGS.reply_phone).is_in(message.text)
        assert offers if medium is Medium.SMS else any(word in message.text for word in WAYS_OUT)


def test_the_note_lists_what_the_occasion_offers_and_nothing_sensitive_for_an_sms() -> None:
    premium = program(occasion="policies.next_due", repeat=Repeat.DUE)
    note = " ".join(starting_text(premium, Medium.SMS, "id").split())
    assert "subject.next_due (Jatuh tempo)" in note
    assert "subject.premium (Premi)" in note
    assert "subject." not in starting_text(program(occasion="25", repeat=Repeat.CALENDAR), Medium.SMS, "id")
    assert "subject." not in starting_text(program(), Medium.SMS, "en"), "the customer's own row is customer.*"
