"""Days of the calendar that are the same for everybody: how they are written, and when they come."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from small_books import Row, book_of, customer, profiles_of, program

from crm_sheets.model import Program, Purpose, Repeat
from crm_sheets.problems import describe
from crm_sheets.programs import find_due, read_programs
from crm_sheets.programs.calendar_days import CalendarDayError, read_calendar_day
from crm_sheets.programs.named_days import NamedDays
from crm_sheets.tables import Book
from crm_sheets.team_settings import TeamSettings
from crm_sheets.values.holiday_names import holiday_key

INDONESIA = TeamSettings(country="ID")


def kalender(*days: tuple[date, str] | tuple[date, str, str]) -> list[Row]:
    return [{"date": row[0], "name": row[1], "kind": row[2] if len(row) > 2 else "holiday"} for row in days]


def on_day(day: str, **fields: object) -> Program:
    return program("sapaan", occasion=day, repeat=Repeat.CALENDAR, **{"purpose": Purpose.SERVICE, **fields})


def found(day: str, start: str, end: str, *, leap_day: str = "feb28", **tabs: list[Row]) -> dict[str, str]:
    """The occasions of one customer by period, from looking at every day from `start` to `end`."""
    book, someone = book_of(customers=[customer()], **tabs), profiles_of({"customer_id": "C1"})
    settings = TeamSettings(country="ID", leap_day=leap_day)
    wanted, today = [on_day(day, lateness_days=0)], date.fromisoformat(start)
    seen: dict[str, str] = {}
    while today <= date.fromisoformat(end):
        due, _ = find_due(wanted, book, someone, today, settings)
        days = due.select("period", pl.col("occasion_date").cast(pl.String)).iter_rows()
        seen |= {period: on for period, on in days if on >= start}
        today += timedelta(days=1)
    return seen


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("25", "25"),
        ("tanggal 25", "25"),
        ("the 25th", "25"),
        ("setiap tanggal 25", "25"),
        ("25 setiap bulan", "25"),
        ("25th of every month", "25"),
        ("akhir bulan", "31"),
        ("Month end", "31"),
        ("end of the month", "31"),
        ("awal bulan", "1"),
        ("25 Desember", "12-25"),
        ("25 Dec", "12-25"),
        ("December 25th", "12-25"),
        ("12-25", "12-25"),
        ("25/12", "12-25"),
        ("5/6", "06-05"),
        ("29 Februari", "02-29"),
        ("17 Agustus", "08-17"),
        ("2026-12-25", "2026-12-25"),
        ("25/12/2026", "2026-12-25"),
        ("25 Desember 2026", "2026-12-25"),
        ("2026-12-25 00:00:00", "2026-12-25"),
        ("Idul Fitri", ""),
        ("1 Syawal", ""),
        ("Ulang tahun toko ke-10", ""),
    ],
)
def test_days_are_written_in_many_ways(typed: str, kept: str) -> None:
    assert read_calendar_day(typed, "ID") == kept


@pytest.mark.parametrize("typed", ["0", "32", "30 Februari", "13-13", "2026-13-40", "5-6"])
def test_what_looks_like_a_day_and_is_none_or_may_be_two_is_refused(typed: str) -> None:
    with pytest.raises(CalendarDayError):
        read_calendar_day(typed, "ID")


def test_month_first_countries_read_the_month_first() -> None:
    assert read_calendar_day("5/6", "US") == "05-06"


@pytest.mark.parametrize(
    ("day", "start", "end", "expected"),
    [
        ("25", "2026-11-01", "2026-12-31", {"2026-11": "2026-11-25", "2026-12": "2026-12-25"}),
        ("31", "2027-02-01", "2027-03-31", {"2027-02": "2027-02-28", "2027-03": "2027-03-31"}),
        ("30", "2028-02-01", "2028-02-29", {"2028-02": "2028-02-29"}),
        ("12-25", "2026-12-01", "2027-01-31", {"2026": "2026-12-25"}),
        ("02-29", "2027-02-20", "2027-03-09", {"2027": "2027-02-28"}),
        ("02-29", "2028-02-20", "2028-03-09", {"2028": "2028-02-29"}),
        ("2026-12-25", "2026-12-01", "2026-12-31", {"2026-12-25": "2026-12-25"}),
        ("2026-12-25", "2027-12-01", "2027-12-31", {}),
    ],
)
def test_each_day_comes_when_it_says(day: str, start: str, end: str, expected: dict[str, str]) -> None:
    assert found(day, start, end) == expected


def test_29_february_is_kept_as_the_team_sets_it() -> None:
    assert found("02-29", "2027-02-20", "2027-03-09", leap_day="mar1") == {"2027": "2027-03-01"}


LEBARAN = (
    "Lebaran", "Idul Fitri", "idulfitri", "Hari Raya Idul Fitri", "HARI RAYA IDUL-FITRI", "Idulfitri 1447 H",
    "Hari Raya Idulfitri 1447 Hijriah", "Eid al-Fitr", "eid ul fitr", "Aidilfitri",
)  # fmt: skip


@pytest.mark.parametrize("name", LEBARAN)
def test_lebaran_is_known_by_all_its_names(name: str) -> None:
    assert holiday_key(name) == holiday_key("Hari Raya Idul Fitri")


@pytest.mark.parametrize(
    ("name", "on"),
    [
        ("Lebaran", date(2026, 3, 21)),
        ("Natal", date(2026, 12, 25)),
        ("christmas", date(2026, 12, 25)),
        ("Imlek", date(2026, 2, 17)),
        ("Tahun Baru Imlek 2577 Kongzili", date(2026, 2, 17)),
        ("Nyepi", date(2026, 3, 19)),
        ("Waisak", date(2026, 5, 31)),
        ("Idul Adha", date(2026, 5, 27)),
        ("Tahun baru", date(2026, 1, 1)),
        ("Tahun Baru Hijriah", date(2026, 6, 16)),
        ("Kemerdekaan", date(2026, 8, 17)),
        ("HUT RI", date(2026, 8, 17)),
        ("Paskah", date(2026, 4, 5)),
        ("Jum'at Agung", date(2026, 4, 3)),
        ("Isra' Mi'raj", date(2026, 1, 16)),
        ("Eid al-Fitr Second Day", date(2026, 3, 22)),
    ],
)
def test_public_holidays_are_known_in_either_language_by_the_names_people_use(name: str, on: date) -> None:
    days = NamedDays(book_of(), "ID")
    assert days.knows(name, date(2026, 1, 1))
    assert [day.on for day in days.between(name, date(2026, 1, 1), date(2026, 12, 31))] == [on]


def test_deepavali_is_a_day_where_it_is_kept() -> None:
    assert NamedDays(book_of(), "SG").knows("Deepavali", date(2026, 1, 1))
    assert not NamedDays(book_of(), "ID").knows("Diwali", date(2026, 1, 1))


def of_year(book: Book, name: str, year: int) -> list[tuple[str, str, bool]]:
    days = NamedDays(book, "ID").between(name, date(year, 1, 1), date(year, 12, 31))
    return [(f"{day.on:%m-%d}", day.period, day.is_estimate) for day in days]


def test_a_year_with_two_eids_greets_twice_and_each_once() -> None:
    assert of_year(book_of(), "Lebaran", 2033) == [("01-03", "2033", True), ("12-23", "2033-2", True)]


ESTIMATE = ("03-10", "2027", True)
OFFICIAL = ("03-12", "2027", False)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], ESTIMATE),
        ([(date(2027, 3, 12), "Idulfitri 1448 H")], OFFICIAL),
        ([(date(2027, 3, 12), "Lebaran"), (date(2027, 3, 13), "Lebaran")], OFFICIAL),
        ([(date(2027, 3, 10), "Eid al-Fitr")], ("03-10", "2027", False)),
        ([(date(2026, 3, 20), "Lebaran")], ESTIMATE),
        ([(date(2027, 3, 12), "Cuti bersama Lebaran")], ESTIMATE),
    ],
)
def test_the_calendar_tab_wins_over_the_estimate_of_its_year(rows: list[tuple[date, str]], expected: object) -> None:
    assert of_year(book_of(calendar=kalender(*rows)), "Idul Fitri", 2027) == [expected]


def test_one_row_confirms_only_the_nearest_of_two_eids() -> None:
    book = book_of(calendar=kalender((date(2033, 1, 2), "Idul Fitri")))
    assert of_year(book, "Lebaran", 2033) == [("01-02", "2033", False), ("12-23", "2033-2", True)]


def test_a_row_of_the_calendar_tab_of_any_kind_is_a_day() -> None:
    first, second = date(2026, 11, 28), date(2027, 11, 27)
    rows = kalender((first, "Ulang tahun toko", "event"), (second, "Ulang tahun toko", "closed"))
    days = found("ulang tahun Toko", "2026-11-01", "2027-12-31", calendar=rows)
    assert days == {"2026-11": "2026-11-28", "2027-11": "2027-11-27"}


MARCH, SEPTEMBER = date(2026, 3, 5), date(2026, 9, 10)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([MARCH, SEPTEMBER], [("03-05", "2026-03"), ("09-10", "2026-09")]),
        ([SEPTEMBER], [("09-10", "2026-09")]),
        ([date(2026, 2, 2), MARCH, SEPTEMBER], [("02-02", "2026-02"), ("03-05", "2026-03"), ("09-10", "2026-09")]),
        ([date(2026, 3, 6)], [("03-06", "2026-03")]),
        ([MARCH, date(2026, 3, 20)], [("03-05", "2026-03"), ("03-20", "2026-03-2")]),
    ],
)
def test_a_day_of_the_teams_own_is_the_same_one_whatever_else_the_year_has(
    days: list[date], expected: list[tuple[str, str]]
) -> None:
    """A row that is deleted, added or moved within its month: nobody hears of a day twice, nobody never."""
    book = book_of(calendar=kalender(*((on, "Open house") for on in days)))
    assert [day[:2] for day in of_year(book, "Open house", 2026)] == expected


@pytest.mark.parametrize("name", ["Lebaran", "Deepavali"])
def test_a_row_that_dates_a_holiday_keeps_the_year_of_the_holiday(name: str) -> None:
    """Its date may move into the next month; whether the library has the day or only its name."""
    book = book_of(calendar=kalender((date(2026, 3, 22), name)))
    assert of_year(book, name, 2026) == [("03-22", "2026", False)]


@pytest.mark.parametrize(
    ("kind", "greeted"),
    [("holiday", "03-10"), ("event", "03-10"), (None, "03-10"), ("closed", "03-08")],
)
def test_days_off_before_a_feast_are_not_the_feast(kind: str | None, greeted: str) -> None:
    closed = kalender((date(2027, 3, 8), "Lebaran", "closed"), (date(2027, 3, 9), "Lebaran", "closed"))
    feast = [{"date": date(2027, 3, 10), "name": "Idul Fitri", "kind": kind}]
    assert of_year(book_of(calendar=[*closed, *feast]), "Lebaran", 2027) == [(greeted, "2027", False)]


def test_days_off_of_another_year_still_name_the_day_of_theirs() -> None:
    rows = kalender((date(2026, 3, 20), "Lebaran", "holiday"), (date(2027, 3, 12), "Lebaran", "closed"))
    assert of_year(book_of(calendar=rows), "Lebaran", 2027) == [OFFICIAL]


def read(typed: str, repeat: str, **tabs: list[Row]) -> tuple[list[Program], pl.DataFrame]:
    row = {"program_id": "p", "name": "P", "purpose": "greeting", "channels": "sms", "template": "p"}
    book = book_of(programs=[{**row, "occasion": typed, "repeat": repeat}], **tabs)
    programs, problems = read_programs(book, "en")
    return list(programs), problems


@pytest.mark.parametrize(
    ("typed", "repeat", "kept"),
    [
        ("tanggal 25", "calendar", "25"),
        ("25", "monthly", "25"),
        ("25/12/2026", "monthly", "25"),
        ("25 Desember", "yearly", "12-25"),
        ("25/12/2026", "yearly", "12-25"),
        ("2026-12-25", "once", "2026-12-25"),
        ("Lebaran", "yearly", "Lebaran"),
        ("Lebaran", "calendar", "Lebaran"),
        ("Kalender.Idul Fitri", "calendar", "Idul Fitri"),
        ("calendar.Idul Fitri", "yearly", "Idul Fitri"),
        ("Thaipusam", "calendar", "Thaipusam"),
    ],
)
def test_a_day_is_understood_whatever_repetition_fits_it(typed: str, repeat: str, kept: str) -> None:
    (found,), problems = read(typed, repeat)
    assert (found.occasion, found.repeat, found.tab) == (kept, Repeat.CALENDAR, "customers")
    assert problems.is_empty()


def test_a_row_of_the_calendar_tab_may_repeat_every_year_too() -> None:
    (found,), _ = read("ulang tahun toko", "yearly", calendar=kalender((date(2026, 11, 28), "Ulang tahun toko")))
    assert found.repeat is Repeat.CALENDAR


IS_A_DAY = "“{}” is a day of the calendar, not a date column; choose “On a calendar day” under repeats."
NEEDS_YEAR = "“Natal” comes again and again; write it with its year, such as 2026-12-25, or choose “On a calendar day”."
IS_A_COLUMN = (
    "“customers.birth_date” is a date column, not a day of the calendar; choose another repetition, such as “Yearly”."
)


@pytest.mark.parametrize(
    ("typed", "repeat", "hint"),
    [
        ("25", "yearly", IS_A_DAY.format("25")),
        ("25 Desember", "monthly", IS_A_DAY.format("25 Desember")),
        ("Lebaran", "cadence", IS_A_DAY.format("Lebaran")),
        ("Natal", "once", NEEDS_YEAR),
        ("Pelanggan.Tanggal lahir", "calendar", IS_A_COLUMN),
    ],
)
def test_a_repetition_that_does_not_fit_is_named(typed: str, repeat: str, hint: str) -> None:
    programs, problems = read(typed, repeat)
    assert not programs
    assert (problems["column"][0], problems["hint"][0]) == ("repeat", hint)


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("tangal 25", "did you mean tanggal 25?"),
        ("gajian", "write 25 or month end; or put a row of that name into the Calendar tab."),
        ("birth_date", "Write the tab and the column with a dot between them: customers.birth_date"),
    ],
)
def test_a_slip_in_a_day_of_the_month_is_no_column(typed: str, hint: str) -> None:
    programs, problems = read(typed, "monthly")
    assert not programs
    assert hint in problems["hint"][0]


def test_a_team_that_names_its_day_of_wages_may_write_it() -> None:
    book = book_of(programs=[], customers=[customer()], calendar=kalender((date(2026, 11, 25), "Gajian")))
    due, problems = find_due([on_day("gajian")], book, profiles_of(), date(2026, 11, 25), INDONESIA)
    assert problems.is_empty()
    assert due.height == 1


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("Idul Ftri", "did you mean Idul Fitri?"),
        ("Crismas Day", "did you mean Christmas Day?"),
        ("ulang tahun tko", "did you mean Ulang tahun toko?"),
        ("Deepavali", "“Deepavali” is no public holiday here; write its name and date into the Calendar tab."),
        ("tangal 25", "“tangal 25” is not a day we know; did you mean tanggal 25?"),
        ("25 Desembr", "did you mean 25 desember?"),
        ("akhir bulann", "did you mean akhir bulan?"),
        ("Tanggal gajian", "write 25 or month end; or put a row of that name into the Calendar tab."),
        ("gajian", "write 25 or month end; or put a row of that name into the Calendar tab."),
        ("xyzzy", "“xyzzy” is not a day we know; write for example Ulang tahun toko, Idul Fitri"),
    ],
)
def test_a_name_that_is_no_day_is_a_problem_at_its_cell(typed: str, hint: str) -> None:
    book = book_of(programs=[], customers=[customer()], calendar=kalender((date(2026, 11, 28), "Ulang tahun toko")))
    settings = TeamSettings(country="ID", language="en")
    due, problems = find_due([on_day(typed, row=4)], book, profiles_of(), date(2026, 11, 20), settings)
    assert due.is_empty()
    assert problems.select("cell", "code").rows() == [("E4", "bad_program")]
    assert hint in problems["hint"][0]


@pytest.mark.parametrize(
    ("on", "offset", "warned"),
    [
        (date(2027, 1, 8), 0, False),
        (date(2027, 1, 9), 0, True),
        (date(2027, 3, 10), 0, True),
        (date(2027, 3, 11), 0, False),
        (date(2027, 1, 5), -14, True),
        (date(2027, 1, 5), 14, False),
    ],
)
def test_an_estimate_that_comes_near_asks_for_the_official_date(on: date, offset: int, *, warned: bool) -> None:
    book = book_of(programs=[], customers=[customer()])
    _, problems = find_due([on_day("Lebaran", offset_days=offset)], book, profiles_of(), on, INDONESIA)
    assert problems.height == warned
    if warned:
        said = describe(problems, "en").row(0, named=True)
        assert said["where"] == "Program!E2"
        assert "an estimate so far" in said["message"]
        assert said["remedy"].startswith("Estimate 10/03/2027; write")


@pytest.mark.parametrize(
    ("day", "fields", "asked"),
    [
        ("Lebaran", {}, "religion = 'islam'"),
        ("Natal", {"condition": "tier = 'Gold'"}, "religion in ('protestant', 'catholic')"),
        ("Natal", {"condition": "religion in ('protestant', 'catholic')"}, None),
        ("Lebaran", {"purpose": Purpose.SERVICE}, None),
        ("Kemerdekaan", {}, None),
        ("25", {}, None),
    ],
)
def test_a_greeting_on_the_holiday_of_one_religion_asks_who_keeps_it(
    day: str, fields: dict[str, Any], asked: str | None
) -> None:
    book = book_of(programs=[], customers=[customer(religion="islam")])
    wanted = on_day(day, **{"purpose": Purpose.GREETING, **fields})
    _, problems = find_due([wanted], book, profiles_of(), date(2026, 8, 1), INDONESIA)
    told = problems.filter(column="condition").select("hint", "severity").rows()
    assert told == ([(asked, "warning")] if asked else [])


def test_a_confirmed_day_asks_for_nothing_and_is_no_estimate() -> None:
    book = book_of(programs=[], customers=[customer()], calendar=kalender((date(2027, 3, 10), "Idul Fitri")))
    due, problems = find_due([on_day("Lebaran")], book, profiles_of(), date(2027, 3, 10), INDONESIA)
    assert problems.is_empty()
    assert due.select("occasion_date", "period", "is_estimate").rows() == [(date(2027, 3, 10), "2027", False)]


def test_every_customer_for_whom_the_condition_holds_is_a_subject() -> None:
    people = [customer("C1", religion="islam"), customer("C2", religion="protestant"), customer("C3", religion="islam")]
    book = book_of(customers=people)
    profiles = profiles_of({"customer_id": "C1", "tier": "Gold"}, {"customer_id": "C3", "tier": "Bronze"})
    both = on_day("Idul Adha", condition="religion = 'islam' and tier = 'Gold'")
    due, _ = find_due([both, on_day("25")], book, profiles, date(2026, 5, 27), INDONESIA)
    shown = due.select("subject", "subject_row", "customer_id", "tab", "period", "is_sensitive").rows()
    assert shown == [
        ("C1", 2, "C1", "customers", "2026", True),
        *((f"C{n}", n + 1, f"C{n}", "customers", "2026-05", False) for n in (1, 2, 3)),
    ]
