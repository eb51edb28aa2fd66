"""Phones: the spellings people type, and agreement with the phonenumbers library."""

from __future__ import annotations

import re

import phonenumbers
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_sheets.values.phones import parse_phones, phone_kinds
from crm_sheets.values.readings import is_dash, tidy


def read(text: str | None, country: str = "ID") -> tuple[str | None, str | None, str | None]:
    """Number, problem code and hint of one cell."""
    parsed = parse_phones(pl.Series("phone", [text], dtype=pl.String), country)
    fault = parsed.faults.row(0, named=True) if parsed.faults.height else {"code": None, "hint": None}
    return parsed.values[0], fault["code"], fault["hint"]


@pytest.mark.parametrize(
    "text",
    [
        "0812-3456-7890",
        "0812 3456 7890",
        "081234567890",
        "6281234567890",
        "+62 812-3456-7890",
        "+62 (0)812-3456-7890",
        "(+62) 812 3456 7890",
        "81234567890",
        "0062 812 3456 7890",
        "tel:+6281234567890",
        "WA 0812.3456.7890",
        "0812-3456-7890 (hp)",
        "0812\u20113456\u20117890",
        "81234567890.0",
    ],
)
def test_every_usual_spelling_is_the_same_number(text: str) -> None:
    assert read(text) == ("+6281234567890", None, None)


def test_of_two_numbers_the_first_mobile_one_is_taken_and_somebody_should_look() -> None:
    assert read("0812-3456-7890 / 0813-9876-5432") == ("+6281234567890", "two_numbers", "0812-3456-7890")
    assert read("021-5551234 atau 0813-9876-5432") == ("+6281398765432", "two_numbers", "0813-9876-5432")
    assert read("021-5551234; 022-4201234")[0] == "+62215551234"


def test_a_slash_inside_one_number_does_not_make_it_two() -> None:
    assert read("021/55512345") == ("+622155512345", None, None)


def test_two_numbers_are_a_warning_and_a_bad_one_is_an_error() -> None:
    parsed = parse_phones(pl.Series(["0812-3456-7890 / 0813-9876-5432", "0812"]))
    assert parsed.faults["severity"].to_list() == ["warning", "error"]
    assert parsed.faults["index"].to_list() == [0, 1]


@pytest.mark.parametrize("text", ["8.123E+10", "8,12345E+10", "6.28123e+12", "8E+10"])
def test_an_exponent_has_lost_digits_that_nobody_can_guess(text: str) -> None:
    assert read(text) == (None, "lost_digits", "")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("O812-3456-789O", "0812-3456-7890"),
        ("08I2-3456-7890", "0812-3456-7890"),
        ("0812-3456-7890 (Ibu Sari)", "0812-3456-7890"),
        ("+0812-3456-7890", "0812-3456-7890"),
        ("0812345", ""),
        ("0812-3456-7890-1234-5678", ""),
        ("tidak punya", ""),
    ],
)
def test_what_is_no_number_is_refused_with_the_likely_one_as_hint(text: str, hint: str) -> None:
    assert read(text) == (None, "bad_phone", hint)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("62811123456", "0811-123-456 / (0628) 11123456"),
        ("00812-3456-7890", "+81 234-56-7890 / 0812-3456-7890"),
    ],
)
def test_digits_that_are_two_different_numbers_are_left_to_a_person(text: str, hint: str) -> None:
    assert read(text) == (None, "bad_phone", hint)


@pytest.mark.parametrize("text", [None, "-", "–"])
def test_nothing_is_no_problem(text: str | None) -> None:
    assert read(text) == (None, None, None)


def test_a_foreign_number_keeps_its_country() -> None:
    assert read("+65 9123 4567") == ("+6591234567", None, None)


def test_another_country_has_its_own_national_spelling() -> None:
    assert read("07400 123456", "GB")[0] == "+447400123456"
    assert read("(201) 555-0123", "US")[0] == "+12015550123"
    assert read("011 15-2345-6789", "AR")[0] == "+5491123456789"


def test_landlines_and_service_numbers_are_known_as_such() -> None:
    numbers = pl.Series(["+6281234567890", "+622155512345", "+628001234567", "+6591234567", "+6561234567", None])
    assert phone_kinds(numbers).to_list() == ["mobile", "landline", "other", "mobile", "landline", None]


def test_an_extension_belongs_to_no_e164_number() -> None:
    assert read("021-5551234 ext 12") == ("+62215551234", None, None)


COUNTRIES = ["ID", "US", "GB", "SG", "MY", "AU", "DE", "IT", "AR", "BR", "CA", "KZ", "JP"]
_KINDS = {
    phonenumbers.PhoneNumberType.MOBILE: "mobile",
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE: "mobile",
    phonenumbers.PhoneNumberType.FIXED_LINE: "landline",
}


def by_library(text: str, country: str) -> tuple[str | None, str | None]:
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return None, None
    if not phonenumbers.is_valid_number(number):
        return None, None
    kind = _KINDS.get(phonenumbers.number_type(number), "other")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), kind


def differs_on_purpose(text: str, country: str) -> bool:
    """ "00" for "+", ".0" of a number cell, and a landline that is a mobile number if a plus sign is missing."""
    digits = re.sub(r"\D", "", text)
    if (text.strip(" .-(").startswith("00") and by_library(text, country)[0] is None) or text.endswith(".0"):
        return True
    here, with_plus = by_library(text, country), by_library(f"+{digits}", country)
    code = str(phonenumbers.country_code_for_region(country))
    return "+" not in text and digits.startswith(code) and with_plus[1] == "mobile" and here[1] != "mobile"


@st.composite
def typed_numbers(draw: st.DrawFn, country: str) -> str:
    """Numbers near the examples of the library, in the spellings of that country, with separators anywhere."""
    metadata = phonenumbers.PhoneMetadata.metadata_for_region(country)
    code, prefix = str(metadata.country_code), metadata.national_prefix or ""
    example = draw(st.sampled_from([metadata.mobile.example_number, metadata.fixed_line.example_number]))
    kept = draw(st.integers(1, len(example)))
    digits = example[:kept] + draw(st.text("0123456789", max_size=len(example) - kept + 2))
    start = draw(st.sampled_from(["", prefix, f"+{code}", f"+{code}{prefix}", code, f"+{code} (0)", f"00{code}", "0"]))
    text = start + digits
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(1, len(text)))
        text = text[:place] + draw(st.sampled_from(" -.")) + text[place:]
    return text


@pytest.mark.parametrize("country", COUNTRIES)
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_number_and_kind_are_those_of_the_library(country: str, data: st.DataObject) -> None:
    texts = data.draw(st.lists(typed_numbers(country), min_size=60, max_size=60))
    texts = [text for text in texts if not differs_on_purpose(text, country)]
    numbers = parse_phones(pl.Series("phone", texts, dtype=pl.String), country).values
    ours = list(zip(numbers, phone_kinds(numbers, country), strict=True))
    assert dict(zip(texts, ours, strict=True)) == {text: by_library(text, country) for text in texts}


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_no_text_whatever_breaks_the_reading(text: str) -> None:
    number, code, _ = read(text)
    assert number is None or re.fullmatch(r"\+\d{5,17}", number)
    assert number or code or not tidy(text) or is_dash(tidy(text))
