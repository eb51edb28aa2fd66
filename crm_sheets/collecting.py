"""What came in since the last run: opt-outs take hold at once, the rest becomes rows and tasks (catalogue D4, D5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from crm_sheets.carriers import inboxes
from crm_sheets.desk.acknowledgement import acknowledgement
from crm_sheets.desk.context import DeskContext
from crm_sheets.desk.tasks import handled_keys
from crm_sheets.desk.ticket import InboundKind, Ticket, ticket_key
from crm_sheets.desk.triage import triage
from crm_sheets.errors import InboxUnavailable
from crm_sheets.ledger import SeenInbound
from crm_sheets.model import Closure, Delivery, DeliveryReport, Inbound, LedgerEntry, Medium, Message
from crm_sheets.programs import read_programs
from crm_sheets.render import Renderer, RenderProblem
from crm_sheets.tables import Book
from crm_sheets.team_settings import read_team_settings

if TYPE_CHECKING:
    from crm_sheets.day import Day
    from crm_sheets.ledger import Ledger, RunContext
    from crm_sheets.workspace import Workspace

ANSWERED_WITHIN = timedelta(days=14)
"""A message without a reference answers what we last sent to that address within so long."""

DELIVERY_TAKES = timedelta(days=7)
"""After so long nothing more is heard of a message."""

SOURCES = {"twilio": (Medium.SMS, Medium.WHATSAPP), "mail": (Medium.EMAIL,)}
"""Which media each inbox reports on."""


@dataclass(frozen=True)
class Incoming:
    """What came in during a run. `bounced` turned out not to have arrived; `failure` says which inbox was not read.

    `changes_plan`: an address was shut or opened, so what was planned before may not hold any more.
    """

    tickets: tuple[Ticket, ...] = ()
    bounced: tuple[tuple[LedgerEntry, DeliveryReport], ...] = ()
    positions: Mapping[str, str] = field(default_factory=dict)
    unreadable: tuple[str, ...] = ()
    failure: str = ""
    changes_plan: bool = False

    def and_then(self, later: Incoming) -> Incoming:
        """The same with what came in afterwards; what came twice counts once."""
        known = {ticket.key for ticket in self.tickets}
        return Incoming(
            (*self.tickets, *(ticket for ticket in later.tickets if ticket.key not in known)),
            (*self.bounced, *later.bounced),
            {**self.positions, **later.positions},
            tuple(dict.fromkeys((*self.unreadable, *later.unreadable))),
            later.failure,
            later.changes_plan,
        )

    def __bool__(self) -> bool:
        return bool(self.tickets or self.bounced)

    def windows(self) -> dict[str, datetime]:
        """Address -> when its owner last wrote by WhatsApp."""
        wrote = sorted((ticket.inbound for ticket in self.tickets), key=lambda inbound: inbound.at)
        return {inbound.sender: inbound.at for inbound in wrote if inbound.medium is Medium.WHATSAPP}

    def acknowledgements(
        self, day: Day, renderer: Renderer, workspace: Workspace, digest: Callable[[str], str]
    ) -> list[Message]:
        """The notes that messages have come, at most one a day to each sender; `digest` stands for an address."""
        found: dict[str, Message] = {}
        for ticket in self.tickets:
            if ticket.acknowledge:
                contact = acknowledgement(ticket, workspace.now(), workspace.zone, digest)
                try:
                    found.setdefault(contact.key, renderer.render(contact, day.as_of))
                except RenderProblem:  # a broken template of the team's own: people answer all the same
                    continue
        return list(found.values())

    def note(self, ledger: Ledger, workbook_id: str, now: datetime) -> None:
        """Remember that all this stands in the workbook now."""
        ledger.note_inbound(workbook_id, [_seen(ticket) for ticket in self.tickets], now)
        ledger.remember_positions(workbook_id, self.positions, now)


def collect(workspace: Workspace, ledger: Ledger, run: RunContext, book: Book) -> Incoming:
    """Ask every inbox that is set up. One that does not answer is named in `failure`; the others count all the same."""
    found = Incoming()
    for inbox in inboxes(workspace):
        position, now = ledger.position(run.workbook_id, inbox.name), workspace.now()
        awaited = _awaited(ledger, run, SOURCES[inbox.name], now)
        try:
            collected = inbox.collect(position, now, awaited)
        except InboxUnavailable as error:
            found = replace(found, failure=str(error))
            continue
        taken = _Taking(workspace, ledger, run, book).take(collected.messages, collected.reports)
        taken = replace(taken, positions={inbox.name: collected.position}, unreadable=collected.unreadable)
        shut, failure = found.changes_plan or taken.changes_plan, found.failure
        found = replace(found.and_then(taken), changes_plan=shut, failure=failure)
    ledger.answered(run.workbook_id, sorted(handled_keys(book)), workspace.now())
    return found


def _awaited(ledger: Ledger, run: RunContext, media: Sequence[Medium], now: datetime) -> set[str]:
    """The provider's ids of messages whose delivery is still open."""
    waiting = ledger.awaited(run.workbook_id, run.mode, now - DELIVERY_TAKES)
    return {entry.provider_id for entry in waiting if entry.medium in media}


@dataclass(frozen=True)
class _Taking:
    """The taking in of what one inbox gave."""

    workspace: Workspace
    ledger: Ledger
    run: RunContext
    book: Book

    def take(self, messages: Sequence[Inbound], reports: Sequence[DeliveryReport]) -> Incoming:
        """Delivery reports and opt-outs are written into the ledger at once; the tickets are for the workbook."""
        bounced = self._take_reports([*reports, *self._unsubscriptions(messages)])
        answered = self._answered(messages)
        tickets = self._tickets(messages, answered)
        changed = [self._obey(ticket, answered.get(ticket.inbound.provider_id)) for ticket in tickets]
        return Incoming(tuple(tickets), tuple(bounced), changes_plan=bool(bounced) or any(changed))

    def _take_reports(self, reports: Sequence[DeliveryReport]) -> list[tuple[LedgerEntry, DeliveryReport]]:
        if not reports:
            return []
        failed = self.ledger.take_reports(self.run.workbook_id, self.run.mode, reports, self.workspace.now())
        by_id = {report.provider_id: report for report in reports if report.state is Delivery.UNDELIVERED}
        return [(entry, by_id[entry.provider_id]) for entry in failed if entry.provider_id in by_id]

    def _unsubscriptions(self, messages: Iterable[Inbound]) -> list[DeliveryReport]:
        """A one-tap unsubscription names our mail: the address that it went to is shut, whoever sent it on."""
        return [
            DeliveryReport(message.unsubscribes, None, message.at, closes=Closure.OPTED_OUT)
            for message in messages
            if message.unsubscribes
        ]

    def _tickets(self, messages: Sequence[Inbound], answered: Mapping[str, LedgerEntry]) -> list[Ticket]:
        unseen = self.ledger.unseen(self.run.workbook_id, [ticket_key(message) for message in messages])
        new = [message for message in messages if ticket_key(message) in unseen]
        if not new:
            return []
        settings, _ = read_team_settings(self.book, self.workspace.settings.language)
        programs, _ = read_programs(self.book, settings.language, live=self.run.mode == "live")
        context = DeskContext(
            book=self.book,
            settings=settings,
            zone=self.workspace.zone,
            now=self.workspace.now(),
            programs=programs,
            answered=answered,
        )
        return triage(new, context)

    def _answered(self, messages: Sequence[Inbound]) -> dict[str, LedgerEntry]:
        """Which contact of ours each message answers, by the message's id."""
        if not messages:
            return {}
        run, since = self.run, self.workspace.now() - ANSWERED_WITHIN
        named = self.ledger.sent_as(run.workbook_id, {name for item in messages for name in item.answers})
        latest = self.ledger.last_sent_to(run.workbook_id, {item.sender for item in messages}, since)
        found = {}
        for item in messages:
            entry = next((named[name] for name in item.answers if name in named), None) or latest.get(item.sender)
            if entry is not None:
                found[item.provider_id] = entry
        return found

    def _obey(self, ticket: Ticket, entry: LedgerEntry | None) -> bool:
        """Shut the sender's address when they ask for it, and the one that we wrote to; True when it was open.

        Only a consent that the team records opens it again.
        """
        sender, at = ticket.inbound.sender, ticket.inbound.at
        if ticket.kind is not InboundKind.OPT_OUT:
            return False
        was_open = self.ledger.shut(self.run.workbook_id, sender, Closure.OPTED_OUT, None, at, ticket.key)
        if entry is not None and entry.provider_id:
            theirs = DeliveryReport(entry.provider_id, None, at, closes=Closure.OPTED_OUT)
            self.ledger.take_reports(self.run.workbook_id, self.run.mode, [theirs], self.workspace.now())
        return was_open


def _seen(ticket: Ticket) -> SeenInbound:
    inbound = ticket.inbound
    return SeenInbound(
        key=ticket.key,
        source=inbound.source,
        at=inbound.at,
        medium=inbound.medium,
        address=inbound.sender,
        customer_id=ticket.customer_id,
        contact=ticket.contact,
        needs_answer=ticket.needs_answer,
        answer_by=ticket.answer_by,
        handled_at=None,
    )
