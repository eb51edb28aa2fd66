"""Law 2: from claim to outcome; each step only by the run that owns the contact, and a doubt stays a doubt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from ledger_samples import KEY, NOW, claims, contact, greeting, open_bound
from sqlalchemy import select

from crm_sheets.ledger import Draft, Ledger, RunContext
from crm_sheets.ledger.schema import ENTRIES
from crm_sheets.ledger.sending import CLAIM_SECONDS
from crm_sheets.model import Contact, ContactState, LedgerEntry, Medium, Receipt
from crm_sheets.tables import HISTORY

Opened = tuple[Ledger, RunContext]
KEY_1, KEY_2, KEY_3 = (contact(number).key for number in (1, 2, 3))


@pytest.fixture
def opened(place: Path | str) -> Iterator[Opened]:
    ledger, run = open_bound(place)
    with ledger:
        yield ledger, run


def states(opened: Opened) -> dict[str, str]:
    ledger, run = opened
    return dict(ledger.history(run.workbook_id, run.mode, "UTC").select("key", "state").iter_rows())


def start(opened: Opened, *contacts: Contact, fence: bool = True) -> None:
    ledger, run = opened
    ledger.claim(run, claims(*contacts), NOW)
    if fence:
        assert ledger.fence(run, [item.key for item in contacts], NOW) == {item.key for item in contacts}


def unlogged(opened: Opened) -> list[LedgerEntry]:
    return opened[0].unlogged(opened[1].workbook_id, "files")


class TestFence:
    def test_only_what_was_claimed_may_be_sent(self, opened: Opened) -> None:
        start(opened, contact(1), fence=False)
        ledger, run = opened
        assert ledger.fence(run, [KEY_1, KEY_2], NOW) == {KEY_1}
        assert states(opened) == {KEY_1: "fenced"}

    def test_the_same_claim_is_fenced_once(self, opened: Opened) -> None:
        start(opened, contact(1))
        assert opened[0].fence(opened[1], [KEY_1], NOW) == set()

    def test_a_run_cannot_fence_what_another_run_claimed(self, opened: Opened) -> None:
        start(opened, contact(1), fence=False)
        ledger, run = opened
        assert ledger.fence(replace(run, run_id="run-2"), [KEY_1], NOW) == set()

    def test_a_paused_run_does_not_get_through_once_another_took_over(self, opened: Opened, place: Path | str) -> None:
        start(opened, contact(1), fence=False)
        ledger, run = opened
        later = replace(run, run_id="run-2")
        with Ledger.open(place, KEY) as other:
            other.recover(later, lambda trace: None, NOW)
            assert other.claim(later, claims(contact(1)), NOW)[0].granted
            assert ledger.fence(run, [KEY_1], NOW) == set()
            assert other.fence(later, [KEY_1], NOW) == {KEY_1}

    def test_a_claim_that_slept_too_long_is_not_sent(self, opened: Opened) -> None:
        ledger, run = opened
        seconds = [0.0]
        ledger.clock = lambda: seconds[0]
        start(opened, contact(1), fence=False)
        seconds[0] = CLAIM_SECONDS + 1
        assert ledger.fence(run, [KEY_1], NOW) == set()

    def test_a_claim_that_this_process_did_not_make_is_not_sent(self, opened: Opened, place: Path | str) -> None:
        start(opened, contact(1), fence=False)
        with Ledger.open(place, KEY) as other:
            assert other.fence(opened[1], [KEY_1], NOW) == set()


class TestRecord:
    def test_each_outcome_is_kept(self, opened: Opened) -> None:
        start(opened, contact(1), contact(2), contact(3))
        ledger, run = opened
        outcomes = [ContactState.SENT, ContactState.FAILED, ContactState.UNCERTAIN]
        ledger.record(run, [Receipt(*pair) for pair in zip((KEY_1, KEY_2, KEY_3), outcomes, strict=True)], NOW)
        assert states(opened) == {KEY_1: "sent", KEY_2: "failed", KEY_3: "uncertain"}

    def test_a_receipt_that_proves_nothing_is_a_doubt(self, opened: Opened) -> None:
        start(opened, contact(1))
        opened[0].record(opened[1], [Receipt(KEY_1, ContactState.CLAIMED)], NOW)
        assert states(opened) == {KEY_1: "uncertain"}

    def test_without_a_fence_there_is_no_outcome(self, opened: Opened) -> None:
        start(opened, contact(1), fence=False)
        opened[0].record(opened[1], [Receipt(KEY_1, ContactState.SENT)], NOW)
        assert states(opened) == {KEY_1: "claimed"}

    def test_a_certain_outcome_is_final(self, opened: Opened) -> None:
        start(opened, contact(1))
        ledger, run = opened
        ledger.record(run, [Receipt(KEY_1, ContactState.SENT)], NOW)
        ledger.record(run, [Receipt(KEY_1, ContactState.FAILED, retry=True)], NOW)
        ledger.release(run, [KEY_1])
        assert states(opened) == {KEY_1: "sent"}

    def test_a_late_receipt_settles_what_another_run_held_for_uncertain(self, opened: Opened) -> None:
        start(opened, contact(1))
        ledger, run = opened
        ledger.recover(replace(run, run_id="run-2"), lambda trace: None, NOW)
        assert states(opened) == {KEY_1: "uncertain"}
        ledger.record(run, [Receipt(KEY_1, ContactState.SENT)], NOW)
        assert states(opened) == {KEY_1: "sent"}

    def test_an_entry_tells_what_the_log_needs(self, opened: Opened) -> None:
        start(opened, contact(1))
        later = NOW + timedelta(minutes=1)
        opened[0].record(opened[1], [Receipt(KEY_1, ContactState.SENT, "SM1", "queued")], later)
        (entry,) = unlogged(opened)
        assert (entry.program_id, entry.subject, entry.period) == ("premium_monthly", "C-00001", "2026")
        assert (entry.medium, entry.state, entry.run_id) == (Medium.SMS, ContactState.SENT, "run-1")
        assert (entry.claimed_at, entry.settled_at) == (NOW, later)
        assert (entry.provider_id, entry.detail) == ("SM1", "queued")


class TestRecover:
    def recover(self, opened: Opened, evidence: bool | None, **given: timedelta) -> tuple[tuple[str, ...], ...]:
        ledger, run = opened
        return tuple(
            ledger.recover(replace(run, run_id="run-2"), lambda trace: evidence, NOW, **given)  # type: ignore[arg-type]
        )

    def test_a_claim_that_was_never_fenced_is_free_again_whatever_the_evidence(self, opened: Opened) -> None:
        start(opened, contact(1), fence=False)
        assert self.recover(opened, None) == ((KEY_1,), (), ())
        assert states(opened) == {}

    @pytest.mark.parametrize(
        ("evidence", "told", "left"),
        [
            (True, ((), (KEY_1,), ()), {KEY_1: "sent"}),
            (False, ((KEY_1,), (), ()), {}),
            (None, ((), (), (KEY_1,)), {KEY_1: "uncertain"}),
        ],
    )
    def test_what_was_fenced_is_settled_by_evidence_and_without_it_stays_a_doubt(
        self, opened: Opened, evidence: bool | None, told: object, left: dict[str, str]
    ) -> None:
        start(opened, contact(1))
        assert self.recover(opened, evidence) == told
        assert states(opened) == left

    def test_evidence_that_turns_up_days_later_still_counts(self, opened: Opened) -> None:
        start(opened, contact(1))
        self.recover(opened, None)
        assert self.recover(opened, True) == ((), (KEY_1,), ())
        assert states(opened) == {KEY_1: "sent"}

    def test_settled_contacts_and_those_of_the_run_itself_are_left_alone(self, opened: Opened) -> None:
        start(opened, contact(1), contact(2))
        ledger, run = opened
        ledger.record(run, [Receipt(KEY_1, ContactState.SENT)], NOW)
        assert ledger.recover(run, lambda trace: False, NOW) == ((), (), ())
        assert states(opened) == {KEY_1: "sent", KEY_2: "fenced"}

    def test_with_a_lease_young_contacts_of_others_are_left_alone(self, opened: Opened) -> None:
        start(opened, contact(1))
        assert self.recover(opened, False, lease=timedelta(minutes=15)) == ((), (), ())
        assert states(opened) == {KEY_1: "fenced"}


class TestLog:
    def test_an_outcome_is_logged_once(self, opened: Opened) -> None:
        start(opened, contact(1), contact(2))
        ledger, run = opened
        ledger.record(run, [Receipt(KEY_1, ContactState.SENT)], NOW)
        entries = unlogged(opened)
        assert [entry.key for entry in entries] == [KEY_1]
        ledger.mark_logged(run.workbook_id, "files", entries)
        assert unlogged(opened) == []

    def test_a_doubt_that_was_settled_is_logged_again(self, opened: Opened) -> None:
        start(opened, contact(1))
        ledger, run = opened
        ledger.record(run, [Receipt(KEY_1, ContactState.UNCERTAIN)], NOW)
        ledger.mark_logged(run.workbook_id, "files", unlogged(opened))
        ledger.recover(replace(run, run_id="run-2"), lambda trace: True, NOW)
        assert [entry.state for entry in unlogged(opened)] == [ContactState.SENT]

    def test_an_outcome_that_changed_while_it_was_being_logged_is_not_taken_for_logged(self, opened: Opened) -> None:
        start(opened, contact(1))
        ledger, run = opened
        ledger.record(run, [Receipt(KEY_1, ContactState.UNCERTAIN)], NOW)
        as_read = unlogged(opened)
        ledger.record(run, [Receipt(KEY_1, ContactState.SENT)], NOW)
        ledger.mark_logged(run.workbook_id, "files", as_read)
        assert [entry.state for entry in unlogged(opened)] == [ContactState.SENT]


class TestHistory:
    def test_it_has_the_declared_shape_also_when_empty(self, opened: Opened) -> None:
        ledger, run = opened
        assert ledger.history(run.workbook_id, "files", "UTC").schema == HISTORY
        start(opened, contact(1))
        assert ledger.history(run.workbook_id, "files", "UTC").schema == HISTORY

    @pytest.mark.parametrize(("zone", "day"), [("Asia/Jakarta", 21), ("UTC", 20), ("America/New_York", 20)])
    def test_the_day_is_the_local_day_of_the_claim(self, opened: Opened, zone: str, day: int) -> None:
        ledger, run = opened
        ledger.claim(run, claims(contact(1)), datetime(2026, 11, 20, 18, 30, tzinfo=UTC))
        assert ledger.history(run.workbook_id, "files", zone)["on"].to_list() == [date(2026, 11, day)]

    def test_a_run_about_another_day_counts_for_that_day(self, opened: Opened) -> None:
        ledger, run = opened
        ledger.claim(replace(run, as_of=date(2026, 5, 1)), claims(contact(1)), NOW)
        assert ledger.history(run.workbook_id, "files", "UTC")["on"].to_list() == [date(2026, 5, 1)]

    def test_old_contacts_can_be_left_out(self, opened: Opened) -> None:
        ledger, run = opened
        ledger.claim(run, claims(contact(1)), NOW - timedelta(days=900))
        ledger.claim(run, claims(contact(2)), NOW)
        recent = ledger.history(run.workbook_id, "files", "UTC", since=NOW - timedelta(days=800))
        assert recent["key"].to_list() == [KEY_2]

    def test_a_moment_without_a_zone_is_refused(self, opened: Opened) -> None:
        with pytest.raises(Exception, match="time zone"):
            opened[0].claim(opened[1], claims(contact(1)), datetime(2026, 11, 20))


class TestDrafts:
    def test_the_newest_draft_of_a_contact_is_kept(self, opened: Opened) -> None:
        ledger, run = opened
        ledger.save_drafts(run, [Draft(KEY_1, "old", date(2026, 11, 19)), Draft(KEY_2, "x", date(2026, 11, 19))], NOW)
        ledger.save_drafts(run, [Draft(KEY_1, "new", date(2026, 11, 20))], NOW)
        drafts = ledger.drafts(run.workbook_id, "files")
        assert drafts[KEY_1] == (KEY_1, "new", date(2026, 11, 20), NOW)
        assert drafts.keys() == {KEY_1, KEY_2}
        assert ledger.drafts(run.workbook_id, "live") == {}

    def test_a_draft_is_no_claim(self, opened: Opened) -> None:
        ledger, run = opened
        ledger.save_drafts(run, [Draft(KEY_1, "x", date(2026, 11, 19))], NOW)
        assert ledger.claim(run, claims(contact(1)), NOW)[0].granted


def test_addresses_stay_only_while_the_outcome_is_open_and_greetings_keep_their_day(opened: Opened) -> None:
    ledger, run = opened
    start(opened, greeting(1), greeting(2))
    ledger.record(run, [Receipt(greeting(1).key, ContactState.SENT)], NOW)
    ledger.record(run, [Receipt(greeting(2).key, ContactState.UNCERTAIN)], NOW)
    with ledger.engine.connect() as connection:
        rows = connection.execute(select(ENTRIES.c.address, ENTRIES.c.greeting_day).order_by(ENTRIES.c.key)).all()
    day = date(2026, 11, 20)
    assert [tuple(row) for row in rows] == [(None, day), ("+6281200000002", day)]
