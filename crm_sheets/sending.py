"""The sending part of a run: what may go now, asked again while it goes, delivered, by another medium if need be."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta

import polars as pl

from crm_sheets.budget import Limits, estimate, within_budget
from crm_sheets.day import Day
from crm_sheets.desk.acknowledgement import ACKNOWLEDGEMENT
from crm_sheets.desk.triage import UNDER_WAY
from crm_sheets.dispatch import Deliveries, claim_and_fence, deliver
from crm_sheets.errors import CrmSheetsError
from crm_sheets.ledger import Draft, Usage
from crm_sheets.making import Made, dead_addresses, reasons
from crm_sheets.model import Contact, ContactState, LedgerEntry, Medium, Message, Purpose, Receipt, SkipReason
from crm_sheets.outgoing import Outgoing, prepare
from crm_sheets.reading import with_fresh
from crm_sheets.render import Renderer
from crm_sheets.sending_hours import holding
from crm_sheets.session import Session
from crm_sheets.tables import RawTab
from crm_sheets.team_settings import TeamSettings, read_team_settings

ASKED_AGAIN = ("outbox", "consents")
"""The tabs that say whether a message may go; people may have changed their mind since the run began."""

MOST_MEDIA = 3
"""How many media of a program are tried in one run, each after a certain failure of the one before."""

WINDOW = timedelta(hours=24)
"""For so long after a customer wrote, WhatsApp takes any text; after it, approved templates only."""


@dataclass
class Sending:
    """What one run sends, of programs with these purposes."""

    session: Session
    purposes: frozenset[Purpose]
    drafts: list[tuple[Message, Draft]] = field(default_factory=list)

    def prepare(self, day: Day, *, at_any_hour: bool = False) -> Outgoing:
        """Render the contacts and sort them by what may happen now; acknowledgements go first."""
        outgoing = self._prepare(day, at_any_hour=at_any_hour) if self.purposes else Outgoing()
        acknowledgements = self._acknowledgements(day)
        if self.session.incoming.failure and self.session.is_live:
            outgoing = _held(outgoing, self.session.incoming.failure)
        outgoing.messages = [*acknowledgements, *outgoing.messages]
        return outgoing

    def _acknowledgements(self, day: Day) -> list[Message]:
        """Notes that messages have come; not where that medium has no channel."""
        session = self.session

        def digest(address: str) -> str:
            return session.ledger.fingerprint("sender", address.strip().casefold())[:16]

        found = session.incoming.acknowledgements(day, self._renderer(day), session.workspace, digest)
        told = self._told_lately() if found else set()
        wanted = [message for message in found if message.contact.subject not in told]
        return [message for message in wanted if message.contact.medium in session.channels]

    def _told_lately(self) -> set[str]:
        """Whom a run told, as `digest` names them, that may have died before their message stood in the Inbox tab."""
        own, since = pl.col("program") == ACKNOWLEDGEMENT.program_id, self.session.workspace.as_of - UNDER_WAY
        lately = self.session.history.filter(own, pl.col("on") > since, pl.col("state") != ContactState.FAILED)
        return {key.split("|")[1] for key in lately["key"]}

    def _prepare(self, day: Day, *, at_any_hour: bool) -> Outgoing:
        session = self.session
        session.progress.step("render")
        drafts = session.ledger.drafts(session.run.workbook_id, session.run.mode)
        quiet = self._quiet(day) if session.is_live and not at_any_hour else lambda contact: ""
        outgoing = prepare(
            day, self.purposes, self._renderer(day), drafts, session.fingerprint, session.progress.advance, quiet
        )
        if session.is_live:
            allowed, waiting = within_budget(outgoing.messages, self._limits(day), day.settings)
            outgoing.messages, outgoing.skipped = allowed, outgoing.skipped | waiting
        return outgoing

    def _quiet(self, day: Day) -> Callable[[Contact], str]:
        workspace = self.session.workspace
        return holding(workspace.now(), day.settings, workspace.zone)

    def _renderer(self, day: Day) -> Renderer:
        workspace = self.session.workspace
        twilio = workspace.settings.twilio
        return Renderer(
            workspace.templates,
            day.settings,
            contents=twilio.content,
            attachments=workspace.attachments,
            needs_way_out=self.session.is_live,
            sms_replies=twilio.sms_replies,
        )

    def _limits(self, day: Day) -> Limits:
        session, now = self.session, self.session.workspace.now()
        month = now.astimezone(session.workspace.zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        used = session.ledger.usage(session.run.workbook_id, session.run.mode, month)
        today = session.ledger.usage(session.run.workbook_id, session.run.mode, now - timedelta(hours=24))
        mailed = sum(usage.messages for usage in today if usage.medium is Medium.EMAIL)
        return Limits.after(_spent(used, day.settings), mailed, day.settings, session.workspace.settings.mail.per_day)

    def recheck(self, day: Day, outgoing: Outgoing, *, news: bool = False) -> tuple[Day, Outgoing]:
        """The same, or anew when a tick or a consent has changed since: asked just before messages go out.

        `news` says that something else changed that the plan must heed, such as an opt-out that came in.
        """
        if not outgoing.messages:
            return day, outgoing
        session = self.session
        titles = [session.book.titles[name] for name in ASKED_AGAIN if name in session.book.titles]
        fresh = dict(session.workspace.workbook.reread(titles, since=session.snapshot))
        if session.workspace.workbook.takes_edits:  # who deletes the tab takes every tick back
            fresh |= {title: RawTab(title, (), pl.DataFrame()) for title in titles if title not in fresh}
        book = with_fresh(session.workspace, session.book, fresh)
        if book is session.book and not news:
            return day, outgoing
        session.book = book
        day = session.observe()
        return day, self.prepare(day)

    def as_if_made(self, outgoing: Outgoing) -> Made:
        """What `make` gives when everything goes well, without doing it."""
        sent = [Receipt(message.contact.key, ContactState.SENT) for message in outgoing.messages]
        settings, _ = read_team_settings(self.session.book)
        cost = estimate(outgoing.messages, settings)
        return Made(Deliveries(sent), outgoing.tasks, drafts=self._drafts(outgoing), cost=cost)

    def make(self, day: Day, outgoing: Outgoing) -> Made:
        """Deliver messages and take on tasks, each at most once; what fails for good goes by the next medium."""
        self.session.progress.step("send")
        made = self._make(day, outgoing)
        for _ in range(MOST_MEDIA - 1):
            again = self._by_next_medium(made.failed_for_good())
            if again is None:
                break
            made = made.and_then(self._make(day, again), [*again.messages, *again.tasks])
            made.not_made |= again.skipped
        return replace(made, logged=self._to_log())

    def _make(self, day: Day, outgoing: Outgoing) -> Made:
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
            session.workspace.is_stopping,
            lambda: self._still_wanted(day, outgoing),
        )
        before = len(session.tasks.collected)
        taken = claim_and_fence(outgoing.tasks, session.channels, session.ledger, session.run, clock)
        collected = session.tasks.collected[before:]
        closed = dead_addresses(delivered.receipts, outgoing.messages)
        why = reasons(delivered, taken, day.settings.language)
        out = {item.key for item in delivered.receipts if item.state is not ContactState.FAILED}
        cost = estimate([message for message in outgoing.messages if message.contact.key in out], day.settings)
        return Made(
            delivered, collected, taken.receipts, self._drafts(outgoing), not_made=why, cost=cost, closed=closed
        )

    def _still_wanted(self, day: Day, outgoing: Outgoing) -> Collection[str]:
        """Which of the messages may still go, as they are; none when nobody can be asked."""
        try:
            news = self.session.collect()
            _, fresh = self.recheck(day, outgoing, news=news)
        except CrmSheetsError:
            return ()
        unchanged = {self.session.fingerprint(message) for message in outgoing.messages}
        return {message.contact.key for message in fresh.messages if self.session.fingerprint(message) in unchanged}

    def _by_next_medium(self, failed: Collection[str]) -> Outgoing | None:
        """What failed for good, planned anew: its medium is shut for it now. None when there is no other way."""
        if not failed:
            return None
        again = self.prepare(self.session.observe()).only(failed)
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


def _spent(used: Iterable[Usage], settings: TeamSettings) -> float:
    """What SMS and WhatsApp have cost, in the workbook's currency: by the team's prices where the provider's is not."""
    prices = {Medium.SMS: settings.sms_price, Medium.WHATSAPP: settings.whatsapp_price}
    total = 0.0
    for usage in used:
        pieces = usage.segments if usage.medium is Medium.SMS else usage.messages
        is_known = usage.price is not None and usage.priced == usage.messages and usage.price_unit == settings.currency
        total += (usage.price or 0.0) if is_known else pieces * prices.get(usage.medium, 0.0)
    return total


def _held(outgoing: Outgoing, why: str) -> Outgoing:
    """The same without its messages: somebody may have written STOP where it cannot be read now."""
    held = {message.contact.key: (SkipReason.FAILED, why) for message in outgoing.messages}
    return replace(outgoing, messages=[], skipped=outgoing.skipped | held)
