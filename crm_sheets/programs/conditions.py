"""Conditions typed in a cell, such as `status = 'inforce' and premium >= 2jt`, as Polars expressions.

The text is parsed by a fixed grammar and translated node by node: it can reach the columns that are named in its
scope and nothing else, no file, no function, no other table. See docs/conditions.md for what a team may write.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

import polars as pl

from crm_sheets.model import Text
from crm_sheets.programs import condition_errors as wrong
from crm_sheets.programs.condition_errors import ConditionError, filled
from crm_sheets.programs.grammar import KEYWORDS, parser
from crm_sheets.programs.names import LONGEST_NAME, DataType, Names, plain_names
from crm_sheets.programs.translate import Translator

if TYPE_CHECKING:
    from lark import Token, Tree
    from lark.exceptions import UnexpectedInput

__all__ = ["DEEPEST", "LONGEST", "ConditionError", "compile_condition"]

LONGEST = 2000
"""Characters."""

DEEPEST = 50
"""Levels of one thing inside another."""

QUOTES = "'\"‘’“”„"
LIKE = ("like", "ilike", "matches", "seperti", "mirip")
"""Words of other languages for what `contains` and `starts with` do here."""

TAKES_TEXT = tuple(word for terminal in ("_CONTAINS", "_STARTS", "_WITH") for word in KEYWORDS[terminal])

_LAST_WORD = re.compile(r"\w+$")
_TWO_WORDS = re.compile(r"[^\W\d]\w*\s+[^\W\d]\w*$")


def compile_condition(text: str, names: Mapping[str, DataType] | Sequence[Names], today: date | None = None) -> pl.Expr:
    """The condition as a Boolean expression without nulls; a blank cell answers "no" to every comparison.

    `names` are the columns of the frame it will filter, called "tab.column" or just "column" (the first tab that has
    a column wins where the condition does not say which), or the same as Names. `today` is what the word stands for.
    Raises ConditionError.
    """
    if len(text) > LONGEST:
        raise ConditionError(filled(wrong.TOO_LONG, length=str(len(text)), most=str(LONGEST)))
    if not text.strip():
        raise ConditionError(wrong.BLANK)
    tree = _parse(text)
    if _depth(tree) > DEEPEST:
        raise ConditionError(wrong.TOO_DEEP)
    tables = plain_names(names) if isinstance(names, Mapping) else names
    return Translator(text, tables, today).condition(tree)


@lru_cache(maxsize=1024)
def _parse(text: str) -> Tree[Token]:
    from lark.exceptions import UnexpectedInput

    try:
        return parser().parse(text)
    except UnexpectedInput as error:
        start, end = _place(text, error)
        raise ConditionError(_syntax_reason(text, start, end), text, start, end) from None


def _place(text: str, error: UnexpectedInput) -> tuple[int, int]:
    token = getattr(error, "token", None)
    if token is not None and token.type == "$END":
        return len(text), len(text)
    start = error.pos_in_stream or 0
    return start, start + (len(token) if token else 1)


def _syntax_reason(text: str, start: int, end: int) -> Text:
    if start >= len(text):
        return wrong.UNFINISHED
    before, typed = text[:start].rstrip(), text[start:end]
    if typed[0] in QUOTES:
        return _misplaced_text(before, typed) if len(typed) > 1 else wrong.OPEN_QUOTE
    return _sign_reason(before, typed, text[end:]) or _word_reason(before, typed) or wrong.SYNTAX


def _sign_reason(before: str, typed: str, after: str) -> Text | None:
    """What is wrong with a sign: one before everything, a bracket as of a function, a comma inside a number."""
    if typed == "=" and not before:
        return filled(wrong.LEADING_SIGN, rest=after.strip()[:LONGEST_NAME])
    if typed == "(" and before and (before[-1].isalnum() or before[-1] in "_]"):
        return wrong.NO_CALLS
    return wrong.COMMA_IN_NUMBER if typed == "," and before and before[-1].isdigit() else None


def _word_reason(before: str, typed: str) -> Text | None:
    """What is wrong with a word: another language's, a text without quotes, the second half of a name."""
    if typed.lower() in LIKE:
        return filled(wrong.NO_LIKE, word=typed)
    if typed[0].isalpha() and _last_word(before) in TAKES_TEXT:
        return filled(wrong.QUOTE_IT, name=typed)
    words = _TWO_WORDS.search(f"{before} {typed}")
    return filled(wrong.BRACKETS, words=words[0]) if words else None


def _misplaced_text(before: str, typed: str) -> Text:
    """Why a text in quotes cannot stand here: after "in" without brackets, after "is", or after nothing that asks."""
    word = _last_word(before)
    if word in KEYWORDS["_IS"]:
        return filled(wrong.EQUALS, word=word, typed=typed)
    return filled(wrong.NO_LIST if word in KEYWORDS["_IN"] else wrong.NO_SIGN, typed=typed)


def _last_word(text: str) -> str:
    found = _LAST_WORD.search(text)
    return found[0].lower() if found else ""


def _depth(tree: Tree[Token]) -> int:
    """How deep the tree is, counted without recursion."""
    deepest, open_nodes = 0, [(tree, 1)]
    while open_nodes:
        node, depth = open_nodes.pop()
        deepest = max(deepest, depth)
        open_nodes += [(child, depth + 1) for child in node.children if not isinstance(child, str)]
    return deepest
