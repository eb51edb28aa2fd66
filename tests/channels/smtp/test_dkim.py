"""Signatures that dkimpy's verifier finds right, and that break when a mail is changed."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from dataclasses import replace
from functools import cache
from types import SimpleNamespace

import dkim
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from hypothesis import given, settings
from hypothesis import strategies as st
from message_samples import contact
from outgoing_mails import NOW, mail_channel, mails
from smtp_sink import running_sink

from crm_sheets.channels.mime import Sender, mail_bytes
from crm_sheets.channels.smtp.dkim import Signer
from crm_sheets.errors import ConfigurationError
from crm_sheets.model import Attachment, ContactState, Medium, Message

SELECTOR, DOMAIN = "crm2026", "example.co.id"
SENDER = Sender("halo@example.co.id", "Mitra Sehat", "balas@example.co.id", "x@example.co.id", "https://x.id/{token}")
KINDS = ("rsa", "ed25519")


@cache
def pair(kind: str) -> tuple[bytes, bytes]:
    """A private key as PEM, and the DNS entry for it."""
    key = generate_private_key(65537, 2048) if kind == "rsa" else Ed25519PrivateKey.generate()
    how = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    if kind == "ed25519":
        how = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    public = b64encode(key.public_key().public_bytes(*how))
    return private(key), f"v=DKIM1; k={kind}; p=".encode() + public


def private(key, passphrase: bytes = b"") -> bytes:  # type: ignore[no-untyped-def]
    lock = serialization.BestAvailableEncryption(passphrase) if passphrase else serialization.NoEncryption()
    return bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock))


class VerifyKey:
    """What dkimpy takes from PyNaCl, by `cryptography`: the verifying of RFC 8032 only."""

    def __init__(self, text: bytes, encoder: object) -> None:
        self._key = Ed25519PublicKey.from_public_bytes(b64decode(text))

    def verify(self, data: bytes, signature: bytes) -> None:
        self._key.verify(signature, data)


@pytest.fixture(autouse=True)
def _ed25519_for_dkimpy(monkeypatch: pytest.MonkeyPatch) -> None:
    nacl = SimpleNamespace(
        signing=SimpleNamespace(VerifyKey=VerifyKey),
        encoding=SimpleNamespace(Base64Encoder=None),
        exceptions=SimpleNamespace(BadSignatureError=InvalidSignature, ValueError=ValueError),
    )
    monkeypatch.setattr(dkim, "nacl", nacl, raising=False)


def is_right(mail: bytes, kind: str) -> bool:
    def dns(name: bytes, timeout: int = 5) -> bytes:
        assert name == f"{SELECTOR}._domainkey.{DOMAIN}.".encode()
        return pair(kind)[1]

    return bool(dkim.verify(mail, dnsfunc=dns))


def message(text: str = "Halo", html: str = "", subject: str = "Premi", name: str = "Budi") -> Message:
    return Message(replace(contact(Medium.EMAIL), customer_name=name), text, subject, html)


def signed(sample: Message, kind: str, sender: Sender = SENDER) -> bytes:
    return Signer(pair(kind)[0], SELECTOR, DOMAIN).sign(mail_bytes("w|k", sample, sender, NOW), NOW)


FILE = Attachment("polis.pdf", "application/pdf", bytes(range(256)) * 9)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "sample",
    [
        message(),
        message("baris  dua \n\n\t tab \n\n\n", "<p>é</p>\n" * 50, "judul é " * 20, "Bapak É" * 20),
        replace(message("Dengan lampiran"), attachments=(FILE,)),
    ],
)
def test_dkimpy_finds_them_right(kind: str, sample: Message) -> None:
    assert is_right(signed(sample, kind), kind)
    assert is_right(signed(sample, kind, Sender("halo@example.co.id")), kind)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=120), st.text(max_size=60))
def test_whatever_the_text(text: str, subject: str, name: str) -> None:
    assert is_right(signed(message(text, f"<p>{text}</p>", subject, name), "ed25519"), "ed25519")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("what", "other"),
    [
        (b"Subject: Premi", b"Subject: Lain"),
        (b"To: Budi", b"To: Ani"),
        (b"Halo", b"Hula"),
        (b"unsubscribe%20", b"unsubscribe%21"),
        (b"List-Unsubscribe-Post: List", b"List-Unsubscribe-Post: Lost"),
        (b"Reply-To: ", b"Reply-To: a@b, "),
        (b"From: ", b"From: a@b\r\nFrom: "),
        (b"text/plain", b"text/html"),
    ],
)
def test_a_changed_mail_is_found_out(kind: str, what: bytes, other: bytes) -> None:
    mail = signed(message(), kind)
    assert mail.count(what) >= 1
    assert not is_right(mail.replace(what, other), kind)


def test_headers_that_are_missing_cannot_be_added() -> None:
    mail = signed(message(), "ed25519", Sender("halo@example.co.id"))
    for line in (b"Reply-To: thief@example.com", b"List-Unsubscribe: <mailto:thief@example.com>"):
        assert not is_right(mail.replace(b"MIME-Version", line + b"\r\nMIME-Version"), "ed25519")


@pytest.mark.parametrize("kind", KINDS)
def test_the_signature_stands_on_short_lines_in_front(kind: str) -> None:
    mail = signed(message(), kind)
    head = re.match(rb"DKIM-Signature: (?:[^\r\n]*\r\n[ ])*[^\r\n]*\r\n", mail)
    assert head is not None
    assert max(map(len, head[0].split(b"\r\n"))) <= 78
    assert mail[head.end() :] == mail_bytes("w|k", message(), SENDER, NOW)


BAD_KEYS = {
    "nothing": b"",
    "no key": b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    "a public key": b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
    "another kind": private(ec.generate_private_key(ec.SECP256R1())),
    "a passphrase": private(Ed25519PrivateKey.generate(), b"rahasia"),
    "bytes": bytes(range(256)),
}


@pytest.mark.parametrize("case", BAD_KEYS)
def test_a_key_that_cannot_sign_is_refused_at_once(case: str) -> None:
    with pytest.raises(ConfigurationError, match=r"mail\.dkim_key") as caught:
        Signer(BAD_KEYS[case], SELECTOR, DOMAIN)
    assert caught.value.__cause__ is None
    assert "AAAA" not in str(caught.value)


@pytest.mark.parametrize("selector", ["", "a b", "a;b=c", "a\r\nb"])
def test_a_selector_that_cannot_be_is_refused_at_once(selector: str) -> None:
    with pytest.raises(ConfigurationError, match=r"mail\.dkim_selector"):
        Signer(pair("ed25519")[0], selector, DOMAIN)


@pytest.mark.parametrize("kind", KINDS)
def test_mails_that_went_over_a_real_server(kind: str) -> None:
    with running_sink() as sink:
        with mail_channel(sink.port, dkim_key=pair(kind)[0], dkim_selector=SELECTOR) as channel:
            receipts = channel.send(mails(3, ".\n..\nHalo  dunia \n"))
        arrived = [path.read_bytes() for path in sink.folder.iterdir()]
    assert [receipt.state for receipt in receipts] == [ContactState.SENT] * 3
    for raw in arrived:
        mail = raw[raw.index(b"DKIM-Signature:") :].removesuffix(b"\n").replace(b"\n", b"\r\n")
        assert is_right(mail, kind)
