"""Dates as people type them in Indonesia and elsewhere."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm_sheets.values.dates import DateHabit, parse_dates, parse_datetimes, parse_months, read_date
from crm_sheets.values.readings import Parsed

TODAY = date(2026, 11, 20)
PAST = DateHabit(TODAY, past=True)
BIRTH = DateHabit(TODAY, past=True, birth=True)
ANY = DateHabit(TODAY)


def dates(*texts: str | None, habit: DateHabit = PAST) -> Parsed:
    return parse_dates(pl.Series("date", texts, dtype=pl.String), habit)


def read(text: str, habit: DateHabit = PAST) -> tuple[date | None, str | None, str | None]:
    parsed = dates(text, habit=habit)
    fault = parsed.faults.row(0, named=True) if parsed.faults.height else {"code": None, "hint": None}
    return parsed.values[0], fault["code"], fault["hint"]


@pytest.mark.parametrize(
    "text",
    [
        "2008-05-24",
        "2008-05-24 00:00:00",
        "2008-05-24T13:45:00",
        "2008/5/24",
        "24 Mei 2008",
        "24 MEI 2008",
        "24-Mei-2008",
        "24Mei2008",
        "24 May 2008",
        "24th May 2008",
        "May 24, 2008",
        "24-05-2008",
        "24.05.2008",
        "24 05 2008",
        "24/5/2008",
        "24/5/08",
        "24 Mei '08",
        "Sabtu, 24 Mei 2008",
        "tgl 24 Mei 2008",
        "24052008",
        "20080524",
        "39592",
        "39592.75",
        "24/05/2008 13.45 WIB",
        "24\u00a0Mei\u00a02008",
    ],
)
def test_every_usual_spelling_is_the_same_day(text: str) -> None:
    assert read(text) == (date(2008, 5, 24), None, None)


@pytest.mark.parametrize(
    ("name", "month"),
    [
        *[("Januari", 1), ("Peb", 2), ("Pebruari", 2), ("Maret", 3), ("Mei", 5), ("Juni", 6), ("Juli", 7), ("Agt", 8)],
        *[("Agu", 8), ("Ags", 8), ("Agustus", 8), ("Sept", 9), ("Okt", 10), ("October", 10), ("Nop", 11)],
        *[("Nopember", 11), ("Des", 12), ("Dec", 12)],
    ],
)
def test_months_have_indonesian_old_and_english_names(name: str, month: int) -> None:
    assert read(f"5 {name} 1999")[0] == date(1999, month, 5)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("31/02/2020", "29/02/2020"),
        ("31 Juni 2021", "30/06/2021"),
        ("29/2/2021", "28/02/2021"),
        ("05/24/2008", "24/05/2008"),
        ("5 Agutsus 1999", "05/08/1999"),
        ("13/13/2020", ""),
        ("5 Maret", ""),
        ("1990", ""),
        ("24/5/0208", ""),
        ("besok", ""),
        ("2020-00-10", ""),
    ],
)
def test_what_is_no_date_is_refused_with_the_likely_one_as_hint(text: str, hint: str) -> None:
    assert read(text) == (None, "bad_date", hint)


def test_the_day_comes_first_in_indonesia_and_the_month_in_america() -> None:
    assert read("1/2/1990") == (date(1990, 2, 1), None, None)
    assert read("1/2/1990", DateHabit(TODAY, "US")) == (date(1990, 1, 2), None, None)
    assert read("24/5/1990", DateHabit(TODAY, "US")) == (None, "bad_date", "1990-05-24")


def test_where_both_orders_are_usual_a_date_that_could_be_two_is_used_with_a_warning() -> None:
    canada = DateHabit(TODAY, "CA")
    assert read("1/2/1990", canada) == (date(1990, 2, 1), "ambiguous_date", "1990-02-01 / 1990-01-02")
    assert read("24/2/1990", canada) == (date(1990, 2, 24), None, None)
    assert read("2/2/1990", canada) == (date(1990, 2, 2), None, None)


def test_a_two_digit_year_of_something_past_is_not_after_this_year() -> None:
    assert read("1/2/90")[0] == date(1990, 2, 1)
    assert read("1/2/26")[0] == date(2026, 2, 1)
    assert read("1/2/27")[0] == date(1927, 2, 1)


def test_a_two_digit_year_of_something_to_come_may_lie_ahead() -> None:
    assert read("1/2/27", ANY)[0] == date(2027, 2, 1)
    assert read("1/2/98", ANY)[0] == date(1998, 2, 1)


def test_a_birth_date_is_never_in_the_future_and_warns_when_a_hundred_years_earlier_is_as_likely() -> None:
    assert read("30/12/26", BIRTH) == (date(1926, 12, 30), None, None)
    assert read("1/2/20", BIRTH) == (date(2020, 2, 1), "ambiguous_date", "01/02/2020 / 01/02/1920")
    assert read("1/2/90", BIRTH) == (date(1990, 2, 1), None, None)
    assert read("1/2/10", BIRTH) == (date(2010, 2, 1), None, None)
    assert read("1/2/2020", BIRTH) == (date(2020, 2, 1), None, None)


def test_blanks_and_dashes_are_no_dates_and_no_problems() -> None:
    parsed = dates(None, "-", "24/5/2008")
    assert parsed.values.to_list() == [None, None, date(2008, 5, 24)]
    assert parsed.faults.is_empty()


def test_the_same_wrong_cell_is_reported_wherever_it_stands() -> None:
    assert dates("31/2/2020", "1/1/2020", "31/2/2020").faults["index"].to_list() == [0, 2]


@pytest.mark.parametrize(
    "text",
    ["11/26", "11-26", "11/2026", "Nov 2026", "Nov-26", "Nop 26", "2026-11", "24/11/2026", "2026-11-01 00:00:00"],
)
def test_a_month_is_its_last_day(text: str) -> None:
    parsed = parse_months(pl.Series([text]), ANY)
    assert parsed.values.to_list() == [date(2026, 11, 30)]
    assert parsed.faults.is_empty()


@pytest.mark.parametrize(("text", "hint"), [("13/26", ""), ("2026", ""), ("1126", ""), ("Novmber 2026", "11/2026")])
def test_what_is_no_month_is_refused(text: str, hint: str) -> None:
    parsed = parse_months(pl.Series([text]), ANY)
    assert parsed.values.to_list() == [None]
    assert parsed.faults.row(0) == (0, "bad_date", "error", hint)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-05-24 13:45:00", datetime(2024, 5, 24, 13, 45)),
        ("24/05/2024 13.45", datetime(2024, 5, 24, 13, 45)),
        ("24 Mei 2024 pukul 13:45 WIB", datetime(2024, 5, 24, 13, 45)),
        ("24/5/2024 1:45 pm", datetime(2024, 5, 24, 13, 45)),
        ("45436.5", datetime(2024, 5, 24, 12)),
        ("24/05/2024", datetime(2024, 5, 24)),
        ("24/05/2024 25:45", None),
        ("siang", None),
    ],
)
def test_a_time_of_day_goes_with_its_date(text: str, expected: datetime | None) -> None:
    parsed = parse_datetimes(pl.Series([text]), PAST)
    assert parsed.values.to_list() == [expected]
    assert parsed.faults["code"].to_list() == ([] if expected else ["bad_date"])


def test_one_date_can_be_read_by_itself() -> None:
    assert read_date("24 Mei 2008") == date(2008, 5, 24)
    assert read_date("31/02/2020") is None
    assert read_date("1/2/90") == date(1990, 2, 1)


SPELLINGS = [
    "{0:%Y-%m-%d}",
    "{0:%d/%m/%Y}",
    "{0.day}-{0.month}-{0.year}",
    "{0.day} {1} {0.year}",
    "{0.day}.{0.month}.{0.year}",
]
MONTH_NAMES = ["Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agt", "Sep", "Okt", "Nov", "Des"]


@settings(max_examples=5, deadline=None)
@given(
    st.lists(
        st.tuples(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from(SPELLINGS)), min_size=250, unique=True
    )
)
def test_many_dates_at_once_are_read_as_one_by_one(typed: list[tuple[date, str]]) -> None:
    texts = {spelling.format(day, MONTH_NAMES[day.month - 1]): day for day, spelling in typed}
    parsed = dates(*texts, habit=ANY)
    assert dict(zip(texts, parsed.values, strict=True)) == texts
    assert {text: read_date(text) for text in list(texts)[:40]} == dict(list(texts.items())[:40])


@settings(max_examples=80, deadline=None)
@given(st.one_of(st.text(max_size=30), st.text("0123456789/-. ", max_size=14)))
def test_no_text_whatever_breaks_the_reading(text: str) -> None:
    for parse in (parse_dates, parse_months, parse_datetimes):
        parsed = parse(pl.Series([text]), BIRTH)
        assert parsed.values[0] is None or not parsed.faults.filter(pl.col("severity") == "error").height
