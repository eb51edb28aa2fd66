"""The fake Twilio answers as Twilio does, to Twilio's own client too, and fails as told."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from crm_sheets.testing.twilio import FakeTwilio, Fault

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
TO = "+6281200000001"


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio(clock=lambda: NOW) as running:
        yield running


class _Elsewhere(TwilioHttpClient):  # type: ignore[misc]
    """Twilio's own HTTP client, sent to the fake."""

    def __init__(self, twilio: FakeTwilio) -> None:
        super().__init__(timeout=10.0, max_retries=0)
        self.session.trust_env = False
        self._twilio = twilio

    def request(self, method: str, url: str, *arguments: Any, **given: Any) -> Any:
        return super().request(method, url.replace("https://api.twilio.com", self._twilio.url), *arguments, **given)


@pytest.fixture
def client(twilio: FakeTwilio) -> Iterator[Client]:
    http = _Elsewhere(twilio)
    yield Client(twilio.account, twilio.token, http_client=http)
    http.session.close()


class TestAsTwilio:
    def test_twilios_own_client_sends_lists_and_fetches(self, twilio: FakeTwilio, client: Client) -> None:
        made = client.messages.create(to=TO, from_=twilio.sms_from, body="Halo")
        assert (made.status, made.date_created, made.price) == ("queued", NOW, None)
        assert made.sid == twilio.messages[0].sid
        assert client.messages(made.sid).fetch().status == "sent"
        assert [message.body for message in client.messages.list(to=TO)] == ["Halo"]

    def test_lists_have_pages_and_filters(self, twilio: FakeTwilio, client: Client) -> None:
        for place in range(7):
            twilio.receive(TO, f"Halo {place}")
            twilio.advance(timedelta(days=1))
        listed = client.messages.list(page_size=2)
        assert [message.body for message in listed] == [f"Halo {place}" for place in reversed(range(7))]
        assert len(client.messages.list(date_sent_after=NOW + timedelta(days=5))) == 2
        assert len(client.messages.list(date_sent_before=NOW + timedelta(days=1))) == 2
        assert len(client.messages.list(date_sent=NOW)) == 1
        assert client.messages.list(to=TO) == []
        assert len(client.messages.list(from_=TO)) == 7

    @pytest.mark.parametrize(
        ("form", "code"),
        [
            ({"body": "x"}, 21604),
            ({"to": "0812", "body": "x"}, 21211),
            ({"to": TO, "body": "x", "from_": None}, 21603),
            ({"to": TO, "body": "x", "from_": "+1000000000"}, 21606),
            ({"to": f"whatsapp:{TO}", "body": "x", "from_": "whatsapp:+1000000000"}, 63007),
            ({"to": f"whatsapp:{TO}", "body": "x"}, 21910),
            ({"to": TO, "body": "x", "from_": None, "messaging_service_sid": "MG" + "9" * 32}, 21705),
            ({"to": TO, "body": ""}, 21619),
            ({"to": TO, "body": "x" * 1601}, 21617),
            ({"to": TO, "content_sid": "HX" + "9" * 32}, 21655),
        ],
    )
    def test_what_twilio_does_not_take_is_refused_with_its_code(
        self, twilio: FakeTwilio, client: Client, form: dict[str, Any], code: int
    ) -> None:
        with pytest.raises(TwilioRestException) as refused:
            client.messages.create(**{"to": "", "from_": twilio.sms_from, **form})
        assert (refused.value.status, refused.value.code) == (400, code)
        assert twilio.all_messages == []

    @pytest.mark.parametrize("variables", ["[]", "nonsense", '{"1": 2}'])
    def test_values_of_a_template_are_an_object_of_texts(
        self, twilio: FakeTwilio, client: Client, variables: str
    ) -> None:
        content = twilio.template("Halo {{1}}")
        with pytest.raises(TwilioRestException) as refused:
            client.messages.create(to=TO, from_=twilio.sms_from, content_sid=content, content_variables=variables)
        assert refused.value.code == 21656

    def test_a_wrong_login_and_another_account_are_refused(self, twilio: FakeTwilio) -> None:
        for user, secret, account, status in (
            (twilio.account, "wrong", twilio.account, 401),
            (twilio.account, twilio.token, "AC" + "0" * 32, 404),
        ):
            other = Client(user, secret, account_sid=account, http_client=_Elsewhere(twilio))
            with pytest.raises(TwilioRestException) as refused:
                other.messages.create(to=TO, from_=twilio.sms_from, body="x")
            assert refused.value.status == status

    def test_free_text_on_whatsapp_outside_the_window_fails_afterwards(
        self, twilio: FakeTwilio, client: Client
    ) -> None:
        given = {"to": f"whatsapp:{TO}", "from_": f"whatsapp:{twilio.whatsapp_from}", "body": "Halo"}
        late = client.messages.create(**given)
        assert late.status == "queued"
        found = client.messages(late.sid).fetch()
        assert (found.status, found.error_code, twilio.messages) == ("failed", 63016, [])
        twilio.receive(TO, "Halo juga", "whatsapp")
        client.messages.create(**given)
        assert len(twilio.messages) == 1


class TestProgress:
    def test_a_message_is_delivered_read_charged_or_not_delivered(self, twilio: FakeTwilio, client: Client) -> None:
        sids = [client.messages.create(to=TO, from_=twilio.sms_from, body="x").sid for _ in range(3)]
        twilio.deliver(sids[0])
        twilio.deliver(sids[1], read=True)
        twilio.fail(sids[2], 30005)
        twilio.charge(sids[0])
        found = [client.messages(sid).fetch() for sid in sids]
        assert [message.status for message in found] == ["delivered", "read", "undelivered"]
        assert (found[2].error_code, found[0].price, found[1].price) == (30005, "-0.00750", None)
        assert [message.sid for message in twilio.messages] == sids[:2]

    def test_one_that_is_not_there_cannot_be_delivered(self, twilio: FakeTwilio) -> None:
        with pytest.raises(KeyError):
            twilio.deliver("SM1")

    def test_lists_lag_and_single_messages_do_not(self, twilio: FakeTwilio, client: Client) -> None:
        twilio.lag = timedelta(minutes=10)
        sid = client.messages.create(to=TO, from_=twilio.sms_from, body="x").sid
        assert client.messages.list() == []
        assert client.messages(sid).fetch().sid == sid
        twilio.advance(timedelta(minutes=10))
        assert [message.sid for message in client.messages.list()] == [sid]


class TestFaults:
    FAULTS = {
        "429": (Fault.too_many(), 429, False),
        "503 before": (Fault.error_before(), 503, False),
        "503 after": (Fault.error_after(), 503, True),
        "reset": (Fault.drop_before(), requests.ConnectionError, False),
        "closed": (Fault.drop_after(), requests.ConnectionError, True),
        "hangs before": (Fault.hang_before(), requests.ReadTimeout, False),
        "hangs after": (Fault.hang_after(), requests.ReadTimeout, True),
        "garbled": (Fault.garbled_answer(), ValueError, True),
        "cut": (Fault.cut_answer(), requests.exceptions.ChunkedEncodingError, True),
    }

    @pytest.mark.parametrize("name", FAULTS)
    def test_each_fault_ends_as_it_says(self, twilio: FakeTwilio, name: str) -> None:
        fault, ending, applied = self.FAULTS[name]
        twilio.next(fault)
        if isinstance(ending, int):
            assert self.post(twilio).status_code == ending
        else:
            with pytest.raises(ending):
                self.post(twilio, seconds=0.3 if "hangs" in name else 10).json()
        assert len(twilio.messages) == applied
        assert self.post(twilio).status_code == 201, "it happens once"

    def test_a_fault_waits_for_its_request_and_one_may_be_for_all(self, twilio: FakeTwilio) -> None:
        twilio.next(Fault.too_many(), when=lambda request: request.form.get("Body") == "second")
        assert [self.post(twilio, text).status_code for text in ("first", "second", "second")] == [201, 429, 201]
        twilio.always(Fault.error_before(500))
        assert [self.post(twilio).status_code for _ in range(2)] == [500, 500]
        twilio.clear_faults()
        assert self.post(twilio).status_code == 201

    def test_while_unreachable_connections_are_refused_and_then_taken_again(self, twilio: FakeTwilio) -> None:
        with requests.Session() as session:
            session.trust_env = False
            assert self.post(twilio, session=session).status_code == 201
            with twilio.unreachable(), pytest.raises(requests.ConnectionError):
                self.post(twilio, session=session)
            assert self.post(twilio, session=session).status_code == 201

    def test_nothing_is_left_running(self) -> None:
        before = set(threading.enumerate())
        with FakeTwilio() as twilio:
            twilio.next(Fault.hang_before())
            with pytest.raises(requests.ReadTimeout):
                self.post(twilio, seconds=0.3)
            port = int(twilio.url.rsplit(":", 1)[1])
        for thread in set(threading.enumerate()) - before:
            thread.join(5)
            assert not thread.is_alive()
        with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), 1):
            pass

    def post(
        self, twilio: FakeTwilio, text: str = "Halo", session: requests.Session | None = None, seconds: float = 10
    ) -> Any:
        url = f"{twilio.url}/2010-04-01/Accounts/{twilio.account}/Messages.json"
        form = {"To": TO, "From": twilio.sms_from, "Body": text}
        with requests.Session() as own:
            own.trust_env = False
            return (session or own).post(url, form, auth=(twilio.account, twilio.token), timeout=seconds)


def test_what_is_asked_is_kept(twilio: FakeTwilio, client: Client) -> None:
    client.messages.create(to=TO, from_=twilio.sms_from, body="Halo")
    client.messages.list(to=TO)
    sent, listed = twilio.requests
    assert (sent.number, sent.sends, sent.form["Body"], sent.status) == (1, True, "Halo", 201)
    assert (listed.number, listed.sends, listed.query["To"], listed.status) == (2, False, TO, 200)
    assert twilio.sends == [sent]
