"""An e-mail as bytes, written directly: about twenty times faster than through `email.message.EmailMessage`."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from hashlib import blake2b

from crm_sheets.model import Message

ADDRESS = re.compile(r"[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]{1,64}@[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]{1,190}")
"""One bare address: nothing that a header would read as a second one. What is more is checked on reading the sheet."""
ENCODED_BYTES = 36
"""Bytes of text in one RFC 2047 encoded word; with the header's name its line stays below 76 characters."""
PLAIN_LENGTH = 60
LINE_BREAK = re.compile(r"\r\n?|\n")
LONG_LINE = re.compile(r"(?=[^\r\n]{76})([^\r\n]{1,74} )")
"""The beginning of a line too long for quoted-printable, up to its last space that fits."""
SPACE_AT_END = re.compile(r"[ \t](?=\r\n)")
SPECIALS = re.compile(r"[^A-Za-z0-9 !#$%&'*+\-/^_`{|}~]")
"""What makes a display name need quotes (RFC 5322, 3.2.3)."""


@dataclass(frozen=True)
class Sender:
    """Who an e-mail is from; the domain also signs the Message-ID."""

    address: str
    name: str = ""

    @property
    def domain(self) -> str:
        """What follows the @."""
        return self.address.rpartition("@")[2]


class BadAddress(ValueError):
    """The recipient's address is not one bare e-mail address."""


def message_id(key: str, domain: str) -> str:
    """The Message-ID of a ledger key: always the same, so that replies and bounces lead back to it."""
    return f"<{blake2b(key.encode(), digest_size=16).hexdigest()}@{domain}>"


def mail_bytes(key: str, message: Message, sender: Sender, now: datetime) -> bytes:
    """The whole mail, with CRLF line ends. `now` is an aware moment. Raises BadAddress."""
    contact = message.contact
    if not ADDRESS.fullmatch(contact.address):
        raise BadAddress("no single e-mail address")
    headers = [
        f"From: {mailbox(sender.name, sender.address)}",
        f"To: {mailbox(contact.customer_name, contact.address)}",
        f"Subject: {header_text(message.subject_line)}",
        f"Date: {format_datetime(now)}",
        f"Message-ID: {message_id(key, sender.domain)}",
        "MIME-Version: 1.0",
        "Auto-Submitted: auto-generated",
    ]
    return "\r\n".join(headers).encode() + b"\r\n" + _content(key, message)


def _content(key: str, message: Message) -> bytes:
    """Content headers, blank line, content: the text alone, or text and HTML as alternatives."""
    text = _part("plain", message.text)
    if not message.html:
        return text
    boundary = b"=_" + blake2b(b"boundary" + key.encode(), digest_size=16).hexdigest().encode()
    html = _part("html", message.html)
    head = b'Content-Type: multipart/alternative;\r\n boundary="' + boundary + b'"\r\n\r\n'
    parts = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in (text, html))
    return head + parts + b"--" + boundary + b"--\r\n"


def _part(subtype: str, content: str) -> bytes:
    """Quoted-printable, whose lines are short and cannot look like the boundary, which holds an unquoted "=_"."""
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    lines = LINE_BREAK.sub("\r\n", content + "\n")
    if subtype != "plain" or SPACE_AT_END.search(lines):
        return head.encode() + binascii.b2a_qp(lines.encode(), istext=True)
    return head.encode() + _broken_between_words(lines)


def _broken_between_words(lines: str) -> bytes:
    """Quoted-printable that reads well in a plain editor; no line may end in a space.

    Long lines are broken behind a space, whose encoding at the end of a line is then turned into a soft line break.
    """
    encoded = binascii.b2a_qp(LONG_LINE.sub("\\1\r\n", lines).encode(), istext=True)
    return encoded.replace(b"=20\r\n", b" =\r\n")


def mailbox(name: str, address: str) -> str:
    """`Name <address>`; the name is quoted or encoded as it needs."""
    name = _one_line(name)
    if not name:
        return address
    if name.isascii() and len(name) <= PLAIN_LENGTH:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{address}>' if SPECIALS.search(name) else f"{name} <{address}>"
    return f"{header_text(name)}\r\n <{address}>"


def header_text(text: str) -> str:
    """A text on one header line, or as RFC 2047 encoded words, one a line."""
    text = _one_line(text)
    if text.isascii() and len(text) <= PLAIN_LENGTH and "=?" not in text:
        return text
    words, start, size = [], 0, 0
    for position, character in enumerate(text):
        width = len(character.encode())
        if size + width > ENCODED_BYTES:
            words.append(text[start:position])
            start, size = position, 0
        size += width
    return "\r\n ".join(_encoded_word(word) for word in [*words, text[start:]])


def _encoded_word(text: str) -> str:
    return f"=?utf-8?b?{binascii.b2a_base64(text.encode(), newline=False).decode()}?="


def _one_line(text: str) -> str:
    """Without line breaks and control characters, which could start another header."""
    return " ".join("".join(character if character.isprintable() else " " for character in text).split())
