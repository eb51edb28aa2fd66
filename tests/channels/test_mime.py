"""Mails written directly are read back by the standard library exactly as meant."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from message_samples import contact

from crm_sheets.channels.mime import BadAddress, Sender, header_text, mail_bytes, message_id
from crm_sheets.model import Medium, Message

NOW = datetime(2026, 11, 20, 9, 5, tzinfo=timezone(timedelta(hours=7)))
SENDER = Sender("halo@example.co.id", "Mitra Sehat, Jakarta")
KEY = "birthday|P1|2026"


def mail(text: str = "Halo", html: str = "", subject: str = "S", **changes: str) -> Message:
    return Message(replace(contact(Medium.EMAIL), **changes), text, subject, html)


def read(message: Message, key: str = KEY) -> EmailMessage:
    raw = mail_bytes(key, message, SENDER, NOW)
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    assert parsed.defects == []
    return parsed


def content(parsed: EmailMessage, kind: str) -> str:
    part = parsed.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_headers() -> None:
    parsed = read(mail(subject="Selamat ulang tahun, Bapak Budi", customer_name="Budi Santoso"))
    assert parsed["To"] == "Budi Santoso <budi@example.com>"
    assert parsed["From"] == '"Mitra Sehat, Jakarta" <halo@example.co.id>'
    assert parsed["Subject"] == "Selamat ulang tahun, Bapak Budi"
    assert parsed["Date"].datetime == NOW
    assert parsed["Bcc"] is None
    assert parsed["Message-ID"] == message_id(KEY, "example.co.id")


def test_the_message_id_belongs_to_the_key_alone() -> None:
    assert read(mail("a"))["Message-ID"] == read(mail("b", subject="T"))["Message-ID"]
    assert read(mail(), "k1")["Message-ID"] != read(mail(), "k2")["Message-ID"]


def test_text_alone_and_text_with_html() -> None:
    text = (
        "Yth. Budi,\n\nHarga = Rp5.000 =\n.\nFrom here\n"
        + "panjang " * 40
        + "\n\ttab dan é\u2013\U0001f389 \n--\nakhir"
    )
    plain = read(mail(text))
    assert plain.get_content_type() == "text/plain"
    assert content(plain, "plain") == text + "\n"
    both = read(mail(text, "<p>é =_ " + "x" * 3000 + "</p>"))
    assert [part.get_content_type() for part in both.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert content(both, "plain") == text + "\n"
    assert content(both, "html") == "<p>é =_ " + "x" * 3000 + "</p>\n"


def test_lines_are_short_and_end_in_crlf() -> None:
    raw = mail_bytes(KEY, mail("é" * 5000, "<p>" + "y" * 5000, "judul é " * 20, customer_name="É" * 90), SENDER, NOW)
    lines = raw.split(b"\r\n")
    assert max(map(len, lines)) <= 78
    assert b"\n" not in b"".join(lines)
    assert raw.isascii()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "budi",
        "a@x, b@y",
        "a@x\nBcc: b@y",
        "a@x>",
        "<a@x",
        "a b@x",
        "a@x;b@y",
        "@x",
        "a@",
        'a"@x',
        "a@x\x00",
        "a@@x",
    ],
)
def test_anything_but_one_bare_address_is_refused(address: str) -> None:
    with pytest.raises(BadAddress):
        mail_bytes(KEY, mail(address=address), SENDER, NOW)


HOSTILE = st.text(alphabet=st.sampled_from('ab é\r\n\t",;:<>@()\\=?_\x00\u2028\U0001f389'), max_size=120)


@given(HOSTILE, HOSTILE)
def test_nothing_in_a_name_or_subject_makes_another_header_or_recipient(name: str, subject: str) -> None:
    parsed = read(mail(subject=subject, customer_name=name))
    names = [name for name, _ in parsed.items()]
    assert names == [
        "From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Auto-Submitted",
        "Content-Type", "Content-Transfer-Encoding",
    ]  # fmt: skip
    assert [address.addr_spec for address in parsed["To"].addresses] == ["budi@example.com"]
    assert content(parsed, "plain") == "Halo\n"


@given(st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), max_size=200))
def test_a_subject_reads_back_as_it_was(subject: str) -> None:
    assert read(mail(subject=subject))["Subject"] == subject


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=300))
def test_a_text_reads_back_as_it_was(text: str) -> None:
    assert content(read(mail(text)), "plain") == text + "\n"


def test_an_encoded_header_never_splits_a_character() -> None:
    for word in header_text("é\U0001f389" * 40).split("\r\n "):
        assert len(word) <= 75
        assert email.policy.default.header_factory("Subject", word)


def test_dates_in_utc() -> None:
    raw = mail_bytes(KEY, mail(), SENDER, datetime(2026, 11, 20, 2, 0, tzinfo=UTC))
    assert b"Date: Fri, 20 Nov 2026 02:00:00 +0000\r\n" in raw


def test_a_long_line_is_broken_between_words_so_that_a_plain_editor_shows_it_well() -> None:
    text = "Semoga senantiasa diberi kesehatan, kebahagiaan, dan kelancaran dalam segala urusan. " * 4 + "Salam"
    whole = mail_bytes(KEY, mail(text), SENDER, NOW).split(b"\r\n\r\n", 1)[1]
    lines = whole.decode().splitlines()
    assert all(line.endswith(" =") for line in lines[:-1])
    assert max(map(len, lines)) <= 76
    assert " ".join(line.removesuffix(" =") for line in lines) == text


@given(st.text(alphabet="ab= \u00e9\n\t", max_size=400))
def test_lines_broken_between_words_read_back_as_they_were(text: str) -> None:
    assert content(read(mail(text)), "plain") == text + "\n"
    body = mail_bytes(KEY, mail(text), SENDER, NOW).split(b"\r\n\r\n", 1)[1]
    assert max(map(len, body.split(b"\r\n"))) <= 76
