"""kill -9 in the middle of 1,000 messages, then again: none twice, none lost without being shown as uncertain."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from ledger_samples import delivered, messages, open_bound

ROOT = Path(__file__).resolve().parents[2]
WORKER = ROOT / "tests" / "support" / "crash_worker.py"
COUNT, BATCH = 1000, 50
KEYS = [message.contact.key for message in messages(COUNT)]


def start(folder: Path, run_id: str, *more: object) -> subprocess.Popen[bytes]:
    paths = os.pathsep.join([str(ROOT), str(WORKER.parent)])
    command = [sys.executable, str(WORKER), str(folder), run_id, *map(str, more)]
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": paths})


def uncertain(folder: Path) -> list[str]:
    ledger, run = open_bound(folder / "ledger.sqlite")
    with ledger:
        return [entry.key for entry in ledger.uncertain(run.workbook_id, run.mode)]


def check(folder: Path, crashes: int, in_flight: int = BATCH) -> None:
    """After the last run, which was not killed."""
    reached, doubtful = delivered(folder / "delivered.txt"), uncertain(folder)
    assert len(reached) == len(set(reached)), "somebody heard twice"
    assert set(reached) | set(doubtful) == set(KEYS), "somebody was lost silently"
    assert len(doubtful) <= crashes * in_flight, "more doubts than messages in flight"


def wait_until_sent(folder: Path, process: subprocess.Popen[bytes], lines: int) -> None:
    while process.poll() is None and len(delivered(folder / "delivered.txt")) < lines:
        time.sleep(0.001)


@pytest.mark.parametrize(
    ("where", "number"),
    [("send", 0), ("send", 1), ("send", 49), ("send", 333), ("send", 999), ("claim", 2), ("fence", 1), ("fence", 20)],
)
def test_killed_at_a_chosen_moment(tmp_path: Path, where: str, number: int) -> None:
    killed = start(tmp_path, "run-1", COUNT, BATCH, "SIGKILL", where, number)
    assert killed.wait(60) == -signal.SIGKILL
    assert len(delivered(tmp_path / "delivered.txt")) < COUNT
    assert start(tmp_path, "run-2", COUNT, BATCH).wait(60) == 0
    check(tmp_path, crashes=1)


def kill_at_random(folder: Path, seed: int, crashes: int) -> None:
    """Kill run after run somewhere between its start and its end, wherever the moment finds it."""
    chance = random.Random(seed)
    for number in range(crashes):
        process = start(folder, f"run-{number}", COUNT, BATCH)
        wait_until_sent(folder, process, len(delivered(folder / "delivered.txt")) + chance.randrange(0, 300))
        time.sleep(chance.random() * 0.02)
        process.kill()
        process.wait(60)
    assert start(folder, "run-last", COUNT, BATCH).wait(60) == 0
    check(folder, crashes)


@pytest.mark.parametrize("seed", range(3))
def test_killed_again_and_again_at_any_moment(tmp_path: Path, seed: int) -> None:
    kill_at_random(tmp_path, seed, crashes=4)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(100, 140))
def test_killed_again_and_again_at_any_moment_with_many_seeds(tmp_path: Path, seed: int) -> None:
    kill_at_random(tmp_path, seed, crashes=5)


def test_two_processes_at_once_share_the_work_and_reach_nobody_twice(tmp_path: Path) -> None:
    processes = [start(tmp_path, f"run-{number}", COUNT, 7) for number in (1, 2)]
    assert [process.wait(60) for process in processes] == [0, 0]
    assert start(tmp_path, "run-3", COUNT, 7).wait(60) == 0
    check(tmp_path, crashes=0)
    assert sorted(delivered(tmp_path / "delivered.txt")) == sorted(KEYS)


@pytest.mark.parametrize(("where", "number"), [("claim", 1), ("fence", 3), ("send", 12)])
def test_a_stopped_process_that_wakes_up_after_another_took_over_reaches_nobody_twice(
    tmp_path: Path, where: str, number: int
) -> None:
    paused = start(tmp_path, "run-1", COUNT, BATCH, "SIGSTOP", where, number)
    os.waitpid(paused.pid, os.WUNTRACED)
    assert start(tmp_path, "run-2", COUNT, BATCH).wait(60) == 0
    paused.send_signal(signal.SIGCONT)
    assert paused.wait(60) == 0
    check(tmp_path, crashes=1)
    assert not uncertain(tmp_path), "the process that woke up knows what it sent"
