"""An example of a column's values that gives nobody away."""

from __future__ import annotations

import re

HIDDEN = "•"
_LONGEST = 24
_WHOLE_NUMBER = 9
_SOME_DIGITS = 4
_MIDNIGHT = " 00:00:00"


def masked(text: str) -> str:
    """Enough to know the kind of value by: "08••-••••-7890", "••/••/••88", "B••• S••••••", "b•••@g••••.c••".

    Of many digits the first two and the last four stay, of some the last two, of a text the first letter of each word
    of the first few. What cannot be printed is left out.
    """
    shown = "".join(letter if letter.isprintable() else " " for letter in text.strip().removesuffix(_MIDNIGHT))[
        :_LONGEST
    ]
    digits = sum(letter.isdecimal() for letter in shown)
    return _with_few_digits(shown, digits) if digits >= _SOME_DIGITS else _with_first_letters(shown)


def all_masked(text: str) -> str:
    """Nothing but the length, for what is sensitive."""
    return HIDDEN * min(len(text.strip()), _LONGEST)


def _with_few_digits(text: str, digits: int) -> str:
    first, last = (2, 4) if digits >= _WHOLE_NUMBER else (0, 2)
    seen, shown = 0, ""
    for letter in text:
        if letter.isdecimal():
            shown += letter if seen < first or seen >= digits - last else HIDDEN
            seen += 1
        else:
            shown += HIDDEN if letter.isalpha() else letter
    return shown


def _with_first_letters(text: str) -> str:
    return re.sub(r"\B[^\W_]|\d", HIDDEN, text)
