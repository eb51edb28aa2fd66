"""Claim, fence, send, record: what is sent, what is refused, and what happens when a channel breaks down."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import process_time

import pytest
from ledger_samples import NOW, clock, contact, greeting, message, messages, open_bound

from crm_sheets.channels.protocol import Evidence
from crm_sheets.channels.tasks import TasksChannel
from crm_sheets.dispatch import CLAIM_BATCH, SEND_SECONDS, Brakes, claim_and_fence, deliver, recover
from crm_sheets.errors import ConfigurationError, CrmSheetsError
from crm_sheets.ledger import Ledger, RunContext
from crm_sheets.model import ContactState, Medium, Message, Receipt, SkipReason, Trace

Opened = tuple[Ledger, RunContext]


@dataclass
class Recording:
    """Remembers what it was given; `answer` may raise, drop or change receipts."""

    name: str = "recording"
    batch_size: int = 2
    given: list[str] = field(default_factory=list)
    known: dict[str, Evidence] = field(default_factory=dict)
    answer: Callable[[list[Receipt]], list[Receipt]] = lambda receipts: receipts

    def send(self, batch: Sequence[tuple[str, Message]]) -> list[Receipt]:
        self.given += [key for key, _ in batch]
        return self.answer([Receipt(key, ContactState.SENT) for key, _ in batch])

    def evidence(self, trace: Trace) -> Evidence:
        return self.known.get(trace.key, Evidence.UNKNOWN)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    ledger, run = open_bound(tmp_path / "ledger.sqlite")
    with ledger:
        yield ledger, run


def breaks_down(receipts: list[Receipt]) -> list[Receipt]:
    raise ConnectionResetError("secret detail")


def states(opened: Opened) -> dict[str, str]:
    ledger, run = opened
    return dict(ledger.history(run.workbook_id, run.mode, "UTC").select("key", "state").iter_rows())


def keys(*numbers: int) -> list[str]:
    return [contact(number).key for number in numbers]


def test_each_message_is_sent_once_in_order_and_recorded(opened: Opened) -> None:
    channel = Recording()
    result = deliver(messages(5), {Medium.SMS: channel}, *opened, clock)
    assert channel.given == keys(1, 2, 3, 4, 5)
    assert [receipt.key for receipt in result.receipts] == channel.given
    assert set(states(opened).values()) == {"sent"}


def test_a_second_run_sends_nothing_and_says_why(opened: Opened) -> None:
    deliver(messages(3), {Medium.SMS: Recording()}, *opened, clock)
    channel = Recording()
    ledger, run = opened
    result = deliver(messages(3), {Medium.SMS: channel}, ledger, replace(run, run_id="run-2"), clock)
    assert channel.given == []
    assert [(verdict.key, verdict.reason) for verdict in result.refused] == [
        (key, SkipReason.ALREADY_DONE) for key in keys(1, 2, 3)
    ]


def test_the_fence_is_committed_before_the_channel_is_asked(opened: Opened, tmp_path: Path) -> None:
    seen: list[dict[str, str]] = []

    def look(receipts: list[Receipt]) -> list[Receipt]:
        seen.append(states(opened))
        return receipts

    deliver(messages(3), {Medium.SMS: Recording(answer=look)}, *opened, clock)
    assert seen[0] == dict(zip(keys(1, 2, 3), ["fenced", "fenced", "claimed"], strict=True))
    assert seen[1] == dict(zip(keys(1, 2, 3), ["sent", "sent", "fenced"], strict=True))


def test_more_messages_than_one_batch_of_claims_all_go_out(opened: Opened) -> None:
    channel = Recording(batch_size=300)
    result = deliver(messages(CLAIM_BATCH + 1), {Medium.SMS: channel}, *opened, clock)
    assert len(result.receipts) == len(set(channel.given)) == CLAIM_BATCH + 1


def test_progress_ends_with_all_of_them(opened: Opened) -> None:
    told: list[tuple[int, int]] = []
    deliver(messages(5), {Medium.SMS: Recording()}, *opened, clock, lambda done, total: told.append((done, total)))
    assert told[-1] == (5, 5)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_medium_without_a_channel_stops_before_anything_is_claimed(opened: Opened) -> None:
    mixed = [message(contact(1)), message(contact(2, medium=Medium.EMAIL))]
    with pytest.raises(ConfigurationError, match="No channel is set up for email"):
        deliver(mixed, {Medium.SMS: Recording()}, *opened, clock)
    assert states(opened) == {}


class TestChannelThatBreaksDown:
    def test_the_batch_in_flight_is_uncertain_the_rest_is_postponed_and_other_channels_go_on(
        self, opened: Opened
    ) -> None:
        broken, sound = Recording(answer=breaks_down), Recording()
        mixed = messages(4) + [message(contact(number, medium=Medium.EMAIL)) for number in (5, 6)]
        result = deliver(mixed, {Medium.SMS: broken, Medium.EMAIL: sound}, *opened, clock)
        assert broken.given == keys(1, 2)
        assert sound.given == keys(5, 6)
        assert result.postponed == keys(3, 4)
        assert states(opened) == dict(zip(keys(1, 2, 5, 6), ["uncertain", "uncertain", "sent", "sent"], strict=True))

    def test_evidence_settles_it_where_there_is_some(self, opened: Opened) -> None:
        known = {contact(1).key: Evidence.SENT, contact(2).key: Evidence.NOT_SENT}
        channel = Recording(answer=breaks_down, batch_size=3, known=known)
        result = deliver(messages(3), {Medium.SMS: channel}, *opened, clock)
        assert [receipt.state for receipt in result.receipts] == ["sent", "failed", "uncertain"]
        assert [receipt.retry for receipt in result.receipts] == [False, True, False]

    def test_the_next_run_sends_what_was_postponed_and_never_what_is_uncertain(self, opened: Opened) -> None:
        deliver(messages(4), {Medium.SMS: Recording(answer=breaks_down)}, *opened, clock)
        channel = Recording()
        ledger, run = opened
        result = deliver(messages(4), {Medium.SMS: channel}, ledger, replace(run, run_id="run-2"), clock)
        assert channel.given == keys(3, 4)
        assert {verdict.reason for verdict in result.refused} == {SkipReason.UNCERTAIN}

    def test_what_the_exception_says_is_not_kept(self, opened: Opened) -> None:
        result = deliver(messages(1), {Medium.SMS: Recording(answer=breaks_down)}, *opened, clock)
        assert result.receipts[0].detail == "ConnectionResetError"

    def test_a_missing_receipt_is_a_doubt(self, opened: Opened) -> None:
        channel = Recording(answer=lambda receipts: receipts[1:])
        deliver(messages(2), {Medium.SMS: channel}, *opened, clock)
        assert states(opened) == dict(zip(keys(1, 2), ["uncertain", "sent"], strict=True))

    def test_a_receipt_for_something_else_changes_nothing(self, opened: Opened) -> None:
        channel = Recording(answer=lambda receipts: [*receipts, Receipt("made|up|1", ContactState.SENT)])
        deliver(messages(1), {Medium.SMS: channel}, *opened, clock)
        assert states(opened) == {contact(1).key: "sent"}


class TestInterruption:
    def test_ctrl_c_leaves_the_batch_in_flight_fenced_and_gives_the_rest_back(self, opened: Opened) -> None:
        def stop(receipts: list[Receipt]) -> list[Receipt]:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            deliver(messages(4), {Medium.SMS: Recording(answer=stop)}, *opened, clock)
        assert states(opened) == dict.fromkeys(keys(1, 2), "fenced")

    @pytest.mark.parametrize(
        ("evidence", "left"), [(Evidence.SENT, "sent"), (Evidence.NOT_SENT, None), (Evidence.UNKNOWN, "uncertain")]
    )
    def test_the_next_run_settles_it_by_the_channels_evidence(
        self, opened: Opened, evidence: Evidence, left: str | None
    ) -> None:
        self.test_ctrl_c_leaves_the_batch_in_flight_fenced_and_gives_the_rest_back(opened)
        ledger, run = opened
        channel = Recording(known=dict.fromkeys(keys(1, 2), evidence))
        recover(ledger, replace(run, run_id="run-2"), {Medium.SMS: channel}, NOW)
        assert states(opened) == (dict.fromkeys(keys(1, 2), left) if left else {})

    def test_a_medium_that_lost_its_channel_proves_nothing(self, opened: Opened) -> None:
        self.test_ctrl_c_leaves_the_batch_in_flight_fenced_and_gives_the_rest_back(opened)
        ledger, run = opened
        recovered = recover(ledger, replace(run, run_id="run-2"), {}, NOW)
        assert sorted(recovered.uncertain) == keys(1, 2)

    def test_a_process_that_slept_between_fence_and_send_does_not_send(
        self, opened: Opened, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ledger, run = opened
        seconds, fence = [0.0], ledger.fence
        ledger.clock = lambda: seconds[0]

        def fence_and_sleep(*given: object) -> set[str]:
            fenced = fence(*given)  # type: ignore[arg-type]
            seconds[0] += SEND_SECONDS + 1
            return fenced

        monkeypatch.setattr(ledger, "fence", fence_and_sleep)
        channel = Recording()
        result = deliver(messages(3), {Medium.SMS: channel}, ledger, run, clock)
        assert channel.given == []
        assert result.postponed == keys(1, 2, 3)
        assert states(opened) == {}

    def test_a_ledger_that_fails_after_the_send_stops_the_run_and_keeps_the_doubt(
        self, opened: Opened, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ledger, run = opened

        def full(*given: object) -> None:
            raise CrmSheetsError("disk is full")

        monkeypatch.setattr(ledger, "record", full)
        channel = Recording()
        with pytest.raises(CrmSheetsError):
            deliver(messages(4), {Medium.SMS: channel}, ledger, run, clock)
        assert channel.given == keys(1, 2)
        assert states(opened) == dict.fromkeys(keys(1, 2), "fenced")


class TestWorkForPeople:
    """Calls, visits and gifts count once their rows stand in the workbook, neither earlier nor twice."""

    calls = tuple(message(contact(number, medium=Medium.CALL)) for number in (1, 2))

    def hand_over(self, opened: Opened, tasks: TasksChannel) -> list[Receipt]:
        return claim_and_fence(self.calls, {Medium.CALL: tasks}, *opened, clock).receipts

    def test_they_are_collected_but_not_done_before_the_workbook_was_written(self, opened: Opened) -> None:
        tasks = TasksChannel()
        receipts = self.hand_over(opened, tasks)
        assert tuple(tasks.collected) == self.calls
        assert set(states(opened).values()) == {"fenced"}
        ledger, run = opened
        ledger.record(run, receipts, NOW)
        assert set(states(opened).values()) == {"sent"}

    def test_a_workbook_that_could_not_be_written_gives_them_back(self, opened: Opened) -> None:
        receipts = self.hand_over(opened, TasksChannel())
        ledger, run = opened
        ledger.release(run, [receipt.key for receipt in receipts])
        tasks = TasksChannel()
        self.hand_over(opened, tasks)
        assert len(tasks.collected) == 2

    def test_after_a_crash_the_tab_decides(self, opened: Opened) -> None:
        self.hand_over(opened, TasksChannel())
        ledger, run = opened
        next_run = replace(run, run_id="run-2")
        tasks = TasksChannel(in_tab=[contact(1).key])
        recover(ledger, next_run, {Medium.CALL: tasks}, NOW)
        assert states(opened) == {contact(1).key: "sent"}
        claim_and_fence(self.calls, {Medium.CALL: tasks}, ledger, next_run, clock)
        assert [item.contact.key for item in tasks.collected] == keys(2)


def test_two_people_at_one_address_get_one_greeting(opened: Opened) -> None:
    channel = Recording()
    pair = [message(greeting(number, address="+6281200000077")) for number in (1, 2)]
    result = deliver(pair, {Medium.SMS: channel}, *opened, clock)
    assert channel.given == [greeting(1).key]
    assert [verdict.reason for verdict in result.refused] == [SkipReason.SAME_ADDRESS]


def test_two_thousand_messages_cost_the_ledger_less_than_a_second_of_computing(opened: Opened) -> None:
    many, channel = messages(2000), Recording(batch_size=50)
    started = process_time()
    deliver(many, {Medium.SMS: channel}, *opened, clock)
    assert process_time() - started < 1.0


def test_asked_to_stop_the_batch_in_hand_is_recorded_and_the_rest_is_free(opened: Opened) -> None:
    ledger, run = opened
    channel = Recording(batch_size=2)
    done = deliver(
        messages(6), {Medium.SMS: channel}, ledger, run, clock, brakes=Brakes(lambda: len(channel.given) >= 2)
    )
    assert channel.given == keys(1, 2)
    assert sorted(done.postponed) == sorted(keys(3, 4, 5, 6))
    assert set(states(opened).values()) == {"sent"}
    again = deliver(messages(6), {Medium.SMS: channel}, ledger, run, clock)
    assert [receipt.key for receipt in again.receipts] == keys(3, 4, 5, 6)
    assert channel.given == keys(1, 2, 3, 4, 5, 6)


def test_what_was_not_claimed_yet_is_postponed_too(opened: Opened) -> None:
    ledger, run = opened
    channel = Recording(batch_size=CLAIM_BATCH)
    many = messages(CLAIM_BATCH + 3)
    done = deliver(many, {Medium.SMS: channel}, ledger, run, clock, brakes=Brakes(lambda: bool(channel.given)))
    assert len(done.receipts) == CLAIM_BATCH
    assert done.postponed == [message.contact.key for message in many[CLAIM_BATCH:]]
