"""How much room a header needs: bold Arial of 10 points, and the filter's button on its right."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

BUTTON_PIXELS = 20
"""Google draws the filter's button over the right end of a header."""

LINE_PIXELS = 17
HEADER_PIXELS = 32
"""The height of a line of text, and of a header row with one line."""

STRETCH_PIXELS = 24
"""A column gets at most so much wider for its header to stand in one line."""

_PADDING = {"LEFT": (8, 3), "CENTER": (3, 3), "RIGHT": (3, 12)}

_WIDTHS = {"ijl.,:;'!|": 3.8, "ftr-()[]/ ": 4.9, "mwMW@%–": 11.9}
_LETTER, _CAPITAL = 7.9, 9.7
_BY_LETTER = {letter: width for letters, width in _WIDTHS.items() for letter in letters}


def padding(align: str, *, has_button: bool = False) -> tuple[int, int]:
    """Pixels to the left and right: texts stand a little off the edge, amounts end a little before the next column."""
    left, right = _PADDING[align]
    if not has_button:
        return left, right
    return (left if align == "RIGHT" else _PADDING["LEFT"][0]), BUTTON_PIXELS


def text_pixels(text: str) -> int:
    """About how wide a bold text is."""
    return ceil(sum(_BY_LETTER.get(letter, _CAPITAL if letter.isupper() else _LETTER) for letter in text))


def column_width(header: str, width: int, beside: int) -> int:
    """`width` in pixels, or more: no word is cut, and a little more saves a line; `beside` is the padding of both."""
    whole = text_pixels(header) + beside
    widest = max(map(text_pixels, header.split()), default=0) + beside
    return max(width, whole if whole <= width + STRETCH_PIXELS else widest)


def header_height(headers: Iterable[tuple[str, int]]) -> int:
    """How high the row is in which no header is cut; each comes with the pixels that it has in one line."""
    most = max((_lines(header, room) for header, room in headers), default=1)
    return (most - 1) * LINE_PIXELS + HEADER_PIXELS


def _lines(header: str, room: int) -> int:
    """How many lines the header takes; words are not cut."""
    lines, used, blank = 1, 0, text_pixels(" ")
    for width in map(text_pixels, header.split()):
        if used and used + blank + width > room:
            lines, used = lines + 1, width
        else:
            used += width + blank * bool(used)
    return lines
