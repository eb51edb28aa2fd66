"""`crm-sheets agenda`: what each member of the team has to do on a day, as files to read, print and import."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crm_sheets.commands.options import Day, Request, common_options
from crm_sheets.errors import ConfigurationError
from crm_sheets.exit_codes import ExitCode
from crm_sheets.model import Text

if TYPE_CHECKING:
    from crm_sheets.agenda import Agenda
    from crm_sheets.team_settings import TeamSettings
    from crm_sheets.workspace import Workspace

DONE = Text("{owner}: {count} hal hari ini: buka {file}", "{owner}: {count} to do today: open {file}")
WOULD = Text("{owner}: {count} hal hari ini", "{owner}: {count} to do today")
NOTHING = Text("Tidak ada yang harus dikerjakan pada {day}.", "Nothing has to be done on {day}.")
UNKNOWN = Text(
    'Tidak ada yang bernama "{owner}" di tab Staf. Yang ada: {known}.',
    'Nobody in the Staff tab is called "{owner}". There are: {known}.',
)
NOT_WRITTEN = Text(
    'Agenda tidak bisa ditulis ke "{folder}": {why}. Berikan --output yang lain.',
    'The agenda cannot be written into "{folder}": {why}. Give another --output.',
)
UNSAFE = re.compile(r"[^a-z0-9]+")


@click.command("agenda")
@click.option("--owner", help="Only this member of the team.")
@click.option("--date", "on", type=Day(), help="The day, the same as --as-of.")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="The folder for the files instead of agenda/DAY.")
@common_options
def command(request: Request, owner: str | None, on: date | None, output: Path | None) -> int:
    """Write everybody's day as a page, as text and as a calendar file (.ics); sends nothing."""
    from crm_sheets.agenda import agendas
    from crm_sheets.desk.context import DeskContext
    from crm_sheets.pipeline import look

    request = replace(request, as_of=on or request.as_of)
    workspace = request.workspace()
    day = look(workspace)
    context = DeskContext(day.book, day.settings, workspace.zone, workspace.now(), profiles=day.profiles)
    found = [agenda for agenda in agendas(day, context) if not owner or _is(agenda.owner, owner)]
    if owner and not found:
        _refuse_unknown(owner, context.book.table("staff")["name"].drop_nulls().to_list(), request.speaks(workspace))
    folder = output or workspace.agenda / workspace.as_of.isoformat()
    names = _file_names(found)
    for agenda, name in zip(found, names, strict=True):
        if not request.dry_run:
            _write(agenda, folder / name, workspace, day.settings)
    _say(request, workspace, found, None if request.dry_run else [folder / f"{name}.html" for name in names])
    return ExitCode.OK


def _is(name: str, wanted: str) -> bool:
    return name.casefold().split() == wanted.casefold().split()


def _refuse_unknown(owner: str, staff: list[str], language: str) -> None:
    """Somebody of the team may have nothing to do; a name that nobody has is a slip."""
    if not any(_is(name, owner) for name in staff):
        known = ", ".join(sorted(staff)) or "-"
        raise ConfigurationError(UNKNOWN.in_language(language).format(owner=owner, known=known))


def _file_names(found: list[Agenda]) -> list[str]:
    """`agenda--rina-wijaya`, and a number behind each further name that reads like one before."""
    names: dict[str, None] = {}
    for agenda in found:
        ascii_name = unicodedata.normalize("NFKD", agenda.owner).encode("ascii", "ignore").decode()
        stem = f"agenda--{UNSAFE.sub('-', ascii_name.lower()).strip('-') or 'team'}"
        numbered = chain([stem], (f"{stem}-{number}" for number in range(2, len(found) + 2)))
        names[next(name for name in numbered if name not in names)] = None
    return list(names)


def _write(agenda: Agenda, stem: Path, workspace: Workspace, settings: TeamSettings) -> None:
    """The three files in the team's language, as its rows are; for their owner only: they name customers."""
    from crm_sheets.agenda import agenda_page, agenda_text, calendar_file
    from crm_sheets.private_files import write_private_bytes

    loader, language, company = workspace.templates, settings.language, settings.company
    contents = {
        "html": agenda_page(agenda, language, company, loader=loader).encode(),
        "txt": agenda_text(agenda, language, company, loader=loader).encode(),
        "ics": calendar_file(agenda, workspace.now(), workspace.zone, language),
    }
    try:
        stem.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for ending, content in contents.items():
            write_private_bytes(stem.with_name(f"{stem.name}.{ending}"), content)
    except OSError as error:
        raise ConfigurationError(
            NOT_WRITTEN.in_language(language).format(folder=stem.parent, why=error.strerror)
        ) from None


def _say(request: Request, workspace: Workspace, found: list[Agenda], files: list[Path] | None) -> None:
    from crm_sheets.agenda.item import Sort

    language = request.speaks(workspace)
    data, lines = [], []
    for place, agenda in enumerate(found):
        count = sum(item.sort is not Sort.LATER for item in agenda.items)
        file = str(files[place]) if files else ""
        lines.append((DONE if file else WOULD).in_language(language).format(owner=agenda.owner, count=count, file=file))
        data.append({"owner": agenda.owner, "items": count, "file": file or None})
    nothing = NOTHING.in_language(language).format(day=workspace.as_of)
    request.say("\n".join(lines) or nothing, {"day": workspace.as_of, "agendas": data})
