"""Periods: names, borders, the period before, and what an unfinished one is compared with."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sheets.periods import MONTHS, Period, PeriodKind, Span, add_months, month_label, parse_period, period_of


@pytest.mark.parametrize(
    ("name", "start", "end", "before"),
    [
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30), "2026-10"),
        ("2026-01", date(2026, 1, 1), date(2026, 1, 31), "2025-12"),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), "2024-01"),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31), "2025-Q4"),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31), "2026-Q3"),
        ("2026-H1", date(2026, 1, 1), date(2026, 6, 30), "2025-H2"),
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2025"),
    ],
)
def test_a_period_has_borders_and_a_period_before(name: str, start: date, end: date, before: str) -> None:
    period = parse_period(name)
    assert (period.name, period.start, period.end, period.before.name) == (name, start, end, before)


@pytest.mark.parametrize("text", ["2026-13", "2026-0", "2026-Q5", "2026-H3", "Nov 2026", "", "0000", "202"])
def test_what_is_no_period_is_refused_with_the_spellings_that_work(text: str) -> None:
    with pytest.raises(ValueError, match="2026-Q4"):
        parse_period(text)


def test_small_letters_and_spaces_are_understood() -> None:
    assert parse_period(" 2026-q4 ") == Period(PeriodKind.QUARTER, 2026, 4)


def test_an_unfinished_month_is_compared_with_as_many_days_of_the_month_before() -> None:
    november, as_of = parse_period("2026-11"), date(2026, 11, 20)
    assert november.passed(as_of) == Span(date(2026, 11, 1), date(2026, 11, 20))
    assert november.comparable(as_of) == Span(date(2026, 10, 1), date(2026, 10, 20))


@pytest.mark.parametrize("as_of", [date(2026, 11, 30), date(2027, 3, 1)])
def test_a_whole_month_is_compared_with_the_whole_month_before(as_of: date) -> None:
    november = parse_period("2026-11")
    assert november.passed(as_of) == Span(date(2026, 11, 1), date(2026, 11, 30))
    assert november.comparable(as_of) == Span(date(2026, 10, 1), date(2026, 10, 31))


def test_a_shorter_period_before_is_taken_whole() -> None:
    assert parse_period("2026-03").comparable(date(2026, 3, 30)).end == date(2026, 2, 28)


def test_a_period_that_has_not_begun_cannot_be_reported() -> None:
    with pytest.raises(ValueError, match="2026-12 has not begun"):
        parse_period("2026-12").passed(date(2026, 11, 20))


@pytest.mark.parametrize(
    ("name", "indonesian", "english"),
    [
        ("2026-05", "Mei 2026", "May 2026"),
        ("2026-Q2", "Triwulan 2 2026", "Quarter 2 2026"),
        ("2026-H2", "Semester 2 2026", "Half 2 of 2026"),
        ("2026", "2026", "2026"),
    ],
)
def test_a_period_has_a_name_in_both_languages(name: str, indonesian: str, english: str) -> None:
    assert (parse_period(name).label("id"), parse_period(name).label("en")) == (indonesian, english)


def test_days_are_named_as_short_as_they_can_be() -> None:
    october = Span(date(2026, 10, 1), date(2026, 10, 20))
    assert (october.label("id"), october.label("en")) == ("1–20 Okt 2026", "1–20 Oct 2026")
    assert Span(date(2026, 10, 1), date(2026, 11, 20)).label("en") == "1 Oct – 20 Nov 2026"
    assert Span(date(2025, 12, 1), date(2026, 1, 2)).label("id") == "1 Des 2025 – 2 Jan 2026"
    assert Span(date(2026, 11, 1), date(2026, 11, 1)).label("id") == "1 Nov 2026"


def test_months_have_distinct_short_names_in_each_language() -> None:
    days = [date(2026, month, 1) for month in range(1, 13)]
    assert len({month_label(day, "id") for day in days}) == len({month_label(day, "en") for day in days}) == 12
    assert month_label(date(2026, 8, 5), "id") == "Agu 2026"
    assert len(MONTHS) == 12


def test_months_are_added_with_the_last_day_kept_inside() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2026, 3, 31), -13) == date(2025, 2, 28)


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.sampled_from(PeriodKind))
def test_every_day_lies_in_its_period_and_periods_join_without_a_gap(day: date, kind: PeriodKind) -> None:
    period = period_of(day, kind)
    assert period.start <= day <= period.end
    assert period.before.end + timedelta(days=1) == period.start
    assert parse_period(period.name) == period
