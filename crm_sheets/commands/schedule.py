"""`crm-sheets schedule`: starts the jobs at their times, on machines without cron."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import click

from crm_sheets.commands.options import Request, common_options
from crm_sheets.errors import ConfigurationError
from crm_sheets.exit_codes import ExitCode
from crm_sheets.model import Text
from crm_sheets.timing.timetable import Interval

if TYPE_CHECKING:
    from crm_sheets.timing.timetable import Due, Line
    from crm_sheets.workspace import Workspace

NEXT = Text("Berikutnya", "Next")
EVERY = Text("setiap {minutes} menit", "every {minutes} minutes")
READY = Text(
    "Menunggu. Hentikan dengan Ctrl-C; pekerjaan yang sedang jalan diselesaikan dengan rapi.",
    "Waiting. Stop it with Ctrl-C; a job that is under way is brought to a proper end.",
)
STARTS = Text("{job} mulai (jadwal {at})", "{job} starts (due {at})")
ENDED = Text("{job} selesai, kode keluar {code}", "{job} ended, exit code {code}")
TROUBLE = Text("kendala: {error}; yang lain tetap jalan", "trouble: {error}; the others go on")
STOPPED = Text("Berhenti.", "Stopped.")


@click.command("schedule")
@common_options
def command(request: Request) -> int:
    """Keep running and start jobs at their times; cron or systemd is better where there is one.

    The times are in crm.toml under [[schedule]]; without any, nightly at 02:00, and once live also contacts and inbox.
    """
    from crm_sheets.commands.timetable_options import timetable

    if request.as_of:
        raise ConfigurationError("schedule works by the clock: take out --as-of. For one day: crm-sheets run JOB.")
    workspace = request.workspace()
    lines = timetable(workspace)
    language = request.speaks(workspace)
    notes = () if lines else _notes(workspace, language)
    lines = lines or _usual(workspace)
    request.say("\n".join([_plan(lines, workspace, language), *notes]), _plan_data(lines, workspace))
    if not request.dry_run:
        _serve(request, workspace, lines, language)
    return ExitCode.OK


def _usual(workspace: Workspace) -> tuple[Line, ...]:
    from crm_sheets.commands.timetable_options import EVERY_NIGHT, usual_timetable

    return usual_timetable(workspace, EVERY_NIGHT)


def _notes(workspace: Workspace, language: str) -> tuple[str, ...]:
    """What is to be known of a timetable that nobody wrote."""
    from crm_sheets.commands.timetable_options import HOURS_NOTE

    return (HOURS_NOTE.in_language(language),) if workspace.settings.live else ()


def _serve(request: Request, workspace: Workspace, lines: tuple[Line, ...], language: str) -> None:
    from crm_sheets.running.memory import Memory
    from crm_sheets.running.scheduler import ChildProcess, JobScheduler
    from crm_sheets.running.stopping import Stop
    from crm_sheets.running.ticker import tick_every_minute

    memory = Memory(workspace.home)
    says = _Says(workspace, language, quiet=request.as_json)
    child = ChildProcess(lambda job: _job_command(request, workspace, job))
    stop = Stop(child.ask_to_stop, patient=True)
    with memory.alone(), stop.on_signals():
        says.line(READY.in_language(language))
        scheduler = JobScheduler(lines, memory, child.run, lambda: _local_now(workspace), says, stop.is_asked)
        tick_every_minute(scheduler.tick, stop.is_asked)
        says.line(STOPPED.in_language(language))


def _job_command(request: Request, workspace: Workspace, job: str) -> list[str]:
    from crm_sheets.commands.own_command import own_command
    from crm_sheets.commands.timetable_options import job_options

    as_json = ["--json"] if request.as_json else []
    return [*own_command(), "run", job, *job_options(request, workspace), *as_json]


def _local_now(workspace: Workspace) -> datetime:
    return workspace.now().astimezone(workspace.zone)


def _plan(lines: tuple[Line, ...], workspace: Workspace, language: str) -> str:
    rows = sorted((moment, _named(line, language)) for line, moment in _next(lines, workspace))
    shown = [f"  {moment:%Y-%m-%d %H:%M}  {job}" for moment, job in rows]
    return "\n".join([f"{NEXT.in_language(language)} ({workspace.settings.timezone}):", *shown])


def _named(line: Line, language: str) -> str:
    if isinstance(line, Interval):
        return f"{line.job}, {EVERY.in_language(language).format(minutes=line.every)}"
    return line.job


def _plan_data(lines: tuple[Line, ...], workspace: Workspace) -> list[dict[str, str | int]]:
    return [
        {"job": line.job, "next": moment.isoformat()} | ({"every": line.every} if isinstance(line, Interval) else {})
        for line, moment in _next(lines, workspace)
    ]


def _next(lines: tuple[Line, ...], workspace: Workspace) -> list[tuple[Line, datetime]]:
    from crm_sheets.timing.timetable import next_moment

    now = _local_now(workspace)
    return [(line, next_moment(line, now).astimezone(workspace.zone)) for line in lines]


@dataclass
class _Says:
    """Tells people on standard output, and machines in the log, what the scheduler does."""

    workspace: Workspace
    language: str
    quiet: bool

    def line(self, text: str) -> None:
        """One line with its time, for people."""
        if not self.quiet:
            click.echo(f"{_local_now(self.workspace):%Y-%m-%d %H:%M} {text}")

    def starting(self, due: Due) -> None:
        """A job starts now."""
        at = due.moment.astimezone(self.workspace.zone)
        _log("job_starting", job=due.job, due=at.isoformat())
        if not due.comes_again:
            self.line(STARTS.in_language(self.language).format(job=due.job, at=f"{at:%Y-%m-%d %H:%M}"))

    def ended(self, due: Due, exit_code: int) -> None:
        """It ended with this code; what comes again in minutes is no news as long as all is well, or just not now."""
        _log("job_ended", job=due.job, exit_code=int(exit_code))
        if not (due.comes_again and exit_code in (ExitCode.OK, ExitCode.LOCKED)):
            self.line(ENDED.in_language(self.language).format(job=due.job, code=int(exit_code)))

    def trouble(self, error: Exception) -> None:
        """Something that does not keep the others from going on."""
        _log("trouble", error=type(error).__name__)
        said = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        self.line(TROUBLE.in_language(self.language).format(error=said))


def _log(name: str, **facts: str | int) -> None:
    from crm_sheets.running.run_log import current_log

    current_log().event(name, **facts)
