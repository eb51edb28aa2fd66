"""Replies and delivery reports from Twilio: all of them, bounded, and not a request more than needed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from twilio_samples import NOW, channel, number, settings, sms

from crm_sheets.errors import InboxUnavailable
from crm_sheets.inbox.protocol import Collected, Inbox
from crm_sheets.inbox.twilio import FEW, TwilioInbox
from crm_sheets.model import Closure, Delivery, Medium
from crm_sheets.testing.twilio import FakeTwilio, Fault

SID = "SM" + "f" * 32


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio(clock=lambda: NOW) as running:
        yield running


@contextmanager
def inbox(twilio: FakeTwilio, *, token: str = "", page_size: int = 1000, **changes: Any) -> Iterator[TwilioInbox]:
    made = TwilioInbox(settings(twilio, **changes), token or twilio.token, page_size=page_size)
    try:
        yield made
    finally:
        made.close()


def collect(twilio: FakeTwilio, position: str = "", awaited: tuple[str, ...] = (), **changes: Any) -> Collected:
    with inbox(twilio, **changes) as box:
        typed: Inbox = box
        return typed.collect(position, twilio.now, awaited)


def sent(twilio: FakeTwilio, count: int) -> list[str]:
    with channel(twilio) as sender:
        return [receipt.provider_id for receipt in sender.send([sms(place) for place in range(count)])]


class TestReplies:
    def test_sms_and_whatsapp_come_in_the_oldest_first(self, twilio: FakeTwilio) -> None:
        twilio.receive(number(1), "BERHENTI")
        twilio.advance(timedelta(minutes=1))
        twilio.receive(number(2), "Terima kasih 🌸", "whatsapp", media=2, answers=SID)
        first, second = collect(twilio).messages
        assert (first.source, first.medium, first.sender, first.text) == ("twilio", Medium.SMS, number(1), "BERHENTI")
        assert (second.medium, second.sender, second.text) == (Medium.WHATSAPP, number(2), "Terima kasih 🌸")
        assert (first.at, second.at) == (NOW, NOW + timedelta(minutes=1))
        assert (second.attachments, second.answers, first.answers) == (2, (SID,), ())

    def test_what_we_send_does_not_come_in(self, twilio: FakeTwilio) -> None:
        sent(twilio, 3)
        assert collect(twilio).messages == ()

    def test_each_of_our_senders_is_asked_about_once(self, twilio: FakeTwilio) -> None:
        collect(twilio)
        asked = [request.query["To"] for request in twilio.requests]
        assert asked == [twilio.sms_from, f"whatsapp:{twilio.whatsapp_from}"]

    def test_with_a_messaging_service_everything_that_came_in_counts(self, twilio: FakeTwilio) -> None:
        service = twilio.messaging_service()
        twilio.receive(number(1), "Halo")
        twilio.receive(number(2), "Halo", "whatsapp")
        sent(twilio, 2)
        assert len(collect(twilio, messaging_service=service, sms_from="").messages) == 2
        assert len(twilio.requests) == 3

    def test_the_position_goes_on_and_the_last_day_comes_again(self, twilio: FakeTwilio) -> None:
        twilio.receive(number(1), "first")
        position = collect(twilio).position
        assert datetime.fromisoformat(position) == NOW
        twilio.advance(timedelta(hours=30))
        twilio.receive(number(2), "second")
        later = collect(twilio, position)
        assert [message.text for message in later.messages] == ["first", "second"]
        twilio.advance(timedelta(hours=23))
        twilio.receive(number(3), "third")
        assert [message.text for message in collect(twilio, later.position).messages] == ["second", "third"]

    def test_what_the_list_shows_late_is_not_lost(self, twilio: FakeTwilio) -> None:
        twilio.receive(number(1), "seen")
        position = collect(twilio).position
        twilio.advance(timedelta(hours=1))
        twilio.lag = timedelta(hours=5)
        twilio.receive(number(2), "late")
        position = collect(twilio, position).position
        twilio.advance(timedelta(hours=6))
        assert [message.text for message in collect(twilio, position).messages] == ["seen", "late"]

    def test_where_nobody_writes_the_days_to_read_do_not_pile_up(self, twilio: FakeTwilio) -> None:
        position = collect(twilio).position
        twilio.advance(timedelta(days=30))
        position = collect(twilio, position).position
        assert datetime.fromisoformat(position) == twilio.now - timedelta(days=1)

    def test_a_position_of_the_future_or_none_at_all_reads_some_days_again(self, twilio: FakeTwilio) -> None:
        twilio.receive(number(1), "Halo")
        twilio.advance(timedelta(days=2))
        for position in ((twilio.now + timedelta(days=400)).isoformat(), "not a moment", ""):
            assert len(collect(twilio, position).messages) == 1

    def test_pages_are_read_to_the_end(self, twilio: FakeTwilio) -> None:
        for place in range(25):
            twilio.receive(number(place), f"Halo {place}")
        found = collect(twilio, page_size=4)
        assert [message.text for message in found.messages] == [f"Halo {place}" for place in range(25)]
        assert found.is_complete

    def test_more_than_can_be_read_is_told_and_nothing_is_called_read(self, twilio: FakeTwilio) -> None:
        for place in range(25):
            twilio.receive(number(place), f"Halo {place}")
        found = collect(twilio, "2026-11-20T00:00:00+00:00", page_size=1)
        assert len(found.messages) == 20
        assert found.position == "2026-11-20T00:00:00+00:00"
        assert (len(found.unreadable), found.is_complete) == (1, False)

    def test_long_texts_are_cut_and_senders_without_a_number_only_counted(self, twilio: FakeTwilio) -> None:
        twilio.receive(number(1), "x" * 9000)
        twilio.receive("INFO-BANK", "your code is 1234")
        found = collect(twilio)
        assert [len(message.text) for message in found.messages] == [4000]
        [line] = found.unreadable
        assert "not a phone number" in line
        assert "INFO" not in line
        assert "1234" not in line

    def test_what_could_not_be_read_is_told_once(self, twilio: FakeTwilio) -> None:
        twilio.receive("INFO-BANK", "hello")
        position = collect(twilio).position
        assert collect(twilio, position).unreadable == ()


class TestDelivery:
    def test_each_state_is_told(self, twilio: FakeTwilio) -> None:
        sids = sent(twilio, 6)
        twilio.deliver(sids[0])
        twilio.deliver(sids[1], read=True)
        twilio.fail(sids[2], 30005)
        twilio.fail(sids[3], 30003, "failed")
        twilio.charge(sids[4])
        reports = {report.provider_id: report for report in collect(twilio, awaited=tuple(sids)).reports}
        assert {sid: report.state for sid, report in reports.items()} == {
            sids[0]: Delivery.DELIVERED,
            sids[1]: Delivery.READ,
            sids[2]: Delivery.UNDELIVERED,
            sids[3]: Delivery.UNDELIVERED,
            sids[4]: None,
        }
        bad, later, price = reports[sids[2]], reports[sids[3]], reports[sids[4]]
        assert (bad.code, bad.retry, bad.closes, bad.address) == ("30005", False, Closure.UNREACHABLE, number(2))
        assert (later.code, later.retry, later.closes) == ("30003", True, None)
        assert (price.price, price.price_unit, price.segments) == (0.0075, "USD", 1)

    def test_without_awaited_messages_nothing_is_asked_about_them(self, twilio: FakeTwilio) -> None:
        sids = sent(twilio, 3)
        twilio.deliver(sids[0])
        twilio.requests.clear()
        assert collect(twilio).reports == ()
        assert len(twilio.requests) == 2

    def test_a_few_are_asked_about_one_by_one(self, twilio: FakeTwilio) -> None:
        sids = sent(twilio, 5)
        twilio.requests.clear()
        collect(twilio, awaited=tuple(sids))
        assert len(twilio.requests) == 2 + 5

    def test_many_are_found_in_one_sweep(self, twilio: FakeTwilio) -> None:
        sids = sent(twilio, FEW + 30)
        for sid in sids:
            twilio.deliver(sid)
        twilio.requests.clear()
        assert len(collect(twilio, awaited=tuple(sids)).reports) == FEW + 30
        assert len(twilio.requests) == 2 + 1

    def test_those_that_the_list_does_not_have_are_asked_about_a_few_at_a_time(self, twilio: FakeTwilio) -> None:
        sids = sent(twilio, 3 * FEW)
        for sid in sids:
            twilio.deliver(sid)
        twilio.advance(timedelta(days=4))
        found: set[str] = set()
        for _ in range(3):
            twilio.requests.clear()
            found |= {report.provider_id for report in collect(twilio, awaited=tuple(sids)).reports}
            assert len(twilio.requests) <= 4 + FEW
            twilio.advance(timedelta(minutes=1))
        assert found == set(sids), "others each time, until all had their turn"

    def test_what_is_no_id_is_not_asked_about(self, twilio: FakeTwilio) -> None:
        assert collect(twilio, awaited=("../../Accounts", "<a@b>", "")).reports == ()
        assert len(twilio.requests) == 2

    def test_a_message_erased_at_twilio_is_no_trouble(self, twilio: FakeTwilio) -> None:
        assert collect(twilio, awaited=(SID,)).reports == ()


class TestTrouble:
    @pytest.mark.parametrize(
        "fault",
        [Fault.error_before(), Fault.drop_before(), Fault.garbled_answer(), Fault.cut_answer(), Fault.too_many()],
    )
    @pytest.mark.parametrize("which", [1, 2, 3])
    def test_whatever_breaks_is_told_in_words(self, twilio: FakeTwilio, fault: Fault, which: int) -> None:
        [sid] = sent(twilio, 1)
        twilio.requests.clear()
        twilio.next(fault, when=lambda request: len(twilio.requests) == which)
        with pytest.raises(InboxUnavailable, match="next run"):
            collect(twilio, awaited=(sid,))

    def test_no_connection_is_told_in_words(self, twilio: FakeTwilio) -> None:
        with inbox(twilio) as box, twilio.unreachable(), pytest.raises(InboxUnavailable, match="no connection"):
            box.collect("", NOW)

    def test_a_wrong_token_is_told_with_its_remedy(self, twilio: FakeTwilio) -> None:
        with pytest.raises(InboxUnavailable, match="CRM_SHEETS_TWILIO__TOKEN"):
            collect(twilio, token="wrong")

    def test_a_hanging_twilio_takes_no_longer_than_its_timeout(self, twilio: FakeTwilio) -> None:
        twilio.next(Fault.hang_before())
        with pytest.raises(InboxUnavailable, match="in time"):
            collect(twilio, seconds=1.0)
