"""What people decide about doubts is carried out once, for the very run that they were shown; else nothing is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from ledger_samples import NOW, Opened, claims, contact, entry_of, greeting, made, open_bound

from crm_sheets.ledger import Decided
from crm_sheets.model import ContactState, Receipt, SkipReason

KEY_1, KEY_2, KEY_3 = (contact(number).key for number in (1, 2, 3))
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def opened(place: Path | str) -> Iterator[Opened]:
    ledger, run = open_bound(place)
    with ledger:
        for number in (1, 2, 3):
            made((ledger, run), contact(number), ContactState.UNCERTAIN)
        yield ledger, run


def decide(opened: Opened, *decisions: Decided) -> list[str]:
    ledger, run = opened
    return ledger.decide(run.workbook_id, run.mode, decisions, LATER)


def uncertain(opened: Opened) -> list[str]:
    ledger, run = opened
    return [entry.key for entry in ledger.uncertain(run.workbook_id, run.mode)]


def test_again_frees_the_contact_and_leave_keeps_it_for_good(opened: Opened) -> None:
    assert decide(opened, Decided(KEY_2, "run-1", again=False), Decided(KEY_1, "run-1", again=True)) == [KEY_2, KEY_1]
    assert uncertain(opened) == [KEY_3]
    ledger, run = opened
    verdicts = ledger.claim(replace(run, run_id="run-2"), claims(contact(1), contact(2)), LATER)
    assert [verdict.reason for verdict in verdicts] == [None, SkipReason.UNCERTAIN]


def test_what_was_left_drops_its_address_and_is_asked_about_no_more(opened: Opened) -> None:
    assert entry_of(opened, KEY_1).address == contact(1).address
    decide(opened, *(Decided(key, "run-1", again=False) for key in (KEY_1, KEY_2, KEY_3)))
    left = entry_of(opened, KEY_1)
    assert (left.state, left.settled_at, left.address) == (ContactState.UNCERTAIN, LATER, "")
    ledger, run = opened
    asked = list[str]()
    ledger.recover(replace(run, run_id="run-2"), lambda trace: bool(asked.append(trace.key)), LATER)
    assert not asked
    assert ledger.in_hand(run.workbook_id, run.mode) == []
    assert ledger.left_open(replace(run, run_id="run-2")) == []
    assert ledger.soundness().addresses_kept == 0


def test_what_was_left_still_holds_its_greetings_day(opened: Opened) -> None:
    made(opened, greeting(7), ContactState.UNCERTAIN)
    decide(opened, Decided(greeting(7).key, "run-1", again=False))
    twin = greeting(8, address=greeting(7).address)
    assert opened[0].claim(opened[1], claims(twin), NOW)[0].reason is SkipReason.SAME_ADDRESS


def test_evidence_that_was_asked_for_before_it_was_left_does_not_free_it(opened: Opened) -> None:
    ledger, run = opened

    def leave_meanwhile(trace: object) -> bool:
        decide(opened, Decided(KEY_1, "run-1", again=False))
        return False

    ledger.recover(replace(run, run_id="run-2"), leave_meanwhile, LATER)
    assert entry_of(opened, KEY_1).state is ContactState.UNCERTAIN


@pytest.mark.parametrize("again", [True, False])
def test_a_decision_about_another_run_changes_nothing(opened: Opened, again: bool) -> None:
    assert decide(opened, Decided(KEY_1, "run-0", again), Decided("nobody|1|2026", "run-1", again)) == []
    assert uncertain(opened) == [KEY_1, KEY_2, KEY_3]


@pytest.mark.parametrize("again", [True, False])
@pytest.mark.parametrize("state", [ContactState.SENT, ContactState.FAILED])
def test_what_was_settled_meanwhile_stays_as_it_is(opened: Opened, again: bool, state: ContactState) -> None:
    opened[0].record(opened[1], [Receipt(KEY_1, state)], NOW)
    assert decide(opened, Decided(KEY_1, "run-1", again)) == []
    assert entry_of(opened, KEY_1).state is state


def test_a_decision_is_carried_out_once(opened: Opened) -> None:
    left = Decided(KEY_1, "run-1", again=False)
    assert decide(opened, left, left) == [KEY_1]
    assert decide(opened, left, left._replace(again=True)) == []
    assert entry_of(opened, KEY_1).state is ContactState.UNCERTAIN


@pytest.mark.parametrize("first", [True, False])
def test_of_two_decisions_leave_counts(opened: Opened, first: bool) -> None:
    assert decide(opened, Decided(KEY_1, "run-1", first), Decided(KEY_1, "run-1", not first)) == [KEY_1]
    assert entry_of(opened, KEY_1).settled_at == LATER


def test_the_run_itself_can_still_tell_how_a_left_one_ended(opened: Opened) -> None:
    decide(opened, Decided(KEY_1, "run-1", again=False))
    opened[0].record(opened[1], [Receipt(KEY_1, ContactState.SENT)], NOW)
    assert entry_of(opened, KEY_1).state is ContactState.SENT


def test_evidence_may_name_the_providers_id(opened: Opened) -> None:
    ledger, run = opened
    answers = {KEY_1: "SM1", KEY_2: True, KEY_3: ""}
    recovered = ledger.recover(replace(run, run_id="run-2"), lambda trace: answers[trace.key], LATER)
    assert recovered.sent == (KEY_1, KEY_2, KEY_3)
    assert [entry_of(opened, key).provider_id for key in (KEY_1, KEY_2, KEY_3)] == ["SM1", "", ""]


def test_an_entry_tells_all_that_a_channel_needs_to_look_for_it(opened: Opened) -> None:
    trace = entry_of(opened, KEY_1).trace
    assert (trace.key, trace.address, trace.since) == (KEY_1, contact(1).address, NOW)
