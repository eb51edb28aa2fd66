"""When messages go out, and when those of the night follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from message_samples import contact

from crm_sheets.model import Contact, Medium
from crm_sheets.sending_hours import holding, is_open, next_opening, zones_of
from crm_sheets.team_settings import TeamSettings

JAKARTA, NEW_YORK, BERLIN = (ZoneInfo(name) for name in ("Asia/Jakarta", "America/New_York", "Europe/Berlin"))
JAYAPURA, LONDON, HONOLULU, GUAM = (
    ZoneInfo(name) for name in ("Asia/Jayapura", "Europe/London", "Pacific/Honolulu", "Pacific/Guam")
)
HOME, ABROAD, TOLL_FREE = "+6281200000001", "+442071234567", "+18005550199"
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
        ("02:30", "2026-10-25T01:10+00:00", "2026-10-25T01:30+00:00"),  # here for the second time
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


# --- whose clocks


def to(address: str, medium: Medium = Medium.WHATSAPP, **customer: str | None) -> Contact:
    """A contact with this address and these columns of the customer."""
    return replace(contact(), address=address, medium=medium, facts={"customer": customer})


@pytest.mark.parametrize(
    ("address", "medium", "named", "zones"),
    [
        (HOME, Medium.SMS, None, {"Asia/Jakarta"}),
        (HOME, Medium.SMS, "Asia/Jayapura", {"Asia/Jayapura"}),
        (ABROAD, Medium.SMS, None, {"Europe/London"}),
        (ABROAD, Medium.WHATSAPP, "Asia/Jakarta", {"Asia/Jakarta"}),
        ("siti@example.co.uk", Medium.EMAIL, None, {"Asia/Jakarta"}),
        ("siti@example.com", Medium.EMAIL, "Europe/Berlin", {"Europe/Berlin"}),
        ("+34612345678", Medium.SMS, None, {"Atlantic/Canary", "Europe/Madrid"}),
        ("+870773111632", Medium.SMS, None, {"Asia/Jakarta"}),  # by satellite: nobody knows where
        ("", Medium.SMS, None, {"Asia/Jakarta"}),
    ],
)
def test_the_row_says_it_else_the_number_else_the_team(
    address: str, medium: Medium, named: str | None, zones: set[str]
) -> None:
    assert {str(zone) for zone in zones_of(to(address, medium, timezone=named), JAKARTA, "ID")} == zones


def test_a_number_of_the_own_country_is_at_home_although_the_country_has_many_zones() -> None:
    assert zones_of(to("+12125550123"), NEW_YORK, "US") == (NEW_YORK,)
    assert zones_of(to("+14165550123"), NEW_YORK, "US") == (ZoneInfo("America/Toronto"),)


def test_a_fixed_distance_is_a_zone_too() -> None:
    (zone,) = zones_of(to(HOME, timezone="UTC+08:00"), JAKARTA, "ID")
    assert not is_open(at("2026-11-20 19:30"), USUAL, zone)


@pytest.mark.parametrize(
    ("now", "jayapura", "london"),
    [
        ("2026-11-20 05:30", "waits until 20/11/2026 06:00", "waits until 20/11/2026 15:00"),
        ("2026-11-20 06:00", "", "waits until 20/11/2026 15:00"),
        ("2026-11-20 17:59", "", ""),
        ("2026-11-20 18:00", "waits until 21/11/2026 06:00", ""),
        ("2026-11-21 02:59", "waits until 21/11/2026 06:00", ""),
        ("2026-11-21 03:00", "waits until 21/11/2026 06:00", "waits until 21/11/2026 15:00"),
    ],
)
def test_everybody_has_hours_of_their_own_told_by_the_teams_clocks(now: str, jayapura: str, london: str) -> None:
    waits = holding(at(now), USUAL, JAKARTA, "ID")
    assert (waits(to(HOME, timezone="Asia/Jayapura")), waits(to(ABROAD))) == (jayapura, london)


def test_the_settings_country_goes_before_the_workbooks() -> None:
    british = TeamSettings(language="en", country="GB")
    assert holding(at("2026-11-20 09:00"), british, JAKARTA, "ID")(to(ABROAD)) == ""


# --- several candidates


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (("08:00", "20:00"), "2026-11-20T22:00+00:00"),  # 08:00 in Guam, 12:00 in Honolulu, 18:30 in Newfoundland
        (("07:00", "22:00"), "2026-11-20T21:00+00:00"),
    ],
)
def test_a_toll_free_number_waits_until_it_is_day_wherever_it_may_be(hours: tuple[str, str], expected: str) -> None:
    settings = TeamSettings(send_from=hours[0], send_until=hours[1])
    zones = zones_of(to(TOLL_FREE), JAKARTA, "ID")
    assert len(zones) > 40
    found = next_opening(datetime(2026, 11, 20, 12, tzinfo=UTC), settings, *zones)
    assert found == datetime.fromisoformat(expected)
    assert all(is_open(found, settings, zone) for zone in zones)


def test_where_no_hour_suits_every_candidate_most_of_them_decide() -> None:
    office = TeamSettings(send_from="09:00", send_until="12:00")
    zones = (NEW_YORK, LONDON, BERLIN, GUAM)
    now = datetime(2026, 11, 20, 0, tzinfo=UTC)
    found = next_opening(now, office, *zones)
    assert found == datetime(2026, 11, 20, 9, tzinfo=UTC)  # London opens, Berlin is still open
    assert [is_open(found, office, zone) for zone in zones] == [False, True, True, False]
    assert is_open(found, office, *zones)
    assert not is_open(now, office, *zones), "only Guam is up"


CLOCKS = (JAKARTA, NEW_YORK, BERLIN, LONDON, HONOLULU, GUAM, JAYAPURA, ZoneInfo("Australia/Lord_Howe"), UTC)
NIGHTS_OF_CHANGE = st.sampled_from([(2026, 3, 29), (2026, 10, 25), (2026, 3, 8), (2026, 11, 1), (2026, 4, 5)]).flatmap(
    lambda day: st.datetimes(datetime(*day) - timedelta(days=1), datetime(*day) + timedelta(days=1))
)
MOMENTS = (st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)) | NIGHTS_OF_CHANGE).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
HOURS = st.tuples(st.integers(0, 23), st.integers(0, 23)).filter(lambda pair: pair[0] < pair[1])


@effort(deadline=None, max_examples=50)
@given(now=MOMENTS, hours=HOURS, zones=st.lists(st.sampled_from(CLOCKS), min_size=1, max_size=5, unique=True))
def test_whoever_waits_is_served_at_the_first_minute_that_suits(
    now: datetime, hours: tuple[int, int], zones: list[ZoneInfo]
) -> None:
    settings = TeamSettings(send_from=f"{hours[0]:02}:00", send_until=f"{hours[1]:02}:30")
    found = next_opening(now, settings, *zones)
    assert is_open(found, settings, *zones)
    assert now <= found <= now + timedelta(days=3)
    tries = (now + timedelta(minutes=minute) for minute in range(7, 3 * 24 * 60, 13))
    assert not any(is_open(moment, settings, *zones) for moment in tries if moment < found)
    assert any(is_open(found, settings, zone) for zone in zones), "never while it is night everywhere"


@given(now=MOMENTS, hours=HOURS, zone=st.sampled_from(CLOCKS))
def test_one_candidate_is_never_heard_outside_its_hours(now: datetime, hours: tuple[int, int], zone: ZoneInfo) -> None:
    settings = TeamSettings(send_from=f"{hours[0]:02}:00", send_until=f"{hours[1]:02}:30")
    clock = next_opening(now, settings, zone).astimezone(zone).time()
    assert time(hours[0]) <= clock < time(hours[1], 30)
