"""Any order of claims, fences, sends, crashes and recoveries by two processes: nobody twice, nobody lost."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from ledger_samples import KEY, LOCATION, NOW, claims, contact

from crm_sheets.ledger import Ledger, RunContext
from crm_sheets.model import ContactState, Receipt, SkipReason

NUMBER = st.integers(1, 4)
NUMBERS = st.lists(NUMBER, min_size=1, unique=True)
ANSWERS = st.sampled_from(["accepted", "accepted, answer lost", "refused", "refused for good", "lost before"])
OUTCOMES = {
    "accepted": (ContactState.SENT, False),
    "refused": (ContactState.FAILED, True),
    "refused for good": (ContactState.FAILED, False),
}
WHO = st.integers(0, 1)


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


class TwoProcesses(RuleBasedStateMachine):
    """`world` is what recipients really got; `wanted` what was ever asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.place = Path(self.folder.name) / "ledger.sqlite"
        self.world: list[str] = []
        self.wanted: set[str] = set()
        self.runs = 0
        self.processes = [self.start(), self.start()]

    def start(self) -> Process:
        self.runs += 1
        ledger = Ledger.open(self.place, KEY)
        ledger.engine.dispose()
        binding = ledger.bind(None, 0, "book", LOCATION, NOW)
        return Process(ledger, RunContext(binding.workbook_id, "live", f"run-{self.runs}"))

    def teardown(self) -> None:
        for process in self.processes:
            process.ledger.close()
        self.folder.cleanup()

    @rule(who=WHO, numbers=NUMBERS)
    def claim(self, who: int, numbers: list[int]) -> None:
        process = self.processes[who]
        wanted = [contact(number) for number in numbers]
        self.wanted |= {item.key for item in wanted}
        for verdict in process.ledger.claim(process.run, claims(*wanted), NOW):
            if verdict.granted:
                process.claimed.append(verdict.key)

    @precondition(lambda self: self.any_in_flight())
    @rule(who=WHO, answer=ANSWERS)
    def go_on(self, who: int, answer: str) -> None:
        """The next step of the process that has one: record what was sent, send what was fenced, fence the claims."""
        process = self.processes[who] if self.processes[who].in_flight else self.processes[1 - who]
        if process.receipts:
            process.ledger.record(process.run, process.receipts, NOW)
            process.receipts = []
        elif process.fenced:
            self.send(process, answer)
        else:
            self.fence(process)

    def fence(self, process: Process) -> None:
        process.fenced += process.ledger.fence(process.run, process.claimed, NOW)
        process.claimed = []

    def send(self, process: Process, answer: str) -> None:
        keys, process.fenced = process.fenced, []
        if answer.startswith("accepted"):
            self.world += keys
        state, retry = OUTCOMES.get(answer, (ContactState.UNCERTAIN, False))
        process.receipts += [Receipt(key, state, retry=retry) for key in keys]

    @rule(who=WHO)
    def release_what_was_not_sent(self, who: int) -> None:
        process = self.processes[who]
        process.ledger.release(process.run, process.claimed + process.fenced)
        process.claimed, process.fenced = [], []

    @rule(who=WHO)
    def crash(self, who: int) -> None:
        self.processes[who].ledger.close()
        self.processes[who] = self.start()

    @rule(who=WHO)
    def recover(self, who: int) -> None:
        """Without evidence while the other process is still alive; with evidence when the lock proves it is not."""
        process, alone = self.processes[who], not self.any_in_flight()
        process.ledger.recover(process.run, lambda medium, key: key in self.world if alone else None, NOW)

    @rule(who=WHO, number=NUMBER)
    def a_person_settles_truthfully(self, who: int, number: int) -> None:
        process, key = self.processes[who], contact(number).key
        if not any(key in other.fenced for other in self.processes):  # else the person could not know yet
            process.ledger.settle(process.run.workbook_id, "live", {key: key in self.world}, NOW)

    def any_in_flight(self) -> bool:
        return any(process.in_flight for process in self.processes)

    @invariant()
    def nobody_hears_twice(self) -> None:
        assert len(self.world) == len(set(self.world))

    @invariant()
    def whoever_was_reached_is_never_free_again(self) -> None:
        states = self.states()
        assert all(key in states for key in self.world)
        assert not any(states[key] in ("claimed", "failed") for key in self.world)

    @invariant()
    def nobody_is_called_sent_who_was_not(self) -> None:
        assert all(key in self.world for key, state in self.states().items() if state == "sent")

    def states(self) -> dict[str, str]:
        process = self.processes[0]
        history = process.ledger.history(process.run.workbook_id, "live", "UTC")
        return dict(history.select("key", "state").iter_rows())

    def check_nobody_is_lost(self) -> None:
        """After both processes died: what was never sent can be claimed, or is shown as uncertain or refused."""
        for who in (0, 1):
            self.crash(who)
        process = self.processes[0]
        process.ledger.recover(process.run, lambda medium, key: None, NOW)
        wanted = sorted(int(key.split("|")[1][2:]) for key in self.wanted - set(self.world))
        verdicts = process.ledger.claim(process.run, claims(*map(contact, wanted)), NOW)
        assert {verdict.reason for verdict in verdicts} <= {None, SkipReason.UNCERTAIN, SkipReason.REFUSED}


class TwoProcessesToTheEnd(TwoProcesses):
    def teardown(self) -> None:
        try:
            self.check_nobody_is_lost()
        finally:
            super().teardown()


def run_machine(machine: type[RuleBasedStateMachine], examples: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_nobody_twice_and_nobody_lost() -> None:
    run_machine(TwoProcessesToTheEnd, 40)


@pytest.mark.deep
def test_nobody_twice_and_nobody_lost_in_many_orders() -> None:
    run_machine(TwoProcessesToTheEnd, 1000)


class WithoutFence(TwoProcesses):
    """The mutant: nothing is committed before the send."""

    def fence(self, process: Process) -> None:
        process.fenced, process.claimed = process.claimed, []


class WithoutCompareAndSet(TwoProcesses):
    """Another: the fence is committed, but a process trusts its memory of what it claimed."""

    def fence(self, process: Process) -> None:
        process.ledger.fence(process.run, process.claimed, NOW)
        process.fenced, process.claimed = process.claimed, []


@pytest.mark.parametrize("mutant", [WithoutFence, WithoutCompareAndSet])
def test_the_machine_notices_when_the_fence_is_taken_out(mutant: type[RuleBasedStateMachine]) -> None:
    with pytest.raises(AssertionError):
        run_machine(mutant, 500)


def test_a_process_reads_what_the_other_committed(tmp_path: Path) -> None:
    with Ledger.open(tmp_path / "l", KEY) as one, Ledger.open(tmp_path / "l", KEY) as two:
        binding = one.bind(None, 0, "book", LOCATION, NOW)
        run = RunContext(binding.workbook_id, "live", "run-1")
        one.claim(run, claims(contact(1)), NOW)
        assert not two.claim(replace(run, run_id="run-2"), claims(contact(1)), NOW)[0].granted
