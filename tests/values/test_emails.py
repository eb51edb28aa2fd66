"""E-mail addresses: agreement with email-validator, and help with the usual slips."""

from __future__ import annotations

import polars as pl
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_sheets.values.emails import parse_emails


def read(text: str | None) -> tuple[str | None, str | None, str | None]:
    parsed = parse_emails(pl.Series("email", [text], dtype=pl.String))
    fault = parsed.faults.row(0, named=True) if parsed.faults.height else {"code": None, "hint": None}
    return parsed.values[0], fault["code"], fault["hint"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("budi@example.com", "budi@example.com"),
        ("Budi.Santoso@Example.CO.ID", "Budi.Santoso@example.co.id"),
        ("mailto:budi@example.com", "budi@example.com"),
        ("Budi Santoso <budi@example.com>", "budi@example.com"),
        ("büdi@example.com", "büdi@example.com"),
        ("a@xn--bcher-kva.example", "a@bücher.example"),
        ("-", None),
        (None, None),
    ],
)
def test_an_address_is_taken_as_it_is_with_its_domain_in_lower_case(text: str | None, address: str | None) -> None:
    assert read(text) == (address, None, None)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("budi @example.com", "budi@example.com"),
        ("budi(at)example.com", "budi@example.com"),
        ("budi at example.com", "budi@example.com"),
        ("budi@example,com", "budi@example.com"),
        ("budi@@example.com", "budi@example.com"),
        ("bu..di@example.com", "bu.di@example.com"),
        ("budi@example.com.", "budi@example.com"),
        ("budi@gmial.com", "budi@gmail.com"),
        ("budi@yahoo.co.od", "budi@yahoo.co.id"),
        ("budi@gmail,con", "budi@gmail.com"),
        ("budi", ""),
        ("budi@localhost", ""),
        ("tidak punya", ""),
    ],
)
def test_a_wrong_address_comes_with_the_right_one_where_a_slip_explains_it(text: str, hint: str) -> None:
    assert read(text) == (None, "bad_email", hint)


def test_of_several_addresses_the_first_good_one_is_used_with_a_warning() -> None:
    parsed = parse_emails(pl.Series(["a@@x; budi@example.com; sari@example.com"]))
    assert parsed.values.to_list() == ["budi@example.com"]
    assert parsed.faults.row(0) == (0, "bad_email", "warning", "budi@example.com")


local_part = st.text("abzAZ09._+-'", min_size=1, max_size=12)
domain = st.text("abAZ09.-", min_size=1, max_size=14)
ending = st.sampled_from([".com", ".co.id", ".test", ".c", ".local", ".Org", "", ".xn--p1ai", ".co--m"])


@settings(max_examples=20, deadline=None)
@given(st.lists(st.builds(lambda name, site, end: f"{name}@{site}{end}", local_part, domain, ending), min_size=25))
def test_the_pattern_never_says_other_than_the_library(texts: list[str]) -> None:
    parsed = parse_emails(pl.Series("email", texts, dtype=pl.String))
    ours = dict(zip(texts, parsed.values, strict=True))
    assert ours == {text: by_library(text) for text in texts}


def by_library(text: str) -> str | None:
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        return None


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_no_text_whatever_breaks_the_reading(text: str) -> None:
    address, _, _ = read(text)
    assert address is None or "@" in address
