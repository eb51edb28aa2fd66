"""Days of the week as operators write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sheets.values.weekdays import EVERY_DAY, read_weekdays, show_weekdays


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("daily", set(range(7))),
        ("mon-sat", {0, 1, 2, 3, 4, 5}),
        ("mon,wed, FRI", {0, 2, 4}),
        ("sat-mon", {5, 6, 0}),
        ("mon-tue,sun", {0, 1, 6}),
        ("thu", {3}),
        ("wed-wed", {2}),
        ("senin-jumat", {0, 1, 2, 3, 4}),
        ("Sen-Jum", {0, 1, 2, 3, 4}),
        ("sab", {5}),
        ("sab-min", {5, 6}),
        ("Senin, Rabu, Jum'at", {0, 2, 4}),
        ("sen – kam, ahad", {0, 1, 2, 3, 6}),
        ("setiap hari", set(range(7))),
    ],
)
def test_days_are_read(text: str, days: set[int]) -> None:
    assert read_weekdays(text) == days


@pytest.mark.parametrize("text", ["", "monday", "mon-", "-mon", "mon-tue-wed", "senen", "1-5", "mon;tue", "daily,mon"])
def test_what_is_no_day_is_told_how_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match="mon-sat"):
        read_weekdays(text)


@given(st.frozensets(st.integers(0, 6), min_size=1))
def test_what_is_shown_reads_back(days: frozenset[int]) -> None:
    assert read_weekdays(show_weekdays(days)) == days
    assert (show_weekdays(days) == "daily") == (days == EVERY_DAY)
