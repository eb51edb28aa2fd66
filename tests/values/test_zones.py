"""Time zones as people type them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import available_timezones

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sheets.values.zones import parse_zones, zone_named


def read(text: str | None) -> tuple[str | None, str | None, str | None]:
    parsed = parse_zones(pl.Series("timezone", [text], dtype=pl.String))
    fault = parsed.faults.row(0, named=True) if parsed.faults.height else {"code": None, "hint": None}
    return parsed.values[0], fault["code"], fault["hint"]


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Asia/Makassar", "Asia/Makassar"),
        ("asia/makassar", "Asia/Makassar"),
        ("America/New York", "America/New_York"),
        ("WIB", "Asia/Jakarta"),
        ("wita", "Asia/Makassar"),
        ("WIT", "Asia/Jayapura"),
        ("WIT (GMT+9)", "Asia/Jayapura"),
        ("Waktu Indonesia Tengah", "Asia/Makassar"),
        ("Makassar", "Asia/Makassar"),
        (" jayapura ", "Asia/Jayapura"),
        ("Denpasar", "Asia/Makassar"),
        ("Singapura", "Asia/Singapore"),
        ("London", "Europe/London"),
        ("new york", "America/New_York"),
        ("GMT+8", "UTC+08:00"),
        ("UTC+8", "UTC+08:00"),
        ("utc +08.00", "UTC+08:00"),
        ("+7", "UTC+07:00"),
        ("GMT-3:30", "UTC-03:30"),
        ("UTC+5:45", "UTC+05:45"),
        ("UTC", "UTC"),
        ("-", None),
        ("", None),
        (None, None),
    ],
)
def test_what_people_type_is_understood(text: str | None, zone: str | None) -> None:
    assert read(text) == (zone, None, None)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Makasar", "Asia/Makassar"),
        ("Asia/Jakata", "Asia/Jakarta"),
        ("di kampung", ""),
        ("UTC+15", ""),
        ("north", ""),
        ("8", ""),
    ],
)
def test_what_cannot_be_read_is_blank_and_a_problem(text: str, hint: str) -> None:
    value, code, found = read(text)
    assert (value, code) == (None, "bad_zone")
    assert found == hint or not hint


@given(st.sampled_from(sorted(name for name in available_timezones() if not name.startswith(("posix/", "right/")))))
def test_every_name_of_the_list_is_itself(name: str) -> None:
    assert read(name) == (name, None, None)
    assert zone_named(name)


@pytest.mark.parametrize(("name", "hours"), [("UTC+08:00", 8), ("UTC-03:30", -3.5), ("Asia/Jayapura", 9)])
def test_a_name_gives_its_zone(name: str, hours: float) -> None:
    assert datetime(2026, 11, 20, tzinfo=UTC).astimezone(zone_named(name)).utcoffset() == timedelta(hours=hours)
