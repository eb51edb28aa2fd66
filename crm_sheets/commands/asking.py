"""Questions on the terminal, in the language of the one who is asked; an answer may be in either language."""

from __future__ import annotations

from collections.abc import Callable

import click

from crm_sheets.model import Text

YES_NO = Text("y/t", "y/n")
UNCLEAR = Text('jawablah "ya" atau "tidak"', 'answer "yes" or "no"')
NOTHING_WRITTEN = Text("Berhenti: tidak ada yang ditulis.", "Stopped: nothing was written.")


class NothingWritten(click.Abort):
    """The answer was no, or none came; `str(error)` says that nothing was done."""


def agree(question: str, language: str) -> None:
    """Ask yes or no, in either language; Enter is no. Raises NothingWritten for a no and for the end of input."""
    if not ask(f"{question} [{YES_NO.in_language(language)}]", language, lambda typed: _yes_no(typed, language)):
        raise NothingWritten(NOTHING_WRITTEN.in_language(language))


def ask(question: str, language: str, understand: Callable[[str], object]) -> object:
    """Ask until `understand` makes something of the answer ("" for Enter alone); it raises click.UsageError if not.

    Raises NothingWritten at the end of input.
    """
    try:
        return click.prompt(question, default="", show_default=False, value_proc=understand, err=True)
    except click.Abort:
        raise NothingWritten(f"\n{NOTHING_WRITTEN.in_language(language)}") from None


def _yes_no(typed: str, language: str) -> bool:
    from crm_sheets.values.choices import NO, YES, normalise

    said = normalise(typed)
    if said in YES:
        return True
    if not said or said in NO:
        return False
    raise click.UsageError(UNCLEAR.in_language(language))
