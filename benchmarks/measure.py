"""A command in a fresh process, and what it cost."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent


class Cost(NamedTuple):
    """Seconds by the clock, seconds of CPU (user and system, all threads), largest resident memory in MB (10^6)."""

    wall: float
    cpu: float
    memory: float


class CommandFailed(Exception):
    """The command ended with an error; `str(error)` is its output."""


def measure(command: Sequence[str | Path]) -> tuple[Cost, str]:
    """Run a command from the project's folder; its cost and what it printed. Raises CommandFailed.

    Linux counts the parent's size at the start into the child's memory, so call it from a small process.
    """
    environment = os.environ | {"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"}
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        text = output.read().decode(errors="replace")
    if process.returncode:
        raise CommandFailed(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{text}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * unit / 1e6), text
