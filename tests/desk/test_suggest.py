"""Suggested replies: approved paragraphs that fit, with the words that matched."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_books import typed

from crm_sheets.desk.suggest import Paragraphs, read_paragraphs
from crm_sheets.sample.options import Options
from crm_sheets.sample.paragraphs import make_paragraphs

SAMPLE = read_paragraphs(typed("paragraphs", make_paragraphs(Options(language="id"))))


def paragraphs(*rows: dict[str, Any]) -> Paragraphs:
    usual = {"topic": "T", "language": "id", "text": "Jawaban.", "approved": True}
    return read_paragraphs(typed("paragraphs", [{**usual, **row} for row in rows]))


def topic(known: Paragraphs, text: str, language: str = "id") -> str | None:
    found = known.suggest(text, language, "id")
    return found.topic if found else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Berapa premi saya?", "Jatuh tempo premi"),
        ("preminya kapan jatuh tempo ya", "Jatuh tempo premi"),
        ("mau KLAIM rawat inap, syaratnya apa?", "Cara klaim rawat inap"),
        ("barangnya rusak, bisa tukar?", "Retur barang"),
        ("kartu kredit saya sudah kedaluwarsa", "Ganti kartu"),
        ("ongkirrr berapa", "Pengiriman barang"),
        ("selamat pagi", None),
        ("", None),
    ],
)
def test_the_sample_answers_what_people_ask(text: str, expected: str | None) -> None:
    assert topic(SAMPLE, text) == expected


def test_the_reason_names_the_words_in_the_language_of_the_team() -> None:
    found = SAMPLE.suggest("mau klaim di rumah sakit", "id", "en")
    assert found is not None
    assert found.why == 'matches: "klaim", "rumah sakit"'
    assert SAMPLE.suggest("premi?", "id", "id").why == 'cocok dengan: "premi"'  # type: ignore[union-attr]


def test_small_words_of_a_topic_say_nothing_about_it() -> None:
    known = paragraphs({"topic": "No more messages", "language": "en", "keywords": "stop, unsubscribe"})
    assert topic(known, "Please no WhatsApp at night", "en") is None
    assert topic(known, "Stop?", "en") == "No more messages"


def test_the_reason_does_not_name_the_parts_of_what_it_names() -> None:
    found = SAMPLE.suggest("premi saya jatuh tempo kapan", "id", "id")
    assert found is not None
    assert found.why == 'cocok dengan: "premi", "jatuh tempo"'


def test_only_what_somebody_approved_is_suggested() -> None:
    for approved in (False, None):
        assert topic(paragraphs({"keywords": "premi", "approved": approved}), "premi") is None
    assert topic(paragraphs({"keywords": "premi", "text": "  "}), "premi") is None
    assert topic(paragraphs({"keywords": "premi", "text": None}), "premi") is None


def test_words_match_whole_and_phrases_in_order() -> None:
    known = paragraphs({"topic": "A", "keywords": "rawat inap"}, {"topic": "B", "keywords": "kirim"})
    assert topic(known, "rawat  INAP!") == "A"
    assert topic(known, "inap rawat") is None
    assert topic(known, "kiriman saya") is None


def test_more_hits_are_better_then_rarer_words_then_the_place_in_the_sheet() -> None:
    known = paragraphs(
        {"topic": "A", "keywords": "premi, polis"},
        {"topic": "B", "keywords": "premi, kartu"},
        {"topic": "C", "keywords": "premi"},
    )
    assert topic(known, "premi dan kartu") == "B"
    assert topic(known, "premi") == "A"
    rare = paragraphs({"topic": "A", "keywords": "premi, x1"}, {"topic": "B", "keywords": "premi, kartu, lama"})
    assert topic(rare, "kartu") == "B"


def test_saying_a_word_twice_is_no_second_hit() -> None:
    known = paragraphs({"topic": "A", "keywords": "premi"}, {"topic": "B", "keywords": "kartu, bank"})
    assert topic(known, "premi premi premi kartu bank") == "B"


def test_the_customers_language_goes_first_and_another_is_better_than_none() -> None:
    known = paragraphs(
        {"topic": "Id", "keywords": "premi, premium"}, {"topic": "En", "keywords": "premium", "language": "en"}
    )
    assert topic(known, "premium", "en") == "En"
    assert topic(known, "premium", "id") == "Id"
    assert topic(known, "premi", "en") == "Id"


@given(st.text(), st.text(), st.text())
def test_any_text_and_any_keywords_are_taken(text: str, keywords: str, title: str) -> None:
    paragraphs({"keywords": keywords, "topic": title}).suggest(text, "id", "id")
