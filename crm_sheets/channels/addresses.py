"""E-mail addresses as mail servers take them: one bare address, its domain in ASCII."""

from __future__ import annotations

import re
from functools import lru_cache

ADDRESS = re.compile(r"[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]{1,64}@[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]{1,190}")
"""One bare address: nothing that a header would read as a second one. What is more is checked on reading the sheet."""
DOMAIN = re.compile(
    r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*"
)
LOCAL_BYTES, ADDRESS_BYTES = 64, 254
"""The most that mail servers take (RFC 5321, 4.5.3.1)."""


class BadAddress(ValueError):
    """Not one bare e-mail address, or none that mail servers take; the message never quotes it."""


def wire_address(text: str) -> str:
    """The address with its domain in ASCII (RFC 5891); what is before the @ stays as it is. Raises BadAddress."""
    if not ADDRESS.fullmatch(text):
        raise BadAddress("no single e-mail address")
    local, _, domain = text.rpartition("@")
    address = f"{local}@{ascii_domain(domain)}"
    if local.startswith(".") or local.endswith(".") or ".." in local or not _fits(local, address):
        raise BadAddress("no e-mail address that mail servers take")
    return address


@lru_cache(maxsize=256)
def ascii_domain(domain: str) -> str:
    """A domain name as DNS knows it. Raises BadAddress."""
    name = domain if domain.isascii() else _encoded(domain)
    if not DOMAIN.fullmatch(name):
        raise BadAddress("the domain of the e-mail address cannot exist")
    return name


def needs_utf8(address: str) -> bool:
    """True when only a server with SMTPUTF8 (RFC 6531) takes a wire address."""
    return not address.isascii()


def _fits(local: str, address: str) -> bool:
    try:
        return len(local.encode()) <= LOCAL_BYTES and len(address.encode()) <= ADDRESS_BYTES
    except UnicodeEncodeError:  # half of a character: it came from a damaged cell
        return False


def _encoded(domain: str) -> str:
    import idna

    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError as error:
        raise BadAddress("the domain of the e-mail address cannot exist") from error
