"""How a fault reaches the caller: an answer, or the very exception that `requests` raises."""

from __future__ import annotations

import errno
from dataclasses import dataclass
from http.client import RemoteDisconnected

from requests import PreparedRequest
from requests.exceptions import ChunkedEncodingError, ConnectionError, ConnectTimeout, ReadTimeout  # noqa: A004
from urllib3 import HTTPSConnectionPool
from urllib3.connection import HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    IncompleteRead,
    MaxRetryError,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
)

from crm_sheets.testing.google.answers import Answer, Refusal, error_answer
from crm_sheets.testing.google.clock import FakeClock
from crm_sheets.testing.google.faults import Ending, Fault

_CLOSED = "Remote end closed connection without response"


@dataclass(frozen=True)
class Timeouts:
    """How long the caller waits, in seconds, and the clock that shows it."""

    clock: FakeClock
    connect: float | None
    read: float | None

    def pass_connect(self) -> None:
        """Wait for a connection in vain."""
        self.clock.advance(_required(self.connect))

    def pass_read(self) -> None:
        """Wait for an answer in vain."""
        self.clock.advance(_required(self.read))


def finish(fault: Fault, answer: Answer | None, request: PreparedRequest, timeouts: Timeouts) -> Answer:
    """What the caller gets, or raise what `requests` raises; `answer` is that of a request that was applied."""
    if fault.ending is Ending.STATUS:
        headers = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
        return error_answer(fault.refusal or Refusal(500), headers)
    if fault.ending is Ending.GARBLED and answer is not None:
        return Answer(answer.status, answer.body[: len(answer.body) // 2], answer.headers)
    raise _exception(fault, answer, request, timeouts)


def _required(seconds: float | None) -> float:
    if seconds is None:
        raise AssertionError("the request has no timeout: it would wait for ever")
    return seconds


def _exception(fault: Fault, answer: Answer | None, request: PreparedRequest, timeouts: Timeouts) -> Exception:
    if fault.ending in (Ending.REFUSED, Ending.UNREACHABLE):
        return _not_connected(fault, request, timeouts)
    if fault.ending is Ending.HANG:
        timeouts.pass_read()
        return ReadTimeout(ReadTimeoutError(_pool(), request.path_url, "Read timed out."), request=request)
    if fault.ending in (Ending.CUT, Ending.GARBLED):
        whole = len(answer.body) if answer else 0
        cut = IncompleteRead(whole // 2, whole - whole // 2)
        return ChunkedEncodingError(ProtocolError(f"Connection broken: {cut!r}", cut), request=request)
    reset = fault.ending is Ending.RESET
    cause = ConnectionResetError(errno.ECONNRESET, "Connection reset by peer") if reset else RemoteDisconnected(_CLOSED)
    return ConnectionError(ProtocolError("Connection aborted.", cause), request=request)


def _not_connected(fault: Fault, request: PreparedRequest, timeouts: Timeouts) -> Exception:
    connection = HTTPSConnection("sheets.googleapis.com")
    if fault.ending is Ending.UNREACHABLE:
        timeouts.pass_connect()
        late = ConnectTimeoutError(connection, "Connection to sheets.googleapis.com timed out.")
        return ConnectTimeout(MaxRetryError(_pool(), request.path_url, late), request=request)
    text = f"Failed to establish a new connection: [Errno {errno.ECONNREFUSED}] Connection refused"
    refused = NewConnectionError(connection, text)
    return ConnectionError(MaxRetryError(_pool(), request.path_url, refused), request=request)


def _pool() -> HTTPSConnectionPool:
    return HTTPSConnectionPool("sheets.googleapis.com", 443)
