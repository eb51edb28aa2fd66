"""Findings as the terminal shows them: a mark, what was looked at, what is so, and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any

from crm_sheets.model import Text

if TYPE_CHECKING:
    from crm_sheets.doctor import Check, Finding

MARKS = {"ok": "✓", "warning": "!", "failed": "✗", "skipped": "–"}
COUNTED = {
    "ok": Text("beres", "ok"),
    "warning": Text("perlu dilihat", "to look at"),
    "failed": Text("gagal", "failed"),
    "skipped": Text("dilewati", "skipped"),
}
WIDTH = 17
LINE_WIDTH = 100


def as_text(found: Sequence[tuple[Check[Any], Finding]], language: str) -> str:
    """One or two lines for each check, and the counts."""
    lines = []
    for check, finding in found:
        label = check.label.in_language(language)
        lines.append(folded(f"{MARKS[finding.state]} {label:<{WIDTH}}", finding.text.in_language(language)))
        if finding.remedy:
            lines.append(folded(" " * 6, finding.remedy.in_language(language)))
    counts = Counter(finding.state.value for _, finding in found)
    summary = ", ".join(
        f"{counts[state]} {text.in_language(language)}" for state, text in COUNTED.items() if counts[state]
    )
    return "\n".join([*lines, "", f"{summary}."])


def folded(before: str, text: str) -> str:
    """The text after what comes before it, in as many lines as a terminal needs."""
    indent = " " * len(before)
    return fill(before + text, LINE_WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def as_json(check: Check[Any], finding: Finding, language: str) -> dict[str, Any]:
    """The same of one check as plain values."""
    return {
        "check": check.name,
        "state": finding.state.value,
        "text": finding.text.in_language(language),
        "remedy": finding.remedy.in_language(language) if finding.remedy else "",
    }
