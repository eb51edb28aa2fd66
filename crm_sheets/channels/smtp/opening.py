"""From nothing to a connection that takes mails: connect, greeting, EHLO, TLS, login.

Not by `smtplib`: it keeps whatever a server sends without a bound, waits anew for each line, tries every kind of login
after a refusal, takes passwords in ASCII only, and cannot tell which answers were read ahead of TLS.
"""

from __future__ import annotations

import socket
import ssl
from base64 import b64encode
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from crm_sheets.channels.smtp.connection import Connection, Lost
from crm_sheets.channels.smtp.replies import Reply
from crm_sheets.server_settings import MailSettings


class Step(StrEnum):
    """How far a connection got."""

    CONNECTION = "connection"
    GREETING = "greeting"
    CERTIFICATE = "certificate"
    ENCRYPTION = "STARTTLS"
    LOGIN = "login"


class NotOpened(Exception):
    """There is no connection, so nothing was sent; the text names the step and numbers, and nothing of the login.

    `is_lasting` says that another try is in vain until a person has changed something; `step` is where it ended.
    """

    def __init__(self, message: str, is_lasting: bool = False, step: Step = Step.CONNECTION) -> None:
        super().__init__(message)
        self.is_lasting = is_lasting
        self.step = step


@dataclass(frozen=True)
class Server:
    """Where mails are handed in, and as whom."""

    settings: MailSettings
    password: str = field(repr=False)

    @cached_property
    def tls(self) -> ssl.SSLContext:
        """Certificates and names are verified; SSL_CERT_FILE may name an authority of one's own."""
        context = ssl.create_default_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context

    def open(self) -> Connection:
        """A connection that is ready for MAIL. Raises NotOpened."""
        connection = self._connect()
        try:
            self._begin(connection)
        except Lost as lost:
            connection.close()
            raise NotOpened(f"the mail server broke off before the login was done: {lost}") from None
        except BaseException:
            connection.close()
            raise
        return connection

    def _connect(self) -> Connection:
        settings = self.settings
        try:
            sock = socket.create_connection((settings.host, settings.usual_port), settings.seconds)
        except (OSError, UnicodeError) as error:  # a name that no domain can have is a UnicodeError
            raise NotOpened(f"no connection to the mail server: {_said(error)}") from None
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return Connection(sock, settings.seconds)

    def _begin(self, connection: Connection) -> None:
        if self.settings.security == "tls":
            self._encrypt(connection)
        _expect(connection.read(), 220, Step.GREETING)
        _greet(connection)
        if self.settings.security == "starttls":
            self._start_tls(connection)
        if self.settings.user:
            self._log_in(connection)
        if connection.has_unread:
            raise NotOpened("the mail server says more than it is asked")

    def _start_tls(self, connection: Connection) -> None:
        """RFC 3207: what was said before TLS, the offers included, counts for nothing after it."""
        if "STARTTLS" not in connection.features:
            raise NotOpened("the mail server offers no encryption (STARTTLS)", True, Step.ENCRYPTION)
        _expect(connection.ask("STARTTLS"), 220, Step.ENCRYPTION)
        if connection.has_unread:
            raise NotOpened("somebody put words into the connection before its encryption", True, Step.ENCRYPTION)
        self._encrypt(connection)
        _greet(connection)

    def _encrypt(self, connection: Connection) -> None:
        try:
            connection.encrypt(self.tls, self.settings.host)
        except ssl.SSLCertVerificationError as error:
            why = f"the mail server's certificate is not valid for it: {error.verify_message}"
            raise NotOpened(why, True, Step.CERTIFICATE) from None
        except (OSError, ValueError) as error:
            why = f"no encryption with the mail server: {_said(error)}"
            raise NotOpened(why, step=Step.ENCRYPTION) from None

    def _log_in(self, connection: Connection) -> None:
        """AUTH PLAIN (RFC 4616), else LOGIN, once: a refused password is not tried in another way."""
        if not (connection.is_encrypted or connection.is_local):
            raise NotOpened("a password never travels without encryption", True, Step.ENCRYPTION)
        user, password = self.settings.user, self.password
        offered = connection.features.get("AUTH", "").split()
        whole = _base64(f"\0{user}\0{password}")
        connection.hide(password, whole, _base64(password))
        if "PLAIN" in offered:
            reply = connection.ask(f"AUTH PLAIN {whole}")
        elif "LOGIN" in offered:
            reply = _log_in_by_prompts(connection, user, password)
        else:
            raise NotOpened("the mail server offers no login by password (AUTH PLAIN or LOGIN)", True, Step.LOGIN)
        _expect(reply, 235, Step.LOGIN)


def _log_in_by_prompts(connection: Connection, user: str, password: str) -> Reply:
    reply = connection.ask("AUTH LOGIN")
    for answer in (user, password):
        if reply.code == 334:
            reply = connection.ask(_base64(answer))
    return reply


def _greet(connection: Connection) -> None:
    """Introduce ourselves and learn what the server offers (RFC 5321, 4.1.1.1)."""
    name = socket.gethostname()
    if "." not in name or not name.isascii() or not name.replace(".", "").replace("-", "").isalnum():
        name = connection.own_name
    connection.features = {}
    reply = connection.ask(f"EHLO {name}")
    if reply.code >= 500:
        _expect(connection.ask(f"HELO {name}"), 250, Step.GREETING)
        return
    _expect(reply, 250, Step.GREETING)
    connection.features = offers(reply.lines)


def offers(lines: tuple[str, ...]) -> dict[str, str]:
    """The keywords of an answer to EHLO with their parameters, in capitals; "AUTH=" is how old servers write it."""
    found: dict[str, str] = {}
    for line in lines[1:]:
        keyword, _, parameters = line.strip().upper().replace("AUTH=", "AUTH ", 1).partition(" ")
        found[keyword] = f"{found.get(keyword, '')} {parameters}".strip()
    return found


def _expect(reply: Reply, code: int, step: Step) -> None:
    if reply.code != code:
        raise NotOpened(f"{step} refused by the mail server ({reply})", reply.code >= 500, step)


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()


def _said(error: Exception) -> str:
    """What the system says, without what it was asked."""
    if isinstance(error, TimeoutError):
        return "timed out"
    return getattr(error, "reason", None) or getattr(error, "strerror", None) or type(error).__name__
