"""The desk's tasks in the Queue, in the shape of all others there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any

import polars as pl

from crm_sheets.desk.cells import local, stranger
from crm_sheets.desk.ticket import Ticket
from crm_sheets.model import Contact, Medium, Message, Program, Purpose, Repeat
from crm_sheets.queue import queue_row
from crm_sheets.tables import Book

PREFIX = "desk"
"""The program of the desk's tasks, and the start of their keys."""
URGENT, SOON, LATER = 1, 2, 3
"""Priorities of the desk's tasks."""
E164 = re.compile(r"\+\d{6,15}")


@dataclass(frozen=True)
class Owed:
    """What a person is to do: by which medium, why, with which words; `answer_by` is aware."""

    medium: Medium
    reason: str
    script: str
    priority: int
    key: str
    answer_by: datetime | None = None


def phone_of(ticket: Ticket) -> str:
    """The number to call about a ticket (E.164): the sender's own, else the customer's; "" for none."""
    own, known = ticket.inbound.sender, ticket.customer.get("phone") or ""
    return next((phone for phone in (own, known) if E164.fullmatch(phone)), "")


def ticket_task(owed: Owed, ticket: Ticket, now: datetime, zone: tzinfo, language: str) -> dict[str, Any]:
    """A row of the Queue about a ticket; `now` is aware."""
    today = now.astimezone(zone).date()
    name = ticket.customer_name or ticket.customer_id or stranger(ticket.inbound.sender_name, language)
    profile = dict(ticket.profile)
    if phone_of(ticket) == ticket.inbound.sender:
        profile["phone_kind"] = "mobile"  # what writes SMS and WhatsApp can be written to
    row = customer_task(
        owed, {**ticket.customer, "name": name}, profile, ticket.owner, phone_of(ticket), today, language
    )
    if owed.answer_by:
        by = local(owed.answer_by, zone)
        row |= {"answer_by": by, "deadline": max(today, by.date())}
    return row


def customer_task(
    owed: Owed,
    customer: Mapping[str, Any],
    profile: Mapping[str, Any],
    owner: str,
    phone: str,
    today: date,
    language: str,
) -> dict[str, Any]:
    """A row of the Queue about a customer, with `phone` (E.164 or "") to tap."""
    safe = phone if E164.fullmatch(phone) else ""
    contact = Contact(
        program=_program(owed),
        subject="",
        customer_id=customer.get("customer_id") or "",
        customer_name=customer.get("name") or "",
        occasion_date=today,
        period="",
        due_date=today,
        medium=owed.medium,
        address=safe,
        language=language,
        owner=owner,
        facts={"customer": customer, "profile": {"phone_kind": customer.get("phone_kind"), **profile, "phone": safe}},
    )
    row = queue_row(Message(contact, owed.script), today, language)
    return row | {"key": owed.key, "ask": None}  # who wrote to us is answered, not questioned


def handled_keys(book: Book) -> frozenset[str]:
    """The keys of the tickets whose task in the Queue is ticked as done, or has an outcome."""
    is_done = pl.col("done").fill_null(value=False) | pl.col("outcome").is_not_null()
    key = pl.col("key").str.extract(rf"^{PREFIX}\|([0-9a-f]+)$")
    return frozenset(book.table("queue").filter(is_done).select(key).to_series().drop_nulls())


def _program(owed: Owed) -> Program:
    """What stands for a program, so that a task reads as all others do."""
    return Program(
        program_id=PREFIX,
        name=owed.reason,
        purpose=Purpose.SERVICE,
        occasion="",
        repeat=Repeat.ONCE,
        offset_days=0,
        condition="",
        media=(owed.medium,),
        template="",
        owner="",
        needs_approval=False,
        priority=owed.priority,
        lateness_days=0,
    )
