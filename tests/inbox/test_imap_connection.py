"""Getting into a mailbox: encryption, login, and what is said when it does not work, which never tells a secret."""

from __future__ import annotations

import socket
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Thread
from typing import Any

import mail_samples as samples
import pytest
from dovecot import Dovecot, Mailbox

from crm_sheets.errors import InboxUnavailable
from crm_sheets.inbox.imap.connection import connected
from crm_sheets.inbox.imap.inbox import MailboxInbox
from crm_sheets.inbox.imap.search import MailboxSearch
from crm_sheets.server_settings import MailboxSettings

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
CANARY = "kenari-rahasia-9137"
GREETING = (b"* OK ready\r\n", b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n")


def refusal(settings: MailboxSettings, password: str = CANARY) -> str:
    """What is said when it cannot be read, with all that a traceback would show."""
    with pytest.raises(InboxUnavailable) as caught:
        MailboxInbox(settings, password, [samples.OUR_ADDRESS]).collect("", NOW)
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + repr(settings)
    assert password not in shown
    assert CANARY not in shown
    return str(caught.value)


def unencrypted(port: int, **changes: Any) -> MailboxSettings:
    values = {"host": "127.0.0.1", "port": port, "security": "none", "user": "budi", "seconds": 1}
    return MailboxSettings(**{**values, **changes})


@contextmanager
def server_that(answers: Callable[[socket.socket], object]) -> Iterator[int]:
    """A port where one connection is answered in that way."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                answers(connection)

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(timeout=20)


def says(*lines: bytes) -> Callable[[socket.socket], None]:
    """Sends the first line at once and each other line after a command, with the command's tag for TAG."""

    def answer(connection: socket.socket) -> None:
        connection.sendall(lines[0])
        for line in lines[1:]:
            tag = connection.recv(4096).split(b" ")[0]
            connection.sendall(line.replace(b"TAG", tag))
        connection.recv(4096)

    return answer


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_trusted_certificate_lets_us_in(
    dovecot: Dovecot, mailbox: Mailbox, security: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.certificate))
    mailbox.deliver(samples.mail("Halo"))
    port = dovecot.tls_port if security == "tls" else dovecot.port
    settings = mailbox.settings(host="localhost", port=port, security=security)
    found = MailboxInbox(settings, mailbox.password, [samples.OUR_ADDRESS]).collect("", datetime.now(UTC))
    assert [message.text for message in found.messages] == ["Halo"]


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("why", ["unknown", "wrong name"])
def test_any_other_certificate_does_not(
    dovecot: Dovecot, mailbox: Mailbox, security: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if why == "wrong name":
        monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.certificate))
    port = dovecot.tls_port if security == "tls" else dovecot.port
    host = "127.0.0.1" if why == "wrong name" else "localhost"
    said = refusal(mailbox.settings(host=host, port=port, security=security), mailbox.password)
    assert "certificate that is not trusted or not its own" in said


def test_a_wrong_password_is_refused(mailbox: Mailbox) -> None:
    assert 'check "user" and the password' in refusal(mailbox.settings())


def test_a_password_may_hold_any_letters_but_no_line_break(mailbox: Mailbox) -> None:
    assert 'check "user" and the password' in refusal(mailbox.settings(), "kata sandi é 😀")
    assert "holds a line break" in refusal(mailbox.settings(), f"{CANARY}\r\nA1 NOOP")


def test_without_encryption_only_this_machine_is_read() -> None:
    settings = unencrypted(143).model_copy(update={"host": "mail.example.com"})
    assert 'see "security"' in refusal(settings)


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    assert f"127.0.0.1 (port {port}) cannot be reached" in refusal(unencrypted(port))


def test_a_host_that_does_not_exist() -> None:
    said = refusal(MailboxSettings(host="tidak-ada.invalid", user="budi", seconds=1))
    assert "was not found" in said or "cannot be reached" in said or "did not answer" in said


def test_a_server_that_stays_silent() -> None:
    with server_that(lambda connection: connection.recv(1)) as port:
        assert "did not answer within 1 seconds" in refusal(unencrypted(port))


def test_tls_where_none_is_spoken(mailbox: Mailbox) -> None:
    assert 'check "port" and "security"' in refusal(mailbox.settings(security="tls"))


def test_a_server_that_is_no_mailbox() -> None:
    with server_that(says(b"HTTP/1.1 400 Bad Request " + CANARY.encode() + b"\r\n")) as port:
        assert "ended the connection" in refusal(unencrypted(port))


def test_a_server_that_speaks_in_strange_letters() -> None:
    with server_that(says(GREETING[0], b"* CAPABILITY \xff\xfe\r\nTAG OK done\r\n")) as port:
        assert "is no IMAP server" in refusal(unencrypted(port))


def test_a_server_without_starttls() -> None:
    with server_that(says(*GREETING)) as port:
        assert "offers no STARTTLS" in refusal(unencrypted(port, security="starttls"))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"TAG NO [UNAVAILABLE] " + CANARY.encode() + b"\r\n", "cannot check logins at the moment"),
        (b"TAG NO " + CANARY.encode() + b"\r\n", "refuses the login"),
        (b"TAG BAD " + CANARY.encode() + b"\r\n", "refuses the login"),
        (b"* BYE " + CANARY.encode() + b"\r\n", "ended the connection"),
    ],
)
def test_what_the_server_says_about_a_login_is_not_repeated(answer: bytes, said: str) -> None:
    with server_that(says(*GREETING, answer)) as port:
        assert said in refusal(unencrypted(port))


@pytest.mark.parametrize(
    "answer",
    [
        b"* BYE " + CANARY.encode() + b"\r\n",
        b"TAG BAD " + CANARY.encode() + b"\r\n",
        b"nonsense " + CANARY.encode() + b"\r\n",
        b"* 1 FETCH (BODY[] {9999999999}\r\n",
        b"",
    ],
)
def test_a_server_that_goes_wrong_after_the_login_loses_nothing(answer: bytes) -> None:
    with server_that(says(*GREETING, b"TAG OK done\r\n", answer)) as port:
        assert "nothing is lost" in refusal(unencrypted(port))


def test_a_connection_tells_nothing_about_itself(mailbox: Mailbox) -> None:
    connection = connected(mailbox.settings(), mailbox.password)
    inbox = MailboxInbox(mailbox.settings(), mailbox.password, [samples.OUR_ADDRESS])
    search = MailboxSearch(mailbox.settings(), mailbox.password)
    assert mailbox.password not in repr(connection) + repr(inbox) + repr(search)
    connection.close()
