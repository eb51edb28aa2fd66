"""Mutants: the same crashes as in test_kill, with a step of the promise taken out. The tests must notice each of them.

A run dies in this process here: from that moment on nothing that it does reaches the database, as after kill -9.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest
from crash_scene import BATCH, COUNT, Scene, check
from crash_worker import Interruption, run
from sqlalchemy import event

from crm_sheets.ledger import Claim, Ledger, RunContext, Verdict, entries
from crm_sheets.model import Receipt

SEEDS = range(4)
CRASHES = 4


class Died(BaseException):
    """The end of a process: nothing catches it, and nothing that runs afterwards counts."""


class Death(Interruption):
    """Dies at one moment of a run instead of sending a signal."""

    is_dead = False

    def watch(self, ledger: Ledger) -> None:
        for point in ("before_cursor_execute", "commit"):
            event.listen(ledger.engine, point, self._refuse_when_dead)

    def strike(self) -> None:
        self.is_dead = True
        raise Died

    def _refuse_when_dead(self, *given: object) -> None:
        if self.is_dead:
            raise Died


def run_and_die(scene: Scene, run_id: str, chance: random.Random) -> bool:
    """One run that dies before a message, or after a claim or a fence; False when it got through before."""
    moments = {"send": (0, 400), "claim": (1, 3), "fence": (1, 12)}
    where = chance.choice(["send", "send", "send", "claim", "fence"])
    death = Death(where=where, number=str(chance.randint(*moments[where])))
    try:
        run(scene.folder, str(scene.place), run_id, COUNT, BATCH, death)
    except Died:
        return True
    return False


def crash_again_and_again(scene: Scene, seed: int) -> None:
    """Run after run dies somewhere, until one is let through; then what test_kill checks."""
    chance = random.Random(seed)
    crashes = sum(run_and_die(scene, f"run-{number}", chance) for number in range(CRASHES))
    run(scene.folder, str(scene.place), "run-last", COUNT, BATCH, Interruption())
    check(scene, crashes)


NewScene = Callable[[], Scene]


@pytest.fixture
def new_scene(tmp_path: Path) -> NewScene:
    numbers = count(1)

    def make() -> Scene:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        return Scene(folder, folder / "ledger.sqlite")

    return make


@pytest.mark.parametrize("seed", SEEDS)
def test_with_all_its_steps_nobody_hears_twice(new_scene: NewScene, seed: int) -> None:
    crash_again_and_again(new_scene(), seed)


def grant_without_committing(self: Ledger, run: RunContext, keys: Sequence[str], now: datetime) -> set[str]:
    """A fence that says yes and writes nothing."""
    return set(keys)


def fence_in_a_transaction_that_is_lost(self: Ledger, run: RunContext, keys: Sequence[str], now: datetime) -> set[str]:
    """A fence that is asked and answered, but never committed."""
    with self.engine.connect() as connection:
        fenced = entries.fence(connection, run, keys, now)
        connection.rollback()
    return fenced


class ClaimsAfterTheSend:
    """A ledger that is told of contacts only when they were made: their claim is not committed before the send."""

    def __init__(self) -> None:
        self.waiting: dict[str, Claim] = {}
        self.claim_really, self.fence_really, self.record_really = Ledger.claim, Ledger.fence, Ledger.record

    def claim(self, ledger: Ledger, run: RunContext, wanted: Sequence[Claim], now: datetime) -> list[Verdict]:
        known = set(ledger.history(run.workbook_id, run.mode, "UTC")["key"])
        self.waiting |= {item.contact.key: item for item in wanted}
        before = [self.waiting[key] for key in sorted(known & self.waiting.keys())]
        refused = {verdict.key: verdict for verdict in self.claim_really(ledger, run, before, now)}
        return [refused.get(item.contact.key, Verdict(item.contact.key)) for item in wanted]

    def fence(self, ledger: Ledger, run: RunContext, keys: Sequence[str], now: datetime) -> set[str]:
        return set(keys)

    def record(self, ledger: Ledger, run: RunContext, receipts: Sequence[Receipt], now: datetime) -> None:
        keys = [receipt.key for receipt in receipts]
        self.claim_really(ledger, run, [self.waiting[key] for key in keys], now)
        self.fence_really(ledger, run, keys, now)
        self.record_really(ledger, run, receipts, now)

    def put_in(self, patch: pytest.MonkeyPatch) -> None:
        for name in ("claim", "fence", "record"):
            method = getattr(self, name)
            patch.setattr(Ledger, name, lambda *given, method=method: method(*given))


def without_the_fence(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Ledger, "fence", grant_without_committing)


def with_a_fence_that_is_lost(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Ledger, "fence", fence_in_a_transaction_that_is_lost)


def with_claims_after_the_send(patch: pytest.MonkeyPatch) -> None:
    ClaimsAfterTheSend().put_in(patch)


@pytest.mark.parametrize("mutant", [without_the_fence, with_a_fence_that_is_lost, with_claims_after_the_send])
def test_it_is_noticed_when_a_step_is_taken_out(
    new_scene: NewScene, monkeypatch: pytest.MonkeyPatch, mutant: Callable[[pytest.MonkeyPatch], None]
) -> None:
    mutant(monkeypatch)
    for seed in SEEDS:
        with pytest.raises(AssertionError, match="somebody heard twice"):
            crash_again_and_again(new_scene(), seed)


@pytest.mark.parametrize("mutant", [with_claims_after_the_send])
def test_a_mutant_that_never_crashes_sends_all_once(
    new_scene: NewScene, monkeypatch: pytest.MonkeyPatch, mutant: Callable[[pytest.MonkeyPatch], None]
) -> None:
    """So it is the crash that it does not survive, and not a fault of the mutant itself."""
    mutant(monkeypatch)
    scene = new_scene()
    for run_id in ("run-1", "run-2"):
        run(scene.folder, str(scene.place), run_id, COUNT, BATCH, Interruption())
    check(scene, crashes=0)
