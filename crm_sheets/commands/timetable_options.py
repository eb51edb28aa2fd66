"""The timetable that an operator set, or the usual one, and how a job of it is started."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING

from crm_sheets.errors import ConfigurationError
from crm_sheets.jobs import JOBS
from crm_sheets.model import Text
from crm_sheets.timing.crontab import own_minute
from crm_sheets.timing.timetable import Entry, Interval, Line
from crm_sheets.values.weekdays import read_weekdays

if TYPE_CHECKING:
    from crm_sheets.commands.options import Request
    from crm_sheets.workspace import Workspace

EVERY_NIGHT = Entry("nightly", time(2, 0))

MORNING = 8 * 60 + 29
"""After this minute of the day, and within an hour, those who may send from 08:00 on do it."""

ANSWERS = Interval("inbox", 10)

MORNING_NOTE = Text(
    "contacts: pesan keluar mulai jam send_from di tab Pengaturan (08:00 jika tidak diganti). Jika jam Anda lebih "
    "siang, ganti jam contacts.",
    "contacts: messages go out from send_from in the tab Settings on (08:00 unless it was changed). If yours is later, "
    "give contacts a later time.",
)


def timetable(workspace: Workspace) -> tuple[Line, ...]:
    """The lines of [[schedule]] in crm.toml; nothing when there are none. Raises ConfigurationError."""
    for line in workspace.settings.schedule:
        if line.job not in JOBS:
            raise ConfigurationError(
                f'[[schedule]] in crm.toml names the job "{line.job}", which does not exist. The jobs are: '
                f"{', '.join(JOBS)}."
            )
    return tuple(
        Interval(line.job, line.every) if line.every else Entry(line.job, line.at, read_weekdays(line.days))
        for line in workspace.settings.schedule
    )


def usual_timetable(workspace: Workspace, night: Entry, *whose: str) -> tuple[Line, ...]:
    """What is started without [[schedule]]: the night; of a live team also its morning, and the fetching of answers.

    The morning comes at a minute of its own, the same each time for the same `whose`. When the team may send stands in
    its workbook, which is not opened for this; see MORNING_NOTE.
    """
    settings = workspace.settings
    if not settings.live:
        return (night,)
    hour, minute = divmod(MORNING + own_minute(*whose, "contacts"), 60)
    answers = (ANSWERS,) if settings.twilio.account or settings.mailbox.host else ()
    return (night, Entry("contacts", time(hour, minute)), *answers)


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
