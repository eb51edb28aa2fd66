"""A mail server that fails exactly where a test says: what smtp-sink cannot do."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

USUAL = {
    "banner": b"220 test ESMTP",
    "helo": b"250 test",
    "starttls": b"220 2.0.0 go on",
    "auth": b"235 2.7.0 welcome",
    "mail": b"250 2.1.0 ok",
    "rcpt": b"250 2.1.5 ok",
    "data": b"354 end with a dot",
    "dot": b"250 2.0.0 taken",
    "rset": b"250 2.0.0 ok",
    "noop": b"250 2.0.0 ok",
    "quit": b"221 2.0.0 bye",
}
MESSAGE_ID = re.compile(rb"^Message-ID: <([^>]+)>", re.MULTILINE)


@dataclass(frozen=True)
class Do:
    """What to do at a step instead of the usual: answer so (b"" for nothing), and then go on, "close" or "hang".

    `takes` says whether a mail at its final dot is taken, whatever is answered; None follows from the answer.
    """

    answer: bytes = b""
    then: str = ""
    takes: bool | None = None


Script = Mapping[str | tuple[str, int], Do]
"""What to do at a step ("rcpt"), or at its n-th time on this server only (("rcpt", 3)); n begins with 1."""


class Ended(Exception):
    """This conversation is over."""


@dataclass
class ScriptedServer:
    """A server on a free port of this machine; what it heard and took stands in its fields."""

    script: Script = field(default_factory=dict)
    offers: tuple[str, ...] = ("PIPELINING", "SIZE 1000000", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES")
    tls: ssl.SSLContext | None = None
    is_tls_from_the_start: bool = False
    mails_a_connection: int = 0
    taken: list[str] = field(default_factory=list)
    """The Message-ID of each mail that it took, without brackets."""
    heard: list[str] = field(default_factory=list)
    """Every line of the conversations, but no content."""
    contents: list[bytes] = field(default_factory=list)
    """Everything that came after 354, up to its dot."""
    connections: int = 0
    times: Counter[str] = field(default_factory=Counter)
    port: int = 0
    _open: list[socket.socket] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _ending: threading.Event = field(default_factory=threading.Event)

    def serve(self, listener: socket.socket) -> None:
        """Take connections until the listener is closed."""
        while True:
            try:
                sock = listener.accept()[0]
            except OSError:
                return
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self.connections += 1
                self._open.append(sock)
            threading.Thread(target=self._talk, args=(sock,), daemon=True).start()

    def hang_up(self) -> None:
        """Close all connections, as a server that restarts does."""
        with self._lock:
            for sock in self._open:
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
            self._open.clear()

    def end(self) -> None:
        """Close everything."""
        self._ending.set()
        self.hang_up()

    def what_to_do(self, step: str) -> Do:
        """The script's answer for this time of this step, or the usual one."""
        with self._lock:
            self.times[step] += 1
            number = self.times[step]
        usual = Do(USUAL.get(step, b"502 5.5.2 what?"))
        return self.script.get((step, number)) or self.script.get(step) or usual

    def pause(self) -> None:
        """Say nothing until the test is over."""
        self._ending.wait(60)

    def _talk(self, sock: socket.socket) -> None:
        with suppress(OSError, Ended):
            if self.is_tls_from_the_start and self.tls:
                sock = self.tls.wrap_socket(sock, server_side=True)
            _Conversation(self, sock).run()
        with suppress(OSError):
            sock.close()


class _Conversation:
    def __init__(self, server: ScriptedServer, sock: socket.socket) -> None:
        self.server = server
        self.sock = sock
        self.reader = sock.makefile("rb")
        self.recipients = 0
        self.has_sender = False
        self.mails = 0

    def run(self) -> None:
        self.do("banner")
        while line := self.reader.readline():
            self.server.heard.append(line.decode("utf-8", "replace").rstrip("\r\n"))
            word = line.split(b" ")[0].strip().upper().decode("latin-1")
            getattr(self, f"hear_{word.lower()}", lambda word=word: self.do(word.lower()))()

    def do(self, step: str) -> bytes:
        """Do what the script says; what was answered."""
        deed = self.server.what_to_do(step)
        self.say(deed)
        return deed.answer

    def say(self, deed: Do) -> None:
        if deed.answer:
            self.sock.sendall(deed.answer + b"\r\n")
        if deed.then == "hang":
            self.server.pause()
        if deed.then:
            raise Ended

    def hear_ehlo(self) -> None:
        lines = ["test", *self.server.offers]
        if self.server.tls and not isinstance(self.sock, ssl.SSLSocket):
            lines.append("STARTTLS")
        usual = "\r\n".join(f"250-{line}" for line in lines[:-1]) + f"\r\n250 {lines[-1]}"
        deed = self.server.what_to_do("ehlo")
        self.say(deed if deed.answer != b"502 5.5.2 what?" else Do(usual.encode()))

    def hear_starttls(self) -> None:
        if self.server.tls is None and "starttls" not in self.server.script:
            self.say(Do(b"502 5.5.2 what?"))
            return
        if not self.do("starttls").startswith(b"220") or self.server.tls is None:
            return
        self.sock = self.server.tls.wrap_socket(self.sock, server_side=True)
        self.reader = self.sock.makefile("rb")

    def hear_auth(self) -> None:
        if self.server.heard[-1].upper() == "AUTH LOGIN":
            for prompt in (b"334 VXNlcm5hbWU6", b"334 UGFzc3dvcmQ6"):
                self.sock.sendall(prompt + b"\r\n")
                self.server.heard.append(self.reader.readline().decode().strip())
        self.do("auth")

    def hear_mail(self) -> None:
        if self.server.mails_a_connection and self.mails >= self.server.mails_a_connection:
            self.say(Do(b"421 4.7.0 enough for one connection", "close"))
        self.has_sender, self.recipients = self.do("mail").startswith(b"2"), 0

    def hear_rcpt(self) -> None:
        if not self.has_sender:
            self.say(Do(b"503 5.5.1 no sender"))
        elif self.do("rcpt").startswith(b"2"):
            self.recipients += 1

    def hear_rset(self) -> None:
        self.has_sender, self.recipients = False, 0
        self.do("rset")

    def hear_data(self) -> None:
        always = "data" in self.server.script or ("data", self.server.times["data"] + 1) in self.server.script
        if not self.recipients and not always:
            self.say(Do(b"554 5.5.1 no recipient"))
        elif self.do("data").startswith(b"354"):
            self._hear_content()

    def _hear_content(self) -> None:
        lines = []
        while (line := self.reader.readline()) != b".\r\n":
            if not line:
                raise Ended
            lines.append(line[1:] if line.startswith(b".") else line)
        content = b"".join(lines)
        self.server.contents.append(content)
        deed = self.server.what_to_do("dot")
        is_taken = deed.takes if deed.takes is not None else deed.answer.startswith(b"2")
        if not self.recipients:
            deed, is_taken = Do(b"554 5.5.1 no recipient"), False
        if is_taken:
            self.mails += 1
            found = MESSAGE_ID.search(content)
            self.server.taken.append(found[1].decode() if found else "")
        self.has_sender, self.recipients = False, 0
        self.say(deed)


@contextmanager
def running_script(script: Script | None = None, **options: object) -> Iterator[ScriptedServer]:
    """A scripted server for a while."""
    server = ScriptedServer(script or {}, **options)  # type: ignore[arg-type]
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        server.port = listener.getsockname()[1]
        threading.Thread(target=server.serve, args=(listener,), daemon=True).start()
        try:
            yield server
        finally:
            with suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            server.end()
