"""HTML of strangers as plain text, in time that grows with its length only.

`html.parser` is not used: up to Python 3.13 it needs quadratic time for markup that is never closed (22 seconds for
60 KB). Here every "<" is looked at once; what is not a tag is text.
"""

from __future__ import annotations

import re
from html import unescape

LONGEST = 256 * 1024
_TOKEN = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:]{0,15}+)[^<>]{0,4000}>")
_TAG_LEFT = re.compile(r"<[!?/a-zA-Z][^<>]{0,4000}>")
_ENTITY_LIMIT = re.compile(r"&#[xX]?[0-9a-fA-F]{9,}")
_HIDDEN = (("<!--", "-->"), ("<script", "</script"), ("<style", "</style"), ("<title", "</title"))
_BREAKS = {
    *("br", "p", "div", "tr", "li", "ul", "ol", "table", "hr", "pre", "section", "article", "header", "footer"),
    *(f"h{level}" for level in range(1, 7)),
}


def html_text(html: str) -> str:
    """The words a reader would see, with line breaks; quoted blocks as lines that begin with "> "."""
    html = html[:LONGEST]
    for opening, closing in _HIDDEN:
        html = _without(html, opening, closing)
    lines, position, depth = _Lines(), 0, 0
    for tag in _TOKEN.finditer(html):
        lines.add(html[position : tag.start()], depth)
        position, name = tag.end(), tag["name"].lower()
        if name == "blockquote":
            lines.end(depth)
            depth = max(0, depth - 1) if tag["end"] else min(9, depth + 1)
        elif name in _BREAKS:
            lines.end(depth)
    lines.add(html[position:], depth)
    lines.end(depth)
    return "\n".join(lines.done)


class _Lines:
    """Lines as they grow; empty ones never follow one another."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self._open: list[str] = []

    def add(self, markup: str, depth: int) -> None:
        """Text without its tags; line breaks in HTML are spaces."""
        if markup:
            self._open.append(_unescaped(_TAG_LEFT.sub("", markup)))

    def end(self, depth: int) -> None:
        """Finish the line."""
        line = " ".join("".join(self._open).split())
        self._open = []
        if line or (self.done and self.done[-1]):
            self.done.append(("> " * depth + line) if line else "")


def _unescaped(text: str) -> str:
    return unescape(_ENTITY_LIMIT.sub("\ufffd", text)) if "&" in text else text


def _without(html: str, opening: str, closing: str) -> str:
    """Without what stands between `opening` and `closing`; from an opening that is never closed on, all is dropped."""
    kept, position, lowered = [], 0, html.lower()
    if len(lowered) != len(html):  # a few letters change their length in lower case
        lowered = html
    while (start := lowered.find(opening, position)) >= 0:
        kept.append(html[position:start])
        end = lowered.find(closing, start + len(opening))
        if end < 0:
            return "".join(kept)
        position = end + len(closing)
        if closing.startswith("</"):
            position = lowered.find(">", position) + 1 or len(html)
    return "".join([*kept, html[position:]])
