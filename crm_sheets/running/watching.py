"""One job with all that stands around it: signals, log, health check, progress."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from crm_sheets.model import Text
from crm_sheets.progress import Progress
from crm_sheets.running.health import HealthCheck, NoHealthCheck, Outcome
from crm_sheets.running.run_log import current_log
from crm_sheets.running.stopping import Stop
from crm_sheets.summary import Summary
from crm_sheets.workspace import Workspace

NO_PING = Text(
    "Pemeriksa kesehatan di {host} tidak terjangkau ({error}); pekerjaan tetap jalan.",
    "The health check at {host} was not reached ({error}); the job goes on all the same.",
)


STOPPING = Text(
    "Berhenti sesudah kelompok pesan ini dan buku kerja ditulis; tekan Ctrl-C lagi untuk berhenti sekarang juga.",
    "Stopping once this batch of messages is out and the workbook is written; Ctrl-C again stops at once.",
)


COUNTED = (
    "customers", "problems", "due", "sent", "queued", "awaiting", "failed", "uncertain",
    "received", "opt_outs", "bounced",
)  # fmt: skip
"""What of a summary goes into the log."""


class WatchedProgress(Progress):
    """Passes a run's progress on, logs its stages, and lets it end in peace once messages go out."""

    def __init__(self, shown: Progress, stop: Stop, language: str) -> None:
        self._shown, self._stop, self._language = shown, stop, language
        self._log = current_log()
        self._noticed = False

    def step(self, name: str) -> None:
        """A step begins. From "send" on, what was begun is brought to its end."""
        if name == "send":
            self._stop.patient = True
        self._notice()
        self._log.event("stage", stage=name)
        self._shown.step(name)

    def advance(self, done: int, total: int) -> None:
        """So many of the step's pieces are done."""
        self._notice()
        self._shown.advance(done, total)

    def _notice(self) -> None:
        """Say that we were asked to stop; here, because a signal's handler must not write."""
        if self._stop.is_asked() and not self._noticed:
            self._noticed = True
            self._log.event("stopping")
            if not self._log.active:
                click.echo(STOPPING.in_language(self._language), err=True)


@contextmanager
def watched_job(
    workspace: Workspace, shown: Progress, language: str, *, comes_again: bool = False
) -> Iterator[tuple[Progress, Outcome]]:
    """Everything around one job; set the outcome's code to the job's exit code. Some jobs come again in minutes."""
    stop = Stop()
    workspace.is_stopping = stop.is_asked
    check = health_check(workspace, language)
    with stop.on_signals(), check.watching(comes_again=comes_again) as outcome:
        yield WatchedProgress(shown, stop, language), outcome


def health_check(workspace: Workspace, language: str) -> HealthCheck:
    """The operator's, if there is one and this is no dry run."""
    url = workspace.settings.health_url
    if url is None or workspace.dry_run:
        return NoHealthCheck()
    return HealthCheck(url.get_secret_value(), lambda host, error: _tell(host, error, language))


def _tell(host: str, error: str, language: str) -> None:
    log = current_log()
    log.event("health", host=host, ok=not error, error=error)
    if error and not log.active:
        click.echo(NO_PING.in_language(language).format(host=host, error=error), err=True)


def log_counts(summary: Summary) -> None:
    """What a run counted, for the log."""
    counts = {name: int(getattr(summary, name)) for name in COUNTED}
    current_log().event("counts", **counts, skipped=dict(summary.skipped))
