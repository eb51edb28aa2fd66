"""The parts of a condition as Polars expressions, each with the sort of value it gives.

A blank cell answers "no" to every comparison, `!=` included, and `not` turns that into "yes". Dates are counted in
days, so that their difference is a number and no date can overflow; texts are compared without case and outer spaces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from crm_sheets.programs.names import Known, Sort

EPOCH = date(1970, 1, 1)
ORDERED = (Sort.NUMBER, Sort.DATE)


@dataclass(frozen=True)
class Term:
    """A value or a yes/no: its sort, its expression, and where it stands in the text.

    `is_blank` says where it has no value; `known` is the column behind it, `value` what a literal stands for.
    """

    sort: Sort
    expression: pl.Expr
    is_blank: pl.Expr
    start: int
    end: int
    known: Known | None = None
    value: float | str | bool | None = None


def column(known: Known, start: int, end: int) -> Term:
    """A column as a term; a blank yes/no cell counts as no."""
    raw = pl.col(known.column)
    if known.sort is Sort.YES_NO:
        return Term(Sort.YES_NO, raw.fill_null(value=False), raw.is_null(), start, end, known)
    expression = {Sort.TEXT: _comparable, Sort.DATE: _days, Sort.NUMBER: _number}[known.sort](raw)
    return Term(known.sort, expression, expression.is_null(), start, end, known)


def literal(value: float | str | bool | date, start: int, end: int) -> Term:
    """A constant as a term."""
    if isinstance(value, date):
        return _constant(Sort.DATE, float((value - EPOCH).days), start, end)
    if isinstance(value, bool):
        return _constant(Sort.YES_NO, value, start, end)
    if isinstance(value, str):
        return _constant(Sort.TEXT, value.strip().lower(), start, end)
    return _constant(Sort.NUMBER, value, start, end)


def answer(expression: pl.Expr, start: int, end: int) -> Term:
    """A yes/no that is never blank."""
    return Term(Sort.YES_NO, expression.fill_null(value=False), pl.lit(value=False), start, end)


def compared(sign: str, left: Term, right: Term) -> pl.Expr:
    """Two terms of one sort compared; `= ''` asks whether a text is blank."""
    if "" in (left.value, right.value):
        blank = left.is_blank if right.value == "" else right.is_blank
        return blank if sign == "=" else ~blank
    return {
        "=": left.expression.eq,
        "!=": left.expression.ne,
        "<": left.expression.lt,
        "<=": left.expression.le,
        ">": left.expression.gt,
        ">=": left.expression.ge,
    }[sign](right.expression)


def calculated(sign: str, left: Term, right: Term) -> Term | None:
    """The sum, difference, product or quotient; None when those sorts have none. What has no result is blank."""
    sort = _RESULTS.get((sign, left.sort, right.sort))
    if sort is None:
        return None
    a, b = left.expression, right.expression
    result = {"+": a + b, "-": a - b, "*": a * b, "/": a / b}[sign]
    finite = pl.when(result.is_finite()).then(result)
    return Term(sort, finite, finite.is_null(), left.start, right.end)


def negative(term: Term) -> Term:
    """Minus a number."""
    value = -term.value if isinstance(term.value, float) else None
    return replace(term, expression=-term.expression, value=value, known=None)


def among(left: Term, values: Sequence[float | str | bool]) -> pl.Expr:
    """Whether a term is one of some constants of its sort."""
    return left.expression.is_in(list(values))


def _constant(sort: Sort, value: float | str | bool, start: int, end: int) -> Term:
    return Term(sort, pl.lit(value), pl.lit(value == ""), start, end, value=value)


def _comparable(raw: pl.Expr) -> pl.Expr:
    text = raw.str.strip_chars().str.to_lowercase()
    return pl.when(text != "").then(text)


def _days(raw: pl.Expr) -> pl.Expr:
    return raw.cast(pl.Date).to_physical().cast(pl.Float64)


def _number(raw: pl.Expr) -> pl.Expr:
    return raw.cast(pl.Float64)


_RESULTS = {
    ("+", Sort.NUMBER, Sort.NUMBER): Sort.NUMBER,
    ("-", Sort.NUMBER, Sort.NUMBER): Sort.NUMBER,
    ("*", Sort.NUMBER, Sort.NUMBER): Sort.NUMBER,
    ("/", Sort.NUMBER, Sort.NUMBER): Sort.NUMBER,
    ("+", Sort.DATE, Sort.NUMBER): Sort.DATE,
    ("+", Sort.NUMBER, Sort.DATE): Sort.DATE,
    ("-", Sort.DATE, Sort.NUMBER): Sort.DATE,
    ("-", Sort.DATE, Sort.DATE): Sort.NUMBER,
}
