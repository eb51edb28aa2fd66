"""The HTTP server of the fake Twilio: on loopback, a thread for each connection, connections kept open."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from crm_sheets.testing.twilio.faults import Ending
from crm_sheets.testing.twilio.requests import FakeAnswer

HOST = "127.0.0.1"
LARGEST_BODY = 1_000_000
RESET = struct.pack("ii", 1, 0)

Handle = Callable[["Exchange"], None]


class Exchange:
    """One request on its connection; `finish` says how it ends."""

    def __init__(self, handler: _Handler, content: bytes) -> None:
        parts = urlsplit(handler.path)
        self.method, self.path, self.headers = handler.command, parts.path, dict(handler.headers.items())
        self.query = dict(parse_qsl(parts.query, keep_blank_values=True))
        self.form = dict(parse_qsl(content.decode("utf-8", "replace"), keep_blank_values=True))
        self._handler = handler

    def finish(self, answer: FakeAnswer | None, ending: Ending = Ending.STATUS) -> None:
        """Give this answer, or end without one."""
        if ending is Ending.HANG:
            self._handler.server.closing.wait()
        if ending is Ending.RESET:
            self._handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        if answer is None or ending in (Ending.HANG, Ending.RESET, Ending.DISCONNECT):
            self._handler.close_connection = True
            return
        self._handler.answer(answer, cut=ending is Ending.CUT)


class _Handler(BaseHTTPRequestHandler):
    """Reads requests and writes answers, each in one piece."""

    protocol_version = "HTTP/1.1"
    server: Server
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._exchange()

    def do_POST(self) -> None:
        self._exchange()

    def do_DELETE(self) -> None:
        self._exchange()

    def answer(self, answer: FakeAnswer, *, cut: bool) -> None:
        """Write it; `cut` after half of the body."""
        head = (
            f"HTTP/1.1 {answer.status} Fake\r\nContent-Type: {answer.media_type}\r\n"
            f"Content-Length: {len(answer.body)}\r\n\r\n"
        )
        body = answer.body[: len(answer.body) // 2] if cut else answer.body
        self.close_connection = self.close_connection or cut
        self.wfile.write(head.encode() + body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Nothing: what is asked may name people."""

    def handle(self) -> None:
        """Answer until the connection ends, however the caller ends it."""
        self.server.connections.add(self.connection)
        try:
            super().handle()
        except (OSError, ValueError):
            self.close_connection = True
        finally:
            self.server.connections.discard(self.connection)

    def _exchange(self) -> None:
        size = min(int(self.headers.get("Content-Length") or 0), LARGEST_BODY)
        self.server.exchange(Exchange(self, self.rfile.read(size)))


class Server(ThreadingHTTPServer):
    """Hands every request to `exchange`; `closing` is set once it ends, so that nothing hangs for longer."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, exchange: Handle) -> None:
        self.exchange, self.closing = exchange, Event()
        self.connections: set[socket.socket] = set()
        super().__init__((HOST, port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing to be printed: callers that give up are what is tested."""


class ServerSwitch:
    """The server, on and off again, on the same port throughout."""

    def __init__(self, exchange: Handle) -> None:
        self._exchange = exchange
        self._server: Server | None = None
        self._thread: Thread | None = None
        self._lock = Lock()
        self.port = 0

    def on(self) -> None:
        """Listen."""
        with self._lock:
            if self._server is None:
                self._server = Server(self.port, self._exchange)
                self.port = self._server.server_address[1]
                self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
                self._thread.start()

    def off(self) -> None:
        """Refuse connections, and end those there are."""
        with self._lock:
            server, thread = self._server, self._thread
            self._server = self._thread = None
        if server is not None and thread is not None:
            server.closing.set()
            server.shutdown()
            thread.join()
            server.server_close()
            for connection in list(server.connections):
                _end(connection)


def _end(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
