"""Runs with real channels that are killed, what the provider really took, and whether the promise was kept."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count as counting
from pathlib import Path
from typing import Protocol

import requests
from crash_worker import Interruption, work
from ledger_samples import Opened, clock, open_bound
from live_channels import AT_ONCE, keys_by_address, mail_id, mail_to, sms_to, written
from smtp_sink import SmtpSink, running_sink
from sqlalchemy import select as query

from crm_sheets.channels.protocol import Channel
from crm_sheets.ledger.schema import ENTRIES
from crm_sheets.model import LedgerEntry, Medium
from crm_sheets.testing.twilio import FakeTwilio, Fault
from crm_sheets.testing.twilio.requests import FakeRequest

ROOT = Path(__file__).resolve().parents[2]
WORKER = ROOT / "tests" / "support" / "live_worker.py"
PATIENCE = 120
"""Seconds until a process that should end counts as hanging."""

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


@dataclass
class MailServer:
    """A real smtp-sink."""

    sink: SmtpSink
    batch: int = 40
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
        names = {str(mail.mail["Message-ID"]).strip("<>") for mail in self.sink.taken()} if with_evidence else set()
        look_up = names.__contains__ if with_evidence else None
        return mail_to(opened, self.sink.port, self.batch, look_up, at_once=self.at_once)

    def strike(self, moment: Moment, name: str, pid: Callable[[], int]) -> None:
        """Nothing: it has no moments that the run itself does not see."""

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


@dataclass
class Figures:
    """What came of crashes."""

    kills: int = 0
    in_mid_send: int = 0
    taken: int = 0
    twice: int = 0
    lost: int = 0
    uncertain: int = 0


@dataclass
class LiveScene:
    """One ledger and one provider, and `count` messages to be sent by as many runs as it takes."""

    folder: Path
    place: Path | str
    provider: Provider
    count: int
    figures: Figures = field(default_factory=Figures)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def keys(self) -> set[str]:
        return set(keys_by_address(self.provider.medium, self.count).values())

    def start(self, run_id: str, moment: Moment | None = None, name: str = "SIGKILL") -> subprocess.Popen[bytes]:
        """A run in a process of its own that is signalled at a moment."""
        if moment:
            self.provider.strike(moment, name, lambda: self.processes[-1].pid)
        paths = os.pathsep.join([str(ROOT), str(WORKER.parent)])
        what = (self.folder, self.place, run_id, self.provider.medium, self.provider.where_to, self.count)
        command = [WORKER, *what, self.provider.batch, *((name, *moment) if moment else ())]
        environment = {**os.environ, "PYTHONPATH": paths}
        self.processes.append(subprocess.Popen([sys.executable, *map(str, command)], env=environment))
        return self.processes[-1]

    def end(self) -> None:
        """Leave no process behind, whatever went wrong."""
        for process in self.processes:
            process.kill()
            process.wait()

    def kill(self, run_id: str, moment: Moment) -> None:
        """A run that dies at this moment."""
        self.see_dead(self.start(run_id, moment), run_id)

    def see_dead(self, process: subprocess.Popen[bytes], run_id: str) -> None:
        """Wait until it was killed, and note whether that was between a fence and its receipts."""
        assert process.wait(PATIENCE) == -signal.SIGKILL, "it was not killed"
        self.figures.kills += 1
        self.figures.in_mid_send += bool(self.in_flight(run_id))

    def in_flight(self, run_id: str) -> list[str]:
        """What a run had fenced and never recorded, also where another run has seen that since."""
        with self.opened("look")[0] as ledger, ledger.engine.connect() as connection:
            open_now = ENTRIES.c.state.in_(("fenced", "uncertain"))
            found = query(ENTRIES.c.key).where(ENTRIES.c.run_id == run_id, open_now, ENTRIES.c.settled_at.is_(None))
            return list(connection.execute(found).scalars())

    def run(self, run_id: str, interruption: Interruption | None = None, *, with_evidence: bool = False) -> None:
        """A run in this process that nobody disturbs, unless an interruption is given."""
        opened = self.opened(run_id)
        channel = self.provider.channel(opened, with_evidence=with_evidence)
        wanted = written(self.provider.medium, self.count)
        try:
            work(opened, self.provider.medium, channel, wanted, interruption or Interruption())
        finally:
            channel.close()  # type: ignore[attr-defined]

    def opened(self, run_id: str) -> Opened:
        return open_bound(self.place, run_id)

    def doubts(self) -> dict[str, LedgerEntry]:
        """What the ledger shows as uncertain."""
        ledger, run = self.opened("look")
        with ledger:
            return {entry.key: entry for entry in ledger.uncertain(run.workbook_id, run.mode)}

    def taken(self) -> dict[str, list[str]]:
        return self.provider.taken(self.count)

    def check(self, crashes: int) -> None:
        """Nobody heard twice, everybody heard or is shown as uncertain, and no more than were in flight."""
        taken, doubts = self.taken(), self.doubts()
        twice = [key for key, times in Counter({key: len(ids) for key, ids in taken.items()}).items() if times > 1]
        lost = self.keys - taken.keys() - doubts.keys()
        figures = self.figures
        figures.taken, figures.twice, figures.lost = len(taken), len(twice), len(lost)
        figures.uncertain = len(doubts)
        assert not twice, f"heard twice: {twice}"
        assert not lost, f"lost silently: {sorted(lost)}"
        assert len(doubts) <= crashes * self.provider.batch, "more doubts than messages in flight"

    def states(self) -> dict[str, tuple[str, str]]:
        """State and provider's id of every contact in the ledger."""
        with self.opened("look")[0] as ledger, ledger.engine.connect() as connection:
            found = connection.execute(query(ENTRIES.c.key, ENTRIES.c.state, ENTRIES.c.provider_id))
            return {row.key: (row.state, row.provider_id) for row in found}


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
