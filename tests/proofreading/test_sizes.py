"""How long a message gets, what makes it dear, and whether it says how to stop (catalogue D4, D6)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from message_samples import PROGRAM, SETTINGS, loader

from crm_sheets.model import Medium, Purpose
from crm_sheets.proofreading import Finding, Lexicon, Page, proofread
from crm_sheets.proofreading.examples import TYPICAL, Examples
from crm_sheets.render.library import Library
from crm_sheets.schema.base import Kind

SMS, WHATSAPP, EMAIL = Medium.SMS, Medium.WHATSAPP, Medium.EMAIL


def proofs(source: str, medium: Medium = SMS, purpose: Purpose = Purpose.SERVICE) -> list[Finding]:
    """What there is to say about a template of the premium's program; spelling apart."""
    templates = loader({f"t.{medium.value}.id.txt": source})
    program = replace(PROGRAM, media=(medium,), purpose=purpose)
    page = Page(Library(templates).find("t", medium, ("id",)), program)
    return proofread(page, Lexicon({}), Examples(templates, SETTINGS))


def told(source: str, medium: Medium = SMS, purpose: Purpose = Purpose.SERVICE) -> list[tuple[str, int, str]]:
    return [(one.weight.value, one.line, one.what.en) for one in proofs(source, medium, purpose)]


def test_an_emoji_that_triples_the_price_is_told_with_both_prices() -> None:
    text = "Selamat pagi {{ greeting_name }},\npremi polis {{ subject.policy_id }} jatuh tempo {{ subject.next_due }}. "
    text += "Abaikan bila sudah dibayar. Terima kasih \U0001f382 dari {{ settings.company }}"
    (weight, line, what), *others = told(text)
    assert (weight, line) == ("warning", 2)
    assert what == "\U0001f382 makes more segments: 1 -> 3, IDR 500 -> IDR 1,500 each"
    assert others == []
    assert proofs(text)[0].remedy.en == "Leave it out."


def test_a_letter_that_the_cheap_alphabet_lacks_has_its_plain_one() -> None:
    (found,) = proofs("Untuk Bapak André di kota Sô." + "x" * 120)
    assert (found.value, found.remedy.id) == ("ô", 'Tulis "o".')


def test_typographic_signs_cost_nothing_because_sending_replaces_them() -> None:
    assert told("“Halo” – ‘Bapak’…" + "x" * 130) == []


def test_two_segments_are_good_to_know_and_three_too_many() -> None:
    assert told("x" * 160) == []
    ((weight, _, what),) = told("x" * 174)
    assert weight == "note"
    assert what == "an example has 174 characters = 2 segments, IDR 1,000 each; one segment holds 160"
    assert proofs("x" * 174)[0].remedy.en == "Take out 14 characters to save one."
    assert [weight for weight, _, _ in told("x" * 320)] == ["warning"]


def test_the_example_has_typical_values_and_the_longer_register() -> None:
    short = "{{ greeting_name }}: {{ subject.policy_id }}, {{ subject.premium }}, {{ settings.company }}, "
    assert told(short + "x" * 80) == []
    long = "{% if customer.register == 'familiar' %}" + "x" * 100 + "{% endif %}"
    assert [weight for weight, _, _ in told(short + "x" * 80 + long)] == ["note"]


def test_long_whatsapp_texts_and_subjects() -> None:
    assert told("x" * 1024, WHATSAPP) == []
    assert [what for _, _, what in told("x" * 1025, WHATSAPP)] == [
        "an example has 1025 characters; WhatsApp approves 1024 at most"
    ]
    assert told("Subject: Pendek\n\nHalo", EMAIL) == []
    assert [(line, what) for _, line, what in told(f"Subject: {'x' * 61}\n\nHalo", EMAIL)] == [
        (1, "the subject has 61 characters; a phone shows about 60")
    ]
    assert told("x" * 2000, Medium.CALL) == [], "work for people may be as long as it needs"


NO_WAY_OUT = "does not say how to have no more of these"


@pytest.mark.parametrize(
    ("source", "medium", "missing"),
    [
        ("Halo", SMS, True),
        ("Halo. Tidak ingin SMS lagi? WA {{ settings.reply_phone }}", SMS, False),
        ("Halo. Berhenti: https://contoh.id/b", SMS, False),
        ("Halo. Balas BERHENTI.", SMS, True),  # an SMS cannot be answered
        ("Halo", WHATSAPP, True),
        ("Halo. Balas BERHENTI.", WHATSAPP, False),
        ("Halo. Hubungi {{ settings.reply_phone }}", WHATSAPP, True),
        ("Subject: S\n\nHalo, lihat https://contoh.id/survei", EMAIL, True),
        ("Subject: S\n\nHalo\n--\nBerhenti berlangganan: https://contoh.id/b", EMAIL, False),
        ("Buka: halo", Medium.CALL, False),
    ],
)
def test_what_is_no_service_says_how_to_stop_it(source: str, medium: Medium, *, missing: bool) -> None:
    for purpose in (Purpose.SELLING, Purpose.GREETING):
        assert ([what for _, _, what in told(source, medium, purpose)] == [NO_WAY_OUT]) is missing
    assert told(source, medium, Purpose.SERVICE) == []


def test_a_text_of_which_no_example_can_be_written_says_so() -> None:
    ((weight, _, what),) = told("{{ subject.premium|date }}")
    assert weight == "error"
    assert "bukan tanggal" in what


def test_a_team_without_settings_gets_examples_all_the_same() -> None:
    templates = loader({"t.sms.id.txt": "Salam, {{ settings.sender }}, {{ settings.reply_phone }}"})
    page = Page(Library(templates).find("t", SMS, ("id",)), PROGRAM)
    blank = replace(SETTINGS, company="", sender="", reply_phone="")
    assert proofread(page, Lexicon({}), Examples(templates, blank)) == []


@pytest.mark.parametrize("occasion", ["family.birth_date", "profiles.last_purchase", "", "Natal"])
def test_examples_have_a_value_for_whatever_the_occasion_gives(occasion: str) -> None:
    field = {"family.birth_date": "relation", "profiles.last_purchase": "last_purchase"}.get(occasion, "premium")
    templates = loader({"t.sms.id.txt": f"Halo {{{{ subject.{field} }}}} {{{{ profile.tier }}}}"})
    page = Page(Library(templates).find("t", SMS, ("id",)), replace(PROGRAM, occasion=occasion))
    assert proofread(page, Lexicon({}), Examples(templates, SETTINGS)) == []


@pytest.mark.parametrize("kind", Kind)
def test_there_is_a_typical_value_of_every_kind(kind: Kind) -> None:
    assert TYPICAL[kind] is not None
