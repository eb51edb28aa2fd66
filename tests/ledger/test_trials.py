"""Who was held out to compare: noted once, with the first day, in the history that it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from ledger_samples import NOW, Opened, open_bound

from crm_sheets.ledger import HeldOut
from crm_sheets.ledger.claims import KEY_LENGTH

LONG_AGO = datetime(2020, 5, 5, 3, 0, tzinfo=UTC)
FRIDAY, SATURDAY = date(2026, 11, 20), date(2026, 11, 21)


@pytest.fixture
def opened(place: Path | str) -> Opened:
    return open_bound(place)


def held(number: int, period: str = "2026") -> HeldOut:
    return HeldOut(f"offer|C{number}|{period}", "offer", f"C{number}", period)


def known(opened: Opened) -> dict[str, date]:
    ledger, run = opened
    return dict(ledger.held_out(run.workbook_id, run.mode).select("key", "on").iter_rows())


def test_the_first_day_stays(opened: Opened) -> None:
    ledger, run = opened
    ledger.note_held_out(replace(run, as_of=FRIDAY), [held(1), held(1), held(2)], NOW)
    ledger.note_held_out(replace(run, as_of=SATURDAY, run_id="run-2"), [held(2), held(3)], NOW + timedelta(days=1))
    assert known(opened) == {held(1).key: FRIDAY, held(2).key: FRIDAY, held(3).key: SATURDAY}


def test_a_rehearsal_is_another_history(opened: Opened) -> None:
    ledger, run = opened
    ledger.note_held_out(run, [held(1)], NOW)
    assert ledger.held_out(run.workbook_id, "live").is_empty()
    assert ledger.held_out("another", "files").is_empty()


def test_it_stays_when_the_ledger_is_opened_again(place: Path | str) -> None:
    ledger, run = open_bound(place)
    ledger.note_held_out(run, [held(1)], NOW)
    ledger.close()
    again, _ = open_bound(place)
    assert again.held_out(run.workbook_id, run.mode)["key"].to_list() == [held(1).key]
    again.close()


def test_a_key_that_fits_no_index_is_left_out(opened: Opened) -> None:
    ledger, run = opened
    ledger.note_held_out(run, [HeldOut("x" * (KEY_LENGTH + 1), "offer", "C1", "2026"), held(2)], NOW)
    assert known(opened).keys() == {held(2).key}


@pytest.mark.parametrize(
    ("period", "when", "is_kept"),
    [
        ("2020", LONG_AGO, False),
        ("2020-05", LONG_AGO, False),
        ("once", LONG_AGO, True),
        ("2024", LONG_AGO, True),
        ("2020", NOW, True),
    ],
)
def test_it_is_forgotten_as_a_contact_of_that_day_would_be(
    opened: Opened, period: str, when: datetime, is_kept: bool
) -> None:
    ledger, run = opened
    ledger.note_held_out(run, [held(1, period)], when)
    ledger.forget(run.workbook_id, date(2024, 3, 1))
    assert bool(known(opened)) is is_kept
    ledger.note_held_out(run, [held(2)], NOW)
    assert held(2).key in known(opened)


def test_it_is_no_contact(opened: Opened) -> None:
    ledger, run = opened
    ledger.note_held_out(run, [held(1)], NOW)
    assert ledger.history(run.workbook_id, run.mode, "UTC").is_empty()
    assert ledger.soundness().strays == 0
    ledger.note_held_out(replace(run, workbook_id="unknown"), [held(1)], NOW)
    assert ledger.soundness().strays == 1


def test_many_at_once(new_place: Callable[[], Path | str]) -> None:
    opened = open_bound(new_place())
    ledger, run = opened
    ledger.note_held_out(run, [held(number) for number in range(1_200)], NOW)
    assert len(known(opened)) == 1_200
