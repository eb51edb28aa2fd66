"""Small builders for tests about sending mail: messages, a channel on this machine, a throwaway certificate."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from time import monotonic
from typing import Any

from message_samples import contact

from crm_sheets.channels.smtp import MailChannel
from crm_sheets.channels.smtp.channel import SentMail
from crm_sheets.model import Medium, Message
from crm_sheets.server_settings import MailSettings

NOW = datetime(2026, 11, 20, 2, 5, tzinfo=UTC)
SCOPE = "workbook-1"
SENDER = "halo@example.co.id"


def mails(count: int, text: str = "Halo\n.\n..titik\nSalam") -> list[tuple[str, Message]]:
    """So many messages with their ledger keys, each to another address."""
    base = contact(Medium.EMAIL)
    return [
        (f"premium|P{number}|2026-11", Message(replace(base, address=f"tamu{number}@example.com"), text, "Premi"))
        for number in range(1, count + 1)
    ]


def mail_settings(port: int, **changes: Any) -> MailSettings:
    """A server on this machine without encryption, one connection; `seconds` may be shorter than operators may say."""
    made = MailSettings(host="127.0.0.1", port=port, security="none", sender=SENDER, at_once=1, seconds=10)
    return made.model_copy(update=changes)


def mail_channel(
    port: int,
    password: str = "",
    awake: Callable[[], float] = monotonic,
    sent_mail: SentMail | None = None,
    dkim_key: bytes | None = None,
    **changes: Any,
) -> MailChannel:
    """A channel to a port of this machine; `awake` is its clock of seconds, `changes` are settings."""
    settings = mail_settings(port, **changes)
    return MailChannel(settings, password, SCOPE, lambda: NOW, awake, sent_mail, dkim_key=dkim_key)


def server_certificate(folder: Path, name: str = "localhost") -> tuple[ssl.SSLContext, Path]:
    """What a server shows for `name` (a host or an IP address), and the file of who vouches for it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    where = x509.IPAddress(ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    builder = builder.add_extension(x509.SubjectAlternativeName([where]), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    certificate, private = folder / "certificate.pem", folder / "key.pem"
    certificate.write_bytes(builder.sign(key, SHA256()).public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, private)
    return context, certificate
