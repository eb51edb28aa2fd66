"""`crm-sheets run JOB`: start one of the jobs that cron starts."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from crm_sheets.commands.options import Request, common_options, expect_option
from crm_sheets.errors import CrmSheetsError
from crm_sheets.exit_codes import ExitCode
from crm_sheets.jobs import JOBS, Job
from crm_sheets.model import Text

if TYPE_CHECKING:
    from crm_sheets.summary import Summary
    from crm_sheets.workspace import Workspace

NEXT_TURN = Text("{job}: menunggu giliran berikutnya. {why}", "{job}: waits for its next turn. {why}")
JOB_NAMES = tuple(JOBS)
EPILOG = "\b\n" + "\n".join(f"{job.name:<10} {job.about.en}" for job in JOBS.values())


@click.command("run", epilog=EPILOG)
@click.argument("job", type=click.Choice(JOB_NAMES))
@expect_option
@common_options
def command(request: Request, job: str, expected: int) -> int:
    """Run a job: "nightly" does the whole day, the others a part of it."""
    return run_job(request, job, expected)


def run_job(request: Request, job: str, expected: int = 0) -> int:
    """Run one job and print its summary; gives the exit code. So many messages today are meant."""
    workspace = request.workspace()
    try:
        summary = _run(request, workspace, JOBS[job], expected)
    except CrmSheetsError as error:
        if not (JOBS[job].quiet and error.exit_code == ExitCode.LOCKED):
            raise
        return _not_now(request, workspace, job, str(error))
    is_news = bool(summary.written) or summary.dry_run or summary.exit_code != ExitCode.OK
    if is_news or not JOBS[job].quiet or _is_heard(request):
        request.say(summary.as_text(request.speaks(workspace)), summary.as_json())
    return summary.exit_code


def _run(request: Request, workspace: Workspace, job: Job, expected: int) -> Summary:
    from crm_sheets.pipeline import run
    from crm_sheets.progress import progress_bar
    from crm_sheets.running.run_log import current_log
    from crm_sheets.running.watching import log_counts, watched_job

    language = request.speaks(workspace)
    with (
        progress_bar(language, quiet=request.as_json or current_log().active) as shown,
        watched_job(workspace, shown, language, comes_again=job.quiet) as (progress, outcome),
    ):
        summary = run(workspace, job, progress, expected)
        outcome.code = summary.exit_code
    log_counts(summary)
    return summary


def _not_now(request: Request, workspace: Workspace, job: str, why: str) -> int:
    """A job that comes every few minutes met another one, or somebody who has the workbook open: that is usual.

    Cron would mail each time, and systemd count a failure. Nothing is lost: its next turn is near, the jobs that send
    ask for answers themselves, and what keeps the workbook locked for long the nightly run says, with its exit code.
    """
    from crm_sheets.running.run_log import current_log

    current_log().event("not_now")
    if _is_heard(request):
        said = NEXT_TURN.in_language(request.speaks(workspace)).format(job=job, why=why)
        request.say(said, {"job": job, "not_now": why, "exit_code": int(ExitCode.OK)})
    return ExitCode.OK


def _is_heard(request: Request) -> bool:
    """True when a program reads the answer, or a person at a terminal waits for it: not in cron."""
    return request.as_json or sys.stdout.isatty()
