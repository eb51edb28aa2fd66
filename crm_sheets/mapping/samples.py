"""What a column's values look like: each kind that they might be is tried with its own parser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from crm_sheets.schema.base import Column, Kind
from crm_sheets.values.choices import parse_choices, parse_yes_no
from crm_sheets.values.dates import DateHabit, parse_dates, parse_datetimes, parse_months
from crm_sheets.values.emails import parse_emails
from crm_sheets.values.numbers import parse_integers, parse_money, parse_numbers, parse_percents
from crm_sheets.values.phones import parse_phones

_SAMPLE = 120
_FEWEST = 3
_YOUNGEST, _OLDEST = 10, 90
_PHONE_LIKE = r"\d[\s().+-]*(?:\d[\s().-]*){5,}"


@dataclass(frozen=True)
class Sample:
    """The values of one column, none blank: `texts` all of them, `rows` the number of rows that the tab has."""

    texts: pl.Series
    rows: int
    as_of: date
    country: str

    @cached_property
    def some(self) -> pl.Series:
        """A few of them, which stand for all."""
        return self.texts.head(_SAMPLE)

    @property
    def tells(self) -> bool:
        """False when there are too few values to judge by."""
        return len(self.texts) >= _FEWEST

    @property
    def first(self) -> str:
        """One value, "" when there is none."""
        return str(self.texts[0]) if len(self.texts) else ""

    def share_of(self, column: Column) -> float | None:
        """The share of values that this column could hold; None for a column that takes any text."""
        if column.kind is Kind.CHOICE:
            return self._share(lambda texts: parse_choices(texts, column.choices, many=column.many).values)
        shares: dict[Kind, Callable[[], float]] = {
            Kind.PHONE: lambda: self.phones,
            Kind.EMAIL: lambda: self.emails,
            Kind.DATE: lambda: self.dates,
            Kind.MONTH: lambda: self._share(lambda texts: parse_months(texts, self._habit).values),
            Kind.DATETIME: lambda: self._share(lambda texts: parse_datetimes(texts, self._habit).values),
            Kind.MONEY: lambda: self._share(lambda texts: parse_money(texts, self.country).values),
            Kind.NUMBER: lambda: self._share(lambda texts: parse_numbers(texts, self.country).values),
            Kind.INTEGER: lambda: self._share(lambda texts: parse_integers(texts, self.country).values),
            Kind.PERCENT: lambda: self._share(lambda texts: parse_percents(texts, self.country).values),
            Kind.YES_NO: lambda: self._share(lambda texts: parse_yes_no(texts).values),
        }
        return shares[column.kind]() if column.kind in shares else None

    @cached_property
    def phones(self) -> float:
        """The share of phone numbers."""
        return self._share(lambda texts: parse_phones(texts, self.country).values, _PHONE_LIKE)

    @cached_property
    def emails(self) -> float:
        """The share of e-mail addresses."""
        return self._share(lambda texts: parse_emails(texts).values, "@")

    @cached_property
    def dates(self) -> float:
        """The share of dates; round numbers are amounts, although they could be dates' serial numbers."""
        round_numbers = self.some.str.contains(r"^\d{3}00$").sum()
        return 0.0 if round_numbers * 2 > len(self.some) else self._share(lambda texts: self._days)

    @cached_property
    def births(self) -> float:
        """The share of days on which a customer of today may have been born."""
        if not self.dates:
            return 0.0
        age = self.as_of.year - self._days.dt.year()
        return _share_of_true(age.is_between(_YOUNGEST, _OLDEST), len(self.some))

    @cached_property
    def is_key(self) -> bool:
        """True when each row has a value of its own that looks like a number or code, and does not just count rows."""
        texts = self.texts
        if len(texts) < 0.95 * self.rows or texts.n_unique() < len(texts):
            return False
        if max(self.phones, self.emails, self.dates) > 0.5 or self._counts_rows():
            return False
        codes = self.some.str.contains(r"^\S*\d\S*$") & (self.some.str.len_chars() <= 24)
        return codes.sum() >= 0.9 * len(codes)

    @cached_property
    def repeats(self) -> bool:
        """True when values come more than once, as a key's never do."""
        return self.texts.n_unique() < 0.9 * len(self.texts)

    def share_in(self, others: pl.Series) -> float:
        """The share of values that stand among others too."""
        return _share_of_true(self.some.is_in(others.implode()), len(self.some))

    @cached_property
    def _habit(self) -> DateHabit:
        return DateHabit(self.as_of, self.country, past=True)

    @cached_property
    def _days(self) -> pl.Series:
        return parse_dates(self.some, self._habit).values

    def _counts_rows(self) -> bool:
        numbers = self.texts.str.to_integer(strict=False)
        return numbers.null_count() == 0 and bool((numbers.diff().drop_nulls() == 1).all())

    def _share(self, parse: Callable[[pl.Series], pl.Series], shape: str = "") -> float:
        """The share of values that a parser takes; those without the shape are not even tried."""
        texts = self.some.filter(self.some.str.contains(shape)) if shape else self.some
        return _share_of_true(parse(texts).is_not_null(), len(self.some)) if len(texts) else 0.0


def sample_of(texts: pl.Series, as_of: date, country: str) -> Sample:
    """The sample of one column of raw cells."""
    bare = texts.str.strip_chars()
    return Sample(bare.filter(bare.is_not_null() & (bare != "") & (bare != "-")), len(texts), as_of, country)


def _share_of_true(answers: pl.Series, count: int) -> float:
    return float(answers.sum() or 0) / max(count, 1)
