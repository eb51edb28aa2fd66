"""Who asked to be called: every waiting request becomes a call on its day (catalogue C12).

Nothing holds these calls back, neither caps nor a status of the customer: they asked for it themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from crm_sheets.desk.context import DeskContext
from crm_sheets.desk.people import by_id
from crm_sheets.desk.waiting_calls import waiting_calls
from crm_sheets.model import CALL_REQUEST_ID, Contact, Medium, Message, Program, Purpose, Repeat, Text

Facts = Mapping[str, Any]

NAME = Text("Minta ditelepon", "Asked for a call")
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
    waiting = waiting_calls(context.book, as_of)
    customers = [customer["customer_id"] for _, customer in waiting if customer]
    profiles = {} if context.profiles is None else by_id(customers, context.profiles)
    program = call_program(context.settings.language)
    return [_contact(row, customer, profiles, program, context) for row, customer in waiting]


def plain_message(contact: Contact, language: str) -> Message:
    """The call without its template, for a template that cannot be used: whoever asked is called all the same."""
    topic = contact.facts["subject"].get("topic") or UNKNOWN_TOPIC.in_language(language)
    return Message(contact, TOLD.in_language(language).format(topic=topic))


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
