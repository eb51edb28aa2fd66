"""Periods a report is about: a month, a quarter, half a year, a year; and the part of each that has passed."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from crm_sheets.model import Text

MONTHS = (
    Text("Januari", "January"),
    Text("Februari", "February"),
    Text("Maret", "March"),
    Text("April", "April"),
    Text("Mei", "May"),
    Text("Juni", "June"),
    Text("Juli", "July"),
    Text("Agustus", "August"),
    Text("September", "September"),
    Text("Oktober", "October"),
    Text("November", "November"),
    Text("Desember", "December"),
)


class PeriodKind(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


MONTHS_IN = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF: 6, PeriodKind.YEAR: 12}
_SPELLINGS = {
    PeriodKind.MONTH: re.compile(r"(\d{4})-(0[1-9]|1[0-2])"),
    PeriodKind.QUARTER: re.compile(r"(\d{4})-Q([1-4])"),
    PeriodKind.HALF: re.compile(r"(\d{4})-H([12])"),
    PeriodKind.YEAR: re.compile(r"(\d{4})"),
}
_LONG_LABELS = {
    PeriodKind.QUARTER: Text("Triwulan {number} {year}", "Quarter {number} {year}"),
    PeriodKind.HALF: Text("Semester {number} {year}", "Half {number} of {year}"),
    PeriodKind.YEAR: Text("{year}", "{year}"),
}


class Span(NamedTuple):
    """Some days in a row, both ends included."""

    start: date
    end: date

    def label(self, language: str) -> str:
        """The days for a column header, as short as they can be: "1–20 Nov 2026", "1 Okt – 20 Nov 2026"."""
        if self.start == self.end:
            return day_label(self.end, language)
        if (self.start.year, self.start.month) == (self.end.year, self.end.month):
            return f"{self.start.day}–{day_label(self.end, language)}"
        start = day_label(self.start, language)
        if self.start.year == self.end.year:
            start = start.removesuffix(f" {self.start.year}")
        return f"{start} – {day_label(self.end, language)}"


@dataclass(frozen=True)
class Period:
    """A calendar period: the `number`-th of its kind in `year` (month 11, quarter 4, half 2; a year is number 1)."""

    kind: PeriodKind
    year: int
    number: int = 1

    @property
    def name(self) -> str:
        """How the period is written in a command or a tab's title: "2026-11", "2026-Q4", "2026-H2", "2026"."""
        ending = {
            PeriodKind.MONTH: f"-{self.number:02d}",
            PeriodKind.QUARTER: f"-Q{self.number}",
            PeriodKind.HALF: f"-H{self.number}",
            PeriodKind.YEAR: "",
        }
        return f"{self.year:04d}{ending[self.kind]}"

    @property
    def start(self) -> date:
        """The first day."""
        return date(self.year, (self.number - 1) * MONTHS_IN[self.kind] + 1, 1)

    @property
    def end(self) -> date:
        """The last day."""
        return add_months(self.start, MONTHS_IN[self.kind]) - timedelta(days=1)

    @property
    def before(self) -> Period:
        """The period of the same kind just before this one."""
        return period_of(self.start - timedelta(days=1), self.kind)

    def label(self, language: str) -> str:
        """The period in words: "November 2026", "Triwulan 4 2026"."""
        if self.kind is PeriodKind.MONTH:
            return f"{MONTHS[self.number - 1].in_language(language)} {self.year}"
        return _LONG_LABELS[self.kind].in_language(language).format(number=self.number, year=self.year)

    def is_whole(self, as_of: date) -> bool:
        """True when the period's last day has come by `as_of`."""
        return self.end <= as_of

    def passed(self, as_of: date) -> Span:
        """The days of the period up to and including `as_of`; ValueError when it has not begun."""
        if as_of < self.start:
            raise ValueError(f"{self.name} has not begun on {as_of.isoformat()}")
        return Span(self.start, min(self.end, as_of))

    def comparable(self, as_of: date) -> Span:
        """What to compare `passed(as_of)` with: the period before, or as many days of it when this one is unfinished.

        A period before that is shorter is taken whole: 1–30 March compares with 1–28 February.
        """
        before = self.before
        if self.is_whole(as_of):
            return Span(before.start, before.end)
        days = self.passed(as_of).end - self.start
        return Span(before.start, min(before.end, before.start + days))


def parse_period(text: str) -> Period:
    """The period written as "2026-11", "2026-Q4", "2026-H2" or "2026"; ValueError says what may be written."""
    wanted = text.strip().upper()
    for kind, spelling in _SPELLINGS.items():
        found = spelling.fullmatch(wanted)
        if found and int(found[1]) > 0:
            return Period(kind, int(found[1]), int(found[2]) if kind is not PeriodKind.YEAR else 1)
    raise ValueError(
        f'"{text}" is not a period. Write a month as 2026-11, a quarter as 2026-Q4, half a year as 2026-H2 '
        "or a year as 2026."
    )


def period_of(day: date, kind: PeriodKind = PeriodKind.MONTH) -> Period:
    """The period of `kind` in which `day` lies."""
    return Period(kind, day.year, (day.month - 1) // MONTHS_IN[kind] + 1)


def add_months(day: date, months: int) -> date:
    """The same day `months` later (earlier when negative), the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_label(day: date, language: str) -> str:
    """A day as people write it: "20 Nov 2026", in Indonesian "20 Okt 2026"."""
    return f"{day.day} {month_label(day, language)}"


def month_label(day: date, language: str) -> str:
    """The month of `day` for a chart's axis: "Nov 2026", in Indonesian "Okt 2026"."""
    return f"{MONTHS[day.month - 1].in_language(language)[:3]} {day.year}"
