"""Numbers, money and days in words: "satu juta rupiah", "Rp1,5 juta", "besok", "ke-46"."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from crm_sheets.model import Text
from crm_sheets.render.shown import date_text, money_text, number_text

CENTS = Decimal("0.01")
WHOLE = Decimal(1)
SIGN = Text("min", "minus")
RUPIAH = "rupiah"
SCALES = (
    (10**12, Text("triliun", "trillion")),
    (10**9, Text("miliar", "billion")),
    (10**6, Text("juta", "million")),
    (10**3, Text("ribu", "thousand")),
)
NEAR = 7
"""Days before and after today that are told by their distance."""
NEAR_DAYS = {
    -1: Text("kemarin", "yesterday"),
    0: Text("hari ini", "today"),
    1: Text("besok", "tomorrow"),
    2: Text("lusa", "in 2 days"),
}
AHEAD, BEFORE, ON = Text("{} hari lagi", "in {} days"), Text("{} hari lalu", "{} days ago"), Text("pada {}", "on {}")


def number_in_words(value: float, language: str) -> str:
    """A number written out, with two decimals at most: "seribu dua ratus", "twelve point five"."""
    amount = _rounded(value, CENTS)
    words = f"{SIGN.in_language(language)} " if amount < 0 else ""
    return words + _spoken(abs(amount), language)


def money_in_words(value: float, currency: str, language: str) -> str:
    """An amount written out with its currency, rupiah without cents: "satu juta lima ratus ribu rupiah"."""
    code = currency.strip().upper()
    amount = _rounded(value, WHOLE if code == "IDR" else CENTS)
    return f"{number_in_words(float(amount), language)} {_currency_name(code, float(amount), language)}"


def date_in_words(day: date, language: str) -> str:
    """A day written out as in a deed: "dua puluh November dua ribu dua puluh enam"."""
    from num2words import num2words

    month = date_text(day, language, "MMMM")
    if language == "id":
        return f"{num2words(day.day, lang='id')} {month} {num2words(day.year, lang='id')}"
    return f"the {num2words(day.day, to='ordinal')} of {month} {num2words(day.year, to='year')}"


def short_money(value: float, currency: str, language: str) -> str:
    """An amount as people say it: "Rp1,5 juta", "IDR 1.5 million"; to two decimals, below a thousand in full."""
    amount = abs(_rounded(value, CENTS))
    for scale, name in SCALES:
        count = (amount / scale).quantize(CENTS, ROUND_HALF_UP)
        if count >= 1:
            symbol = money_text(0, currency, language).rstrip("0.,")
            sign = "-" if value < 0 else ""
            return f"{sign}{symbol}{number_text(float(count), language)} {name.in_language(language)}"
    return money_text(value, currency, language)


def ordinal(number: int, language: str) -> str:
    """The place in a row: "ke-46", "46th"."""
    from num2words import num2words

    return f"ke-{number}" if language == "id" else str(num2words(number, to="ordinal_num"))


def when(day: date, today: date, language: str) -> str:
    """A day seen from today: "besok", "3 hari lagi", "2 hari lalu"; further away "pada 20 November 2026"."""
    days = day.toordinal() - today.toordinal()
    if days in NEAR_DAYS:
        return NEAR_DAYS[days].in_language(language)
    if abs(days) > NEAR:
        return ON.in_language(language).format(date_text(day, language))
    return (AHEAD if days > 0 else BEFORE).in_language(language).format(abs(days))


def _rounded(value: float, step: Decimal) -> Decimal:
    return Decimal(str(value)).quantize(step, ROUND_HALF_UP)


def _spoken(amount: Decimal, language: str) -> str:
    """A number that is not negative: the library loses the sign of "minus zero point five"."""
    from num2words import num2words

    plain = amount.normalize() if amount % 1 else int(amount)
    return str(num2words(plain, lang=language)).replace(",", "")


def _currency_name(code: str, amount: float, language: str) -> str:
    """What the currency is called; nobody calls the rupiah Indonesian."""
    from babel.numbers import get_currency_name

    name = RUPIAH if code == "IDR" else get_currency_name(code, count=amount, locale=language)
    return name[:1].lower() + name[1:] if language == "id" else name
