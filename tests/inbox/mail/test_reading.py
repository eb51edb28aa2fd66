"""What one mail is taken for."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

import mail_samples as samples
import pytest

from crm_sheets.inbox.mail.reading import read_mail
from crm_sheets.model import Inbound, Medium

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


def message(raw: bytes) -> Inbound:
    found = read_mail(raw, NOW, [samples.OUR_ADDRESS]).message
    assert found is not None
    return found


def with_headers(**headers: str) -> Inbound:
    return message(samples.mail("Halo", headers={name.replace("_", "-"): value for name, value in headers.items()}))


def test_a_reply() -> None:
    raw = samples.reply(samples.OUR_ID, "Terima kasih!", "Budi Santoso <Budi@Example.NET>", "Balas BERHENTI")
    raw = raw.replace(b"Message-ID: <", b"Message-ID: <abc.", 1)
    found = message(raw)
    assert found.provider_id.startswith("abc.")
    assert found.provider_id.endswith("@example.net")
    assert found == Inbound(
        source="mail",
        provider_id=found.provider_id,
        medium=Medium.EMAIL,
        sender="budi@example.net",
        at=NOW,
        text="Terima kasih!",
        subject_line="Re: Selamat ulang tahun",
        sender_name="Budi Santoso",
        answers=(samples.OUR_ID,),
    )


def test_our_own_mails_are_nothing() -> None:
    found = read_mail(samples.mail("Halo", f"Kami <{samples.OUR_ADDRESS.upper()}>"), NOW, [samples.OUR_ADDRESS])
    assert found.message is None
    assert found.reports == ()


@pytest.mark.parametrize(
    ("written", "sender", "name"),
    [
        ("budi@example.net", "budi@example.net", ""),
        ("<budi@example.net>", "budi@example.net", ""),
        ("Budi <budi@example.net>", "budi@example.net", "Budi"),
        ("budi@example.net (Budi)", "budi@example.net", "Budi"),
        ('"Budi, S.E." <budi@example.net>', "budi@example.net", "Budi, S.E."),
        ("Budi, S.E. <budi@example.net>", "budi@example.net", "Budi, S.E."),
        ('"budi@example.net" <budi@example.net>', "budi@example.net", "budi@example.net"),
        ("=?utf-8?q?B=C3=BCdi_=3Cx=40y=2Ez=3E?= <budi@example.net>", "budi@example.net", "Büdi <x@y.z>"),
        ("budi@example.net, siti@example.net", "", ""),
        ("budi@example.net, Siti <siti@example.net>", "", ""),
        ("siti@example.net <budi@example.net> <tono@example.net>", "", ""),
        ("undisclosed-recipients:;", "", ""),
        ("Budi", "", ""),
        ("budi@", "", ""),
        ("budi@localhost", "", ""),
        ("budi@example..net", "", ""),
        ("budi@example.net)siti@example.net", "", ""),
        ('"unclosed <budi@example.net>', "", ""),
    ],
)
def test_who_it_is_from(written: str, sender: str, name: str) -> None:
    raw = f"From: {written}\r\nReply-To: tono@example.net\r\n\r\nHalo\r\n".encode()
    assert (message(raw).sender, message(raw).sender_name) == (sender, name)


def test_two_senders_are_none() -> None:
    assert message(b"From: budi@example.net\r\nFrom: siti@example.net\r\n\r\nHalo\r\n").sender == ""


def test_answers_are_the_nearest_first_and_named_once() -> None:
    found = with_headers(In_Reply_To="<c@x.id>", References="<a@x.id>\t<b@x.id> <c@x.id> rubbish <d e@x.id>")
    assert found.answers == ("c@x.id", "b@x.id", "a@x.id")


def test_a_mail_without_an_id_gets_one_from_its_content() -> None:
    one, other = (samples.mail(text, headers={"Message-ID": ""}) for text in ("satu", "dua"))
    assert message(one).provider_id == message(one).provider_id
    assert message(one).provider_id != message(other).provider_id
    assert message(one).provider_id.endswith("@no-message-id")


@pytest.mark.parametrize(
    ("header", "value", "automatic"),
    [
        ("Auto-Submitted", "auto-replied", True),
        ("Auto-Submitted", "auto-generated (vacation); x=y", True),
        ("Auto-Submitted", "no", False),
        ("Auto-Submitted", "No; comment", False),
        ("Precedence", "bulk", True),
        ("Precedence", "List", True),
        ("Precedence", "auto_reply", True),
        ("Precedence", "first-class", False),
        ("List-Id", "<berita.example.net>", True),
        ("X-Auto-Response-Suppress", "All", True),
        ("X-Autoreply", "yes", True),
        ("Return-Path", "<>", True),
        ("Return-Path", "<budi@example.net>", False),
        ("From", "MAILER-DAEMON@example.net", True),
        ("From", "postmaster@example.net", True),
        ("From", "no-reply@example.net", True),
        ("From", "noreply+abc@example.net", True),
        ("From", "do-not-reply@example.net", True),
        ("From", "noriko@example.net", False),
        ("Subject", "Out of office", False),
        ("Subject", "Cuti bersama kapan?", False),
    ],
)
def test_what_no_person_wrote(header: str, value: str, automatic: bool) -> None:
    assert with_headers(**{header.replace("-", "_"): value}).is_automatic is automatic


@pytest.mark.parametrize(
    "subject",
    [
        "unsubscribe {token}",
        "Unsubscribe {token}",
        "{token} unsubscribe",
        "Re: unsubscribe {token}",
        "RE: Fwd: unsubscribe: {token}",
        "unsubscribe%20{token}",
        "unsubscribe+{token}",
        "  unsubscribe   {token} ",
    ],
)
def test_a_tap_on_unsubscribe_names_our_message(subject: str) -> None:
    assert message(samples.unsubscription(samples.OUR_ID, subject=subject)).unsubscribes == samples.OUR_ID


@pytest.mark.parametrize(
    "subject", ["unsubscribe", "unsubscribe 0123", "please unsubscribe {token} now", "unsubscribe {token}0", "{token}"]
)
def test_other_subjects_unsubscribe_nothing(subject: str) -> None:
    assert message(samples.unsubscription(samples.OUR_ID, subject=subject)).unsubscribes == ""


def test_an_unsubscription_has_the_domain_of_the_first_of_our_addresses_as_it_is_written() -> None:
    found = read_mail(samples.unsubscription(samples.OUR_ID), NOW, ("kami@Kirim.example", samples.OUR_ADDRESS)).message
    assert found is not None
    assert found.unsubscribes == samples.OUR_ID.replace("klinik.example.com", "Kirim.example")


def test_without_an_address_of_our_own_nothing_is_unsubscribed() -> None:
    found = read_mail(samples.unsubscription(samples.OUR_ID), NOW, ()).message
    assert found is not None
    assert found.unsubscribes == ""


def test_plain_text_counts_before_html_and_files_are_counted() -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "budi@example.net", "Foto"
    mail.set_content("Ini fotonya")
    mail.add_alternative("<p>Ini <b>bukan</b></p>", subtype="html")
    mail.add_attachment(b"x", maintype="image", subtype="jpeg", filename="foto.jpg")
    mail.add_attachment("catatan", filename="catatan.txt")
    found = message(mail.as_bytes())
    assert (found.text, found.attachments) == ("Ini fotonya", 2)


def test_a_mail_inside_the_mail_is_an_attachment_and_not_its_text() -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner.set_content("BERHENTI")
    outer["From"] = "budi@example.net"
    outer.add_attachment(inner)
    found = message(outer.as_bytes())
    assert (found.text, found.attachments) == ("", 1)


@pytest.mark.parametrize(
    ("kind", "encoding", "content", "text"),
    [
        ("text/plain; charset=utf-8", "quoted-printable", b"caf=C3=A9 =\r\nbaru", "café baru"),
        ("text/plain; charset=utf-8", "base64", b"U2VsYW1hdCBwYWdp", "Selamat pagi"),
        ("text/plain; charset=utf-8", "base64", b"U2VsYW1hdCBwYWdp=====", "Selamat pagi"),
        ("text/plain; charset=windows-1252", "8bit", b"caf\xe9 \x93ya\x94", "café “ya”"),
        ("text/plain; charset=klingon", "8bit", "café".encode(), "café"),
        ("text/plain", "8bit", "café".encode(), "café"),
        ("text/plain; charset=utf-8", "8bit", b"a\xff\x00b\x07c", "a\ufffdbc"),
        ("text/plain; charset=utf-8", "8bit", "a\u202eb\u200bc".encode(), "abc"),
        ("text/plain; charset=us-ascii", "8bit", b"a\r\n\r\n\r\n\r\nb", "a\n\nb"),
        ("text/html; charset=utf-8", "8bit", b"<p>Ya&nbsp;<b>mau</b></p><p>Besok", "Ya mau\n\nBesok"),
    ],
)
def test_texts_in_all_sorts_of_writing(kind: str, encoding: str, content: bytes, text: str) -> None:
    head = f"From: budi@example.net\r\nContent-Type: {kind}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n"
    assert message(head.encode() + content).text == text


@pytest.mark.parametrize(
    ("written", "subject"),
    [
        ("=?utf-8?b?U2VsYW1hdCBwYWdp?=", "Selamat pagi"),
        ("=?utf-8?q?caf=C3=A9?= =?utf-8?q?_baru?=", "café baru"),
        ("=?klingon?q?halo?=", "halo"),
        ("=?utf-8?b?U2Vs!bW==?=", "Selm"),
        ("=?utf-8?q?a=0D=0ABcc:_x=40y.id?=", "a Bcc: x@y.id"),
        ("satu\r\n dua", "satu dua"),
    ],
)
def test_subjects(written: str, subject: str) -> None:
    assert message(f"From: budi@example.net\r\nSubject: {written}\r\n\r\nHalo".encode()).subject_line == subject
