"""When a date becomes an occasion: the edge days."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_books import program

from crm_sheets.model import Repeat
from crm_sheets.programs.occasions import DATE, occurrences


def found(
    day: date, repeat: Repeat, first: date, last: date, leap_day: str = "feb28", every: int = 0
) -> list[tuple[date, str]]:
    dated = pl.DataFrame({DATE: [day, None]}, schema={DATE: pl.Date})
    rows = occurrences(dated, program(repeat=repeat, cadence_days=every), first, last, leap_day)
    return rows.select("occasion_date", "period").rows()


def on(day: date, repeat: Repeat, today: date, leap_day: str = "feb28", every: int = 0) -> list[str]:
    return [period for _, period in found(day, repeat, today, today, leap_day, every)]


BORN = date(1980, 5, 24)
LEAP = date(2000, 2, 29)


def test_a_birthday_comes_every_year_after_the_birth() -> None:
    assert on(BORN, Repeat.YEARLY, date(2026, 5, 24)) == ["2026"]
    assert on(BORN, Repeat.YEARLY, date(2026, 5, 23)) == []
    assert on(BORN, Repeat.YEARLY, BORN) == []


@pytest.mark.parametrize(("leap_day", "kept_on"), [("feb28", date(2026, 2, 28)), ("mar1", date(2026, 3, 1))])
def test_29_february_is_kept_by_the_teams_policy_in_a_common_year(leap_day: str, kept_on: date) -> None:
    assert found(LEAP, Repeat.YEARLY, date(2026, 2, 27), date(2026, 3, 2), leap_day) == [(kept_on, "2026")]


@pytest.mark.parametrize("leap_day", ["feb28", "mar1"])
def test_29_february_is_kept_on_its_day_in_a_leap_year(leap_day: str) -> None:
    assert found(LEAP, Repeat.YEARLY, date(2028, 2, 1), date(2028, 3, 31), leap_day) == [(date(2028, 2, 29), "2028")]


def test_a_window_over_the_turn_of_the_year_finds_both_years() -> None:
    window = date(2026, 12, 30), date(2027, 1, 5)
    assert found(date(1990, 12, 31), Repeat.YEARLY, *window) == [(date(2026, 12, 31), "2026")]
    assert found(date(1990, 1, 3), Repeat.YEARLY, *window) == [(date(2027, 1, 3), "2027")]


def test_a_window_of_more_than_a_year_finds_one_birthday_twice() -> None:
    periods = [period for _, period in found(BORN, Repeat.YEARLY, date(2025, 5, 24), date(2026, 5, 24))]
    assert periods == ["2025", "2026"]


def test_the_31st_is_kept_on_the_last_day_of_a_shorter_month() -> None:
    days = [day for day, _ in found(date(2025, 12, 31), Repeat.MONTHLY, date(2026, 1, 1), date(2026, 4, 30))]
    assert days == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]


def test_a_month_begins_after_the_date_itself() -> None:
    since = date(2026, 11, 20)
    assert on(since, Repeat.MONTHLY, since) == []
    assert on(since, Repeat.MONTHLY, date(2026, 12, 20)) == ["2026-12"]
    assert on(since, Repeat.MONTHLY, date(2026, 10, 20)) == []


def test_once_and_as_dated_are_the_date_itself() -> None:
    day = date(2026, 11, 20)
    assert on(day, Repeat.ONCE, day) == ["once"]
    assert on(day, Repeat.DUE, day) == ["2026-11"]
    assert on(day, Repeat.ONCE, date(2027, 11, 20)) == []
    assert on(day, Repeat.DUE, date(2026, 12, 20)) == []


def test_a_cadence_counts_from_the_first_step_on() -> None:
    since = date(2026, 1, 1)
    assert on(since, Repeat.CADENCE, since, every=182) == []
    assert on(since, Repeat.CADENCE, since + timedelta(days=182), every=182) == ["1"]
    assert on(since, Repeat.CADENCE, since + timedelta(days=3 * 182), every=182) == ["3"]
    assert on(since, Repeat.CADENCE, since - timedelta(days=182), every=182) == []


def test_a_short_cadence_comes_several_times_in_a_window() -> None:
    since = date(2026, 11, 1)
    periods = [period for _, period in found(since, Repeat.CADENCE, since, date(2026, 11, 30), every=10)]
    assert periods == ["1", "2"]


DAYS = st.dates(date(1999, 1, 1), date(2030, 12, 31))


@settings(max_examples=150, deadline=None)
@given(
    DAYS, DAYS, st.integers(0, 400), st.sampled_from(Repeat), st.integers(1, 200), st.sampled_from(["feb28", "mar1"])
)
def test_a_window_finds_what_its_days_find_one_by_one(
    day: date, first: date, length: int, repeat: Repeat, every: int, leap_day: str
) -> None:
    last = first + timedelta(days=length)
    whole = found(day, repeat, first, last, leap_day, every)
    middle = first + timedelta(days=length // 3)
    halves = found(day, repeat, first, middle, leap_day, every)
    if middle < last:
        halves += found(day, repeat, middle + timedelta(days=1), last, leap_day, every)
    assert sorted(whole) == sorted(halves)
    assert len({period for _, period in whole}) == len(whole)
    assert all(first <= occasion <= last for occasion, _ in whole)


def test_a_promised_call_that_is_moved_within_the_month_is_a_call_of_its_own() -> None:
    first, moved = date(2026, 11, 21), date(2026, 11, 27)
    assert on(first, Repeat.EACH_DATE, first) == ["2026-11-21"]
    assert on(moved, Repeat.EACH_DATE, moved) == ["2026-11-27"]
