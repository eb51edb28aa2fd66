"""The command line in a process of its own that gets a signal while its first batch of messages goes out.

Usage: stop_worker.py SIGNAL,SIGNAL ARGUMENTS...
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

from crm_sheets.channels.files import FilesChannel
from crm_sheets.cli import main


def signal_at_first_batch(names: list[str]) -> None:
    """Send ourselves these signals at the beginning of the first batch."""
    send = FilesChannel.send

    def signalled(self: FilesChannel, messages: Any) -> Any:
        while names:
            os.kill(os.getpid(), signal.Signals[names.pop(0)])
        return send(self, messages)

    FilesChannel.send = signalled  # type: ignore[method-assign]


if __name__ == "__main__":
    signal_at_first_batch(sys.argv[1].split(","))
    sys.exit(main(sys.argv[2:]))
