"""Small edits in the text of an XML part that leave every other character of it as it was.

A part may bind the main namespace to a prefix ("x:row") or to none; `prefix` is that prefix with its colon, or "".
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_ATTRIBUTES = r"""(?:[^<>"']|"[^"]*"|'[^']*')*?"""


class Element(NamedTuple):
    """Where an element stands in a text: the start of its tag, of its content, of its closing tag, and its end.

    Of a self-closing element content and closing tag are empty and stand at its end.
    """

    start: int
    content: int
    close: int
    end: int
    self_closing: bool


def root_prefix(text: str) -> str:
    """The prefix of the root element: "" or "x:"."""
    match = re.search(r"<([A-Za-z_][\w.-]*:)?[A-Za-z_][\w.-]*[\s/>]", text)
    return (match.group(1) or "") if match else ""


@lru_cache(maxsize=256)
def _open_tag(name: str) -> re.Pattern[str]:
    return re.compile(rf"<{re.escape(name)}(?=[\s/>]){_ATTRIBUTES}(/?)>")


def find(text: str, name: str, start: int = 0) -> Element | None:
    """The first element called `name` (with its prefix) from `start` on."""
    match = _open_tag(name).search(text, start)
    if match is None:
        return None
    if match.group(1):
        return Element(match.start(), match.end(), match.end(), match.end(), True)
    close = text.find(f"</{name}", match.end())
    if close < 0:
        return None
    return Element(match.start(), match.end(), close, text.index(">", close) + 1, False)


def append_child(text: str, name: str, child: str) -> str | None:
    """`text` with `child` put last into the element `name`, None when there is no such element."""
    element = find(text, name)
    if element is None:
        return None
    if not element.self_closing:
        return text[: element.close] + child + text[element.close :]
    opening = text[element.start : element.end].removesuffix("/>").rstrip()
    return f"{text[: element.start]}{opening}>{child}</{name}>{text[element.end :]}"


def remove(text: str, element: Element) -> str:
    """`text` without the element."""
    return text[: element.start] + text[element.end :]


def set_attribute(text: str, element: Element, name: str, value: str) -> str:
    """`text` with the attribute of the element set."""
    opening = text[element.start : element.content]
    pattern = rf"""(\s{re.escape(name)}\s*=\s*)(?:"[^"]*"|'[^']*')"""
    changed, count = re.subn(pattern, lambda match: f'{match.group(1)}"{attribute(value)}"', opening, count=1)
    if not count:
        at = len(opening) - (2 if opening.endswith("/>") else 1)
        changed = f'{opening[:at].rstrip()} {name}="{attribute(value)}"{opening[at:]}'
    return text[: element.start] + changed + text[element.content :]


def attribute(value: str) -> str:
    """A value escaped for use between double quotes."""
    return content(value).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def content(value: str) -> str:
    """A value escaped for use as text, without the characters that XML forbids."""
    value = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", value)
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def insert_before_any(text: str, names: tuple[str, ...], child: str) -> str | None:
    """`text` with `child` put before the first element called one of `names`, None when there is none of them."""
    found = [element.start for name in names if (element := find(text, name)) is not None]
    return None if not found else text[: min(found)] + child + text[min(found) :]
