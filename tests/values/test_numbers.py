"""Numbers, money and percentages in Indonesian and other spellings."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_sheets.values.numbers import parse_integers, parse_money, parse_numbers, parse_percents, read_number
from crm_sheets.values.readings import Parsed


def read(parse: Callable[..., Parsed], text: str, country: str = "ID") -> tuple[float | None, str | None, str | None]:
    parsed = parse(pl.Series("number", [text]), country)
    fault = parsed.faults.row(0, named=True) if parsed.faults.height else {"code": None, "hint": None}
    return parsed.values[0], fault["code"], fault["hint"]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1500000", 1_500_000),
        ("1.500.000", 1_500_000),
        ("Rp 1.500.000,00", 1_500_000),
        ("Rp1.500.000", 1_500_000),
        ("Rp. 1.500.000,-", 1_500_000),
        ("rp 1.500.000,5", 1_500_000.5),
        ("IDR 2,000,000", 2_000_000),
        ("2,000,000.50", 2_000_000.5),
        ("1 500 000", 1_500_000),
        ("1500000 rupiah", 1_500_000),
        ("1,5 jt", 1_500_000),
        ("1.5 juta", 1_500_000),
        ("Rp 1,25 juta", 1_250_000),
        ("25rb", 25_000),
        ("25 Ribu", 25_000),
        ("2 miliar", 2_000_000_000),
        ("2 milyar", 2_000_000_000),
        ("1,2 triliun", 1_200_000_000_000),
        ("-5.000", -5_000),
        ("Rp -5.000", -5_000),
        ("-Rp5.000", -5_000),
        ("(1.000)", -1_000),
        ("1234.56", 1234.56),
        ("0,5", 0.5),
        ("0", 0),
    ],
)
def test_money_is_read_in_every_usual_spelling(text: str, amount: float) -> None:
    assert read(parse_money, text) == (amount, None, None)
    assert read_number(text) == amount


def test_a_lone_point_before_three_digits_groups_thousands_because_number_cells_never_look_so() -> None:
    assert read_number("1.234") == 1234
    assert read_number("1.2340") == 1.234
    assert read_number("0.500") == 0.5


def test_a_lone_comma_before_three_digits_groups_in_money_and_is_decimal_in_other_numbers() -> None:
    assert read(parse_money, "1,234")[0] == 1234
    assert read(parse_numbers, "1,234")[0] == 1.234
    assert read(parse_money, "1,250 jt")[0] == 1_250_000


def test_countries_with_a_decimal_point_read_the_other_way_round() -> None:
    assert read(parse_money, "$1,234.50", "US")[0] == 1234.5
    assert read(parse_money, "1,234", "US")[0] == 1234
    assert read(parse_money, "1.234", "US")[0] == 1.234
    assert read(parse_money, "1,5", "US")[1] == "bad_money"
    assert read(parse_money, "RM 1,200", "MY")[0] == 1200
    assert read(parse_money, "€ 1.200,50", "DE")[0] == 1200.5


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("2 M", "2.000.000.000 / 2.000.000"),
        ("1O0.000", "100.000"),
        ("USD 100", ""),
        ("5-10 jt", ""),
        ("12,34,567", ""),
        ("1.500.00", ""),
        ("1e5", ""),
        ("nan", ""),
        ("inf", ""),
        ("--5", ""),
        ("lima ribu", ""),
        ("½", ""),
    ],
)
def test_what_is_no_amount_is_refused(text: str, hint: str) -> None:
    assert read(parse_money, text) == (None, "bad_money", hint)
    assert read_number(text) is None


def test_many_rupiah_texts_at_once_are_read_as_one_by_one() -> None:
    texts = [f"Rp {n}.{n % 1000:03}.000,{n % 100:02}" for n in range(1, 400)]
    assert parse_money(pl.Series(texts)).values.to_list() == [read_number(text) for text in texts]
    assert parse_money(pl.Series([f"0.{n}" for n in range(100, 400)])).values[0] == 0.1


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("5%", 0.05),
        ("5 %", 0.05),
        ("0,05", 0.05),
        ("0.05", 0.05),
        ("5", 0.05),
        ("12,5%", 0.125),
        ("0,5%", 0.005),
        ("1", 1.0),
        ("1%", 0.01),
        ("100", 1.0),
        ("-3%", -0.03),
        ("5 persen", 0.05),
    ],
)
def test_percentages_become_shares(text: str, share: float) -> None:
    assert read(parse_percents, text) == (pytest.approx(share), None, None)


def test_what_is_no_percentage_is_refused() -> None:
    assert read(parse_percents, "lima %")[1] == "bad_percent"


def test_whole_numbers_must_be_whole() -> None:
    assert parse_integers(pl.Series(["12", "12.0", "1.200", "-7", "12,0"])).values.to_list() == [12, 12, 1200, -7, 12]
    assert read(parse_integers, "3,6") == (None, "bad_number", "4")
    assert read(parse_integers, "3.6") == (None, "bad_number", "4")
    assert read(parse_integers, "12 hari")[1] == "bad_number"
    assert read(parse_integers, "99999999999999999999")[1] == "bad_number"


def test_blanks_and_dashes_are_no_numbers_and_no_problems() -> None:
    parsed = parse_money(pl.Series([None, "-", "7"]))
    assert parsed.values.to_list() == [None, None, 7]
    assert parsed.faults.is_empty()


@given(st.integers(-(10**14), 10**14))
def test_an_amount_grouped_the_indonesian_way_is_itself(amount: int) -> None:
    assert read_number(f"Rp {amount:,}".replace(",", ".")) == amount


@settings(max_examples=80, deadline=None)
@given(st.one_of(st.text(max_size=20), st.text("0123456789.,-() rpjtm%", max_size=14)))
def test_no_text_whatever_breaks_the_reading(text: str) -> None:
    for parse in (parse_money, parse_numbers, parse_integers, parse_percents):
        value, code, _ = read(parse, text)
        assert value is None or (code is None and abs(value) < float("inf"))
