"""What the ledger tells in numbers: what became of messages, how many addresses are shut; and what it must not hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from ledger_samples import NOW, Opened, contact, made, open_bound

from crm_sheets.ledger import Decided, Outcomes, SeenInbound
from crm_sheets.ledger.schema import INBOUND, SHUT
from crm_sheets.model import Closure, ContactState, Delivery, DeliveryReport, Medium

SENT, FAILED, UNCERTAIN = ContactState.SENT, ContactState.FAILED, ContactState.UNCERTAIN


@pytest.fixture
def opened(place: Path | str) -> Iterator[Opened]:
    ledger, run = open_bound(place)
    with ledger:
        yield ledger, run


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


class TestOutcomes:
    def outcomes(self, opened: Opened, since: datetime = NOW) -> list[Outcomes]:
        ledger, run = opened
        return ledger.outcomes(run.workbook_id, run.mode, since)

    def report(self, opened: Opened, provider_id: str, state: Delivery) -> None:
        ledger, run = opened
        ledger.take_reports(run.workbook_id, run.mode, [DeliveryReport(provider_id, state, at(1))], at(1))

    def test_each_message_counts_by_what_became_of_it(self, opened: Opened) -> None:
        for number, state in enumerate([SENT, SENT, SENT, SENT, FAILED, UNCERTAIN, UNCERTAIN], start=1):
            made(opened, contact(number), state, f"SM{number}")
        self.report(opened, "SM1", Delivery.DELIVERED)
        self.report(opened, "SM2", Delivery.READ)
        self.report(opened, "SM3", Delivery.UNDELIVERED)
        assert self.outcomes(opened) == [Outcomes(Medium.SMS, sent=3, delivered=2, failed=2, uncertain=2)]

    def test_media_are_apart_and_tasks_are_left_out(self, opened: Opened) -> None:
        for number, medium in enumerate([Medium.SMS, Medium.EMAIL, Medium.EMAIL, Medium.CALL], start=1):
            made(opened, contact(number, medium=medium), SENT)
        assert self.outcomes(opened) == [Outcomes(Medium.EMAIL, 2, 0, 0, 0), Outcomes(Medium.SMS, 1, 0, 0, 0)]

    def test_what_was_claimed_before_is_left_out(self, opened: Opened) -> None:
        made(opened, contact(1), SENT)
        made(opened, contact(2), SENT, when=at(10))
        assert self.outcomes(opened, at(5)) == [Outcomes(Medium.SMS, 1, 0, 0, 0)]
        assert self.outcomes(opened, at(11)) == []

    def test_other_histories_and_workbooks_are_left_out(self, opened: Opened) -> None:
        made(opened, contact(1), SENT)
        ledger, run = opened
        assert ledger.outcomes(run.workbook_id, "live", NOW) == []
        assert ledger.outcomes("another", run.mode, NOW) == []


class TestShutCounts:
    def test_addresses_count_once_for_each_reason(self, opened: Opened) -> None:
        ledger, run = opened
        for reason, medium, address in [
            (Closure.OPTED_OUT, None, "+6281200000001"),
            (Closure.OPTED_OUT, Medium.SMS, "+6281200000001"),
            (Closure.OPTED_OUT, None, "budi@example.com"),
            (Closure.UNREACHABLE, Medium.EMAIL, "budi@example.com"),
        ]:
            ledger.shut(run.workbook_id, address, reason, medium, NOW, "inbox")
        assert ledger.shut_counts(run.workbook_id) == {Closure.OPTED_OUT: 2, Closure.UNREACHABLE: 1}
        assert ledger.shut_counts("another") == {}


def test_when_inboxes_were_read_is_known(opened: Opened) -> None:
    ledger, run = opened
    assert ledger.inboxes_read(run.workbook_id) == {}
    ledger.remember_positions(run.workbook_id, {"twilio": "a", "mail": "b"}, NOW)
    ledger.remember_positions(run.workbook_id, {"twilio": "c"}, at(10))
    assert ledger.inboxes_read(run.workbook_id) == {"mail": NOW, "twilio": at(10)}
    assert ledger.inboxes_read("another") == {}


class TestSoundness:
    @pytest.fixture
    def used(self, opened: Opened) -> Opened:
        """A ledger with a doubt that was left, a shut address and a message that came in."""
        ledger, run = opened
        made(opened, contact(1), SENT)
        made(opened, contact(2), UNCERTAIN)
        ledger.decide(run.workbook_id, run.mode, [Decided(contact(2).key, run.run_id, again=False)], at(1))
        ledger.shut(run.workbook_id, "+6281200000009", Closure.OPTED_OUT, None, NOW, "inbox")
        seen = SeenInbound("m1", "mail", NOW, Medium.EMAIL, "budi@example.com", needs_answer=True)
        ledger.note_inbound(run.workbook_id, [seen], NOW)
        ledger.remember_positions(run.workbook_id, {"mail": "p"}, NOW)
        return opened

    def test_a_ledger_in_use_is_sound(self, used: Opened) -> None:
        assert used[0].soundness() == ((), 0, 0, 0)

    @pytest.mark.parametrize("table", [SHUT, INBOUND], ids=lambda table: str(table.name))
    @pytest.mark.parametrize("address", ["+6281200000009", "b@example.com", "seorang.pelanggan@example.com.id"])
    def test_a_plain_address_is_found(self, used: Opened, table: object, address: str) -> None:
        with used[0].engine.begin() as connection:
            connection.execute(table.update().values(address_hash=address))  # type: ignore[attr-defined]
        assert used[0].soundness().plain == 1

    def test_what_belongs_to_no_workbook_is_found(self, used: Opened) -> None:
        with used[0].engine.begin() as connection:
            connection.execute(SHUT.update().values(workbook_id="another"))
            connection.execute(INBOUND.update().values(workbook_id="another"))
        assert used[0].soundness().strays == 2
