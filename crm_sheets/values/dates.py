"""Dates, months and times as people type them."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from functools import partial

import polars as pl

from crm_sheets.model import ProblemCode, Severity
from crm_sheets.values.readings import Parsed, Reading, read_column, tidy

MONTH_FIRST = frozenset(("US", "PR", "GU", "VI", "AS", "MP", "FM", "MH", "PW"))
"""Countries where 5/24/2008 is the usual way; everywhere else the day comes first."""

MIXED_ORDER = frozenset(("CA", "PH", "KE", "PA", "GH"))
"""Countries where both are usual: the day is taken first, with a warning where the month could be."""

_MONTH_NAMES = (
    "jan januari january",
    "feb februari february peb pebruari",
    "mar maret march mrt",
    "apr april",
    "mei may",
    "jun juni june",
    "jul juli july",
    "agt agu ags agst agust agustus aug august",
    "sep sept september",
    "okt oktober oct october",
    "nov november nop nopember",
    "des desember dec december",
)
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}
"""Month names and abbreviations in Indonesian (old spellings too) and English."""

FIRST_YEAR, LAST_YEAR = 1900, 2199
_EPOCH = date(1899, 12, 30)
_LIFETIME = 110
_YEARS_AHEAD = 30

_SEPARATOR = r"[\s\-/.,]+"
_WEEKDAY = re.compile(
    r"^(?:(?:hari|tgl|tanggal|senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tue|wed|thu|fri|sat|sun)\b[\s,.:]*)+"
)
_TIME = re.compile(
    r"(?:\s*[,T]\s*|\s+)(?:(?:pukul|jam|pk|at)\.?\s*)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:\.\d+)?)?"
    r"\s*(am|pm)?\s*(?:wib|wita|wit|z)?$",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(rf"(\d{{4}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{1,2}})")
_NUMERIC = re.compile(rf"(\d{{1,2}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}'?(\d{{4}}|\d{{2}})")
_DAY_NAME_YEAR = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s\-/.,]*([a-z]+)[\s\-/.,]*'?(\d{4}|\d{2})")
_NAME_DAY_YEAR = re.compile(r"([a-z]+)[\s\-/.,]*(\d{1,2})(?:st|nd|rd|th)?[\s,]+(\d{4})")
_SERIAL = re.compile(r"(\d{5})(\.\d+)?")
_MONTH_YEAR = re.compile(r"(?:(\d{1,2})|([a-z]+))[\s\-/.,]*'?(\d{4}|(?<=\D)\d{2})")
_YEAR_MONTH = re.compile(r"(\d{4})[\s\-/.]+(?:(\d{1,2})|([a-z]+))")
_TYPED = rf"^(\d{{1,2}}){_SEPARATOR}(\d{{1,2}}|[a-z]+){_SEPARATOR}(\d{{4}})$"


@dataclass(frozen=True)
class DateHabit:
    """How the dates of one column are to be understood.

    `country` (ISO code) decides between day and month first. `as_of` and `past` place two-digit years: in the hundred
    years that end with the year of `as_of` where dates are past, else in those that end 30 years later; without `as_of`
    69-99 are 1969-1999. `birth` never gives a date after `as_of`, and warns where a hundred years earlier would be a
    living person too ("1/2/20").
    """

    as_of: date | None = None
    country: str = "ID"
    past: bool = False
    birth: bool = False

    @property
    def month_first(self) -> bool:
        return self.country in MONTH_FIRST


@dataclass(frozen=True)
class _Parts:
    """Day, month and year as typed; `year_digits` tells "90" from "1990", `numeric` "5" from "Mei"."""

    day: int
    month: int
    year: int
    year_digits: int = 4
    numeric: bool = False


def read_date(text: str, habit: DateHabit | None = None) -> date | None:
    """One date in any spelling, None if it is none or does not exist."""
    value: date | None = _date_reading(tidy(text), habit or DateHabit()).value
    return value


def parse_dates(texts: pl.Series, habit: DateHabit) -> Parsed:
    """Dates from ISO, "24 Mei 2008", "24-05-2008", "24/5/08", serial numbers of date cells (1900 system) and more.

    A date that does not exist, or has the month first where people write the day first, is a BAD_DATE with the probable
    one as hint. Nothing is invented: "5 Maret" has no year and is a BAD_DATE.
    """
    return read_column(texts, partial(_date_reading, habit=habit), _iso_dates, _typed_dates(habit))


def parse_months(texts: pl.Series, habit: DateHabit) -> Parsed:
    """The last day of the month from "11/26", "11/2026", "Nov 2026" or any full date."""
    parsed = read_column(texts, partial(_month_reading, habit=habit), _iso_dates)
    return parsed._replace(values=parsed.values.dt.month_end())


def parse_datetimes(texts: pl.Series, habit: DateHabit) -> Parsed:
    """Local times from a date with or without a time of day ("24/05/2024 13.45", "2024-05-24 13:45:00")."""

    def quick(texts: pl.Series) -> pl.Series:
        return texts.str.to_datetime("%Y-%m-%d %H:%M:%S", strict=False, time_unit="us")

    return read_column(texts, partial(_datetime_reading, habit=habit), quick)


def typed_date(day: date, country: str = "ID") -> str:
    """A date as a hint shows it: "24/05/2008" where the day comes first, else "2008-05-24"."""
    return day.isoformat() if country in MONTH_FIRST | MIXED_ORDER else f"{day:%d/%m}/{day.year:04}"


def _iso_dates(texts: pl.Series) -> pl.Series:
    text = pl.col("text")
    shaped = text.str.contains(r"^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?$")
    day = pl.when(shaped).then(text.str.head(10)).str.to_date("%Y-%m-%d", strict=False)
    sane = day.dt.year().is_between(FIRST_YEAR, LAST_YEAR)
    return texts.to_frame("text").select(pl.when(sane).then(day)).to_series()


def _typed_dates(habit: DateHabit) -> Callable[[pl.Series], pl.Series] | None:
    """The vectorised stage for "24/05/2008" and "24 Mei 2008"; none where the order of day and month is in doubt."""
    if habit.country in MONTH_FIRST | MIXED_ORDER:
        return None

    def distinct(texts: pl.Series) -> pl.Series:
        groups = texts.str.to_lowercase().str.extract_groups(_TYPED).struct.unnest()
        names = {name: str(number) for name, number in MONTHS.items()} | {f"0{n}": str(n) for n in range(1, 10)}
        month = pl.col("2").replace(names)
        day = pl.concat_str("3", month.str.zfill(2), pl.col("1").str.zfill(2), separator="-")
        parsed = day.str.to_date("%Y-%m-%d", strict=False)
        sane = parsed.dt.year().is_between(FIRST_YEAR, LAST_YEAR)
        return groups.select(pl.when(sane).then(parsed)).to_series()

    return distinct


def _date_reading(text: str, habit: DateHabit) -> Reading:
    bare = _WEEKDAY.sub("", _TIME.sub("", text).casefold()).strip(" .,")
    serial = _SERIAL.fullmatch(bare)
    if serial:
        return Reading(_EPOCH + timedelta(days=int(serial[1])))
    parts = _split(bare, habit)
    if parts is None:
        return Reading(None, ProblemCode.BAD_DATE, _suggest_month(bare, habit))
    return _place(parts, habit)


def _datetime_reading(text: str, habit: DateHabit) -> Reading:
    serial = _SERIAL.fullmatch(text)
    if serial:
        seconds = round(float(serial[2] or 0) * 86_400)
        return Reading(datetime.combine(_EPOCH, time()) + timedelta(days=int(serial[1]), seconds=seconds))
    reading, clock = _date_reading(text, habit), _TIME.search(text)
    if reading.value is None:
        return reading
    try:
        return reading._replace(value=datetime.combine(reading.value, _clock(clock) if clock else time()))
    except ValueError:
        return Reading(None, ProblemCode.BAD_DATE, typed_date(reading.value, habit.country))


def _clock(match: re.Match[str]) -> time:
    hour = int(match[1])
    if match[4]:
        hour = hour % 12 + (12 if match[4].lower() == "pm" else 0)
    return time(hour, int(match[2]), int(match[3] or 0))


def _month_reading(text: str, habit: DateHabit) -> Reading:
    lowered = text.casefold()
    match, turned = _MONTH_YEAR.fullmatch(lowered), _YEAR_MONTH.fullmatch(lowered)
    if match is None and turned is None:
        return _date_reading(text, habit)
    number, name, year = (match[1], match[2], match[3]) if match else (turned[2], turned[3], turned[1])  # type: ignore[index]
    month = int(number) if number else MONTHS.get(name, 0)
    if not 1 <= month <= 12:
        near = get_close_matches(name, MONTHS, n=1, cutoff=0.7) if name else []
        return Reading(None, ProblemCode.BAD_DATE, f"{MONTHS[near[0]]:02}/{year}" if near else "")
    return _place(_Parts(1, month, int(year), len(year)), habit)


def _split(text: str, habit: DateHabit) -> _Parts | None:
    """Which number is the day, the month and the year; None when the text has not the shape of a date."""
    if match := _YEAR_FIRST.fullmatch(text):
        return _Parts(int(match[3]), int(match[2]), int(match[1]))
    if match := _NUMERIC.fullmatch(text):
        first, second = int(match[1]), int(match[2])
        day, month = (second, first) if habit.month_first else (first, second)
        return _Parts(day, month, int(match[3]), len(match[3]), numeric=True)
    if (match := _DAY_NAME_YEAR.fullmatch(text)) and match[2] in MONTHS:
        return _Parts(int(match[1]), MONTHS[match[2]], int(match[3]), len(match[3]))
    if (match := _NAME_DAY_YEAR.fullmatch(text)) and match[1] in MONTHS:
        return _Parts(int(match[2]), MONTHS[match[1]], int(match[3]))
    return _split_compact(text)


def _split_compact(text: str) -> _Parts | None:
    """ "20080524" or "24052008": never both, because no month begins with 19 or 20."""
    for year, month, day in ((slice(0, 4), slice(4, 6), slice(6, 8)), (slice(4, 8), slice(2, 4), slice(0, 2))):
        if re.fullmatch(r"\d{8}", text) and re.match("19|20", text[year]) and 1 <= int(text[month]) <= 12:
            return _Parts(int(text[day]), int(text[month]), int(text[year]))
    return None


def _place(parts: _Parts, habit: DateHabit) -> Reading:
    """The calendar day of the parts, with a warning where another one is as likely."""
    found = _calendar_day(parts, habit)
    if found is None:
        return Reading(None, ProblemCode.BAD_DATE, _suggest_day(parts, habit))
    other = _other_reading(parts, found, habit)
    if other is None:
        return Reading(found)
    hint = f"{typed_date(found, habit.country)} / {typed_date(other, habit.country)}"
    return Reading(found, ProblemCode.AMBIGUOUS_DATE, hint, Severity.WARNING)


def _calendar_day(parts: _Parts, habit: DateHabit) -> date | None:
    years = [parts.year] if parts.year_digits == 4 else _centuries(parts.year, habit)
    days = [date(year, parts.month, parts.day) for year in years if _exists(year, parts.month, parts.day)]
    if len(years) > 1 and habit.as_of:
        days = [day for day in days if day <= habit.as_of]
    return days[0] if days else None


def _centuries(year: int, habit: DateHabit) -> list[int]:
    """The years a two-digit year may stand for, the likeliest first."""
    if habit.as_of is None:
        return [year + (1900 if year >= 69 else 2000)]
    latest = habit.as_of.year + (0 if habit.past or habit.birth else _YEARS_AHEAD)
    newest = latest - (latest - year) % 100
    return [newest, newest - 100] if habit.birth else [newest]


def _exists(year: int, month: int, day: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _other_reading(parts: _Parts, found: date, habit: DateHabit) -> date | None:
    """The other day the cell may mean: day and month exchanged, or a hundred years earlier."""
    if parts.numeric and habit.country in MIXED_ORDER and parts.day <= 12 and parts.day != parts.month:
        return date(found.year, parts.day, parts.month)
    earlier = found.year - 100
    if habit.birth and parts.year_digits == 2 and habit.as_of and habit.as_of.year - earlier <= _LIFETIME:
        return date(earlier, found.month, found.day) if _exists(earlier, found.month, found.day) else None
    return None


def _suggest_day(parts: _Parts, habit: DateHabit) -> str:
    """The date that was probably meant: day and month exchanged, or the last day of the month; "" if neither."""
    last = monthrange(2000 + parts.year % 100, parts.month)[1] if 1 <= parts.month <= 12 else 0
    exchanged = _Parts(parts.month, parts.day, parts.year, parts.year_digits)
    clipped = _Parts(min(parts.day, last), parts.month, parts.year, parts.year_digits)
    candidates = ([exchanged] if parts.numeric and not last else []) + ([clipped] if last < parts.day <= 31 else [])
    days = (_calendar_day(candidate, habit) for candidate in candidates)
    return next((typed_date(day, habit.country) for day in days if day), "")


def _suggest_month(text: str, habit: DateHabit) -> str:
    """The text with a mistyped month name put right, when that makes it a date; else ""."""
    name = next(iter(re.findall(r"[a-z]{3,}", text)), "")
    near = get_close_matches(name, MONTHS, n=1, cutoff=0.7) if name and name not in MONTHS else []
    parts = _split(text.replace(name, near[0], 1), habit) if near else None
    found = _calendar_day(parts, habit) if parts else None
    return typed_date(found, habit.country) if found else ""
