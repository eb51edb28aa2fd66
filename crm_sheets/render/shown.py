"""How a value is shown in a message: money, dates and numbers in its language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from jinja2 import Undefined, pass_context
from jinja2.runtime import Context

from crm_sheets.model import Text
from crm_sheets.render.limits import Budget
from crm_sheets.render.problem import TemplateFault
from crm_sheets.render.rows import Money

YES_NO = {True: Text("ya", "yes"), False: Text("tidak", "no")}
NOT_A_TEXT = Text(
    "hanya teks, angka dan tanggal yang dapat ditampilkan; tulis satu kolom, misalnya {{ customer.name }}",
    "only texts, numbers and dates can be shown; write one field, such as {{ customer.name }}",
)
RENDERING = " rendering"
"""Where a context keeps its Rendering; no template can write this name."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """What showing a value needs besides it: language ("id" or "en"), currency code, the day, the budget."""

    language: str
    currency: str
    today: date
    budget: Budget


def rendering_of(context: Context) -> Rendering:
    """The Rendering that a template's context carries."""
    rendering = context.resolve(RENDERING)
    assert isinstance(rendering, Rendering)  # noqa: S101 - put there by the renderer
    return rendering


@pass_context
def show(context: Context, value: Any) -> str:
    """The finalizer: what `{{ value }}` writes. Raises MissingCell for a blank cell, TemplateFault for no text."""
    rendering = rendering_of(context)
    text = value if isinstance(value, str) else scalar_text(value, rendering)
    rendering.budget.spend(len(text))
    return text


def scalar_text(value: Any, rendering: Rendering) -> str:
    """A value that is no text, as text. Raises MissingCell and TemplateFault."""
    if type(value) is Undefined:  # the "else" that an inline "if" lacks
        return ""
    if isinstance(value, bool):
        return YES_NO[value].in_language(rendering.language)
    if isinstance(value, Money):
        return money_text(value, rendering.currency, rendering.language)
    if isinstance(value, (int, float)):
        return number_text(value, rendering.language)
    if isinstance(value, date):
        return date_text(value, rendering.language)
    raise TemplateFault(NOT_A_TEXT) if not isinstance(value, Undefined) else missing(value)


def missing(value: Undefined) -> Exception:
    """The exception that using this undefined value means."""
    try:
        value._fail_with_undefined_error()
    except Exception as error:
        return error


def number_text(value: float, language: str) -> str:
    """A number without grouping, so that years stay years; at most 2 decimals."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if language == "id" else text


@lru_cache(maxsize=4096)
def money_text(value: float, currency: str, language: str) -> str:
    """An amount as people write it: "Rp1.500.000" in Indonesian, "IDR 1,500,000" in English; rupiah without cents.

    Without no-break spaces, which would put an SMS into the alphabet that costs twice as much.
    """
    from babel.numbers import format_currency

    currency = currency.strip().upper()
    amount = "#,##0" if currency == "IDR" or value == int(value) else "#,##0.00"
    symbol = "¤" if language == "id" else "¤¤ "
    text = format_currency(value, currency, symbol + amount, locale=language, currency_digits=False)
    return text.replace("\xa0", " ").replace("\u202f", " ")


@lru_cache(maxsize=4096)
def date_text(value: date, language: str, pattern: str = "d MMMM y") -> str:
    """A day as "20 November 2026" in the language."""
    from babel.dates import format_date

    return format_date(value, pattern, locale=language)
