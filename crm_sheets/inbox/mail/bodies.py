"""The text and the attachments of a mail."""

from __future__ import annotations

from collections.abc import Iterator

from crm_sheets.inbox.mail.headers import charset_decoded, raw_header
from crm_sheets.inbox.mail.html_text import html_text
from crm_sheets.inbox.mail.parsing import Mail

MOST_TEXTS = 5
"""Texts with pictures between them are put together, up to so many."""
_DECODABLE = {"", "7bit", "8bit", "binary", "base64", "quoted-printable"}


def plain_text(mail: Mail) -> str:
    """What the mail says: its plain text, else its HTML as text; "" when there is neither."""
    leaves = [part for part in own_parts(mail) if not is_attachment(part)]
    plain = [decoded(part) for part in leaves if part.get_content_type() == "text/plain"]
    if any(text.strip() for text in plain):
        return "\n".join(plain[:MOST_TEXTS])
    html = next((part for part in leaves if part.get_content_type() == "text/html"), None)
    return html_text(decoded(html)) if html is not None else ""


def attachments(mail: Mail) -> int:
    """How many files travel with it; a mail inside the mail counts as one."""
    return sum(1 for part in own_parts(mail) if is_attachment(part))


def own_parts(part: Mail) -> Iterator[Mail]:
    """The leaves of a mail; a mail inside it is one leaf."""
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for child in children(part):
            yield from own_parts(child)
    else:
        yield part


def all_parts(part: Mail) -> Iterator[Mail]:
    """The part and all below it, mails inside the mail included."""
    yield part
    for child in children(part):
        yield from all_parts(child)


def children(part: Mail) -> list[Mail]:
    """The parts directly below; the parser has bounded how deep and how many."""
    payload = part.get_payload()
    return [child for child in payload if not isinstance(child, str)] if isinstance(payload, list) else []


def is_attachment(part: Mail) -> bool:
    """True for anything that is not a text to read in place."""
    disposition = raw_header(part, "Content-Disposition").lower()
    if disposition.startswith("attachment"):
        return True
    return part.get_content_type() not in ("text/plain", "text/html") and part.get_content_maintype() != "multipart"


def decoded(part: Mail) -> str:
    """The text of a leaf, whatever is wrong with its encoding and charset; never raises."""
    encoding = raw_header(part, "Content-Transfer-Encoding").strip().lower()
    if part.is_multipart() or encoding not in _DECODABLE:
        return ""
    try:
        content = part.get_payload(decode=True)
        charset = part.get_param("charset", "utf-8")
    except Exception:  # whatever a hostile mail brings up in the standard library
        return ""
    name = charset[2] if isinstance(charset, tuple) else str(charset)  # RFC 2231 gives a tuple
    return charset_decoded(content, name) if isinstance(content, bytes) else ""
