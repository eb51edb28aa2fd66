"""One run of the tests' workbook in a process of its own, to be killed: recover, then deliver all messages.

Usage: crash_worker.py FOLDER RUN_ID COUNT [BATCH_SIZE [KILL_AFTER]]
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from ledger_samples import NOW, FileChannel, clock, messages, open_bound

from crm_sheets.dispatch import deliver, recover
from crm_sheets.model import Medium


def run(folder: Path, run_id: str, count: int, batch_size: int = 50, kill_after: int = -1) -> None:
    """Do one run; with `kill_after` the process kills itself when it has sent that many."""

    def kill_in_time(sent: int) -> None:
        if sent == kill_after:
            os.kill(os.getpid(), signal.SIGKILL)

    ledger, context = open_bound(folder / "ledger.sqlite", run_id)
    channels = {Medium.SMS: FileChannel(folder / "delivered.txt", batch_size, kill_in_time)}
    with ledger:
        recover(ledger, context, channels, NOW)
        deliver(messages(count), channels, ledger, context, clock)


if __name__ == "__main__":
    run(Path(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:]))
