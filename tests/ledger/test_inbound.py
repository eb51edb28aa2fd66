"""What came in is taken note of once; who wrote and what waits is known, and not a word of it is kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_samples import KEY, NOW, Opened, open_bound
from sqlalchemy import select

from crm_sheets.ledger import Ledger, SeenInbound
from crm_sheets.ledger.digests import KEPT_LENGTH, kept_id
from crm_sheets.ledger.schema import METADATA
from crm_sheets.model import Medium

PHONE, EMAIL = "+6281298761234", "canary.bird@example.com"


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


LATER = at(1000)


def seen(key: str = "m1", minutes: int = 0, **more: Any) -> SeenInbound:
    return SeenInbound(key, "imap", at(minutes), **{"medium": Medium.EMAIL, "address": EMAIL} | more)


@pytest.fixture
def opened(place: Path | str) -> Iterator[Opened]:
    ledger, run = open_bound(place)
    with ledger:
        yield ledger, run


def note(opened: Opened, *items: SeenInbound, now: datetime = LATER) -> None:
    opened[0].note_inbound(opened[1].workbook_id, items, now)


def test_what_was_noted_is_seen(opened: Opened) -> None:
    ledger, run = opened
    note(opened, seen("m1"), seen("m2"))
    assert ledger.unseen(run.workbook_id, ["m1", "m2", "m3"]) == {"m3"}
    assert ledger.unseen(run.workbook_id, []) == set()
    assert ledger.unseen("another", ["m1"]) == {"m1"}


def test_noting_again_changes_nothing(opened: Opened) -> None:
    first = seen(customer_id="C1", needs_answer=True, answer_by=at(60))
    note(opened, first, first)
    note(opened, seen(customer_id="C2"))
    assert opened[0].unanswered(opened[1].workbook_id) == [first._replace(address="")]


def test_thousands_at_once(opened: Opened) -> None:
    ledger, run = opened
    keys = [f"m{number}" for number in range(1300)]
    note(opened, *map(seen, keys))
    assert ledger.unseen(run.workbook_id, [*keys, "new"]) == {"new"}


HOSTILE = ["", "\0", "a\0b", "x" * 5000, "\ud800", "é" * 600, "'; DROP TABLE inbound; --", "a" * 399 + "\0"]


@pytest.mark.parametrize("key", HOSTILE)
def test_hostile_ids_are_kept_apart_and_stop_nobody(opened: Opened, key: str) -> None:
    ledger, run = opened
    note(opened, seen(key, needs_answer=True, customer_id=key, contact=key))
    assert ledger.unseen(run.workbook_id, [key, key + "!", "m2"]) == {key + "!", "m2"}
    [waiting] = ledger.unanswered(run.workbook_id)
    ledger.answered(run.workbook_id, [waiting.key], LATER)
    assert ledger.unanswered(run.workbook_id) == []


@given(st.text(max_size=600), st.text(max_size=600))
def test_two_ids_never_become_one_and_a_kept_one_stays_as_it_is(one: str, two: str) -> None:
    assert (kept_id(one) == kept_id(two)) == (one == two)
    assert kept_id(kept_id(one)) == kept_id(one)
    assert len(kept_id(one)) <= KEPT_LENGTH
    assert "\0" not in kept_id(one)


def test_who_wrote_last_by_which_medium(opened: Opened) -> None:
    ledger, run = opened
    by_chat = {"medium": Medium.WHATSAPP, "address": PHONE}
    note(opened, seen("m1", 1, **by_chat), seen("m2", 3, **by_chat), seen("m3", 5, medium=Medium.SMS, address=PHONE))
    asked = [PHONE, f"{PHONE} ", EMAIL, ""]
    found = ledger.last_wrote(run.workbook_id, Medium.WHATSAPP, asked, at(0))
    assert found == {PHONE: at(3), f"{PHONE} ": at(3)}
    assert ledger.last_wrote(run.workbook_id, Medium.WHATSAPP, asked, at(4)) == {}
    assert ledger.last_wrote(run.workbook_id, Medium.EMAIL, asked, at(0)) == {}


def test_nobody_writes_from_tomorrow(opened: Opened) -> None:
    ledger, run = opened
    note(opened, seen("m1", 10**6, medium=Medium.WHATSAPP, address=PHONE))
    assert ledger.last_wrote(run.workbook_id, Medium.WHATSAPP, [PHONE], at(0)) == {PHONE: LATER}


class TestAnswers:
    @pytest.fixture
    def waiting(self, opened: Opened) -> Opened:
        note(
            opened,
            seen("old", 1, needs_answer=True, answer_by=at(60), customer_id="C1", contact="premium|P1|2026"),
            seen("new", 5, needs_answer=True),
            seen("handled", 6, needs_answer=True, handled_at=at(7)),
            seen("no question", 2),
        )
        return opened

    def test_what_waits_comes_oldest_first_and_without_its_sender(self, waiting: Opened) -> None:
        first, second = waiting[0].unanswered(waiting[1].workbook_id)
        assert first == SeenInbound("old", "imap", at(1), Medium.EMAIL, "", "C1", "premium|P1|2026", True, at(60), None)
        assert second.key == "new"

    def test_it_is_answered_once(self, waiting: Opened) -> None:
        ledger, run = waiting
        for minutes in (10, 20):
            ledger.answered(run.workbook_id, ["old", "no question", "handled", "nothing"], at(minutes))
        assert [item.key for item in ledger.unanswered(run.workbook_id)] == ["new"]
        assert {item.key: item.handled_at for item in ledger.answers(run.workbook_id, at(0))} == {
            "old": at(10),
            "new": None,
            "handled": at(7),
        }

    def test_what_was_answered_before_is_not_written_again(
        self, waiting: Opened, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Each run says all that the workbook holds: thousands after a year."""
        ledger, run = waiting
        ledger.answered(run.workbook_id, ["old"], at(10))
        monkeypatch.setattr(ledger, "_writing", lambda: pytest.fail("written"))
        ledger.answered(run.workbook_id, ["old", "handled", "no question", "nothing"], at(20))
        ledger.answered(run.workbook_id, [], at(20))

    def test_the_answers_of_a_period(self, waiting: Opened) -> None:
        ledger, run = waiting
        assert [item.key for item in ledger.answers(run.workbook_id, at(5))] == ["new", "handled"]


@pytest.fixture
def two_runs(opened: Opened) -> Opened:
    """What two runs took in; one of the second's is answered."""
    ledger, run = opened
    ledger.note_runs(run.workbook_id, {"first"}, at(0))
    note(opened, seen("old", needs_answer=True), now=at(1))
    ledger.note_runs(run.workbook_id, {"second"}, at(10))
    answered = seen("answered", needs_answer=True, handled_at=at(11))
    note(opened, seen("question", needs_answer=True), seen("stop"), answered, now=at(11))
    ledger.remember_positions(run.workbook_id, {"imap": "1:7"}, at(11))
    return opened


@pytest.mark.parametrize(
    ("runs", "inbox", "lost"),
    [
        (["first"], ["old"], ["question", "stop"]),
        (["first"], ["old", "stop"], ["question"]),
        (["first"], [], ["question", "stop"]),
        (["first", "second"], [], []),
        ([], [], ["old", "question", "stop"]),
    ],
    ids=str,
)
def test_an_older_copy_of_the_workbook_gets_back_what_waits(
    two_runs: Opened, runs: list[str], inbox: list[str], lost: list[str]
) -> None:
    """Only what came in by runs that it does not know: a row that people removed stays away."""
    ledger, run = two_runs
    assert ledger.hear_again(run.workbook_id, runs, inbox, LATER) == len(lost)
    assert ledger.unseen(run.workbook_id, ["old", "question", "stop", "answered"]) == set(lost)
    assert ledger.position(run.workbook_id, "imap") == ("" if lost else "1:7")


def test_what_no_inbox_gives_again_is_left_alone(two_runs: Opened) -> None:
    ledger, run = two_runs
    assert ledger.hear_again(run.workbook_id, [], [], at(11) + timedelta(days=7, minutes=1)) == 0


def test_positions_are_remembered_each_for_its_source(opened: Opened) -> None:
    ledger, run = opened
    assert ledger.position(run.workbook_id, "imap") == ""
    ledger.remember_positions(run.workbook_id, {"imap": "1:7", "twilio": "x" * 5000}, NOW)
    ledger.remember_positions(run.workbook_id, {"imap": "1:9"}, NOW)
    ledger.remember_positions(run.workbook_id, {}, NOW)
    assert ledger.position(run.workbook_id, "imap") == "1:9"
    assert ledger.position(run.workbook_id, "twilio") == "x" * 5000
    assert ledger.position("another", "imap") == ""


def test_old_ones_are_forgotten_by_when_they_were_noted_unless_they_wait(opened: Opened) -> None:
    ledger, run = opened
    long_ago = datetime(2020, 5, 5, tzinfo=NOW.tzinfo)
    waits = replace_at(seen("waits", needs_answer=True), long_ago)
    handled = replace_at(seen("handled", needs_answer=True, handled_at=long_ago), long_ago)
    note(opened, waits, handled, replace_at(seen("plain"), long_ago), now=long_ago)
    note(opened, replace_at(seen("lately, with a wrong clock"), long_ago))
    ledger.forget(run.workbook_id, date(2024, 1, 1))
    kept = {"waits", "lately, with a wrong clock"}
    assert ledger.unseen(run.workbook_id, ["handled", "plain", *kept]) == {"handled", "plain"}


def replace_at(item: SeenInbound, moment: datetime) -> SeenInbound:
    return item._replace(at=moment)


def test_the_tables_hold_no_address(opened: Opened) -> None:
    ledger, _ = opened
    note(opened, seen("m1", needs_answer=True), seen("m2", medium=Medium.SMS, address=PHONE))
    with ledger.engine.connect() as connection:
        kept = str([connection.execute(select(table)).all() for table in METADATA.sorted_tables])
    assert "m1" in kept
    assert PHONE[1:] not in kept
    assert EMAIL not in kept


def test_it_is_remembered_after_the_ledger_was_closed(place: Path | str) -> None:
    ledger, run = open_bound(place)
    with ledger:
        note((ledger, run), seen("m1"))
    with Ledger.open(place, KEY) as again:
        assert again.unseen(run.workbook_id, ["m1"]) == set()
