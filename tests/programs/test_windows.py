"""On which day an occasion falls due: offsets in days and working days, programs that start and end."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_books import Row, book_of, customer, profiles_of, program

from crm_sheets.model import Program, Repeat
from crm_sheets.programs import find_due
from crm_sheets.programs.windows import window_of
from crm_sheets.team_calendar import team_calendar
from crm_sheets.team_settings import TeamSettings

CLOSED = [
    {"date": date(2026, 12, 24), "name": "Cuti bersama Natal", "kind": "holiday"},
    {"date": date(2026, 12, 31), "name": "Tutup buku", "kind": "closed"},
    {"date": date(2026, 12, 29), "name": "Bazar", "kind": "event"},
]
INDONESIA = TeamSettings(country="ID")


def after_purchase(days: int, **fields: object) -> Program:
    usual = {"occasion": "transactions.date", "repeat": Repeat.ONCE, "in_working_days": True, "lateness_days": 0}
    return program("thanks", offset_days=days, **{**usual, **fields})


def due_days(wanted: Program, bought: date, first: date, last: date, settings: TeamSettings = INDONESIA) -> set[date]:
    """Every due date that is seen on any day from `first` to `last`."""
    rows: list[Row] = [{"transaction_id": "T1", "customer_id": "C1", "date": bought}]
    book = book_of(customers=[customer()], transactions=rows, calendar=CLOSED)
    found = [
        find_due([wanted], book, profiles_of(), first + timedelta(number), settings)[0]
        for number in range((last - first).days + 1)
    ]
    return set(pl.concat(found)["due_date"])


@pytest.mark.parametrize(
    ("bought", "days", "due"),
    [
        # Thu 24 and Fri 25 December 2026 are holidays, Sat and Sun the weekend, Thu 31 closed, Fri 1 January a holiday
        (date(2026, 12, 21), 2, date(2026, 12, 23)),
        (date(2026, 12, 22), 2, date(2026, 12, 28)),
        (date(2026, 12, 23), 1, date(2026, 12, 28)),
        (date(2026, 12, 25), 1, date(2026, 12, 28)),
        (date(2026, 12, 26), 3, date(2026, 12, 30)),
        (date(2026, 12, 30), 1, date(2027, 1, 4)),
        (date(2026, 12, 28), -1, date(2026, 12, 23)),
        (date(2026, 12, 27), -1, date(2026, 12, 23)),
        (date(2027, 1, 4), -2, date(2026, 12, 29)),
        (date(2026, 12, 25), 0, date(2026, 12, 25)),
        (date(2026, 10, 1), 60, date(2026, 12, 28)),
    ],
)
def test_working_days_step_over_weekends_holidays_and_closed_days(bought: date, days: int, due: date) -> None:
    assert due_days(after_purchase(days), bought, date(2026, 12, 1), date(2027, 1, 31)) == {due}


def test_working_days_are_those_of_the_team() -> None:
    saturday_too = TeamSettings(country="ID", work_days="mon-sat")
    wanted, bought = after_purchase(1), date(2026, 11, 20)
    seen = date(2026, 11, 20), date(2026, 12, 5)
    assert due_days(wanted, bought, *seen, saturday_too) == {date(2026, 11, 21)}
    assert due_days(wanted, bought, *seen, INDONESIA) == {date(2026, 11, 23)}


def test_a_calendar_day_moves_by_working_days_too() -> None:
    payday = program("gajian", occasion="31", repeat=Repeat.CALENDAR, in_working_days=True, offset_days=-2)
    book = book_of(customers=[customer()], calendar=CLOSED)
    due, _ = find_due([payday], book, profiles_of(), date(2026, 12, 29), INDONESIA)
    assert due.select("occasion_date", "due_date", "period").rows() == [
        (date(2026, 12, 31), date(2026, 12, 29), "2026-12")
    ]


@pytest.mark.parametrize(
    ("starts", "ends", "bought", "is_due"),
    [
        (None, None, date(2026, 11, 17), True),
        (date(2026, 11, 20), None, date(2026, 11, 17), True),
        (date(2026, 11, 21), None, date(2026, 11, 17), False),
        (None, date(2026, 11, 20), date(2026, 11, 17), True),
        (None, date(2026, 11, 19), date(2026, 11, 17), False),
        (date(2026, 11, 1), date(2026, 11, 19), date(2026, 11, 16), True),
        (date(2026, 12, 1), None, date(2026, 11, 17), False),
    ],
)
def test_a_program_runs_from_its_start_to_its_end_by_the_due_day(
    starts: date | None, ends: date | None, bought: date, *, is_due: bool
) -> None:
    """Three days after the purchase, looked at on 20 November."""
    wanted = after_purchase(3, in_working_days=False, lateness_days=3, starts_on=starts, ends_on=ends)
    assert bool(due_days(wanted, bought, date(2026, 11, 20), date(2026, 11, 20))) == is_due


@settings(max_examples=60, deadline=None)
@given(
    st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    st.integers(-120, 120),
    st.sampled_from(["mon-fri", "mon-sat", "daily", "sun", "tue,thu"]),
    st.lists(st.dates(date(2026, 1, 1), date(2027, 12, 31)), max_size=30),
    st.integers(0, 20),
)
def test_each_occasion_is_seen_from_its_due_day_on_and_never_elsewhere(
    occasion: date, days: int, work_days: str, closed: list[date], late: int
) -> None:
    """By the plainest way of counting: one working day after the other."""
    rows = [{"date": day, "name": "tutup", "kind": "closed"} for day in closed]
    book, team = book_of(calendar=rows), TeamSettings(country="ID", work_days=work_days)
    due = team_calendar(book, team, date(2020, 1, 1), date(2034, 1, 1)).shift(occasion, days)
    wanted = after_purchase(days, lateness_days=late)
    for seen_after, is_seen in ((-1, False), (0, True), (late + 7, True), (late + 8, False)):
        window = window_of(wanted, due + timedelta(days=seen_after), book, team)
        found = window.due_days.get(occasion) if window and window.due_days else None
        assert found == (due if is_seen else None)
