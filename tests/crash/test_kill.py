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
from crash_scene import BATCH, COUNT, KEYS, Scene, check, uncertain

ROOT = Path(__file__).resolve().parents[2]
WORKER = ROOT / "tests" / "support" / "crash_worker.py"


@pytest.fixture
def scene(tmp_path: Path, place: Path | str) -> Scene:
    return Scene(tmp_path, place)


def start(scene: Scene, run_id: str, *more: object) -> subprocess.Popen[bytes]:
    paths = os.pathsep.join([str(ROOT), str(WORKER.parent)])
    command = [sys.executable, str(WORKER), str(scene.folder), str(scene.place), run_id, *map(str, more)]
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": paths})


def wait_until_sent(scene: Scene, process: subprocess.Popen[bytes], lines: int) -> None:
    while process.poll() is None and len(scene.delivered) < lines:
        time.sleep(0.001)


@pytest.mark.parametrize(
    ("where", "number"),
    [("send", 0), ("send", 1), ("send", 49), ("send", 333), ("send", 999), ("claim", 2), ("fence", 1), ("fence", 20)],
)
def test_killed_at_a_chosen_moment(scene: Scene, where: str, number: int) -> None:
    killed = start(scene, "run-1", COUNT, BATCH, "SIGKILL", where, number)
    assert killed.wait(60) == -signal.SIGKILL
    assert len(scene.delivered) < COUNT
    assert start(scene, "run-2", COUNT, BATCH).wait(60) == 0
    check(scene, crashes=1)


def kill_at_random(scene: Scene, seed: int, crashes: int) -> None:
    """Kill run after run somewhere between its start and its end, wherever the moment finds it."""
    chance = random.Random(seed)
    for number in range(crashes):
        process = start(scene, f"run-{number}", COUNT, BATCH)
        wait_until_sent(scene, process, len(scene.delivered) + chance.randrange(0, 300))
        time.sleep(chance.random() * 0.02)
        process.kill()
        process.wait(60)
    assert start(scene, "run-last", COUNT, BATCH).wait(60) == 0
    check(scene, crashes)


@pytest.mark.parametrize("seed", range(3))
def test_killed_again_and_again_at_any_moment(scene: Scene, seed: int) -> None:
    kill_at_random(scene, seed, crashes=4)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(100, 140))
def test_killed_again_and_again_at_any_moment_with_many_seeds(scene: Scene, seed: int) -> None:
    kill_at_random(scene, seed, crashes=5)


def test_four_processes_at_once_share_the_work_and_reach_nobody_twice(scene: Scene) -> None:
    processes = [start(scene, f"run-{number}", COUNT, 7) for number in range(1, 5)]
    assert [process.wait(60) for process in processes] == [0, 0, 0, 0]
    assert start(scene, "run-5", COUNT, 7).wait(60) == 0
    check(scene, crashes=0)
    assert sorted(scene.delivered) == sorted(KEYS)


def test_eight_kills_while_two_work_reach_nobody_twice_and_lose_nobody(scene: Scene) -> None:
    chance, crashes = random.Random(8), 8
    workers = [start(scene, f"run-{number}", COUNT, BATCH) for number in (1, 2)]
    for number in range(crashes):
        killed = workers.pop(chance.randrange(2))
        wait_until_sent(scene, killed, len(scene.delivered) + chance.randrange(0, 120))
        killed.kill()
        killed.wait(60)
        workers.append(start(scene, f"run-{number + 3}", COUNT, BATCH))
    assert [process.wait(60) for process in workers] == [0, 0]
    assert start(scene, "run-last", COUNT, BATCH).wait(60) == 0
    check(scene, crashes)


@pytest.mark.parametrize(("where", "number"), [("claim", 1), ("fence", 3), ("send", 12)])
def test_a_stopped_process_that_wakes_up_after_another_took_over_reaches_nobody_twice(
    scene: Scene, where: str, number: int
) -> None:
    paused = start(scene, "run-1", COUNT, BATCH, "SIGSTOP", where, number)
    os.waitpid(paused.pid, os.WUNTRACED)
    assert start(scene, "run-2", COUNT, BATCH).wait(60) == 0
    paused.send_signal(signal.SIGCONT)
    assert paused.wait(60) == 0
    check(scene, crashes=1)
    assert not uncertain(scene), "the process that woke up knows what it sent"
