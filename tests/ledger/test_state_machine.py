"""Any order of claims, fences, sends, crashes and recoveries by two processes: nobody twice, nobody lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from ledger_samples import KEY, LOCATION, NOW, claims, contact
from sqlalchemy import select

from crm_sheets.ledger import Ledger, RunContext
from crm_sheets.ledger.schema import ENTRIES
from crm_sheets.model import ContactState, Receipt, SkipReason

NewPlace = Callable[[], Path | str]
PEOPLE = tuple(range(1, 9))
OUTCOMES = {
    "accepted": (ContactState.SENT, False),
    "accepted, answer lost": (ContactState.UNCERTAIN, False),
    "lost before": (ContactState.UNCERTAIN, False),
    "refused": (ContactState.FAILED, True),
    "refused for good": (ContactState.FAILED, False),
}
STEPS = (*["claim"] * 3, *["go_on"] * 8, "release", "crash", *["recover"] * 2, "settle")


@dataclass(frozen=True)
class Step:
    """What happens next, to which process; `number` and `answer` where the step needs them."""

    name: str
    who: int
    number: int
    answer: str


SCHEDULES = st.lists(
    st.builds(
        Step, st.sampled_from(STEPS), st.integers(0, 1), st.sampled_from(PEOPLE), st.sampled_from(sorted(OUTCOMES))
    ),
    min_size=25,
    max_size=40,
)


@dataclass
class Process:
    """One process: its ledger connection, and what it holds in memory, which a crash wipes out."""

    ledger: Ledger
    run: RunContext
    claimed: list[str] = field(default_factory=list)
    fenced: list[str] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)

    @property
    def in_flight(self) -> bool:
        return bool(self.claimed or self.fenced or self.receipts)


class TwoProcesses:
    """`world` is what recipients really got; `wanted` what was ever asked for."""

    def __init__(self, place: Path | str) -> None:
        self.place = place
        self.world: list[str] = []
        self.wanted: set[int] = set()
        self.runs = 0
        self.processes = [self.start(), self.start()]

    def start(self) -> Process:
        self.runs += 1
        ledger = Ledger.open(self.place, KEY)
        binding = ledger.bind(None, 0, "book", LOCATION, NOW)
        return Process(ledger, RunContext(binding.workbook_id, "live", f"run-{self.runs}"))

    def play(self, schedule: list[Step]) -> None:
        for step in schedule:
            getattr(self, step.name)(step)
            self.check()
        self.check_nobody_is_lost()

    def claim(self, step: Step) -> None:
        process = self.processes[step.who]
        numbers = [number for number in PEOPLE if step.number <= number < step.number + 3]
        self.wanted.update(numbers)
        verdicts = process.ledger.claim(process.run, claims(*map(contact, numbers)), NOW)
        process.claimed += [verdict.key for verdict in verdicts if verdict.granted]

    def go_on(self, step: Step) -> None:
        """Whatever the process does next: record what was sent, send what was fenced, fence what was claimed."""
        process = self.processes[step.who] if self.processes[step.who].in_flight else self.processes[1 - step.who]
        if process.receipts:
            process.ledger.record(process.run, process.receipts, NOW)
            process.receipts = []
        elif process.fenced:
            self.send(process, step.answer)
        else:
            self.fence(process)

    def fence(self, process: Process) -> None:
        process.fenced += process.ledger.fence(process.run, process.claimed, NOW)
        process.claimed = []

    def send(self, process: Process, answer: str) -> None:
        keys, process.fenced = process.fenced, []
        if answer.startswith("accepted"):
            self.world += keys
        state, retry = OUTCOMES[answer]
        process.receipts += [Receipt(key, state, retry=retry) for key in keys]

    def release(self, step: Step) -> None:
        process = self.processes[step.who]
        process.ledger.release(process.run, process.claimed + process.fenced)
        process.claimed, process.fenced = [], []

    def crash(self, step: Step) -> None:
        self.processes[step.who].ledger.close()
        self.processes[step.who] = self.start()

    def recover(self, step: Step) -> None:
        """Without evidence while a process is still at it; with evidence when the lock proves that none is."""
        process, alone = self.processes[step.who], not any(process.in_flight for process in self.processes)
        process.ledger.recover(process.run, lambda trace: trace.key in self.world if alone else None, NOW)

    def settle(self, step: Step) -> None:
        """A person settles a doubt truthfully, which nobody can while the message is still in somebody's hands."""
        process, key = self.processes[step.who], contact(step.number).key
        if not any(key in other.fenced for other in self.processes):
            process.ledger.settle(process.run.workbook_id, "live", {key: key in self.world}, NOW)

    def check(self) -> None:
        with self.processes[0].ledger.engine.connect() as connection:
            states = {row.key: row.state for row in connection.execute(select(ENTRIES.c.key, ENTRIES.c.state))}
        assert len(self.world) == len(set(self.world)), "somebody heard twice"
        assert all(states.get(key) in ("fenced", "sent", "uncertain") for key in self.world), "reached, yet free again"
        assert all(key in self.world for key, state in states.items() if state == "sent"), "called sent, but was not"

    def check_nobody_is_lost(self) -> None:
        """After both processes died: who never heard can be claimed, or is shown as uncertain or refused."""
        for process in self.processes:
            process.ledger.close()
        last = self.start()
        last.ledger.recover(last.run, lambda trace: None, NOW)
        never = [number for number in sorted(self.wanted) if contact(number).key not in self.world]
        verdicts = last.ledger.claim(last.run, claims(*map(contact, never)), NOW)
        last.ledger.close()
        assert {verdict.reason for verdict in verdicts} <= {None, SkipReason.UNCERTAIN, SkipReason.REFUSED}


def play_many(kind: type[TwoProcesses], examples: int, new_place: NewPlace) -> int:
    """Play this many schedules; how many contacts reached somebody in all of them together."""
    reached = [0]

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(SCHEDULES)
    def play(schedule: list[Step]) -> None:
        processes = kind(new_place())
        processes.play(schedule)
        reached[0] += len(processes.world)

    play()
    return reached[0]


def test_nobody_twice_and_nobody_lost(new_place: NewPlace) -> None:
    assert play_many(TwoProcesses, 60, new_place) > 60, "these schedules send too little to prove anything"


@pytest.mark.deep
def test_nobody_twice_and_nobody_lost_in_many_orders(new_place: NewPlace) -> None:
    assert play_many(TwoProcesses, 2000, new_place) > 2000


class WithoutFence(TwoProcesses):
    """The mutant: nothing is committed before the send."""

    def fence(self, process: Process) -> None:
        process.fenced, process.claimed = process.fenced + process.claimed, []


class WithoutCompareAndSet(TwoProcesses):
    """Another: the fence is committed, but a process trusts its memory of what it claimed."""

    def fence(self, process: Process) -> None:
        process.ledger.fence(process.run, process.claimed, NOW)
        process.fenced, process.claimed = process.fenced + process.claimed, []


@pytest.mark.parametrize("mutant", [WithoutFence, WithoutCompareAndSet])
def test_it_is_noticed_when_the_fence_is_taken_out(mutant: type[TwoProcesses], tmp_path: Path) -> None:
    numbers = count()
    with pytest.raises(AssertionError, match=r"twice|free again"):
        play_many(mutant, 300, lambda: tmp_path / f"{next(numbers)}.sqlite")


def test_a_process_reads_what_the_other_committed(place: Path | str) -> None:
    with Ledger.open(place, KEY) as one, Ledger.open(place, KEY) as two:
        binding = one.bind(None, 0, "book", LOCATION, NOW)
        run = RunContext(binding.workbook_id, "live", "run-1")
        one.claim(run, claims(contact(1)), NOW)
        assert not two.claim(replace(run, run_id="run-2"), claims(contact(1)), NOW)[0].granted
