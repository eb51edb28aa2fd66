"""Each operation of a run with a real channel fails once, of the ledger and of the provider: none twice, none lost."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from crash_worker import Interruption
from faults import DIED, Fault, FaultAt, die, driver_says_disk_is_full
from live_providers import PROVIDERS, Provider
from live_scene import LiveScene

from crm_sheets.channels.smtp.connection import Connection
from crm_sheets.errors import CrmSheetsError
from crm_sheets.ledger import Ledger
from crm_sheets.providers.twilio.client import TwilioClient

COUNT, BATCH = 4, 2
SAID_NO, WENT_THROUGH = 3, 0
STEP = 3000
"""Bytes, less than a page of the database, so that each of them is the last one that fits or is cut off."""

NewPlace = Callable[[], Path | str]
BOTH = pytest.mark.parametrize("name", PROVIDERS)
TWILIO_OFTEN = pytest.mark.parametrize("name", ["twilio", pytest.param("mail", marks=pytest.mark.deep)])


@pytest.fixture
def new_sqlite(tmp_path: Path) -> NewPlace:
    numbers = count(1)
    return lambda: tmp_path / f"{next(numbers)}.sqlite"


class Stopped(BaseException):
    """What nobody catches, as Ctrl-C."""


def stop() -> None:
    raise Stopped


class FaultyRun(Interruption):
    """A fault at operation `number` (0: none) of the ledger and of the channel; before and after each of them."""

    def __init__(self, patch: pytest.MonkeyPatch, number: int = 0, fault: Fault = die) -> None:
        super().__init__()
        self.patch, self.number, self.fault = patch, number, fault

    def watch(self, ledger: Ledger) -> None:
        self.faults = FaultAt(ledger, self.number, self.fault)
        self.patch.setattr(TwilioClient, "create", self._counted(TwilioClient.create))
        self.patch.setattr(Connection, "write", self._counted(Connection.write))

    def _counted(self, method: Callable[..., object]) -> Callable[..., object]:
        def wrapped(*given: object) -> object:
            self.faults.count()
            result = method(*given)
            self.faults.count()
            return result

        return wrapped


@pytest.fixture
def provider(name: str) -> Iterator[Provider]:
    """A provider that is sent one message after the other."""
    with PROVIDERS[name]() as running:
        running.batch, running.at_once = BATCH, 1
        yield running


def new_scene(provider: Provider, place: Path | str) -> LiveScene:
    provider.forget()
    return LiveScene(Path(), place, provider, COUNT)


def run_with(scene: LiveScene, number: int = 0, fault: Fault = die) -> FaultAt:
    with pytest.MonkeyPatch.context() as patch:
        run = FaultyRun(patch, number, fault)
        scene.run("run-1", run)
    return run.faults


def operations(scene: LiveScene) -> range:
    """The numbers of all operations of a run that nothing disturbs."""
    total = -run_with(scene).left
    assert total > 30
    return range(1, total + 1)


def in_child(act: Callable[[], object]) -> int:
    """Do it in a forked process; its exit code."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            act()
            code = WENT_THROUGH
        except CrmSheetsError:
            code = SAID_NO
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def check(scene: LiveScene, where: int) -> None:
    """After the next run, which nothing disturbs."""
    scene.run("run-2")
    try:
        scene.check(crashes=1)
    except AssertionError as error:
        raise AssertionError(f"at {where}: {error}") from error


@BOTH
def test_dying_at_each_operation(provider: Provider, new_sqlite: NewPlace) -> None:
    for number in operations(new_scene(provider, new_sqlite())):
        scene = new_scene(provider, new_sqlite())
        assert in_child(partial(run_with, scene, number)) == DIED, number
        check(scene, number)


@TWILIO_OFTEN
def test_interrupted_at_each_operation(provider: Provider, new_sqlite: NewPlace) -> None:
    for number in operations(new_scene(provider, new_sqlite())):
        scene = new_scene(provider, new_sqlite())
        with pytest.raises(Stopped):
            run_with(scene, number, stop)
        check(scene, number)


@TWILIO_OFTEN
def test_the_disk_full_at_each_operation(provider: Provider, new_place: NewPlace) -> None:
    for number in operations(new_scene(provider, new_place())):
        scene = new_scene(provider, new_place())
        with suppress(CrmSheetsError):
            run_with(scene, number, partial(driver_says_disk_is_full, scene.place))
        check(scene, number)


def with_largest_file(size: int, act: Callable[[], object]) -> None:
    """Do it where no file can grow beyond so many bytes: what is written after that really fails."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    act()


@TWILIO_OFTEN
def test_a_disk_that_is_really_full_after_any_amount(provider: Provider, new_sqlite: NewPlace) -> None:
    """Until everything fits into the write-ahead log the run stops and says so."""
    outcomes = []
    for size in count(0, STEP):
        scene = new_scene(provider, new_sqlite())
        scene.states()  # makes the ledger, while there is room
        outcomes.append(in_child(partial(with_largest_file, size, partial(scene.run, "run-1"))))
        check(scene, size)
        if outcomes[-1] == WENT_THROUGH:
            break
    assert set(outcomes[:-1]) == {SAID_NO}
    assert len(outcomes) > 20
