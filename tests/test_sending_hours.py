"""When messages go out, and when those of the night follow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from message_samples import contact

from crm_sheets.sending_hours import holding, is_open, next_opening
from crm_sheets.team_settings import TeamSettings

JAKARTA, NEW_YORK, BERLIN = (ZoneInfo(name) for name in ("Asia/Jakarta", "America/New_York", "Europe/Berlin"))
USUAL = TeamSettings(language="en")


def at(text: str, zone: ZoneInfo = JAKARTA) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-20 07:59:59", "2026-11-20 08:00"),
        ("2026-11-20 08:00", "2026-11-20 08:00"),
        ("2026-11-20 19:59:59", "2026-11-20 19:59:59"),
        ("2026-11-20 20:00", "2026-11-21 08:00"),
        ("2026-12-31 23:30", "2027-01-01 08:00"),
    ],
)
def test_messages_go_out_by_day_and_wait_at_night(now: str, opens: str) -> None:
    moment = at(now)
    assert is_open(moment, USUAL, JAKARTA) == (now == opens)
    assert next_opening(moment, USUAL, JAKARTA) == at(opens)


def test_the_clocks_are_those_of_the_zone_wherever_the_machine_stands() -> None:
    assert is_open(datetime(2026, 11, 20, 1, 0, tzinfo=UTC), USUAL, JAKARTA)
    assert not is_open(datetime(2026, 11, 20, 13, 0, tzinfo=UTC), USUAL, JAKARTA)
    assert next_opening(at("2026-11-19 20:00", NEW_YORK), USUAL, JAKARTA) == at("2026-11-20 08:00")


def test_the_same_hour_twice_means_at_any_time() -> None:
    always = TeamSettings(send_from="00:00", send_until="00:00")
    for hour in range(24):
        moment = at(f"2026-11-20 {hour:02}:15")
        assert is_open(moment, always, JAKARTA)
        assert next_opening(moment, always, JAKARTA) == moment


@pytest.mark.parametrize(
    ("opens", "now", "expected"),
    [
        ("02:30", "2026-03-29T00:00+00:00", "2026-03-29T01:30+00:00"),  # 02:30 does not exist that day
        ("02:30", "2026-10-24T22:00+00:00", "2026-10-25T00:30+00:00"),  # and comes twice on this one
    ],
)
def test_an_opening_while_the_clocks_are_changed(opens: str, now: str, expected: str) -> None:
    settings = TeamSettings(send_from=opens, send_until="20:00")
    found = next_opening(datetime.fromisoformat(now), settings, BERLIN)
    assert found.astimezone(UTC) == datetime.fromisoformat(expected)
    assert is_open(found, settings, BERLIN)


@given(
    now=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
    hours=st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(lambda pair: pair[0] < pair[1]),
    zone=st.sampled_from([JAKARTA, NEW_YORK, BERLIN, ZoneInfo("Australia/Lord_Howe")]),
)
def test_the_next_opening_is_open_and_less_than_two_days_away(
    now: datetime, hours: tuple[int, int], zone: ZoneInfo
) -> None:
    settings = TeamSettings(send_from=f"{hours[0]:02}:00", send_until=f"{hours[1]:02}:30")
    found = next_opening(now, settings, zone)
    assert is_open(found, settings, zone)
    assert now <= found < now + timedelta(days=2)
    assert is_open(now, settings, zone) == (found == now)


@pytest.mark.parametrize(
    ("now", "language", "waits"),
    [
        ("2026-11-20 12:00", "en", ""),
        ("2026-11-20 21:00", "en", "waits until 21/11/2026 08:00"),
        ("2026-11-20 21:00", "id", "menunggu sampai 21/11/2026 08.00"),
    ],
)
def test_who_waits_is_told_until_when(now: str, language: str, waits: str) -> None:
    assert holding(at(now), TeamSettings(language=language), JAKARTA)(contact()) == waits
