"""One connection to a mailbox that only ever reads: folders are opened read-only, nothing is marked as seen.

What the server says never goes into an error: it may hold addresses, subjects or what was sent to it.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from socket import gaierror
from typing import Any, NoReturn

from crm_sheets.errors import InboxUnavailable
from crm_sheets.inbox.imap.folders import folder_in_command, quoted
from crm_sheets.server_settings import MailboxSettings, is_this_machine

LARGEST_PIECE = 1024 * 1024
"""More bytes than we ever ask for at once; a server that announces more is not listened to."""
FAULTS = (imaplib.IMAP4.error, OSError, ValueError)
"""What the standard library raises about a server; ValueError for letters that no server may send."""
WHERE = "under [mailbox] in crm.toml"

_UID = re.compile(rb"\bUID (\d{1,10})\b", re.IGNORECASE)


class ConnectionLost(Exception):
    """The server ended the connection, stayed silent too long, or spoke nonsense; a new connection may help."""


class Refused(Exception):
    """The server says no to one command."""


@dataclass(frozen=True)
class OpenFolder:
    """What is known of a folder when it is opened; no message ever gets a UID below `next_uid` (RFC 3501, 2.3.1.1)."""

    uid_validity: int
    next_uid: int


@dataclass
class Fetched:
    """What the server gives for one message."""

    facts: bytes = b""
    content: bytes | None = field(default=None, repr=False)


class _Plain(imaplib.IMAP4):
    def read(self, size: int) -> bytes:
        return super().read(_bounded(size))


class _Encrypted(imaplib.IMAP4_SSL):
    def read(self, size: int) -> bytes:
        return super().read(_bounded(size))


def _bounded(size: int) -> int:
    if size > LARGEST_PIECE:
        raise imaplib.IMAP4.abort("too large a piece")
    return size


class MailboxConnection:
    """A connection that is logged in; made by `connected`."""

    def __init__(self, client: imaplib.IMAP4) -> None:
        self._client = client

    def open(self, folder: str) -> OpenFolder:
        """Open a folder for reading only. Raises Refused when there is none of that name, ConnectionLost."""
        self._run("EXAMINE", lambda: self._client.select(folder_in_command(folder), readonly=True))
        validity, next_uid = (self._number(code) for code in ("UIDVALIDITY", "UIDNEXT"))
        if next_uid is None:
            next_uid = max(self.search("UID *"), default=0) + 1
        return OpenFolder(validity or 0, next_uid)

    def search(self, criteria: str) -> list[int]:
        """The UIDs of messages in the open folder, ascending. Raises Refused, ConnectionLost."""
        answers = self._run("SEARCH", lambda: self._client.uid("SEARCH", criteria))
        words = b" ".join(answer for answer in answers if isinstance(answer, bytes)).split()
        return sorted({int(word) for word in words if word.isdigit() and len(word) <= 10})

    def fetch(self, uids: list[int], items: str) -> dict[int, Fetched]:
        """What the server has of these messages by UID; of some nothing, when they are gone meanwhile.

        Raises Refused, ConnectionLost.
        """
        chosen = ",".join(map(str, uids))
        answers = self._run("FETCH", lambda: self._client.uid("FETCH", chosen, f"(UID {items})"))
        found: dict[int, Fetched] = {}
        facts, content = b"", None
        for answer in answers:
            if isinstance(answer, tuple):
                facts, content = facts + answer[0] + b" ", answer[1]
            elif isinstance(answer, bytes):
                _keep(found, facts + answer, content)
                facts, content = b"", None
        return {uid: found[uid] for uid in uids if uid in found}

    def folders(self) -> list[object]:
        """All folders as the server lists them (RFC 3501, 7.2.2). Raises Refused, ConnectionLost."""
        return self._run("LIST", self._client.list)

    def close(self) -> None:
        """Say goodbye; never raises."""
        with suppress(*FAULTS):
            self._client.logout()
        _drop(self._client)

    def _run(self, name: str, command: Callable[[], tuple[str, list[Any]]]) -> list[object]:
        try:
            state, answers = command()
        except FAULTS:
            _drop(self._client)
            raise ConnectionLost(name) from None
        if state != "OK":
            raise Refused(name)
        return list(answers)

    def _number(self, code: str) -> int | None:
        _, answers = self._client.response(code)
        text = answers[-1] if answers else None
        return int(text) if isinstance(text, bytes) and text.isdigit() else None


def _keep(found: dict[int, Fetched], facts: bytes, content: bytes | None) -> None:
    """Join what one answer says with earlier ones about the same message."""
    match = _UID.search(facts)
    if match:
        message = found.setdefault(int(match[1]), Fetched())
        message.facts += facts + b" "
        message.content = content if content is not None else message.content


def connected(settings: MailboxSettings, password: str) -> MailboxConnection:
    """Connect and log in. Raises InboxUnavailable, which says which setting to look at."""
    if settings.security == "none" and not is_this_machine(settings.host):
        raise InboxUnavailable(f'Without encryption only a server on this machine is read: see "security" {WHERE}.')
    client: imaplib.IMAP4 | None = None
    try:
        client = _connect(settings)
        if settings.security == "starttls":
            _encrypt(client)
        refused = _login_refused(client, settings.user, password)
    except FAULTS as error:
        if client is not None:
            _drop(client)
        _explain(error, settings)
    if refused:
        _drop(client)
        raise InboxUnavailable(refused)
    return MailboxConnection(client)


def _connect(settings: MailboxSettings) -> imaplib.IMAP4:
    if settings.security == "tls":
        context = ssl.create_default_context()
        return _Encrypted(settings.host, settings.usual_port, ssl_context=context, timeout=settings.seconds)
    return _Plain(settings.host, settings.usual_port, timeout=settings.seconds)


def _encrypt(client: imaplib.IMAP4) -> None:
    """Go on encrypted (RFC 3501, 6.2.1); what the server said before is forgotten."""
    if "STARTTLS" not in client.capabilities:
        raise imaplib.IMAP4.error("no STARTTLS")
    client.starttls(ssl_context=ssl.create_default_context())


def _drop(client: imaplib.IMAP4) -> None:
    with suppress(*FAULTS):
        client.shutdown()


def _login_refused(client: imaplib.IMAP4, user: str, password: str) -> str:
    """Log in; why that was refused, "" when it was not. AUTHENTICATE PLAIN (RFC 4616) carries any letters."""
    if any(ord(character) < 32 for character in user + password):
        return f'The user or the password of the mailbox holds a line break: see "user" and "password_file" {WHERE}.'
    try:
        if "AUTH=PLAIN" in client.capabilities or not (user + password).isascii():
            client.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
        else:
            client.login(quoted(user), password)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        if "[UNAVAILABLE]" in str(error):
            return "The mail server cannot check logins at the moment; the next run tries again."
        return (
            f'The mail server refuses the login: check "user" and the password ("password_file") {WHERE}. Some '
            "providers want a password made for this app, or IMAP switched on in their settings."
        )
    return ""


def _explain(error: Exception, settings: MailboxSettings) -> NoReturn:
    """Raise InboxUnavailable in plain words."""
    server = f"The mail server {settings.host} (port {settings.usual_port})"
    if isinstance(error, ssl.SSLCertVerificationError):
        text = f'{server} shows a certificate that is not trusted or not its own: check "host" {WHERE}.'
    elif isinstance(error, ssl.SSLError):
        text = f'{server} does not speak TLS as expected: check "port" and "security" {WHERE}.'
    elif isinstance(error, TimeoutError):
        text = f'{server} did not answer within {settings.seconds:g} seconds: check "host" and "port" {WHERE}.'
    elif isinstance(error, gaierror):
        text = f'{server} was not found: check "host" {WHERE}, and the network.'
    elif isinstance(error, OSError):
        text = f'{server} cannot be reached: check "host" and "port" {WHERE}, and the network.'
    elif isinstance(error, imaplib.IMAP4.abort):
        text = f"{server} ended the connection; the next run tries again."
    else:
        text = f'{server} is no IMAP server, or offers no STARTTLS: check "port" and "security" {WHERE}.'
    raise InboxUnavailable(text) from None
