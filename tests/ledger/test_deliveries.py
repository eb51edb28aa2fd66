"""What became of messages: reports come late, twice, forged and in any order, and nobody hears twice for it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_samples import NOW, Opened, claims, contact, entry_of, greeting, made, open_bound, state_of

from crm_sheets.ledger import Decided, Usage
from crm_sheets.ledger.standing import Standing
from crm_sheets.model import (
    Closure,
    ContactState,
    Delivery,
    DeliveryReport,
    LedgerEntry,
    Medium,
    Receipt,
    SkipReason,
)

DELIVERED, READ, UNDELIVERED = Delivery.DELIVERED, Delivery.READ, Delivery.UNDELIVERED
ADDRESS = contact(1).address


def at(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


LATER = at(1000)


def report(state: Delivery | None, minutes: int = 1, provider_id: str = "SM1", **more: Any) -> DeliveryReport:
    return DeliveryReport(provider_id, state, at(minutes), **more)


@pytest.fixture
def opened(place: Path | str) -> Iterator[Opened]:
    ledger, run = open_bound(place)
    with ledger:
        yield ledger, run


@pytest.fixture
def sent(opened: Opened) -> Opened:
    made(opened, contact(1), ContactState.SENT, "SM1")
    return opened


def take(opened: Opened, *reports: DeliveryReport) -> list[LedgerEntry]:
    ledger, run = opened
    return ledger.take_reports(run.workbook_id, run.mode, reports, LATER)


def standing(opened: Opened) -> tuple[str, str]:
    entry = entry_of(opened, contact(1).key)
    return entry.state.value, entry.delivery


class TestDelivered:
    def test_it_is_noted_and_stays_sent(self, sent: Opened) -> None:
        assert take(sent, report(DELIVERED)) == []
        assert standing(sent) == ("sent", "delivered")

    @pytest.mark.parametrize(
        ("order", "noted"),
        [
            ((DELIVERED, READ), "read"),
            ((READ, DELIVERED), "read"),
            ((READ, UNDELIVERED), "read"),
        ],
        ids=str,
    )
    def test_read_counts_most_in_whatever_order(
        self, sent: Opened, order: tuple[Delivery, Delivery], noted: str
    ) -> None:
        for minutes, state in enumerate(order):
            take(sent, report(state, minutes))
        assert standing(sent) == ("sent", noted)

    def test_a_doubt_is_settled_by_it_and_its_address_dropped(self, opened: Opened) -> None:
        made(opened, contact(1), ContactState.UNCERTAIN, "SM1")
        assert entry_of(opened, contact(1).key).address == ADDRESS
        assert take(opened, report(DELIVERED)) == []
        entry = entry_of(opened, contact(1).key)
        assert (entry.state, entry.address, entry.settled_at) == (ContactState.SENT, "", LATER)
        assert opened[0].soundness().addresses_kept == 0

    def test_a_doubt_that_was_left_is_settled_by_it_too(self, opened: Opened) -> None:
        made(opened, contact(1), ContactState.UNCERTAIN, "SM1")
        ledger, run = opened
        ledger.decide(run.workbook_id, run.mode, [Decided(contact(1).key, run.run_id, again=False)], NOW)
        take(opened, report(DELIVERED))
        assert standing(opened) == ("sent", "delivered")

    def test_the_outcome_of_a_doubt_is_logged_again(self, opened: Opened) -> None:
        ledger, run = opened
        made(opened, contact(1), ContactState.UNCERTAIN, "SM1")
        ledger.mark_logged(run.workbook_id, run.mode, ledger.unlogged(run.workbook_id, run.mode))
        take(opened, report(DELIVERED))
        assert [entry.state for entry in ledger.unlogged(run.workbook_id, run.mode)] == [ContactState.SENT]


class TestUndelivered:
    @pytest.mark.parametrize("before", [ContactState.SENT, ContactState.UNCERTAIN])
    def test_it_turns_into_a_failure_that_is_given_back_and_logged(self, opened: Opened, before: ContactState) -> None:
        made(opened, contact(1), before, "SM1")
        ledger, run = opened
        ledger.mark_logged(run.workbook_id, run.mode, ledger.unlogged(run.workbook_id, run.mode))
        said = f"unreachable <a.b@c.id> {ADDRESS}"
        (entry,) = take(opened, report(UNDELIVERED, code="30005", detail=said))
        assert entry == entry_of(opened, contact(1).key)
        assert (entry.state, entry.detail) == (ContactState.FAILED, "30005 unreachable <[e-mail]> [number]")
        assert (entry.address, entry.settled_at, entry.retry) == ("", LATER, False)
        assert ledger.unlogged(run.workbook_id, run.mode) == [entry]

    @pytest.mark.parametrize(("retry", "reason"), [(True, None), (False, SkipReason.REFUSED)])
    def test_it_may_be_tried_again_as_reported(self, sent: Opened, retry: bool, reason: SkipReason | None) -> None:
        take(sent, report(UNDELIVERED, retry=retry))
        assert sent[0].claim(replace(sent[1], run_id="run-2"), claims(contact(1)), LATER)[0].reason is reason

    def test_a_bounce_read_again_says_nothing_about_the_next_try(self, sent: Opened) -> None:
        """A mail has the same Message-ID at each try, and a mailbox gives its last messages again."""
        first, second = report(UNDELIVERED, 5, retry=True), report(UNDELIVERED, 90, retry=True)
        assert len(take(sent, first)) == 1
        ledger, run = sent[0], replace(sent[1], run_id="run-2")
        made((ledger, run), contact(1), ContactState.SENT, "SM1", when=at(60))
        assert take(sent, first) == []
        assert standing(sent)[0] == "sent"
        assert len(take(sent, first, second)) == 1, "the second try has a bounce of its own"

    def test_a_bounce_from_long_before_a_try_is_about_another(self, opened: Opened) -> None:
        made(opened, contact(1), ContactState.SENT, "SM1")
        assert take(opened, report(UNDELIVERED, -61)) == []
        assert len(take(opened, report(UNDELIVERED, -59))) == 1, "its clock may be behind ours"

    def test_what_was_delivered_before_is_never_tried_again(self, sent: Opened) -> None:
        take(sent, report(DELIVERED, 1))
        (entry,) = take(sent, report(UNDELIVERED, 2, retry=True))
        assert not entry.retry

    def test_what_a_person_left_is_never_tried_again(self, opened: Opened) -> None:
        made(opened, contact(1), ContactState.UNCERTAIN, "SM1")
        ledger, run = opened
        ledger.decide(run.workbook_id, run.mode, [Decided(contact(1).key, run.run_id, again=False)], NOW)
        (entry,) = take(opened, report(UNDELIVERED, retry=True))
        assert not entry.retry

    def test_it_frees_the_address_of_a_greeting(self, opened: Opened) -> None:
        twin = greeting(2, address=greeting(1).address)
        made(opened, greeting(1), ContactState.SENT, "SM1")
        assert opened[0].claim(opened[1], claims(twin), NOW)[0].reason is SkipReason.SAME_ADDRESS
        take(opened, report(UNDELIVERED))
        assert opened[0].claim(opened[1], claims(twin), NOW)[0].granted

    def test_it_is_told_once(self, sent: Opened) -> None:
        assert len(take(sent, report(UNDELIVERED, 1))) == 1
        assert take(sent, report(UNDELIVERED, 1), report(UNDELIVERED, 2)) == []


class TestOrder:
    def test_an_old_delivered_does_not_take_a_failure_back(self, sent: Opened) -> None:
        take(sent, report(UNDELIVERED, 5))
        take(sent, report(DELIVERED, 4), report(DELIVERED, 5), report(READ, 5))
        assert standing(sent) == ("failed", "undelivered")

    def test_a_newer_delivered_does(self, sent: Opened) -> None:
        take(sent, report(UNDELIVERED, 5, code="30003"))
        take(sent, report(DELIVERED, 6))
        assert standing(sent) == ("sent", "delivered")
        assert entry_of(sent, contact(1).key).detail == ""
        assert sent[0].claim(replace(sent[1], run_id="run-2"), claims(contact(1)), LATER)[0].reason is (
            SkipReason.ALREADY_DONE
        )

    def test_an_old_failure_does_not_take_delivered_back(self, sent: Opened) -> None:
        take(sent, report(DELIVERED, 5), report(UNDELIVERED, 4), report(UNDELIVERED, 5))
        assert standing(sent) == ("sent", "delivered")

    def test_a_report_from_tomorrow_counts_as_of_now(self, sent: Opened) -> None:
        take(sent, replace(report(DELIVERED), at=datetime(9999, 1, 1, tzinfo=UTC)))
        ledger, run = sent
        ledger.take_reports(run.workbook_id, run.mode, [report(UNDELIVERED, 1001)], at(1002))
        assert standing(sent) == ("failed", "undelivered")

    def test_what_was_tried_anew_is_not_touched_by_reports_of_the_first_try(self, sent: Opened) -> None:
        ledger, run = sent
        take(sent, report(UNDELIVERED, retry=True))
        made((ledger, replace(run, run_id="run-2")), contact(1), ContactState.SENT, "SM2")
        take(sent, report(READ, 9), report(UNDELIVERED, 9))
        assert standing(sent) == ("sent", "")

    @pytest.mark.parametrize("fenced", [True, False])
    def test_what_is_in_a_runs_hands_is_never_touched(self, opened: Opened, fenced: bool) -> None:
        ledger, run = opened
        ledger.claim(run, claims(contact(1)), NOW)
        if fenced:
            ledger.fence(run, [contact(1).key], NOW)
        with ledger.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE entries SET provider_id = 'SM1'")
        before = entry_of(opened, contact(1).key)
        take(opened, report(UNDELIVERED, closes=Closure.OPTED_OUT), report(READ, price=1.0))
        assert entry_of(opened, contact(1).key) == before
        assert ledger.shut_addresses(run.workbook_id, [ADDRESS]) == []


REPORTS = [
    report(state, minutes, retry=retry) for state in Delivery for minutes in (1, 2, 3) for retry in (True, False)
]


def heard(reports: list[DeliveryReport]) -> Standing:
    found = Standing("sent", NOW, None, None, True, "", False, 1, "", None, None, "")
    for item in reports:
        found.hear(item, NOW, LATER)
    return found


@given(st.lists(st.sampled_from(REPORTS), max_size=6))
def test_hearing_all_again_changes_nothing(reports: list[DeliveryReport]) -> None:
    once = heard(reports)
    assert heard([*reports, *reports]) == once


@pytest.mark.parametrize("states", list(itertools.product([DELIVERED, UNDELIVERED], repeat=3)), ids=str)
def test_the_newest_word_counts_in_whatever_order_they_come(states: tuple[Delivery, ...]) -> None:
    reports = [report(state, minutes) for minutes, state in enumerate(states, start=1)]
    ends = {(heard(list(order)).state, heard(list(order)).delivery) for order in itertools.permutations(reports)}
    state = "failed" if states[-1] is UNDELIVERED else "sent"
    assert ends == {(state, states[-1].value)}


class TestPrice:
    def test_it_is_filled_in_whenever_it_comes(self, sent: Opened) -> None:
        take(sent, report(DELIVERED))
        take(sent, report(None, 9, price=0.0832, price_unit="USD", segments=2))
        entry = entry_of(sent, contact(1).key)
        assert (entry.price, entry.price_unit, entry.segments, entry.delivery) == (0.0832, "USD", 2, "delivered")

    @pytest.mark.parametrize("price", [float("nan"), float("inf"), None])
    def test_what_is_no_price_is_none(self, sent: Opened, price: float | None) -> None:
        take(sent, report(None, price=price, price_unit="USD", segments=10**12))
        entry = entry_of(sent, contact(1).key)
        assert (entry.price, entry.price_unit, entry.segments) == (None, "", 0)

    def test_a_unit_that_is_too_long_stops_nobody(self, sent: Opened) -> None:
        take(sent, report(None, price=1.0, price_unit="USD\0 dollars"))
        assert entry_of(sent, contact(1).key).price_unit == "USD"

    def test_usage_counts_messages_segments_and_what_is_known_of_the_price(self, opened: Opened) -> None:
        for number, state in enumerate([ContactState.SENT, ContactState.SENT, ContactState.UNCERTAIN], start=1):
            made(opened, contact(number), state, f"SM{number}", segments=2)
        made(opened, contact(4), ContactState.FAILED, "SM4")
        made(opened, contact(5, medium=Medium.EMAIL), ContactState.SENT, "m5")
        made(opened, contact(6, medium=Medium.CALL), ContactState.SENT, "")
        take(opened, *(report(None, 1, f"SM{number}", price=0.25, price_unit="USD") for number in (1, 3, 4)))
        ledger, run = opened
        used = ledger.usage(run.workbook_id, run.mode, NOW)
        assert used == [Usage(Medium.EMAIL, 1, 0, None, 0, ""), Usage(Medium.SMS, 4, 6, 0.75, 3, "USD")]
        assert ledger.usage(run.workbook_id, run.mode, at(1)) == []

    def test_two_units_are_not_added(self, opened: Opened) -> None:
        for number, unit in enumerate(["USD", "IDR", ""], start=1):
            made(opened, contact(number), ContactState.SENT, f"SM{number}", segments=1)
            take(opened, report(None, 1, f"SM{number}", price=1.0 if unit else None, price_unit=unit))
        found = opened[0].usage(opened[1].workbook_id, opened[1].mode, NOW)
        assert found == [Usage(Medium.SMS, 2, 2, 1.0, 1, "USD"), Usage(Medium.SMS, 1, 1, 1.0, 1, "IDR")]


class TestWhoseReport:
    def test_an_unknown_id_changes_nothing(self, sent: Opened) -> None:
        assert take(sent, report(UNDELIVERED, provider_id="SM2"), report(UNDELIVERED, provider_id="")) == []
        assert standing(sent) == ("sent", "")

    def test_one_that_names_another_address_changes_nothing_at_all(self, sent: Opened) -> None:
        forged = report(
            UNDELIVERED, address="+6281299999999", closes=Closure.OPTED_OUT, price=9.0, price_unit="USD", segments=9
        )
        before = entry_of(sent, contact(1).key)
        assert take(sent, forged) == []
        assert entry_of(sent, contact(1).key) == before
        assert sent[0].shut_addresses(sent[1].workbook_id, [ADDRESS, forged.address]) == []

    def test_another_workbook_is_left_alone(self, sent: Opened) -> None:
        ledger, run = sent
        ledger.take_reports("other", run.mode, [report(UNDELIVERED)], LATER)
        assert standing(sent) == ("sent", "")

    def test_one_that_a_rehearsal_reads_reaches_its_live_message(self, opened: Opened) -> None:
        """Inboxes are read once: it would never come again."""
        ledger, run = opened
        live = (ledger, replace(run, mode="live"))
        made(live, contact(1), ContactState.SENT, "SM1")
        assert ledger.take_reports(run.workbook_id, "files", [report(UNDELIVERED)], LATER) == []
        assert [entry.state for entry in ledger.unlogged(run.workbook_id, "live")] == [ContactState.FAILED]
        assert ledger.unlogged(run.workbook_id, "files") == []

    @pytest.mark.parametrize(
        ("reason", "medium"), [(Closure.OPTED_OUT, None), (Closure.UNREACHABLE, Medium.SMS)], ids=str
    )
    @pytest.mark.parametrize("address", ["", ADDRESS])
    def test_one_that_closes_shuts_the_address(
        self, sent: Opened, reason: Closure, medium: Medium | None, address: str
    ) -> None:
        for _ in range(2):
            take(sent, report(UNDELIVERED, closes=reason, address=address))
        assert sent[0].shut_addresses(sent[1].workbook_id, [ADDRESS]) == [(ADDRESS, reason, medium, at(1))]

    def test_an_address_is_not_unreachable_when_the_message_arrived_after_all(self, sent: Opened) -> None:
        take(sent, report(DELIVERED, 2), report(UNDELIVERED, 1, closes=Closure.UNREACHABLE))
        assert sent[0].shut_addresses(sent[1].workbook_id, [ADDRESS]) == []

    @pytest.mark.parametrize("hostile", ["SM1\0", "x" * 5000, "\ud800", "'; DROP TABLE entries; --"])
    def test_hostile_ids_stop_nobody(self, opened: Opened, hostile: str) -> None:
        made(opened, contact(1), ContactState.SENT, hostile)
        ledger, run = opened
        assert ledger.sent_as(run.workbook_id, [hostile, "SM1"]).keys() == {hostile}
        take(opened, report(DELIVERED, provider_id=hostile, detail="\0\udcff" * 9, code="\0"))
        assert standing(opened) == ("sent", "delivered")


class TestAsked:
    def test_awaited_is_what_was_sent_lately_and_not_reported_on(self, opened: Opened) -> None:
        for number, state in enumerate([ContactState.SENT, ContactState.SENT, ContactState.UNCERTAIN], start=1):
            made(opened, contact(number), state, f"SM{number}")
        made(opened, contact(4), ContactState.SENT, "")
        ledger, run = opened
        take(opened, report(DELIVERED, provider_id="SM2"))
        assert [entry.provider_id for entry in ledger.awaited(run.workbook_id, run.mode, NOW)] == ["SM1"]
        assert ledger.awaited(run.workbook_id, run.mode, at(1)) == []
        assert ledger.awaited(run.workbook_id, "live", NOW) == []

    def test_awaited_is_a_late_price_as_well_where_messages_are_charged(self, opened: Opened) -> None:
        ledger, run = opened
        for number, medium in enumerate([Medium.SMS, Medium.SMS, Medium.WHATSAPP, Medium.EMAIL], start=1):
            made(opened, contact(number, medium=medium), ContactState.SENT, f"M{number}")
        made(opened, contact(5), ContactState.SENT, "M5", when=at(-60))
        reported = [report(DELIVERED, provider_id=f"M{number}") for number in (1, 2, 4, 5)]
        take(opened, *reported, report(UNDELIVERED, provider_id="M3"), report(None, provider_id="M2", price=0.1))
        assert ledger.awaited(run.workbook_id, run.mode, NOW) == []
        found = ledger.awaited(run.workbook_id, run.mode, NOW, unpriced_since=NOW)
        assert [entry.provider_id for entry in found] == ["M1", "M3"]

    def test_sent_as_gives_the_contact_of_an_id(self, sent: Opened) -> None:
        ledger, run = sent
        made(sent, contact(2), ContactState.SENT, "")
        found = ledger.sent_as(run.workbook_id, ["SM1", "SM9", ""])
        assert {given: entry.key for given, entry in found.items()} == {"SM1": contact(1).key}

    def test_thousands_at_once(self, opened: Opened) -> None:
        ledger, run = opened
        items = [contact(number) for number in range(1200)]
        ledger.claim(run, claims(*items), NOW)
        ledger.fence(run, [item.key for item in items], NOW)
        ledger.record(run, [Receipt(item.key, ContactState.SENT, f"S{n}") for n, item in enumerate(items)], NOW)
        assert len(ledger.sent_as(run.workbook_id, [f"S{n}" for n in range(1200)])) == 1200
        reports = [report(UNDELIVERED, provider_id=f"S{n}") for n in range(1200)]
        failed = ledger.take_reports(run.workbook_id, run.mode, reports, LATER)
        assert [entry.key for entry in failed] == [item.key for item in items]

    def test_last_sent_to_is_the_newest_message_that_may_have_arrived(self, opened: Opened) -> None:
        for period, state in (("2024", "sent"), ("2025", "uncertain"), ("2026", "failed")):
            made(opened, contact(1, period=period), ContactState(state), f"SM{period}", when=at(int(period) - 2024))
        made(opened, contact(2, medium=Medium.CALL), ContactState.SENT, "", when=NOW)
        ledger, run = opened
        asked = [ADDRESS, f" {ADDRESS} ", contact(2).address, "", "a@b.id"]
        found = ledger.last_sent_to(run.workbook_id, asked, NOW)
        assert {address: entry.period for address, entry in found.items()} == {ADDRESS: "2025", f" {ADDRESS} ": "2025"}
        assert ledger.last_sent_to(run.workbook_id, asked, at(2)) == {}

    def test_who_answers_a_rehearsal_answers_the_message_before_it(self, opened: Opened) -> None:
        ledger, run = opened
        made((ledger, replace(run, mode="live")), contact(1, period="2025"), ContactState.SENT, "SM1")
        made(opened, contact(1), ContactState.SENT, "1.txt", when=at(60))
        made(opened, contact(2), ContactState.SENT, "2.txt", when=at(60))
        asked = [ADDRESS, contact(2).address]
        found = ledger.last_sent_to(run.workbook_id, asked, NOW)
        assert [found[address].provider_id for address in asked] == ["SM1", "2.txt"]
        assert ledger.sent_as(run.workbook_id, ["SM1", "2.txt"]).keys() == {"SM1", "2.txt"}


class TestDeadEnds:
    def dead_ends(self, opened: Opened, addresses: dict[str, list[str]]) -> list[str]:
        asked = list[set[str]]()

        def addresses_of(customers: Any) -> dict[str, list[str]]:
            asked.append(set(customers))
            return addresses

        ledger, run = opened
        found = [entry.key for entry in ledger.dead_ends(run.workbook_id, run.mode, addresses_of)]
        assert len(asked) <= 1
        return found

    def test_a_customer_who_still_has_the_address_that_failed(self, opened: Opened) -> None:
        made(opened, contact(1), ContactState.FAILED, "SM1")
        assert self.dead_ends(opened, {"C-00001": ["a@b.id", ADDRESS]}) == [contact(1).key]
        assert self.dead_ends(opened, {"C-00001": ["+6281299999999"]}) == []
        assert self.dead_ends(opened, {"C-00002": [ADDRESS]}) == []
        assert self.dead_ends(opened, {}) == []

    def test_what_may_be_tried_again_or_did_not_fail_is_none(self, opened: Opened) -> None:
        made(opened, contact(1), ContactState.FAILED, "SM1", retry=True)
        made(opened, contact(2), ContactState.SENT, "SM2")
        made(opened, contact(3, address=""), ContactState.FAILED, "")
        everybody = {contact(number).customer_id: [contact(number).address] for number in (1, 2, 3)}
        assert self.dead_ends(opened, everybody) == []


def test_a_failure_that_closes_its_address_shuts_it_with_its_receipt(opened: Opened) -> None:
    ledger, run = opened
    items = [contact(number) for number in (1, 2, 3)]
    ledger.claim(run, claims(*items), NOW)
    ledger.fence(run, [item.key for item in items[:2]], NOW)
    failed, sent_to, unfenced = (item.key for item in items)
    closes = Closure.OPTED_OUT
    receipts = [
        Receipt(failed, ContactState.FAILED, closes=closes),
        Receipt(sent_to, ContactState.SENT, closes=closes),
        Receipt(unfenced, ContactState.FAILED, closes=closes),
    ]
    ledger.record(run, receipts, NOW)
    shut = ledger.shut_addresses(run.workbook_id, [item.address for item in items])
    assert shut == [(ADDRESS, closes, None, NOW)]
    assert state_of(opened, failed) == "failed"


def test_a_receipt_of_another_run_shuts_nothing(opened: Opened) -> None:
    ledger, run = opened
    ledger.claim(run, claims(contact(1)), NOW)
    ledger.fence(run, [contact(1).key], NOW)
    stranger = replace(run, run_id="run-2")
    ledger.record(stranger, [Receipt(contact(1).key, ContactState.FAILED, closes=Closure.UNREACHABLE)], NOW)
    assert ledger.shut_addresses(run.workbook_id, [ADDRESS]) == []


@pytest.mark.parametrize(
    ("condition", "index"),
    [
        ("provider_id != '' AND provider_id IN ('a', 'b')", "entries_by_provider_id"),
        ("address_hash IN ('a', 'b')", "one_greeting_a_day"),
    ],
)
def test_a_report_and_an_address_are_found_by_an_index(condition: str, index: str) -> None:
    ledger, _ = open_bound(":memory:")
    asked = "EXPLAIN QUERY PLAN SELECT * FROM entries WHERE workbook_id = 'w' AND mode = 'live' AND "
    with ledger, ledger.engine.connect() as connection:
        [plan] = [row.detail for row in connection.exec_driver_sql(asked + condition)]
    assert f"USING INDEX {index}" in plan
