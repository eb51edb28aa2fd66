"""Looks at every template that a program needs before anybody waits for its message."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import product
from typing import Any

from jinja2 import BaseLoader, TemplateNotFound

from crm_sheets.model import Medium, ProblemCode, Program, Severity, Text
from crm_sheets.problems import problem
from crm_sheets.render.attachments import Attachments, ReadFile
from crm_sheets.render.fields import NO_COLUMNS, columns_of, unknown_field
from crm_sheets.render.grammar import Reference
from crm_sheets.render.library import Compiled, Library, Part, no_template, placed
from crm_sheets.render.nested import NESTED
from crm_sheets.render.problem import TemplateFault, TemplateMissing, sensitive_field
from crm_sheets.render.renderer import SETTINGS
from crm_sheets.render.source import ANY_REGISTER, REGISTERS, file_names, read_approved_name, registers_for
from crm_sheets.tables import Book

LANGUAGES = ("id", "en")

Own = Mapping[str, Collection[str]]
"""The columns that a team added itself, by tab."""

NOTHING_OWN: Own = {}


def check_templates(
    loader: BaseLoader,
    programs: Sequence[Program],
    book: Book,
    language: str = "id",
    *,
    profile_fields: Collection[str] | Mapping[str, Text] = (),
    attachments: ReadFile | None = None,
    contents: Collection[str] = (),
) -> list[dict[str, Any]]:
    """What is wrong with the templates of these programs: PROBLEMS rows at the programs' `template` cells.

    Each medium of a program needs a template in one language at least; where another medium has one, its lack is a
    warning. Each that is there must compile, say something and read known fields only. The hints are in `language`.
    Fields of `profile` are checked when `profile_fields` names them; as a mapping it gives their labels too, which
    people may have tried. Attached files are looked for when `attachments` can read them. Of `contents`, the
    "template.language" of approved WhatsApp texts, those without a file are named.
    """
    library, files, rows = Library(loader), Attachments(attachments), []
    for program in programs:
        row, value = program.row or None, program.template
        faults = _Check(library, files, program, profile_fields, language, book.own).faults()
        for hint, severity in {fault.describe(language): severity for fault, severity in faults}.items():
            rows.append(problem(book, "programs", row, "template", value, ProblemCode.BAD_TEMPLATE, hint, severity))
    for name in contents:
        if _has_no_file(library, name):
            hint = _no_file_for(name).in_language(language)
            code, severity = ProblemCode.BAD_TEMPLATE, Severity.WARNING
            rows.append(problem(book, "programs", None, "template", name, code, hint, severity))
    return rows


def template_faults(
    library: Library,
    program: Program,
    language: str,
    profile_fields: Collection[str] | Mapping[str, Text] = (),
    own: Own = NOTHING_OWN,
) -> list[tuple[TemplateFault, Severity]]:
    """The same about one program, with file and line of each; attached files are not looked for.

    `own` are the columns that the team added itself (`Book.own`).
    """
    return list(_Check(library, Attachments(None), program, profile_fields, language, own).faults())


def _has_no_file(library: Library, name: str) -> bool:
    template, language, register = read_approved_name(name)
    try:
        library.find(template, Medium.WHATSAPP, (language,), (register,))
    except TemplateMissing:
        return True
    except TemplateFault:  # it is told about the program that uses it
        return False
    return False


def _no_file_for(name: str) -> Text:
    template, language, register = read_approved_name(name)
    file = next(file_names(template, Medium.WHATSAPP, (language,), (register,))).name
    return Text(
        f'crm.toml, [twilio.content]: tidak ada "{file}", jadi id untuk "{name}" tidak dipakai; periksa namanya',
        f'crm.toml, [twilio.content]: there is no "{file}", so the id of "{name}" is not used; look at its name',
    )


class _Check:
    """The check of one program's templates."""

    def __init__(
        self,
        library: Library,
        files: Attachments,
        program: Program,
        profile_fields: Collection[str] | Mapping[str, Text],
        language: str,
        own: Own,
    ) -> None:
        self.library = library
        self.files = files
        self.program = program
        self.languages = (language, *(other for other in LANGUAGES if other != language))
        tab = program.tab
        self.columns = {place: columns_of(place, tab) for place in ("customer", "subject", "profile")}
        self.fields: dict[str, Collection[str]] = {
            "customer": (*self.columns["customer"], *own.get("customers", ())),
            "subject": (*self.columns["subject"], *own.get(tab, ())) or (profile_fields if tab else ()),
            "profile": profile_fields,
            "settings": SETTINGS,
            **NESTED,
        }

    def faults(self) -> Iterator[tuple[TemplateFault, Severity]]:
        """Everything that is wrong, medium by medium, then the media without a template."""
        without = []
        for medium in self.program.media:
            faults, missing = self._of_medium(medium)
            yield from ((fault, Severity.ERROR) for fault in faults)
            without += [medium] if missing else []
        others = len(without) < len(self.program.media)
        severity = Severity.WARNING if others else Severity.ERROR
        for medium in without:
            yield no_template(self.program.template, medium, self.languages[0], others=others), severity

    def _of_medium(self, medium: Medium) -> tuple[list[TemplateFault], bool]:
        """What is wrong in either language and register, and whether no language has a template for everybody."""
        faults: list[TemplateFault] = []
        missing = set()
        for language, register in product(self.languages, (ANY_REGISTER, *REGISTERS)):
            try:
                compiled = self.library.find(self.program.template, medium, (language,), (register,))
                faults += self._of_template(compiled)
            except TemplateMissing:
                missing.add((language, register))
            except TemplateFault as fault:
                faults.append(fault)
        is_missing = all((language, one) in missing for language in self.languages for one in registers_for(None))
        return faults, is_missing

    def _of_template(self, compiled: Compiled) -> Iterator[TemplateFault]:
        for part in compiled.parts:
            for reference in part.outline.fields:
                yield from self._of_reference(reference, compiled.medium, part)
            yield from self._of_parents(part)
        if self.files.can_read:
            yield from self._of_files(compiled)

    def _of_files(self, compiled: Compiled) -> Iterator[TemplateFault]:
        """What is wrong with each file that travels with an e-mail, or else with all of them together."""
        faults = [fault for file in compiled.files for fault in self._of_attached((file,))]
        yield from (fault.at(compiled.name) for fault in faults or self._of_attached(compiled.files))

    def _of_attached(self, files: Sequence[tuple[str, int]]) -> list[TemplateFault]:
        try:
            self.files.of(files)
        except TemplateFault as fault:
            return [fault]
        return []

    def _of_reference(self, reference: Reference, medium: Medium, part: Part) -> Iterator[TemplateFault]:
        name, known = part.name, self.fields.get(part.outline.loops.get(reference.place, reference.place))
        columns = self.columns.get(reference.place, NO_COLUMNS)
        if known and reference.name not in known:
            yield unknown_field(reference.place, reference.name, known, columns, reference.line).at(name)
        elif medium is Medium.SMS and reference.name in columns and columns[reference.name].sensitive:
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
