"""`crm-sheets setup`: make an empty or existing Google spreadsheet ready, in one batch that can be repeated."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from crm_sheets.commands.asking import agree
from crm_sheets.commands.options import Request, common_options
from crm_sheets.errors import (
    ConfigurationError,
    WorkbookChanged,
    WorkbookDenied,
    WorkbookError,
    WorkbookUnavailable,
)
from crm_sheets.exit_codes import ExitCode

if TYPE_CHECKING:
    from crm_sheets.commands.setup_plan import Prepared, Wishes
    from crm_sheets.content import Snapshot
    from crm_sheets.settings import OperatorSettings
    from crm_sheets.workbook.google.adapter import GoogleWorkbook
    from crm_sheets.workbook.google.outline import Outline
    from crm_sheets.workbook.google.setup import SetupPlan
    from crm_sheets.workspace import Workspace

STILL_TO_BE_MADE = "a-spreadsheet-that-is-still-to-be-made"
"""Stands for the id of a spreadsheet that is only made once the operator has said yes."""


@click.command("setup")
@click.option("--sample", is_flag=True, help="Fill the new tabs with the sample, to try things on.")
@click.option(
    "--protect",
    type=click.Choice(["warning", "locked", "none"]),
    help="Warn before edits of what jobs write (usual), lock it, or neither.",
)
@click.option("--editor", "editors", multiple=True, metavar="E-MAIL", help="Who else may edit what is locked.")
@click.option("--show-profile", multiple=True, metavar="COLUMN", help="Show Profiles columns beside the customers.")
@click.option("--create", "title", metavar="TITLE", help="Make a new spreadsheet of yours first.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@common_options
def command(
    request: Request,
    sample: bool,
    protect: str | None,
    editors: tuple[str, ...],
    show_profile: tuple[str, ...],
    title: str | None,
    yes: bool,
) -> int:
    """Make a Google spreadsheet ready: missing tabs with headers, drop-downs, colours and protection; asks first.

    Tabs that are there keep their contents: your own customers tab is used as it is.
    """
    from crm_sheets.commands.setup_lookup import split_names
    from crm_sheets.commands.setup_plan import Wishes

    workspace = _open(request, title)
    wishes = Wishes(
        language=request.language or workspace.settings.language or "id",
        sample=sample,
        protect=protect or "",
        editors=editors,
        show_profile=split_names(show_profile),
    )
    return _Setup(request, workspace, wishes, title).run(asks=not yes)


def _open(request: Request, title: str | None) -> Workspace:
    """The workspace of the spreadsheet, or of the one that is still to be made. Raises ConfigurationError."""
    if title is not None and request.workbook is not None:
        raise ConfigurationError("--create makes a new spreadsheet and --workbook names one that is there: give one.")
    workspace = (replace(request, workbook=STILL_TO_BE_MADE) if title is not None else request).workspace()
    if not workspace.settings.spreadsheet_id:
        raise ConfigurationError(
            f'"{workspace.workbook_shown}" is a file, and setup is for Google spreadsheets. For a file there is '
            '"crm-sheets init FOLDER", which makes a workbook with all tabs (--empty: without the sample\'s rows). For '
            "a spreadsheet give its link: crm-sheets setup --workbook https://docs.google.com/spreadsheets/d/..."
        )
    if title is not None:
        _refuse_without_drive(workspace.settings)
    return workspace


def _refuse_without_drive(settings: OperatorSettings) -> None:
    """Raise ConfigurationError for accounts that own no room for files."""
    from crm_sheets.commands.setup_plan import account_address

    if settings.google.account == "person":
        return
    address = account_address(settings) or "the service account's e-mail address"
    raise ConfigurationError(
        f'--create makes a spreadsheet of a person\'s, and [google] account is "{settings.google.account}": service '
        "accounts own no Drive space. Make an empty spreadsheet yourself (https://sheets.new), share it with "
        f"{address} as Editor, and run: crm-sheets setup --workbook LINK"
    )


def _new_spreadsheet(settings: OperatorSettings, home: Path, title: str) -> str:
    from crm_sheets.workbook.google.opening import create_spreadsheet

    return create_spreadsheet(settings, home, title)


def _without_names(plan: SetupPlan) -> SetupPlan:
    """The same plan without named ranges, which are a convenience."""
    return replace(
        plan,
        tabs=tuple(replace(tab, named=False) for tab in plan.tabs),
        found=tuple(replace(tab, named=False) for tab in plan.found),
    )


class _Setup:
    """One run of the command."""

    def __init__(self, request: Request, workspace: Workspace, wishes: Wishes, title: str | None) -> None:
        self.request, self.workspace, self.wishes, self.title = request, workspace, wishes, title
        self.speaks = request.speaks(workspace)
        self.not_named: list[str] = []

    def run(self, *, asks: bool) -> int:
        """Show what is to be done, ask, do it."""
        from crm_sheets.commands import setup_words as words

        prepared, outline = self._blank() if self.title is not None else self._look()
        shown = words.what_it_does(prepared, outline, outline.title, self.speaks)
        data = words.as_data(prepared, outline)
        needed = bool(prepared.todo) or self.title is not None
        if not needed or self.request.dry_run:
            last = "\n" + words.DRY_RUN.in_language(self.speaks) if needed else ""
            self.request.say(shown + last, {**data, "done": False, "dry_run": self.request.dry_run})
            return ExitCode.OK
        click.echo(shown, err=self.request.as_json)
        if asks:
            agree(words.GO_ON.in_language(self.speaks), self.speaks)
        done = self._do(prepared, asked=asks)
        self.request.say(self._farewell(done), {**data, "done": True, "not_named": self.not_named, **self._place()})
        return ExitCode.OK

    def _do(self, shown: Prepared, *, asked: bool) -> Prepared:
        """Make the changes that were shown; when others have become necessary meanwhile, none."""
        if self.title is not None:
            self.workspace = self._create(self.title)
        with self.workspace.lock():
            prepared = self._look()[0] if asked or self.title is not None else shown
            if self.title is None and prepared.todo != shown.todo:
                raise WorkbookChanged(
                    f'"{self._workbook.name}" was changed while you were asked, so nothing was done. Run setup again.'
                )
            self._restructure(prepared)
        return prepared

    def _restructure(self, prepared: Prepared) -> None:
        """Make the changes in one batch; without the named ranges when Google does not take them.

        Google keeps the name of a range whose tab is gone and lists it no more: only trying shows that it is taken.
        """
        from crm_sheets.workbook.google.setup import requests_for, todo_of

        try:
            self._workbook.restructure(lambda outline: requests_for(prepared.plan, outline))
        except (WorkbookChanged, WorkbookDenied, WorkbookUnavailable):
            raise
        except WorkbookError:
            if not prepared.todo.names:
                raise
            unnamed = _without_names(prepared.plan)
            if todo_of(unnamed, self._workbook.outline()):
                self._workbook.restructure(lambda outline: requests_for(unnamed, outline))
            self.not_named = [named.name for named in prepared.todo.names]

    @property
    def _workbook(self) -> GoogleWorkbook:
        return cast("GoogleWorkbook", self.workspace.workbook)

    def _look(self) -> tuple[Prepared, Outline]:
        snapshot = self._workbook.read()
        return self._prepare(snapshot, self._workbook.outline())

    def _blank(self) -> tuple[Prepared, Outline]:
        """What would be done to a new spreadsheet."""
        from crm_sheets.content import Snapshot
        from crm_sheets.workbook.google.outline import Outline

        outline = Outline("", self.title or "", "", "", "", (), {})
        return self._prepare(Snapshot({}, ""), outline)

    def _prepare(self, snapshot: Snapshot, outline: Outline) -> tuple[Prepared, Outline]:
        from crm_sheets.commands.setup_plan import prepare

        return prepare(self.workspace.settings, snapshot, outline, self.wishes), outline

    def _create(self, title: str) -> Workspace:
        """Make the spreadsheet and open it; its link is said at once, in case the rest fails."""
        from crm_sheets.workbook.google.address import browser_address

        made = _new_spreadsheet(self.workspace.settings, self.workspace.home, title)
        click.echo(browser_address(made), err=True)
        return replace(self.request, workbook=made).workspace()

    def _place(self) -> dict[str, Any]:
        return {"spreadsheet": self._workbook.name, "link": self._workbook.place}

    def _farewell(self, done: Prepared) -> str:
        from crm_sheets.commands import setup_words as words

        lines = [f"{words.DONE.in_language(self.speaks)}: {self._workbook.place}"]
        if self.title is not None:
            lines += [words.WRITE_DOWN.in_language(self.speaks), f'  workbook = "{self._workbook.place}"']
        if self.not_named:
            unnamed = words.NOT_NAMED.in_language(self.speaks).format(names=", ".join(self.not_named))
            lines.append(words.folded(unnamed))
        if any(tab.name == "settings" for tab in done.todo.tabs):
            lines += [words.folded(words.first_step(self.wishes.sample, self.speaks))]
            lines += [words.folded(words.AGAIN.in_language(self.speaks))]
        return "\n".join(lines)
