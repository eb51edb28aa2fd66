"""Strangers' texts and moments as they may stand in a cell."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from crm_sheets.model import Text

UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Control characters and invisible signs, also those that turn the direction of writing; no file can hold some."""
LONGEST_NAME = 100
UNKNOWN = Text('belum dikenal: "{name}"', 'not known: "{name}"')
NAMELESS = Text("(belum dikenal)", "(not known)")
"""Somebody who is no customer and gives no name."""


def clean(text: str, most: int) -> str:
    """A stranger's text for a cell: printable, at most so many characters; what is cut off ends in "..."."""
    begins = text[: 4 * most].replace("\r\n", "\n").replace("\r", "\n")
    printable = UNPRINTABLE.sub("", begins).strip()
    return printable if len(printable) <= most else printable[: most - 3].rstrip() + "..."


def stranger(name: str, language: str) -> str:
    """Who wrote, where they are no customer: what they call themselves, marked as unchecked."""
    called = clean(" ".join(name[: 4 * LONGEST_NAME].split()), LONGEST_NAME)
    return UNKNOWN.in_language(language).format(name=called) if called else NAMELESS.in_language(language)


def local(moment: datetime, zone: tzinfo) -> datetime:
    """An aware moment as a cell has it: local, naive, to the second."""
    return moment.astimezone(zone).replace(tzinfo=None, microsecond=0)
