"""Looks at every template that a program needs before anybody waits for its message."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import partial
from typing import Any

from jinja2 import BaseLoader, TemplateNotFound

from crm_sheets.model import Medium, ProblemCode, Program, Text
from crm_sheets.problems import problem
from crm_sheets.render.grammar import Reference
from crm_sheets.render.library import Compiled, Library, Part, placed
from crm_sheets.render.problem import TemplateFault, TemplateMissing, sensitive_field, unknown_field
from crm_sheets.render.renderer import SETTINGS
from crm_sheets.schema import TABS
from crm_sheets.schema.base import Column
from crm_sheets.tables import Book

LANGUAGES = ("id", "en")


def check_templates(
    loader: BaseLoader,
    programs: Sequence[Program],
    book: Book,
    language: str = "id",
    *,
    profile_fields: Collection[str] = (),
) -> list[dict[str, Any]]:
    """What is wrong with the templates of these programs: PROBLEMS rows at the programs' `template` cells.

    Each medium of a program needs a template in one language at least; each that is there must compile and read known
    fields only. The hints are in `language`. Fields of `profile` are checked when `profile_fields` names them.
    """
    library, rows = Library(loader), []
    for program in programs:
        faults = _Check(library, program, profile_fields).faults()
        for hint in dict.fromkeys(fault.describe(language) for fault in faults):
            row = program.row or None
            rows.append(problem(book, "programs", row, "template", program.template, ProblemCode.BAD_TEMPLATE, hint))
    return rows


class _Check:
    """The check of one program's templates."""

    def __init__(self, library: Library, program: Program, profile_fields: Collection[str]) -> None:
        tab = program.occasion.split(".")[0]
        self.library = library
        self.program = program
        self.columns = {"customer": TABS["customers"].by_name, "subject": TABS[tab].by_name if tab in TABS else {}}
        self.fields: dict[str, Collection[str]] = {
            "customer": self.columns["customer"],
            "subject": self.columns["subject"] or profile_fields,
            "profile": profile_fields,
            "settings": SETTINGS,
        }

    def faults(self) -> Iterator[TemplateFault]:
        """Everything that is wrong, medium by medium."""
        for medium in self.program.media:
            missing = []
            for language in LANGUAGES:
                try:
                    yield from self._of_template(self.library.find(self.program.template, medium, (language,)))
                except TemplateMissing as fault:
                    missing.append(fault)
                except TemplateFault as fault:
                    yield fault
            if len(missing) == len(LANGUAGES):
                yield missing[0]

    def _of_template(self, compiled: Compiled) -> Iterator[TemplateFault]:
        for part in compiled.parts:
            for reference in part.outline.fields:
                yield from self._of_reference(reference, compiled.medium, part.name)
            yield from self._of_parents(part)

    def _of_reference(self, reference: Reference, medium: Medium, name: str) -> Iterator[TemplateFault]:
        known = self.fields.get(reference.place)
        column: Column | None = self.columns.get(reference.place, {}).get(reference.name)
        if known and reference.name not in known:
            yield unknown_field(reference.place, reference.name, known, reference.line).at(name)
        elif medium is Medium.SMS and column is not None and column.sensitive:
            yield sensitive_field(f"{reference.place}.{reference.name}", reference.line).at(name)

    def _of_parents(self, part: Part) -> Iterator[TemplateFault]:
        """What is wrong with the templates that this one includes or extends."""
        for name in part.outline.templates:
            try:
                placed(name, partial(self.library.environment.get_template, name))
            except TemplateNotFound:
                text = Text(f'"{name}" tidak ada', f'there is no "{name}"')
                yield TemplateFault(text).at(part.name)
            except TemplateFault as fault:
                yield fault
