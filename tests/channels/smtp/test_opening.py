"""Until a server takes mails: encryption that nobody can take away, one login, and no word about it anywhere."""

from __future__ import annotations

import traceback
from base64 import b64encode
from pathlib import Path

import pytest
from outgoing_mails import mail_channel, mail_settings, mails, server_certificate
from scripted_smtp import Do, ScriptedServer, running_script

from crm_sheets.channels.smtp.opening import NotOpened, Server, offers
from crm_sheets.model import ContactState, Receipt

SENT, FAILED = ContactState.SENT, ContactState.FAILED
USER, PASSWORD = "halo@example.co.id", "kata-s\u00e1ndi-rahasia"
PLAIN = "AUTH PLAIN " + b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()
HOW = {"starttls": {}, "tls": {"is_tls_from_the_start": True}}


def are_all_postponed(receipts: list[Receipt]) -> bool:
    return {(receipt.state, receipt.retry) for receipt in receipts} == {(FAILED, True)}


def send(server: ScriptedServer, count: int = 6, **changes: object) -> list[Receipt]:
    settings = {"at_once": 3, "seconds": 2, **changes}
    with mail_channel(server.port, PASSWORD, **settings) as channel:
        return channel.send(mails(count))


@pytest.mark.parametrize("security", HOW)
@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_encrypted_mail_with_login(security: str, host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, authority = server_certificate(tmp_path, host)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    with running_script(tls=context, offers=("PIPELINING", "AUTH PLAIN LOGIN"), **HOW[security]) as server:
        receipts = send(server, 12, host=host, security=security, user=USER)
        assert {receipt.state for receipt in receipts} == {SENT}
        assert len(server.taken) == 12
        assert server.heard.count(PLAIN) == server.connections
    if security == "starttls":
        first = server.heard.index("STARTTLS")
        assert not [line for line in server.heard[:first] if not line.startswith("EHLO")]


@pytest.mark.parametrize("security", HOW)
@pytest.mark.parametrize("case", ["unknown authority", "another name"])
def test_a_certificate_that_proves_nothing_ends_it_before_the_password(
    security: str, case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, authority = server_certificate(tmp_path, "localhost" if case == "unknown authority" else "example.com")
    if case == "another name":
        monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    with running_script(tls=context, offers=("AUTH PLAIN",), **HOW[security]) as server:
        receipts = send(server, host="localhost", security=security, user=USER)
        assert are_all_postponed(receipts)
        assert "certificate" in receipts[0].detail
        assert server.connections == 1
        assert not [line for line in server.heard if line.startswith("AUTH")]


def test_words_put_in_before_the_encryption_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    context, authority = server_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    with running_script({"starttls": Do(b"220 go on\r\n250-test\r\n250 AUTH PLAIN")}, tls=context) as server:
        receipts = send(server, host="localhost", security="starttls", user=USER)
        assert are_all_postponed(receipts)
        assert "before its encryption" in receipts[0].detail
        assert not [line for line in server.heard if line.startswith("AUTH")]


def test_what_was_offered_before_the_encryption_counts_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, authority = server_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    script = {("ehlo", 1): Do(b"250-test\r\n250-AUTH PLAIN\r\n250 STARTTLS")}
    with running_script(script, tls=context, offers=("SIZE 0",)) as server:
        assert are_all_postponed(send(server, host="localhost", security="starttls", user=USER))
        assert not [line for line in server.heard if line.startswith("AUTH")]


@pytest.mark.parametrize("answer", [None, b"454 4.7.0 not now", b"502 5.5.2 what?"])
def test_without_encryption_nothing_goes(answer: bytes | None) -> None:
    script = {} if answer is None else {"ehlo": Do(b"250-test\r\n250 STARTTLS"), "starttls": Do(answer)}
    with running_script(script, offers=("AUTH PLAIN",)) as server:
        assert are_all_postponed(send(server, security="starttls", user=USER))
        assert server.taken == []
        assert not [line for line in server.heard if line.startswith(("AUTH", "MAIL"))]


def test_a_login_over_a_network_is_never_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm_sheets.channels.smtp.connection.Connection.is_local", False)
    with running_script(offers=("AUTH PLAIN",)) as server:
        assert are_all_postponed(send(server, user=USER))
        assert not [line for line in server.heard if line.startswith("AUTH")]


@pytest.mark.parametrize("answer", [b"535 5.7.8 no", b"534 5.7.9 other", b"504 5.5.4 unknown kind"])
def test_a_refused_login_is_tried_once_and_never_again(answer: bytes) -> None:
    now = [0.0]
    with (
        running_script({"auth": Do(answer)}, offers=("AUTH PLAIN LOGIN",)) as server,
        mail_channel(server.port, PASSWORD, awake=lambda: now[0], user=USER, at_once=8) as channel,
    ):
        for _ in range(3):
            assert are_all_postponed(channel.send(mails(40)))
            now[0] += 1000
        assert server.times["auth"] == server.connections == 1


def test_a_login_refused_for_now_is_tried_again_after_a_rest() -> None:
    now = [0.0]
    with (
        running_script({("auth", 1): Do(b"454 4.7.0 later")}, offers=("AUTH PLAIN",)) as server,
        mail_channel(server.port, PASSWORD, awake=lambda: now[0], user=USER) as channel,
    ):
        assert are_all_postponed(channel.send(mails(4)))
        assert are_all_postponed(channel.send(mails(4)))
        assert server.times["auth"] == 1
        now[0] = 31
        assert {receipt.state for receipt in channel.send(mails(4))} == {SENT}


def test_a_server_that_allows_fewer_connections_keeps_those() -> None:
    script = {("banner", number): Do(b"421 4.7.0 too many", "close") for number in range(2, 50)}
    with running_script(script) as server, mail_channel(server.port, at_once=6) as channel:
        for _ in range(3):
            assert {receipt.state for receipt in channel.send(mails(24))} == {SENT}
        assert server.connections <= 6


def test_a_further_connection_that_fails_when_all_is_sent_spoils_nothing() -> None:
    """It hangs until the others are through; the next batch goes out over those."""
    script = {("banner", number): Do(then="hang") for number in range(2, 50)}
    with running_script(script) as server, mail_channel(server.port, at_once=2, seconds=0.3) as channel:
        for _ in range(2):
            assert {receipt.state for receipt in channel.send(mails(8))} == {SENT}
        assert server.connections == 2


def test_login_by_prompts() -> None:
    with running_script(offers=("AUTH=LOGIN",)) as server:
        assert {receipt.state for receipt in send(server, 1, user=USER)} == {SENT}
        said = [b64encode(word.encode()).decode() for word in (USER, PASSWORD)]
        assert server.heard[1:4] == ["AUTH LOGIN", *said]


def test_a_server_without_a_login_that_we_know() -> None:
    with running_script(offers=("AUTH GSSAPI",)) as server:
        assert are_all_postponed(send(server, user=USER))


@pytest.mark.parametrize("step", ["banner", "ehlo", "auth"])
@pytest.mark.parametrize(
    "deed",
    [
        Do(then="close"),
        Do(then="hang"),
        Do(b"HTTP/1.1 200 OK"),
        Do(b"250-a\r\n251 b"),
        Do(b"\0" * 9000),
        Do(b"\r\n".join([b"250-more"] * 500)),
        Do(b"354 strange"),
    ],
)
def test_a_server_that_is_none(step: str, deed: Do) -> None:
    with running_script({step: deed}, offers=("AUTH PLAIN",)) as server:
        assert are_all_postponed(send(server, user=USER, seconds=0.3))
        assert server.taken == []


def test_offers() -> None:
    assert offers(("host hello", "SIZE 100", "auth=LOGIN", "AUTH PLAIN", "pipelining")) == {
        "SIZE": "100", "AUTH": "LOGIN PLAIN", "PIPELINING": "",
    }  # fmt: skip


ECHOES = f"{USER} {PASSWORD} {PLAIN} budi.rahasia@example.com".encode()


@pytest.mark.parametrize("step", ["banner", "ehlo", "auth", "mail", "rcpt", "data", "dot"])
@pytest.mark.parametrize("code", [b"421", b"450", b"550"])
def test_nothing_secret_comes_back_in_receipts_and_errors(
    step: str, code: bytes, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Even if the server repeats the login and the address."""
    caplog.set_level(0)
    with running_script({step: Do(code + b" 5.7.1 " + ECHOES)}, offers=("PIPELINING", "AUTH PLAIN")) as server:
        channel = mail_channel(server.port, PASSWORD, user=USER)
        receipts = channel.send(mails(2, "isi-rahasia"))
        error = ""
        try:
            Server(mail_settings(server.port, user=USER), PASSWORD).open().close()
        except NotOpened as refused:
            error = "".join(traceback.format_exception(refused)) + repr(refused)
        channel.close()
    seen = f"{receipts} {error} {channel!r} {vars(channel)!r} {capfd.readouterr()} {caplog.text}"
    for secret in (PASSWORD, PLAIN.split()[-1], "isi-rahasia", "tamu1", "budi.rahasia"):
        assert secret not in seen


def test_a_servers_text_is_short_and_names_nobody() -> None:
    text = b"550 5.7.1 Tamu1 at example.com +62 812-9876-001 <tamu1@example.com> \x1b[31m" + b"z" * 3000
    with running_script({"rcpt": Do(text)}) as server, mail_channel(server.port) as channel:
        (receipt,) = channel.send(mails(1))
    assert receipt.detail.startswith("recipient refused, 550 5.7.1: ")
    assert "tamu1" not in receipt.detail.casefold()
    assert "9876" not in receipt.detail
    assert receipt.detail.isprintable()
    assert len(receipt.detail) < 200
