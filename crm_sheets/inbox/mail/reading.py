"""One mail from its bytes: an answer, delivery reports, or nothing of interest."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from urllib.parse import unquote_plus

from crm_sheets.inbox.mail.authentication import may_be_forged
from crm_sheets.inbox.mail.automatic import is_automatic
from crm_sheets.inbox.mail.bodies import attachments, plain_text
from crm_sheets.inbox.mail.bounces import delivery_reports
from crm_sheets.inbox.mail.headers import answered, header_text, one_line, own_id, sender
from crm_sheets.inbox.mail.parsing import MOST_BYTES, parsed
from crm_sheets.inbox.mail.written import written
from crm_sheets.model import DeliveryReport, Inbound, Medium

SOURCE = "mail"
_REPLY = r"(?:(?:re|bls|balas|fwd?)\s*:\s*){0,5}"
_UNSUBSCRIBES = re.compile(
    rf"{_REPLY}(?:unsubscribe[\s:]+(?P<after>[0-9a-f]{{32}})|(?P<before>[0-9a-f]{{32}})[\s:]+unsubscribe)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class MailRead:
    """What a mail turned out to be; both are empty for a mail of our own, and for news that change nothing."""

    message: Inbound | None = None
    reports: tuple[DeliveryReport, ...] = ()


def read_mail(raw: bytes, at: datetime, own_addresses: Collection[str]) -> MailRead:
    """Read one mail, or its first 256 KB; never raises, and its work is bounded whatever is in it.

    `at` is when it arrived (aware): the Date header is its sender's word. `own_addresses` are the addresses that we
    send from and read, the sender's first, whose domain is that of our Message-IDs.
    """
    mail = parsed(raw)
    address, name = sender(mail)
    if address in {own.strip().lower() for own in own_addresses}:
        return MailRead()
    reports = delivery_reports(mail, at)
    if reports is not None:
        return MailRead(reports=reports)
    subject_line = header_text(mail, "Subject")
    message = Inbound(
        source=SOURCE,
        provider_id=own_id(mail) or f"{blake2b(raw[:MOST_BYTES], digest_size=16).hexdigest()}@no-message-id",
        medium=Medium.EMAIL,
        sender=address,
        at=at,
        text=written(plain_text(mail)),
        subject_line=subject_line,
        sender_name=name,
        answers=answered(mail),
        is_automatic=is_automatic(mail, address),
        attachments=attachments(mail),
        unsubscribes=unsubscribed_id(subject_line, next(iter(own_addresses), "")),
        is_doubtful=may_be_forged(mail),
    )
    return MailRead(message)


def unsubscribed_id(subject_line: str, our_sender: str) -> str:
    """The Message-ID of ours that the subject unsubscribes from, "" when it does not; its domain is our sender's.

    The subject is "unsubscribe" and the id's part before the "@" (RFC 2368 lets a mail program send what our
    List-Unsubscribe header names); some leave it URL-encoded.
    """
    match = _UNSUBSCRIBES.fullmatch(one_line(unquote_plus(subject_line[:200])))
    domain = our_sender.strip().rpartition("@")[2]
    return f"{(match['after'] or match['before']).lower()}@{domain}" if match and domain else ""
