"""The real channels beside a ledger of the tests: mail to a server, SMS to a Twilio on this machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import twilio_samples
from ledger_samples import Opened, clock, contact, message
from outgoing_mails import SCOPE, SENDER, mail_channel

from crm_sheets.channels.mime import message_id
from crm_sheets.channels.smtp import MailChannel
from crm_sheets.channels.twilio import TwilioChannel
from crm_sheets.model import Medium, Message
from crm_sheets.testing.twilio import FakeTwilio

AT_ONCE = 4
"""Connections of the mail channel, and threads of the Twilio channel."""
ADDRESSES: dict[Medium, Callable[[int], str]] = {
    Medium.EMAIL: lambda number: f"tamu{number}@example.com",
    Medium.SMS: lambda number: f"+62812000{number:05d}",
}


@dataclass(frozen=True)
class Mailbox:
    """Evidence of mails: those with these Message-IDs went out."""

    names: frozenset[str]

    def has(self, message_id: str, since: datetime) -> bool | None:
        return True if message_id in self.names else None

    def close(self) -> None:
        """Nothing is open."""


def written(medium: Medium, count: int) -> list[Message]:
    """So many messages, each to another customer."""
    contacts = [contact(number, address=ADDRESSES[medium](number), medium=medium) for number in range(1, count + 1)]
    return [replace(message(item), subject_line="Halo" if medium is Medium.EMAIL else "") for item in contacts]


def keys_by_address(medium: Medium, count: int) -> dict[str, str]:
    """Whose ledger key belongs to an address."""
    return {item.contact.address: item.contact.key for item in written(medium, count)}


def mail_id(key: str) -> str:
    """The Message-ID of a contact's mail, without brackets."""
    return message_id(f"{SCOPE}|{key}", SENDER.partition("@")[2])[1:-1]


def mail_to(opened: Opened, port: int, batch: int, sent_mail: Mailbox | None = None, **changes: Any) -> MailChannel:
    """The mail channel to a port of this machine, without a mailbox to look into unless one is given."""
    ledger, _ = opened
    channel = mail_channel(port, "", ledger.clock, sent_mail, **{"at_once": AT_ONCE, "seconds": 60, **changes})
    channel.batch_size = batch
    return channel


def sms_to(opened: Opened, url: str, batch: int, **changes: Any) -> TwilioChannel:
    """The Twilio channel to a fake that listens there, as the product sets it up."""
    (ledger, run), fake = opened, FakeTwilio()
    usual = {"at_once": AT_ONCE, "seconds": 60.0, "url": url}
    settings = twilio_samples.settings(fake, **usual).model_copy(update=changes)
    channel = TwilioChannel(
        settings,
        fake.token,
        ledger.fingerprint,
        clock,
        _never_wrote,
        ledger.clock,
        is_recorded=lambda sid: bool(ledger.sent_as(run.workbook_id, [sid])),
    )
    channel.batch_size = batch
    return channel


def _never_wrote(address: str) -> datetime | None:
    return None
