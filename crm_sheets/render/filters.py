"""The filters that templates have: few, each bounded in what it may produce."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from jinja2 import Undefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from crm_sheets.model import Text
from crm_sheets.render.grammar import EACH, JOINED, LOADED
from crm_sheets.render.limits import LOAD, LONGEST_VALUE, TOO_LONG_VALUE, Budget, bounded
from crm_sheets.render.people import first_name, title_case
from crm_sheets.render.problem import TemplateFault
from crm_sheets.render.rows import Money
from crm_sheets.render.shown import date_text, missing, money_text, rendering_of, scalar_text
from crm_sheets.render.words import date_in_words, money_in_words, number_in_words, ordinal, short_money, when


def _text(context: Context, value: Any) -> str:
    return value if isinstance(value, str) else scalar_text(value, rendering_of(context))


def _number(value: Any) -> float:
    if isinstance(value, Undefined):
        raise missing(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TemplateFault(Text(f'"{_brief(value)}" bukan angka', f'"{_brief(value)}" is not a number'))
    return value


def _day(value: Any) -> date:
    if isinstance(value, Undefined):
        raise missing(value)
    if not isinstance(value, date):
        raise TemplateFault(Text(f'"{_brief(value)}" bukan tanggal', f'"{_brief(value)}" is not a date'))
    return value


def _brief(value: Any) -> str:
    return str(value)[:40] if isinstance(value, (str, int, float, date)) else type(value).__name__


@pass_context
def money(context: Context, value: Any) -> str:
    """`|money`: an amount in the workbook's currency."""
    rendering = rendering_of(context)
    return money_text(_number(value), rendering.currency, rendering.language)


@pass_context
def money_short(context: Context, value: Any) -> str:
    """`|money_short`: an amount as people say it, "Rp1,5 juta"."""
    rendering = rendering_of(context)
    return short_money(_bounded_number(value), rendering.currency, rendering.language)


@pass_context
def in_words(context: Context, value: Any) -> str:
    """`|in_words`: a number or a date written out; a money column with its currency."""
    rendering = rendering_of(context)
    if isinstance(value, date):
        return date_in_words(value, rendering.language)
    number = _bounded_number(value)
    if isinstance(value, Money):
        return money_in_words(number, rendering.currency, rendering.language)
    return number_in_words(number, rendering.language)


@pass_context
def ordinal_number(context: Context, value: Any) -> str:
    """`|ordinal`: the place in a row, "ke-46" or "46th"."""
    return ordinal(int(_bounded_number(value)), rendering_of(context).language)


@pass_context
def relative_day(context: Context, value: Any) -> str:
    """`|when`: a day seen from the day of the message, "besok"."""
    rendering = rendering_of(context)
    return when(_day(value), rendering.today, rendering.language)


def _bounded_number(value: Any) -> float:
    number = _number(value)
    bounded(number)
    return number


def _dated(pattern: str) -> Callable[[Context, Any], str]:
    @pass_context
    def write(context: Context, value: Any) -> str:
        return date_text(_day(value), rendering_of(context).language, pattern)

    return write


@pass_context
def days_until(context: Context, value: Any) -> int:
    """`|days_until`: days from the day of the message to the date; negative when it has passed."""
    return _day(value).toordinal() - rendering_of(context).today.toordinal()


def rounded(value: Any, decimals: int = 0) -> float:
    """`|round(decimals)`: at most 6 decimals."""
    number = round(_number(value), max(0, min(6, int(decimals))))
    return number if decimals > 0 else int(number)


def whole_number(value: Any) -> int:
    """`|int`: the number without its decimals."""
    return int(_number(value))


def absolute(value: Any) -> float:
    """`|abs`: the number without its sign."""
    return abs(_number(value))


@pass_context
def replaced(context: Context, value: Any, old: Any, new: Any) -> str:
    """`|replace(old, new)`, measured before it is done."""
    text, old, new = _text(context, value), _text(context, old), _text(context, new)
    if len(text) + text.count(old) * len(new) > LONGEST_VALUE:
        raise TemplateFault(TOO_LONG_VALUE)
    return text.replace(old, new)


def fallback(value: Any, instead: Any = "") -> Any:
    """`|default(other)`: the other value where the cell is blank."""
    return instead if is_blank(value) else value


@pass_context
def joined(context: Context, *values: Any) -> str:
    """`a ~ b ~ c`, measured."""
    texts = [_text(context, value) for value in values]
    if sum(map(len, texts)) > LONGEST_VALUE:
        raise TemplateFault(TOO_LONG_VALUE)
    return Markup("").join(map(escape, texts)) if context.eval_ctx.autoescape else "".join(texts)


@pass_context
def each(context: Context, values: Any, cost: int) -> Iterator[Any]:
    """What a loop goes through, one paid round at a time."""
    if isinstance(values, Undefined):
        raise missing(values)
    if not isinstance(values, (list, tuple, range)):
        raise TemplateFault(Text("for hanya dapat melewati sebuah daftar", "for can only go through a list"))
    return _paid(values, cost, rendering_of(context).budget)


def _paid(values: Iterable[Any], cost: int, budget: Budget) -> Iterator[Any]:
    for value in values:
        budget.spend(cost)
        yield value


@pass_context
def loaded(context: Context, value: str) -> str:
    """Pays for an include."""
    rendering_of(context).budget.spend(LOAD)
    return value


def is_blank(value: Any) -> bool:
    """The test `is blank`: an empty cell."""
    return value is None or isinstance(value, Undefined)


def _on_text(change: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that changes the text of its value."""

    @pass_context
    def write(context: Context, value: Any, *arguments: Any) -> Any:
        return change(_text(context, value), *arguments)

    return write


def _shortened(text: str, length: int = 60) -> str:
    if len(text) <= length:
        return text
    return text[: max(0, length - 3)].rsplit(" ", 1)[0].rstrip() + "..."


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


FILTERS: Mapping[str, Callable[..., Any]] = {
    "money": money,
    "date": _dated("d MMMM y"),
    "day_month": _dated("d MMMM"),
    "weekday": _dated("EEEE"),
    "month": _dated("MMMM y"),
    "long_date": _dated("EEEE, d MMMM y"),
    "when": relative_day,
    "money_short": money_short,
    "in_words": in_words,
    "ordinal": ordinal_number,
    "days_until": days_until,
    "first_name": _on_text(first_name),
    "default": fallback,
    "upper": _on_text(str.upper),
    "lower": _on_text(str.lower),
    "capitalize": _on_text(_capitalised),
    "title": _on_text(title_case),
    "trim": _on_text(str.strip),
    "length": _on_text(len),
    "truncate": _on_text(_shortened),
    "urlencode": _on_text(lambda text: quote(text, safe="")),
    "replace": replaced,
    "round": rounded,
    "int": whole_number,
    "abs": absolute,
    EACH: each,
    JOINED: joined,
    LOADED: loaded,
}
"""By the name that templates use; a text given to a filter is never changed in place and never grows much."""
