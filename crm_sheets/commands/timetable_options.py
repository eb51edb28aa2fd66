"""The timetable that an operator set, and how a job of it is started."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING

from crm_sheets.errors import ConfigurationError
from crm_sheets.jobs import JOBS
from crm_sheets.timing.timetable import Entry
from crm_sheets.values.weekdays import read_weekdays

if TYPE_CHECKING:
    from crm_sheets.commands.options import Request
    from crm_sheets.workspace import Workspace

EVERY_NIGHT = Entry("nightly", time(2, 0))


def timetable(workspace: Workspace) -> tuple[Entry, ...]:
    """The lines of [[schedule]] in crm.toml; nothing when there are none. Raises ConfigurationError."""
    for line in workspace.settings.schedule:
        if line.job not in JOBS:
            raise ConfigurationError(
                f'[[schedule]] in crm.toml names the job "{line.job}", which does not exist. The jobs are: '
                f"{', '.join(JOBS)}."
            )
    return tuple(Entry(line.job, line.at, read_weekdays(line.days)) for line in workspace.settings.schedule)


def job_options(request: Request, workspace: Workspace) -> list[str]:
    """The options of this command that are a job's too, with whole paths, so that they hold in any folder."""
    options = []
    if request.config:
        options += ["--config", str(request.config.absolute())]
    if request.workbook:
        options += ["--workbook", whole_workbook(workspace)]
    if request.language:
        options += ["--language", request.language]
    if request.log_json:
        options.append("--log-json")
    return options


def whole_workbook(workspace: Workspace) -> str:
    """The workbook's whole path, or the spreadsheet's link."""
    shown = workspace.workbook_shown
    return shown if workspace.settings.spreadsheet_id else str(Path(shown).absolute())


def folder_of(request: Request) -> Path:
    """The folder with crm.toml, in which the job is to be started."""
    return (request.config.absolute().parent if request.config else Path.cwd()).absolute()
