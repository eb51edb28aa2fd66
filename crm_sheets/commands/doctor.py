"""`crm-sheets doctor`: is everything ready for a run, and what to do where it is not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any

import click

from crm_sheets.commands.options import Request, common_options
from crm_sheets.errors import ConfigurationError
from crm_sheets.exit_codes import ExitCode
from crm_sheets.model import Text

if TYPE_CHECKING:
    from crm_sheets.doctor import Check, Examination, Finding

MARKS = {"ok": "✓", "warning": "!", "failed": "✗", "skipped": "–"}
COUNTED = {
    "ok": Text("beres", "ok"),
    "warning": Text("perlu dilihat", "to look at"),
    "failed": Text("gagal", "failed"),
    "skipped": Text("dilewati", "skipped"),
}
WIDTH = 17
LINE_WIDTH = 100


@click.command("doctor")
@click.option("--write-check", is_flag=True, help="Send a Google spreadsheet a change that changes nothing.")
@common_options
def command(request: Request, write_check: bool) -> int:
    """Look at all that a run needs, and say what to do; exit code 2 if something failed."""
    from crm_sheets.doctor import Examination, State, examine

    examination = Examination(lambda: request.workspace(dry_run=True), write_check=write_check and not request.dry_run)
    found = list(examine(examination))
    language = _language(request, examination)
    request.say(_as_text(found, language), [_as_json(check, finding, language) for check, finding in found])
    return ExitCode.CONFIGURATION if any(finding.state is State.FAILED for _, finding in found) else ExitCode.OK


def _language(request: Request, examination: Examination) -> str:
    """The language of the answer, also when there are no settings to ask."""
    from crm_sheets.settings import operator_language

    try:
        return request.speaks(examination.workspace)
    except ConfigurationError:
        return request.language or operator_language()


def _as_text(found: Sequence[tuple[Check, Finding]], language: str) -> str:
    lines = []
    for check, finding in found:
        label = check.label.in_language(language)
        lines.append(_folded(f"{MARKS[finding.state]} {label:<{WIDTH}}", finding.text.in_language(language)))
        if finding.remedy:
            lines.append(_folded(" " * 6, finding.remedy.in_language(language)))
    counts = Counter(finding.state.value for _, finding in found)
    summary = ", ".join(
        f"{counts[state]} {text.in_language(language)}" for state, text in COUNTED.items() if counts[state]
    )
    return "\n".join([*lines, "", f"{summary}."])


def _folded(before: str, text: str) -> str:
    """The text after what comes before it, in as many lines as a terminal needs."""
    indent = " " * len(before)
    return fill(before + text, LINE_WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _as_json(check: Check, finding: Finding, language: str) -> dict[str, Any]:
    return {
        "check": check.name,
        "state": finding.state.value,
        "text": finding.text.in_language(language),
        "remedy": finding.remedy.in_language(language) if finding.remedy else "",
    }
