"""What a run writes back: the job tabs it rewrites, the rows it appends, and what it tells the operator."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from crm_sheets.content import Append, Changes, JobTab
from crm_sheets.day import Day
from crm_sheets.desk.acknowledgement import ACKNOWLEDGEMENT
from crm_sheets.desk.acknowledgement import NAME as ACKNOWLEDGEMENT_NAME
from crm_sheets.desk.cells import NAMELESS
from crm_sheets.desk_work import desk_tasks, inbox_rows, opt_outs
from crm_sheets.doubts import doubt_rows
from crm_sheets.identity import identity_tab
from crm_sheets.jobs import Job
from crm_sheets.model import (
    ACKNOWLEDGEMENT_ID,
    AGENDA_ID,
    CALL_REQUEST_ID,
    OWN_NOTES,
    ContactState,
    LedgerEntry,
    SkipReason,
)
from crm_sheets.periods import parse_period
from crm_sheets.problems import describe
from crm_sheets.queue import in_order, queue_row, with_last_outcomes, worth_of
from crm_sheets.reports import REPORTS, ReportInput, wanted_reports
from crm_sheets.reports.titles import REPORT, title_in
from crm_sheets.summary import Summary
from crm_sheets.unusual import Answer, question_row
from crm_sheets.work import DELIVERIES, RESULTS, LogContext, append_to, asked_before, log_row, outbox_row, state_text

if TYPE_CHECKING:
    from crm_sheets.making import Made
    from crm_sheets.periods import Period
    from crm_sheets.session import Session


ABOUT_CONTACTS = frozenset({"plan", "month", "dashboard"})
"""The tabs that show what became of contacts; the others are the same before and after sending."""


@dataclass(frozen=True)
class WriteUp:
    """All that a run writes: job tabs by report name, rows to append by tab (some none), and its summary."""

    tabs: Mapping[str, JobTab]
    appends: Mapping[str, Append]
    summary: Summary

    @property
    def changes(self) -> Changes:
        """The same as changes of a workbook; appends without rows only say which headers will be needed."""
        return Changes(tuple(self.tabs.values()), tuple(self.appends.values()))


def write_up(day: Day, job: Job, made: Made, session: Session, draft: WriteUp | None = None) -> WriteUp:
    """All that the run writes into the workbook, and its summary.

    `draft` is the same as if all went well, made before sending: from it come the tabs that sending does not change.
    """
    session.progress.step("report")
    queue = _queue_rows(day, made, session) if _appends_work(job, made, session) else []
    summary = replace(_summary(day, job, made, session), other_tasks=len(queue) - len(made.tasks) if queue else 0)
    appends = _appends(day, job, made, session, summary, queue)
    source = report_input(day, {name: append.frame for name, append in appends.items()})
    source = replace(source, history=session.history, held_out=session.held_out)
    ready = {name: tab for name, tab in draft.tabs.items() if name not in ABOUT_CONTACTS} if draft else {}
    tabs = {name: ready.get(name) or REPORTS[name](source) for name in wanted_reports(job.tabs, source)}
    tabs |= _left_unfinished(source, tabs, session)
    tabs = under_kept_titles(tabs, session.snapshot.tabs)
    titles = (
        *(tab.title for tab in tabs.values()),
        *(append.title for append in appends.values() if append.frame.height),
    )
    if not session.workspace.dry_run:
        tabs["identity"] = identity_tab(session.identity())
    return WriteUp(tabs, appends, replace(summary, written=titles))


def _left_unfinished(source: ReportInput, tabs: Mapping[str, JobTab], session: Session) -> dict[str, JobTab]:
    """The job tabs that an interrupted write left incomplete, whichever job made them."""
    titles = set(session.snapshot.unfinished)
    if not titles:
        return {}
    others = {name: REPORTS[name](source) for name in REPORTS if name not in tabs}
    others |= {title: REPORTS["month"](replace(source, period=period)) for title, period in _periods(titles)}
    written = {title_in(tab.title, language) for tab in tabs.values() for language in ("id", "en")}
    named = {name: {title_in(tab.title, language) for language in ("id", "en")} for name, tab in others.items()}
    return {name: tab for name, tab in others.items() if titles & named[name] and not written & named[name]}


def _periods(titles: Collection[str]) -> Iterator[tuple[str, Period]]:
    """The periods of those titles that are reports'."""
    for title in titles:
        name, _, period = title.partition(" ")
        if name in REPORT and period:
            with suppress(ValueError):
                yield title, parse_period(period)


def write_report(day: Day, period: Period, existing: Collection[str]) -> tuple[Changes, str]:
    """The report of one period, and its title; `existing` are the workbook's tabs."""
    tab = under_kept_titles({"month": REPORTS["month"](report_input(day, {}, period))}, existing)["month"]
    return Changes((tab,)), tab.title


def under_kept_titles(tabs: Mapping[str, JobTab], existing: Collection[str]) -> dict[str, JobTab]:
    """Job tabs keep the titles they were made with when the team changes its language, or old ones would stay behind.

    Formulas of the team's that look into them go on working, and links between them follow.
    """
    kept = {tab.title: _kept_title(tab.title, existing) for tab in tabs.values()}
    moved = {f"#'{new}'!": f"#'{old}'!" for new, old in kept.items() if new != old}
    if not moved:
        return dict(tabs)
    return {name: _with_links_to(replace(tab, title=kept[tab.title]), moved) for name, tab in tabs.items()}


def _kept_title(title: str, existing: Collection[str]) -> str:
    others = [title_in(title, language) for language in ("id", "en")]
    return title if title in existing else next((other for other in others if other in existing), title)


def _with_links_to(tab: JobTab, moved: Mapping[str, str]) -> JobTab:
    """The tab with its links led to the titles that tabs have kept."""
    blocks = []
    for block in tab.blocks:
        links = [column.link_column for column in block.columns if column.link_column]
        led = (pl.col(link).str.replace_many(list(moved), list(moved.values())) for link in links)
        blocks.append(replace(block, frame=block.frame.with_columns(led)))
    return replace(tab, blocks=tuple(blocks))


def report_input(day: Day, appended: Mapping[str, pl.DataFrame], period: Period | None = None) -> ReportInput:
    """The day as the reports want it; `appended` are this run's rows for shared tabs and logs."""
    return ReportInput(
        book=day.book,
        profiles=day.profiles,
        settings=day.settings,
        as_of=day.as_of,
        language=day.settings.language,
        decisions=day.decisions,
        problems=describe(day.problems, day.settings.language, day.book.titles),
        programs=day.programs,
        segments=day.members,
        appended=appended,
        period=period,
    )


def nothing_new(job: Job, session: Session) -> Summary:
    """The summary of a quiet job that found nothing to write."""
    workspace = session.workspace
    return Summary(
        job=job.name,
        run_id=workspace.run_id,
        as_of=workspace.as_of,
        workbook=workspace.workbook_shown,
        dry_run=workspace.dry_run,
        customers=session.book.table("customers").height,
        problems=session.book.problems.height,
        live=session.is_live,
        unread=session.incoming.failure,
        unreadable=session.incoming.unreadable,
        seconds=round((workspace.now() - workspace.started).total_seconds(), 2),
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
        workbook=workspace.workbook_shown,
        dry_run=workspace.dry_run,
        customers=day.profiles.height,
        problems=day.problems.height,
        due=due.height,
        sent=states.count(ContactState.SENT),
        queued=len(made.tasks),
        requested=sum(task.contact.program.program_id == CALL_REQUEST_ID for task in made.tasks),
        notes=sum(
            sent.key.split("|")[0] in OWN_NOTES for sent in made.delivered.receipts if sent.state is ContactState.SENT
        ),
        awaiting=skipped.get(SkipReason.AWAITING_APPROVAL.value, 0),
        failed=states.count(ContactState.FAILED) + _broken_off(made),
        uncertain=states.count(ContactState.UNCERTAIN),
        skipped=skipped,
        places=(
            workspace.workbook_shown,
            *([str(workspace.outbox)] if states and not (workspace.dry_run or session.is_live) else []),
        ),
        readable=day.is_readable,
        live=session.is_live,
        received=len(session.incoming.tickets),
        to_answer=sum(ticket.needs_answer for ticket in session.incoming.tickets),
        opt_outs=opt_outs(session.incoming.tickets),
        bounced=len(session.incoming.bounced),
        to_decide=len(session.doubts()),
        cost=made.cost,
        unusual=made.unusual,
        without_agenda=made.without_agenda,
        currency=day.settings.currency,
        unread=session.incoming.failure,
        unreadable=session.incoming.unreadable,
        seconds=round((workspace.now() - workspace.started).total_seconds(), 2),
    )


def _broken_off(made: Made) -> int:
    """Messages that were left because something went wrong; those that wait for the morning are none."""
    left = (made.not_made.get(key) for key in made.delivered.postponed)
    return sum(why is None or why[0] is SkipReason.FAILED for why in left)


def _appends_work(job: Job, made: Made, session: Session) -> bool:
    """True when there may be rows for people to work with."""
    return bool(job.collects or made.logged or session.incoming)


def _appends(
    day: Day, job: Job, made: Made, session: Session, summary: Summary, queue: Sequence[Mapping[str, Any]]
) -> dict[str, Append]:
    language, as_of = day.settings.language, day.as_of
    rows: dict[str, Sequence[Mapping[str, Any]]] = {"runs": [_run_row(job, summary, session, language)]}
    if _appends_work(job, made, session):
        rows |= {
            "doubts": list(_doubt_rows(day, session)),
            "inbox": inbox_rows(day, session),
            "queue": queue,
            "outbox": [
                *_questions(made, session, as_of, language),
                *_asked(day, made),
            ],
            "contact_log": _log_rows(day, made, session),
        }
    return {name: append_to(name, found, day.book, language) for name, found in rows.items()}


def _asked(day: Day, made: Made) -> Iterator[dict[str, Any]]:
    """The messages that are put before people; one that stood there with another text says so."""
    before = asked_before(day.book) if made.drafts else {}
    for message, draft in made.drafts:
        earlier = before.get(message.contact.key)
        yield outbox_row(message, draft.fingerprint, day.as_of, day.settings.language, earlier)


def _questions(made: Made, session: Session, as_of: date, language: str) -> Iterator[dict[str, Any]]:
    """What is asked before a day with unusually many messages, once for each number."""
    found = made.unusual
    if found and found.answer is Answer.NEW:
        yield question_row(found, session.number_fingerprint(found.allowed), as_of, language)


def _queue_rows(day: Day, made: Made, session: Session) -> list[Mapping[str, Any]]:
    """The run's work for people, what is most valuable first; rows that stand there already keep their places."""
    settings = day.settings
    tasks = with_last_outcomes(made.tasks, day.book, day.as_of, settings.language)
    rows = [
        *desk_tasks(day, session, made.closed),
        *(queue_row(message, day.as_of, settings.language, settings.currency) for message in tasks),
    ]
    return in_order(rows, worth_of(rows, day.profiles))


def _doubt_rows(day: Day, session: Session) -> Iterator[dict[str, Any]]:
    """What people are asked to decide, from now on in their tab."""
    entries = session.doubts()
    names = {program: name for program, (name, _) in _programs(day).items()}
    return doubt_rows(entries, names, _names(day, entries), session.workspace.zone, day.settings.language)


def _log_rows(day: Day, made: Made, session: Session) -> list[dict[str, Any]]:
    """Lines for what the log lacks; after an interrupted run some stand in it already."""
    language = day.settings.language
    there = set(day.book.table("contact_log").select("key", "run", "state").iter_rows())
    of_customers = [entry for entry in made.logged if entry.program_id != AGENDA_ID]  # the team's own mail is none
    missing = [entry for entry in of_customers if not _stands_in(there, entry)]
    context = LogContext(
        programs=_programs(day),
        customers=_names(day, missing),
        delivery=DELIVERIES[session.run.mode].in_language(language),
        settings=day.settings,
        zone=session.workspace.zone,
        run_id=session.workspace.run_id,
        as_of=day.as_of,
        is_live=session.is_live,
    )
    return [log_row(entry, context, language) for entry in missing]


def _stands_in(log: set[tuple[str, str, str]], entry: LedgerEntry) -> bool:
    """True when the log has this outcome of this try, in either language: the team may have changed its own."""
    return any((entry.key, entry.run_id, state_text(entry.state, language)) in log for language in ("id", "en"))


def _names(day: Day, entries: Sequence[LedgerEntry]) -> dict[str, str]:
    """What customers are called, by id; whoever writes to us without being one has none."""
    wanted = day.profiles.filter(pl.col("customer_id").is_in([entry.customer_id for entry in entries]))
    named = dict(wanted.select("customer_id", "name").iter_rows())
    return {**named, "": NAMELESS.in_language(day.settings.language)}


def _programs(day: Day) -> dict[str, tuple[str, str]]:
    """Name and purpose of the programs, by id, our own notes among them."""
    language = day.settings.language
    own = {ACKNOWLEDGEMENT_ID: (ACKNOWLEDGEMENT_NAME.in_language(language), ACKNOWLEDGEMENT.purpose.value)}
    return {**own, **{program.program_id: (program.name, program.purpose.value) for program in day.programs}}


def _run_row(job: Job, summary: Summary, session: Session, language: str) -> dict[str, Any]:
    counted = (
        "customers",
        "problems",
        "due",
        "sent",
        "queued",
        "awaiting",
        "failed",
        "uncertain",
        "received",
        "seconds",
    )
    return {
        **{name: getattr(summary, name) for name in counted},
        "at": session.workspace.started.astimezone(session.workspace.zone).replace(tzinfo=None, microsecond=0),
        "as_of": summary.as_of,
        "job": job.name,
        "result": RESULTS[summary.exit_code].in_language(language),
        "skipped": sum(summary.skipped.values()) - summary.awaiting,
        "run": summary.run_id,
    }
