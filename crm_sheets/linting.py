"""Gathers the texts of a workspace for proofreading: templates of programs, the team's own, approved answers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import polars as pl
from jinja2 import TemplateNotFound

from crm_sheets.dictionaries import find_dictionaries, read_word_lists
from crm_sheets.errors import ConfigurationError
from crm_sheets.model import Medium, Program, Purpose, Repeat, Severity, Text
from crm_sheets.programs import read_programs
from crm_sheets.progress import Progress
from crm_sheets.proofreading import (
    Finding,
    Kind,
    Lexicon,
    Page,
    Weight,
    proofread,
    proofread_paragraph,
    proofread_words,
    read_vocabulary,
)
from crm_sheets.proofreading.examples import Examples
from crm_sheets.proofreading.lexicon import Vocabulary, names_in
from crm_sheets.reading import read_book
from crm_sheets.render.check import template_faults
from crm_sheets.render.library import Compiled, Library
from crm_sheets.render.problem import TemplateFault, TemplateMissing
from crm_sheets.render.source import REGISTERS
from crm_sheets.schema import TABS
from crm_sheets.schema.profiles import PROFILE_LABELS
from crm_sheets.tables import ROW, Book
from crm_sheets.team_settings import TeamSettings, read_team_settings
from crm_sheets.workspace import Workspace

LANGUAGES = ("id", "en")
ENDING = ".txt"
NO_TEMPLATE = Text('Tidak ada templat "{name}".', 'There is no template "{name}".')
MEANT = Text(' Maksudnya "{near}"?', ' Did you mean "{near}"?')
LOOK = Text("Perbaiki templatnya.", "Correct the template.")


class TemplateFile(NamedTuple):
    """A file of a template by what its name says; `is_own` when it lies in the team's folder."""

    name: str
    template: str
    medium: Medium
    language: str
    register: str
    is_own: bool


@dataclass
class Proofs:
    """What was looked at and found; `unspelled` are languages that some text has and no dictionary here knows."""

    findings: list[Finding]
    templates: int = 0
    paragraphs: int = 0
    unspelled: tuple[str, ...] = ()


def lint(
    workspace: Workspace, wanted: Collection[str] = (), *, everything: bool = False, language: str = "en"
) -> Proofs:
    """Proofread the templates of the workspace and the approved answers of its workbook.

    Without `wanted` (names of templates or of their files) all of the team's own and those shipped that its active
    programs use, with `everything` all that are shipped. Raises ConfigurationError in `language`.
    """
    book = read_book(workspace, workspace.workbook.read(), Progress())
    settings, _ = read_team_settings(book, workspace.settings.language)
    programs, _ = read_programs(book, settings.language)
    files = template_files(workspace.template_folders)
    used = {program.template for program in programs}
    chosen = (
        _named(files, wanted, language)
        if wanted
        else [one for one in files if everything or one.is_own or one.template in used]
    )
    desk = _Desk(workspace, book, settings, programs)
    findings = [finding for file in chosen for finding in desk.read(file)]
    findings += [] if wanted else [*desk.missing(), *desk.answers()]
    languages = {one.language for one in chosen} | ({*desk.answer_languages} if not wanted else set())
    unspelled = tuple(one for one in LANGUAGES if one in languages and not desk.lexicon.can_spell(one))
    unique = sorted(dict.fromkeys(findings), key=lambda one: (one.file, one.line))
    return Proofs(unique, len(chosen), 0 if wanted else len(desk.answer_languages), unspelled)


def template_files(folders: Sequence[Path]) -> list[TemplateFile]:
    """The files of templates in these folders, the first folder's going before; by name."""
    found: dict[str, TemplateFile] = {}
    for place, folder in enumerate(folders):
        for path in sorted(folder.glob(f"*{ENDING}")) if folder.is_dir() else ():
            file = _read_name(path.name, is_own=place == 0)
            if file:
                found.setdefault(path.name, file)
    return list(found.values())


def _read_name(name: str, *, is_own: bool) -> TemplateFile | None:
    parts = name.removesuffix(ENDING).split(".")
    if len(parts) not in (3, 4) or parts[2] not in LANGUAGES or parts[1] not in {medium.value for medium in Medium}:
        return None
    register = parts[3] if len(parts) > 3 else ""
    if register and register not in REGISTERS:
        return None
    return TemplateFile(name, parts[0], Medium(parts[1]), parts[2], register, is_own)


def _named(files: Sequence[TemplateFile], wanted: Collection[str], language: str) -> list[TemplateFile]:
    """The files of these names. Raises ConfigurationError in `language` for a name that none has."""
    known = {name for file in files for name in (file.name, file.template)}
    for name in wanted:
        if Path(name).name not in known:
            from difflib import get_close_matches

            close = get_close_matches(name, sorted(known), n=1)
            meant = MEANT.in_language(language).format(near=close[0]) if close else ""
            raise ConfigurationError(NO_TEMPLATE.in_language(language).format(name=name) + meant)
    names = {Path(name).name for name in wanted}
    return [file for file in files if names & {file.name, file.template}]


class _Desk:
    """What is needed to read one text after the other."""

    def __init__(self, workspace: Workspace, book: Book, settings: TeamSettings, programs: Sequence[Program]) -> None:
        self.book = book
        self.settings = settings
        self.programs = programs
        self.loader = workspace.templates
        self.library = Library(self.loader)
        self.examples = Examples(workspace.templates, settings, sms_replies=workspace.settings.twilio.sms_replies)
        vocabulary = Vocabulary()
        for text in read_word_lists(workspace.template_folders):
            vocabulary = vocabulary.joined(read_vocabulary(text))
        spellers = find_dictionaries(workspace.settings.dictionaries)
        self.lexicon = Lexicon(spellers, vocabulary, names_in(book, settings.company, settings.sender))
        self.faults = {program.program_id: self._faults(program) for program in programs}
        self.answer_languages = [language for _, _, language in self._answers()]

    def _faults(self, program: Program) -> list[tuple[TemplateFault, Severity]]:
        return template_faults(self.library, program, self.settings.language, PROFILE_LABELS, self.book.own)

    def missing(self) -> Iterator[Finding]:
        """What is wrong with programs as a whole: a medium without a template."""
        for program in self.programs:
            for fault, severity in self.faults[program.program_id]:
                if isinstance(fault, TemplateMissing) or not fault.name:
                    yield _finding(fault, severity, program.template)

    def read(self, file: TemplateFile) -> list[Finding]:
        """Everything to say about one file."""
        try:
            compiled = self.library.find(file.template, file.medium, (file.language,), (file.register,))
        except TemplateFault as fault:
            return [_finding(fault, Severity.ERROR, file.name), *self._words_of(file)]
        users = [program for program in self.programs if program.template == file.template]
        if users:
            faults = [fault for program in users for fault in self.faults[program.program_id]]
        else:
            users = [_stand_in(file, compiled)]
            faults = template_faults(self.library, users[0], self.settings.language, PROFILE_LABELS, self.book.own)
        found = [_finding(fault, severity, file.name) for fault, severity in faults if fault.name == file.name]
        return [*found, *self._proofread(Page(compiled, users[0]), broken=bool(found))]

    def _words_of(self, file: TemplateFile) -> list[Finding]:
        """What is wrong with the words of a file that cannot be used as it stands."""
        try:
            source, _, _ = self.loader.get_source(self.library.environment, file.name)
        except (TemplateNotFound, UnicodeDecodeError, OSError):
            return []
        return proofread_words(file.name, source, file.language, file.register, self.lexicon)

    def _proofread(self, page: Page, *, broken: bool) -> list[Finding]:
        """The findings about the text; that no example can be written is no news where a field is wrong."""
        found = proofread(page, self.lexicon, self.examples)
        return [one for one in found if not (broken and one.kind is Kind.FIELD)]

    def answers(self) -> Iterator[Finding]:
        """What there is to say about the approved answers."""
        for place, text, language in self._answers():
            yield from proofread_paragraph(place, text, language, self.lexicon)

    def _answers(self) -> Iterator[tuple[str, str, str]]:
        """Cell, text and language of each approved answer."""
        table = self.book.table("paragraphs")
        approved = table.filter(pl.col("approved").fill_null(value=False), pl.col("text").is_not_null())
        title = self.book.titles.get("paragraphs", "")
        for row in approved.iter_rows(named=True):
            cell = self.book.cell("paragraphs", "text", row[ROW])
            yield f"{title}!{cell}", row["text"], row["language"] or self.settings.language


def _finding(fault: TemplateFault, severity: Severity, file: str) -> Finding:
    weight = Weight.ERROR if severity is Severity.ERROR else Weight.WARNING
    return Finding(fault.name or file, fault.line, Kind.FIELD, weight, "", fault.text, LOOK)


def _stand_in(file: TemplateFile, compiled: Compiled) -> Program:
    """A program for a template that none uses: the shipped one of its name says what it is for."""
    from crm_sheets.sample.options import Options
    from crm_sheets.sample.programs import make_programs

    purposes = {row["template"]: Purpose(row["purpose"]) for row in make_programs(Options(language="en"))}
    return Program(
        program_id="",
        name=file.template,
        purpose=purposes.get(file.template, Purpose.SERVICE),
        occasion=_occasion_of(compiled),
        repeat=Repeat.ONCE,
        offset_days=0,
        condition="",
        media=(file.medium,),
        template=file.template,
        owner="",
        needs_approval=False,
        priority=5,
        lateness_days=3,
    )


def _occasion_of(compiled: Compiled) -> str:
    """The tab that has all the fields of the subject that a template reads, "" for none."""
    fields = {one.name for part in compiled.parts for one in part.outline.fields if one.place == "subject"}
    return next((tab.name for tab in TABS.values() if fields and fields <= set(tab.by_name)), "")
