"""A year day by day, with runs missed within the lateness window: no occasion twice, none lost."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import cycle

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_books import book_of, customer, history_of, profiles_of, program

from crm_sheets.model import Program, Purpose, Repeat
from crm_sheets.plan import make_contacts, select
from crm_sheets.programs import find_due
from crm_sheets.tables import Book
from crm_sheets.team_settings import TeamSettings

SETTINGS = TeamSettings()
START, END = date(2027, 11, 1), date(2028, 10, 31)


def is_kept_on(day: date, dated: date, repeat: Repeat, every: int) -> bool:
    """Whether `day` is an occasion of `dated`, said as plainly as can be."""
    if repeat in (Repeat.ONCE, Repeat.DUE, Repeat.EACH_DATE):
        return day == dated
    if day <= dated:
        return False
    if repeat is Repeat.CADENCE:
        return (day - dated).days % every == 0
    if day.day != min(dated.day, calendar.monthrange(day.year, day.month)[1]):
        return False
    if repeat is Repeat.MONTHLY:
        return (day.year, day.month) != (dated.year, dated.month)
    return day.month == dated.month and day.year > dated.year


def is_that_day(day: date, written: str) -> bool:
    """Whether `day` is the 31st, the 25th of December ... or stands for it in a shorter month."""
    month, _, number = written.rpartition("-")
    last = calendar.monthrange(day.year, day.month)[1]
    return day.day == min(int(number), last) and (not month or day.month == int(month))


def occasions(dated: date, wanted: Program, first_due: date, last_due: date) -> Iterator[date]:
    day = first_due - timedelta(days=wanted.offset_days)
    while day + timedelta(days=wanted.offset_days) <= last_due:
        if wanted.repeat is Repeat.CALENDAR:
            is_kept = is_that_day(day, wanted.occasion)
        else:
            is_kept = is_kept_on(day, dated, wanted.repeat, wanted.cadence_days)
        if is_kept:
            yield day
        day += timedelta(days=1)


def days_of_runs(gaps: Sequence[int], longest: int) -> Iterator[date]:
    day = START
    for gap in cycle(gaps):
        if day > END:
            return
        yield day
        day += timedelta(days=min(gap, longest))


def live_through(book: Book, wanted: Program, days: Iterator[date]) -> list[tuple[str, date]]:
    """Who was contacted for which occasion, with every run's contacts fed back as history."""
    profiles = profiles_of(*({"customer_id": known} for known in book.table("customers")["customer_id"]))
    made: list[tuple[str, date]] = []
    history = history_of()
    for day in days:
        due, _ = find_due((wanted,), book, profiles, day, SETTINGS)
        decisions = select(due, (wanted,), book, profiles, history, SETTINGS, day)
        contacts = make_contacts(decisions, (wanted,), book, profiles, SETTINGS)
        made += [(contact.subject, contact.occasion_date) for contact in contacts]
        sent = history_of(
            *(
                {"key": contact.key, "program": wanted.program_id, "customer_id": contact.customer_id, "on": day}
                for contact in contacts
            )
        )
        history = pl.concat([history, sent])
    return made


EDGES = st.sampled_from(
    [date(1996, 2, 29), date(1990, 12, 31), date(1991, 1, 1), date(2027, 12, 31), date(2028, 2, 29)]
)
DATES = st.lists(st.dates(date(1960, 1, 1), date(2028, 12, 1)) | EDGES, min_size=1, max_size=12)
DATED = [repeat for repeat in Repeat if repeat is not Repeat.CALENDAR]
USUAL = {
    "offset_days": st.integers(-40, 40),
    "lateness_days": st.integers(3, 10),
    "purpose": st.just(Purpose.SERVICE),
}
ON_DATES = st.builds(program, repeat=st.sampled_from(DATED), cadence_days=st.integers(15, 200), **USUAL)
DAYS = st.sampled_from(["1", "25", "30", "31", "12-25", "12-31", "01-01", "02-29"])
ON_DAYS = st.builds(program, repeat=st.just(Repeat.CALENDAR), occasion=DAYS, **USUAL)
PROGRAMS = ON_DATES | ON_DAYS


GAPS = st.lists(st.integers(3, 11), min_size=3, max_size=30)


@settings(max_examples=6, deadline=None)
@given(DATES, PROGRAMS, GAPS)
def test_no_occasion_twice_and_none_lost(dates: list[date], wanted: Program, gaps: list[int]) -> None:
    check_year(dates, wanted, gaps)


@pytest.mark.deep
@settings(max_examples=40, deadline=None)
@given(DATES, PROGRAMS, GAPS | st.just([1]))
def test_no_occasion_twice_and_none_lost_in_many_years(dates: list[date], wanted: Program, gaps: list[int]) -> None:
    check_year(dates, wanted, gaps)


def check_year(dates: list[date], wanted: Program, gaps: list[int]) -> None:
    people = {f"C{number}": dated for number, dated in enumerate(dates)}
    book = book_of(customers=[customer(known, birth_date=dated) for known, dated in people.items()])
    lateness = timedelta(days=wanted.lateness_days)

    made = Counter(live_through(book, wanted, days_of_runs(gaps, wanted.lateness_days + 1)))

    possible = {(one, day) for one, dated in people.items() for day in occasions(dated, wanted, START - lateness, END)}
    certain = {(one, day) for one, dated in people.items() for day in occasions(dated, wanted, START, END - lateness)}
    assert set(made.values()) <= {1}
    assert certain <= set(made) <= possible
