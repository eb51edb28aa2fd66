"""What came in since the last run: opt-outs take hold at once, the rest becomes rows and tasks (catalogue D4, D5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from crm_sheets.carriers import inboxes
from crm_sheets.delivery_news import DeliveryNews
from crm_sheets.desk.context import DeskContext
from crm_sheets.desk.reported import ticket_of
from crm_sheets.desk.tasks import handled_keys
from crm_sheets.desk.ticket import InboundKind, Ticket, ticket_key
from crm_sheets.desk.triage import triage
from crm_sheets.incoming import Incoming
from crm_sheets.model import Closure, Contact, DeliveryReport, Inbound, LedgerEntry, Medium
from crm_sheets.picking_up import pick_up
from crm_sheets.programs import read_programs
from crm_sheets.tables import Book
from crm_sheets.team_settings import read_team_settings

if TYPE_CHECKING:
    from crm_sheets.ledger import Ledger, RunContext
    from crm_sheets.workspace import Workspace

__all__ = ["Incoming", "collect", "refused"]

ANSWERED_WITHIN = timedelta(days=14)
"""A message without a reference answers what we last sent to that address within so long."""

DELIVERY_TAKES = timedelta(days=7)
"""After so long nothing more is heard of a message."""

PRICE_TAKES = timedelta(hours=24)
"""After so long nobody asks any more what a message cost."""

SOURCES = {"twilio": (Medium.SMS, Medium.WHATSAPP), "mail": (Medium.EMAIL,)}
"""Which media each inbox reports on."""


def collect(
    workspace: Workspace, ledger: Ledger, run: RunContext, book: Book, so_far: Incoming | None = None
) -> Incoming:
    """Ask every inbox that is set up, behind what came in `so_far` in this run.

    One that does not answer, or holds more than can be read now, is named in `failure`; all else counts all the same.
    """
    found = Incoming()
    for inbox in inboxes(workspace):
        position, now = ledger.position(run.workbook_id, inbox.name), workspace.now()
        position = so_far.positions.get(inbox.name, position) if so_far else position
        collected, failure = pick_up(inbox, position, now, _awaited(ledger, run, SOURCES[inbox.name], now))
        taken = _Taking(workspace, ledger, run, book).take(collected.messages, collected.reports)
        taken = replace(
            taken,
            positions={inbox.name: collected.position} if collected.position else {},
            unreadable=collected.unreadable,
        )
        shut, failure = found.changes_plan or taken.changes_plan, " ".join(filter(None, (found.failure, failure)))
        found = replace(found.and_then(taken), changes_plan=shut, failure=failure)
    ledger.answered(run.workbook_id, sorted(handled_keys(book)), workspace.now())
    return found


def refused(
    workspace: Workspace, ledger: Ledger, run: RunContext, book: Book, contacts: Sequence[Contact]
) -> list[Ticket]:
    """Lines for recipients of whom their provider said, when we sent, that they want no more messages."""
    context = _Taking(workspace, ledger, run, book).context
    return [ticket_of(contact, workspace.now(), context) for contact in contacts]


def _awaited(ledger: Ledger, run: RunContext, media: Sequence[Medium], now: datetime) -> set[str]:
    """The provider's ids of messages whose delivery is still open, or whose price."""
    waiting = ledger.awaited(run.workbook_id, run.mode, now - DELIVERY_TAKES, unpriced_since=now - PRICE_TAKES)
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
        bounced, was_shut = self._news.take([*reports, *self._unsubscriptions(messages)])
        answered = self._answered(messages)
        tickets = self._tickets(messages, answered)
        changed = [self._obey(ticket, answered.get(ticket.inbound.provider_id)) for ticket in tickets]
        found = Incoming(tuple(tickets), tuple(bounced), changes_plan=bool(bounced) or was_shut or any(changed))
        return found.also(self._reported(reports, tickets))

    def _reported(self, reports: Sequence[DeliveryReport], tickets: Iterable[Ticket]) -> list[Ticket]:
        if not any(report.closes is Closure.OPTED_OUT for report in reports):
            return []
        told = {ticket.inbound.sender for ticket in tickets if ticket.kind is InboundKind.OPT_OUT}
        return self._news.opt_outs(reports, self.context, told)

    @cached_property
    def _news(self) -> DeliveryNews:
        return DeliveryNews(self.ledger, self.run, self.book.table("customers"), self.workspace.now())

    @cached_property
    def context(self) -> DeskContext:
        """What the desk knows."""
        settings, _ = read_team_settings(self.book, self.workspace.settings.language)
        programs, _ = read_programs(self.book, settings.language, live=self.run.mode == "live")
        return DeskContext(self.book, settings, self.workspace.zone, self.workspace.now(), programs)

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
        closed = self._news.opted_out({message.sender for message in new})
        return triage(new, replace(self.context, answered=answered, closed_senders=frozenset(closed)))

    def _answered(self, messages: Sequence[Inbound]) -> dict[str, LedgerEntry]:
        """Which contact of ours each message answers or unsubscribes from, by the message's id."""
        if not messages:
            return {}
        run, since = self.run, self.workspace.now() - ANSWERED_WITHIN
        named = self.ledger.sent_as(run.workbook_id, {name for item in messages for name in _names(item)})
        latest = self.ledger.last_sent_to(run.workbook_id, {item.sender for item in messages}, since)
        found = {}
        for item in messages:
            entry = next((named[name] for name in _names(item) if name in named), None)
            if entry is None and not item.is_doubtful:
                entry = latest.get(item.sender)
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
        if entry is None or not entry.provider_id:
            return was_open
        _, was_shut = self._news.take([DeliveryReport(entry.provider_id, None, at, closes=Closure.OPTED_OUT)])
        return was_open or was_shut


def _names(message: Inbound) -> tuple[str, ...]:
    """Ids of messages of ours that it may be about."""
    return tuple(filter(None, (message.unsubscribes, *message.answers)))
