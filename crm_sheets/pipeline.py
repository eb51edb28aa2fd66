"""The whole flow of a run, on one screen: read once, decide, act once through the ledger, write back once."""

from __future__ import annotations

from crm_sheets.content import Changes
from crm_sheets.day import Day
from crm_sheets.identity import Identity, identity_tab, read_identity
from crm_sheets.jobs import EVERY_PURPOSE, Job
from crm_sheets.outgoing import Outgoing
from crm_sheets.periods import Period
from crm_sheets.progress import Progress
from crm_sheets.reading import read_book, see_day
from crm_sheets.sending import Sending
from crm_sheets.session import Session
from crm_sheets.summary import Summary
from crm_sheets.tables import HISTORY
from crm_sheets.upkeep.strangers import runs_in
from crm_sheets.workspace import Workspace
from crm_sheets.write_up import nothing_new, write_report, write_up


def run(workspace: Workspace, job: Job, progress: Progress | None = None, expected: int = 0) -> Summary:
    """Run one job on the workspace's workbook; so many messages today are expected, however many are usual.

    Raises CrmSheetsError when the run cannot go on.
    """
    progress = progress or Progress()
    if job.purposes:
        workspace.refuse_other_days()
    with workspace.lock(), Session.begin(workspace, progress, asks=job.collects) as session:
        if job.collects and not workspace.dry_run:
            session.collect()
        if job.quiet and not job.purposes and not session.has_news():
            return pass_over(job, session)
        day = session.observe()
        job = job if day.is_readable or job.quiet else job.only_problems()
        if job.purposes and not workspace.dry_run:
            session.refuse_forgotten_days()
        sending = Sending(session, job.purposes, expected, tells_team=job.tells_team)
        outgoing = sending.prepare(day)
        if job.quiet and outgoing.is_nothing and not session.has_news():
            return pass_over(job, session)
        draft = write_up(day.with_outcomes(outgoing.skipped), job, sending.as_if_made(outgoing, day), session)
        if workspace.dry_run:
            return draft.summary
        session.check(draft.changes, sends=bool(outgoing.messages or session.incoming.tickets or job.tells_team))
        day, outgoing = sending.recheck(day, outgoing)
        made = sending.make(day, outgoing)
        final = write_up(day.after(outgoing.skipped | made.not_made, made.moved), job, made, session, draft)
        session.write(final.changes, made)
        if job.forgets:
            session.forget_old(day)
        return final.summary


def pass_over(job: Job, session: Session) -> Summary:
    """End a quiet job that has nothing to do: nothing is written."""
    session.pass_over()
    return nothing_new(job, session)


def look(workspace: Workspace) -> Day:
    """See the workbook without its ledger: for what is wrong in it."""
    progress = Progress()
    book = read_book(workspace, workspace.workbook.read(), progress)
    return see_day(workspace, book, HISTORY.to_frame(), progress)


def look_ahead(workspace: Workspace) -> tuple[Day, Outgoing]:
    """See what a run would do now, with the ledger's history; the workspace must be a dry run."""
    with Session.begin(workspace, Progress()) as session:
        day = session.observe()
        outgoing = Sending(session, EVERY_PURPOSE).prepare(day)
        return day.with_outcomes(outgoing.skipped), outgoing


def report(workspace: Workspace, period: Period) -> str:
    """Write the report of a period into the workbook; gives the tab's title."""
    with workspace.lock():
        snapshot = workspace.workbook.read()
        book = read_book(workspace, snapshot, Progress())
        day = see_day(workspace, book, HISTORY.to_frame(), Progress())
        changes, title = write_report(day, period, snapshot.tabs)
        if not workspace.dry_run:
            workspace.workbook.write(changes, since=snapshot)
        return title


def adopt(workspace: Workspace) -> Identity:
    """Tie the workbook to this workspace's ledger because an operator says so, and write that into the workbook."""
    with workspace.lock(), workspace.open_ledger() as ledger:
        snapshot = workspace.workbook.read()
        place = workspace.workbook.place
        carried = read_identity(snapshot.tabs)
        if workspace.dry_run:
            return carried
        workspace.workbook.check(Changes((identity_tab(carried),)), since=snapshot)
        identity = Identity(*ledger.adopt(*carried, workspace.workbook.name, place, workspace.now()))
        runs = runs_in(read_book(workspace, snapshot, Progress()))
        ledger.note_runs(identity.workbook_id or "", set(runs), workspace.now())
        workspace.workbook.write(Changes((identity_tab(identity),)), since=snapshot)
        return identity
