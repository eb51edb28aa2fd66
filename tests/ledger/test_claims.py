"""Law 2: a contact can be claimed once; who is refused is told why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from ledger_samples import NOW, claims, contact, greeting, open_bound

from crm_sheets.ledger import Ledger, RunContext
from crm_sheets.model import Contact, ContactState, Medium, Receipt, SkipReason

Opened = tuple[Ledger, RunContext]


@pytest.fixture
def opened(place: Path | str) -> Iterator[Opened]:
    ledger, run = open_bound(place)
    with ledger:
        yield ledger, run


def reasons(ledger: Ledger, run: RunContext, *contacts: Contact) -> list[SkipReason | None]:
    return [verdict.reason for verdict in ledger.claim(run, claims(*contacts), NOW)]


def finish(opened: Opened, item: Contact, state: ContactState, *, retry: bool = False) -> None:
    ledger, run = opened
    ledger.claim(run, claims(item), NOW)
    ledger.fence(run, [item.key], NOW)
    ledger.record(run, [Receipt(item.key, state, retry=retry)], NOW)


def test_verdicts_come_in_the_order_of_the_claims(opened: Opened) -> None:
    ledger, run = opened
    ledger.claim(run, claims(contact(2)), NOW)
    verdicts = ledger.claim(run, claims(contact(1), contact(2), contact(3)), NOW)
    assert [verdict.key for verdict in verdicts] == [contact(number).key for number in (1, 2, 3)]
    assert [verdict.granted for verdict in verdicts] == [True, False, True]


def test_what_another_run_claimed_is_already_done_and_the_verdict_names_that_run(opened: Opened) -> None:
    ledger, run = opened
    ledger.claim(run, claims(contact()), NOW)
    (verdict,) = ledger.claim(replace(run, run_id="run-2"), claims(contact()), NOW)
    assert verdict.reason is SkipReason.ALREADY_DONE
    assert verdict.detail == "2026-11-20 · run-1"


def test_a_contact_that_comes_twice_in_one_batch_is_granted_once(opened: Opened) -> None:
    assert reasons(*opened, contact(), contact()) == [None, SkipReason.ALREADY_DONE]


def test_the_next_period_of_the_same_contact_is_another_contact(opened: Opened) -> None:
    assert reasons(*opened, contact(period="2026"), contact(period="2027")) == [None, None]


def test_a_rehearsal_into_files_never_counts_when_live(opened: Opened) -> None:
    ledger, run = opened
    finish(opened, contact(), ContactState.SENT)
    assert reasons(ledger, replace(run, mode="live"), contact()) == [None]


def test_two_workbooks_on_one_ledger_do_not_see_each_other(opened: Opened) -> None:
    ledger, run = opened
    finish(opened, contact(), ContactState.SENT)
    other = ledger.bind(None, 0, "b.xlsx", "/b.xlsx", NOW)
    assert reasons(ledger, replace(run, workbook_id=other.workbook_id), contact()) == [None]


@pytest.mark.parametrize(
    ("state", "retry", "reason"),
    [
        (ContactState.SENT, False, SkipReason.ALREADY_DONE),
        (ContactState.UNCERTAIN, False, SkipReason.UNCERTAIN),
        (ContactState.FAILED, False, SkipReason.REFUSED),
        (ContactState.FAILED, True, None),
    ],
)
def test_after_an_outcome_only_a_failure_that_allows_it_is_claimed_again(
    opened: Opened, state: ContactState, retry: bool, reason: SkipReason | None
) -> None:
    finish(opened, contact(), state, retry=retry)
    assert reasons(*opened, contact()) == [reason]


def test_a_bad_number_that_was_corrected_is_tried_again(opened: Opened) -> None:
    finish(opened, contact(), ContactState.FAILED)
    assert reasons(*opened, contact(address="+6281200099999")) == [None]


def test_a_bad_number_does_not_stop_another_medium(opened: Opened) -> None:
    finish(opened, contact(), ContactState.FAILED)
    assert reasons(*opened, contact(medium=Medium.EMAIL)) == [None]


def test_what_was_released_can_be_claimed_again(opened: Opened) -> None:
    ledger, run = opened
    ledger.claim(run, claims(contact()), NOW)
    ledger.release(run, [contact().key])
    assert reasons(ledger, run, contact()) == [None]


def test_a_run_cannot_release_what_another_run_claimed(opened: Opened) -> None:
    ledger, run = opened
    ledger.claim(run, claims(contact()), NOW)
    ledger.release(replace(run, run_id="run-2"), [contact().key])
    assert reasons(ledger, run, contact()) == [SkipReason.ALREADY_DONE]


class TestGreetings:
    def test_one_address_gets_one_greeting_a_day(self, opened: Opened) -> None:
        same = "+6281200000077"
        assert reasons(*opened, greeting(1, address=same), greeting(2, address=same)) == [None, SkipReason.SAME_ADDRESS]
        assert reasons(*opened, greeting(3, address=same)) == [SkipReason.SAME_ADDRESS]

    def test_an_address_is_the_same_in_capitals(self, opened: Opened) -> None:
        first, second = greeting(1, address="Budi@Example.com "), greeting(2, address="budi@example.com")
        assert reasons(*opened, first, second) == [None, SkipReason.SAME_ADDRESS]

    def test_another_day_is_another_greeting(self, opened: Opened) -> None:
        (ledger, run), same = opened, "+6281200000077"
        twins = greeting(1, address=same), greeting(2, address=same)
        today, tomorrow = (replace(run, as_of=date(2026, 11, day)) for day in (20, 21))
        assert reasons(ledger, today, *twins) == [None, SkipReason.SAME_ADDRESS]
        assert reasons(ledger, tomorrow, twins[1]) == [None], "the second twin is greeted the day after"

    def test_two_policies_on_one_day_both_get_their_reminder(self, opened: Opened) -> None:
        same = "+6281200000077"
        assert reasons(*opened, contact(1, address=same), contact(2, address=same)) == [None, None]

    def test_visits_without_an_address_do_not_collide(self, opened: Opened) -> None:
        visits = [greeting(number, address="", medium=Medium.VISIT) for number in (1, 2)]
        assert reasons(*opened, *visits) == [None, None]

    def test_a_failed_greeting_leaves_the_day_to_another_and_gets_it_back_if_free(self, opened: Opened) -> None:
        first, second = (greeting(number, address="+6281200000077") for number in (1, 2))
        finish(opened, first, ContactState.FAILED, retry=True)
        assert reasons(*opened, second) == [None]
        assert reasons(*opened, first) == [SkipReason.SAME_ADDRESS]
        opened[0].release(opened[1], [second.key])
        assert reasons(*opened, first) == [None]

    def test_a_failure_is_remembered_while_another_greeting_holds_the_day(self, opened: Opened) -> None:
        ledger, run = opened
        first, second = (greeting(number, address="+6281200000077") for number in (1, 2))
        finish(opened, first, ContactState.FAILED, retry=True)
        assert reasons(ledger, run, second, first) == [None, SkipReason.SAME_ADDRESS]
        states = dict(ledger.history(run.workbook_id, "files", "Asia/Jakarta").select("key", "state").iter_rows())
        assert states == {first.key: "failed", second.key: "claimed"}

    def test_of_two_failed_greetings_to_one_address_one_is_tried_again_and_the_other_stays_remembered(
        self, opened: Opened
    ) -> None:
        ledger, run = opened
        first, second = (greeting(number, address="+6281200000077") for number in (1, 2))
        finish(opened, first, ContactState.FAILED, retry=True)
        finish(opened, second, ContactState.FAILED, retry=True)
        assert reasons(ledger, run, first, second) == [None, SkipReason.SAME_ADDRESS]
        states = dict(ledger.history(run.workbook_id, "files", "Asia/Jakarta").select("key", "state").iter_rows())
        assert states == {first.key: "claimed", second.key: "failed"}
