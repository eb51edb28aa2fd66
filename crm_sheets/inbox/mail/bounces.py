"""What mail servers report about our mails: bounces (RFC 3464), complaints (RFC 5965), read receipts (RFC 8098).

A report counts only by the Message-ID of ours in it, which nobody but the recipient and the servers between has seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from crm_sheets.inbox.mail.automatic import is_robot_address
from crm_sheets.inbox.mail.bodies import all_parts, children, decoded, plain_text
from crm_sheets.inbox.mail.headers import OUR_ID, raw_header, sender, valid_address
from crm_sheets.inbox.mail.parsing import Mail
from crm_sheets.model import Closure, Delivery, DeliveryReport

MOST_RECIPIENTS = 10
LOOK_AT = 64 * 1024
"""Characters of a plain bounce in which our Message-ID is looked for."""
NO_SUCH_ADDRESS = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"})
"""RFC 3463 and 7505: no such mailbox, no such system, bad syntax, moved away, a domain that takes no mail."""
MAILBOX_FULL = "5.2.2"

_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\d|\.\d)")
_GIVEN_UP = re.compile(
    r"permanent (?:error|failure)|permanent fatal errors|could not be delivered|couldn't be delivered|was not delivered"
    r"|delivery failed|failed permanently|i've given up|returned to sender|undeliverable"
    r"|tidak (?:dapat|bisa) (?:di)?kirim",
    re.IGNORECASE,
)
_STILL_TRYING = re.compile(
    r"has not (?:yet )?been delivered|will (?:be retried|continue to try|keep trying)|delayed", re.IGNORECASE
)
_WRAPPED = re.compile(r"^\s{0,10}<([^<>\s]{3,254})>\s{0,10}:?\s*$", re.MULTILINE)


def delivery_reports(mail: Mail, at: datetime) -> tuple[DeliveryReport, ...] | None:
    """The reports in a mail, None when it is no report about a mail of ours; () when it reports no outcome yet."""
    parts = list(all_parts(mail))
    if mail.get_content_type() == "multipart/report":
        readers = (
            ("message/delivery-status", _delivery_status),
            ("message/global-delivery-status", _delivery_status),
            ("message/feedback-report", _complaint),
            ("message/disposition-notification", _read_receipt),
        )
        for kind, reader in readers:
            part = next((part for part in parts if part.get_content_type() == kind), None)
            if part is not None:
                return reader(part, parts, at)
    return _plain_bounce(mail, parts, at)


def _delivery_status(part: Mail, parts: list[Mail], at: datetime) -> tuple[DeliveryReport, ...] | None:
    message_id, _ = _returned(parts)
    if not message_id:
        return None
    fields = [block for block in children(part) if raw_header(block, "Action")][:MOST_RECIPIENTS]
    reports = (_about_recipient(block, message_id, at) for block in fields)
    return tuple(report for report in reports if report is not None)


def _about_recipient(block: Mail, message_id: str, at: datetime) -> DeliveryReport | None:
    """One recipient's fields (RFC 3464, 2.3); None while the server still tries."""
    action = raw_header(block, "Action").partition("(")[0].strip().lower()
    address = _recipient(block, ("Original-Recipient", "Final-Recipient"))
    if action in ("delivered", "relayed", "expanded"):
        return DeliveryReport(message_id, Delivery.DELIVERED, at, address=address)
    if action != "failed":
        return None
    return _undelivered(
        message_id, _code(raw_header(block, "Status"), raw_header(block, "Diagnostic-Code")), at, address
    )


def _undelivered(message_id: str, code: str, at: datetime, address: str) -> DeliveryReport:
    return DeliveryReport(
        message_id,
        Delivery.UNDELIVERED,
        at,
        code=code,
        retry=code.startswith("4.") or code == MAILBOX_FULL,
        closes=Closure.UNREACHABLE if code in NO_SUCH_ADDRESS else None,
        address=address,
    )


def _code(status: str, diagnostic: str) -> str:
    """The status (RFC 3463); when it only says "failed", the one that the other server gave."""
    codes = _STATUS.findall(status[:200])[:1]
    if not codes or codes[0].endswith(".0.0"):
        codes = [*_STATUS.findall(diagnostic[:1_000])[:1], *codes]
    return codes[0] if codes else ""


def _complaint(part: Mail, parts: list[Mail], at: datetime) -> tuple[DeliveryReport, ...] | None:
    """The recipient called it spam: nothing more goes there."""
    message_id, recipient = _returned(parts)
    if not message_id:
        return None
    fields = next(iter(children(part)), part)
    if raw_header(fields, "Feedback-Type").strip().lower() not in ("abuse", "fraud", "opt-out", "opt-out-list"):
        return ()
    address = _recipient(fields, ("Original-Rcpt-To", "Removal-Recipient")) or recipient
    return (DeliveryReport(message_id, Delivery.DELIVERED, at, closes=Closure.OPTED_OUT, address=address),)


def _read_receipt(part: Mail, parts: list[Mail], at: datetime) -> tuple[DeliveryReport, ...] | None:
    fields = next(iter(children(part)), part)
    found = OUR_ID.search(raw_header(fields, "Original-Message-ID"))
    message_id = found[1] if found else _returned(parts)[0]
    if not message_id:
        return None
    address = _recipient(fields, ("Original-Recipient", "Final-Recipient"))
    seen = "displayed" in raw_header(fields, "Disposition").lower()
    return (DeliveryReport(message_id, Delivery.READ, at, address=address),) if seen else ()


def _recipient(fields: Mail, names: Iterable[str]) -> str:
    """The first valid address of these fields ("rfc822; budi@example.com"), in lower case."""
    values = (raw_header(fields, name).rpartition(";")[2].strip().strip("<>") for name in names)
    return next((address for address in map(valid_address, values) if address), "")


def _returned(parts: list[Mail]) -> tuple[str, str]:
    """Our Message-ID and the recipient from the headers that a report gives back, ("", "") without them."""
    for part in parts:
        found = OUR_ID.search(raw_header(part, "Message-ID"))
        if part is not parts[0] and found:
            return found[1], valid_address(raw_header(part, "To").rpartition("<")[2].strip("<> "))
    for part in parts:
        if part.get_content_type() in ("text/rfc822-headers", "message/rfc822-headers", "message/rfc822"):
            message_id = _named_in(decoded(part))
            if message_id:
                return message_id, ""
    return "", ""


def _named_in(text: str) -> str:
    """Our Message-ID in headers that stand in a text."""
    for line in text[:LOOK_AT].split("\n"):
        found = OUR_ID.search(line[:1_000]) if line.lstrip("> \t")[:11].lower() == "message-id:" else None
        if found:
            return found[1]
    return ""


def _plain_bounce(mail: Mail, parts: list[Mail], at: datetime) -> tuple[DeliveryReport, ...] | None:
    """What older mail servers write in words (Exim, qmail): only with our Message-ID and only when they gave up."""
    failed = raw_header(mail, "X-Failed-Recipients")
    if not failed and not is_robot_address(sender(mail)[0]):
        return None
    text = plain_text(mail)[:LOOK_AT]
    message_id = _named_in(text) or _returned(parts)[0]
    if not message_id:
        return None
    if not failed and not _GIVEN_UP.search(text):
        return () if _STILL_TRYING.search(text) else None
    words = text[: text.find(message_id)] if message_id in text else text
    named = valid_address(failed) or next(
        filter(None, map(valid_address, _WRAPPED.findall(words)[:MOST_RECIPIENTS])), ""
    )
    return (_undelivered(message_id, _code("", words), at, named),)
