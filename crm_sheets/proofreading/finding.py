"""What there is to say about a text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from crm_sheets.model import Text


class Kind(StrEnum):
    """What a finding is about."""

    FIELD = "field"
    SPELLING = "spelling"
    TONE = "tone"
    SLIP = "slip"
    SHOUTING = "shouting"
    FORMAT = "format"
    LENGTH = "length"
    WAY_OUT = "way_out"


class Weight(StrEnum):
    """An error keeps messages from going or is against the rules, a warning spoils them, a note is good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Finding:
    """One thing in one place: what it is and what to write instead; line 0 is the whole text."""

    file: str
    line: int
    kind: Kind
    weight: Weight
    value: str
    what: Text
    remedy: Text

    @property
    def place(self) -> str:
        """The file and line as editors understand them: "birthday_customer.sms.id.txt:3"."""
        return f"{self.file}:{self.line}" if self.line else self.file

    def as_json(self, language: str) -> dict[str, Any]:
        """The same as plain values."""
        return {
            "file": self.file,
            "line": self.line,
            "kind": self.kind.value,
            "severity": self.weight.value,
            "value": self.value,
            "what": self.what.in_language(language),
            "remedy": self.remedy.in_language(language),
        }


class Remark:
    """What a check says about a place in a passage, before the file and line are known."""

    __slots__ = ("kind", "offset", "remedy", "value", "weight", "what")

    def __init__(
        self, offset: int, kind: Kind, value: str, what: Text, remedy: Text, weight: Weight = Weight.WARNING
    ) -> None:
        """`offset` is where in the passage's text it is."""
        self.offset = offset
        self.kind = kind
        self.value = value
        self.what = what
        self.remedy = remedy
        self.weight = weight

    def at(self, file: str, line: int) -> Finding:
        """The finding in its place."""
        return Finding(file, line, self.kind, self.weight, self.value, self.what, self.remedy)
