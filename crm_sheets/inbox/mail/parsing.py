"""A hostile mail as a tree of parts, with bounded work: the standard parser inside limits.

The parser of the standard library never refuses a mail, but its work can grow with the square of the size, and deep
nesting exhausts the stack. So it sees few bytes, headers are cut as they are read, and below a depth or beyond a number
of parts and headers nothing more is taken apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from email.feedparser import BytesFeedParser
from email.message import Message
from email.policy import Compat32
from functools import partial
from typing import TYPE_CHECKING, Any, cast

MOST_BYTES = 256 * 1024
"""Of a mail no more is looked at; what a person writes and what a mail server reports stands at the beginning."""
MOST_DEPTH = 8
MOST_PARTS = 100
MOST_HEADERS = 1_000
"""In all parts together."""
LONGEST_HEADER = 4_000
LONGEST_STRUCTURED = 1_000
"""Content-Type and Content-Disposition, whose parameters the standard parser splits in quadratic time."""

if TYPE_CHECKING:
    Mail = Message[str, str]
else:
    Mail = Message


class _TooMuch(Exception):
    """The mail has more parts or headers than any real one; what is known until here has to do."""


class _Limits:
    def __init__(self) -> None:
        self.parts = 0
        self.headers = 0
        self.root: _Part | None = None


class _Part(Mail):
    """A part that knows its depth, and below the last one says that it holds nothing to take apart."""

    def __init__(self, limits: _Limits, policy: Compat32) -> None:
        super().__init__(policy)
        self.depth = 0
        limits.parts += 1
        if limits.parts > MOST_PARTS:
            raise _TooMuch
        if limits.root is None:
            limits.root = self

    def attach(self, payload: Any) -> None:
        payload.depth = self.depth + 1
        super().attach(payload)

    def get_content_type(self) -> str:
        kind = super().get_content_type()
        composed = kind.startswith(("multipart/", "message/"))
        return "application/octet-stream" if composed and self.depth >= MOST_DEPTH else kind


class _CutHeaders(Compat32):
    """Counts headers and cuts long ones before anything splits them."""

    limits: _Limits | None = None

    def header_source_parse(self, sourcelines: Sequence[str]) -> tuple[str, str]:
        limits = cast("_Limits", self.limits)
        limits.headers += 1
        if limits.headers > MOST_HEADERS:
            raise _TooMuch
        name, value = super().header_source_parse(list(sourcelines))
        structured = name.lower().startswith("content-")
        return name[:LONGEST_HEADER], value[: LONGEST_STRUCTURED if structured else LONGEST_HEADER]


def parsed(raw: bytes) -> Mail:
    """The tree of parts of a mail, as far as it can be told; never raises."""
    limits = _Limits()
    parser = BytesFeedParser(cast("Any", partial(_Part, limits)), policy=cast("Any", _CutHeaders)(limits=limits))
    limits.parts, limits.root = 0, None  # the parser has made one to try
    with suppress(Exception):  # whatever a hostile mail brings up, what was read before it is of use
        parser.feed(raw[:MOST_BYTES].replace(b"\x00", b""))
        parser.close()
    return limits.root if limits.root is not None else Message()
