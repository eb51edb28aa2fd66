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

if TYPE_CHECKING:
    from crm_sheets.timing.timetable import Due, Entry
    from crm_sheets.workspace import Workspace

NEXT = Text("Berikutnya", "Next")
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

    The times are in crm.toml under [[schedule]]; without any, "nightly" at 02:00.
    """
    from crm_sheets.commands.timetable_options import EVERY_NIGHT, timetable

    if request.as_of:
        raise ConfigurationError("schedule works by the clock: take out --as-of. For one day: crm-sheets run JOB.")
    workspace = request.workspace()
    entries = timetable(workspace) or (EVERY_NIGHT,)
    language = request.speaks(workspace)
    request.say(_plan(entries, workspace, language), _plan_data(entries, workspace))
    if not request.dry_run:
        _serve(request, workspace, entries, language)
    return ExitCode.OK


def _serve(request: Request, workspace: Workspace, entries: tuple[Entry, ...], language: str) -> None:
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
        scheduler = JobScheduler(entries, memory, child.run, lambda: _local_now(workspace), says, stop.is_asked)
        tick_every_minute(scheduler.tick, stop.is_asked)
        says.line(STOPPED.in_language(language))


def _job_command(request: Request, workspace: Workspace, job: str) -> list[str]:
    from crm_sheets.commands.own_command import own_command
    from crm_sheets.commands.timetable_options import job_options

    as_json = ["--json"] if request.as_json else []
    return [*own_command(), "run", job, *job_options(request, workspace), *as_json]


def _local_now(workspace: Workspace) -> datetime:
    return workspace.now().astimezone(workspace.zone)


def _plan(entries: tuple[Entry, ...], workspace: Workspace, language: str) -> str:
    rows = sorted((moment, entry.job) for entry, moment in _next(entries, workspace))
    lines = [f"  {moment:%Y-%m-%d %H:%M}  {job}" for moment, job in rows]
    return "\n".join([f"{NEXT.in_language(language)} ({workspace.settings.timezone}):", *lines])


def _plan_data(entries: tuple[Entry, ...], workspace: Workspace) -> list[dict[str, str]]:
    return [{"job": entry.job, "next": moment.isoformat()} for entry, moment in _next(entries, workspace)]


def _next(entries: tuple[Entry, ...], workspace: Workspace) -> list[tuple[Entry, datetime]]:
    from crm_sheets.timing.timetable import next_moment

    now = _local_now(workspace)
    return [(entry, next_moment(entry, now).astimezone(workspace.zone)) for entry in entries]


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
        self.line(STARTS.in_language(self.language).format(job=due.job, at=f"{at:%Y-%m-%d %H:%M}"))

    def ended(self, due: Due, exit_code: int) -> None:
        """It ended with this code."""
        _log("job_ended", job=due.job, exit_code=int(exit_code))
        self.line(ENDED.in_language(self.language).format(job=due.job, code=int(exit_code)))

    def trouble(self, error: Exception) -> None:
        """Something that does not keep the others from going on."""
        _log("trouble", error=type(error).__name__)
        said = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        self.line(TROUBLE.in_language(self.language).format(error=said))


def _log(name: str, **facts: str | int) -> None:
    from crm_sheets.running.run_log import current_log

    current_log().event(name, **facts)
