"""`crm-sheets run JOB`: start one of the jobs that cron starts."""

from __future__ import annotations

import click

from crm_sheets.commands.options import Request, common_options
from crm_sheets.jobs import JOBS

JOB_NAMES = tuple(JOBS)
EPILOG = "\b\n" + "\n".join(f"{job.name:<10} {job.about.en}" for job in JOBS.values())


@click.command("run", epilog=EPILOG)
@click.argument("job", type=click.Choice(JOB_NAMES))
@common_options
def command(request: Request, job: str) -> int:
    """Run a job: "nightly" does the whole day, the others a part of it."""
    return run_job(request, job)


def run_job(request: Request, job: str) -> int:
    """Run one job and print its summary; gives the exit code."""
    from crm_sheets.pipeline import run
    from crm_sheets.progress import progress_bar
    from crm_sheets.running.run_log import current_log
    from crm_sheets.running.watching import log_counts, watched_job

    workspace = request.workspace()
    language = request.speaks(workspace)
    with (
        progress_bar(language, quiet=request.as_json or current_log().active) as shown,
        watched_job(workspace, shown, language) as (progress, outcome),
    ):
        summary = run(workspace, JOBS[job], progress)
        outcome.code = summary.exit_code
    log_counts(summary)
    request.say(summary.as_text(language), summary.as_json())
    return summary.exit_code
