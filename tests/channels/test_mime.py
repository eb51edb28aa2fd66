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
from crm_sheets.model import Attachment, Medium, Message

NOW = datetime(2026, 11, 20, 9, 5, tzinfo=timezone(timedelta(hours=7)))
SENDER = Sender("halo@example.co.id", "Mitra Sehat, Jakarta")
KEY = "birthday|P1|2026"


def mail(text: str = "Halo", html: str = "", subject: str = "S", **changes: str) -> Message:
    return Message(replace(contact(Medium.EMAIL), **changes), text, subject, html)


def read(message: Message, key: str = KEY, sender: Sender = SENDER) -> EmailMessage:
    raw = mail_bytes(key, message, sender, NOW)
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


FULL = Sender(
    "halo@example.co.id", "Mitra", "balas@example.co.id", "keluar+crm&1@example.co.id", "https://x.id/u/{token}?a=1"
)


def test_ways_out_lead_back_to_the_mail() -> None:
    token = message_id(KEY, "example.co.id")[1:].partition("@")[0]
    parsed = read(mail(), sender=FULL)
    assert parsed["Reply-To"] == "Mitra <balas@example.co.id>"
    assert parsed["List-Unsubscribe"] == (
        f"<mailto:keluar%2Bcrm%261@example.co.id?subject=unsubscribe%20{token}>, <https://x.id/u/{token}?a=1>"
    )
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert parsed["Auto-Submitted"] == "auto-generated"


def test_one_click_is_promised_only_where_a_server_answers() -> None:
    parsed = read(mail(), sender=Sender("halo@example.co.id", unsubscribe="halo@example.co.id"))
    assert parsed["List-Unsubscribe"].startswith("<mailto:halo@example.co.id?subject=unsubscribe%20")
    assert parsed["List-Unsubscribe-Post"] is None
    assert "https" not in parsed["List-Unsubscribe"]
    assert read(mail())["List-Unsubscribe"] is None


def with_files(message: Message, *files: Attachment) -> EmailMessage:
    return read(Message(message.contact, message.text, message.subject_line, message.html, attachments=files))


PDF = Attachment("polis.pdf", "application/pdf", bytes(range(256)) * 20)


def test_files_travel_beside_text_and_html() -> None:
    parsed = with_files(mail("Halo", "<p>Halo</p>"), PDF, Attachment("b.csv", "text/csv", b"a;b\r\n1;2"))
    assert [part.get_content_type() for part in parsed.walk()] == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf", "text/csv",
    ]  # fmt: skip
    assert content(parsed, "plain") == "Halo\n"
    pdf, csv = parsed.iter_attachments()
    assert (pdf.get_filename(), pdf.get_content()) == ("polis.pdf", PDF.content)
    assert csv.get_payload(decode=True) == b"a;b\r\n1;2"
    assert {part.get_content_disposition() for part in (pdf, csv)} == {"attachment"}


@pytest.mark.parametrize(
    ("name", "arrives"),
    [
        ("polis 2026.pdf", "polis 2026.pdf"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("C:\\x\\y.pdf", "C--x-y.pdf"),
        ('a"; filename="b.exe', "a-- filename=-b.exe"),
        ("a\r\nBcc: b@y.pdf", "a Bcc- b@y.pdf"),
        ("", "attachment"),
        ("...", "attachment"),
        ("Polis \u00e9 \U0001f389.pdf", "Polis \u00e9 \U0001f389.pdf"),
        ("\u00e9" * 300 + ".pdf", "\u00e9" * 76 + ".pdf"),
        ("half \ud800.pdf", "half .pdf"),
    ],
)
def test_names_of_files(name: str, arrives: str) -> None:
    (part,) = with_files(mail(), Attachment(name, "application/pdf", b"x")).iter_attachments()
    assert part.get_filename() == arrives


@pytest.mark.parametrize("media_type", ["", "pdf", "multipart/mixed", "message/rfc822", "a/b\r\nBcc: x@y", "a/b; c=d"])
def test_a_strange_media_type_becomes_any_file(media_type: str) -> None:
    (part,) = with_files(mail(), Attachment("a.bin", media_type, b"\x00\xff\n.\n")).iter_attachments()
    assert part.get_content_type() == "application/octet-stream"
    assert part.get_content() == b"\x00\xff\n.\n"


@given(st.text(max_size=120), st.binary(max_size=400), HOSTILE)
def test_any_file_reads_back_as_it_was(name: str, data: bytes, text: str) -> None:
    parsed = with_files(mail(text, "<p>x</p>"), Attachment(name, "application/pdf", data))
    (part,) = parsed.iter_attachments()
    assert part.get_content() == data
    assert part.get_filename()
    assert [item.get_content_type() for item in parsed.walk()][-1] == "application/pdf"


WILD = st.text(max_size=150)


@given(name=WILD, subject=WILD, text=WILD, html=WILD, file_name=WILD, sender_name=WILD)
def test_wild_texts_stay_in_their_places(
    name: str, subject: str, text: str, html: str, file_name: str, sender_name: str
) -> None:
    message = mail(text, html, subject, customer_name=name)
    message = Message(message.contact, text, subject, html, attachments=(Attachment(file_name, "a/b", b"1"),))
    sender = Sender("halo@example.co.id", sender_name, "balas@example.co.id", "x@example.co.id", "https://x.id/{token}")
    raw = mail_bytes(KEY, message, sender, NOW)
    parsed = read(message, sender=sender)
    assert [header for header, _ in parsed.items()] == [
        "From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Auto-Submitted", "Reply-To",
        "List-Unsubscribe", "List-Unsubscribe-Post", "Content-Type",
    ]  # fmt: skip
    for header, address in (("From", "halo@"), ("To", "budi@"), ("Reply-To", "balas@")):
        (only,) = parsed[header].addresses
        assert only.addr_spec.startswith(address)
    assert raw.isascii()
    assert not raw.replace(b"\r\n", b"").count(b"\n") and not raw.replace(b"\r\n", b"").count(b"\r")
    assert max(map(len, raw.split(b"\r\n"))) <= 150


def test_domains_in_other_scripts_are_written_as_dns_knows_them() -> None:
    assert read(mail(address="budi@b\u00fccher.example"))["To"].addresses[0].domain == "xn--bcher-kva.example"
    sender = Sender("halo@b\u00fccher.example")
    parsed = read(mail(), sender=sender)
    assert parsed["From"].addresses[0].domain == "xn--bcher-kva.example"
    assert parsed["Message-ID"] == message_id(KEY, "xn--bcher-kva.example") == message_id(KEY, sender.domain)


def test_an_address_before_the_at_in_another_script_stays_utf8() -> None:
    raw = mail_bytes(KEY, mail(address="b\u00fcdi@b\u00fccher.example"), SENDER, NOW)
    assert "<b\u00fcdi@xn--bcher-kva.example>".encode() in raw


@pytest.mark.parametrize(
    "address",
    [".a@x.id", "a.@x.id", "a..b@x.id", "a@.x", "a@x..id", "a@-x-.id", "a@x!y", "a@" + "x" * 64 + ".id",
     "a@\u2603\u200d.\u00ad", "\u00e9" * 40 + "@x.id", "\ud800@x.id"],
)  # fmt: skip
def test_what_no_mail_server_takes_is_refused(address: str) -> None:
    with pytest.raises(BadAddress) as caught:
        mail_bytes(KEY, mail(address=address), SENDER, NOW)
    assert address not in str(caught.value)


@pytest.mark.parametrize("field", ["address", "reply_to", "unsubscribe"])
def test_a_sender_cannot_bring_a_header_in(field: str) -> None:
    with pytest.raises(BadAddress):
        mail_bytes(KEY, mail(), Sender(**{"address": "a@x.id", field: "a@x.id>\r\nBcc: b@y"}), NOW)
