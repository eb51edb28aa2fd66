"""Money, numbers and days in words, as a letter writer would put them (catalogue D1)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from message_samples import SETTINGS, TODAY, contact, loader, render

from crm_sheets.model import SkipReason
from crm_sheets.render import Renderer, RenderProblem
from crm_sheets.team_settings import TeamSettings


def both(source: str, **changes: object) -> tuple[str, str]:
    """What a template writes in Indonesian and in English."""
    return tuple(render(source, language=one, **changes).text for one in ("id", "en"))  # type: ignore[return-value,arg-type]


@pytest.mark.parametrize(
    ("premium", "indonesian", "english"),
    [
        (1_000, "seribu rupiah", "one thousand rupiah"),
        (100_000, "seratus ribu rupiah", "one hundred thousand rupiah"),
        (
            1_500_000,
            "satu juta lima ratus ribu rupiah",
            "one million five hundred thousand rupiah",
        ),
        (11_011, "sebelas ribu sebelas rupiah", "eleven thousand and eleven rupiah"),
        (2_000_000_000, "dua miliar rupiah", "two billion rupiah"),
        (0, "nol rupiah", "zero rupiah"),
        (1_000.4, "seribu rupiah", "one thousand rupiah"),
        (-1_000, "min seribu rupiah", "minus one thousand rupiah"),
    ],
)
def test_a_premium_in_words(premium: float, indonesian: str, english: str) -> None:
    assert both("{{ subject.premium|in_words }}", subject={"premium": float(premium)}) == (indonesian, english)


def test_other_currencies_have_their_names_and_cents() -> None:
    dollars = TeamSettings(company="Mitra", currency="USD")
    assert both("{{ subject.premium|in_words }}", settings=dollars, subject={"premium": 12.5}) == (
        "dua belas koma lima dolar Amerika Serikat",
        "twelve point five US dollars",
    )


@pytest.mark.parametrize(
    ("number", "indonesian", "english"),
    [
        ("11", "sebelas", "eleven"),
        ("100", "seratus", "one hundred"),
        ("1000", "seribu", "one thousand"),
        ("1001", "seribu satu", "one thousand and one"),
        ("2.5", "dua koma lima", "two point five"),
        ("0.05", "nol koma nol lima", "zero point zero five"),
        ("-0.5", "min nol koma lima", "minus zero point five"),
        ("3.0", "tiga", "three"),
        ("0.1 + 0.2", "nol koma tiga", "zero point three"),
    ],
)
def test_a_number_in_words(number: str, indonesian: str, english: str) -> None:
    assert both(f"{{{{ ({number})|in_words }}}}") == (indonesian, english)


def test_a_sum_of_money_is_a_number_and_the_writer_says_of_what() -> None:
    assert both("{{ (subject.premium * 12)|in_words }} rupiah")[0] == "delapan belas juta rupiah"


def test_a_date_in_words() -> None:
    assert both("{{ subject.next_due|in_words }}") == (
        "dua puluh tiga November dua ribu dua puluh enam",
        "the twenty-third of November twenty twenty-six",
    )


@pytest.mark.parametrize(
    ("premium", "indonesian", "english"),
    [
        (500, "Rp500", "IDR 500"),
        (750_000, "Rp750 ribu", "IDR 750 thousand"),
        (999_999, "Rp1 juta", "IDR 1 million"),
        (1_500_000, "Rp1,5 juta", "IDR 1.5 million"),
        (1_250_000, "Rp1,25 juta", "IDR 1.25 million"),
        (26e6, "Rp26 juta", "IDR 26 million"),
        (1.2e9, "Rp1,2 miliar", "IDR 1.2 billion"),
        (3e12, "Rp3 triliun", "IDR 3 trillion"),
        (-2e6, "-Rp2 juta", "-IDR 2 million"),
    ],
)
def test_money_as_people_say_it(premium: float, indonesian: str, english: str) -> None:
    assert both("{{ subject.premium|money_short }}", subject={"premium": float(premium)}) == (indonesian, english)


@pytest.mark.parametrize(
    ("days", "indonesian", "english"),
    [
        (-8, "pada 12 November 2026", "on 12 November 2026"),
        (-3, "3 hari lalu", "3 days ago"),
        (-1, "kemarin", "yesterday"),
        (0, "hari ini", "today"),
        (1, "besok", "tomorrow"),
        (2, "lusa", "in 2 days"),
        (3, "3 hari lagi", "in 3 days"),
        (7, "7 hari lagi", "in 7 days"),
        (8, "pada 28 November 2026", "on 28 November 2026"),
    ],
)
def test_a_day_seen_from_today(days: int, indonesian: str, english: str) -> None:
    due = TODAY + timedelta(days=days)
    assert both("{{ subject.next_due|when }}", subject={"next_due": due}) == (indonesian, english)


def test_dates_with_their_weekday_and_places_in_a_row() -> None:
    assert both("{{ subject.next_due|long_date }}") == ("Senin, 23 November 2026", "Monday, 23 November 2026")
    assert both("{{ profile.age|ordinal }}, {{ 1|ordinal }}, {{ 22|ordinal }}") == (
        "ke-46, ke-1, ke-22",
        "46th, 1st, 22nd",
    )


@pytest.mark.parametrize("name", ["in_words", "money_short", "when", "ordinal", "long_date"])
def test_a_blank_cell_stops_the_message_and_a_wrong_value_the_template(name: str) -> None:
    def reason(source: str) -> SkipReason:
        with pytest.raises(RenderProblem) as caught:
            render(source, subject={"premium": None})
        return caught.value.reason

    assert reason(f"{{{{ subject.premium|{name} }}}}") is SkipReason.MISSING_VALUE
    assert reason(f"{{{{ customer.name|{name} }}}}") is SkipReason.TEMPLATE_PROBLEM


@pytest.mark.parametrize("name", ["in_words", "money_short", "ordinal"])
def test_a_number_beyond_all_sense_is_refused(name: str) -> None:
    with pytest.raises(RenderProblem, match="terlalu besar"):
        render(f"{{{{ {10**16}|{name} }}}}")


def test_words_stay_in_the_cheap_alphabet_of_sms() -> None:
    source = "{{ subject.premium|in_words }} {{ subject.premium|money_short }} {{ subject.next_due|long_date }}"
    for language in ("id", "en"):
        renderer = Renderer(loader({f"t.sms.{language}.txt": source}), SETTINGS)
        assert renderer.render(contact(language=language), date(2026, 11, 20)).text.isascii()
