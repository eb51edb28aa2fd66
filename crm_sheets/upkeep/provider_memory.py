"""What providers remember of messages that the workbook never heard of: a run died between sending and writing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from crm_sheets.channels.protocol import Evidence, Explains, Finder
from crm_sheets.errors import InboxUnavailable
from crm_sheets.jobs import EVERY_PURPOSE
from crm_sheets.ledger import Remembered
from crm_sheets.model import ContactState, Message, Purpose, Trace
from crm_sheets.sending import Sending
from crm_sheets.session import Session

LOOK_BACK = timedelta(days=14)
"""How far back providers are asked: longer than a message waits to be sent."""


def proven_at_providers(session: Session) -> list[Remembered]:
    """What is due now, and was sent already as Twilio or the mailbox prove: it would go out a second time otherwise.

    Where Twilio has a message of ours to that number that the workbook does not explain, though it reads otherwise,
    nobody can tell whether it was this one: it is UNCERTAIN, and people decide.

    Raises InboxUnavailable when a provider cannot be asked: then nothing is known, and no ledger may be made.
    """
    session.collect()
    if session.incoming.failure:
        raise InboxUnavailable(f"{session.incoming.failure} What was sent already cannot be asked, so nothing is made.")
    outgoing = Sending(session, EVERY_PURPOSE).prepare(session.observe(), at_any_hour=True)
    return list(_proven([*outgoing.messages, *outgoing.to_ask], session))


def _proven(messages: list[Message], session: Session) -> Iterator[Remembered]:
    for message in messages:
        trace = _trace(message, session)
        channel = session.channels.get(trace.medium)
        if channel and channel.evidence(trace) is Evidence.SENT:
            found = channel.found(trace) if isinstance(channel, Finder) else ""
            yield _remembered(message, ContactState.SENT, found, session)
        elif isinstance(channel, Explains) and channel.unexplained(trace):
            yield _remembered(message, ContactState.UNCERTAIN, "", session)


def _trace(message: Message, session: Session) -> Trace:
    contact = message.contact
    parts = (contact.address, message.subject_line, message.text, message.html)
    since = session.workspace.now() - LOOK_BACK
    return Trace(contact.key, contact.medium, contact.address, session.ledger.fingerprint(*parts), since)


def _remembered(message: Message, state: ContactState, provider_id: str, session: Session) -> Remembered:
    contact = message.contact
    is_greeting = contact.program.purpose is Purpose.GREETING
    return Remembered(
        mode=session.run.mode,
        key=contact.key,
        customer_id=contact.customer_id,
        medium=contact.medium,
        state=state,
        on=session.workspace.as_of,
        at=session.workspace.now(),
        run_id=session.run.run_id,
        segments=message.segments,
        greeted=contact.address if is_greeting else "",
        address=contact.address,
        provider_id=provider_id,
        is_logged=False,
    )
