"""Every fault of a mail server and of Twilio, at each of their answers, through the ledger and over two runs.

Their own account of what they took is compared with what the ledger says: nobody is served twice, what is called sent
was taken, what is called failed was not, and a doubt is never sent again by itself.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from ledger_samples import Opened, clock, open_bound
from live_channels import mail_id, mail_to, sms_to, written
from scripted_smtp import Do, Script, running_script

from crm_sheets.channels.protocol import Channel
from crm_sheets.dispatch import deliver
from crm_sheets.model import Medium, Message
from crm_sheets.testing.twilio import FakeTwilio, Fault
from crm_sheets.testing.twilio.requests import FakeRequest

COUNT, BATCH = 4, 2
PLACES = range(1, COUNT + 1)
QUICK, PATIENT = 0.4, 60.0
"""Seconds until an answer counts as lost: where one hangs, and otherwise."""
SENT, AGAIN, NEVER, DOUBT = "sent", "sent by the next run", "refused for good", "uncertain"
"""What can come of a message that meets a fault."""


def one_run(opened: Opened, medium: Medium, channel: Channel, run_id: str) -> list[str]:
    """What the run says that it tried."""
    ledger, run = opened
    mine = replace(run, run_id=run_id)
    channel.batch_size = BATCH
    return [item.key for item in deliver(written(medium, COUNT), {medium: channel}, ledger, mine, clock).receipts]


def states(opened: Opened) -> dict[str, str]:
    ledger, run = opened
    return dict(ledger.history(run.workbook_id, run.mode, "UTC").select("key", "state").iter_rows())


def came_to(opened: Opened, key: str, first: dict[str, str], again: list[str]) -> str:
    """What came of one message over two runs, by the ledger; `first` are the states after the first."""
    last = states(opened)[key]
    if key in again:
        assert first[key] == "failed", "tried again although it may have been taken"
        return AGAIN if last == "sent" else last
    assert last == first[key]
    return {"sent": SENT, "failed": NEVER, "uncertain": DOUBT}[last]


def check_account(opened: Opened, taken: Counter[str], medium: Medium) -> None:
    """The ledger beside what the provider took, by key; after the second run."""
    assert [key for key, times in taken.items() if times > 1] == [], "taken twice"
    for key, state in states(opened).items():
        assert taken[key] == {"sent": 1, "failed": 0}.get(state, taken[key]), (key, state)
    assert states(opened).keys() == {item.contact.key for item in written(medium, COUNT)}


class TestTwilio:
    FAULTS = {
        "429": (Fault.too_many(), AGAIN),
        "wrong login": (Fault.refusal(401, 20003), AGAIN),
        "no such number": (Fault.refusal(400, 21211), NEVER),
        "opted out": (Fault.refusal(400, 21610), NEVER),
        "408": (Fault.refusal(408, 0), DOUBT),
        "500 before": (Fault.error_before(500), DOUBT),
        "503 after": (Fault.error_after(), DOUBT),
        "reset before": (Fault.drop_before(), DOUBT),
        "closed after": (Fault.drop_after(), DOUBT),
        "hangs before": (Fault.hang_before(), DOUBT),
        "hangs after": (Fault.hang_after(), DOUBT),
        "broken JSON": (Fault.garbled_answer(), DOUBT),
        "half an answer": (Fault.cut_answer(), DOUBT),
    }

    def two_runs(self, twilio: FakeTwilio, place: int, fault: Fault) -> tuple[str, bool]:
        """What came of the message at this request, and whether Twilio has it."""
        key = written(Medium.SMS, COUNT)[place - 1].contact.key
        opened = open_bound(":memory:")
        twilio.next(fault, _Nth(place))
        with opened[0]:
            hasty = sms_to(opened, twilio.url, BATCH, at_once=1, seconds=QUICK if fault.ending == "hang" else PATIENT)
            one_run(opened, Medium.SMS, hasty, "run-1")
            first = states(opened)
            patient = sms_to(opened, twilio.url, BATCH, at_once=1)
            again = one_run(opened, Medium.SMS, patient, "run-2")
            taken = Counter(_key_of(message.to) for message in twilio.all_messages)
            check_account(opened, taken, Medium.SMS)
            hasty.close()
            patient.close()
            return came_to(opened, key, first, again), bool(taken[key])

    @pytest.mark.parametrize("name", FAULTS)
    def test_what_each_fault_comes_to_at_each_request(self, name: str) -> None:
        fault, outcome = self.FAULTS[name]
        for place in PLACES:
            with FakeTwilio(clock=clock) as twilio:
                came, is_taken = self.two_runs(twilio, place, fault)
                assert came == outcome, f"at request {place}"
                assert is_taken == (fault.applied or outcome == AGAIN), f"at request {place}"

    def test_refused_connections_are_certain_and_the_next_run_sends_everything(self) -> None:
        opened = open_bound(":memory:")
        with FakeTwilio(clock=clock) as twilio, opened[0]:
            channel = sms_to(opened, twilio.url, BATCH)
            with twilio.unreachable():
                one_run(opened, Medium.SMS, channel, "run-1")
            assert set(states(opened).values()) == {"failed"}
            assert len(one_run(opened, Medium.SMS, channel, "run-2")) == COUNT
            check_account(opened, Counter(_key_of(message.to) for message in twilio.all_messages), Medium.SMS)
            assert set(states(opened).values()) == {"sent"}
            channel.close()


class _Nth:
    """True for the nth request for a message."""

    def __init__(self, number: int) -> None:
        self.left = number

    def __call__(self, request: FakeRequest) -> bool:
        self.left -= request.sends
        return request.sends and self.left == 0


def _key_of(address: str) -> str:
    [key] = [item.contact.key for item in written(Medium.SMS, COUNT) if item.contact.address == address]
    return key


LOST: dict[str, Do] = {
    "closes": Do(then="close"),
    "hangs": Do(then="hang"),
    "garbled": Do(b"what is this"),
    "out of step": Do(b"299 hm"),
}


class TestMail:
    FAULTS = {
        # Before any content a broken connection is certain, and another one carries the mail in the same run.
        **{(step, name): (deed, SENT) for step in ("mail", "rcpt", "data") for name, deed in LOST.items()},
        ("mail", "451"): (Do(b"451 4.3.0 later"), AGAIN),
        ("mail", "550"): (Do(b"550 5.7.1 not you"), AGAIN),
        ("mail", "421"): (Do(b"421 4.3.2 closing", "close"), SENT),
        ("rcpt", "450"): (Do(b"450 4.2.0 later"), AGAIN),
        ("rcpt", "550"): (Do(b"550 5.1.1 nobody"), NEVER),
        ("data", "451"): (Do(b"451 4.3.0 later"), AGAIN),
        ("data", "554"): (Do(b"554 5.7.1 no"), AGAIN),
        # An answer to the whole mail is certain only if it comes.
        ("dot", "451"): (Do(b"451 4.3.0 later"), AGAIN),
        ("dot", "554"): (Do(b"554 5.7.1 spam"), AGAIN),
        ("dot", "552"): (Do(b"552 5.3.4 too large"), NEVER),
        ("dot", "421"): (Do(b"421 4.3.2 closing", "close"), AGAIN),
        ("dot", "closes before it takes it"): (Do(then="close", takes=False), DOUBT),
        ("dot", "closes after it took it"): (Do(then="close", takes=True), DOUBT),
        ("dot", "hangs before"): (Do(then="hang", takes=False), DOUBT),
        ("dot", "hangs after"): (Do(then="hang", takes=True), DOUBT),
        ("dot", "garbled"): (Do(b"what is this", takes=True), DOUBT),
        ("dot", "half an answer"): (Do(b"25", "close", takes=True), DOUBT),
    }

    def two_runs(self, script: Script, key: str) -> tuple[str, bool]:
        """What came of the message with this key, and whether the server has it."""
        opened, ids = open_bound(":memory:"), {mail_id(item.contact.key): item.contact.key for item in _mails()}
        with running_script(script) as server, opened[0]:
            seconds = QUICK if any(deed.then == "hang" for deed in script.values()) else PATIENT
            with mail_to(opened, server.port, BATCH, at_once=1, seconds=seconds) as channel:
                one_run(opened, Medium.EMAIL, channel, "run-1")
            first = states(opened)
            with mail_to(opened, server.port, BATCH, at_once=1) as channel:
                again = one_run(opened, Medium.EMAIL, channel, "run-2")
            taken = Counter(ids[name] for name in server.taken)
            check_account(opened, taken, Medium.EMAIL)
            return came_to(opened, key, first, again), bool(taken[key])

    @pytest.mark.parametrize(("step", "name"), FAULTS)
    def test_what_each_fault_comes_to_at_each_answer(self, step: str, name: str) -> None:
        deed, outcome = self.FAULTS[step, name]
        for place in PLACES:
            came, is_taken = self.two_runs({(step, place): deed}, _mails()[place - 1].contact.key)
            assert came == outcome, f"at {step} {place}"
            assert is_taken == (outcome in (SENT, AGAIN) or bool(deed.takes)), f"at {step} {place}"

    @pytest.mark.parametrize("step", ["banner", "ehlo"])
    @pytest.mark.parametrize("name", [*LOST, "421"])
    def test_a_server_that_does_not_let_us_in_is_certain_and_the_next_run_sends_everything(
        self, step: str, name: str
    ) -> None:
        deed = LOST.get(name) or Do(b"421 4.3.2 not now", "close")
        for mail in _mails():
            assert self.two_runs({(step, 1): deed}, mail.contact.key) == (AGAIN, True)

    def test_refused_connections_are_certain_and_the_next_run_sends_everything(self) -> None:
        opened = open_bound(":memory:")
        with running_script() as gone:
            port = gone.port
        with opened[0], mail_to(opened, port, BATCH) as channel:
            one_run(opened, Medium.EMAIL, channel, "run-1")
            assert set(states(opened).values()) == {"failed"}
            with running_script() as server, mail_to(opened, server.port, BATCH) as next_channel:
                assert len(one_run(opened, Medium.EMAIL, next_channel, "run-2")) == COUNT
                assert len(server.taken) == COUNT
            assert set(states(opened).values()) == {"sent"}


def _mails() -> list[Message]:
    return written(Medium.EMAIL, COUNT)
