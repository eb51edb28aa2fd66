"""`crm-sheets programs new ID`: a new program, its row and texts to start from; asks first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from textwrap import indent
from typing import TYPE_CHECKING, Any

import click

from crm_sheets.commands.asking import agree
from crm_sheets.commands.options import Day, Request, common_options
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
    "rest_days": "--rest-days",
    "most_per_day": "--most-per-day",
    "starts_on": "--starts-on",
    "ends_on": "--ends-on",
    "pilot": "--pilot",
    "hold_out": "--hold-out",
    "handled_by": "--handled-by",
    "asks": "--asks",
    "active": "--active",
    "notes": "--notes",
}
"""By column of the Programs tab, what is typed for it."""

NOTE = re.compile(r"\A\{#.*?#\}\n", re.DOTALL)
"""What stands on top of a new text for who writes it, and is not sent."""

ROW = Text("Baris baru di tab {tab}:", "A new row in the tab {tab}:")
FILES = Text("Templat di {folder}:", "Templates in {folder}:")
NEW, KEPT = Text("baru", "new"), Text("sudah ada, tidak diubah", "is there already, stays as it is")
LOOK = Text("Mohon diperiksa:", "Please look at:")
MORE_NEEDED = Text(
    "Sebuah program perlu lebih banyak: {lines}. docs/programs.md menjelaskan apa yang bisa diisi.",
    "A program needs more: {lines}. docs/programs.md says what can stand there.",
)
FOR_EXAMPLE = Text('{option} (misalnya "{example}")', '{option} (for example "{example}")')
LACKS_ACTIVE = Text(
    'Tab Program di "{workbook}" tidak punya kolom "Aktif" ("Active"), sehingga program baru akan langsung jalan. '
    "Tambahkan kolom dengan judul itu, atau pakai --active.",
    'The Programs tab of "{workbook}" has no column "Aktif" ("Active"), so the new program would run at once. Add a '
    "column with that header, or give --active.",
)
LACKS = Text(
    'Tab Program di "{workbook}" tidak punya kolom untuk {option}. Tambahkan kolom berjudul "{label.id}" '
    '("{label.en}") pada baris pertamanya, atau hilangkan {option}.',
    'The Programs tab of "{workbook}" has no column for {option}. Add a column with the header "{label.id}" '
    '("{label.en}") to its first row, or leave {option} out.',
)
CANNOT_RUN = Text(
    "Tidak ada yang ditulis, karena program baru ini tidak bisa jalan:\n  {lines}",
    "Nothing was written, because the new program could not run:\n  {lines}",
)
UNREADABLE = Text("barisnya tidak bisa dibaca sebagai program", "its row cannot be read as a program")
RESTS = Text("Program ini beristirahat sampai Anda mengisi Aktif dengan ya.", "It rests until you set Active to yes.")
RUNS = Text("Program ini langsung jalan pada malam berikutnya.", "It runs from the next night on.")
GO_ON = Text("Lanjutkan?", "Go on?")
DRY_RUN = Text("Coba saja: tidak ada yang ditulis.", "Dry run: nothing was written.")
DONE = Text(
    'Sudah ditulis. Bacalah templatnya, lalu coba: "crm-sheets programs show {id}".',
    'Written. Read the templates, then try: "crm-sheets programs show {id}".',
)


class Share(click.ParamType[float]):
    """A part of all, as 10%."""

    name = "SHARE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Read it as a cell is read."""
        import polars as pl

        from crm_sheets.values.numbers import parse_percents

        share = parse_percents(pl.Series([str(value)])).values[0]
        if share is None or not 0 <= share <= 1:
            self.fail(f'"{value}" is no share. Write it as 10%.', param, ctx)
        return float(share)


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
            click.option("--rest-days", type=int, help="The least days between two of its contacts with one customer."),
            click.option("--most-per-day", type=int, help="How many contacts one day may have."),
            click.option("--starts-on", type=Day(), help="Nothing that falls due before this day."),
            click.option("--ends-on", type=Day(), help="Nothing that falls due after this day."),
            click.option("--pilot", type=Share(), help="The share of customers that take part: 10%."),
            click.option("--hold-out", type=Share(), help="The share that is left out, to compare with: 10%."),
            click.option("--handled-by", help="owner, leader or adviser: who does the work."),
            click.option("--asks", help="The survey that a bare number in the answer belongs to: csat or nps."),
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

    Shows the row and the texts and asks first; on a terminal it also asks for what was not given. Files that are there
    are never overwritten, and the program rests until you say yes in its column Active.
    """
    from crm_sheets import new_program
    from crm_sheets.scaffold import LacksColumn

    workspace = request.workspace()
    language = request.speaks(workspace)
    wanted = _complete(values, language, asks=not yes)
    try:
        prepared = new_program.prepare(workspace, wanted, template_from or "", language)
    except LacksColumn as lack:
        raise ConfigurationError(_lacks(lack.column.name, lack.column.label, workspace, language)) from None
    _refuse_errors(prepared, language)
    shown, data = "\n".join(_shown(prepared, workspace, language)), _as_json(prepared)
    if request.dry_run:
        request.say(f"{shown}\n\n{DRY_RUN.in_language(language)}", {**data, "done": False})
        return ExitCode.OK
    click.echo(shown, err=request.as_json)
    if not yes:
        agree(GO_ON.in_language(language), language)
    with workspace.lock():
        again = new_program.prepare(workspace, wanted, template_from or "", language)
        _refuse_errors(again, language)
        new_program.add(workspace, again, language)
    request.say(DONE.in_language(language).format(id=wanted["program_id"]), {**data, "done": True})
    return ExitCode.OK


def _complete(values: Mapping[str, Any], language: str, *, asks: bool) -> dict[str, Any]:
    """The values with what is usual put in; what is needed and was not given is asked for on a terminal."""
    from crm_sheets.commands.programs_new_questions import NEEDED, answers, has_terminal

    wanted = {**values, "active": bool(values["active"])}
    identity = str(wanted["program_id"])
    usual_name = identity.replace("_", " ").strip().capitalize()
    missing = [name for name in NEEDED if not wanted[name]]
    if missing and not (asks and has_terminal()):
        example = FOR_EXAMPLE.in_language(language)
        lines = ", ".join(example.format(option=OPTIONS[name], example=NEEDED[name]) for name in missing)
        raise ConfigurationError(MORE_NEEDED.in_language(language).format(lines=lines))
    wanted = answers(wanted, usual_name, language) if missing else wanted
    wanted["name"] = wanted["name"] or usual_name
    wanted["template"] = wanted["template"] or identity
    return wanted


def _lacks(name: str, label: Text, workspace: Workspace, language: str) -> str:
    lacks = (LACKS_ACTIVE if name == "active" else LACKS).in_language(language)
    return lacks.format(workbook=workspace.workbook_shown, option=OPTIONS[name], label=label)


def _refuse_errors(prepared: Prepared, language: str) -> None:
    """Raise ConfigurationError when the row would be a problem, by the options that were given."""
    wrong = [
        f"{OPTIONS.get(error['column'], error['column'])}: {error['message']} {error['remedy']}"
        for error in prepared.errors
    ]
    if wrong or prepared.program is None:
        lines = "\n  ".join(wrong or [UNREADABLE.in_language(language)])
        raise ConfigurationError(CANNOT_RUN.in_language(language).format(lines=lines))


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
        if not file.is_there:
            yield indent(NOTE.sub("", file.text).rstrip(), "    | ", lambda line: True)
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
        "texts": {file.name: file.text for file in prepared.files if not file.is_there},
        "warnings": [warning["message"] for warning in prepared.warnings],
    }
