"""Where the mails of `messages.py` go: smtp-sink of Postfix, near or behind a delay, and what it got."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from measure import ROOT

sys.path.append(str(ROOT / "tests" / "support"))

import delay_relay
import smtp_sink

MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
"""Mails are dumped into memory where the system has such a folder: the sink's disk is nobody's merit."""
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


@contextmanager
def running_sink() -> Iterator[Sink]:
    """A sink on a free port of this machine, stopped at the end."""
    with smtp_sink.running_sink(within=str(MEMORY) if MEMORY.is_dir() else "") as sink:
        yield Sink(sink.port, sink.folder)


@contextmanager
def running_relay(port: int, round_trip: float) -> Iterator[int]:
    """A port behind which is `port`, `round_trip` milliseconds away; with 0 it is that port itself."""
    if not round_trip:
        yield port
        return
    with delay_relay.running_relay(port, round_trip) as relay:
        yield relay


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
