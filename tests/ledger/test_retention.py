"""What is old and settled may be forgotten; what keeps somebody from hearing twice never is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_samples import NOW, claims, contact, open_bound

from crm_sheets.ledger import Decided, Draft, Ledger, RunContext
from crm_sheets.ledger.retention import is_over
from crm_sheets.model import ContactState, Receipt

LONG_AGO = datetime(2020, 5, 5, 3, 0, tzinfo=UTC)
DAY = date(2024, 3, 1)


@pytest.fixture
def opened() -> tuple[Ledger, RunContext]:
    return open_bound(":memory:")


def settle(
    ledger: Ledger, run: RunContext, number: int, period: str, at: datetime, state: ContactState = ContactState.SENT
) -> str:
    item = contact(number, period=period)
    ledger.claim(run, claims(item), at)
    ledger.fence(run, [item.key], at)
    ledger.record(run, [Receipt(item.key, state)], at)
    ledger.mark_logged(run.workbook_id, run.mode, ledger.unlogged(run.workbook_id, run.mode))
    return item.key


def kept(ledger: Ledger, run: RunContext) -> set[str]:
    return set(ledger.history(run.workbook_id, run.mode, "UTC")["key"])


@pytest.mark.parametrize("period", ["2020", "2020-05", "2020-05-05"])
@pytest.mark.parametrize("state", [ContactState.SENT, ContactState.FAILED])
def test_what_is_settled_and_over_is_forgotten(
    opened: tuple[Ledger, RunContext], period: str, state: ContactState
) -> None:
    ledger, run = opened
    settle(ledger, run, 1, period, LONG_AGO, state)
    assert ledger.forgettable(run.workbook_id, DAY) == {"premium_monthly": 1}
    assert ledger.forget(run.workbook_id, DAY) == 1
    assert kept(ledger, run) == set()
    assert ledger.forgotten_before(run.workbook_id) == DAY


@pytest.mark.parametrize(
    ("period", "why"),
    [
        ("once", "it happens once in a life"),
        ("3", "the third of a cadence comes again when its first day is corrected"),
        ("12", "so does the twelfth"),
        ("2024", "its year is not over on that day"),
        ("2024-03", "nor is its month"),
        ("2024-03-01", "nor its day"),
        ("lebaran 2020", "nobody knows when that ends"),
    ],
)
def test_what_could_come_again_is_kept_however_old_it_is(
    opened: tuple[Ledger, RunContext], period: str, why: str
) -> None:
    ledger, run = opened
    key = settle(ledger, run, 1, period, LONG_AGO)
    assert ledger.forget(run.workbook_id, DAY) == 0
    assert kept(ledger, run) == {key}, why


def test_what_a_recent_run_did_for_an_old_period_is_kept(opened: tuple[Ledger, RunContext]) -> None:
    ledger, run = opened
    key = settle(ledger, run, 1, "2020", NOW)
    later = settle(ledger, replace(run, as_of=date(2025, 1, 1)), 2, "2020", LONG_AGO)
    assert ledger.forget(run.workbook_id, DAY) == 0
    assert kept(ledger, run) == {key, later}


def test_what_is_open_uncertain_or_not_in_the_log_yet_is_kept(opened: tuple[Ledger, RunContext]) -> None:
    ledger, run = opened
    uncertain = settle(ledger, run, 1, "2020", LONG_AGO, ContactState.UNCERTAIN)
    items = [contact(number, period="2020") for number in (2, 3, 4)]
    ledger.claim(run, claims(*items), LONG_AGO)
    ledger.fence(run, [item.key for item in items[:2]], LONG_AGO)
    ledger.record(run, [Receipt(items[0].key, ContactState.SENT)], LONG_AGO)
    assert ledger.forget(run.workbook_id, DAY) == 0
    assert kept(ledger, run) == {uncertain, *(item.key for item in items)}


def test_a_doubt_that_a_person_left_is_forgotten_like_what_is_settled(opened: tuple[Ledger, RunContext]) -> None:
    ledger, run = opened
    key = settle(ledger, run, 1, "2020", LONG_AGO, ContactState.UNCERTAIN)
    ledger.decide(run.workbook_id, run.mode, [Decided(key, run.run_id, again=False)], LONG_AGO)
    assert ledger.forget(run.workbook_id, DAY) == 1
    assert kept(ledger, run) == set()


def test_another_workbooks_contacts_are_left_alone(opened: tuple[Ledger, RunContext]) -> None:
    ledger, run = opened
    other = replace(run, workbook_id=ledger.bind(None, 0, "other.xlsx", "/other.xlsx", NOW).workbook_id)
    key = settle(ledger, other, 1, "2020", LONG_AGO)
    settle(ledger, run, 1, "2020", LONG_AGO)
    ledger.forget(run.workbook_id, DAY)
    assert kept(ledger, other) == {key}
    assert ledger.forgotten_before(other.workbook_id) is None


def test_thousands_are_forgotten_at_once(opened: tuple[Ledger, RunContext]) -> None:
    ledger, run = opened
    items = [contact(number, period="2020") for number in range(1300)]
    ledger.claim(run, claims(*items), LONG_AGO)
    ledger.fence(run, [item.key for item in items], LONG_AGO)
    ledger.record(run, [Receipt(item.key, ContactState.SENT) for item in items], LONG_AGO)
    ledger.mark_logged(run.workbook_id, run.mode, ledger.unlogged(run.workbook_id, run.mode))
    assert ledger.forget(run.workbook_id, DAY) == 1300
    assert kept(ledger, run) == set()


def test_old_drafts_go_and_new_ones_stay(opened: tuple[Ledger, RunContext]) -> None:
    ledger, run = opened
    ledger.save_drafts(run, [Draft("old|1|2020", "f", LONG_AGO.date())], LONG_AGO)
    ledger.save_drafts(run, [Draft("new|1|2026", "f", NOW.date())], NOW)
    ledger.forget(run.workbook_id, DAY)
    assert set(ledger.drafts(run.workbook_id, run.mode)) == {"new|1|2026"}


def test_the_mark_never_moves_back(opened: tuple[Ledger, RunContext]) -> None:
    ledger, run = opened
    for day in (DAY, DAY - timedelta(days=400), DAY + timedelta(days=1), DAY):
        ledger.forget(run.workbook_id, day)
    assert ledger.forgotten_before(run.workbook_id) == DAY + timedelta(days=1)


def test_runs_are_never_forgotten(opened: tuple[Ledger, RunContext]) -> None:
    ledger, run = opened
    ledger.note_runs(run.workbook_id, {run.run_id}, LONG_AGO)
    settle(ledger, run, 1, "2020", LONG_AGO)
    ledger.forget(run.workbook_id, DAY)
    assert ledger.known_runs(run.workbook_id).noted == {run.run_id}


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_a_period_is_over_once_its_last_day_has_passed(occasion: date, day: date) -> None:
    month_after = (occasion.replace(day=1) + timedelta(days=32)).replace(day=1)
    assert is_over(f"{occasion:%Y}", day) == (date(occasion.year + 1, 1, 1) <= day)
    assert is_over(f"{occasion:%Y-%m}", day) == (month_after <= day)
    assert is_over(f"{occasion:%Y-%m-%d}", day) == (occasion < day)
