"""Who asked us to stop without writing to us: they called a mail of ours spam, or their provider told us so."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

import polars as pl

from crm_sheets.desk.context import DeskContext
from crm_sheets.desk.intent import Intent, Wish
from crm_sheets.desk.notes import note
from crm_sheets.desk.people import by_id
from crm_sheets.desk.ticket import REPORTED, InboundKind, Ticket, ticket_key
from crm_sheets.model import Contact, DeliveryReport, Inbound, LedgerEntry, Medium, Text

CALLED_SPAM = Text(
    "Keluhan spam lewat penyedia e-mail: pesan kami ditandai sebagai spam.",
    "Reported as spam: the mail provider says that our message was marked as spam.",
)
REFUSED = Text(
    "Berhenti lewat penyedia pesan: nomor ini tidak mau menerima pesan kami lagi.",
    "Opted out at the message provider: this number takes no more messages from us.",
)


class Word(NamedTuple):
    """That the owner of an address wants no more messages; `name` tells it from all others."""

    name: str
    medium: Medium
    address: str
    at: datetime
    contact: str
    program_id: str
    customer_id: str


def ticket_of(contact: Contact, at: datetime, context: DeskContext) -> Ticket:
    """The line for a contact that a provider refused because its recipient had opted out; `at` is aware."""
    name, program = f"{contact.key}|{at:%Y-%m-%d}", contact.program.program_id
    word = Word(name, contact.medium, contact.address, at, contact.key, program, contact.customer_id)
    return _ticket(word, context)


def ticket_about(entry: LedgerEntry, report: DeliveryReport, address: str, context: DeskContext) -> Ticket:
    """The line for a report that a recipient wants no more messages; `address` is whom `entry` went to."""
    name, at = f"{report.provider_id}|{report.code}", min(report.at, context.now)
    return _ticket(Word(name, entry.medium, address, at, entry.key, entry.program_id, entry.customer_id), context)


def present_address(entry: LedgerEntry, customers: pl.DataFrame) -> str:
    """Where messages to its customer by its medium go today, "" for nowhere: the ledger has dropped where it went."""
    customer = by_id([entry.customer_id], customers).get(entry.customer_id, {})
    return customer.get("email" if entry.medium is Medium.EMAIL else "phone") or ""


def _ticket(word: Word, context: DeskContext) -> Ticket:
    """No person wrote it to us, so it opens no conversation; that messages stop is in the ledger already."""
    language = context.settings.language
    said = CALLED_SPAM if word.medium is Medium.EMAIL else REFUSED
    inbound = Inbound(
        source=REPORTED,
        provider_id=word.name,
        medium=word.medium,
        sender=word.address,
        at=word.at,
        text=said.in_language(language),
        is_automatic=True,
    )
    customer = by_id([word.customer_id], context.book.table("customers")).get(word.customer_id, {})
    ticket = Ticket(
        inbound=inbound,
        key=ticket_key(inbound),
        kind=InboundKind.OPT_OUT,
        intent=Intent(Wish.OPT_OUT),
        customer_id=word.customer_id,
        customer_name=customer.get("name") or "",
        owner=context.owner_of(customer),
        language=context.language_of(customer),
        contact=word.contact,
        program=context.program_name(word.program_id),
        serves=context.serves(word.customer_id),
        customer=customer,
    )
    return replace(ticket, note=note(ticket, (), context.zone, language))
