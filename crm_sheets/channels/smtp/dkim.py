"""DKIM signatures (RFC 6376): relaxed, over the headers that people see and act on.

The canonical forms are dkimpy's. The signature itself is made by `cryptography`: dkimpy computes RSA in Python numbers
and reads the key anew for each mail.
"""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from crm_sheets.channels.addresses import BadAddress, ascii_domain
from crm_sheets.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

SIGNED = (
    b"from", b"from", b"to", b"subject", b"date", b"message-id", b"reply-to", b"mime-version", b"content-type",
    b"content-transfer-encoding", b"list-unsubscribe", b"list-unsubscribe-post",
)  # fmt: skip
"""A header named once more than it is there cannot be added later (RFC 6376, 5.4.2); From never twice."""
SMALLEST_RSA = 1024
"""Bits; receivers reject less (RFC 8301, 3.2)."""
LINE = 70


class Signer:
    """Signs mails for a domain with the private key (PEM) whose public half stands at `selector`._domainkey.`domain`.

    Raises ConfigurationError when the key, the selector or the domain cannot work.
    """

    def __init__(self, key: bytes, selector: str, domain: str) -> None:
        from dkim.canonicalization import Relaxed

        self._relaxed = Relaxed
        algorithm, self._signature = _key(key)
        try:
            where, at = ascii_domain(domain), ascii_domain(selector)
        except BadAddress:
            raise ConfigurationError(
                "mail.dkim_selector in crm.toml must name where the public key stands: the selector of your DNS entry "
                "<selector>._domainkey.<domain>."
            ) from None
        names = b":".join(SIGNED).replace(b":date", b":\r\n date").replace(b":list", b":\r\n list", 1)
        self._begin = (
            f"v=1; a={algorithm}; c=relaxed/relaxed; d={where};\r\n s={at}; t=".encode(),
            b";\r\n h=" + names + b";\r\n bh=",
            b";\r\n b=",
        )

    def sign(self, mail: bytes, now: datetime) -> bytes:
        """The mail with its signature in front. `now` is an aware moment."""
        head, _, body = mail.partition(b"\r\n\r\n")
        digest = b64encode(sha256(self._relaxed.canonicalize_body(body)).digest())
        first, second, third = self._begin
        tags = first + str(int(now.timestamp())).encode() + second + digest + third
        headers = dict(self._relaxed.canonicalize_headers(_fields(head)))
        signed = b"".join(name + b":" + headers.pop(name) for name in SIGNED if name in headers)
        own = self._relaxed.canonicalize_headers([(b"DKIM-Signature", b" " + tags)])[0]
        signature = b64encode(self._signature(signed + own[0] + b":" + own[1].rstrip()))
        lines = b"\r\n ".join(signature[start : start + LINE] for start in range(0, len(signature), LINE))
        return b"DKIM-Signature: " + tags + lines + b"\r\n" + mail


def published(key: bytes, selector: str, domain: str) -> tuple[str, str]:
    """Name and value of the TXT record in DNS that belongs to a private key (RFC 6376, 3.6). Raises ConfigurationError.

    The value is in one piece; where a DNS server takes pieces of 255 characters, it is cut into them.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

    Signer(key, selector, domain)
    public = load_pem_private_key(key, None).public_key()
    if isinstance(public, Ed25519PublicKey):  # RFC 8463, 4: the bare key
        kind, shown = "ed25519", public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    else:
        kind, shown = "rsa", public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    name = f"{ascii_domain(selector)}._domainkey.{ascii_domain(domain)}"
    return name, f"v=DKIM1; k={kind}; p={b64encode(shown).decode()}"


def _fields(head: bytes) -> list[tuple[bytes, bytes]]:
    """Name and value of each header, as they stand."""
    lines = head.replace(b"\r\n ", b"\n ").split(b"\r\n")
    return [(name, value) for name, _, value in (line.partition(b":") for line in lines)]


def _key(pem: bytes) -> tuple[str, Callable[[bytes], bytes]]:
    """The algorithm's name and what signs. Raises ConfigurationError."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        key = load_pem_private_key(pem, None)
    except Exception:  # whatever it says could quote the key
        key = None
    if isinstance(key, Ed25519PrivateKey):
        return "ed25519-sha256", lambda data: key.sign(sha256(data).digest())  # RFC 8463, 3
    if isinstance(key, RSAPrivateKey) and key.key_size >= SMALLEST_RSA:
        padding, algorithm = PKCS1v15(), SHA256()
        return "rsa-sha256", lambda data: key.sign(data, padding, algorithm)
    raise ConfigurationError(
        f"mail.dkim_key in crm.toml does not name a private key that can sign mails: it must be a PEM file without a "
        f"passphrase, RSA of at least {SMALLEST_RSA} bits or Ed25519. Make one with: openssl genrsa -out dkim.pem 2048"
    )
