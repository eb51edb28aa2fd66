"""The connection to Twilio, its lists and its codes: what comes from outside is bounded, and nothing leaks."""

from __future__ import annotations

import logging
import math
import re
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio_samples import NOW, channel, number, settings, sms, trace_of, whatsapp

from crm_sheets.errors import InboxUnavailable
from crm_sheets.inbox.twilio import TwilioInbox
from crm_sheets.model import Closure, Medium
from crm_sheets.providers.twilio.client import TwilioClient
from crm_sheets.providers.twilio.codes import CODES, Kind, detail_of, meaning_of
from crm_sheets.providers.twilio.listing import Listing, ListingFailed
from crm_sheets.providers.twilio.pace import Pace
from crm_sheets.providers.twilio.records import LONGEST_TEXT, read_record
from crm_sheets.testing.twilio import FakeTwilio, Fault

SID = "SM" + "0" * 32


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio(clock=lambda: NOW) as running:
        yield running


@pytest.fixture
def client(twilio: FakeTwilio) -> Iterator[TwilioClient]:
    made = TwilioClient(settings(twilio), twilio.token)
    yield made
    made.close()


class TestCodes:
    @pytest.mark.parametrize(
        ("code", "kind"),
        [
            (20003, Kind.ACCOUNT),
            (20429, Kind.LATER),
            (21211, Kind.BAD_ADDRESS),
            (21610, Kind.OPTED_OUT),
            (21614, Kind.BAD_ADDRESS),
            (30003, Kind.LATER),
            (30005, Kind.BAD_ADDRESS),
            (30006, Kind.BAD_ADDRESS),
            (30007, Kind.STOP_PROGRAM),
            (30008, Kind.LATER),
            (63016, Kind.NEEDS_TEMPLATE),
            (63018, Kind.LATER),
            (63024, Kind.BAD_ADDRESS),
            (4711, Kind.UNKNOWN),
        ],
    )
    def test_what_the_best_known_codes_mean(self, code: int, kind: Kind) -> None:
        assert meaning_of(code).kind is kind

    def test_every_code_is_told_shortly_in_both_languages_and_without_an_address(self) -> None:
        for code, meaning in CODES.items():
            assert 10_000 <= code < 100_000
            for text in meaning.text:
                assert 5 < len(text) < 110, text
                assert text[0].islower() or text.startswith(("WhatsApp", "Twilio", "SMS")), text
                assert not re.search(r"\+\d|\.$", text)

    @pytest.mark.parametrize(
        ("status", "kind"), [(401, Kind.ACCOUNT), (403, Kind.ACCOUNT), (429, Kind.LATER), (400, Kind.UNKNOWN)]
    )
    def test_without_a_code_the_status_tells(self, status: int, kind: Kind) -> None:
        assert meaning_of(0, status).kind is kind
        assert detail_of(0, status).startswith(f"HTTP {status}: ")

    def test_a_known_code_tells_more_than_the_status(self) -> None:
        assert meaning_of(21610, 403).kind is Kind.OPTED_OUT

    def test_only_what_concerns_an_address_closes_it(self) -> None:
        assert {kind: kind.closes for kind in Kind if kind.closes} == {
            Kind.OPTED_OUT: Closure.OPTED_OUT,
            Kind.BAD_ADDRESS: Closure.UNREACHABLE,
        }
        assert not [kind for kind in Kind if kind.closes and kind.retry]


class TestRecords:
    def test_a_message_is_read(self, twilio: FakeTwilio, client: TwilioClient) -> None:
        made = twilio.receive(number(1), "Halo", "whatsapp", media=2, answers=SID)
        record = read_record(client.fetch(made.sid).content)
        assert record is not None
        assert (record.medium, record.is_inbound, record.sender) == (Medium.WHATSAPP, True, number(1))
        assert (record.recipient, record.text, record.media) == (twilio.whatsapp_from, "Halo", 2)
        assert (record.at, record.answers, record.price) == (NOW, SID, None)

    @pytest.mark.parametrize(
        ("field", "value", "name", "expected"),
        [
            ("from", "INFO", "sender", ""),
            ("from", "whatsapp:+62812abc", "sender", ""),
            ("from", "+62812000000１", "sender", ""),
            ("from", 62812000, "sender", ""),
            ("body", "x" * 5000, "text", "x" * LONGEST_TEXT),
            ("body", "half \ud83c", "text", "half ?"),
            ("body", None, "text", ""),
            ("price", "-0.00750", "price", 0.0075),
            ("price", "nan", "price", None),
            ("price", "1e999", "price", None),
            ("price", "cheap", "price", None),
            ("price_unit", "=1+1", "price_unit", ""),
            ("error_code", True, "code", 0),
            ("error_code", "30005", "code", 30005),
            ("num_media", "-3", "media", 0),
            ("num_segments", "9" * 5000, "segments", 999_999_999),
            ("date_created", "Mon, 99 Foo 0000", "created", None),
            (
                "date_created",
                "Thu, 24 Aug 2023 05:01:45 +0700",
                "created",
                datetime(2023, 8, 23, 22, 1, 45, tzinfo=UTC),
            ),
            ("original_replied_message_sid", "<script>", "answers", ""),
        ],
    )
    def test_what_is_wrong_is_bounded_or_left_out(self, field: str, value: object, name: str, expected: object) -> None:
        record = read_record({"sid": SID, field: value})
        assert record is not None
        assert getattr(record, name) == expected

    @pytest.mark.parametrize("given", [None, [], "SM", {}, {"sid": "SM1"}, {"sid": ["SM"]}])
    def test_what_is_no_message_is_none(self, given: object) -> None:
        assert read_record(given) is None

    @given(
        st.dictionaries(
            st.sampled_from(["from", "to", "body", "price", "date_sent", "date_created", "error_code", "num_media"]),
            st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=3),
        )
    )
    def test_nothing_that_comes_breaks_it(self, fields: dict[str, Any]) -> None:
        record = read_record({"sid": SID, **fields})
        assert record is not None
        assert len(record.text) <= LONGEST_TEXT
        record.text.encode()
        assert record.price is None or math.isfinite(record.price)


class TestListing:
    def fill(self, twilio: FakeTwilio, count: int) -> None:
        for place in range(count):
            twilio.receive(number(place), f"Halo {place}")

    def test_all_pages_are_read_the_newest_first(self, twilio: FakeTwilio, client: TwilioClient) -> None:
        self.fill(twilio, 10)
        listing = Listing(client, NOW, page_size=3)
        assert [record.text for record in listing] == [f"Halo {place}" for place in reversed(range(10))]
        assert (listing.pages, listing.is_complete) == (4, True)

    def test_it_ends_after_so_many_pages_and_says_so(self, twilio: FakeTwilio, client: TwilioClient) -> None:
        self.fill(twilio, 10)
        listing = Listing(client, NOW, page_size=3, most_pages=2)
        assert len(list(listing)) == 6
        assert not listing.is_complete

    def test_it_ends_after_so_many_seconds(self, twilio: FakeTwilio, client: TwilioClient) -> None:
        self.fill(twilio, 10)
        moments = iter([0.0, 1.0, 2.0, 9.0])
        listing = Listing(client, NOW, page_size=3, seconds=5, timer=lambda: next(moments))
        assert (len(list(listing)), listing.is_complete) == (6, False)

    def test_twilio_filters_by_address_and_day(self, twilio: FakeTwilio, client: TwilioClient) -> None:
        self.fill(twilio, 3)
        twilio.advance(timedelta(days=2))
        self.fill(twilio, 2)
        assert len(list(Listing(client, NOW + timedelta(days=1)))) == 2
        assert len(list(Listing(client, NOW, sender=number(1)))) == 2
        assert len(list(Listing(client, NOW, to=twilio.sms_from))) == 5
        assert list(Listing(client, NOW, to=number(1))) == []

    @pytest.mark.parametrize(
        "address",
        [
            "https://evil.example/steal?Page=1&PageToken=x",
            "//evil.example/x?PageToken=x&To=%2B1",
            "?PageToken=x&Body=y",
            "http://[broken?Page=1",
            17,
            "x" * 10_000,
        ],
    )
    def test_the_next_page_cannot_lead_away(
        self, twilio: FakeTwilio, client: TwilioClient, monkeypatch: pytest.MonkeyPatch, address: object
    ) -> None:
        self.fill(twilio, 2)
        page = twilio._list.page
        monkeypatch.setattr(twilio._list, "page", lambda *asked: {**page(*asked), "next_page_uri": address})
        listing = Listing(client, NOW, to=twilio.sms_from, most_pages=3)
        assert len(list(listing)) == 2
        for request in twilio.requests:
            assert request.path == f"/2010-04-01/Accounts/{twilio.account}/Messages.json"
            assert request.query["To"] == twilio.sms_from
            assert "Body" not in request.query

    @pytest.mark.parametrize("fault", [Fault.refusal(200, 0), Fault.error_before(), Fault.drop_before()])
    def test_a_page_that_does_not_come_is_told(self, twilio: FakeTwilio, client: TwilioClient, fault: Fault) -> None:
        twilio.next(fault)
        with pytest.raises(ListingFailed):
            list(Listing(client, NOW))


class TestPace:
    def test_turns_are_evenly_spaced_among_threads(self) -> None:
        waited: list[float] = []
        pace = Pace(4, lambda: 100.0, waited.append)
        with ThreadPoolExecutor(8) as threads:
            assert all(threads.map(lambda _: pace.wait("sms", 200), range(41)))
        assert sorted(waited) == [turn / 4 for turn in range(1, 41)]

    def test_time_that_passed_is_not_saved_up(self) -> None:
        moments, waited = [0.0], list[float]()
        pace = Pace(1, lambda: moments[0], waited.append)
        assert pace.wait("sms", 60)
        moments[0] = 50.0
        assert [pace.wait("sms", 60) for _ in range(3)] == [True] * 3
        assert waited == [1.0, 2.0]

    def test_a_turn_that_comes_too_late_is_not_taken(self) -> None:
        waited: list[float] = []
        pace = Pace(0.01, lambda: 0.0, waited.append)
        assert [pace.wait("sms", 60), pace.wait("sms", 60), pace.wait("whatsapp", 60)] == [True, False, True]
        assert waited == []


class TestSecrets:
    """Canaries: neither the token, nor an address, nor a text is in logs, errors or what objects show of themselves."""

    TOKEN, NUMBER, TEXT = "c4n4ry-token", "+6281377778888", "a canary sings"

    def hidden(self, *shown: object) -> None:
        for text in map(str, shown):
            for canary in (self.TOKEN, self.NUMBER, self.NUMBER[1:], self.TEXT, self.TEXT.replace(" ", "+")):
                assert canary not in text, text

    def test_logs_at_their_loudest_tell_nothing(self, twilio: FakeTwilio, caplog: pytest.LogCaptureFixture) -> None:
        twilio.change_token(self.TOKEN)
        for name in ("", "urllib3", "urllib3.connectionpool", "twilio", "twilio.http_client", "requests"):
            caplog.set_level(logging.DEBUG, logger=name or None)
        self.everything(twilio)
        assert [record for record in caplog.records if record.name == "urllib3.connectionpool"], "nothing was captured"
        self.hidden(caplog.text, *[(record.msg, record.args, record.exc_info) for record in caplog.records])

    def test_receipts_errors_and_objects_tell_nothing(self, twilio: FakeTwilio) -> None:
        twilio.change_token(self.TOKEN)
        self.hidden(*self.everything(twilio))

    def test_tracebacks_tell_nothing(self, twilio: FakeTwilio) -> None:
        twilio.change_token(self.TOKEN)
        for fault in (Fault.drop_before(), Fault.cut_answer(), Fault.error_before(), Fault.refusal(401, 20003)):
            twilio.next(fault)
            inbox = TwilioInbox(settings(twilio, sms_from=self.NUMBER), self.TOKEN)
            with pytest.raises(InboxUnavailable) as caught:
                inbox.collect("", NOW, [SID])
            self.hidden(*traceback.format_exception(caught.value))
            assert caught.value.__context__ is None
            inbox.close()

    def everything(self, twilio: FakeTwilio) -> list[object]:
        """Send, search and read with everything going wrong in turn; what came of it."""
        faults = (Fault.drop_before(), Fault.cut_answer(), Fault.error_before(), Fault.refusal(400, 21211))
        shown: list[object] = []
        key, message = sms(1, self.TEXT, address=self.NUMBER)
        with channel(twilio, token=self.TOKEN, at_once=1) as sender:
            for fault in (None, *faults):
                for ask in (lambda: sender.send([(key, message), whatsapp(2, self.TEXT)]), lambda: self.look(sender)):
                    if fault:
                        twilio.next(fault)
                    shown.append(ask())
            with twilio.unreachable():
                shown += [sender.send([(key, message)]), self.look(sender)]
            shown += [repr(sender), vars(sender)]
            shown += [sender._client.create({"To": self.NUMBER, "Body": self.TEXT, "From": twilio.sms_from})]
        return shown

    def look(self, sender: Any) -> object:
        key, message = sms(9, self.TEXT, address=self.NUMBER)
        return sender.evidence(trace_of(key, message))


def test_the_environment_does_not_move_twilio_elsewhere(twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TWILIO_REGION", "TWILIO_EDGE", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"):
        monkeypatch.setenv(name, "elsewhere")
    client = TwilioClient(settings(twilio), twilio.token)
    assert client.list({}).status == 200
    client.close()


def test_a_refused_request_never_left_and_a_lost_one_may_have(twilio: FakeTwilio, client: TwilioClient) -> None:
    twilio.next(Fault.drop_before())
    lost = client.create({"To": number(1)})
    with twilio.unreachable():
        refused = client.create({"To": number(1)})
    assert (lost.status, lost.was_sent, refused.status, refused.was_sent) == (0, True, 0, False)


def test_every_request_has_a_timeout_and_no_redirection_is_followed(
    twilio: FakeTwilio, client: TwilioClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = client._transport.session
    seen: list[dict[str, Any]] = []
    send = session.send
    monkeypatch.setattr(session, "send", lambda request, **given: (seen.append(given), send(request, **given))[1])
    client.create({})
    client.list({})
    client.fetch(SID)
    assert [(given["timeout"], given["allow_redirects"]) for given in seen] == [((5.0, 5.0), False)] * 3
    assert session.get_adapter(twilio.url).max_retries.total == 0
