"""Any order of claims, sends, crashes, recoveries, reports and decisions by two processes: nobody twice, nobody lost.

The world is a provider that accepts messages, loses answers, and reports late, again and in any order what became of
them; and people who decide about doubts by what they were shown, and write that they want no more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from ledger_samples import KEY, LOCATION, NOW, claims, contact
from sqlalchemy import select

from crm_sheets.ledger import Decided, Ledger, RunContext
from crm_sheets.ledger.schema import ENTRIES
from crm_sheets.model import Closure, ContactState, Delivery, DeliveryReport, Receipt, SkipReason, Trace

NewPlace = Callable[[], Path | str]
PEOPLE = tuple(range(1, 9))
NUMBER_OF = {contact(number).key: number for number in PEOPLE}
ADDRESSES = {number: contact(number).address for number in PEOPLE}
OUTCOMES = {
    "accepted": (ContactState.SENT, False),
    "accepted, answer lost": (ContactState.UNCERTAIN, False),
    "lost before": (ContactState.UNCERTAIN, False),
    "refused": (ContactState.FAILED, True),
    "refused for good": (ContactState.FAILED, False),
}
ENDS = {
    "accepted": Delivery.DELIVERED,
    "accepted, answer lost": Delivery.READ,
    "lost before": Delivery.UNDELIVERED,
    "refused": Delivery.UNDELIVERED,
    "refused for good": Delivery.UNDELIVERED,
}
"""How a message that was accepted ends."""

STEPS = (
    *["claim"] * 6,
    *["go_on"] * 16,
    "release",
    *["crash"] * 2,
    *["recover"] * 3,
    *["report"] * 4,
    "reports_again",
    "show",
    "decide",
    "leave",
    "stop",
)


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
    min_size=50,
    max_size=80,
)


@dataclass
class Process:
    """One process: its ledger connection, and what it holds in memory, which a crash wipes out."""

    ledger: Ledger
    run: RunContext
    claimed: list[str] = field(default_factory=list)
    fenced: list[str] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)
    tried: set[str] = field(default_factory=set)

    def may_try(self, number: int) -> bool:
        """Nobody that there is not, and nobody whom this run has tried before: a run tries a contact once."""
        return number in PEOPLE and contact(number).key not in self.tried

    @property
    def in_flight(self) -> bool:
        return bool(self.claimed or self.fenced or self.receipts)


@dataclass
class Accepted:
    """A message that the provider has accepted; `end` is None until it is decided, `retry` as it will be reported."""

    key: str
    provider_id: str
    end: Delivery | None = None
    retry: bool = False

    @property
    def may_reach(self) -> bool:
        return self.end is not Delivery.UNDELIVERED


class TwoProcesses:
    """`accepted` is what the provider has really taken; `tries` what each contact's last try came to there, if any."""

    def __init__(self, place: Path | str) -> None:
        self.place = place
        self.accepted: list[Accepted] = []
        self.tries: dict[str, Accepted | None] = {}
        self.reports: list[DeliveryReport] = []
        self.shown: dict[str, tuple[str, bool]] = {}
        self.stopped: set[int] = set()
        self.wanted: set[int] = set()
        self.runs = 0
        self.minutes = 0
        self.processes = [self.start(), self.start()]

    @property
    def now(self) -> datetime:
        """Later at each look, so that no two things happen at once; all within the day of NOW."""
        self.minutes += 1
        return NOW + timedelta(seconds=self.minutes)

    @property
    def reached(self) -> list[str]:
        return [message.key for message in self.accepted if message.may_reach]

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

    # --- runs ---

    def claim(self, step: Step) -> None:
        process = self.processes[step.who]
        numbers = [number for number in range(step.number, step.number + 3) if process.may_try(number)]
        self.wanted.update(numbers)
        verdicts = process.ledger.claim(process.run, claims(*map(contact, numbers)), self.now)
        process.claimed += [verdict.key for verdict in verdicts if verdict.granted]

    def go_on(self, step: Step) -> None:
        """Whatever the process does next: record what was sent, send what was fenced, fence what was claimed."""
        process = self.processes[step.who] if self.processes[step.who].in_flight else self.processes[1 - step.who]
        if process.receipts:
            process.ledger.record(process.run, process.receipts, self.now)
            process.receipts = []
        elif process.fenced:
            self.send(process, step.answer)
        else:
            self.fence(process)

    def fence(self, process: Process) -> None:
        process.fenced += process.ledger.fence(process.run, process.claimed, self.now)
        process.claimed = []

    def send(self, process: Process, answer: str) -> None:
        keys, process.fenced = process.fenced, []
        process.tried.update(keys)
        state, retry = OUTCOMES[answer]
        for key in keys:
            message = self.accept(key) if answer.startswith("accepted") else None
            self.tries[key] = message
            known = message.provider_id if message and state is ContactState.SENT else ""
            process.receipts.append(Receipt(key, state, known, retry=retry))

    def accept(self, key: str) -> Accepted:
        message = Accepted(key, f"SM{len(self.accepted)}")
        self.accepted.append(message)
        return message

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

        def ask(trace: Trace) -> bool | str | None:
            message = self.tries.get(trace.key)
            return (message.provider_id if message else False) if alone else None

        process.ledger.recover(process.run, ask, self.now)

    # --- the provider ---

    def report(self, step: Step) -> None:
        """One message comes to its end, and that is reported; a failure may say that its address is opted out."""
        waiting = [message for message in self.accepted if message.end is None]
        if waiting:
            message = waiting[step.number % len(waiting)]
            message.end, message.retry = ENDS[step.answer], step.answer == "refused"
            closes = Closure.OPTED_OUT if step.answer == "refused for good" else None
            at = self.now
            self.reports += self.reports_of(message, at, closes)
            self.tell(step, self.reports[-1:])
            if closes and self.knows(message):
                self.stopped.add(NUMBER_OF[message.key])

    def reports_of(self, message: Accepted, at: datetime, closes: Closure | None) -> list[DeliveryReport]:
        """Read is reported after delivered; whatever comes late still says when it was."""
        ends = [Delivery.DELIVERED, Delivery.READ] if message.end is Delivery.READ else [message.end]
        return [DeliveryReport(message.provider_id, end, at, retry=message.retry, closes=closes) for end in ends]

    def knows(self, message: Accepted) -> bool:
        """The ledger has the provider's id of it."""
        run = self.processes[0].run
        return bool(self.processes[0].ledger.sent_as(run.workbook_id, [message.provider_id]))

    def reports_again(self, step: Step) -> None:
        """Everything once more, the newest first; an opt-out by it was one before, or is one now."""
        self.tell(step, self.reports[::-1])
        closing = {report.provider_id for report in self.reports if report.closes}
        known = [message for message in self.accepted if message.provider_id in closing and self.knows(message)]
        self.stopped |= {NUMBER_OF[message.key] for message in known}

    def tell(self, step: Step, reports: list[DeliveryReport]) -> None:
        process = self.processes[step.who]
        for report in reports:
            failed = process.ledger.take_reports(process.run.workbook_id, "live", [report], self.now)
            assert all(entry.state is ContactState.FAILED for entry in failed)

    # --- people ---

    def show(self, step: Step) -> None:
        """The doubts are put before people, who find out how it was; which nobody can while it is in our hands."""
        process = self.processes[step.who]
        in_hand = {key for other in self.processes for key in other.fenced}
        for entry in process.ledger.uncertain(process.run.workbook_id, "live"):
            if entry.key not in in_hand:
                arrived = self.tries.get(entry.key)
                self.shown[entry.key] = (entry.run_id, arrived is not None)

    def decide(self, step: Step) -> None:
        """People decide truthfully by what they were shown, perhaps long ago."""
        self.say([Decided(key, run_id, again=not arrived) for key, (run_id, arrived) in self.shown.items()], step)

    def leave(self, step: Step) -> None:
        """Or they leave it at that."""
        self.say([Decided(key, run_id, again=False) for key, (run_id, _) in self.shown.items()], step)

    def say(self, decisions: list[Decided], step: Step) -> None:
        process = self.processes[step.who]
        done = process.ledger.decide(process.run.workbook_id, "live", decisions, self.now)
        assert not set(done) & {entry.key for entry in process.ledger.uncertain(process.run.workbook_id, "live")}

    def stop(self, step: Step) -> None:
        process = self.processes[step.who]
        address = ADDRESSES[step.number]
        process.ledger.shut(process.run.workbook_id, address, Closure.OPTED_OUT, None, self.now, "inbox")
        self.stopped.add(step.number)

    # --- what always holds ---

    def check(self) -> None:
        ledger, run = self.processes[0].ledger, self.processes[0].run
        columns = (ENTRIES.c.key, ENTRIES.c.state, ENTRIES.c.delivery, ENTRIES.c.address, ENTRIES.c.settled_at)
        with ledger.engine.connect() as connection:
            rows = {row.key: row for row in connection.execute(select(*columns))}
        reached = self.reached
        assert len(reached) == len(set(reached)), "somebody heard twice"
        states = {key: row.state for key, row in rows.items()}
        assert all(states.get(key) in ("fenced", "sent", "uncertain") for key in reached), "reached, yet free again"
        accepted = {message.key for message in self.accepted}
        assert all(key in accepted for key, state in states.items() if state == "sent"), "called sent, but was not"
        arrived = {message.key for message in self.accepted if message.end in (Delivery.DELIVERED, Delivery.READ)}
        told = {key for key, row in rows.items() if row.delivery in ("delivered", "read")}
        assert told <= arrived, "called delivered, but was not"
        kept = [key for key, row in rows.items() if row.address and row.settled_at]
        assert not kept, "settled, yet its address is there"
        shut = {item.address for item in ledger.shut_addresses(run.workbook_id, ADDRESSES.values())}
        assert shut == {ADDRESSES[number] for number in self.stopped}, "an opt-out was forgotten, or made up"

    def check_nobody_is_lost(self) -> None:
        """After both processes died: who never heard can be claimed, or is shown as uncertain or refused."""
        for process in self.processes:
            process.ledger.close()
        last = self.start()
        last.ledger.recover(last.run, lambda trace: None, self.now)
        never = [number for number in sorted(self.wanted) if contact(number).key not in self.reached]
        verdicts = last.ledger.claim(last.run, claims(*map(contact, never)), self.now)
        unreported = {message.key for message in self.accepted if message.end is Delivery.UNDELIVERED}
        last.ledger.close()
        lost = {verdict.key for verdict in verdicts if verdict.reason is SkipReason.ALREADY_DONE} - unreported
        assert not lost
        assert {verdict.reason for verdict in verdicts if verdict.key not in unreported} <= {
            None,
            SkipReason.UNCERTAIN,
            SkipReason.REFUSED,
        }


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
        reached[0] += len(processes.reached)

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
