"""The timetable that an operator set, or the usual one, and how a job of it is started."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING

from crm_sheets.errors import ConfigurationError
from crm_sheets.jobs import JOBS
from crm_sheets.model import Text
from crm_sheets.timing.timetable import Entry, Interval, Line
from crm_sheets.values.weekdays import read_weekdays

if TYPE_CHECKING:
    from crm_sheets.commands.options import Request
    from crm_sheets.workspace import Workspace

EVERY_NIGHT = Entry("nightly", time(2, 0))

BY_THE_HOUR = Interval("hourly", 60)
"""Everybody is served in the hours that are theirs, and what people tick by day goes out the same day."""

ANSWERS = Interval("inbox", 10)

HALF_AN_HOUR = 30

HOURS_NOTE = Text(
    "hourly: mengirim yang sudah boleh, di antara send_from dan send_until (tab Pengaturan) menurut jam setempat "
    "penerima, dan yang baru Anda setujui; bila tidak ada, tidak menulis apa-apa.",
    "hourly: sends what may go by now, between send_from and send_until (tab Settings) by the recipient's own clock, "
    "and what you have just approved; when there is nothing it writes nothing.",
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


def usual_timetable(workspace: Workspace, night: Entry) -> tuple[Line, ...]:
    """What is started without [[schedule]]: the night; of a live team also every hour, and the fetching of answers."""
    settings = workspace.settings
    if not settings.live:
        return (night,)
    answers = (ANSWERS,) if settings.twilio.account or settings.mailbox.host else ()
    return (night, BY_THE_HOUR, *answers)


def own_minute_of_the_hour(night: Entry) -> int:
    """At which minute cron starts what comes by the hour: far from the night's, and not when answers are fetched."""
    minute = (night.at.minute + HALF_AN_HOUR) % 60
    return minute if minute % ANSWERS.every else minute + 3


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
