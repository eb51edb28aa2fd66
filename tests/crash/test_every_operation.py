"""The database fails, or the process dies, at each single operation of a run: none twice, none lost silently."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from faults import DIED, Fault, FaultAt, die, driver_says_disk_is_full
from ledger_samples import NOW, FileChannel, clock, delivered, messages, open_bound

from crm_sheets.dispatch import deliver, recover
from crm_sheets.errors import CrmSheetsError
from crm_sheets.ledger import Ledger, RunContext
from crm_sheets.model import Medium

COUNT, BATCH = 8, 3
KEYS = [message.contact.key for message in messages(COUNT)]


@dataclass
class Scene:
    """A ledger, and a folder for what was delivered."""

    folder: Path
    place: Path | str

    @property
    def delivered(self) -> list[str]:
        return delivered(self.folder / "delivered.txt")

    def raise_trouble(self) -> None:
        """What a driver raises when the disk is full."""
        driver_says_disk_is_full(self.place)


NewScene = Callable[[], Scene]


@pytest.fixture
def new_scene(tmp_path: Path, new_place: Callable[[], Path | str]) -> NewScene:
    numbers = count(1)

    def make() -> Scene:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        return Scene(folder, new_place())

    return make


def run_once(scene: Scene, run_id: str, number: int = 0, fault: Fault = die) -> FaultAt:
    """One run, with a fault at operation `number` (0: none), counted over the ledger and the channel."""
    ledger, context = open_bound(scene.place, run_id)
    with ledger:
        faults = FaultAt(ledger, number, fault)
        channel = FileChannel(scene.folder / "delivered.txt", BATCH, lambda sent: faults.count())
        recover(ledger, context, {Medium.SMS: channel}, NOW)
        deliver(messages(COUNT), {Medium.SMS: channel}, ledger, context, clock)
    return faults


def run_in_child(scene: Scene, run_id: str, number: int) -> int:
    """The same in a forked process that dies; its exit code."""
    child = os.fork()
    if child == 0:
        try:
            run_once(scene, run_id, number)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def faults_in(scene: Scene, crashes: int = 1) -> tuple[list[str], set[str]]:
    """After the last run: who heard twice, and who was lost silently."""
    ledger, run = open_bound(scene.place)
    with ledger:
        doubtful = {entry.key for entry in ledger.uncertain(run.workbook_id, run.mode)}
        reached = scene.delivered
        assert len(doubtful) <= crashes * BATCH, "more doubts than messages in flight"
        assert not ledger.recover(RunContext(run.workbook_id, run.mode, "x"), lambda trace: None, NOW).released
    twice = [key for key in set(reached) if reached.count(key) > 1]
    return twice, set(KEYS) - set(reached) - doubtful


def count_operations(scene: Scene) -> int:
    return -run_once(scene, "run-0").left


def test_dying_at_each_operation(new_scene: NewScene) -> None:
    total = count_operations(new_scene())
    assert total > 40
    for number in range(1, total + 1):
        scene = new_scene()
        assert run_in_child(scene, "run-1", number) == DIED, number
        run_once(scene, "run-2")
        assert faults_in(scene) == ([], set()), f"died at operation {number}"


def test_dying_again_at_each_operation_of_the_run_that_cleans_up(new_scene: NewScene) -> None:
    first_death = count_operations(new_scene()) // 2
    for number in range(1, 100):
        scene = new_scene()
        assert run_in_child(scene, "run-1", first_death) == DIED
        died_again = run_in_child(scene, "run-2", number)
        run_once(scene, "run-3")
        assert faults_in(scene, crashes=1 + bool(died_again)) == ([], set()), f"died again at operation {number}"
        if not died_again:
            return
    pytest.fail("the second run never got through")


def test_the_database_failing_at_each_operation(new_scene: NewScene) -> None:
    total = count_operations(new_scene())
    for number in range(1, total + 1):
        scene = new_scene()
        try:
            run_once(scene, "run-1", number, scene.raise_trouble)
        except CrmSheetsError as error:
            assert "disk is full" in str(error).lower()
        run_once(scene, "run-2")
        assert faults_in(scene) == ([], set()), f"failed at operation {number}"


def test_it_is_noticed_when_the_fence_is_not_committed_before_the_send(
    new_scene: NewScene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ledger, "fence", lambda self, run, keys, now: set(keys))
    total = count_operations(new_scene())
    twice = 0
    for number in range(1, total + 1):
        scene = new_scene()
        run_in_child(scene, "run-1", number)
        run_once(scene, "run-2")
        reached = scene.delivered
        twice += len(reached) - len(set(reached))
    assert twice > 0
