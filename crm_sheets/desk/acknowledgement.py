"""The note that a message has come and will be answered: once a day for one sender at most (catalogue D5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, tzinfo
from hashlib import blake2b

from crm_sheets.desk.hours import in_words
from crm_sheets.desk.ticket import Ticket
from crm_sheets.model import ACKNOWLEDGEMENT_ID, Contact, Medium, Program, Purpose, Repeat, Text

NAME = Text("Tanda terima", "Acknowledgement")
ACKNOWLEDGEMENT = Program(
    program_id=ACKNOWLEDGEMENT_ID,
    name=NAME.id,
    purpose=Purpose.SERVICE,
    occasion="",
    repeat=Repeat.ONCE,
    offset_days=0,
    condition="",
    media=(Medium.WHATSAPP, Medium.EMAIL),
    template="acknowledgement",
    owner="",
    needs_approval=False,
    priority=1,
    lateness_days=0,
)

SURVEY_THANKS = replace(ACKNOWLEDGEMENT, template="survey_thanks")
"""The same for a survey answer that nobody has to answer."""


def sender_digest(address: str) -> str:
    """A short name for an address, the same each time; too short to tell which of many numbers it is."""
    return blake2b(address.strip().casefold().encode(errors="surrogatepass"), digest_size=4).hexdigest()


def acknowledgement(
    ticket: Ticket, now: datetime, zone: tzinfo, digest: Callable[[str], str] = sender_digest
) -> Contact:
    """The contact that tells a sender that their message has come.

    Its key, the sender's `digest` and the local day, lets it happen once. `subject.answer_by` is when they will have an
    answer, in words and in their language; blank when nobody can tell, or that
    time has passed. A survey answer gets thanks instead of a promise. Nothing of what they wrote is in it.
    """
    is_thanks = ticket.score is not None and not ticket.needs_answer
    local = now.astimezone(zone)
    by = ticket.answer_by if ticket.answer_by and ticket.answer_by > now else None
    promise = in_words(by.astimezone(zone), local, ticket.language) if by else None
    return Contact(
        program=SURVEY_THANKS if is_thanks else ACKNOWLEDGEMENT,
        subject=digest(ticket.inbound.sender),
        customer_id=ticket.customer_id,
        customer_name=ticket.customer_name,
        occasion_date=local.date(),
        period=local.date().isoformat(),
        due_date=local.date(),
        medium=ticket.inbound.medium,
        address=ticket.inbound.sender,
        language=ticket.language,
        owner=ticket.owner,
        facts={"customer": ticket.customer, "profile": ticket.profile, "subject": {"answer_by": promise}},
    )
