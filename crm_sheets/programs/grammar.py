"""The grammar of conditions. What it cannot say, a condition cannot do: there are no calls and no subqueries."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from crm_sheets.programs.literals import UNITS

if TYPE_CHECKING:
    from lark import Lark, Token

KEYWORDS: dict[str, tuple[str, ...]] = {
    "_AND": ("and", "dan"),
    "_OR": ("or", "atau"),
    "_NOT": ("not", "bukan"),
    "TIDAK": ("tidak",),  # "not" before a condition, "no" after a comparison sign
    "_IN": ("in", "dalam"),
    "_BETWEEN": ("between", "antara"),
    "_IS": ("is", "adalah"),
    "_BLANK": ("blank", "empty", "kosong"),
    "_FILLED": ("filled", "terisi"),
    "_CONTAINS": ("contains", "contain", "berisi", "memuat"),
    "_STARTS": ("starts", "start", "diawali"),
    "_WITH": ("with", "dengan"),
    "TODAY": ("today",),
    "YES": ("yes", "ya", "true"),
    "NO": ("no", "false"),
}
"""The words of the language in English and Indonesian, by terminal; a column of that name stands in [brackets]."""

_TERMINALS = {word: terminal for terminal, words in KEYWORDS.items() for word in words}

_GRAMMAR = rf"""
?start: either
?either: both (_OR both)*
?both: negation (_AND negation)*
?negation: (_NOT | _tidak) negation -> negated
    | comparison
?comparison: sum
    | sum COMPARE _right -> compared
    | sum _IN _list -> listed
    | sum _no _IN _list -> not_listed
    | sum _BETWEEN sum _AND sum -> between
    | sum _no _BETWEEN sum _AND sum -> not_between
    | sum _IS? _BLANK -> blank
    | sum _IS? _no _BLANK -> filled
    | sum _IS? _FILLED -> filled
    | sum _CONTAINS STRING -> contains
    | sum _no _CONTAINS STRING -> not_contains
    | sum _STARTS _WITH? STRING -> starts
    | sum _no _STARTS _WITH? STRING -> not_starts
_no: _NOT | _tidak
_tidak: TIDAK
_list: "(" _right ("," _right)* ")"
_right: sum | right_no
right_no: TIDAK -> no
?sum: product ((PLUS | MINUS) product)*
?product: signed ((TIMES | DIVIDE) signed)*
?signed: MINUS signed -> negative
    | atom
?atom: "(" either ")"
    | (WORD | BRACKETED) -> name
    | (WORD | BRACKETED) "." (WORD | BRACKETED) -> name
    | NUMBER -> number
    | STRING -> text
    | DATE -> date
    | TODAY -> today
    | YES -> yes
    | NO -> no

%declare {" ".join(sorted(set(_TERMINALS.values()) - {"TODAY"}))}
TODAY.3: /hari\s+ini\b/i
DATE.2: /\d{{4}}-\d{{1,2}}-\d{{1,2}}(?![\w-])/
NUMBER: /\d[\w.]*(\s*({"|".join(unit for unit in UNITS if unit.isalpha())})\b)?(\s*%)?/i
STRING: /['‘’][^'‘’\n]*['‘’]/ | /["“”„][^"“”„\n]*["“”„]/
WORD: /[^\W\d]\w*/
BRACKETED: /\[[^\[\]\n]*\]/
COMPARE: "==" | "!=" | "<>" | "<=" | ">=" | "=" | "<" | ">" | "≤" | "≥" | "≠"
PLUS: "+"
MINUS: "-" | "−" | "–"
TIMES: "*" | "×"
DIVIDE: "/" | "÷"
%ignore /\s+/
"""


@cache
def parser() -> Lark:
    """The parser, built at the first use: LALR, so its time grows with the length of the text and no faster."""
    from lark import Lark

    return Lark(_GRAMMAR, parser="lalr", lexer="basic", lexer_callbacks={"WORD": _keyword}, propagate_positions=True)


def _keyword(word: Token) -> Token:
    from lark import Token

    terminal = _TERMINALS.get(word.lower())
    return Token.new_borrow_pos(terminal, word, word) if terminal else word
