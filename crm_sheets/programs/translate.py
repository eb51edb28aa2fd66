"""From the parsed condition to one Polars expression, node by node: a node without a method here cannot exist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, cast

import polars as pl

from crm_sheets.model import Text
from crm_sheets.programs import condition_errors as wrong
from crm_sheets.programs import terms
from crm_sheets.programs.condition_errors import ConditionError, filled, joined
from crm_sheets.programs.grammar import KEYWORDS
from crm_sheets.programs.literals import AmbiguousNumber, read_date, read_number, read_text
from crm_sheets.programs.names import SORT_TEXTS, Known, Names, Sort, folded, nearest, nearest_column
from crm_sheets.programs.terms import Term

if TYPE_CHECKING:
    from lark import Token, Tree

SIGNS = {"==": "=", "<>": "!=", "≠": "!=", "≤": "<=", "≥": ">=", "−": "-", "–": "-", "×": "*", "÷": "/"}
ASKS_FOR_A_VALUE = ("=", "≠", "<>", ",", "(")
"""After one of these a text without quotes is likelier than a column."""

LONGEST_SUM = 50
MOST_CHOICES = 12


class Translator:
    """Translates the tree of one condition. `names` are the tables in scope, the nearest first."""

    def __init__(self, text: str, names: Sequence[Names], today: date | None) -> None:
        self.text = text
        self.names = names
        self.today = today

    def condition(self, node: Tree[Token]) -> pl.Expr:
        """A node that must be a yes or no, as a Boolean expression without nulls."""
        term = self.term(node)
        if term.sort is not Sort.YES_NO:
            raise self._error(filled(wrong.NOT_A_CONDITION, sort=SORT_TEXTS[term.sort]), term.start, term.end)
        return term.expression

    def term(self, node: Tree[Token]) -> Term:
        """Any node as a term."""
        return cast(Term, getattr(self, f"_{node.data}")(node, node.meta.start_pos, node.meta.end_pos))

    def _either(self, node: Tree[Token], start: int, end: int) -> Term:
        return terms.answer(pl.any_horizontal([self.condition(child) for child in _trees(node)]), start, end)

    def _both(self, node: Tree[Token], start: int, end: int) -> Term:
        return terms.answer(pl.all_horizontal([self.condition(child) for child in _trees(node)]), start, end)

    def _negated(self, node: Tree[Token], start: int, end: int) -> Term:
        return terms.answer(~self.condition(_trees(node)[-1]), start, end)

    def _compared(self, node: Tree[Token], start: int, end: int) -> Term:
        left, right = self._alike(*map(self.term, _trees(node)))
        self._need_column(left, right)
        (typed,) = _tokens(node)
        sign = SIGNS.get(typed, str(typed))
        if sign not in ("=", "!="):
            self._need_order(left, right)
        return terms.answer(terms.compared(sign, left, right), start, end)

    def _between(self, node: Tree[Token], start: int, end: int) -> Term:
        return terms.answer(self._is_between(node), start, end)

    def _not_between(self, node: Tree[Token], start: int, end: int) -> Term:
        return terms.answer(~self._is_between(node), start, end)

    def _is_between(self, node: Tree[Token]) -> pl.Expr:
        middle, low, high = map(self.term, _trees(node))
        middle, low = self._alike(middle, low)
        middle, high = self._alike(middle, high)
        self._need_order(middle, high)
        return terms.compared(">=", middle, low) & terms.compared("<=", middle, high)

    def _listed(self, node: Tree[Token], start: int, end: int) -> Term:
        return terms.answer(self._is_listed(node), start, end)

    def _not_listed(self, node: Tree[Token], start: int, end: int) -> Term:
        return terms.answer(~self._is_listed(node), start, end)

    def _is_listed(self, node: Tree[Token]) -> pl.Expr:
        left, *items = map(self.term, _trees(node))
        values = []
        for item in items:
            _, right = self._alike(left, item)
            if right.value is None:
                raise self._error(wrong.NOT_A_VALUE, item.start, item.end)
            self._need_column(left, right)
            values.append(right.value)
        return terms.among(left, values)

    def _blank(self, node: Tree[Token], start: int, end: int) -> Term:
        return terms.answer(self.term(_trees(node)[0]).is_blank, start, end)

    def _filled(self, node: Tree[Token], start: int, end: int) -> Term:
        return terms.answer(~self.term(_trees(node)[0]).is_blank, start, end)

    def _contains(self, node: Tree[Token], start: int, end: int) -> Term:
        text, part = self._text_and_part(node)
        return terms.answer(text.str.contains(part, literal=True), start, end)

    def _not_contains(self, node: Tree[Token], start: int, end: int) -> Term:
        text, part = self._text_and_part(node)
        return terms.answer(~text.str.contains(part, literal=True), start, end)

    def _starts(self, node: Tree[Token], start: int, end: int) -> Term:
        text, part = self._text_and_part(node)
        return terms.answer(text.str.starts_with(part), start, end)

    def _not_starts(self, node: Tree[Token], start: int, end: int) -> Term:
        text, part = self._text_and_part(node)
        return terms.answer(~text.str.starts_with(part), start, end)

    def _text_and_part(self, node: Tree[Token]) -> tuple[pl.Expr, str]:
        term = self.term(_trees(node)[0])
        if term.sort is not Sort.TEXT:
            raise self._error(wrong.NOT_A_TEXT, term.start, term.end)
        part = read_text(_tokens(node)[-1])
        known = term.known.canonical(part) if term.known else None
        return term.expression, (known or part).lower()

    def _sum(self, node: Tree[Token], start: int, end: int) -> Term:
        if len(node.children) > 2 * LONGEST_SUM:
            raise self._error(wrong.TOO_DEEP, start, end)
        result, *others = map(self.term, _trees(node))
        for typed, other in zip(_tokens(node), others, strict=True):
            result = self._calculated(SIGNS.get(typed, str(typed)), result, other)
        return result

    _product = _sum

    def _calculated(self, sign: str, left: Term, right: Term) -> Term:
        left, right = self._as_date(left, right), self._as_date(right, left)
        result = terms.calculated(sign, left, right)
        if result is None:
            reason = filled(wrong.NO_ARITHMETIC, left=SORT_TEXTS[left.sort], sign=sign, right=SORT_TEXTS[right.sort])
            raise self._error(reason, left.start, right.end)
        return result

    def _negative(self, node: Tree[Token], start: int, end: int) -> Term:
        term = self.term(_trees(node)[0])
        if term.sort is not Sort.NUMBER:
            raise self._error(filled(wrong.NO_ARITHMETIC, left="", sign="-", right=SORT_TEXTS[term.sort]), start, end)
        return replace(terms.negative(term), start=start)

    def _name(self, node: Tree[Token], start: int, end: int) -> Term:
        *tab, name = (str(token).strip("[]").strip() for token in _tokens(node))
        tables = self._tables(tab[0], start, end) if tab else self.names
        for table in tables:
            if known := table.columns.get(folded(name)):
                return terms.column(known, start, end)
        raise self._error(self._unknown(name, tables, start), start, end)

    def _tables(self, tab: str, start: int, end: int) -> list[Names]:
        found = [table for table in self.names if folded(tab) in table.spellings]
        if not found:
            raise self._error(filled(wrong.UNKNOWN_TAB, name=tab, tabs=_tabs(self.names)), start, end)
        return found

    def _unknown(self, name: str, tables: Sequence[Names], start: int) -> Text:
        """What to say of a name that no column has: a slip, a text without quotes, a column of the team's own."""
        unknown, near = filled(wrong.UNKNOWN_NAME, name=name), nearest_column(name, tables)
        if near:
            return joined(unknown, filled(wrong.DID_YOU_MEAN, near=near))
        if self.text[:start].rstrip().endswith(ASKS_FOR_A_VALUE):
            return joined(unknown, Text("; ", "; "), filled(wrong.QUOTE_IT, name=name))
        return joined(unknown, filled(wrong.OWN_COLUMN, tabs=_tabs(tables)))

    def _number(self, node: Tree[Token], start: int, end: int) -> Term:
        typed = str(_tokens(node)[0])
        try:
            return terms.literal(read_number(typed), start, end)
        except AmbiguousNumber as error:
            thousands = str(error).replace(".", "")
            decimal = str(float(str(error)))
            raise self._error(
                filled(wrong.AMBIGUOUS_NUMBER, thousands=thousands, decimal=decimal), start, end
            ) from None
        except ValueError:
            raise self._error(wrong.BAD_NUMBER, start, end) from None

    def _text(self, node: Tree[Token], start: int, end: int) -> Term:
        return terms.literal(read_text(_tokens(node)[0]), start, end)

    def _date(self, node: Tree[Token], start: int, end: int) -> Term:
        return self._date_literal(str(_tokens(node)[0]), start, end)

    def _today(self, node: Tree[Token], start: int, end: int) -> Term:
        if self.today is None:
            raise self._error(wrong.NO_TODAY, start, end)
        return terms.literal(self.today, start, end)

    def _yes(self, node: Tree[Token], start: int, end: int) -> Term:
        return terms.literal(True, start, end)

    def _no(self, node: Tree[Token], start: int, end: int) -> Term:
        return terms.literal(False, start, end)

    def _date_literal(self, typed: str, start: int, end: int) -> Term:
        try:
            return terms.literal(read_date(typed), start, end)
        except ValueError:
            raise self._error(wrong.BAD_DATE, start, end) from None

    def _as_date(self, term: Term, other: Term) -> Term:
        if isinstance(term.value, str) and other.sort is Sort.DATE:
            return self._date_literal(term.value, term.start, term.end)
        return term

    def _alike(self, left: Term, right: Term) -> tuple[Term, Term]:
        """Both terms in one sort: a quoted text beside a date is a date, beside a choice it is that choice."""
        left, right = self._like(left, right), self._like(right, left)
        if left.sort is not right.sort:
            reason = filled(wrong.NOT_ALIKE, left=SORT_TEXTS[left.sort], right=SORT_TEXTS[right.sort])
            raise self._error(joined(reason, _quote_hint(left, right)), left.start, right.end)
        return left, right

    def _like(self, term: Term, other: Term) -> Term:
        if not isinstance(term.value, str):
            return term
        if other.sort is Sort.DATE:
            return self._date_literal(term.value, term.start, term.end)
        if other.sort is Sort.YES_NO and term.value in _WORDS:
            return terms.literal(_WORDS[term.value], term.start, term.end)
        if other.known and other.known.choices and term.value:
            return self._choice(term, read_text(self.text[term.start : term.end]), other.known)
        return term

    def _choice(self, term: Term, typed: str, known: Known) -> Term:
        value = known.canonical(typed)
        if value is None:
            reason = filled(wrong.UNKNOWN_CHOICE, name=typed, column=known.name)
            raise self._error(joined(reason, _choices(typed, known)), term.start, term.end)
        return terms.literal(value, term.start, term.end)

    def _need_column(self, *both: Term) -> None:
        """Two texts are alike or not for every row: whoever compares them meant a column and put it in quotes."""
        if all(term.sort is Sort.TEXT and term.value is not None for term in both):
            raise self._error(wrong.TWO_TEXTS, both[0].start, both[-1].end)

    def _need_order(self, *both: Term) -> None:
        for term in both:
            if term.sort not in terms.ORDERED:
                raise self._error(filled(wrong.NO_ORDER, sort=SORT_TEXTS[term.sort]), both[0].start, both[-1].end)

    def _error(self, reason: Text, start: int, end: int) -> ConditionError:
        return ConditionError(reason, self.text, start, end)


_WORDS = dict.fromkeys(KEYWORDS["YES"], True) | dict.fromkeys((*KEYWORDS["NO"], *KEYWORDS["TIDAK"]), False)


def _quote_hint(left: Term, right: Term) -> Text:
    """What to do about the quotation marks when a text meets a number."""
    sorts = {left.sort, right.sort}
    if sorts != {Sort.TEXT, Sort.NUMBER}:
        return Text("", "")
    text, number = (left, right) if left.sort is Sort.TEXT else (right, left)
    if text.value is not None:
        return wrong.UNQUOTE_IT
    return wrong.QUOTE_NUMBER if number.value is not None else Text("", "")


def _choices(typed: str, known: Known) -> Text:
    near = nearest(typed, [spelling for choice in known.choices for spelling in (choice.value, *choice.label)])
    labels = [choice.label for choice in known.choices[:MOST_CHOICES]]
    in_both = Text(", ".join(label.id for label in labels), ", ".join(label.en for label in labels))
    if not near:
        return filled(wrong.CHOICES, choices=in_both)
    return joined(filled(wrong.DID_YOU_MEAN, near=near), filled(wrong.AFTER_A_QUESTION, choices=in_both))


def _tabs(tables: Sequence[Names]) -> str:
    return ", ".join(dict.fromkeys(table.tab for table in tables if table.tab))


def _trees(node: Tree[Token]) -> list[Tree[Token]]:
    return [child for child in node.children if not isinstance(child, str)]


def _tokens(node: Tree[Token]) -> list[Token]:
    return [child for child in node.children if isinstance(child, str)]
