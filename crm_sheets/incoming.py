"""What came in during a run, until it stands in the workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from crm_sheets.desk.acknowledgement import acknowledgement
from crm_sheets.desk.ticket import InboundKind, Ticket
from crm_sheets.ledger import SeenInbound
from crm_sheets.model import DeliveryReport, LedgerEntry, Medium, Message
from crm_sheets.render import Renderer, RenderProblem

if TYPE_CHECKING:
    from crm_sheets.day import Day
    from crm_sheets.ledger import Ledger
    from crm_sheets.workspace import Workspace


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
        return Incoming(
            self.also(later.tickets).tickets,
            (*self.bounced, *later.bounced),
            {**self.positions, **later.positions},
            tuple(dict.fromkeys((*self.unreadable, *later.unreadable))),
            later.failure,
            later.changes_plan,
        )

    def also(self, tickets: Sequence[Ticket]) -> Incoming:
        """The same with further tickets; one that is there already counts once."""
        known = {ticket.key for ticket in self.tickets}
        new = {ticket.key: ticket for ticket in tickets if ticket.key not in known}
        return replace(self, tickets=(*self.tickets, *new.values()))

    def __bool__(self) -> bool:
        return bool(self.tickets or self.bounced)

    def windows(self) -> dict[str, datetime]:
        """Address -> when its owner last wrote by WhatsApp."""
        wrote = sorted((ticket.inbound for ticket in self.tickets if ticket.wrote), key=lambda inbound: inbound.at)
        return {inbound.sender: inbound.at for inbound in wrote if inbound.medium is Medium.WHATSAPP}

    def acknowledgements(
        self, day: Day, renderer: Renderer, workspace: Workspace, digest: Callable[[str], str]
    ) -> list[Message]:
        """The notes that messages have come, at most one a day to each sender; `digest` stands for an address.

        None goes to who asked to stop in the same run, whichever came first.
        """
        stopping = {ticket.inbound.sender for ticket in self.tickets if ticket.kind is InboundKind.OPT_OUT}
        found: dict[str, Message] = {}
        for ticket in self.tickets:
            if ticket.acknowledge and ticket.inbound.sender not in stopping:
                contact = acknowledgement(ticket, workspace.now(), workspace.zone, digest)
                try:
                    found.setdefault(contact.key, renderer.render(contact, day.as_of))
                except RenderProblem:  # a broken template of the team's own: people answer all the same
                    continue
        return list(found.values())

    def note(self, ledger: Ledger, workbook_id: str, now: datetime) -> None:
        """Remember that all this stands in the workbook now, or that there is nothing in it to be written.

        Without tickets it is how far the inboxes were read: a run that writes nothing must not read the same again.
        """
        ledger.note_inbound(workbook_id, [_seen(ticket) for ticket in self.tickets], now)
        ledger.remember_positions(workbook_id, self.positions, now)


def _seen(ticket: Ticket) -> SeenInbound:
    inbound = ticket.inbound
    return SeenInbound(
        key=ticket.key,
        source=inbound.source,
        at=inbound.at,
        medium=inbound.medium,
        address=inbound.sender if ticket.wrote else "",  # only who writes opens the window to answer freely
        customer_id=ticket.customer_id,
        contact=ticket.contact,
        needs_answer=ticket.needs_answer,
        answer_by=ticket.answer_by,
        handled_at=None,
    )
