"""Mails as they come in, as raw bytes: answers, bounces, complaints, receipts, unsubscriptions."""

from __future__ import annotations

from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import make_msgid

OUR_ADDRESS = "halo@klinik.example.com"
CUSTOMER = "budi@example.net"
OUR_ID = "0123456789abcdef0123456789abcdef@klinik.example.com"
"""A Message-ID of ours, without its brackets."""


def mail(text: str, sender: str = CUSTOMER, subject: str = "Halo", headers: Mapping[str, str] | None = None) -> bytes:
    """A plain mail to us; `headers` replace the usual ones, "" leaves one out."""
    usual = {
        "From": sender,
        "To": OUR_ADDRESS,
        "Subject": subject,
        "Date": "Sun, 22 Nov 2026 09:00:00 +0700",
        "Message-ID": make_msgid(domain="example.net"),
    }
    message = EmailMessage()
    for name, value in {**usual, **(headers or {})}.items():
        if value:
            message[name] = value
    message.set_content(text)
    return message.as_bytes()


def reply(to_message_id: str, text: str, sender: str = CUSTOMER, quoted: str = "") -> bytes:
    """What a person answers to the mail with that Message-ID (without brackets); `quoted` is quoted below."""
    below = "".join(f"> {line}\n" for line in quoted.splitlines())
    original = f"\nPada Min, 22 Nov 2026 pukul 08.00 Klinik <{OUR_ADDRESS}> menulis:\n\n{below}" if quoted else ""
    threading = {"In-Reply-To": f"<{to_message_id}>", "References": f"<{to_message_id}>"}
    return mail(text + "\n" + original, sender, "Re: Selamat ulang tahun", threading)


def absence_note(to_message_id: str, sender: str = CUSTOMER) -> bytes:
    """What a robot answers while its owner is away."""
    headers = {"In-Reply-To": f"<{to_message_id}>", "Auto-Submitted": "auto-replied", "Precedence": "bulk"}
    return mail("Saya sedang cuti sampai 1 Desember.", sender, "Balasan otomatis: cuti", headers)


def unsubscription(message_id: str, sender: str = CUSTOMER, subject: str = "unsubscribe {token}") -> bytes:
    """What a mail program sends when somebody taps "unsubscribe"."""
    return mail("", sender, subject.format(token=message_id.partition("@")[0]))


def bounce(
    message_id: str,
    recipient: str = CUSTOMER,
    status: str = "5.1.1",
    action: str = "failed",
    diagnostic: str = "smtp; 550 5.1.1 User unknown",
) -> bytes:
    """A delivery report about the mail with that Message-ID (RFC 3464)."""
    fields = (
        "Reporting-MTA: dns; mx.example.net\r\n\r\n"
        f"Original-Recipient: rfc822;{recipient}\r\nFinal-Recipient: rfc822; {recipient}\r\n"
        f"Action: {action}\r\nStatus: {status}\r\nDiagnostic-Code: {diagnostic}\r\n"
    )
    return report("delivery-status", "message/delivery-status", fields, message_id, recipient)


def complaint(message_id: str, recipient: str = CUSTOMER) -> bytes:
    """What a mail provider sends when the recipient calls our mail spam (RFC 5965)."""
    fields = f"Feedback-Type: abuse\r\nVersion: 1\r\nUser-Agent: Loop/1\r\nOriginal-Rcpt-To: <{recipient}>\r\n"
    return report("feedback-report", "message/feedback-report", fields, message_id, recipient)


def read_receipt(message_id: str, recipient: str = CUSTOMER) -> bytes:
    """What a mail program sends when its owner allows it (RFC 8098)."""
    fields = (
        f"Final-Recipient: rfc822;{recipient}\r\nOriginal-Message-ID: <{message_id}>\r\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\r\n"
    )
    return report("disposition-notification", "message/disposition-notification", fields, "", recipient)


def report(report_type: str, kind: str, fields: str, message_id: str, recipient: str) -> bytes:
    """A multipart/report: words for people, fields for machines, and our headers unless `message_id` is ""."""
    boundary = "report-boundary"
    head = (
        f"From: Mail Delivery System <MAILER-DAEMON@mx.example.net>\r\nTo: {OUR_ADDRESS}\r\nSubject: Report\r\n"
        f"Message-ID: {make_msgid(domain='mx.example.net')}\r\nMIME-Version: 1.0\r\nAuto-Submitted: auto-replied\r\n"
        f'Content-Type: multipart/report; report-type={report_type}; boundary="{boundary}"\r\n'
    )
    words = f"Content-Type: text/plain\r\n\r\nThis is a report about {recipient}.\r\n"
    machine = f"Content-Type: {kind}\r\n\r\n{fields}"
    ours = f"Content-Type: text/rfc822-headers\r\n\r\n{our_headers(message_id, recipient)}"
    parts = [words, machine, *([ours] if message_id else [])]
    return (head + "".join(f"\r\n--{boundary}\r\n{part}" for part in parts) + f"\r\n--{boundary}--\r\n").encode()


def our_headers(message_id: str, recipient: str = CUSTOMER) -> str:
    """The headers that our mail had."""
    return f"From: Klinik <{OUR_ADDRESS}>\r\nTo: Budi <{recipient}>\r\nMessage-ID: <{message_id}>\r\nSubject: Halo\r\n"


def exim_bounce(message_id: str, recipient: str = CUSTOMER) -> bytes:
    """A bounce in words, with our mail quoted below."""
    text = (
        "This message was created automatically by mail delivery software.\n\nA message that you sent could not be "
        "delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n"
        f"  {recipient}\n    host mx.example.net [192.0.2.1]\n    550 5.1.1 no such user\n\n"
        f"------ This is a copy of the message ------\n\n{our_headers(message_id, recipient)}"
    )
    headers = {"X-Failed-Recipients": recipient, "Auto-Submitted": "auto-replied"}
    return mail(text.replace("\r\n", "\n"), "MAILER-DAEMON@mx.example.net", "Mail delivery failed", headers)


def qmail_bounce(message_id: str, recipient: str = CUSTOMER) -> bytes:
    """A bounce in the form that qmail made popular."""
    text = (
        "Hi. This is the qmail-send program at mx.example.net.\nI wasn't able to deliver your message.\n"
        f"This is a permanent error; I've given up.\n\n<{recipient}>:\n550 5.2.1 mailbox disabled\n\n"
        f"--- Below this line is a copy of the message.\n\n{our_headers(message_id, recipient)}"
    )
    return mail(text.replace("\r\n", "\n"), "MAILER-DAEMON@mx.example.net", "failure notice")
