"""`kill -9` in the middle of sending, then again until all is done: who hears twice, who never, and who is told so."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from mail_sink import Sink

PEERS = Path(__file__).with_name("mail_peers.py")
LOOK_SECONDS = 0.0005


class Story(NamedTuple):
    """What became of the mails after some kills: numbers of mails, but `kills` of processes."""

    kills: int
    twice: int
    lost: int
    uncertain: int
    uncertain_but_arrived: int


class Scene(NamedTuple):
    """A side, the file of its mails, to whom they go, where the sink is, and a folder for its files."""

    side: str
    mails: Path
    addresses: frozenset[str]
    port: int
    folder: Path


def kill_and_repeat(scene: Scene, sink: Sink, kills: int, seed: int) -> Story:
    """Send, kill the process after some mails (seeded) so many times, let the last one finish, and count."""
    chance, done = random.Random(seed), 0  # noqa: S311 - moments of a test
    for number in range(kills):
        soon = chance.randint(1, max(1, len(scene.addresses) // kills))
        done += _killed_after(soon, _command(scene, is_first=number == 0), sink)
    subprocess.run(_command(scene, is_first=not kills), check=True, capture_output=True)
    came, doubts = sink.tally(), _doubts(scene)
    lost = scene.addresses - came.keys() - doubts
    return Story(done, sum(came.values()) - len(came), len(lost), len(doubts), len(doubts & came.keys()))


def _command(scene: Scene, *, is_first: bool) -> list[str | Path]:
    again = [] if is_first else ["--resume"]
    return [sys.executable, PEERS, scene.side, scene.mails, str(scene.port), scene.folder, *again]


def _killed_after(mails: int, command: list[str | Path], sink: Sink) -> int:
    """1 when the process (with its children) was killed after so many more mails had come, 0 when it ended before."""
    sink.tally()
    enough = sink.count() + mails
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True)
    while process.poll() is None and sink.count() < enough:
        time.sleep(LOOK_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    return int(process.wait() < 0)


def _doubts(scene: Scene) -> set[str]:
    """Only our side knows what it is in doubt about."""
    if not scene.side.startswith("ours"):
        return set()
    from our_mails import uncertain_addresses

    return uncertain_addresses(scene.folder)
