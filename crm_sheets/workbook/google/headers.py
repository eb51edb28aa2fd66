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

_EM_PIXELS = 40 / 3
_WIDTHS = {
    278: " ,./Iijl|",
    333: "!()-:;[]ft",
    389: "r",
    556: "0123456789Jacekxysvz–",
    667: "EPSVXY",
    722: "ABCDHKNRU",
    778: "GOQw",
    833: "M",
    889: "m%",
    944: "W@",
}
_OTHERS = 611
"""How wide letters are, in thousandths of the type's size."""

_BY_LETTER = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_SAFETY_PIXELS = 3


def padding(align: str, *, has_button: bool = False) -> tuple[int, int]:
    """Pixels to the left and right: texts stand a little off the edge, amounts end a little before the next column."""
    left, right = _PADDING[align]
    if not has_button:
        return left, right
    return (left if align == "RIGHT" else _PADDING["LEFT"][0]), BUTTON_PIXELS


def text_pixels(text: str) -> int:
    """How wide a bold text is."""
    return ceil(sum(_BY_LETTER.get(letter, _OTHERS) for letter in text) * _EM_PIXELS / 1000)


def column_width(header: str, width: int, beside: int) -> int:
    """`width` in pixels, or more: no word is cut, and a little more saves a line; `beside` is the padding of both."""
    around = beside + _SAFETY_PIXELS
    widest = max(map(text_pixels, header.split()), default=0)
    for lines in (1, 2):
        room = next(
            (room for room in range(widest, width + STRETCH_PIXELS - around) if _lines(header, room) <= lines), 0
        )
        if room:
            return max(width, room + around)
    return max(width, widest + around)


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
