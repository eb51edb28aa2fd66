"""Who asked to be called: every waiting request becomes a call on its day (catalogue C12).

Nothing holds these calls back, neither caps nor a status of the customer: they asked for it themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

import polars as pl

from crm_sheets.desk.context import DeskContext
from crm_sheets.desk.people import by_id
from crm_sheets.model import CALL_REQUEST_ID, Contact, Medium, Message, Program, Purpose, Repeat, Text
from crm_sheets.tables import ROW
from crm_sheets.values.call_hours import read_call_hour

Facts = Mapping[str, Any]

NAME = Text("Minta ditelepon", "Asked for a call")
LATE_DAYS = 7
"""A request that no run saw on its day is still made up for within so long; one that is older is history."""
LAST = time(23, 59)
TOLD = Text("Perihal: {topic}\n\nTanyakan: apa yang dapat dibantu?", "About: {topic}\n\nAsk what you can do for them.")
UNKNOWN_TOPIC = Text("tidak disebutkan", "not said")


def call_program(language: str) -> Program:
    """What stands for a program, so that these calls go the way of all work."""
    return Program(
        program_id=CALL_REQUEST_ID,
        name=NAME.in_language(language),
        purpose=Purpose.SERVICE,
        occasion="call_requests.requested_date",
        repeat=Repeat.EACH_DATE,
        offset_days=0,
        condition="",
        media=(Medium.CALL,),
        template="call_request",
        owner="",
        needs_approval=False,
        priority=1,
        lateness_days=0,
    )


def requested_calls(context: DeskContext, as_of: date) -> list[Contact]:
    """The calls for `as_of` and those that the days before it missed, by date, hour and queue number.

    Who is a customer, by id or by number, is called as one; who is none by name and number alone, without a customer
    id. Their key is the request with its date: a request that is moved to another day is another call. Rows without
    an id cannot be told apart and are left out; the Problems tab names them.
    """
    rows = _waiting(context.book.table("call_requests"), as_of)
    customers = _customers_of(rows, context)
    profiles = {} if context.profiles is None else by_id(customers, context.profiles)
    program = call_program(context.settings.language)
    contacts = []
    for row in sorted(rows.iter_rows(named=True), key=_turn):
        customer = customers.get(row["customer_id"]) or _of_number(row["phone"], customers)
        contacts.append(_contact(row, customer, profiles, program, context))
    return contacts


def plain_message(contact: Contact, language: str) -> Message:
    """The call without its template, for a template that cannot be used: whoever asked is called all the same."""
    topic = contact.facts["subject"].get("topic") or UNKNOWN_TOPIC.in_language(language)
    return Message(contact, TOLD.in_language(language).format(topic=topic))


def _waiting(requests: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The requests of these days that nobody has ticked off, each id once; a blank status waits."""
    waits = pl.col("status").is_null() | (pl.col("status") == "waiting")
    day = pl.col("requested_date")
    in_time = day.is_between(as_of - timedelta(days=LATE_DAYS), as_of)
    found = requests.filter(waits, in_time, pl.col("request_id").is_not_null())
    return found.unique(["request_id", "requested_date"], keep="first", maintain_order=True)


def _turn(row: Facts) -> tuple[date, time, int, int]:
    """Its place among the requests: by date, hour, queue number, then as they stand in the sheet."""
    return row["requested_date"], read_call_hour(row["hour"] or "") or LAST, row["queue_number"] or 10**9, row[ROW]


def _customers_of(requests: pl.DataFrame, context: DeskContext) -> dict[str, Facts]:
    """The customers among them by id: those who are named, and those who have such a number."""
    table = context.book.table("customers")
    phones, named = requests["phone"].drop_nulls(), requests["customer_id"].drop_nulls()
    met = table.filter(pl.col("phone").is_in(phones.implode()))["customer_id"].drop_nulls()
    return by_id([*named, *met], table)


def _of_number(phone: str | None, customers: Mapping[str, Facts]) -> Facts:
    """The living customer with that number, the first by id; {} for none."""
    found = [row for row in customers.values() if phone and row.get("phone") == phone]
    return min(found, key=lambda row: (row.get("status") == "deceased", row["customer_id"]), default={})


def _contact(
    row: Facts, customer: Facts, profiles: Mapping[str, Facts], program: Program, context: DeskContext
) -> Contact:
    known = dict(customer) or {"name": row["name"]}
    profile = dict(profiles.get(known.get("customer_id") or "", {}))
    phone, kind = row["phone"], row["phone_kind"]
    if not phone:
        phone, kind = customer.get("phone"), customer.get("phone_kind")
    return Contact(
        program=program,
        subject=row["request_id"],
        customer_id=known.get("customer_id") or "",
        customer_name=row["name"] or known.get("name") or phone or row["request_id"],
        occasion_date=row["requested_date"],
        period=row["requested_date"].isoformat(),
        due_date=row["requested_date"],
        medium=Medium.CALL,
        address=phone or "",
        language=context.language_of(customer),
        owner=row["owner"] or context.owner_of(customer),
        facts={"customer": known, "profile": profile | {"phone": phone, "phone_kind": kind}, "subject": dict(row)},
    )
