"""Choices from a list, and yes or no."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from functools import partial
from itertools import count

import polars as pl

from crm_sheets.model import ProblemCode
from crm_sheets.schema.base import Choice
from crm_sheets.values.readings import Parsed, Reading, read_column

YES = ("ya", "y", "yes", "iya", "true", "benar", "betul", "1", "x", "v", "ok", "sudah", "✓", "✔", "☑")
NO = ("tidak", "tdk", "t", "no", "n", "false", "f", "salah", "0", "belum", "bukan", "✗", "✘", "☐")

_NOT_LETTERS = re.compile(r"[\W_]+")
_SEPARATORS = re.compile(r"[,;/&+\n]|\bdan\b|\band\b", re.IGNORECASE)
_SUGGESTIONS = 500
"""So many distinct misses of a column get a "did you mean"; more than that is the wrong column, not a typing slip."""


def normalise(text: str) -> str:
    """Letters and digits only, lower case: how headers, titles and choices are compared."""
    return _NOT_LETTERS.sub("", text).casefold()


def parse_choices(texts: pl.Series, choices: Sequence[Choice], *, many: bool = False) -> Parsed:
    """Canonical values of cells typed as value, label in either language or alias, whatever the case and punctuation.

    With `many`, a cell may hold several, separated by commas; they come out as "a, b" in the order typed. The hint of a
    BAD_CHOICE is the canonical value that was probably meant, "" if none is near.
    """
    meanings = _meanings(choices)
    budget = count()
    suggest = partial(_suggest, meanings=meanings, wanted=lambda: next(budget) < _SUGGESTIONS)
    careful = partial(_read_choices if many else _read_choice, meanings=meanings, suggest=suggest)
    return read_column(texts, careful, partial(_quick, spellings=_spellings(choices)))


def parse_yes_no(texts: pl.Series) -> Parsed:
    """Booleans from "ya", "tidak", "Yes", "x", "1", a tick and their like."""
    spellings = dict.fromkeys(YES, True) | dict.fromkeys(NO, False)
    quick = {variant: answer for text, answer in spellings.items() for variant in (text, text.upper(), text.title())}
    return read_column(texts, partial(_read_yes_no, spellings=spellings), partial(_quick, spellings=quick))


def _quick(texts: pl.Series, spellings: dict[str, str] | dict[str, bool]) -> pl.Series:
    dtype = pl.Boolean if True in spellings.values() else pl.String
    return texts.replace_strict(spellings, default=None, return_dtype=dtype)


def _spellings(choices: Sequence[Choice]) -> dict[str, str]:
    """What the drop-downs give, letter by letter; labels win over the values and aliases of other choices."""
    values = {choice.value: choice.value for choice in reversed(choices)}
    return values | {label: choice.value for choice in reversed(choices) for label in choice.label}


def _meanings(choices: Sequence[Choice]) -> dict[str, str]:
    """Normalised spelling to canonical value: labels first, then values, then aliases."""
    meanings: dict[str, str] = {}
    for spellings in (
        lambda choice: choice.label,
        lambda choice: (choice.value,),
        lambda choice: choice.aliases,
    ):
        for choice in choices:
            for spelling in spellings(choice):
                meanings.setdefault(normalise(spelling), choice.value)
    return meanings


def _read_choice(text: str, meanings: dict[str, str], suggest: Callable[[str], str]) -> Reading:
    value = meanings.get(normalise(text))
    return Reading(value) if value else Reading(None, ProblemCode.BAD_CHOICE, suggest(text))


def _read_choices(text: str, meanings: dict[str, str], suggest: Callable[[str], str]) -> Reading:
    whole = meanings.get(normalise(text))
    if whole:
        return Reading(whole)
    parts = [part for part in _SEPARATORS.split(text) if part.strip()]
    values = [meanings.get(normalise(part)) or suggest(part) for part in parts]
    hint = ", ".join(dict.fromkeys(value for value in values if value))
    if all(normalise(part) in meanings for part in parts) and parts:
        return Reading(hint)
    return Reading(None, ProblemCode.BAD_CHOICE, hint if all(values) else "")


def _suggest(text: str, meanings: dict[str, str], wanted: Callable[[], bool]) -> str:
    near = get_close_matches(normalise(text), meanings, n=1, cutoff=0.7) if wanted() else []
    return meanings[near[0]] if near else ""


def _read_yes_no(text: str, spellings: dict[str, bool]) -> Reading:
    answer = spellings.get(text.casefold().strip(" .!"))
    return Reading(answer) if answer is not None else Reading(None, ProblemCode.BAD_YES_NO)
