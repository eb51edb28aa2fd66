"""The sending part of a run: what may go now, asked again while it goes, delivered, by another medium if need be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import polars as pl

from crm_sheets.agenda.mail import agenda_mails, without_mail
from crm_sheets.budget import Limits, estimate, within_budget
from crm_sheets.comparing import note_held_out
from crm_sheets.day import Day
from crm_sheets.desk.acknowledgement import ACKNOWLEDGEMENT
from crm_sheets.desk.call_requests import requested_calls
from crm_sheets.desk.context import DeskContext
from crm_sheets.desk.triage import UNDER_WAY
from crm_sheets.dispatch import Brakes, Deliveries, claim_and_fence, deliver
from crm_sheets.errors import CrmSheetsError
from crm_sheets.ledger import Draft
from crm_sheets.making import Made, Why, dead_addresses, opted_out, reasons
from crm_sheets.model import (
    AGENDA_ID,
    CALL_REQUEST_ID,
    Contact,
    ContactState,
    LedgerEntry,
    Medium,
    Message,
    Purpose,
    Receipt,
    SkipReason,
    Text,
)
from crm_sheets.outgoing import Outgoing, prepare
from crm_sheets.reading import with_fresh
from crm_sheets.render import Renderer
from crm_sheets.sending_hours import holding, openings
from crm_sheets.session import Session
from crm_sheets.spending import month_began, spent
from crm_sheets.tables import RawTab
from crm_sheets.team_settings import TeamSettings, read_team_settings
from crm_sheets.unusual import Answer, find_unusual, with_answer

ASKED_AGAIN = ("outbox", "consents", "programs", "calendar", "settings")
"""The small tabs that say whether a message may go; people may have changed their mind since the run began."""

DAY_OVER = Text("hari sudah berganti; menyusul besok bila masih pantas", "the day is over; the next run sees to it")

MOST_MEDIA = 3
"""How many media of a program are tried in one run, each after a certain failure of the one before."""

WINDOW = timedelta(hours=24)
"""For so long after a customer wrote, WhatsApp takes any text; after it, approved templates only."""


@dataclass
class Sending:
    """What one run sends, of programs with these purposes; `expected` messages a day are no reason to ask."""

    session: Session
    purposes: frozenset[Purpose]
    expected: int = 0
    tells_team: bool = False
    """True for the job that mails everybody what they have to do today."""
    _halted: str = ""

    def prepare(self, day: Day, *, at_any_hour: bool = False) -> Outgoing:
        """Render the contacts and sort them by what may happen now."""
        return self._as_usual(self._affordable(self._planned(day, at_any_hour=at_any_hour), day), day)

    def _planned(self, day: Day, *, at_any_hour: bool = False) -> Outgoing:
        """The same, whatever it costs: what is looked at anew while a run sends was in its budget before."""
        outgoing = self._rendered(day, at_any_hour=at_any_hour) if self.purposes else Outgoing()
        if self.session.incoming.failure and self.session.is_live:
            outgoing = _held(outgoing, self.session.incoming.failure)
        return outgoing

    def _affordable(self, outgoing: Outgoing, day: Day) -> Outgoing:
        """What the budget and the mail server's daily limit still allow."""
        if not self.session.is_live or not outgoing.messages:
            return outgoing
        allowed, waiting = within_budget(outgoing.messages, self._limits(day), day.settings)
        return replace(outgoing, messages=allowed, skipped=outgoing.skipped | waiting)

    def _as_usual(self, outgoing: Outgoing, day: Day) -> Outgoing:
        """Without what goes out by itself on a day that would be unusual, until somebody has said yes (law 7)."""
        session = self.session
        planned = [*outgoing.messages, *self._later_today(outgoing, day)]
        found = find_unusual(planned, day.programs, session.history, day.settings, day.as_of)
        if found is None:
            return outgoing
        if not session.is_live:
            return replace(outgoing, unusual=replace(found, answer=Answer.REHEARSAL))
        asked = with_answer(found, session.book, day.as_of, session.number_fingerprint, self.expected)
        return outgoing.holding(asked, day.language) if asked else outgoing

    def _later_today(self, outgoing: Outgoing, day: Day) -> list[Message]:
        """What waits for an hour of this day, and can be paid: asked in the night, people can answer before it goes."""
        workspace = self.session.workspace
        opening = openings(workspace.now(), day.settings, workspace.zone, day.book.country)
        today = [message for message in outgoing.later if opening(message.contact).date() == day.as_of]
        return within_budget(today, self._limits(day), day.settings)[0] if today else []

    def _acknowledgements(self, day: Day) -> list[Message]:
        """Notes that messages have come; not where that medium has no channel."""
        session = self.session

        def digest(address: str) -> str:
            return session.ledger.fingerprint("sender", address.strip().casefold())[:16]

        found = session.incoming.acknowledgements(day, self._renderer(day), session.workspace, digest)
        told = self._told_lately() if found else set()
        wanted = [note for note in found if note.contact.address and note.contact.subject not in told]
        return [note for note in wanted if note.contact.medium in session.channels]

    def _agendas(self, day: Day) -> list[Message]:
        """What the team has to do today, by e-mail; not what a run has told already, nor without a channel for it."""
        session = self.session
        if not self.tells_team or Medium.EMAIL not in session.channels:
            return []
        mails = agenda_mails(day, self._desk(day), session.workspace.zone, session.workspace.templates)
        told = session.history.filter(pl.col("program") == AGENDA_ID, pl.col("state") != ContactState.FAILED)
        return [mail for mail in mails if mail.contact.key not in set(told["key"])]

    def _without_agenda(self, day: Day) -> tuple[str, ...]:
        wanted = self.tells_team and Medium.EMAIL in self.session.channels
        return tuple(without_mail(day, self._desk(day))) if wanted else ()

    def _told_lately(self) -> set[str]:
        """Whom a run told, as `digest` names them, that may have died before their message stood in the Inbox tab."""
        own, since = pl.col("program") == ACKNOWLEDGEMENT.program_id, self.session.workspace.as_of - UNDER_WAY
        lately = self.session.history.filter(own, pl.col("on") > since, pl.col("state") != ContactState.FAILED)
        return {key.split("|")[1] for key in lately["key"]}

    def _rendered(self, day: Day, *, at_any_hour: bool) -> Outgoing:
        session = self.session
        session.progress.step("render")
        drafts = session.ledger.drafts(session.run.workbook_id, session.run.mode)
        quiet = self._quiet(day) if session.is_live and not at_any_hour else lambda contact: ""
        return prepare(
            day,
            self.purposes,
            self._renderer(day),
            drafts,
            session.fingerprint,
            session.progress.advance,
            quiet,
            self._requested_calls(day) if Purpose.SERVICE in self.purposes else (),
        )

    def _requested_calls(self, day: Day) -> list[Contact]:
        """The calls that people asked for, without those that a run has handed out already."""
        history = self.session.history
        own = history.filter(pl.col("program") == CALL_REQUEST_ID, pl.col("state") != ContactState.FAILED)
        handed_out = {*own["key"], *self.session.book.table("queue")["key"].drop_nulls()}
        return [item for item in requested_calls(self._desk(day), day.as_of) if item.key not in handed_out]

    def _desk(self, day: Day) -> DeskContext:
        workspace = self.session.workspace
        return DeskContext(day.book, day.settings, workspace.zone, workspace.now(), profiles=day.profiles)

    def _quiet(self, day: Day) -> Callable[[Contact], str]:
        """Why a contact's message has to wait at this moment: the hours of its recipient; "" when it may go."""
        workspace = self.session.workspace
        return holding(workspace.now(), day.settings.told_in(day.language), workspace.zone, day.book.country)

    def _renderer(self, day: Day) -> Renderer:
        return renderer_for(self.session, day.settings)

    def _limits(self, day: Day) -> Limits:
        session, now = self.session, self.session.workspace.now()
        month = month_began(now, session.workspace.zone)
        used = session.ledger.usage(session.run.workbook_id, session.run.mode, month)
        today = session.ledger.usage(session.run.workbook_id, session.run.mode, now - timedelta(hours=24))
        mailed = sum(usage.messages for usage in today if usage.medium is Medium.EMAIL)
        return Limits.after(spent(used, day.settings), mailed, day.settings, session.workspace.settings.mail.per_day)

    def recheck(self, day: Day, outgoing: Outgoing) -> tuple[Day, Outgoing]:
        """The same, or anew when a tick or a consent has changed since: asked just before messages go out."""
        if not outgoing.messages or not self._has_changed():
            return day, outgoing
        day = self.session.observe()
        return day, self.prepare(day)

    def _has_changed(self) -> bool:
        """True when the tabs that say what may go out are not as they were; from now on they are as they are."""
        session = self.session
        titles = [session.book.titles[name] for name in ASKED_AGAIN if name in session.book.titles]
        fresh = dict(session.workspace.workbook.reread(titles, since=session.snapshot))
        if session.workspace.workbook.takes_edits:  # who deletes the tab takes every tick back
            fresh |= {title: RawTab(title, (), pl.DataFrame()) for title in titles if title not in fresh}
        before, session.book = session.book, with_fresh(session.workspace, session.book, fresh)
        return session.book is not before

    def as_if_made(self, outgoing: Outgoing, day: Day | None = None) -> Made:
        """What `make` gives when everything goes well, without doing it; without a `day` nothing for the team."""
        messages = [*outgoing.messages, *(self._agendas(day) if day else ())]
        sent = [Receipt(message.contact.key, ContactState.SENT) for message in messages]
        settings, _ = read_team_settings(self.session.book)
        cost = estimate(outgoing.messages, settings)
        drafts = self._drafts(outgoing)
        untold = self._without_agenda(day) if day else ()
        return Made(
            Deliveries(sent), outgoing.tasks, drafts=drafts, cost=cost, unusual=outgoing.unusual, without_agenda=untold
        )

    def make(self, day: Day, outgoing: Outgoing) -> Made:
        """Deliver messages and take on tasks, each at most once; what fails for good goes by the next medium."""
        self.session.progress.step("send")
        note_held_out(self.session, day, self.purposes, outgoing)
        made = self._make(day, outgoing)
        for _ in range(MOST_MEDIA - 1):
            again = self._by_next_medium(made.failed_for_good())
            if again is None:
                break
            made = made.and_then(self._make(day, again), [*again.messages, *again.tasks])
            made.not_made |= again.skipped
        notes = self._affordable(Outgoing(self._acknowledgements(day)), day)
        if notes.messages:
            made = made.and_then(self._make(day, notes, at_any_hour=True), ())
        return replace(self._make_agendas(day, made), logged=self._to_log(), unusual=outgoing.unusual)

    def _make_agendas(self, day: Day, made: Made) -> Made:
        agendas = self._affordable(Outgoing(self._agendas(day)), day)
        if agendas.messages:
            made = made.and_then(self._make(day, agendas, at_any_hour=True), ())
        return replace(made, without_agenda=self._without_agenda(day))

    def _make(self, day: Day, outgoing: Outgoing, *, at_any_hour: bool = False) -> Made:
        session = self.session
        clock = session.workspace.now
        self._open_windows(outgoing)
        delivered = deliver(
            outgoing.messages,
            session.channels,
            session.ledger,
            session.run,
            clock,
            session.progress.advance,
            self._brakes(day, outgoing, at_any_hour=at_any_hour),
        )
        session.hear_refusals(opted_out(delivered.receipts, outgoing.messages))
        before = len(session.tasks.collected)
        taken = claim_and_fence(outgoing.tasks, session.channels, session.ledger, session.run, clock)
        out = {item.key for item in delivered.receipts if item.state is not ContactState.FAILED}
        sent = [message for message in outgoing.messages if message.contact.key in out]
        return Made(
            delivered,
            session.tasks.collected[before:],
            taken.receipts,
            self._drafts(outgoing),
            not_made=reasons(delivered, taken, self._postponed(day, outgoing), day.language),
            cost=estimate(sent, day.settings),
            closed=dead_addresses(delivered.receipts, outgoing.messages),
        )

    def _brakes(self, day: Day, outgoing: Outgoing, *, at_any_hour: bool) -> Brakes:
        """What is asked while messages go out; of notes that answer somebody only whether the run is to stop."""
        is_stopping = self.session.workspace.is_stopping
        if at_any_hour:
            return Brakes(is_stopping)
        return Brakes(
            lambda: is_stopping() or self._is_over(),
            lambda: self._still_wanted(outgoing),
            lambda messages: self._held_now(messages, day),
        )

    def _is_over(self) -> bool:
        """True when the day of this run is over, so that the next one sees to what is left."""
        workspace = self.session.workspace
        return self.session.is_live and workspace.now().astimezone(workspace.zone).date() != workspace.as_of

    def _held_now(self, messages: Sequence[Message], day: Day) -> list[str]:
        """Which of the messages have to wait because the hours of their recipients are over by now."""
        if not self.session.is_live:
            return []
        quiet = self._quiet(day)
        return [message.contact.key for message in messages if quiet(message.contact)]

    def _postponed(self, day: Day, outgoing: Outgoing) -> Callable[[str], Why]:
        """Why a message was left for a later run, by its contact's key."""
        contacts = {message.contact.key: message.contact for message in outgoing.messages}
        day_over = DAY_OVER.in_language(day.language) if self._is_over() else ""
        quiet = self._quiet(day)

        def why(key: str) -> Why:
            late = day_over or (quiet(contacts[key]) if self.session.is_live else "")
            return (SkipReason.QUIET_HOURS, late) if late else (SkipReason.FAILED, self._halted)

        return why

    def _still_wanted(self, outgoing: Outgoing) -> Collection[str] | None:
        """Which of the messages may still go, as they are; None when nobody can be asked, so that the rest waits."""
        session = self.session
        try:
            news = session.collect()
            changed = self._has_changed()
        except CrmSheetsError as error:
            self._halted = str(error)
            return None
        if session.incoming.failure:
            self._halted = session.incoming.failure
            return None
        if not news and not changed:
            return {message.contact.key for message in outgoing.messages}
        day = session.observe()
        fresh = self._as_usual(self._planned(day).only({message.contact.key for message in outgoing.messages}), day)
        unchanged = {session.fingerprint(message) for message in outgoing.messages}
        return {item.contact.key for item in fresh.messages if session.fingerprint(item) in unchanged}

    def _by_next_medium(self, failed: Collection[str]) -> Outgoing | None:
        """What failed for good, planned anew: its medium is shut for it now. None when there is no other way.

        None also when nobody can be asked any more what may still go: then it waits like all the rest.
        """
        if not failed or self._halted:
            return None
        day = self.session.observe()
        again = self._affordable(self._planned(day).only(failed), day)
        return again if again.messages or again.tasks or again.to_ask else None

    def _open_windows(self, outgoing: Outgoing) -> None:
        """Who wrote by WhatsApp within a day may be sent any text there."""
        session = self.session
        addresses = {item.contact.address for item in outgoing.messages if item.contact.medium is Medium.WHATSAPP}
        if addresses and session.is_live:
            since = session.workspace.now() - WINDOW
            session.windows |= session.ledger.last_wrote(session.run.workbook_id, Medium.WHATSAPP, addresses, since)
            session.windows |= session.incoming.windows()

    def _to_log(self) -> list[LedgerEntry]:
        """Messages that the Contact log lacks, also from runs that were interrupted before they could write.

        A task is not in it: handing a call to somebody is no contact yet.
        """
        waiting = [entry for entry in self.session.unlogged() if entry.medium.is_message]
        bounced = [entry for entry, _ in self.session.incoming.bounced if entry not in waiting]
        return [*bounced, *waiting]

    def _drafts(self, outgoing: Outgoing) -> list[tuple[Message, Draft]]:
        today, digest = self.session.workspace.as_of, self.session.fingerprint
        return [(message, Draft(message.contact.key, digest(message), today)) for message in outgoing.to_ask]


def renderer_for(session: Session, settings: TeamSettings) -> Renderer:
    """Writes messages as this workspace sends them."""
    workspace = session.workspace
    twilio = workspace.settings.twilio
    return Renderer(
        workspace.templates,
        settings,
        contents=twilio.content,
        attachments=workspace.attachments,
        needs_way_out=session.is_live,
        sms_replies=twilio.sms_replies,
        told_in=workspace.told_in,
    )


def _held(outgoing: Outgoing, why: str) -> Outgoing:
    """The same without its messages: somebody may have written STOP where it cannot be read now."""
    held = {message.contact.key: (SkipReason.FAILED, why) for message in outgoing.messages}
    return replace(outgoing, messages=[], skipped=outgoing.skipped | held)
