"""Choices and yes or no, in both languages."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_sheets.schema.choices import CHANNELS, PAYMENT_FREQUENCIES, SALUTATIONS
from crm_sheets.values.choices import parse_choices, parse_yes_no
from crm_sheets.values.readings import Parsed


def fault(parsed: Parsed) -> tuple[str, str]:
    code, hint = parsed.faults.select("code", "hint").row(0)
    return code, hint


@pytest.mark.parametrize(
    "text", ["half_yearly", "Semesteran", "Half-yearly", "HALF YEARLY", "semester", " 6  bulanan ", "6-bulanan"]
)
def test_a_choice_is_known_by_value_label_and_alias_whatever_its_case_and_punctuation(text: str) -> None:
    assert parse_choices(pl.Series([text]), PAYMENT_FREQUENCIES).values.to_list() == ["half_yearly"]


def test_salutations_are_known_with_and_without_their_point() -> None:
    typed = pl.Series(["Bpk.", "bpk", "Ny.", "Mr", "dr."])
    assert parse_choices(typed, SALUTATIONS).values.to_list() == ["Bapak", "Bapak", "Ibu", "Bapak", "Dr"]


def test_an_unknown_choice_comes_with_the_likely_one() -> None:
    parsed = parse_choices(pl.Series(["Bulanann", "kuning", "Tahunan"]), PAYMENT_FREQUENCIES)
    assert parsed.values.to_list() == [None, None, "yearly"]
    assert parsed.faults.select("index", "code", "hint").rows() == [(0, "bad_choice", "monthly"), (1, "bad_choice", "")]


def test_a_cell_may_hold_several_choices_where_the_column_says_so() -> None:
    parsed = parse_choices(pl.Series(["WhatsApp, SMS", "e-mail; telp dan kunjungan", "sms"]), CHANNELS, many=True)
    assert parsed.values.to_list() == ["whatsapp, sms", "email, call, visit", "sms"]
    assert parsed.faults.is_empty()


def test_one_wrong_choice_among_several_spoils_the_cell_and_the_hint_puts_all_right() -> None:
    parsed = parse_choices(pl.Series(["WhatsApp, SSMS"]), CHANNELS, many=True)
    assert parsed.values.to_list() == [None]
    assert fault(parsed) == ("bad_choice", "whatsapp, sms")
    assert fault(parse_choices(pl.Series(["sms, kuda"]), CHANNELS, many=True)) == ("bad_choice", "")


def test_where_one_is_asked_for_several_are_refused() -> None:
    assert parse_choices(pl.Series(["sms, email"]), CHANNELS).faults["code"].to_list() == ["bad_choice"]


@pytest.mark.parametrize("text", ["ya", "Ya", "Y", "yes", "TRUE", "true", "1", "x", "X", "v", "✓", "☑", "iya", "ya."])
def test_yes(text: str) -> None:
    assert parse_yes_no(pl.Series([text])).values.to_list() == [True]


@pytest.mark.parametrize("text", ["tidak", "Tidak", "T I D A K", "tdk", "no", "N", "false", "0", "belum"])
def test_no_and_what_is_neither(text: str) -> None:
    parsed = parse_yes_no(pl.Series([text]))
    assert parsed.values.to_list() == ([None] if text == "T I D A K" else [False])
    assert parsed.faults.height == (text == "T I D A K")


def test_a_lone_t_means_no_to_indonesians() -> None:
    assert parse_yes_no(pl.Series(["t", "T"])).values.to_list() == [False, False]


def test_maybe_is_neither_yes_nor_no() -> None:
    parsed = parse_yes_no(pl.Series(["mungkin", None, "-", "ya"]))
    assert parsed.values.to_list() == [None, None, None, True]
    assert parsed.faults.select("index", "code").rows() == [(0, "bad_yes_no")]


def test_a_column_of_nothing_but_wrong_texts_is_still_read_quickly_and_fully() -> None:
    texts = pl.Series([f"bulanan {n}" for n in range(3_000)])
    assert parse_choices(texts, PAYMENT_FREQUENCIES).faults.height == 3_000


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=20))
def test_no_text_whatever_breaks_the_reading(text: str) -> None:
    parsed = parse_choices(pl.Series([text]), CHANNELS, many=True)
    assert parsed.faults.height == 1 or parsed.values[0] is None or parsed.values[0].split(", ")
    assert parse_yes_no(pl.Series([text])).values.dtype == pl.Boolean
