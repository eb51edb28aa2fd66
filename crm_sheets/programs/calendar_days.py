"""Days of the calendar that are the same for everybody: "25", "akhir bulan", "25 Desember", "2026-12-25", "Lebaran".

A program keeps such a day in one spelling: "25" (of each month), "12-25" (of each year), "2026-12-25" (once), or the
name of the day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from difflib import get_close_matches

from crm_sheets.model import Text
from crm_sheets.periods import MONTHS as MONTH_NAMES
from crm_sheets.programs.condition_errors import filled
from crm_sheets.programs.named_days import Day, NamedDays
from crm_sheets.programs.occasions import LEAP_DAY, STANDS_FOR_LEAP_DAY, in_month, pieces
from crm_sheets.values.dates import MONTH_FIRST, MONTHS, DateHabit, read_date
from crm_sheets.values.readings import tidy

LAST_OF_MONTH = "31"
NEAR_CALENDAR_DAY = Text(
    "“{typed}” bukan hari yang dikenal; maksudnya {near}?", "“{typed}” is not a day we know; did you mean {near}?"
)
PAYDAY = Text(
    "“{typed}” berbeda di setiap tim: tulis 25 atau akhir bulan; atau tulis baris dengan nama itu di tab Kalender.",
    "“{typed}” is another day in every team: write 25 or month end; or put a row of that name into the Calendar tab.",
)
_ENDS = ("akhir bulan", "month end", "end of month", "end of the month", "last day of the month", "tanggal terakhir")
_STARTS = ("awal bulan", "start of month", "start of the month", "first of the month")
_BEFORE = re.compile(r"^(?:(?:setiap|tiap|every|each|on|the|pada|tanggal|tgl)\b\.?\s*)+")
_AFTER = re.compile(r"\s*\b(?:(?:setiap|tiap) (?:bulan|tahun)|(?:of )?(?:every|each|the) (?:month|year))$")
_OF_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_OF_YEAR = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s\-/.]*([a-z]+)|([a-z]+)[\s\-/.]*(\d{1,2})(?:st|nd|rd|th)?")
_PAYDAY = re.compile(r"\b(?:gaji|gajian|gajihan|pay\s?day|salary)\b", re.IGNORECASE)
_WORDS = sorted(
    {"setiap", "tiap", "every", "each", "pada", "tanggal", "bulan", "tahun", "month", "year"}
    | {*" ".join((*_ENDS, *_STARTS)).split()}
    | {month for month in MONTHS if len(month) > 3}
)
"""What stands in the name of a day of the calendar."""
_NUMBERS = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})")

NO_SUCH_DAY = Text(
    "Tanggal “{typed}” tidak ada; tulis misalnya 25, akhir bulan, 25 Desember, atau 25/12/2026.",
    "There is no day “{typed}”; write for example 25, month end, 25 December or 2026-12-25.",
)
TWO_DAYS = Text(
    "“{typed}” dapat berarti {one} atau {other}; tulis bulannya dengan huruf.",
    "“{typed}” can mean {one} or {other}; write the month as a word.",
)


class CalendarDayError(ValueError):
    """What looks like a day of the calendar but is none, or may be two of them: `reason` says what to type."""

    def __init__(self, reason: Text) -> None:
        self.reason = reason
        super().__init__(reason.en)


def read_calendar_day(typed: str, country: str) -> str:
    """The day in the one spelling that programs keep, "" for a text that names no date. Raises CalendarDayError.

    `country` decides which number of 25/12/2026 is the day.
    """
    text = _BEFORE.sub("", tidy(typed).casefold()).strip(" .,")
    if text in _ENDS or text in _STARTS:
        return LAST_OF_MONTH if text in _ENDS else "1"
    text = _AFTER.sub("", text)
    if found := _OF_MONTH.fullmatch(text):
        return _checked(typed, 1, int(found[1]), str(int(found[1])))
    if found := _NUMBERS.fullmatch(text):
        return _from_numbers(typed, int(found[1]), int(found[3]), country if found[2] != "-" else "")
    if (found := _OF_YEAR.fullmatch(text)) and (found[2] or found[3]) in MONTHS:
        return _of_year(typed, MONTHS[found[2] or found[3]], int(found[1] or found[4]))
    full = read_date(typed, DateHabit(country=country)) if any(map(str.isdigit, text)) else None
    if full is None and text[:1].isdigit() and not any(map(str.isalpha, text)):
        raise CalendarDayError(filled(NO_SUCH_DAY, typed=typed))
    return full.isoformat() if full else ""


def near_calendar_day(typed: str, country: str) -> str:
    """The day of the calendar that was meant, "tanggal 25" for "tangal 25"; "" where no slip explains the text."""
    text = tidy(typed).casefold()
    meant = re.sub(r"[a-z]+", lambda word: _near_word(word[0]), text)
    with suppress(CalendarDayError):
        return meant if meant != text and read_calendar_day(meant, country) else ""
    return ""


def _near_word(word: str) -> str:
    return word if word in _WORDS else next(iter(get_close_matches(word, _WORDS, n=1, cutoff=0.75)), word)


def is_payday(typed: str) -> bool:
    """Whether a text speaks of the day on which wages are paid, which is another one in every team."""
    return _PAYDAY.search(typed) is not None


def is_of_month(day: str) -> bool:
    """Whether a kept spelling is a day of each month."""
    return day.isdigit()


def is_of_year(day: str) -> bool:
    """Whether a kept spelling is a day of each year."""
    return re.fullmatch(r"\d\d-\d\d", day) is not None


def is_date(day: str) -> bool:
    """Whether a kept spelling is one date."""
    return re.fullmatch(r"\d{4}-\d\d-\d\d", day) is not None


def is_name(day: str) -> bool:
    """Whether a kept spelling is the name of a day."""
    return not (is_of_month(day) or is_of_year(day) or is_date(day))


def days_between(day: str, first: date, last: date, named: NamedDays, leap_day: str) -> list[Day]:
    """When that day (in the kept spelling) falls on `first`..`last`, with the period of each."""
    if is_of_month(day):
        found: Iterator[Day] = (
            Day(in_month(start.year, start.month, int(day)), f"{start:%Y-%m}") for start, _ in pieces(first, last, 1)
        )
    elif is_of_year(day):
        found = (Day(_in_year(day, start.year, leap_day), str(start.year)) for start, _ in pieces(first, last, 12))
    elif is_date(day):
        found = iter([Day(date.fromisoformat(day), day)])
    else:
        return named.between(day, first, last)
    return [each for each in found if first <= each.on <= last]


def next_estimate(day: str, as_of: date, days: int, named: NamedDays) -> date | None:
    """The first estimated date of a named day within so many days from `as_of` on; None where there is none."""
    if not is_name(day):
        return None
    coming = named.between(day, as_of, as_of + timedelta(days=days))
    return next((each.on for each in coming if each.is_estimate), None)


def _in_year(day: str, year: int, leap_day: str) -> date:
    number = int(day.replace("-", ""))
    if number == LEAP_DAY and not _exists(year, 2, 29):
        number = STANDS_FOR_LEAP_DAY[leap_day]
    return date(year, number // 100, number % 100)


def _from_numbers(typed: str, one: int, other: int, country: str) -> str:
    """Two numbers: with a dash they may be meant either way round, else as dates are written in the country."""
    readings = {f"{month:02}-{day:02}" for month, day in ((one, other), (other, one)) if _exists(2000, month, day)}
    if not readings:
        raise CalendarDayError(filled(NO_SUCH_DAY, typed=typed))
    if len(readings) == 1:
        return readings.pop()
    if country:
        month, day = (one, other) if country in MONTH_FIRST else (other, one)
        return f"{month:02}-{day:02}"
    raise CalendarDayError(filled(TWO_DAYS, typed=typed, one=_in_words(one, other), other=_in_words(other, one)))


def _in_words(day: int, month: int) -> Text:
    return Text(*(f"{day} {name}" for name in MONTH_NAMES[month - 1]))


def _of_year(typed: str, month: int, day: int) -> str:
    return _checked(typed, month, day, f"{month:02}-{day:02}")


def _checked(typed: str, month: int, day: int, spelling: str) -> str:
    if not _exists(2000, month, day):
        raise CalendarDayError(filled(NO_SUCH_DAY, typed=typed))
    return spelling


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
