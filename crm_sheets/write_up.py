"""What a run writes back: the job tabs it rewrites, the rows it appends, and what it tells the operator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl

from crm_sheets.content import Append, Changes
from crm_sheets.day import Day
from crm_sheets.identity import identity_tab
from crm_sheets.jobs import Job
from crm_sheets.model import ContactState, LedgerEntry, SkipReason, Text
from crm_sheets.problems import describe
from crm_sheets.reports import REPORTS, ReportInput
from crm_sheets.summary import Summary
from crm_sheets.work import LogContext, append_to, log_row, outbox_row, queue_row, state_text

if TYPE_CHECKING:
    from crm_sheets.periods import Period
    from crm_sheets.session import Made, Session

DELIVERIES = {"files": Text("berkas", "files"), "live": Text("langsung", "live")}
RESULTS = {
    0: Text("beres", "done"),
    3: Text("sebagian gagal", "partly failed"),
    4: Text("ada yang ragu-ragu", "some uncertain"),
}


def write_up(day: Day, job: Job, made: Made, session: Session) -> tuple[Changes, Summary]:
    """All that the run writes into the workbook, and its summary."""
    session.progress.step("report")
    summary = _summary(day, job, made, session)
    appends = _appends(day, job, made, session, summary)
    appended = {name: append.frame for name, append in appends.items()}
    source = report_input(day, appended)
    tabs = [REPORTS[name](source) for name in job.tabs]
    if not session.workspace.dry_run:
        tabs.append(identity_tab(session.identity()))
    rows = tuple(append for append in appends.values() if append.frame.height)
    written = (*(tab.title for tab in tabs if not tab.hidden), *(append.title for append in rows))
    return Changes(tuple(tabs), rows), replace(summary, written=written)


def write_report(day: Day, period: Period) -> tuple[Changes, str]:
    """The report of one period, and its title."""
    tab = REPORTS["month"](report_input(day, {}, period))
    return Changes((tab,)), tab.title


def report_input(day: Day, appended: Mapping[str, pl.DataFrame], period: Period | None = None) -> ReportInput:
    """The day as the reports want it; `appended` are this run's rows for shared tabs and logs."""
    return ReportInput(
        book=day.book,
        profiles=day.profiles,
        settings=day.settings,
        as_of=day.as_of,
        language=day.settings.language,
        decisions=day.decisions,
        problems=describe(day.problems, day.settings.language),
        programs=day.programs,
        segments=day.members,
        appended=appended,
        period=period,
    )


def _summary(day: Day, job: Job, made: Made, session: Session) -> Summary:
    workspace = session.workspace
    of_job = [program.program_id for program in day.programs if program.purpose in job.purposes]
    due = day.decisions.filter(pl.col("program").is_in(of_job))
    skipped = dict(due.filter(pl.col("reason") != "").group_by("reason").len().sort("reason").iter_rows())
    states = [receipt.state for receipt in made.delivered.receipts]
    return Summary(
        job=job.name,
        run_id=workspace.run_id,
        as_of=day.as_of,
        workbook=str(workspace.workbook_path),
        dry_run=workspace.dry_run,
        customers=day.profiles.height,
        problems=day.problems.height,
        due=due.height,
        sent=states.count(ContactState.SENT),
        queued=len(made.tasks),
        awaiting=skipped.get(SkipReason.AWAITING_APPROVAL.value, 0),
        failed=states.count(ContactState.FAILED) + len(made.delivered.postponed),
        uncertain=states.count(ContactState.UNCERTAIN),
        skipped=skipped,
        places=(str(workspace.workbook_path), *([str(workspace.outbox)] if states and not workspace.dry_run else [])),
        seconds=round((workspace.now() - workspace.started).total_seconds(), 2),
    )


def _appends(day: Day, job: Job, made: Made, session: Session, summary: Summary) -> dict[str, Append]:
    language, as_of = day.settings.language, day.as_of
    rows: dict[str, Sequence[Mapping[str, Any]]] = {
        "queue": [queue_row(message, as_of, day.settings, language) for message in made.tasks],
        "outbox": [outbox_row(message, draft.fingerprint, as_of, language) for message, draft in made.drafts],
        "contact_log": _log_rows(day, made, session),
        "runs": [_run_row(job, summary, session, language)],
    }
    return {name: append_to(name, found, day.book.titles, language) for name, found in rows.items()}


def _log_rows(day: Day, made: Made, session: Session) -> list[dict[str, Any]]:
    """Lines for what the log lacks; after an interrupted run some stand in it already."""
    language = day.settings.language
    there = set(day.book.table("contact_log").select("key", "state").iter_rows())
    missing = [entry for entry in made.logged if not _stands_in(there, entry)]
    context = LogContext(
        programs={program.program_id: (program.name, program.purpose.value) for program in day.programs},
        customers=_names(day, missing),
        delivery=DELIVERIES[session.run.mode].in_language(language),
        settings=day.settings,
        zone=session.workspace.zone,
    )
    return [log_row(entry, context, language) for entry in missing]


def _stands_in(log: set[tuple[str, str]], entry: LedgerEntry) -> bool:
    """True when the log has this outcome, in either language: the team may have changed its own."""
    return any((entry.key, state_text(entry.state, language)) in log for language in ("id", "en"))


def _names(day: Day, entries: Sequence[LedgerEntry]) -> dict[str, str]:
    wanted = day.profiles.filter(pl.col("customer_id").is_in([entry.customer_id for entry in entries]))
    return dict(wanted.select("customer_id", "name").iter_rows())


def _run_row(job: Job, summary: Summary, session: Session, language: str) -> dict[str, Any]:
    counted = ("customers", "problems", "due", "sent", "queued", "awaiting", "failed", "uncertain", "seconds")
    return {
        **{name: getattr(summary, name) for name in counted},
        "at": session.workspace.started.astimezone(session.workspace.zone).replace(tzinfo=None, microsecond=0),
        "as_of": summary.as_of,
        "job": job.name,
        "result": RESULTS[summary.exit_code].in_language(language),
        "skipped": sum(summary.skipped.values()) - summary.awaiting,
        "run": summary.run_id,
    }
