"""Numbers, money and percentages as people type them."""

from __future__ import annotations

import re
from functools import partial
from typing import NamedTuple

import polars as pl

from crm_sheets.model import ProblemCode
from crm_sheets.values.readings import Parsed, Reading, read_column, tidy

_POINT_COUNTRIES = (
    "AU BD BN BW CA CN DO EG ET FJ GB GH GT HK HN IE IL IN JM JP KE KH KR LK MM MT MX MY NG NI NP NZ PA PE PG PH PK PR "
    "SG SV TH TT TW TZ UG US ZM ZW"
)
POINT_COUNTRIES = frozenset(_POINT_COUNTRIES.split())
"""Countries that write 1,234.56; all others write 1.234,56 (after the number symbols of Unicode CLDR)."""

_PLAIN = r"^-?(?:\d+|\d+\.(?:\d{1,2}|\d{4,})|\d{4,}\.\d{3})$"
"""A number cell, or a text that reads the same in every country (see RawTab about "1.234")."""

_NUMBER = re.compile(
    r"(?P<whole>\d{1,3}(?P<group>[.,' ])\d{3}(?:(?P=group)\d{3})*|\d+)(?:(?P<point>[.,])(?P<fraction>\d+))?"
)
_NEGATIVE = re.compile(r"[-–−]\s*(.+)|\(\s*(.+?)\s*\)")
_CENTS_DASH = re.compile(r"(?<=\d)\s*[,.]\s*[-–=]{1,2}$")
_SCALES = {
    1e3: "rb ribu k thousand",
    1e6: "jt juta jutaan million mio mln",
    1e9: "miliar milyar miliard mlyr milliar billion bn",
    1e12: "t triliun trilyun trilion trillion",
}
_SCALE_OF = {word: scale for scale, words in _SCALES.items() for word in words.split()}
_SCALED = re.compile(r"(.*\d)\s*([a-z]+)\.?")
_CURRENCIES = {
    "ID": r"rp|idr|rupiah",
    "MY": r"rm|myr|ringgit",
    "SG": r"s\$|sgd|\$",
    "US": r"us\$|usd|\$|dollars?",
    "GB": r"gbp|£",
    "AU": r"a\$|aud|\$",
    "PH": r"php|₱",
    "TH": r"thb|฿|baht",
    "IN": r"inr|rs|₹",
    "JP": r"jpy|¥|yen",
}
_ANY_CURRENCY = r"[a-z]{3}|[$€£¥₹]"
_RUPIAH = r"(?i)^\s*(-?)\s*(?:(?:rp|idr)\.?\s*)?([1-9]\d{0,2}(?:\.\d{3})+|\d+)(?:,(\d{1,2}|-))?$"
_LOOK_ALIKES = str.maketrans({"o": "0", "O": "0", "l": "1", "I": "1"})
_LARGEST_INTEGER = 2**53


class _Habit(NamedTuple):
    """How a country writes: its ISO code, and whether a lone "1,234" is a thousands group (money) or a fraction."""

    country: str
    money: bool

    @property
    def comma(self) -> bool:
        return self.country not in POINT_COUNTRIES


def read_number(text: str, country: str = "ID") -> float | None:
    """One number in any spelling of money ("Rp 1.500.000,00", "1,5 jt", "25rb", "(1.000)"), None if it is none."""
    return _read_money(tidy(text).casefold(), _Habit(country, money=True))


def parse_money(texts: pl.Series, country: str = "ID") -> Parsed:
    """Amounts in the workbook's currency unit. "1.234" and "1,234" are both 1234 where the comma is the decimal sign.

    "2 M" is refused: it is two thousand million to Indonesians and two million to others.
    """
    careful = partial(_money_reading, habit=_Habit(country, money=True))
    return read_column(texts, careful, _plain_numbers, _rupiah if country == "ID" else None)


def parse_numbers(texts: pl.Series, country: str = "ID") -> Parsed:
    """Numbers without unit. "1.234" is 1234 and "1,234" is 1.234 where the comma is the decimal sign."""
    careful = partial(_number_reading, habit=_Habit(country, money=False))
    return read_column(texts, careful, _plain_numbers)


def parse_integers(texts: pl.Series, country: str = "ID") -> Parsed:
    """Whole numbers; a fraction is a BAD_NUMBER with the nearest whole number as hint."""
    careful = partial(_integer_reading, habit=_Habit(country, money=True))
    return read_column(texts, careful, _plain_integers)


def parse_percents(texts: pl.Series, country: str = "ID") -> Parsed:
    """Shares (0.05) from "5%", "5 %", "5" and "0,05".

    The rule without a percent sign: from -1 to 1 it is the share itself, as percentage cells hold it (100% is 1);
    beyond that it is a percentage.
    """
    careful = partial(_percent_reading, habit=_Habit(country, money=False))

    def quick(texts: pl.Series) -> pl.Series:
        numbers = _plain_numbers(texts)
        return numbers.to_frame("n").select(_share(pl.col("n"))).to_series()

    return read_column(texts, careful, quick)


def _plain_numbers(texts: pl.Series) -> pl.Series:
    column = pl.col("text")
    plain = pl.when(column.str.contains(_PLAIN)).then(column.cast(pl.Float64, strict=False))
    return texts.to_frame("text").select(plain).to_series()


def _plain_integers(texts: pl.Series) -> pl.Series:
    number = pl.col("n")
    whole = (number == number.round(0)) & (number.abs() <= _LARGEST_INTEGER)
    frame = _plain_numbers(texts).to_frame("n")
    return frame.select(pl.when(whole).then(number.cast(pl.Int64, strict=False))).to_series()


def _rupiah(texts: pl.Series) -> pl.Series:
    """The commonest text spellings of rupiah, "Rp 1.500.000,00" and "25.000,-"."""
    groups = texts.str.extract_groups(_RUPIAH).struct.rename_fields(["sign", "whole", "cents"]).struct.unnest()
    whole, cents = pl.col("whole").str.replace_all(".", "", literal=True), pl.col("cents").replace("-", None)
    number = pl.concat_str("sign", whole, pl.lit("."), cents.fill_null("0"))
    return groups.select(number.cast(pl.Float64, strict=False)).to_series()


def _share(number: pl.Expr) -> pl.Expr:
    return pl.when(number.abs() <= 1).then(number).otherwise(number / 100)


def _money_reading(text: str, habit: _Habit) -> Reading:
    value = _read_money(text.casefold(), habit)
    if value is not None:
        return Reading(value)
    return Reading(None, ProblemCode.BAD_MONEY, _suggest(text, habit))


def _number_reading(text: str, habit: _Habit) -> Reading:
    value = _read_scaled(text.casefold(), habit)
    return Reading(value) if value is not None else Reading(None, ProblemCode.BAD_NUMBER, _suggest(text, habit))


def _integer_reading(text: str, habit: _Habit) -> Reading:
    value = _read_scaled(text.casefold(), habit)
    if value is None or abs(value) > _LARGEST_INTEGER:
        return Reading(None, ProblemCode.BAD_NUMBER, _suggest(text, habit))
    if value != round(value):
        return Reading(None, ProblemCode.BAD_NUMBER, str(round(value)))
    return Reading(int(value))


def _percent_reading(text: str, habit: _Habit) -> Reading:
    bare = re.sub(r"\s*(?:%|persen|percent|pct)\s*$", "", text.casefold())
    value = _read_signed(bare, habit)
    if value is None:
        return Reading(None, ProblemCode.BAD_PERCENT, _suggest(text, habit))
    return Reading(value / 100 if bare != text.casefold() or abs(value) > 1 else value)


def _read_money(text: str, habit: _Habit) -> float | None:
    """Lower-case text with sign, currency, number and scale, in any of the usual orders."""
    bare = _CENTS_DASH.sub("", text)
    negative = _NEGATIVE.fullmatch(bare)
    amount = (negative[1] or negative[2]) if negative else bare
    currency = _CURRENCIES.get(habit.country, _ANY_CURRENCY)
    amount = re.sub(rf"^(?:{currency})\.?\s*(?=[\d\-–−])|(?<=\w)\s*(?:{currency})\.?$", "", amount, count=1)
    value = _read_scaled(amount, habit)
    if negative is None or value is None:
        return value
    return -value if value >= 0 else None


def _read_scaled(text: str, habit: _Habit) -> float | None:
    """A number with or without "rb", "jt", "miliar" ... before which a lone comma is always a decimal sign."""
    scaled = _SCALED.fullmatch(text)
    if scaled is None:
        return _read_signed(text, habit)
    scale = _SCALE_OF.get(scaled[2])
    value = _read_signed(scaled[1], habit._replace(money=False))
    return round(value * scale, 2) if scale and value is not None else None


def _read_signed(text: str, habit: _Habit) -> float | None:
    negative = _NEGATIVE.fullmatch(text)
    if negative:
        value = _read_decimal(negative[1] or negative[2], habit)
        return None if value is None else -value
    return _read_decimal(text.removeprefix("+").strip(), habit)


def _read_decimal(text: str, habit: _Habit) -> float | None:
    """Digits with groups and a decimal sign, told apart by the country's habit and their shape."""
    match = _NUMBER.fullmatch(text)
    if match is None or not text.isascii():
        return None
    whole, group, point, fraction = match["whole"], match["group"], match["point"], match["fraction"] or ""
    if group and point == group:
        return None
    if group and not point and whole.count(group) == 1 and not _is_thousands(whole, group, habit):
        return float(whole.replace(group, "."))
    if point == "," and not group and not habit.comma:
        return None
    digits = whole.replace(group, "") if group else whole
    return float(f"{digits}.{fraction}" if fraction else digits)


def _is_thousands(whole: str, group: str, habit: _Habit) -> bool:
    """Whether the lone sign in "1.234" or "1,234" groups thousands."""
    if whole.startswith("0"):
        return False
    if group not in ".,":
        return True
    decimal = "," if habit.comma else "."
    return group != decimal or (habit.money and habit.comma)


def _suggest(text: str, habit: _Habit) -> str:
    """The number that was meant when letters stand for digits, the two meanings of "2 M", else ""."""
    likely = text.translate(_LOOK_ALIKES)
    if likely != text and _read_money(likely.casefold(), habit) is not None:
        return likely
    millions = re.fullmatch(r"(.*\d)\s*m", text.casefold())
    value = _read_money(millions[1], habit._replace(money=False)) if millions else None
    return " / ".join(_grouped(value * scale, habit) for scale in (1e9, 1e6)) if value is not None else ""


def _grouped(value: float, habit: _Habit) -> str:
    """A whole number with the country's thousands sign: "2.000.000"."""
    return f"{value:,.0f}".replace(",", "." if habit.comma else ",")
