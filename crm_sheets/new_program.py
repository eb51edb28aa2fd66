"""Add a program to a workbook because an operator says so: its row, and texts to start from (law 1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import polars as pl

from crm_sheets.content import Append, Changes, Snapshot
from crm_sheets.derive import derive
from crm_sheets.enrich import enrich
from crm_sheets.errors import ConfigurationError
from crm_sheets.model import Medium, Program, Text
from crm_sheets.own_columns import with_own_columns
from crm_sheets.problems import describe
from crm_sheets.programs import find_due, find_faults, read_drafts, read_programs
from crm_sheets.programs.resting import all_active
from crm_sheets.progress import Progress
from crm_sheets.reading import read_book
from crm_sheets.render import check_templates
from crm_sheets.render.source import TEMPLATE_NAME
from crm_sheets.scaffold import row_of, starting_text
from crm_sheets.tables import PROBLEMS, Book
from crm_sheets.team_settings import read_team_settings
from crm_sheets.workbook.memory import MemoryWorkbook
from crm_sheets.workspace import Workspace

LANGUAGES = ("id", "en")
ODD_NAME = Text(
    '{option}: "{name}" tidak bisa menjadi nama templat. Pakailah hanya huruf tanpa aksen, angka, - dan _; tanpa '
    "--template, ID-nya yang menjadi nama.",
    '{option}: "{name}" is no name for a template. Use letters without accents, digits, - and _ only; where no '
    "--template is given, the ID is the name.",
)
NOT_WRITTEN = Text(
    'Templat "{file}" tidak bisa ditulis: {why}. Beri akun yang menjalankan crm-sheets hak untuk menulis di sana; '
    "tidak ada yang ditulis ke buku kerja.",
    'The template "{file}" cannot be written: {why}. Give the account that runs crm-sheets the right to write there; '
    "nothing was written into the workbook.",
)
NO_TAB = Text(
    '"{workbook}" tidak punya tab Program (Programs), jadi tidak ada tempat untuk sebuah program: {remedy}.',
    '"{workbook}" has no Programs tab (Program), so there is no place for a program: {remedy}.',
)
SETUP_MAKES_IT = Text("crm-sheets setup membuatnya", "crm-sheets setup makes it")
COPY_IT = Text(
    'salinlah dari buku kerja yang dibuat "crm-sheets init FOLDER"; untuk spreadsheet, crm-sheets setup melakukannya',
    'copy it from the workbook that "crm-sheets init FOLDER" makes; crm-sheets setup does it for a spreadsheet',
)


@dataclass(frozen=True)
class NewFile:
    """A template's file; one that `is_there` already, the team's own or a shipped one, stays as it is."""

    name: str
    text: str
    is_there: bool


@dataclass(frozen=True)
class Prepared:
    """A program that is to be added: its row, the program as it will be read (None: not at all), its files.

    `errors` and `warnings` are rows of `describe`: what is wrong with the row, and what should be looked at.
    """

    snapshot: Snapshot
    append: Append
    program: Program | None
    files: Sequence[NewFile]
    errors: Sequence[Mapping[str, Any]]
    warnings: Sequence[Mapping[str, Any]]
    book: Book


def prepare(workspace: Workspace, values: Mapping[str, Any], template_from: str, language: str) -> Prepared:
    """What adding a program would write, read again as the next run will read it; nothing is written.

    `values` are by canonical column of the Programs tab; the texts are copied from the template `template_from`, or
    made new where it is "". What is wrong is told in `language`. Raises ConfigurationError, LacksColumn.
    """
    _refuse_odd_names({"--template": values["template"], "--template-from": template_from}, language)
    snapshot = workspace.workbook.read()
    book = read_book(workspace, snapshot, Progress())
    if not book.has("programs"):
        raise ConfigurationError(_no_tab(workspace, language))
    append = row_of(values, book, read_team_settings(book, workspace.settings.language)[0].language)
    raw = snapshot.tabs[append.title]
    row = raw.first_row + raw.cells.height
    with_row = read_book(workspace, _with(snapshot, append), Progress())
    program, found = _read_again(workspace, with_row, row, language)
    files = _files(workspace, program, template_from) if program else []
    faults = _template_faults(workspace, program, files, with_row, language) if program else []
    errors, warnings = _told(found, faults, with_row, language)
    return Prepared(snapshot, append, program, files, errors, warnings, with_row)


def add(workspace: Workspace, prepared: Prepared, language: str) -> None:
    """Write the files that are not there yet, then the row. Raises ConfigurationError in `language`, WorkbookError."""
    for file in prepared.files:
        if not file.is_there:
            _write(workspace.team_templates / file.name, file.text, language)
    workspace.workbook.write(Changes(appends=(prepared.append,)), since=prepared.snapshot)


def _refuse_odd_names(templates: Mapping[str, str], language: str) -> None:
    """Raise ConfigurationError for a name that no template's file can have; `templates` are by option."""
    for option, name in templates.items():
        if name and not TEMPLATE_NAME.fullmatch(name):
            raise ConfigurationError(ODD_NAME.in_language(language).format(option=option, name=name))


def _with(snapshot: Snapshot, append: Append) -> Snapshot:
    memory = MemoryWorkbook(snapshot.tabs)
    memory.write(Changes(appends=(append,)), since=memory.read())
    return memory.read()


def _read_again(workspace: Workspace, book: Book, row: int, language: str) -> tuple[Program | None, pl.DataFrame]:
    """The program in that row, as if it were active, and the problems (PROBLEMS) of the row."""
    settings, _ = read_team_settings(book, workspace.settings.language)
    programs, in_rows = read_programs(all_active(book), language, live=workspace.settings.live)
    program = next((one for one in programs if one.row == row), None)
    found = [book.problems, in_rows]
    derived = derive(book, settings, workspace.as_of)
    profiles, seen = enrich(derived, settings, workspace.as_of), with_own_columns(derived, workspace.as_of)
    known = (seen, profiles, workspace.as_of, settings.told_in(language))
    if program is not None:
        found.append(find_due([program], *known)[1])
    else:
        drafts = read_drafts(all_active(book), programs, live=workspace.settings.live)
        found.append(find_faults([draft for draft in drafts if draft.row == row], *known))
    of_row = pl.concat(found).filter(pl.col("tab") == "programs", pl.col("row") == row)
    return program, of_row.unique(maintain_order=True)


def _files(workspace: Workspace, program: Program, template_from: str) -> list[NewFile]:
    return [
        _file(workspace, program, medium, language, template_from) for medium in program.media for language in LANGUAGES
    ]


def _file(workspace: Workspace, program: Program, medium: Medium, language: str, template_from: str) -> NewFile:
    name = f"{program.template}.{medium.value}.{language}.txt"
    is_there = _source(workspace, name) is not None
    if is_there or not template_from:
        return NewFile(name, starting_text(program, medium, language), is_there)
    copied = _source(workspace, f"{template_from}.{medium.value}.{language}.txt")
    return NewFile(name, copied or starting_text(program, medium, language), is_there)


def _source(workspace: Workspace, name: str) -> str | None:
    try:
        return workspace.templates.get_source(jinja2.Environment(autoescape=True), name)[0]
    except jinja2.TemplateNotFound:
        return None


def _template_faults(
    workspace: Workspace, program: Program, files: Sequence[NewFile], book: Book, language: str
) -> list[dict[str, Any]]:
    """What is wrong with the texts once they are there: rows of PROBLEMS."""
    new = jinja2.DictLoader({file.name: file.text for file in files if not file.is_there})
    loader = jinja2.ChoiceLoader([new, workspace.templates])
    return check_templates(loader, [program], book, language)


def _told(
    found: pl.DataFrame, faults: Sequence[Mapping[str, Any]], book: Book, language: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The errors of the row, and what else should be looked at, in words."""
    is_error = pl.col("severity") == "error"
    errors = found.filter(is_error)
    templates = pl.DataFrame(list(faults), schema=PROBLEMS, orient="row")
    warnings = pl.concat([found.filter(~is_error), templates])
    return describe(errors, language, book.titles).to_dicts(), describe(warnings, language, book.titles).to_dicts()


def _write(file: Path, text: str, language: str) -> None:
    """A new file; one that has come meanwhile stays as it is. Raises ConfigurationError."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        return
    except OSError as error:
        raise ConfigurationError(NOT_WRITTEN.in_language(language).format(file=file, why=error.strerror)) from None


def _no_tab(workspace: Workspace, language: str) -> str:
    remedy = (SETUP_MAKES_IT if workspace.settings.spreadsheet_id else COPY_IT).in_language(language)
    return NO_TAB.in_language(language).format(workbook=workspace.workbook_shown, remedy=remedy)
