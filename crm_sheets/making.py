"""What a run did: tries at messages, work for people, drafts; and why some of it was not made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from crm_sheets.dispatch import Deliveries
from crm_sheets.ledger import Draft
from crm_sheets.model import Closure, Contact, ContactState, LedgerEntry, Medium, Message, Receipt, SkipReason, Text
from crm_sheets.unusual import Unusual

Why = tuple[SkipReason, str]

WITHDRAWN = Text(
    "izin atau centangnya ditarik selagi pesan lain dikirim", "consent or tick was taken back while others went out"
)


@dataclass
class Made:
    """What a run did: tries at messages, tasks that stand in the Queue once it is written, drafts to put to people.

    `moved` are contacts that went by another medium than planned, because the first one failed for certain. `cost` is
    the estimated price of what went out, in the workbook's currency; `closed` are customers with the medium by which
    they turned out to have no working address. `unusual` says why messages were held back before anything went out.
    `without_agenda` names members of the team to whom their day could not be mailed.
    """

    delivered: Deliveries = field(default_factory=Deliveries)
    tasks: list[Message] = field(default_factory=list)
    task_receipts: list[Receipt] = field(default_factory=list)
    drafts: list[tuple[Message, Draft]] = field(default_factory=list)
    logged: list[LedgerEntry] = field(default_factory=list)
    not_made: dict[str, Why] = field(default_factory=dict)
    moved: dict[str, Medium] = field(default_factory=dict)
    cost: float = 0.0
    closed: set[tuple[str, Medium]] = field(default_factory=set)
    unusual: Unusual | None = None
    without_agenda: tuple[str, ...] = ()

    def failed_for_good(self) -> set[str]:
        """Contacts that this medium will never make: another one may."""
        found = self.delivered.receipts
        return {item.key for item in found if item.state is ContactState.FAILED and not item.retry}

    def and_then(self, later: Made, tried: Iterable[Message]) -> Made:
        """The same with what was done afterwards about contacts that had failed; the later outcome counts."""
        again = {message.contact.key: message.contact.medium for message in tried}
        earlier = [receipt for receipt in self.delivered.receipts if receipt.key not in again]
        delivered = replace(
            later.delivered,
            receipts=[*earlier, *later.delivered.receipts],
            refused=[*self.delivered.refused, *later.delivered.refused],
            postponed=[*self.delivered.postponed, *later.delivered.postponed],
            withdrawn=[*self.delivered.withdrawn, *later.delivered.withdrawn],
        )
        still = {key: why for key, why in self.not_made.items() if key not in again}
        return Made(
            delivered,
            [*self.tasks, *later.tasks],
            [*self.task_receipts, *later.task_receipts],
            [*self.drafts, *later.drafts],
            not_made=still | later.not_made,
            moved=self.moved | again | later.moved,
            cost=self.cost + later.cost,
            closed=self.closed | later.closed,
        )


def dead_addresses(receipts: Iterable[Receipt], messages: Iterable[Message]) -> set[tuple[str, Medium]]:
    """Customer and medium of the addresses that do not work, as it turned out just now."""
    dead = {receipt.key for receipt in receipts if receipt.closes is Closure.UNREACHABLE}
    contacts = [message.contact for message in messages if message.contact.key in dead]
    return {(contact.customer_id, contact.medium) for contact in contacts}


def opted_out(receipts: Iterable[Receipt], messages: Iterable[Message]) -> list[Contact]:
    """The contacts whose recipients want no more messages, as their provider said just now."""
    said = {receipt.key for receipt in receipts if receipt.closes is Closure.OPTED_OUT}
    return [message.contact for message in messages if message.contact.key in said]


def reasons(delivered: Deliveries, taken: Deliveries, postponed: Callable[[str], Why], language: str) -> dict[str, Why]:
    """Why contacts were not made after all, by contact key; `postponed` says why one was left for a later run."""
    return {
        **_failures(delivered),
        **{key: postponed(key) for key in delivered.postponed},
        **dict.fromkeys(delivered.withdrawn, (SkipReason.AWAITING_APPROVAL, WITHDRAWN.in_language(language))),
        **_refusals(delivered, taken),
    }


def _failures(delivered: Deliveries) -> dict[str, Why]:
    """Messages that were tried and certainly not delivered, or perhaps."""
    failed = [receipt for receipt in delivered.receipts if receipt.state is ContactState.FAILED]
    doubtful = [receipt for receipt in delivered.receipts if receipt.state is ContactState.UNCERTAIN]
    return {
        **{receipt.key: (SkipReason.FAILED, receipt.detail) for receipt in failed},
        **{receipt.key: (SkipReason.UNCERTAIN, receipt.detail) for receipt in doubtful},
    }


def _refusals(*tries: Deliveries) -> dict[str, Why]:
    """Kept contacts that the ledger did not let through after all."""
    return {
        verdict.key: (verdict.reason, verdict.detail)
        for deliveries in tries
        for verdict in deliveries.refused
        if verdict.reason
    }
