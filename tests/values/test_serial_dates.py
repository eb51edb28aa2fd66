"""Numbers that are dates, where the workbook does not say which of its numbers are."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sheets.values.serial_dates import with_serial_dates

EPOCH = datetime(1899, 12, 30)


def shown(*texts: str | None) -> list[str | None]:
    return with_serial_dates(pl.DataFrame({"when": texts}, schema={"when": pl.String}), ["when"])["when"].to_list()


def test_a_serial_number_reads_as_a_date_cell() -> None:
    assert shown("45436", "45436.5", "9000", None, "2200", "99999") == [
        "2024-05-24 00:00:00",
        "2024-05-24 12:00:00",
        "1924-08-21 00:00:00",
        None,
        "1906-01-08 00:00:00",
        "2173-10-13 00:00:00",
    ]


@pytest.mark.parametrize(("text", "time"), [("45436.559027778", "13:25:00"), ("45436.99999", "23:59:59")])
def test_times_are_rounded_to_the_second(text: str, time: str) -> None:
    assert shown(text) == [f"2024-05-24 {time}"]


def test_the_last_moment_of_a_day_is_rounded_into_the_next() -> None:
    assert shown("45436.999999") == ["2024-05-25 00:00:00"]


@pytest.mark.parametrize(
    "text",
    [
        "1990",  # a year
        "2026",
        "2199.9",
        "17",  # a day of the month
        "0",
        "0.5",  # a time of day
        "-45436",
        "045436",
        "240590",  # 24-05-90
        "24051990",
        "20261120",
        "2958465",
        "1.2340",
        "45436.",
        "45436,5",
        "4.5436e4",
        "24/5/2024",
        "2024-05-24 00:00:00",
        "٤٥٤٣٦",
        "45436 x",
        "",
    ],
)
def test_what_is_more_likely_something_else_stays_as_it_is(text: str) -> None:
    assert shown(text) == [text]


def test_only_the_columns_asked_for_are_read() -> None:
    table = pl.DataFrame({"when": ["45436"], "amount": ["45436"]})
    assert with_serial_dates(table, ["when"]).row(0) == ("2024-05-24 00:00:00", "45436")
    assert with_serial_dates(table, []).row(0) == ("45436", "45436")


@given(st.datetimes(datetime(1906, 1, 8), datetime(2173, 10, 13)).map(lambda moment: moment.replace(microsecond=0)))
def test_every_second_of_a_lifetime_comes_back(moment: datetime) -> None:
    serial = round((moment - EPOCH) / timedelta(days=1), 9)
    assert shown(f"{serial:.9f}") == [str(moment)]


@given(st.dates(date(1906, 1, 8), date(2173, 10, 13)))
def test_every_day_of_a_lifetime_comes_back(day: date) -> None:
    assert shown(str((day - EPOCH.date()).days)) == [f"{day} 00:00:00"]
