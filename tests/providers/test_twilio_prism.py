"""Every kind of request that goes to Twilio is one that Twilio's own OpenAPI file allows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from prism import prism_before
from twilio_samples import channel, settings, sms, states, trace_of, whatsapp

from crm_sheets.channels.protocol import Evidence
from crm_sheets.inbox.twilio import TwilioInbox
from crm_sheets.model import ContentTemplate
from crm_sheets.providers.twilio.client import TwilioClient
from crm_sheets.testing.twilio import FakeTwilio


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[FakeTwilio, str]]:
    """A fake Twilio, and the proxy before it."""
    with FakeTwilio() as twilio, prism_before(twilio.url, tmp_path_factory.mktemp("prism")) as proxy:
        yield twilio, proxy


def test_sms_from_a_number_and_from_a_service_pass(both: tuple[FakeTwilio, str]) -> None:
    twilio, proxy = both
    with channel(twilio, url=proxy) as sender:
        assert states(sender.send([sms(1), sms(2, "Selamat pagi 🌸 & sampai jumpa")])) == ["sent", "sent"]
    with channel(twilio, url=proxy, messaging_service=twilio.messaging_service()) as sender:
        assert states(sender.send([sms(3)])) == ["sent"]
    assert "Selamat pagi 🌸 & sampai jumpa" in [message.body for message in twilio.messages]


def test_whatsapp_as_text_and_as_template_pass(both: tuple[FakeTwilio, str]) -> None:
    twilio, proxy = both
    content = ContentTemplate(twilio.template("Halo {{1}}, premi {{2}}."), ("Budi", "Rp1.500.000"))
    with channel(twilio, url=proxy) as sender:
        assert states(sender.send([whatsapp(4, content=content)])) == ["sent"]
    with channel(twilio, url=proxy, wrote=twilio.now) as sender:
        assert states(sender.send([whatsapp(5)])) == ["sent"]
    assert "Halo Budi, premi Rp1.500.000." in [message.body for message in twilio.messages]


def test_the_list_with_its_filters_and_the_search_for_evidence_pass(both: tuple[FakeTwilio, str]) -> None:
    twilio, proxy = both
    started = twilio.now - timedelta(seconds=1)
    with channel(twilio, url=proxy) as sender, channel(twilio, url=proxy) as after_a_crash:
        lost = sms(6)
        assert states(sender.send([lost])) == ["sent"]
        assert after_a_crash.evidence(trace_of(*lost, since=started)) is Evidence.SENT


def test_the_next_page_and_a_single_message_pass(both: tuple[FakeTwilio, str]) -> None:
    twilio, proxy = both
    for place in range(7):
        twilio.receive(f"+62813{place:08d}", f"Balasan {place}")
    with channel(twilio, url=proxy) as sender:
        sid = sender.send([sms(7)])[0].provider_id
    twilio.deliver(sid)
    inbox = TwilioInbox(settings(twilio, url=proxy), twilio.token, page_size=3)
    found = inbox.collect("", twilio.now, [sid])
    inbox.close()
    assert [message.text for message in found.messages] == [f"Balasan {place}" for place in range(7)]
    assert [report.provider_id for report in found.reports] == [sid]


@pytest.mark.parametrize(
    "form", [{"Body": "no recipient"}, {"To": "+6281200000001", "MessagingServiceSid": "MG1", "Body": "x"}]
)
def test_a_wrong_message_is_caught(both: tuple[FakeTwilio, str], form: dict[str, str]) -> None:
    twilio, proxy = both
    client = TwilioClient(settings(twilio, url=proxy), twilio.token)
    assert client.create(form).status == 422
    client.close()


@pytest.mark.parametrize(("name", "value"), [("PageSize", "5000"), ("Page", "-1"), ("PageSize", "many")])
def test_a_wrong_list_is_caught(both: tuple[FakeTwilio, str], name: str, value: str) -> None:
    twilio, proxy = both
    client = TwilioClient(settings(twilio, url=proxy), twilio.token)
    assert client.list({name: value}).status == 422
    client.close()


def test_a_wrong_id_is_caught(both: tuple[FakeTwilio, str]) -> None:
    twilio, proxy = both
    client = TwilioClient(settings(twilio, url=proxy), twilio.token)
    assert client.fetch("SM12").status == 422
    client.close()


def test_what_is_asked_about_an_account_passes(both: tuple[FakeTwilio, str]) -> None:
    twilio, proxy = both
    client = TwilioClient(settings(twilio, url=proxy), twilio.token)
    answers = [client.account(), client.numbers(twilio.sms_from)]
    assert [answer.status for answer in answers] == [200, 200]
    client.close()
