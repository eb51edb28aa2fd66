"""What the cells of a column that nobody declared hold: dates, numbers, yes and no, else texts."""

from __future__ import annotations

import re
from collections.abc import Callable

import polars as pl

from crm_sheets.schema.base import Kind
from crm_sheets.values.choices import parse_yes_no
from crm_sheets.values.dates import DateHabit, parse_dates
from crm_sheets.values.names import parse_texts
from crm_sheets.values.numbers import parse_integers, parse_money, parse_numbers
from crm_sheets.values.readings import Parsed

LOOKED_AT = 5000
"""Cells that are looked at, from the top, for some distinct ones."""

DISTINCT = 200
MOSTLY = 0.75
"""The share of them that must be readable as one kind; the others are faults then."""

_DIGITS = r"^\d+$"
_NUMERAL = r"^(?:\+|0\d)|\d{13,}"
"""What is written in digits and is no amount: a phone number, a postcode with a zero in front, a card number."""

_DATE_WORDS = re.compile(
    r"\b(?:tanggal|tgl|hari|tempo|lahir|sejak|kedaluwarsa|kadaluarsa|dates?|due|expiry|expires|birthday|since|until)\b"
)

READERS: dict[Kind, Callable[[pl.Series, DateHabit], Parsed]] = {
    Kind.YES_NO: lambda texts, _: parse_yes_no(texts),
    Kind.DATE: parse_dates,
    Kind.INTEGER: lambda texts, habit: parse_integers(texts, habit.country),
    Kind.NUMBER: lambda texts, habit: parse_numbers(texts, habit.country),
    Kind.MONEY: lambda texts, habit: parse_money(texts, habit.country),
    Kind.TEXT: lambda texts, _: parse_texts(texts),
}
"""The kinds that a column can turn out to hold, and how its cells are read then: as those of declared columns."""


def means_dates(header: str) -> bool:
    """Whether a header says that its column holds dates, for sheets whose dates look like any number."""
    return bool(_DATE_WORDS.search(header.casefold().replace("_", " ")))


def guess_kind(texts: pl.Series, habit: DateHabit) -> Kind:
    """The kind of most of the cells (trimmed, null where blank); TEXT for a column without any.

    Digits alone are no date here: whether 45436 is one, the header has to say.
    """
    cells = texts.head(LOOKED_AT).drop_nulls().unique(maintain_order=True).head(DISTINCT)
    if cells.is_empty():
        return Kind.TEXT
    is_digits = cells.str.contains(_DIGITS)
    if not is_digits.all() and _share(parse_yes_no(cells)) == 1:
        return Kind.YES_NO
    if not is_digits.any() and _share(parse_dates(cells, habit)) >= MOSTLY:
        return Kind.DATE
    if cells.str.contains(_NUMERAL).any():
        return Kind.TEXT
    for kind in (Kind.INTEGER, Kind.NUMBER, Kind.MONEY):
        if _share(READERS[kind](cells, habit)) >= (1 if kind is Kind.INTEGER else MOSTLY):
            return kind
    return Kind.TEXT


def holds_dates(texts: pl.Series, habit: DateHabit) -> bool:
    """Whether a column that somebody takes for dates has one at least, or nothing at all."""
    cells = texts.head(LOOKED_AT).drop_nulls().unique(maintain_order=True).head(DISTINCT)
    return cells.is_empty() or _share(parse_dates(cells, habit)) > 0


def _share(parsed: Parsed) -> float:
    return 1 - parsed.values.null_count() / len(parsed.values)
