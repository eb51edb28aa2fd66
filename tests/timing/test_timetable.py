"""Which jobs are due: nights, missed nights, clocks that change, clocks that are wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sheets.timing.timetable import (
    Due,
    Entry,
    Interval,
    Line,
    due_jobs,
    last_moment,
    moment_of,
    next_moment,
    watched,
)

BERLIN, SANTIAGO, JAKARTA, APIA = (
    ZoneInfo(name) for name in ("Europe/Berlin", "America/Santiago", "Asia/Jakarta", "Pacific/Apia")
)
NIGHTLY = Entry("nightly", time(2, 0))
GREETINGS = Entry("greetings", time(8, 0))
INBOX = Interval("inbox", 10)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def at(text: str, zone: ZoneInfo = JAKARTA) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def jobs(entries: list[Entry], now: datetime, **started: str) -> list[str]:
    remembered = {entry.key: at(started[entry.job]) for entry in entries if entry.job in started}
    return [due.job for due in due_jobs(entries, now, remembered)]


@pytest.mark.parametrize(
    ("now", "started", "due"),
    [
        ("2026-11-20 01:59:59", "2026-11-19 02:00", False),
        ("2026-11-20 02:00:00", "2026-11-19 02:00", True),
        ("2026-11-20 02:00:59", "2026-11-20 02:00:30", False),
        ("2026-11-20 07:30:00", "2026-11-19 02:00", True),
        ("2026-11-20 21:59:00", "2026-11-19 02:00", True),
        ("2026-11-20 22:01:00", "2026-11-19 02:00", False),
        ("2026-11-20 09:00:00", "2026-11-10 02:00", True),
    ],
)
def test_a_night_is_due_from_its_minute_on_for_twenty_hours(now: str, started: str, due: bool) -> None:
    assert jobs([NIGHTLY], at(now), nightly=started) == ["nightly"] * due


def test_a_line_never_seen_before_is_not_due_and_from_then_on_it_is_watched() -> None:
    now = at("2026-11-20 10:00")
    assert due_jobs([NIGHTLY], now, {}) == ()
    remembered = watched([NIGHTLY], now, {})
    assert due_jobs([NIGHTLY], now, remembered) == ()
    assert [due.job for due in due_jobs([NIGHTLY], at("2026-11-21 06:00"), remembered)] == ["nightly"]


def test_the_longest_overdue_comes_first() -> None:
    both = {"nightly": "2026-11-19 02:00", "greetings": "2026-11-19 08:00"}
    assert jobs([GREETINGS, NIGHTLY], at("2026-11-20 09:00"), **both) == ["nightly", "greetings"]


def test_a_job_that_was_missed_at_two_times_is_made_up_for_once() -> None:
    noon = Entry("greetings", time(12, 0))
    remembered = dict.fromkeys((GREETINGS.key, noon.key), at("2026-11-19 13:00"))
    (due,) = due_jobs([noon, GREETINGS], at("2026-11-20 15:00"), remembered)
    assert due == Due("greetings", at("2026-11-20 08:00").astimezone(UTC), (noon.key, GREETINGS.key))


def test_only_on_its_days() -> None:
    workdays = Entry("nightly", time(2, 0), frozenset(range(5)))
    remembered = {workdays.key: at("2026-11-20 02:00")}  # a Friday
    assert due_jobs([workdays], at("2026-11-21 03:00"), remembered) == ()
    assert due_jobs([workdays], at("2026-11-22 03:00"), remembered) == ()
    assert len(due_jobs([workdays], at("2026-11-23 03:00"), remembered)) == 1
    assert next_moment(workdays, at("2026-11-20 03:00")) == at("2026-11-23 02:00")


@pytest.mark.parametrize(
    ("zone", "day", "written", "moment"),
    [
        (BERLIN, "2026-03-29", "01:59", "2026-03-29T00:59"),
        (BERLIN, "2026-03-29", "02:00", "2026-03-29T01:00"),  # skipped: 03:00 is the first minute that exists
        (BERLIN, "2026-03-29", "02:30", "2026-03-29T01:00"),
        (BERLIN, "2026-03-29", "03:00", "2026-03-29T01:00"),
        (BERLIN, "2026-10-25", "02:30", "2026-10-25T00:30"),  # repeated: the first of both
        (BERLIN, "2026-10-25", "03:00", "2026-10-25T02:00"),
        (SANTIAGO, "2026-09-06", "00:30", "2026-09-06T04:00"),  # midnight is skipped
        (SANTIAGO, "2026-04-04", "23:30", "2026-04-05T02:30"),  # the hour before midnight is repeated
        (JAKARTA, "2026-11-20", "02:00", "2026-11-19T19:00"),
        (APIA, "2011-12-30", "02:00", "2011-12-30T10:00"),  # a day that the whole country skipped
    ],
)
def test_times_that_clocks_skip_or_repeat(zone: ZoneInfo, day: str, written: str, moment: str) -> None:
    found = moment_of(date.fromisoformat(day), time.fromisoformat(written), zone)
    assert found == datetime.fromisoformat(moment).replace(tzinfo=UTC)


def minutes(start: str, end: str) -> list[datetime]:
    first, last = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (start, end))
    return [first + timedelta(minutes=step) for step in range(int((last - first) / timedelta(minutes=1)))]


def ticked(entries: Sequence[Line], moments: list[datetime], zone: ZoneInfo) -> list[str]:
    """What a scheduler that ticks at these moments starts, in local time."""
    remembered: dict[str, datetime] = {}
    started = []
    for moment in moments:
        now = moment.astimezone(zone)
        remembered = watched(entries, now, remembered)
        for due in due_jobs(entries, now, remembered):
            remembered |= dict.fromkeys(due.keys, now)
            started.append(f"{now:%d %H:%M}{' again' * now.fold}")
    return started


@pytest.mark.parametrize(
    ("zone", "start", "end", "written", "starts"),
    [
        (BERLIN, "2026-03-27T12:00", "2026-03-30T12:00", "02:30", ["28 02:30", "29 03:00", "30 02:30"]),
        (BERLIN, "2026-10-23T12:00", "2026-10-26T12:00", "02:30", ["24 02:30", "25 02:30", "26 02:30"]),
        (SANTIAGO, "2026-09-04T12:00", "2026-09-07T12:00", "00:15", ["05 00:15", "06 01:00", "07 00:15"]),
        (SANTIAGO, "2026-04-03T12:00", "2026-04-06T12:00", "23:30", ["03 23:30", "04 23:30", "05 23:30"]),
    ],
)
def test_every_night_has_one_run_also_when_clocks_change(
    zone: ZoneInfo, start: str, end: str, written: str, starts: list[str]
) -> None:
    assert ticked([Entry("nightly", time.fromisoformat(written))], minutes(start, end), zone) == starts


def test_a_clock_that_is_set_back_or_forward_repeats_nothing() -> None:
    wall = ["01:00", "02:00", "02:01", "23:30", "01:30", "02:00", "05:00", "02:00", "12:00"]
    moments = [at(f"2026-11-20 {text}") for text in wall]
    assert ticked([NIGHTLY], moments, JAKARTA) == ["20 02:00"]


def test_a_clock_that_was_days_ahead_does_not_keep_jobs_from_running() -> None:
    wrong = {NIGHTLY.key: at("2027-11-20 02:00")}
    now = at("2026-11-20 10:00")
    remembered = watched([NIGHTLY], now, wrong)
    assert due_jobs([NIGHTLY], now, remembered) == ()
    assert len(due_jobs([NIGHTLY], at("2026-11-21 02:00"), remembered)) == 1


def test_lines_that_are_gone_are_forgotten() -> None:
    now = at("2026-11-20 10:00")
    assert watched([GREETINGS], now, {NIGHTLY.key: now}).keys() == {GREETINGS.key}


@pytest.mark.parametrize(
    ("now", "due"),
    [("10:09:59", False), ("10:10:00", True), ("10:19:00", True), ("09:50:00", False), ("23:00:00", True)],
)
def test_an_interval_is_due_once_it_has_passed(now: str, due: bool) -> None:
    remembered = {INBOX.key: at("2026-11-20 10:00")}
    assert bool(due_jobs([INBOX], at(f"2026-11-20 {now}"), remembered)) == due


def test_missed_intervals_are_one_start_and_count_from_the_last_of_them() -> None:
    """However long the machine slept: what is due is near, so that it is never too late for it."""
    remembered = {INBOX.key: at("2026-11-10 10:00")}
    (due,) = due_jobs([INBOX], at("2026-11-20 10:04"), remembered)
    assert due == Due("inbox", at("2026-11-20 10:00").astimezone(UTC), (INBOX.key,), comes_again=True)


def test_a_night_goes_before_an_interval_and_both_are_due_together() -> None:
    remembered = {INBOX.key: at("2026-11-19 22:00"), NIGHTLY.key: at("2026-11-19 02:00")}
    found = due_jobs([INBOX, NIGHTLY], at("2026-11-20 05:04"), remembered)
    assert [due.job for due in found] == ["nightly", "inbox"]


def test_a_job_that_has_a_time_as_well_is_started_once_for_both() -> None:
    noon = Entry("inbox", time(12, 0))
    remembered = dict.fromkeys((INBOX.key, noon.key), at("2026-11-20 11:51"))
    (due,) = due_jobs([INBOX, noon], at("2026-11-20 12:03"), remembered)
    assert (due.keys, due.comes_again) == ((INBOX.key, noon.key), False)


def test_a_new_interval_begins_when_it_is_first_seen() -> None:
    assert ticked([INBOX], minutes("2026-11-20T03:00", "2026-11-20T03:25"), JAKARTA) == ["20 10:10", "20 10:20"]
    assert next_moment(INBOX, at("2026-11-20 10:00")) == at("2026-11-20 10:10")


@pytest.mark.parametrize(
    ("start", "starts"),
    [
        ("2026-03-29T00:30", ["29 01:45", "29 03:00", "29 03:15", "29 03:30"]),
        ("2026-10-25T00:30", ["25 02:45", "25 02:00 again", "25 02:15 again", "25 02:30 again"]),
    ],
)
def test_an_interval_is_as_long_as_ever_when_clocks_change(start: str, starts: list[str]) -> None:
    first = datetime.fromisoformat(start).replace(tzinfo=UTC)
    moments = [first + step * MINUTE for step in range(65)]
    assert ticked([Interval("inbox", 15)], moments, BERLIN) == starts


@pytest.mark.parametrize(
    ("wall", "starts"),
    [
        (["10:00", "10:10", "09:30", "09:35", "09:40", "09:45", "09:50"], ["20 10:10", "20 09:40", "20 09:50"]),
        (["10:00", "10:10", "10:05", "10:12", "10:15"], ["20 10:10", "20 10:15"]),
        (["10:00", "10:10", "14:10", "14:11", "14:20"], ["20 10:10", "20 14:10", "20 14:20"]),
    ],
)
def test_a_clock_that_is_set_makes_an_interval_come_once_early_or_once_late(wall: list[str], starts: list[str]) -> None:
    assert ticked([INBOX], [at(f"2026-11-20 {text}") for text in wall], JAKARTA) == starts


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        due_jobs([NIGHTLY], datetime(2026, 11, 20), {NIGHTLY.key: at("2026-11-19 02:00")})


ZONES = st.sampled_from([BERLIN, SANTIAGO, JAKARTA, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Pacific/Chatham")])
TIMES = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
DAYS = st.frozensets(st.integers(0, 6), min_size=1)
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))


@given(MOMENTS, TIMES, DAYS, ZONES)
def test_what_comes_next_is_what_came_last_once_it_is_there(
    moment: datetime, written: time, days: frozenset[int], zone: ZoneInfo
) -> None:
    entry = Entry("nightly", written, days)
    upcoming = next_moment(entry, moment.astimezone(zone))
    assert upcoming > moment
    assert last_moment(entry, upcoming.astimezone(zone)) == upcoming
    assert upcoming.astimezone(zone).weekday() in days or zone is not JAKARTA
    before = last_moment(entry, moment.astimezone(zone))
    assert before is None or before <= moment


@given(MOMENTS, st.lists(st.integers(-12 * 60, 30 * 60), max_size=40), TIMES, ZONES)
def test_no_moment_of_the_timetable_is_served_twice_whatever_the_clock_does(
    start: datetime, steps: list[int], written: time, zone: ZoneInfo
) -> None:
    """Every step moves the clock by up to half a day back or a day on; the first tick is at `start`."""
    entry, now = Entry("nightly", written), start
    remembered = {entry.key: start - timedelta(days=2)}
    served = []
    furthest = start
    for step in steps:
        now = max(now + timedelta(minutes=step), furthest - timedelta(hours=12))
        furthest = max(furthest, now)
        remembered = watched([entry], now.astimezone(zone), remembered)
        for due in due_jobs([entry], now.astimezone(zone), remembered):
            served.append(due.moment)
            assert due.moment <= now <= due.moment + 20 * HOUR
            remembered |= dict.fromkeys(due.keys, now)
    assert served == sorted(set(served))


@given(MOMENTS, st.lists(st.tuples(st.integers(0, 90), st.integers(-90, 90) | st.just(0)), max_size=60), ZONES)
def test_an_interval_is_never_cut_short_nor_forgotten_but_by_a_clock_that_is_set(
    start: datetime, steps: list[tuple[int, int]], zone: ZoneInfo
) -> None:
    """At each tick so many minutes have really passed, and the clock was set by so many more."""
    line, now, remembered = Interval("inbox", 45), start, watched([Interval("inbox", 45)], start, {})
    since_start = since_set = timedelta()
    was_set = False
    for passed, set_by in steps:
        now += (passed + set_by) * MINUTE
        since_start += passed * MINUTE
        since_set = timedelta() if set_by else since_set + passed * MINUTE
        was_set = was_set or set_by != 0
        remembered = watched([line], now.astimezone(zone), remembered)
        for due in due_jobs([line], now.astimezone(zone), remembered):
            assert now - line.length < due.moment <= now
            assert was_set or since_start >= line.length
            remembered |= dict.fromkeys(due.keys, now)
            assert not due_jobs([line], now.astimezone(zone), remembered)
            since_start, since_set, was_set = timedelta(), timedelta(), False
        assert min(since_start, since_set) < line.length
