"""Where the mails of `messages.py` go: smtp-sink of Postfix, near or behind a delay, and what it got."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).parent
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
"""Mails are dumped into memory where the system has such a folder: the sink's disk is nobody's merit."""
SINK = ("smtp-sink", "/usr/sbin/smtp-sink")
MOST_CONNECTIONS = 200
SETTLING_SECONDS = 0.3


class Sink:
    """A running smtp-sink; each complete mail is a file in `folder`."""

    def __init__(self, port: int, folder: Path) -> None:
        self.port = port
        self.folder = folder

    def count(self) -> int:
        """How many mails have come, the one that is coming in on each connection included."""
        return len(os.listdir(self.folder))  # noqa: PTH208 - asked thousands of times

    def forget(self) -> None:
        """Throw away what has come so far."""
        for path in self.folder.iterdir():
            path.unlink()

    def tally(self) -> Counter[str]:
        """How many mails each address got, once nothing more is coming in."""
        seen = -1
        while seen != self.count():
            seen = self.count()
            time.sleep(SETTLING_SECONDS)
        return Counter(_recipient(path) for path in self.folder.iterdir())


def _recipient(path: Path) -> str:
    with path.open(encoding="latin-1") as file:
        line = next(line for line in file if line.startswith("X-Rcpt-Args:"))
    return line.partition("<")[2].partition(">")[0]


def sink_program() -> str | None:
    """The path of smtp-sink, None when Postfix is not installed."""
    return next((path for name in SINK if (path := shutil.which(name))), None)


@contextmanager
def running_sink() -> Iterator[Sink]:
    """A sink on a free port of this machine, stopped at the end."""
    program = sink_program()
    if program is None:
        sys.exit("smtp-sink is not installed. It comes with Postfix: apt-get install postfix")
    with tempfile.TemporaryDirectory(prefix="crm-sink-", dir=MEMORY if MEMORY.is_dir() else None) as folder:
        port, dump = free_port(), Path(folder) / "mails"
        dump.mkdir()
        user = ["-u", "root"] if os.geteuid() == 0 else []
        command = [program, *user, "-d", f"{dump}/m.", f"127.0.0.1:{port}", str(MOST_CONNECTIONS)]
        with _stopped_at_the_end(subprocess.Popen(command)):
            wait_for(port)
            yield Sink(port, dump)


@contextmanager
def running_relay(port: int, round_trip: float) -> Iterator[int]:
    """A port behind which is `port`, `round_trip` milliseconds away; with 0 it is that port itself."""
    if not round_trip:
        yield port
        return
    command = [sys.executable, HERE / "delay_relay.py", str(port), str(round_trip / 2)]
    relay = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with _stopped_at_the_end(relay):
        assert relay.stdout is not None
        yield int(relay.stdout.readline())


@contextmanager
def _stopped_at_the_end(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> Iterator[None]:
    try:
        yield
    finally:
        process.terminate()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def wait_for(port: int, seconds: float = 10.0) -> None:
    """Return as soon as somebody listens on this port."""
    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
        else:
            return


def measured_round_trip(port: int, times: int = 20) -> float:
    """How long an answer takes, in milliseconds: the middle one of some NOOPs."""
    import smtplib

    with smtplib.SMTP("127.0.0.1", port) as client:
        taken = []
        for _ in range(times):
            started = time.perf_counter()
            client.noop()
            taken.append(time.perf_counter() - started)
    return sorted(taken)[times // 2] * 1000
