"""One run of the tests' workbook in a process of its own: recover, then deliver all messages.

Usage: crash_worker.py FOLDER LEDGER RUN_ID COUNT BATCH_SIZE [SIGNAL WHERE NUMBER]

With the last three it signals itself: before sending message NUMBER ("send"), after the NUMBERth "claim", "fence" or
"record", or before the NUMBERth record ("receipt").
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from itertools import count as counting
from pathlib import Path
from typing import Any

from ledger_samples import NOW, FileChannel, Opened, clock, messages, open_bound

from crm_sheets.channels.protocol import Channel
from crm_sheets.dispatch import deliver, recover
from crm_sheets.ledger import Ledger
from crm_sheets.model import Medium, Message


class Interruption:
    """Sends this process a signal at one moment of the run."""

    def __init__(self, name: str = "SIGKILL", where: str = "nowhere", number: str = "0") -> None:
        self.signal, self.where, self.number = signal.Signals[name], where, int(number)

    def watch(self, ledger: Ledger) -> None:
        """The run is about to begin with this ledger."""

    def at(self, where: str, number: int) -> None:
        if (where, number) == (self.where, self.number):
            self.strike()

    def strike(self) -> None:
        os.kill(os.getpid(), self.signal)

    def before(self, where: str, method: Callable[..., Any]) -> Callable[..., Any]:
        calls = counting(1)  # several threads may call

        def wrapped(*given: Any) -> Any:
            self.at(where, next(calls))
            return method(*given)

        return wrapped

    def after(self, where: str, method: Callable[..., Any]) -> Callable[..., Any]:
        calls = counting(1)

        def wrapped(*given: Any) -> Any:
            result = method(*given)
            self.at(where, next(calls))
            return result

        return wrapped


def run(folder: Path, place: str, run_id: str, count: int, batch_size: int, interruption: Interruption) -> None:
    opened = open_bound(place, run_id)
    channel = FileChannel(folder / "delivered.txt", batch_size, lambda sent: interruption.at("send", sent))
    work(opened, Medium.SMS, channel, messages(count), interruption)


def work(
    opened: Opened, medium: Medium, channel: Channel, wanted: Sequence[Message], interruption: Interruption
) -> None:
    """One run with this channel alone, interrupted somewhere."""
    ledger, context = opened
    interruption.watch(ledger)
    ledger.claim = interruption.after("claim", ledger.claim)  # type: ignore[method-assign]
    ledger.fence = interruption.after("fence", ledger.fence)  # type: ignore[method-assign]
    recorded = interruption.after("record", ledger.record)
    ledger.record = interruption.before("receipt", recorded)  # type: ignore[method-assign]
    with ledger:
        recover(ledger, context, {medium: channel}, NOW)
        deliver(wanted, {medium: channel}, ledger, context, clock)


if __name__ == "__main__":
    folder, place, run_id, count, batch_size, *rest = sys.argv[1:]
    run(Path(folder), place, run_id, int(count), int(batch_size), Interruption(*rest))
