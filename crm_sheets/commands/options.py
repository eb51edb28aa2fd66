"""The options that every command has, and what they open."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from crm_sheets.workspace import Workspace

FIRST_YEAR, LAST_YEAR = 1950, 2150

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Request:
    """What was asked on the command line."""

    workbook: str | None
    config: Path | None
    as_of: date | None
    dry_run: bool
    as_json: bool
    language: str | None
    log_json: bool = False

    def workspace(self, *, dry_run: bool = False) -> Workspace:
        """Open the operator's folder. Raises ConfigurationError."""
        from crm_sheets.settings import load_settings
        from crm_sheets.workspace import Workspace

        settings = load_settings(self.config, workbook=self.workbook)
        workspace = Workspace(settings, self.as_of, dry_run=self.dry_run or dry_run)
        self._begin_log(workspace)
        return workspace

    def _begin_log(self, workspace: Workspace) -> None:
        from crm_sheets.running.run_log import current_log

        context = click.get_current_context(silent=True)
        command = (context.info_name if context else None) or ""
        log = current_log()
        log.active = log.active or self.log_json or workspace.settings.log == "json"
        job = str(context.params.get("job") or "") if context else ""
        as_of = workspace.as_of.isoformat()
        log.begin(command, workspace.run_id, workspace.zone, job=job, as_of=as_of, dry_run=workspace.dry_run)

    def speaks(self, workspace: Workspace) -> str:
        """The language for the operator."""
        from crm_sheets.settings import operator_language

        return self.language or operator_language(workspace.settings)

    def say(self, text: str, data: Any) -> None:
        """Print `data` as JSON when --json was given, else `text`."""
        click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str) if self.as_json else text)


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day; a wrong one is a usage error that says how to write it."""
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail(f'"{value}" is not a day. Write it as 2026-11-20.', param, ctx)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.fail(f'"{value}" is not between the years {FIRST_YEAR} and {LAST_YEAR}.', param, ctx)
        return day


expect_option = click.option(
    "--expect",
    "expected",
    type=click.IntRange(min=0),
    metavar="N",
    default=0,
    help="Up to N messages today are meant: do not ask because there are unusually many.",
)


def common_options(function: Function) -> Function:
    """Give a command the common options, as one `request` argument."""

    @click.option("--workbook", "-w", help="The workbook: an .xlsx file, or the link of a Google spreadsheet.")
    @click.option("--config", type=click.Path(path_type=Path), help="Settings file instead of crm.toml.")
    @click.option("--as-of", type=Day(), help="The day it is about instead of today.")
    @click.option("--dry-run", is_flag=True, help="Show what would happen; write and send nothing.")
    @click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
    @click.option("--language", type=click.Choice(["id", "en"]), help="Language of the answer.")
    @click.option("--log-json", is_flag=True, help="Log events as JSON lines on standard error.")
    @wraps(function)
    def command(
        workbook: str | None,
        config: Path | None,
        as_of: date | None,
        dry_run: bool,
        as_json: bool,
        language: str | None,
        log_json: bool,
        **rest: Any,
    ) -> Any:
        return function(request=Request(workbook, config, as_of, dry_run, as_json, language, log_json), **rest)

    return command  # type: ignore[return-value]
