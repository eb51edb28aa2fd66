"""What one check found, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from crm_sheets.model import Text


class State(StrEnum):
    """How a check ended; `SKIPPED` when one that it builds on failed."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Finding:
    """What is so, and what to do; nothing personal in either, places of cells at most."""

    state: State
    text: Text
    remedy: Text | None = None


def ok(indonesian: str, english: str) -> Finding:
    """All is well."""
    return Finding(State.OK, Text(indonesian, english))


def warning(text: Text, remedy: Text) -> Finding:
    """It works, and somebody should look."""
    return Finding(State.WARNING, text, remedy)


def failed(text: Text, remedy: Text | None = None) -> Finding:
    """It does not work before somebody does something."""
    return Finding(State.FAILED, text, remedy)


def skipped(text: Text) -> Finding:
    """It could not be looked at."""
    return Finding(State.SKIPPED, text)


def same(text: str) -> Text:
    """A text that is the same in both languages: an operator's error."""
    return Text(text, text)


def together(found: Sequence[Finding]) -> Finding:
    """Several findings as one line: the worst state, all that is so, all that is to do; at least one."""
    states = [State.FAILED, State.WARNING, State.SKIPPED, State.OK]
    state = min((finding.state for finding in found), key=states.index)
    texts = [finding.text for finding in found]
    remedies = [finding.remedy for finding in found if finding.remedy]
    remedy = Text(" ".join(one.id for one in remedies), " ".join(one.en for one in remedies)) if remedies else None
    return Finding(state, Text(_joined([text.id for text in texts]), _joined([text.en for text in texts])), remedy)


def _joined(texts: Sequence[str]) -> str:
    """One text as it is, several as sentences."""
    return texts[0] if len(texts) == 1 else " ".join(f"{text[:1].upper()}{text[1:].rstrip('.')}." for text in texts)
