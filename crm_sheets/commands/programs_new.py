"""`crm-sheets programs new ID`: a new program, its row and texts to start from; asks first."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from crm_sheets.commands.options import Request, common_options
from crm_sheets.errors import ConfigurationError
from crm_sheets.exit_codes import ExitCode
from crm_sheets.model import Text

if TYPE_CHECKING:
    from crm_sheets.new_program import Prepared
    from crm_sheets.workspace import Workspace

OPTIONS = {
    "program_id": "ID",
    "name": "--name",
    "purpose": "--purpose",
    "occasion": "--occasion",
    "repeat": "--repeat",
    "channels": "--channels",
    "offset_days": "--offset-days",
    "offset_unit": "--offset-unit",
    "cadence_days": "--every",
    "condition": "--condition",
    "template": "--template",
    "owner": "--owner",
    "priority": "--priority",
    "lateness_days": "--lateness-days",
    "approval": "--approval",
    "active": "--active",
    "notes": "--notes",
}
"""By column of the Programs tab, what is typed for it."""

NEEDED: dict[str, tuple[str, Text]] = {
    "purpose": ("service", Text("Tujuan", "Purpose")),
    "occasion": ("customers.birth_date", Text("Peristiwa", "Occasion")),
    "repeat": ("yearly", Text("Pengulangan", "Repeats")),
    "channels": ("whatsapp, sms, email", Text("Saluran", "Channels")),
}
"""What every program needs, with an example and what it is called."""

ROW = Text("Baris baru di tab {tab}:", "A new row in the tab {tab}:")
FILES = Text("Templat di {folder}:", "Templates in {folder}:")
NEW, KEPT = Text("baru", "new"), Text("sudah ada, tidak diubah", "is there already, stays as it is")
LOOK = Text("Mohon diperiksa:", "Please look at:")
RESTS = Text("Program ini beristirahat sampai Anda mengisi Aktif dengan ya.", "It rests until you set Active to yes.")
RUNS = Text("Program ini langsung jalan pada malam berikutnya.", "It runs from the next night on.")
GO_ON = Text("Lanjutkan?", "Go on?")
DRY_RUN = Text("Coba saja: tidak ada yang ditulis.", "Dry run: nothing was written.")
DONE = Text(
    'Sudah ditulis. Bacalah templatnya, lalu coba: "crm-sheets programs show {id}".',
    'Written. Read the templates, then try: "crm-sheets programs show {id}".',
)


def _options(function: Callable[..., Any]) -> Callable[..., Any]:
    """What can be said about the new program."""
    for option in reversed(
        (
            click.option("--name", help="What people call it."),
            click.option("--purpose", help="greeting, understanding, relationship, selling or service."),
            click.option("--occasion", help="The date that causes it: customers.birth_date; 25 for a calendar day."),
            click.option("--repeat", help="yearly, monthly, once, due, each_date, cadence or calendar."),
            click.option("--channels", help="The ways to make contact, the best first: whatsapp, sms, email."),
            click.option("--offset-days", type=int, help="-7 is a week before the date, 3 three days after it."),
            click.option("--offset-unit", help="days or working_days."),
            click.option("--every", "cadence_days", type=int, help="Every so many days, with --repeat cadence."),
            click.option("--condition", help="For which rows: status = 'inforce' and premium >= 2jt."),
            click.option("--template", help="The name of its texts, where it is not the ID."),
            click.option("--template-from", help="Copy the texts of this template instead of making new ones."),
            click.option("--owner", help="Who does the work, where it is not the customer's owner."),
            click.option("--priority", type=int, help="1 goes first, 9 last."),
            click.option("--lateness-days", type=int, help="For how many days a missed contact is still made."),
            click.option("--approval/--no-approval", default=None, help="Wait for a tick in the Outbox, or not."),
            click.option("--active", is_flag=True, help="Let it run at once; usually it rests until you say yes."),
            click.option("--notes", help="What colleagues should know about it."),
            click.option("--yes", is_flag=True, help="Do not ask."),
        )
    ):
        function = option(function)
    return function


@click.command("new")
@click.argument("program_id", metavar="ID")
@_options
@common_options
def new(request: Request, template_from: str | None, yes: bool, **values: Any) -> int:
    """Add a program: its row under the last one of the Programs tab, and a text for each channel and language.

    Shows both and asks first. Files that are there are never overwritten, and the program rests until you say yes in
    its column Active.
    """
    from crm_sheets import new_program
    from crm_sheets.scaffold import LacksColumn

    workspace = request.workspace()
    language = request.speaks(workspace)
    wanted = _complete(values, language, asks=not yes)
    try:
        prepared = new_program.prepare(workspace, wanted, template_from or "", language)
    except LacksColumn as lack:
        raise ConfigurationError(_lacks(lack.column.name, lack.column.label, workspace)) from None
    _refuse_errors(prepared)
    shown, data = "\n".join(_shown(prepared, workspace, language)), _as_json(prepared)
    if request.dry_run:
        request.say(f"{shown}\n\n{DRY_RUN.in_language(language)}", {**data, "done": False})
        return ExitCode.OK
    click.echo(shown, err=request.as_json)
    if not yes:
        click.confirm(GO_ON.in_language(language), abort=True, err=True)
    with workspace.lock():
        again = new_program.prepare(workspace, wanted, template_from or "", language)
        _refuse_errors(again)
        new_program.add(workspace, again)
    request.say(DONE.in_language(language).format(id=wanted["program_id"]), {**data, "done": True})
    return ExitCode.OK


def _complete(values: Mapping[str, Any], language: str, *, asks: bool) -> dict[str, Any]:
    """The values with what is usual put in; what is needed and was not given is asked for on a terminal."""
    wanted = {**values, "active": bool(values["active"])}
    missing = [name for name in NEEDED if not wanted[name]]
    if missing and not (asks and sys.stdin is not None and sys.stdin.isatty()):
        lines = ", ".join(f"{OPTIONS[name]} (for example {NEEDED[name][0]!r})" for name in missing)
        raise ConfigurationError(f"A program needs more: {lines}. docs/programs.md says what can stand there.")
    for name in missing:
        example, label = NEEDED[name]
        wanted[name] = click.prompt(f"{label.in_language(language)} ({example})", err=True)
    identity = str(wanted["program_id"])
    wanted["name"] = wanted["name"] or identity.replace("_", " ").strip().capitalize()
    wanted["template"] = wanted["template"] or identity
    return wanted


def _lacks(name: str, label: Text, workspace: Workspace) -> str:
    if name == "active":
        return (
            f'The Programs tab of "{workspace.workbook_shown}" has no column "{label.id}" ("{label.en}"), so the new '
            "program would run at once. Add a column with that header, or give --active."
        )
    return (
        f'The Programs tab of "{workspace.workbook_shown}" has no column for {OPTIONS[name]}. Add a column with the '
        f'header "{label.id}" ("{label.en}") to its first row, or leave {OPTIONS[name]} out.'
    )


def _refuse_errors(prepared: Prepared) -> None:
    """Raise ConfigurationError when the row would be a problem, by the options that were given."""
    wrong = [
        f"{OPTIONS.get(error['column'], error['column'])}: {error['message']} {error['remedy']}"
        for error in prepared.errors
    ]
    if wrong or prepared.program is None:
        lines = "\n  ".join(wrong or ["its row cannot be read as a program"])
        raise ConfigurationError(f"Nothing was written, because the new program could not run:\n  {lines}")


def _shown(prepared: Prepared, workspace: Workspace, language: str) -> Iterator[str]:
    from crm_sheets.programs.in_words import program_in_words

    assert prepared.program is not None  # noqa: S101 - refused before
    yield ROW.in_language(language).format(tab=prepared.append.title)
    cells = prepared.append.frame.row(0, named=True)
    yield from (f"  {column.header}: {cells[column.name]}" for column in prepared.append.columns)
    yield from ("", *program_in_words(prepared.program, prepared.book, language)[:1])
    yield (RUNS if _is_active(prepared) else RESTS).in_language(language)
    yield from ("", FILES.in_language(language).format(folder=workspace.team_templates))
    for file in prepared.files:
        yield f"  {file.name} ({(KEPT if file.is_there else NEW).in_language(language)})"
    if prepared.warnings:
        yield from ("", LOOK.in_language(language))
        yield from (f"  {warning['message']} {warning['remedy']}" for warning in prepared.warnings)


def _is_active(prepared: Prepared) -> bool:
    from crm_sheets.scaffold.row import YES_NO

    return prepared.append.frame["active"][0] in YES_NO[True]


def _as_json(prepared: Prepared) -> dict[str, Any]:
    return {
        "tab": prepared.append.title,
        "row": prepared.append.frame.row(0, named=True),
        "files": {file.name: "kept" if file.is_there else "new" for file in prepared.files},
        "warnings": [warning["message"] for warning in prepared.warnings],
    }
