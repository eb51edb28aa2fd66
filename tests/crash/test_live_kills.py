"""kill -9 while mails and SMS go out by the real channels: the providers' own accounts say that nobody hears twice.

Everybody was reached or is shown as uncertain, and what is uncertain is settled later by the providers' evidence.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from live_channels import AT_ONCE
from live_providers import PATIENCE, PROVIDERS, Moment, Provider
from live_scene import Figures, LiveScene
from postgresql_server import PostgresqlServer

from crm_sheets.dispatch import SEND_SECONDS
from crm_sheets.ledger import Ledger, RunContext

COUNT = 200
OTHER_MOMENTS = ("claim", "fence", "record", "later")
DIED = 9

BOTH = pytest.mark.parametrize("name", PROVIDERS)
NewPlace = Callable[[], Path | str]


@pytest.fixture
def provider(name: str) -> Iterator[Provider]:
    with PROVIDERS[name]() as running:
        yield running


MakeScene = Callable[..., LiveScene]


@pytest.fixture
def make_scene(provider: Provider, tmp_path: Path) -> Iterator[MakeScene]:
    """Makes a scene with the provider, on SQLite unless said otherwise."""
    scenes = []

    def make(place: Path | str = tmp_path / "ledger.sqlite", messages: int = COUNT) -> LiveScene:
        scenes.append(LiveScene(tmp_path, place, provider, messages))
        return scenes[-1]

    yield make
    for scene in scenes:
        scene.end()


def moment(chance: random.Random, where: str, batch: int) -> Moment:
    """A moment that a run with two batches to go comes to for certain."""
    if where == "claim":
        return where, 1
    if where == "later":
        return where, chance.randrange(0, 40)  # milliseconds; a fast run is over soon
    return where, chance.randint(1, 2) if where in ("fence", "receipt", "record") else chance.randint(1, 2 * batch)


def kill_twice(scene: LiveScene, seed: int) -> Figures:
    """Two runs die, one of them for certain with messages on their way; a last one goes through."""
    chance, provider = random.Random(seed), scene.provider
    places = [chance.choice(provider.in_mid_send), chance.choice(provider.in_mid_send + OTHER_MOMENTS)]
    chance.shuffle(places)
    for number, where in enumerate(places, 1):
        scene.kill(f"run-{number}", moment(chance, where, provider.batch))
    scene.run("run-last")
    scene.check(crashes=2)
    assert scene.figures.in_mid_send >= 1, "no kill struck while messages were on their way"
    return scene.figures


def reconcile(scene: LiveScene) -> None:
    """With evidence, what was really taken is settled with its id; the rest stays uncertain and is never sent."""
    taken, doubts = scene.taken(), scene.doubts().keys()
    scene.run("run-reconciles", with_evidence=True)
    assert scene.doubts().keys() == doubts - taken.keys()
    states = scene.states()
    assert {key: states[key] for key in taken} == {key: ("sent", ids[0]) for key, ids in taken.items()}
    assert {states[key] for key in scene.keys - taken.keys()} <= {("uncertain", "")}
    scene.run("run-afterwards", with_evidence=True)
    assert scene.taken() == taken, "somebody was sent to again"


@BOTH
@pytest.mark.parametrize("seed", range(5))
def test_killed_twice_at_any_moment(make_scene: MakeScene, seed: int) -> None:
    scene = make_scene()
    kill_twice(scene, seed)
    reconcile(scene)


@pytest.mark.deep
@BOTH
@pytest.mark.parametrize("seed", range(100, 125))
def test_killed_twice_at_any_moment_with_many_seeds(make_scene: MakeScene, new_place: NewPlace, seed: int) -> None:
    scene = make_scene(new_place())
    kill_twice(scene, seed)
    reconcile(scene)


@pytest.mark.parametrize("name", ["mail"])
def test_eight_kills_on_postgresql_while_two_work_at_once(make_scene: MakeScene, server: PostgresqlServer) -> None:
    scene, chance = make_scene(server.new_schema(), 4 * COUNT), random.Random(8)
    for first in range(1, 9, 2):
        pair = {f"run-{number}": ("later", chance.randrange(0, 150)) for number in (first, first + 1)}
        processes = [(scene.start(run_id, moment), run_id) for run_id, moment in pair.items()]
        for process, run_id in processes:
            scene.see_dead(process, run_id)
    scene.run("run-last")
    scene.check(crashes=8)
    assert scene.figures.kills == 8
    assert scene.figures.in_mid_send >= 1, "no kill struck while messages were on their way"
    reconcile(scene)


@BOTH
def test_four_processes_at_once_share_the_work_and_reach_everybody_once(
    make_scene: MakeScene, place: Path | str
) -> None:
    scene = make_scene(place)
    processes = [scene.start(f"run-{number}") for number in range(1, 5)]
    assert [process.wait(PATIENCE) for process in processes] == [0, 0, 0, 0]
    scene.run("run-last")
    scene.check(crashes=0)
    assert scene.taken().keys() == scene.keys
    assert {state for state, _ in scene.states().values()} == {"sent"}


class TestStopped:
    """SIGSTOP: a run that is paused is taken for dead by the next one; it wakes up after more than a minute."""

    def wake_after_another(self, scene: LiveScene, moment: Moment, slept: float) -> tuple[set[str], set[str]]:
        """What had been taken when the paused run woke up, after another had judged it, and at the end."""
        paused = scene.start("run-1", moment, "SIGSTOP")
        assert os.WIFSTOPPED(os.waitpid(paused.pid, os.WUNTRACED)[1])
        scene.run("run-2")
        before = scene.taken().keys()
        (scene.folder / "slept").write_text(str(slept), encoding="utf-8")
        paused.send_signal(signal.SIGCONT)
        assert paused.wait(PATIENCE) == 0
        return set(before), set(scene.taken())

    @BOTH
    def test_at_the_claim_the_other_run_sends_everything(self, provider: Provider, make_scene: MakeScene) -> None:
        scene = make_scene()
        before, after = self.wake_after_another(scene, ("claim", 1), SEND_SECONDS + 1)
        assert before == after == scene.keys
        scene.check(crashes=0)

    @BOTH
    def test_at_the_fence_it_does_not_send_any_more(self, provider: Provider, make_scene: MakeScene) -> None:
        scene = make_scene()
        before, after = self.wake_after_another(scene, ("fence", 2), SEND_SECONDS + 1)
        assert before == after
        scene.check(crashes=1)
        assert len(scene.doubts()) == provider.batch, "only a person knows that it slept"

    @BOTH
    def test_at_the_fence_for_a_moment_only_it_sends_its_batch_once(
        self, provider: Provider, make_scene: MakeScene
    ) -> None:
        scene = make_scene()
        before, after = self.wake_after_another(scene, ("fence", 2), 1)
        assert len(after - before) == provider.batch
        scene.check(crashes=0)

    @BOTH
    def test_in_mid_send_it_begins_nothing_more_of_its_batch_and_the_next_run_sends_it(
        self, provider: Provider, make_scene: MakeScene
    ) -> None:
        scene = make_scene()
        before, after = self.wake_after_another(scene, (provider.in_mid_send[1], provider.batch // 2), SEND_SECONDS + 1)
        assert len(after - before) <= AT_ONCE, "only what was on its way already"
        scene.run("run-3")
        scene.check(crashes=1)
        assert len(scene.doubts()) <= AT_ONCE


def die_before_the_first_receipt(scene: LiveScene) -> None:
    """A run, in a child, that dies when the provider has accepted a batch and nothing of that is recorded."""
    child = os.fork()
    if child == 0:
        try:
            Ledger.record = lambda *given: os._exit(DIED)  # type: ignore[method-assign]
            scene.run("run-1")
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == DIED


def pretend_to_fence(self: Ledger, run: RunContext, keys: Sequence[str], now: datetime) -> set[str]:
    return set(keys)


@BOTH
@pytest.mark.parametrize("is_fenced", [True, False])
def test_only_the_fence_keeps_a_batch_from_going_out_twice(
    provider: Provider, make_scene: MakeScene, monkeypatch: pytest.MonkeyPatch, is_fenced: bool
) -> None:
    """Dead between the provider's yes and the receipt: with the fence nobody hears twice, without it the batch does."""
    if not is_fenced:
        monkeypatch.setattr(Ledger, "fence", pretend_to_fence)
    scene = make_scene(messages=2 * provider.batch)
    die_before_the_first_receipt(scene)
    scene.run("run-2")
    if is_fenced:
        scene.check(crashes=1)
        assert len(scene.doubts()) == provider.batch
        return
    with pytest.raises(AssertionError, match="heard twice"):
        scene.check(crashes=1)
    assert scene.figures.twice == provider.batch
