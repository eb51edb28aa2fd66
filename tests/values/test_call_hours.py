"""The hour of a call as people type it."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sheets.queue.call_time import call_time_text, read_call_time
from crm_sheets.values.call_hours import read_call_hour


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("10", "10:00"),
        ("10.00", "10:00"),
        ("10:30", "10:30"),
        ("10:00:00", "10:00"),
        ("jam 10 pagi", "10:00"),
        ("pukul 2 siang", "14:00"),
        ("jam 11 siang", "11:00"),
        ("12 siang", "12:00"),
        ("jam 2", "14:00"),
        ("jam 4 sore", "16:00"),
        ("7 malam", "19:00"),
        ("setengah 3 sore", "14:30"),
        ("14.00 WIB", "14:00"),
        ("antara 9 dan 10", "09:00"),
        ("10-11", "10:00"),
        ("3pm", "15:00"),
        ("3 p.m.", "15:00"),
        ("9 am", "09:00"),
        ("0.4375", "10:30"),
        ("pagi", "09:00"),
        ("sehabis makan siang", "13:00"),
        ("sore", "16:00"),
        ("evening", "19:00"),
    ],
)
def test_hours_are_understood(typed: str, hour: str) -> None:
    assert read_call_hour(typed) == time.fromisoformat(hour)


@pytest.mark.parametrize("typed", ["", "kapan saja", "anytime", "08123456789", "10.000", "sekarang"])
def test_what_names_no_hour(typed: str) -> None:
    assert read_call_hour(typed) is None


@given(st.text(max_size=30))
def test_nothing_typed_breaks_it(typed: str) -> None:
    assert read_call_hour(typed) is None or isinstance(read_call_hour(typed), time)


@pytest.mark.parametrize(
    ("hour", "number", "indonesian", "english"),
    [
        ("10", 3, "10.00 · no. 3", "10:00 · no. 3"),
        ("jam 2 siang", None, "14.00", "14:00"),
        ("sore", 2, "sore · no. 2", "sore · no. 2"),
        ("", 5, "no. 5", "no. 5"),
        ("kapan saja", None, "kapan saja", "kapan saja"),
        ("", None, "", ""),
    ],
)
def test_the_cell_shows_hour_and_place_and_can_be_read_again(
    hour: str, number: int | None, indonesian: str, english: str
) -> None:
    for language, shown in (("id", indonesian), ("en", english)):
        cell = call_time_text(hour, number, language)
        assert cell == shown
        assert read_call_time(cell) == (read_call_hour(hour), number)
