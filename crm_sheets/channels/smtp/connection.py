"""One connection to a mail server: bytes go out, whole answers come in, and neither takes for ever."""

from __future__ import annotations

import re
import socket
import ssl
from contextlib import suppress
from ipaddress import ip_address
from time import monotonic

from crm_sheets.channels.smtp.replies import Reply, reply_of

LINE = re.compile(rb"([2-5]\d\d)(?:([ -])(.*))?")
LINE_BYTES = 4_096
REPLY_LINES = 128
"""What an honest server never exceeds: RFC 5321, 4.5.3.1.5 allows 512 bytes a line."""
READ_BYTES = 65_536


class Lost(Exception):
    """The connection is of no more use: closed, too slow, or not speaking SMTP. Never quotes what was said."""


class Connection:
    """A connected socket with `seconds` for each write and each answer; `features` is what the server offers.

    `features` maps the keywords of EHLO in capitals to their parameters ("SIZE" -> "10240000").
    """

    def __init__(self, sock: socket.socket, seconds: float) -> None:
        sock.settimeout(seconds)
        self._socket = sock
        self._seconds = seconds
        self._unread = b""
        self._hidden: tuple[str, ...] = ()
        self.features: dict[str, str] = {}
        self.accepted = 0
        """Mails that the server took on it."""

    @property
    def is_encrypted(self) -> bool:
        """True once TLS is on."""
        return isinstance(self._socket, ssl.SSLSocket)

    @property
    def is_local(self) -> bool:
        """True when nothing travels over a network."""
        with suppress(OSError, ValueError, IndexError):
            return ip_address(self._socket.getpeername()[0].partition("%")[0]).is_loopback
        return False

    @property
    def own_name(self) -> str:
        """How to introduce ourselves when the machine has no full name (RFC 5321, 4.1.3). Raises Lost."""
        try:
            own = ip_address(self._socket.getsockname()[0].partition("%")[0])
        except (OSError, ValueError) as error:
            raise Lost("closed") from error
        return f"[{own}]" if own.version == 4 else f"[IPv6:{own}]"

    @property
    def has_unread(self) -> bool:
        """True when the server has said more than was asked."""
        return bool(self._unread)

    def encrypt(self, context: ssl.SSLContext, host: str) -> None:
        """Go on under TLS with a certificate for `host`. Raises ssl.SSLError, OSError."""
        self._socket = context.wrap_socket(self._socket, server_hostname=host)

    def write(self, data: bytes | memoryview) -> None:
        """Send it all. Raises Lost, after which any part of it may have arrived."""
        if not data:
            return
        try:
            self._socket.sendall(data)
        except OSError as error:
            raise Lost(_why(error)) from error

    def ask(self, command: str) -> Reply:
        """Send one command and read its answer. Raises Lost."""
        self.write(f"{command}\r\n".encode())
        return self.read()

    def read(self) -> Reply:
        """The next answer. Raises Lost."""
        deadline = monotonic() + self._seconds
        code = b""
        texts: list[str] = []
        while len(texts) < REPLY_LINES:
            match = LINE.fullmatch(self._line(deadline))
            if match is None or (code and match[1] != code):
                raise Lost("garbled answer")
            code = match[1]
            texts.append(self._without_hidden((match[3] or b"").decode("utf-8", "replace")))
            if match[2] != b"-":
                return reply_of(int(code), texts)
        raise Lost("endless answer")

    def hide(self, *secrets: str) -> None:
        """Take these words out of whatever the server says from now on."""
        self._hidden = tuple(secret for secret in secrets if secret)

    def is_quiet(self) -> bool:
        """True when it still stands and the server has said nothing by itself, as it does before it closes."""
        if self._unread:
            return False
        try:
            self._socket.settimeout(0)
            self._socket.recv(1)
        except (BlockingIOError, ssl.SSLWantReadError):
            with suppress(OSError):
                self._socket.settimeout(self._seconds)
                return True
        except OSError:
            pass
        return False

    def close(self, politely: bool = False) -> None:
        """Close it, with QUIT if the conversation is at a point where that is allowed."""
        with suppress(OSError):
            if politely:
                self._socket.settimeout(1)
                self._socket.sendall(b"QUIT\r\n")
        with suppress(OSError):
            self._socket.close()

    def _without_hidden(self, text: str) -> str:
        for secret in self._hidden:
            text = text.replace(secret, "[...]")
        return text

    def _line(self, deadline: float) -> bytes:
        line, found, rest = self._unread.partition(b"\n")
        while not found:
            if len(line) > LINE_BYTES:
                raise Lost("endless answer")
            if monotonic() > deadline:
                raise Lost("timed out")
            line, found, rest = (line + self._receive()).partition(b"\n")
        self._unread = rest
        return line.removesuffix(b"\r")

    def _receive(self) -> bytes:
        try:
            data = self._socket.recv(READ_BYTES)
        except OSError as error:
            raise Lost(_why(error)) from error
        if not data:
            raise Lost("closed")
        return data


def _why(error: OSError) -> str:
    return "timed out" if isinstance(error, TimeoutError) else "closed"
