"""Working time is counted while somebody is there, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sheets.values.working_time import WorkingTime

JAKARTA = ZoneInfo("Asia/Jakarta")
BERLIN = ZoneInfo("Europe/Berlin")
WEEK = frozenset(range(5))
NEW_YEAR = frozenset({date(2026, 12, 31), date(2027, 1, 1)})
OFFICE = WorkingTime(WEEK, time(8), time(17), NEW_YEAR, JAKARTA)
FRIDAY, MONDAY = 20, 23  # November 2026


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=JAKARTA)


@pytest.mark.parametrize(
    ("moment", "minutes", "due"),
    [
        (at(FRIDAY, 9), 120, at(FRIDAY, 11)),
        (at(FRIDAY, 16), 120, at(MONDAY, 9)),
        (at(FRIDAY, 15), 120, at(FRIDAY, 17)),
        (at(FRIDAY, 17), 120, at(MONDAY, 10)),
        (at(FRIDAY, 23, 30), 120, at(MONDAY, 10)),
        (at(FRIDAY, 3), 120, at(FRIDAY, 10)),
        (at(21, 12), 120, at(MONDAY, 10)),
        (at(FRIDAY, 3), 0, at(FRIDAY, 8)),
        (at(FRIDAY, 9), 0, at(FRIDAY, 9)),
        (at(FRIDAY, 8), 5 * 540, at(26, 17)),
        (at(30, 16, 30, month=12), 60, datetime(2027, 1, 4, 8, 30, tzinfo=JAKARTA)),
    ],
    ids=[
        "in office hours",
        "over the weekend",
        "to the last minute",
        "at closing time",
        "at night",
        "before dawn",
        "on a Saturday",
        "no time at night",
        "no time by day",
        "a week of work",
        "over closed days",
    ],
)
def test_an_answer_is_due_after_so_many_working_minutes(moment: datetime, minutes: int, due: datetime) -> None:
    assert OFFICE.after(moment, minutes) == due
    assert OFFICE.after(moment.astimezone(UTC), minutes) == due
    assert OFFICE.minutes_between(moment, due) == minutes


def test_the_answer_is_in_the_zone_of_the_team() -> None:
    due = OFFICE.after(datetime(2026, 11, 20, 2, tzinfo=UTC), 30)
    assert due is not None
    assert (due.tzinfo, due.hour, due.minute) == (JAKARTA, 9, 30)


def test_hours_that_the_clocks_skip_or_repeat_are_counted_as_they_pass() -> None:
    nights = WorkingTime(frozenset(range(7)), time(0), time(6), frozenset(), BERLIN)
    spring, autumn = date(2026, 3, 29), date(2026, 10, 25)

    def midnight(day: date) -> datetime:
        return datetime.combine(day, time(0), BERLIN)

    assert nights.after(midnight(spring), 180) == datetime(2026, 3, 29, 4, tzinfo=BERLIN)
    assert nights.after(midnight(autumn), 180) == datetime(2026, 10, 25, 2, tzinfo=BERLIN, fold=1)
    for day, minutes in ((spring, 300), (autumn, 420)):
        assert nights.minutes_between(midnight(day), midnight(day + timedelta(days=1))) == minutes


def test_a_team_that_is_never_there_is_not_waited_for() -> None:
    never = WorkingTime(frozenset(), time(8), time(17), frozenset(), JAKARTA)
    always_closed = frozenset(date(2026, 1, 1) + timedelta(days=number) for number in range(4000))
    shut = WorkingTime(WEEK, time(8), time(17), always_closed, JAKARTA)
    for team in (never, shut):
        assert team.after(at(FRIDAY, 9), 0) is None
        assert team.minutes_between(at(FRIDAY, 9), at(MONDAY, 9)) == 0
    assert OFFICE.after(at(FRIDAY, 9), 100_000_000) is None
    assert OFFICE.after(datetime.max.replace(tzinfo=timezone(timedelta(hours=7))) - timedelta(days=1), 5000) is None


def test_no_time_passes_backwards() -> None:
    assert OFFICE.minutes_between(at(FRIDAY, 11), at(FRIDAY, 9)) == 0
    with pytest.raises(ValueError, match="forwards"):
        OFFICE.after(at(FRIDAY, 9), -1)


def test_what_cannot_be_reckoned_with_is_refused() -> None:
    for starts, ends in ((time(22), time(6)), (time(8), time(8))):
        with pytest.raises(ValueError, match="later"):
            WorkingTime(WEEK, starts, ends, frozenset(), JAKARTA)
    with pytest.raises(ValueError, match="Monday"):
        WorkingTime(frozenset({7}), time(8), time(17), frozenset(), JAKARTA)
    with pytest.raises(ValueError, match="zone"):
        OFFICE.after(datetime(2026, 11, 20, 9), 1)
    with pytest.raises(ValueError, match="zone"):
        OFFICE.minutes_between(at(FRIDAY, 9), datetime(2026, 11, 20, 9))


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
TEAMS = st.builds(
    WorkingTime,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.times(max_value=time(11)),
    st.times(min_value=time(12)),
    st.frozensets(st.dates(date(2020, 1, 1), date(2035, 1, 1)), max_size=5),
    st.sampled_from([JAKARTA, BERLIN, ZoneInfo("America/New_York")]),
)


@given(TEAMS, MOMENTS, st.integers(0, 3000))
def test_what_after_gives_is_that_much_working_time_away(team: WorkingTime, moment: datetime, minutes: int) -> None:
    due = team.after(moment, minutes)
    assert due is not None
    assert due >= moment
    assert team.minutes_between(moment, due) == pytest.approx(minutes, abs=1e-6)


@given(TEAMS, MOMENTS, st.integers(0, 600), st.integers(0, 600))
def test_waiting_longer_is_never_due_earlier(team: WorkingTime, moment: datetime, less: int, more: int) -> None:
    first, second = team.after(moment, less), team.after(moment, less + more)
    assert first is not None
    assert second is not None
    assert first <= second
