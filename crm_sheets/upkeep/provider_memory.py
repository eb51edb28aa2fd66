"""What providers remember of messages that the workbook never heard of: a run died between sending and writing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from crm_sheets.channels.protocol import Evidence
from crm_sheets.errors import InboxUnavailable
from crm_sheets.jobs import EVERY_PURPOSE
from crm_sheets.ledger import Claim
from crm_sheets.model import ContactState, Message, Receipt, Trace
from crm_sheets.sending import Sending

if TYPE_CHECKING:
    from crm_sheets.channels.protocol import Channel
    from crm_sheets.model import Medium
    from crm_sheets.session import Session

LOOK_BACK = timedelta(days=14)
"""How far back providers are asked: longer than a message waits to be sent."""


def remember_sent(session: Session) -> int:
    """Note in a ledger made anew what Twilio or the mailbox prove to be sent of what is due now; how many messages.

    Whatever is due and was sent already would otherwise go out a second time. Raises InboxUnavailable when a provider
    cannot be asked: then nothing is known, and nothing may be sent.
    """
    session.collect()
    if session.incoming.failure:
        raise InboxUnavailable(session.incoming.failure)
    outgoing = Sending(session, EVERY_PURPOSE).prepare(session.observe(), at_any_hour=True)
    messages = [*outgoing.messages, *outgoing.to_ask]
    sent = list(_proven(messages, session))
    if sent:
        now = session.workspace.now()
        granted = {
            item.key for item in session.ledger.claim(session.run, [claim for claim, _ in sent], now) if item.granted
        }
        fenced = session.ledger.fence(session.run, sorted(granted), now)
        session.ledger.record(session.run, [receipt for _, receipt in sent if receipt.key in fenced], now)
    return len(sent)


def _proven(messages: list[Message], session: Session) -> Iterator[tuple[Claim, Receipt]]:
    channels: Mapping[Medium, Channel] = session.channels
    since = session.workspace.now() - LOOK_BACK
    for message in messages:
        contact = message.contact
        parts = (contact.address, message.subject_line, message.text, message.html)
        fingerprint = session.ledger.fingerprint(*parts)
        trace = Trace(contact.key, contact.medium, contact.address, fingerprint, since)
        if contact.medium in channels and channels[contact.medium].evidence(trace) is Evidence.SENT:
            found = Receipt(contact.key, ContactState.SENT, detail="found at the provider")
            yield Claim(contact, fingerprint, message.segments), found
