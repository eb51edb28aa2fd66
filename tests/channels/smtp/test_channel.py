"""E-mail through a real server: what arrives, how it gets there, and what the channel says about it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime

import pytest
from delay_relay import running_relay
from hypothesis import given, settings
from hypothesis import strategies as st
from message_samples import contact, trace
from outgoing_mails import SCOPE, SENDER, mail_channel, mails
from scripted_smtp import Do, running_script
from smtp_sink import free_port, running_sink

from crm_sheets.channels.mime import message_id
from crm_sheets.channels.protocol import Evidence
from crm_sheets.channels.smtp.batch import dotted
from crm_sheets.errors import ConfigurationError
from crm_sheets.model import ContactState, Medium, Message

SENT, FAILED = ContactState.SENT, ContactState.FAILED
MANY_DOTS = "Halo\n.\n..\n.titik\n \n.\nSalam.\n."


@pytest.mark.parametrize("options", [(), ("-p",), ("-e",), ("-8", "-E", "-a")])
@pytest.mark.parametrize("at_once", [1, 4])
def test_each_mail_arrives_once_and_whole(options: tuple[str, ...], at_once: int) -> None:
    messages = mails(30, MANY_DOTS)
    with running_sink(*options) as sink, mail_channel(sink.port, at_once=at_once) as channel:
        receipts = channel.send(messages)
        taken = sink.taken()
    assert [(receipt.key, receipt.state) for receipt in receipts] == [(key, SENT) for key, _ in messages]
    assert {mail.sender for mail in taken} == {SENDER}
    assert sorted(mail.recipients for mail in taken) == sorted((message.contact.address,) for _, message in messages)
    assert {str(mail.mail["Message-ID"])[1:-1] for mail in taken} == {receipt.provider_id for receipt in receipts}
    assert {mail.mail.get_content().replace("\r\n", "\n") for mail in taken} == {MANY_DOTS + "\n"}


def test_the_message_id_belongs_to_workbook_and_key() -> None:
    (key, message), *_ = mails(1)
    with running_sink() as sink, mail_channel(sink.port) as channel:
        (receipt,) = channel.send([(key, message)])
    assert f"<{receipt.provider_id}>" == message_id(f"{SCOPE}|{key}", "example.co.id")


@pytest.mark.parametrize(
    ("options", "retry"),
    [
        (("-f", "CONNECT"), True),
        (("-f", "EHLO,HELO"), True),
        (("-f", "MAIL"), True),
        (("-f", "RCPT"), False),
        (("-f", "DATA"), True),
        (("-f", "."), True),
        (("-r", "CONNECT"), True),
        (("-r", "MAIL"), True),
        (("-r", "RCPT"), True),
        (("-r", "DATA"), True),
        (("-r", "."), True),
        (("-q", "CONNECT"), True),
        (("-q", "EHLO"), True),
        (("-q", "MAIL"), True),
        (("-q", "RCPT"), True),
        (("-q", "DATA"), True),
        (("-Q", "MAIL"), True),
        (("-Q", "."), True),
    ],
)
def test_a_server_that_takes_nothing(options: tuple[str, str], retry: bool) -> None:
    """smtp-sink refuses (-f for good, -r for now) or hangs up (-q, -Q) at each step."""
    with running_sink(*options) as sink, mail_channel(sink.port, at_once=2) as channel:
        receipts = channel.send(mails(6))
        assert "." in options or sink.taken() == []  # it writes a mail down before it refuses it at the final dot
    assert {(receipt.state, receipt.retry, receipt.closes) for receipt in receipts} == {(FAILED, retry, None)}


def test_a_server_that_hangs_up_after_the_final_dot_leaves_doubt() -> None:
    with running_sink("-q", ".") as sink, mail_channel(sink.port) as channel:
        receipts = channel.send(mails(3))
    assert {receipt.state for receipt in receipts} == {ContactState.UNCERTAIN}


def test_nobody_listens() -> None:
    with mail_channel(free_port(), at_once=4) as channel:
        for _ in range(2):
            receipts = channel.send(mails(6))
            assert {(receipt.state, receipt.retry) for receipt in receipts} == {(FAILED, True)}


def test_one_round_trip_a_mail() -> None:
    """Counted, not timed: after the first mail the server hears the end of one mail and the next one's commands."""
    with running_script() as server, mail_channel(server.port) as channel:
        channel.send(mails(4))
        assert server.connections == 1
        assert "RSET" not in server.heard


def test_connections_are_used_again_and_replaced_when_the_server_hung_up() -> None:
    with running_script() as server, mail_channel(server.port, at_once=2) as channel:
        for _ in range(3):
            assert {receipt.state for receipt in channel.send(mails(8))} == {SENT}
        assert server.connections == 2
        server.hang_up()
        assert {receipt.state for receipt in channel.send(mails(8))} == {SENT}
        assert server.connections <= 4


def test_a_connection_that_was_idle_for_long_is_replaced() -> None:
    now = [0.0]
    with running_script() as server, mail_channel(server.port, awake=lambda: now[0]) as channel:
        channel.send(mails(1))
        now[0] += 31
        assert channel.send(mails(1))[0].state is SENT
        assert server.connections == 2


def test_a_process_that_was_paused_sends_no_more_of_its_batch() -> None:
    now, server_heard = [0.0], 0

    def awake() -> float:
        return 61.0 if server_heard + len(server.taken) >= 2 else now[0]

    with running_script() as server, mail_channel(server.port, awake=awake) as channel:
        receipts = channel.send(mails(6))
        assert [receipt.state for receipt in receipts[:2]] == [SENT, SENT]
        assert {(receipt.state, receipt.retry) for receipt in receipts[2:]} == {(FAILED, True)}
        assert len(server.taken) == 2


def test_a_pause_between_the_commands_and_the_content_keeps_the_content_back() -> None:
    def awake() -> float:
        return 61.0 if server.times["data"] else 0.0

    with running_script() as server, mail_channel(server.port, awake=awake) as channel:
        receipts = channel.send(mails(2))
        assert server.times["data"] == 1
        assert server.taken == server.contents == []
    assert {(receipt.state, receipt.retry) for receipt in receipts} == {(FAILED, True)}


def test_what_a_server_cannot_take_is_not_offered_to_it() -> None:
    (key, small), *_ = mails(1)
    large = replace(small, text="x" * 5000)
    foreign = replace(small, contact=replace(small.contact, address="b\u00fcdi@example.com"))
    with running_script(offers=("PIPELINING", "SIZE 3000")) as server, mail_channel(server.port) as channel:
        receipts = channel.send([("a", large), ("b", foreign), (key, small)])
    assert [(receipt.state, receipt.retry, receipt.closes) for receipt in receipts] == [
        (FAILED, False, None), (FAILED, False, None), (SENT, False, None),
    ]  # fmt: skip
    assert server.times["mail"] == 1


def test_addresses_in_other_scripts() -> None:
    (_, message), *_ = mails(1)
    local = replace(message, contact=replace(message.contact, address="b\u00fcdi@b\u00fccher.example"))
    domain = replace(message, contact=replace(message.contact, address="budi@b\u00fccher.example"))
    with running_script() as server, mail_channel(server.port) as channel:
        assert {receipt.state for receipt in channel.send([("a", local), ("b", domain)])} == {SENT}
    heard = [line for line in server.heard if line.startswith(("MAIL", "RCPT"))]
    assert heard[0].endswith(" SMTPUTF8 BODY=8BITMIME")
    assert heard[1] == "RCPT TO:<b\u00fcdi@xn--bcher-kva.example>"
    assert "SMTPUTF8" not in heard[2]
    assert heard[3] == "RCPT TO:<budi@xn--bcher-kva.example>"


def test_messages_that_are_no_mails_stop_no_others() -> None:
    base = contact(Medium.EMAIL)
    wild = [
        Message(replace(base, address="a@x, b@y"), "Halo"),
        Message(replace(base, address="a\r\nDATA"), "Halo"),
        Message(replace(base, address="\ud800@example.com"), "Halo"),
        Message(base, "half \ud800 a character", "judul \udfff"),
    ]
    with running_script() as server, mail_channel(server.port) as channel:
        receipts = channel.send([(str(number), message) for number, message in enumerate(wild)])
        assert channel.send([]) == []
    assert [receipt.state for receipt in receipts] == [FAILED, FAILED, FAILED, SENT]
    assert not any(receipt.retry for receipt in receipts)
    assert len(server.taken) == 1


class Known:
    """A mailbox that has traces of one mail; how it was asked."""

    def __init__(self, known: str) -> None:
        self.known, self.closed = known, 0
        self.asked: list[tuple[str, datetime]] = []

    def has(self, message_id: str, since: datetime) -> bool | None:
        self.asked.append((message_id, since))
        return message_id == self.known or None

    def close(self) -> None:
        self.closed += 1


def test_evidence_is_what_the_mailbox_knows_since_it_was_about_to_be_sent() -> None:
    known = message_id(f"{SCOPE}|k", "example.co.id")[1:-1]
    mailbox, asked = Known(known), trace("k", Medium.EMAIL)
    channel = mail_channel(1, sent_mail=mailbox)
    assert channel.evidence(asked) is Evidence.SENT
    assert channel.evidence(trace("other", Medium.EMAIL)) is Evidence.UNKNOWN
    assert mailbox.asked[0] == (known, asked.since)
    assert mail_channel(1).evidence(asked) is Evidence.UNKNOWN


def test_the_connection_to_the_mailbox_is_closed_with_the_channel() -> None:
    mailbox = Known("")
    mail_channel(1, sent_mail=mailbox).close()
    assert mailbox.closed == 1


@pytest.mark.parametrize("name", ["sender", "reply_to", "unsubscribe"])
@pytest.mark.parametrize("value", ["halo", "a@x\r\nBcc: b@y", "Halo <a@example.com>", "b\u00fcdi@example.com"])
def test_own_addresses_that_cannot_work_are_refused_at_once(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=f"mail.{name}"):
        mail_channel(1, **{name: value})


def test_over_a_long_way_nothing_changes() -> None:
    with running_sink() as sink, running_relay(sink.port, 4) as port, mail_channel(port, at_once=4) as channel:
        assert Counter(receipt.state for receipt in channel.send(mails(40))) == {SENT: 40}
        assert len(sink.taken()) == 40


def test_a_long_content_that_breaks_before_its_end_was_certainly_not_taken() -> None:
    (key, message), *_ = mails(1)
    with running_script({"data": Do(b"354 go on", "close")}, offers=("PIPELINING",)) as server:
        with mail_channel(server.port, seconds=1) as channel:
            (receipt,) = channel.send([(key, replace(message, text="panjang " * 4_000_000))])
        assert (receipt.state, receipt.retry) == (FAILED, True)
        assert server.taken == []


@settings(max_examples=200)
@given(st.lists(st.sampled_from([b".", b"..", b"", b".a", b"a.", b" ."]), max_size=12))
def test_dots_are_doubled_so_that_only_the_last_one_ends_the_mail(lines: list[bytes]) -> None:
    mail = b"".join(line + b"\r\n" for line in lines) or b"\r\n"
    travelling = dotted(mail)
    assert travelling.endswith(b"\r\n.\r\n")
    inside = travelling.removesuffix(b".\r\n").split(b"\r\n")
    assert b"." not in inside
    assert b"\r\n".join(line[1:] if line.startswith(b".") else line for line in inside) == mail
