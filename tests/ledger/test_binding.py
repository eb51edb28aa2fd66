"""Law 3: a workbook and a ledger that do not belong together send nothing, and say what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ledger_samples import KEY, LOCATION, NOW, claims, contact

from crm_sheets.errors import LedgerMismatch
from crm_sheets.ledger import Ledger, RunContext


@pytest.fixture
def ledger(place: Path | str) -> Iterator[Ledger]:
    with Ledger.open(place, KEY) as opened:
        yield opened


def send_one(ledger: Ledger, workbook_id: str, number: int) -> None:
    ledger.claim(RunContext(workbook_id, "files", f"run-{number}"), claims(contact(number)), NOW)


def test_a_new_workbook_gets_an_id_of_its_own(ledger: Ledger) -> None:
    first = ledger.bind(None, 0, "a.xlsx", "/a.xlsx", NOW)
    second = ledger.bind(None, 0, "b.xlsx", "/b.xlsx", NOW)
    assert first.workbook_id != second.workbook_id
    assert first.sequence == 0


def test_a_workbook_that_shows_its_id_is_recognised_also_after_it_moved(ledger: Ledger) -> None:
    binding = ledger.bind(None, 0, "a.xlsx", "/a.xlsx", NOW)
    assert ledger.bind(*binding, "renamed.xlsx", "/elsewhere/renamed.xlsx", NOW) == binding


def test_the_sequence_grows_with_every_batch_of_claims(ledger: Ledger) -> None:
    binding = ledger.bind(None, 0, "a.xlsx", "/a.xlsx", NOW)
    send_one(ledger, binding.workbook_id, 1)
    send_one(ledger, binding.workbook_id, 2)
    assert ledger.binding(binding.workbook_id).sequence == 2


def test_a_first_run_that_was_killed_before_it_wrote_the_id_is_taken_up_again(ledger: Ledger) -> None:
    binding = ledger.bind(None, 0, "a.xlsx", "/a.xlsx", NOW)
    send_one(ledger, binding.workbook_id, 1)
    assert ledger.bind(None, 0, "a.xlsx", "/a.xlsx", NOW) == (binding.workbook_id, 1)


def test_a_workbook_that_another_ledger_bound_is_refused(ledger: Ledger, new_place: Callable[[], Path | str]) -> None:
    with Ledger.open(new_place(), KEY) as other:
        foreign = other.bind(None, 0, "a.xlsx", "/a.xlsx", NOW)
    with pytest.raises(LedgerMismatch, match=r"a\.xlsx.*does not know.*adopt"):
        ledger.bind(*foreign, "a.xlsx", "/a.xlsx", NOW)


def test_an_older_ledger_that_was_put_back_is_refused(ledger: Ledger) -> None:
    binding = ledger.bind(None, 0, "a.xlsx", "/a.xlsx", NOW)
    with pytest.raises(LedgerMismatch, match=r"7 batches.*knows of 0.*older copy"):
        ledger.bind(binding.workbook_id, 7, "a.xlsx", "/a.xlsx", NOW)


def test_an_older_workbook_that_was_put_back_is_fine(ledger: Ledger) -> None:
    binding = ledger.bind(None, 0, "a.xlsx", "/a.xlsx", NOW)
    send_one(ledger, binding.workbook_id, 1)
    assert ledger.bind(binding.workbook_id, 0, "a.xlsx", "/a.xlsx", NOW).sequence == 1


def test_a_workbook_that_lost_its_id_is_refused_at_the_place_that_the_ledger_knows(ledger: Ledger) -> None:
    binding = ledger.bind(None, 0, "a.xlsx", "/a.xlsx", NOW)
    ledger.bind(*binding, "a.xlsx", "/a.xlsx", NOW)
    with pytest.raises(LedgerMismatch, match=r"carries no id.*_crm_sheets"):
        ledger.bind(None, 0, "a.xlsx", "/a.xlsx", NOW)


def test_a_claim_for_a_workbook_that_was_never_bound_is_refused(ledger: Ledger) -> None:
    with pytest.raises(LedgerMismatch, match="never bound"):
        send_one(ledger, "nobody", 1)


class TestAdopting:
    def test_a_lost_id_is_given_back_with_its_history(self, ledger: Ledger) -> None:
        binding = ledger.bind(None, 0, "a.xlsx", "/a.xlsx", NOW)
        ledger.bind(*binding, "a.xlsx", "/a.xlsx", NOW)
        assert ledger.adopt(None, 0, "a.xlsx", "/a.xlsx", NOW) == binding

    def test_a_restored_ledger_catches_up_with_the_workbook(self, ledger: Ledger) -> None:
        binding = ledger.bind(None, 0, "a.xlsx", "/a.xlsx", NOW)
        adopted = ledger.adopt(binding.workbook_id, 7, "a.xlsx", "/a.xlsx", NOW)
        assert adopted == (binding.workbook_id, 7)
        assert ledger.bind(*adopted, "a.xlsx", "/a.xlsx", NOW) == adopted

    def test_a_foreign_workbook_changes_its_id_so_that_the_ledger_it_had_refuses_it_from_then_on(
        self, ledger: Ledger, new_place: Callable[[], Path | str]
    ) -> None:
        with Ledger.open(new_place(), KEY) as other:
            foreign = other.bind(None, 0, "a.xlsx", LOCATION, NOW)
            adopted = ledger.adopt(*foreign, "a.xlsx", LOCATION, NOW)
            assert ledger.bind(*adopted, "a.xlsx", LOCATION, NOW) == adopted
            with pytest.raises(LedgerMismatch):
                other.bind(*adopted, "a.xlsx", LOCATION, NOW)

    def test_adopting_again_after_a_crash_gives_the_same_id(
        self, ledger: Ledger, new_place: Callable[[], Path | str]
    ) -> None:
        first = ledger.adopt("abc@other", 3, "a.xlsx", LOCATION, NOW)
        send_one(ledger, first.workbook_id, 1)
        assert ledger.adopt("abc@other", 3, "a.xlsx", LOCATION, NOW) == (first.workbook_id, 4)
