"""SMS and WhatsApp by Twilio: nothing twice, and no guess about what was sent."""

from __future__ import annotations

import random
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from threading import Thread

import pytest
from twilio_samples import (
    NOW,
    Clock,
    channel,
    fingerprint,
    number,
    settings,
    sms,
    states,
    trace_of,
    whatsapp,
    written,
)

from crm_sheets.channels.protocol import Channel, Evidence
from crm_sheets.channels.twilio import LOST_IN_A_ROW, RECOVERY_SECONDS, TwilioChannel
from crm_sheets.model import Closure, ContactState, ContentTemplate, Medium, Message
from crm_sheets.providers.twilio import transport
from crm_sheets.providers.twilio.client import Answer
from crm_sheets.providers.twilio.pace import Pace
from crm_sheets.testing.twilio import FakeTwilio, Fault

HX = "HX" + "0" * 32


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio(clock=lambda: NOW) as running:
        yield running


def other_program(place: int) -> tuple[str, Message]:
    """An SMS of another program."""
    key, message = sms(place)
    program = replace(message.contact.program, program_id="birthday")
    contact = replace(message.contact, program=program)
    return key.replace("premium", "birthday"), replace(message, contact=contact)


class TestSending:
    def test_each_message_is_asked_for_once_and_its_receipt_has_its_place(self, twilio: FakeTwilio) -> None:
        messages = [sms(place) for place in range(100)]
        with channel(twilio) as sender:
            typed: Channel = sender
            receipts = typed.send(messages)
        assert [receipt.key for receipt in receipts] == [key for key, _ in messages]
        assert {receipt.provider_id: receipt.key for receipt in receipts} == {
            message.sid: f"premium|POL-{int(message.to[6:])}|2026-11" for message in twilio.messages
        }
        assert len(twilio.requests) == 100

    def test_an_sms_comes_from_our_number(self, twilio: FakeTwilio) -> None:
        with channel(twilio) as sender:
            sender.send([sms(1, "Halo & apa kabar?\nSalam 🌸")])
        [message] = twilio.messages
        assert (message.sender, message.to) == (twilio.sms_from, number(1))
        assert message.body == "Halo & apa kabar?\nSalam 🌸"

    def test_an_sms_goes_by_the_messaging_service_where_there_is_one(self, twilio: FakeTwilio) -> None:
        service = twilio.messaging_service()
        with channel(twilio, messaging_service=service, sms_from="") as sender:
            assert states(sender.send([sms(1)])) == ["sent"]
        assert twilio.sends[0].form == {"To": number(1), "MessagingServiceSid": service, "Body": "Halo nomor 1"}

    def test_an_api_key_logs_in_for_the_account(self, twilio: FakeTwilio) -> None:
        key = "SK" + "0" * 32
        twilio.allow(key, "its secret")
        with channel(twilio, api_key=key, token="its secret") as sender:
            assert states(sender.send([sms(1)])) == ["sent"]

    def test_nothing_to_send_asks_nothing(self, twilio: FakeTwilio) -> None:
        with channel(twilio) as sender:
            assert sender.send([]) == []
        assert twilio.requests == []

    def test_a_medium_without_a_sender_certainly_fails(self, twilio: FakeTwilio) -> None:
        with channel(twilio, whatsapp_from="") as sender:
            receipts = sender.send([whatsapp(1), written(Medium.EMAIL, 2), sms(3)])
        assert states(receipts) == ["failed", "failed", "sent"]
        assert [receipt.retry for receipt in receipts[:2]] == [True, True]

    def test_what_is_no_number_is_not_asked_for(self, twilio: FakeTwilio) -> None:
        with channel(twilio) as sender:
            [receipt] = sender.send([sms(1, address="+62 812\r\nX: y")])
        assert (receipt.state, receipt.retry, receipt.closes) == (ContactState.FAILED, False, Closure.UNREACHABLE)
        assert twilio.requests == []

    def test_a_text_that_no_request_can_carry_certainly_fails(self, twilio: FakeTwilio) -> None:
        with channel(twilio) as sender:
            assert states(sender.send([sms(1, "half a flower \ud83c"), sms(2)])) == ["failed", "sent"]

    def test_threads_overlap_and_are_never_more_than_allowed(self, twilio: FakeTwilio) -> None:
        twilio.latency = 0.03
        with channel(twilio, at_once=6) as sender:
            assert set(states(sender.send([sms(place) for place in range(24)]))) == {"sent"}
        assert 2 <= twilio.most_at_once <= 6

    def test_threads_end_with_the_batch(self, twilio: FakeTwilio) -> None:
        with channel(twilio) as sender:
            sender.send([sms(place) for place in range(20)])
            assert not [thread for thread in threading.enumerate() if thread.name.startswith("twilio")]

    def test_an_interruption_leaves_the_rest_unasked(self, twilio: FakeTwilio) -> None:
        def stop(address: str) -> None:
            raise KeyboardInterrupt

        with channel(twilio) as sender:
            sender._last_wrote = stop
            with pytest.raises(KeyboardInterrupt):
                sender.send([sms(1), whatsapp(2)])
        assert twilio.requests == []

    def test_an_interruption_on_the_way_begins_nothing_more(self, twilio: FakeTwilio) -> None:
        twilio.latency = 0.01
        interruptions = iter([KeyboardInterrupt])
        with channel(twilio, at_once=1) as sender:
            create = sender._client.create

            def stop(form: object) -> Answer:
                if len(twilio.requests) == 3 and (interruption := next(interruptions, None)):
                    raise interruption
                return create(form)  # type: ignore[arg-type]

            sender._client.create = stop  # type: ignore[method-assign, assignment]
            with pytest.raises(KeyboardInterrupt):
                sender.send([sms(place) for place in range(60)])
        assert 3 <= len(twilio.requests) < 59

    def test_a_fault_of_ours_costs_only_its_message_its_certainty(self, twilio: FakeTwilio) -> None:
        with channel(twilio, at_once=1) as sender:
            create, broken = sender._client.create, iter([True])
            sender._client.create = lambda form: create(form if not next(broken, False) else None)  # type: ignore
            receipts = sender.send([sms(1), sms(2)])
        assert states(receipts) == ["uncertain", "sent"]

    def test_a_callback_that_breaks_costs_only_its_message(self, twilio: FakeTwilio) -> None:
        def broken(address: str) -> None:
            raise RuntimeError(address)

        with channel(twilio) as sender:
            sender._last_wrote = broken
            receipts = sender.send([whatsapp(1), sms(2)])
        assert states(receipts) == ["failed", "sent"]
        assert (receipts[0].detail, receipts[0].retry) == ("not tried: RuntimeError", True)


class TestWindow:
    @pytest.mark.parametrize(("hours", "outcome"), [(0.1, "sent"), (23.8, "sent"), (23.95, "failed"), (48, "failed")])
    def test_free_text_goes_only_within_a_day_of_what_the_customer_wrote(
        self, twilio: FakeTwilio, hours: float, outcome: str
    ) -> None:
        with channel(twilio, wrote=NOW - timedelta(hours=hours)) as sender:
            assert states(sender.send([whatsapp(1)])) == [outcome]
        assert len(twilio.requests) == (outcome == "sent")

    def test_without_a_template_it_fails_for_good_and_says_what_is_needed(self, twilio: FakeTwilio) -> None:
        with channel(twilio) as sender:
            [receipt] = sender.send([whatsapp(1)])
        assert (receipt.state, receipt.retry, receipt.closes) == (ContactState.FAILED, False, None)
        assert "template is needed" in receipt.detail

    def test_outside_the_window_the_approved_template_goes(self, twilio: FakeTwilio) -> None:
        content = ContentTemplate(twilio.template("Halo {{1}}, sampai {{2}}."), ("Budi", 'besok "pagi"'))
        with channel(twilio) as sender:
            assert states(sender.send([whatsapp(1, content=content)])) == ["sent"]
        assert [message.body for message in twilio.messages] == ['Halo Budi, sampai besok "pagi".']
        assert twilio.sends[0].form["To"] == f"whatsapp:{number(1)}"
        assert "Body" not in twilio.sends[0].form

    def test_inside_the_window_the_text_goes_although_there_is_a_template(self, twilio: FakeTwilio) -> None:
        twilio.receive(number(1), "Halo", "whatsapp")
        with channel(twilio, wrote=NOW) as sender:
            sender.send([whatsapp(1, "Terima kasih", ContentTemplate(HX, ("Budi",)))])
        assert [message.body for message in twilio.messages] == ["Terima kasih"]

    def test_a_template_without_values_goes_without_them(self, twilio: FakeTwilio) -> None:
        with channel(twilio) as sender:
            sender.send([whatsapp(1, content=ContentTemplate(twilio.template("Halo")))])
        assert "ContentVariables" not in twilio.sends[0].form

    @pytest.mark.parametrize("content_id", ["", "HX1", "HX" + "z" * 32])
    def test_what_is_no_template_is_not_asked_for(self, twilio: FakeTwilio, content_id: str) -> None:
        with channel(twilio) as sender:
            assert states(sender.send([whatsapp(1, content=ContentTemplate(content_id))])) == ["failed"]
        assert twilio.requests == []


FAULTS = {
    "429": (Fault.too_many(), "failed", True),
    "400 without a code": (Fault.refusal(400, 0), "failed", True),
    "400 with an unknown code": (Fault.refusal(400, 99999), "failed", True),
    "a bad number": (Fault.refusal(400, 21211), "failed", False),
    "opted out": (Fault.refusal(400, 21610), "failed", False),
    "wrong login": (Fault.refusal(401, 20003), "failed", True),
    "forbidden": (Fault.refusal(403, 0), "failed", True),
    "no such account": (Fault.refusal(404, 20404), "failed", True),
    "408": (Fault.refusal(408, 0), "uncertain", False),
    "a redirection": (Fault.refusal(302, 0), "uncertain", False),
    "200 without a message": (Fault.refusal(200, 0), "uncertain", False),
    "500 before": (Fault.error_before(500), "uncertain", False),
    "500 after": (Fault.error_after(500), "uncertain", False),
    "503 before": (Fault.error_before(), "uncertain", False),
    "503 after": (Fault.error_after(), "uncertain", False),
    "reset before": (Fault.drop_before(), "uncertain", False),
    "closed after": (Fault.drop_after(), "uncertain", False),
    "hangs before": (Fault.hang_before(), "uncertain", False),
    "hangs after": (Fault.hang_after(), "uncertain", False),
    "broken JSON": (Fault.garbled_answer(), "uncertain", False),
    "half an answer": (Fault.cut_answer(), "uncertain", False),
}


class TestFaults:
    @pytest.mark.parametrize("name", FAULTS)
    def test_what_each_fault_comes_to(self, twilio: FakeTwilio, name: str) -> None:
        fault, outcome, retry = FAULTS[name]
        twilio.next(fault)
        with channel(twilio, at_once=1) as patient, channel(twilio, at_once=1, seconds=1.0) as hasty:
            [receipt] = (hasty if "hangs" in name else patient).send([sms(1)])
            assert (receipt.state.value, receipt.retry) == (outcome, retry), receipt.detail
            assert states(patient.send([sms(2)])) == ["sent"]
        assert len(twilio.requests) == 2, "each is asked for once, whatever happens"
        assert len(twilio.messages) == (2 if fault.applied else 1)
        assert outcome == "uncertain" or not fault.applied, "nothing accepted is called failed"

    def test_a_refused_connection_is_certain(self, twilio: FakeTwilio) -> None:
        with channel(twilio) as sender:
            with twilio.unreachable():
                [receipt] = sender.send([sms(1)])
            assert (receipt.state, receipt.retry) == (ContactState.FAILED, True)
            assert states(sender.send([sms(1)])) == ["sent"]

    def test_a_connection_that_idled_away_is_opened_again(self, twilio: FakeTwilio) -> None:
        with channel(twilio, at_once=1) as sender:
            assert states(sender.send([sms(1)])) == ["sent"]
            with twilio.unreachable():
                pass
            assert states(sender.send([sms(2)])) == ["sent"]
        assert len(twilio.messages) == 2

    def test_an_unknown_host_is_certain(self, twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch) -> None:
        def unknown(*arguments: object, **options: object) -> None:
            raise socket.gaierror(-2, "Name or service not known")

        _without_proxies(monkeypatch)
        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        with channel(twilio, url="https://twilio.invalid") as sender:
            [receipt] = sender.send([sms(1)])
        assert (receipt.state, receipt.retry) == (ContactState.FAILED, True)

    @pytest.mark.parametrize("said", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", None])
    def test_a_tls_handshake_that_fails_is_certain(self, twilio: FakeTwilio, said: bytes | None) -> None:
        with _listener(said) as port, channel(twilio, url=f"https://127.0.0.1:{port}", seconds=1.0) as sender:
            [receipt] = sender.send([sms(1)])
        assert (receipt.state, receipt.retry) == (ContactState.FAILED, True), receipt.detail

    def test_a_proxy_that_lets_nobody_through_is_certain(
        self, twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _without_proxies(monkeypatch)
        monkeypatch.setenv("HTTPS_PROXY", twilio.url)
        with channel(twilio, url="https://twilio.invalid") as sender:
            [receipt] = sender.send([sms(1)])
        assert (receipt.state, receipt.retry) == (ContactState.FAILED, True), receipt.detail
        assert "proxy" in receipt.detail

    def test_a_proxy_of_the_environment_is_not_used_on_this_machine(
        self, twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _without_proxies(monkeypatch)
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:1")
        with channel(twilio) as sender:
            assert states(sender.send([sms(1)])) == ["sent"]

    def test_an_endless_answer_is_cut_off(self, twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(transport, "LARGEST_ANSWER", 100)
        with channel(twilio) as sender:
            assert states(sender.send([sms(1)])) == ["uncertain"]

    @pytest.mark.parametrize("seed", range(4))
    def test_whatever_happens_nothing_is_doubled_and_nothing_accepted_is_called_failed(
        self, twilio: FakeTwilio, seed: int
    ) -> None:
        chance = random.Random(seed)
        kinds = [fault for name, (fault, _, _) in FAULTS.items() if "hang" not in name and "login" not in name]
        messages = [sms(place) for place in range(150)]
        for _ in range(75):
            wanted = number(chance.randrange(150))
            twilio.next(chance.choice(kinds), when=lambda request, wanted=wanted: request.form.get("To") == wanted)
        with channel(twilio) as sender:
            receipts = [receipt for start in range(0, 150, 50) for receipt in sender.send(messages[start : start + 50])]
        got = Counter(message.to for message in twilio.all_messages)
        assert set(got.values()) == {1}
        for receipt, (_, message) in zip(receipts, messages, strict=True):
            assert receipt.state is not ContactState.FAILED or not got[message.contact.address]
            assert receipt.state is not ContactState.SENT or got[message.contact.address]


class TestCodes:
    @pytest.mark.parametrize(
        ("code", "retry", "closes"),
        [
            (21610, False, Closure.OPTED_OUT),
            (21614, False, Closure.UNREACHABLE),
            (63024, False, Closure.UNREACHABLE),
            (63016, False, None),
            (21617, False, None),
            (21408, True, None),
            (30003, True, None),
            (12345, True, None),
        ],
    )
    def test_what_a_refusal_means_for_the_address(
        self, twilio: FakeTwilio, code: int, retry: bool, closes: Closure | None
    ) -> None:
        twilio.refuse(number(1), code)
        with channel(twilio) as sender:
            refused, other = sender.send([sms(1), sms(2)])
        assert (refused.state, refused.retry, refused.closes) == (ContactState.FAILED, retry, closes)
        assert refused.detail.startswith(f"{code}: ")
        assert other.state is ContactState.SENT

    def test_a_wrong_login_stops_the_batch(self, twilio: FakeTwilio) -> None:
        twilio.latency = 0.01
        with channel(twilio, token="wrong", at_once=3) as sender:
            receipts = sender.send([sms(place) for place in range(30)])
        assert {(receipt.state.value, receipt.retry) for receipt in receipts} == {("failed", True)}
        assert len(twilio.requests) <= 3
        assert receipts[-1].detail.startswith("not tried: 20003")

    def test_a_wrong_login_is_tried_again_with_the_next_batch(self, twilio: FakeTwilio) -> None:
        twilio.next(Fault.refusal(401, 20003))
        with channel(twilio, at_once=1) as sender:
            assert states(sender.send([sms(1), sms(2)])) == ["failed", "failed"]
            assert states(sender.send([sms(1), sms(2)])) == ["sent", "sent"]

    def test_a_sender_that_is_not_ours_stops_only_what_it_would_send(self, twilio: FakeTwilio) -> None:
        with channel(twilio, whatsapp_from="+6280000000009", wrote=NOW, at_once=1) as sender:
            receipts = sender.send([whatsapp(1), whatsapp(2), sms(3)])
        assert states(receipts) == ["failed", "failed", "sent"]
        assert len(twilio.requests) == 2

    def test_what_carriers_filter_stops_its_program_in_this_and_later_batches(self, twilio: FakeTwilio) -> None:
        twilio.refuse(number(1), 30007)
        with channel(twilio, at_once=1) as sender:
            first = sender.send([sms(1), sms(2), other_program(3)])
            later = sender.send([sms(4), other_program(5)])
        assert states(first) == ["failed", "failed", "sent"]
        assert states(later) == ["failed", "sent"]
        assert [receipt.retry for receipt in (*first[:2], later[0])] == [True, True, True]
        assert later[0].detail.startswith("not tried: 30007")
        assert len(twilio.requests) == 3

    def test_when_answers_stay_away_the_rest_waits(self, twilio: FakeTwilio) -> None:
        clock = Clock()
        twilio.always(Fault.error_before())
        with channel(twilio, clock, at_once=1) as sender:
            first = sender.send([sms(place) for place in range(40)])
            assert Counter(states(first)) == {"uncertain": LOST_IN_A_ROW, "failed": 40 - LOST_IN_A_ROW}
            assert states(sender.send([sms(50)])) == ["failed"]
            twilio.clear_faults()
            clock.sleep(RECOVERY_SECONDS)
            assert states(sender.send([sms(51)])) == ["sent"]
        assert len(twilio.requests) == LOST_IN_A_ROW + 1


class TestPace:
    def test_each_sender_starts_so_many_a_second(self, twilio: FakeTwilio) -> None:
        clock = Clock()
        twilio.receive(number(1), "Halo", "whatsapp")
        with channel(twilio, clock, per_second=4, at_once=1, wrote=NOW) as sender:
            mixed = [sms(1), whatsapp(2), sms(3), whatsapp(4), sms(5)]
            assert set(states(sender.send(mixed))) == {"sent"}
        assert clock.slept == [0.25, 0.25]
        assert clock.elapsed == 0.5

    def test_a_batch_is_never_larger_than_half_a_minute_takes(self, twilio: FakeTwilio) -> None:
        sizes = {}
        for per_second in (0.01, 0.5, 1, 10):
            with channel(twilio, per_second=per_second) as sender:
                sizes[per_second] = sender.batch_size
        assert sizes == {0.01: 1, 0.5: 15, 1: 30, 10: 64}

    def test_what_would_come_too_late_is_left_for_another_time(self, twilio: FakeTwilio) -> None:
        clock = Clock()
        with channel(twilio, clock, per_second=0.05, at_once=1) as sender:
            receipts = sender.send([sms(place) for place in range(6)])
        assert states(receipts) == ["sent"] * 4 + ["failed"] * 2
        assert clock.elapsed == 60
        assert receipts[-1].retry

    def test_a_machine_that_slept_sends_nothing_more_of_the_batch(self, twilio: FakeTwilio) -> None:
        clock = Clock()

        def sleeps(request: object) -> bool:
            clock.elapsed += 61
            return True

        twilio.next(Fault.too_many(), when=sleeps)
        with channel(twilio, clock, at_once=1) as sender:
            receipts = sender.send([sms(1), sms(2), sms(3)])
            assert states(receipts) == ["failed", "failed", "failed"]
            assert [receipt.retry for receipt in receipts] == [True, True, True]
            assert "paused" in receipts[-1].detail
            assert len(twilio.requests) == 1
            assert states(sender.send([sms(1), sms(2), sms(3)])) == ["sent"] * 3

    def test_a_machine_that_slept_while_a_message_waited_for_its_turn_does_not_send_it(
        self, twilio: FakeTwilio
    ) -> None:
        clock = Clock()
        with channel(twilio, clock, at_once=1, per_second=1) as sender:
            sender._pace = Pace(1, clock.seconds, lambda seconds: clock.sleep(seconds + 120))
            receipts = sender.send([sms(1), sms(2)])
        assert states(receipts) == ["sent", "failed"]
        assert "paused" in receipts[1].detail
        assert len(twilio.requests) == 1


class TestEvidence:
    def test_a_lost_message_that_is_in_the_list_was_sent(self, twilio: FakeTwilio) -> None:
        twilio.next(Fault.drop_after())
        lost = sms(1, "Selamat ulang tahun 🌸")
        with channel(twilio) as sender:
            assert states(sender.send([lost])) == ["uncertain"]
            assert sender.evidence(trace_of(*lost)) is Evidence.SENT
            assert sender.found(trace_of(*lost)) == twilio.messages[0].sid
        assert twilio.requests[-1].query["To"] == number(1)
        assert len(twilio.requests) == 2, "what was found once is remembered"

    def test_a_message_that_is_not_in_the_list_yet_is_unknown(self, twilio: FakeTwilio) -> None:
        twilio.lag = timedelta(minutes=30)
        twilio.next(Fault.drop_after())
        with channel(twilio) as sender:
            sender.send([sms(1)])
            assert sender.evidence(trace_of(*sms(1))) is Evidence.UNKNOWN
            twilio.advance(timedelta(minutes=31))
            assert sender.evidence(trace_of(*sms(1))) is Evidence.SENT

    def test_one_that_was_never_sent_is_unknown_for_ever(self, twilio: FakeTwilio) -> None:
        with channel(twilio) as sender:
            assert sender.evidence(trace_of(*sms(1))) is Evidence.UNKNOWN
            assert sender.found(trace_of(*sms(1))) == ""

    def test_whatsapp_is_found_as_text_and_as_template(self, twilio: FakeTwilio) -> None:
        content = ContentTemplate(twilio.template("Halo {{1}}"), ("Budi",))
        one, other = whatsapp(1, "Halo Budi", content), whatsapp(2, "Terima kasih")
        with channel(twilio) as sender, channel(twilio, wrote=NOW) as later:
            assert states(sender.send([one]) + later.send([other])) == ["sent", "sent"]
        with channel(twilio) as after_a_crash:
            assert after_a_crash.evidence(trace_of(*one)) is Evidence.SENT
            assert after_a_crash.evidence(trace_of(*other)) is Evidence.SENT

    def test_a_message_by_a_service_is_found(self, twilio: FakeTwilio) -> None:
        service = twilio.messaging_service()
        given = {"messaging_service": service, "sms_from": "", "whatsapp_from": ""}
        with channel(twilio, **given) as sender, channel(twilio, **given) as after_a_crash:
            sender.send([sms(1)])
            assert after_a_crash.evidence(trace_of(*sms(1))) is Evidence.SENT

    def test_an_older_or_other_or_incoming_message_is_no_evidence(self, twilio: FakeTwilio) -> None:
        key, message = sms(1)
        with channel(twilio) as sender, channel(twilio, sms_from="+6289999999999") as stranger:
            sender.send([(key, message)])
            twilio.receive(number(1), message.text)
            wanted = trace_of(key, message)._replace(key="another")
            assert stranger.evidence(wanted) is Evidence.UNKNOWN
        with channel(twilio) as sender:
            assert sender.evidence(wanted._replace(since=NOW + timedelta(minutes=2))) is Evidence.UNKNOWN
            assert sender.evidence(wanted._replace(fingerprint=fingerprint("another"))) is Evidence.UNKNOWN
            assert sender.evidence(wanted._replace(address="")) is Evidence.UNKNOWN
            assert sender.evidence(wanted._replace(since=NOW + timedelta(seconds=50))) is Evidence.SENT

    def test_one_message_is_not_evidence_for_two(self, twilio: FakeTwilio) -> None:
        twilio.next(Fault.drop_after())
        twilio.next(Fault.drop_before())
        one, same = sms(1, "Sama"), ("premium|POL-2|2026-11", sms(1, "Sama")[1])
        with channel(twilio, at_once=1) as sender:
            assert states(sender.send([one, same])) == ["uncertain", "uncertain"]
            found = [sender.evidence(trace_of(*one)), sender.evidence(trace_of(*same))]
        assert found == [Evidence.SENT, Evidence.UNKNOWN]

    def test_a_message_with_a_receipt_is_not_evidence_for_another(self, twilio: FakeTwilio) -> None:
        twilio.next(Fault.drop_before(), when=lambda request: len(twilio.messages) == 1)
        same = ("premium|POL-2|2026-11", sms(1, "Sama")[1])
        with channel(twilio, at_once=1) as sender:
            assert states(sender.send([sms(1, "Sama"), same])) == ["sent", "uncertain"]
            assert sender.evidence(trace_of(*same)) is Evidence.UNKNOWN

    def test_what_the_ledger_has_for_another_message_is_not_evidence(self, twilio: FakeTwilio) -> None:
        with channel(twilio) as sender:
            sender.send([sms(1)])
        clock = Clock()
        careful = TwilioChannel(
            settings(twilio),
            twilio.token,
            fingerprint,
            clock.now,
            lambda address: None,
            clock.seconds,
            is_recorded=lambda sid: True,
        )
        assert careful.evidence(trace_of(*sms(1))) is Evidence.UNKNOWN
        careful.close()

    @pytest.mark.parametrize("fault", [Fault.error_before(), Fault.too_many(), Fault.drop_after(), Fault.cut_answer()])
    def test_a_list_that_does_not_come_leaves_it_unknown(self, twilio: FakeTwilio, fault: Fault) -> None:
        with channel(twilio) as sender, channel(twilio) as after_a_crash:
            sender.send([sms(1)])
            twilio.next(fault)
            assert after_a_crash.evidence(trace_of(*sms(1))) is Evidence.UNKNOWN
            assert after_a_crash.evidence(trace_of(*sms(1))) is Evidence.SENT


def _without_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


class _listener:  # noqa: N801 (used like a function)
    """A server on this machine that says this to everybody, and no TLS; None hangs."""

    def __init__(self, said: bytes | None) -> None:
        self._said = said
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> int:
        self._thread.start()
        port: int = self._socket.getsockname()[1]
        return port

    def __exit__(self, *error: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(5)
        for connection in self._open:
            connection.close()

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            if self._said is None:
                self._open.append(connection)
                continue
            connection.sendall(self._said)
            connection.close()
