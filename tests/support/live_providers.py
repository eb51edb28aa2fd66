"""Who carries messages in crash tests: a real mail server and a Twilio on this machine, with their own accounts."""

from __future__ import annotations

import os
import select
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count as counting
from typing import Protocol

import requests
from ledger_samples import Opened, clock
from live_channels import AT_ONCE, Mailbox, keys_by_address, mail_id, mail_to, sms_to
from smtp_sink import SmtpSink, running_sink

from crm_sheets.channels.protocol import Channel
from crm_sheets.model import Medium
from crm_sheets.testing.twilio import FakeTwilio, Fault
from crm_sheets.testing.twilio.requests import FakeRequest

PATIENCE = 120
"""Seconds until a process that should end, or a server that should answer, counts as hanging."""

Moment = tuple[str, int]
"""Where a run is struck: "claim", "fence", "receipt", "record", "later", and those of its provider; which time."""


class Provider(Protocol):
    """Who carries the messages, and its own account of what it took."""

    medium: Medium
    batch: int
    at_once: int
    in_mid_send: tuple[str, ...]
    """The moments at which messages are on their way."""

    @property
    def where_to(self) -> str:
        """How a run reaches it."""

    def taken(self, count: int) -> dict[str, list[str]]:
        """The provider's ids of what it took, by ledger key, once everything that was under way has come to its end."""

    def channel(self, opened: Opened, *, with_evidence: bool) -> Channel:
        """The product's own channel to it."""

    def strike(self, moment: Moment, name: str, pid: Callable[[], int]) -> None:
        """Signal a run at one of this provider's own moments, if it is one."""

    def forget(self) -> None:
        """Forget what it took, for another scene."""


@dataclass
class MailServer:
    """A real smtp-sink."""

    sink: SmtpSink
    batch: int = 16
    at_once: int = AT_ONCE
    medium = Medium.EMAIL
    in_mid_send = ("write", "written", "receipt")

    @property
    def where_to(self) -> str:
        return str(self.sink.port)

    def taken(self, count: int) -> dict[str, list[str]]:
        self._wait()
        keys, found = keys_by_address(self.medium, count), dict[str, list[str]]()
        for mail in self.sink.taken():
            if mail.mail["Message-ID"]:  # else it is on its way: smtp-sink notes the envelope first
                [recipient] = mail.recipients
                assert "Selamat" in str(mail.mail), "half a mail"
                found.setdefault(keys[recipient], []).append(str(mail.mail["Message-ID"]).strip("<>"))
        assert all({mail_id(key)} == set(ids) for key, ids in found.items())
        return found

    def channel(self, opened: Opened, *, with_evidence: bool) -> Channel:
        names = frozenset(str(mail.mail["Message-ID"]).strip("<>") for mail in self.sink.taken())
        mailbox = Mailbox(names) if with_evidence else None
        return mail_to(opened, self.sink.port, self.batch, mailbox, at_once=self.at_once)

    def strike(self, moment: Moment, name: str, pid: Callable[[], int]) -> None:
        """Nothing: it has no moments that the run itself does not see."""

    def forget(self) -> None:
        self._wait()
        for path in self.sink.folder.iterdir():
            path.unlink()

    def _wait(self) -> None:
        """It is one thread: when it has answered a newcomer several times, it has heard what others said before."""
        for _ in range(3):
            with socket.create_connection(("127.0.0.1", self.sink.port), PATIENCE) as newcomer:
                newcomer.recv(1000)
                newcomer.sendall(b"QUIT\r\n")
                newcomer.recv(1000)


@dataclass
class Twilio:
    """A Twilio on this machine, whose lists tell nothing until it is told otherwise."""

    fake: FakeTwilio
    batch: int = 20
    at_once: int = AT_ONCE
    medium = Medium.SMS
    in_mid_send = ("request", "accepted", "receipt")

    @property
    def where_to(self) -> str:
        return self.fake.url

    def taken(self, count: int) -> dict[str, list[str]]:
        self._wait()
        keys, found = keys_by_address(self.medium, count), dict[str, list[str]]()
        for message in self.fake.all_messages:
            found.setdefault(keys[message.to], []).append(message.sid)
        return found

    def channel(self, opened: Opened, *, with_evidence: bool) -> Channel:
        self.fake.lag = timedelta(0) if with_evidence else timedelta(days=2)
        return sms_to(opened, self.fake.url, self.batch, at_once=self.at_once)

    def strike(self, moment: Moment, name: str, pid: Callable[[], int]) -> None:
        """At its nth request for a message: "request" is not accepted, "accepted" is."""
        where, number = moment
        numbers = counting(1)

        def is_it(request: FakeRequest) -> bool:
            is_due = request.sends and next(numbers) == number
            if is_due:
                os.kill(pid(), signal.Signals[name])
            return is_due

        self.fake.clear_faults()
        if where in ("request", "accepted"):
            self.fake.next(Fault.drop_before() if where == "request" else Fault.drop_after(), is_it)

    def forget(self) -> None:
        self._wait()
        self.fake._list.all.clear()
        self.fake.requests.clear()

    def _wait(self) -> None:
        """Whoever asked before is through when newcomers are answered and no connection has anything more to say."""
        is_idle = 0
        while is_idle < 3:
            requests.get(self.fake.url, timeout=PATIENCE)
            is_idle = 0 if self._is_busy() else is_idle + 1

    def _is_busy(self) -> bool:
        """True while a request is under way, unread, or the end of a connection was not noticed yet."""
        server = self.fake._switch._server
        try:
            unread = select.select(list(server.connections), [], [], 0)[0] if server else []
        except (OSError, ValueError):  # one of them was closed just now
            return True
        return bool(self.fake._under_way or unread)


@contextmanager
def mail_server() -> Iterator[Provider]:
    """A mail server for a while."""
    with running_sink() as sink:
        yield MailServer(sink)


@contextmanager
def twilio() -> Iterator[Provider]:
    """A Twilio for a while; its lists lag by days."""
    with FakeTwilio(clock=clock) as fake:
        fake.lag = timedelta(days=2)
        yield Twilio(fake)


PROVIDERS: dict[str, Callable[[], AbstractContextManager[Provider]]] = {"mail": mail_server, "twilio": twilio}
