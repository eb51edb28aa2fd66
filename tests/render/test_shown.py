"""Money, dates and texts as people write them."""

from __future__ import annotations

from datetime import date

import pytest
from message_samples import SETTINGS, render

from crm_sheets.render import RenderProblem
from crm_sheets.render.shown import date_text, money_text, number_text
from crm_sheets.sms import measure


@pytest.mark.parametrize(
    ("amount", "currency", "indonesian", "english"),
    [
        (1_500_000, "IDR", "Rp1.500.000", "IDR 1,500,000"),
        (1_500_000.49, "IDR", "Rp1.500.000", "IDR 1,500,000"),
        (0, "IDR", "Rp0", "IDR 0"),
        (-25_000, "idr", "-Rp25.000", "-IDR 25,000"),
        (1_234.5, "USD", "US$1.234,50", "USD 1,234.50"),
        (1_234, "USD", "US$1.234", "USD 1,234"),
        (10, "XYZ", "XYZ10", "XYZ 10"),
    ],
)
def test_money(amount: float, currency: str, indonesian: str, english: str) -> None:
    assert money_text(amount, currency, "id") == indonesian
    assert money_text(amount, currency, "en") == english


def test_money_stays_in_the_cheap_sms_alphabet() -> None:
    for language in ("id", "en"):
        assert measure(money_text(1_500_000, "IDR", language)).encoding == "gsm7"


def test_dates() -> None:
    day = date(2026, 5, 1)
    assert (date_text(day, "id"), date_text(day, "en")) == ("1 Mei 2026", "1 May 2026")
    source = "{{ d|date }}, {{ d|month }}, {{ d|day_month }}, {{ d|weekday }}".replace("d|", "subject.next_due|")
    assert render(source, language="id").text == "23 November 2026, November 2026, 23 November, Senin"
    assert render(source, language="en").text == "23 November 2026, November 2026, 23 November, Monday"


def test_numbers() -> None:
    assert [number_text(value, "id") for value in (3, 3.0, 2.5, 0.126, 100.0)] == ["3", "3", "2,5", "0,13", "100"]
    assert number_text(2.5, "en") == "2.5"


def test_text_filters() -> None:
    source = (
        "{{ customer.name|upper }} {{ customer.name|lower|capitalize }} {{ 'anak ke dua'|title }} {{ ' a '|trim }}"
        "{{ customer.name|replace('Budi', 'Tono') }} {{ customer.name|length }} {{ 'a b'|urlencode }}"
        " {{ 'satu dua tiga'|truncate(11) }} {{ 12.345|round(1) }} {{ 7.9|int }} {{ -3|abs }}"
    )
    assert render(source).text == ("BUDI SANTOSO Budi santoso Anak Ke Dua aTono Santoso 12 a%20b satu... 12,3 7 3")


def test_joined_texts_show_values_as_they_are_shown_alone() -> None:
    assert render("{{ 'premi ' ~ subject.premium ~ ', ' ~ subject.next_due }}").text == (
        "premi Rp1.500.000, 23 November 2026"
    )


@pytest.mark.parametrize("source", ["{{ customer.name|money }}", "{{ subject.premium|date }}", "{{ customer|date }}"])
def test_a_filter_for_the_wrong_kind_of_value_says_so(source: str) -> None:
    with pytest.raises(RenderProblem, match="bukan"):
        render(source, settings=SETTINGS)
