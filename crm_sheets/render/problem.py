"""Why a message could not be written."""

from __future__ import annotations

from collections.abc import Iterable

from jinja2 import UndefinedError

from crm_sheets.model import SkipReason, Text


class RenderProblem(Exception):
    """A contact whose message cannot be written; `detail` is what a person needs to put it right.

    For MISSING_VALUE the detail is the field's name ("subject.premium"), for TEMPLATE_PROBLEM a sentence in the team's
    language.
    """

    def __init__(self, reason: SkipReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class TemplateFault(Exception):
    """Something a template must not do, in both languages; `name` is its file, `line` 0 is unknown."""

    def __init__(self, text: Text, line: int = 0) -> None:
        super().__init__(text.en)
        self.text = text
        self.line = line
        self.name = ""

    def at(self, name: str, line: int = 0) -> TemplateFault:
        """The same fault with its place, unless that is known already."""
        self.name = self.name or name
        self.line = self.line or line
        return self

    def describe(self, language: str) -> str:
        """One sentence: file, line, what is wrong."""
        line = Text(f", baris {self.line}", f", line {self.line}").in_language(language) if self.line else ""
        return f"{self.name}{line}: {self.text.in_language(language)}" if self.name else self.text.in_language(language)


class TemplateMissing(TemplateFault):
    """There is no file for this template."""


class MissingCell(UndefinedError):
    """A template shows a field that is blank; its message is the field's name."""


def did_you_mean(name: str, known: Iterable[str]) -> Text:
    """The end of a sentence: the known name closest to `name`, or nothing."""
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return Text(f'; maksudnya "{close[0]}"?', f'; did you mean "{close[0]}"?') if close else Text("", "")


def sensitive_field(name: str, line: int = 0) -> TemplateFault:
    """The fault of reading a sensitive field in an SMS text (catalogue A11)."""
    return TemplateFault(
        Text(
            f'"{name}" adalah data peka dan tidak boleh dipakai dalam SMS',
            f'"{name}" is sensitive and must not be used in an SMS',
        ),
        line,
    )
