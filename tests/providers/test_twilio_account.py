"""Asking Twilio about an account: where each page is, and what of its answers is believed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from twilio_samples import settings

from crm_sheets.providers.twilio.account import look_at_account, look_at_number, look_at_service, look_at_whatsapp
from crm_sheets.providers.twilio.client import Answer, TwilioClient
from crm_sheets.providers.twilio.transport import Transport
from crm_sheets.testing.twilio import FakeTwilio, Fault

NUMBER = "+6285550000002"


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio() as running:
        yield running


@pytest.fixture
def client(twilio: FakeTwilio) -> Iterator[TwilioClient]:
    made = TwilioClient(settings(twilio), twilio.token)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("origin", "asked"),
    [
        ("https://api.twilio.com", "https://messaging.twilio.com/v1/Services/MG1"),
        ("https://api.dublin.ie1.twilio.com", "https://messaging.dublin.ie1.twilio.com/v1/Services/MG1"),
        ("https://relay.example.com", "https://relay.example.com/v1/Services/MG1"),
        ("https://api.twilio.com.example.com", "https://api.twilio.com.example.com/v1/Services/MG1"),
        ("http://127.0.0.1:4010", "http://127.0.0.1:4010/v1/Services/MG1"),
    ],
)
def test_other_products_are_beside_the_api_in_the_same_region(origin: str, asked: str) -> None:
    transport = Transport(origin, 1.0, 1)
    assert transport._placed("https://messaging.twilio.com/v1/Services/MG1") == asked
    transport.close()


def test_the_account_is_asked_for_once(twilio: FakeTwilio, client: TwilioClient) -> None:
    seen = look_at_account(client, by_key=False)
    assert (seen.is_logged_in, seen.status, seen.is_trial) == (True, "active", False)
    assert len(twilio.requests) == 1


def test_a_key_that_logs_in_nowhere_is_refused(twilio: FakeTwilio, client: TwilioClient) -> None:
    twilio.always(Fault.refusal(401, 20003))
    assert not look_at_account(client, by_key=True).is_logged_in
    assert len(twilio.requests) == 2


@pytest.mark.parametrize(
    ("content", "is_ours"),
    [
        ({"senders": [{"sender_id": f"whatsapp:{NUMBER}", "status": "ONLINE"}]}, True),
        ({"senders": [{"sender_id": f"whatsapp:{NUMBER}0"}], "meta": {}}, False),
        ({"senders": [], "meta": {"next_page_url": "https://messaging.twilio.com/v2/x"}}, None),
        ({"senders": "none", "meta": "none"}, False),
        ({"senders": [None, 3, {"sender_id": None}]}, False),
    ],
)
def test_a_whatsapp_sender_is_ours_only_when_it_is_in_the_list(
    client: TwilioClient, monkeypatch: pytest.MonkeyPatch, content: dict[str, object], is_ours: bool | None
) -> None:
    monkeypatch.setattr(TwilioClient, "whatsapp_senders", lambda self: Answer(200, content))
    assert look_at_whatsapp(client, NUMBER).is_ours is is_ours


@pytest.mark.parametrize("content", [None, {}, {"incoming_phone_numbers": [{"phone_number": "+1"}]}, {"x": 1}])
def test_a_number_that_is_not_in_the_answer_is_not_ours(
    client: TwilioClient, monkeypatch: pytest.MonkeyPatch, content: dict[str, object] | None
) -> None:
    monkeypatch.setattr(TwilioClient, "numbers", lambda self, number: Answer(200, content))
    assert look_at_number(client, NUMBER).is_ours is False


@pytest.mark.parametrize("status", [0, 401, 403, 429, 503])
def test_trouble_proves_nothing_about_a_sender(
    client: TwilioClient, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    for name in ("numbers", "service", "whatsapp_senders"):
        monkeypatch.setattr(TwilioClient, name, lambda self, *asked: Answer(status))
    seen = [look_at_number(client, NUMBER), look_at_service(client, "MG1"), look_at_whatsapp(client, NUMBER)]
    assert [one.is_ours for one in seen] == [None] * 3


@pytest.mark.parametrize("said", [None, 3, "\x1b[31mactive", ["active"]])
def test_a_state_that_is_no_word_is_none(client: TwilioClient, monkeypatch: pytest.MonkeyPatch, said: object) -> None:
    monkeypatch.setattr(TwilioClient, "account", lambda self: Answer(200, {"status": said, "auth_token": "secret"}))
    seen = look_at_account(client, by_key=False)
    assert seen.status == ""
    assert "secret" not in repr(seen), "Twilio puts the account's token into its answer"
