"""Days that have a name: the public holidays of the team's country, and the rows of its Calendar tab.

The Calendar tab wins: a row of that name replaces the date that the library knows for that holiday and year. Days of
one name in a row (a feast of two days) are one occasion, its first day. Days off around a feast are not the feast:
where a year has a row of another kind of that name, its "closed" rows name no day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from crm_sheets.tables import Book
from crm_sheets.values.holiday_names import HOLIDAY_NAMES, holiday_key, is_holiday_key
from crm_sheets.values.public_holidays import public_holidays

IN_A_ROW = timedelta(days=3)
"""So near to each other, two days of one name are one feast."""

MOVED_AT_MOST = timedelta(days=15)
"""So far from an estimate, beyond New Year too, the official date may lie."""

CLOSED = "closed"
"""The kind of a row on which nobody works."""

OBSERVED = "(observed)"
"""What the library calls a day off in place of a holiday that fell on a weekend: nobody greets on it."""


class Day(NamedTuple):
    """One day of a named or otherwise fixed occasion: its date, its period, and whether the date is an estimate."""

    on: date
    period: str
    is_estimate: bool = False


class NamedDays:
    """The named days of one team."""

    def __init__(self, book: Book, country: str) -> None:
        """`country` is the ISO code of the country whose public holidays the team keeps."""
        rows = book.table("calendar").select("date", "name", "kind").drop_nulls(["date", "name"]).rows()
        self._country = country
        self._own: dict[str, list[date]] = {}
        kept = {(holiday_key(name), on.year) for on, name, kind in rows if kind != CLOSED}
        for on, name, kind in rows:
            if kind != CLOSED or (holiday_key(name), on.year) not in kept:
                self._own.setdefault(holiday_key(name), []).append(on)
        self._own_names = [name for _, name, _ in rows]

    def knows(self, name: str, as_of: date) -> bool:
        """Whether the Calendar tab, or a public holiday of the years around `as_of`, has this name."""
        key = holiday_key(name)
        return key in self._own or any(key in self._public(year) for year in _years_around(as_of))

    def names(self, as_of: date) -> list[str]:
        """What can be written: the names of the Calendar tab, of the public holidays, and the usual other ones."""
        public = [name for year in _years_around(as_of) for name in _names_of(self._country, year)]
        others = [name for name in HOLIDAY_NAMES if self.knows(name, as_of)]
        return list(dict.fromkeys([*self._own_names, *others, *public]))

    def between(self, name: str, first: date, last: date) -> list[Day]:
        """The days of that name on `first`..`last`.

        The period of a holiday is the year, "2033-2" for a second one in it. That of a day that only the Calendar tab
        knows is its month, "2026-03", so that rows that come or go elsewhere in the year leave it what it was.
        """
        return [
            day
            for year in range(first.year, last.year + 1)
            for day in self._of_year(holiday_key(name), year)
            if first <= day.on <= last
        ]

    def _of_year(self, key: str, year: int) -> Iterator[Day]:
        around = range(year - 1, year + 2)
        own = [on for on in self._own.get(key, ()) if on.year in around]
        public = {on: estimate for near in around for on, estimate in self._public(near).get(key, {}).items()}
        replaced = _replaced(list(public), own)
        estimates = {on: estimate for on, estimate in public.items() if on not in replaced} | dict.fromkeys(own, False)
        starts = [on for on in _first_days(estimates) if on.year == year]
        is_holiday = bool(public) or is_holiday_key(key)
        times: Counter[str] = Counter()
        for on in starts:
            period = str(year) if is_holiday else f"{on:%Y-%m}"
            times[period] += 1
            yield Day(on, f"{period}-{times[period]}" if times[period] > 1 else period, estimates[on])

    def _public(self, year: int) -> Mapping[str, Mapping[date, bool]]:
        return _by_key(self._country, year)


@lru_cache(maxsize=64)
def _by_key(country: str, year: int) -> Mapping[str, Mapping[date, bool]]:
    """The public holidays of a year by key: date -> is an estimate."""
    found: dict[str, dict[date, bool]] = {}
    for holiday in public_holidays(country, year):
        names = {name for text in holiday.name for name in text.split("; ") if OBSERVED not in name}
        for name in names:
            found.setdefault(holiday_key(name), {})[holiday.on] = holiday.is_estimate
    return found


def _years_around(as_of: date) -> range:
    return range(as_of.year - 1, as_of.year + 2)


def _names_of(country: str, year: int) -> Iterator[str]:
    for holiday in public_holidays(country, year):
        for text in holiday.name:
            yield from text.split("; ")


def _replaced(public: list[date], own: Iterable[date]) -> set[date]:
    """The library's dates that rows of the Calendar tab stand for: the nearest one of their year, and any very near."""
    replaced = set()
    for on in own:
        replaced |= {other for other in public if abs(other - on) <= MOVED_AT_MOST}
        same_year = [other for other in public if other.year == on.year]
        replaced |= {min(same_year, key=lambda other: abs(other - on))} if same_year else set()
    return replaced


def _first_days(days: Iterable[date]) -> Iterator[date]:
    """The days without those that only go on with the one before."""
    before = date.min
    for on in sorted(days):
        if before == date.min or on - before > IN_A_ROW:
            yield on
        before = on
