"""A Twilio on this machine: a real HTTP server that keeps messages, lists them late, and fails as told.

    with FakeTwilio() as twilio:
        ...  # let your code speak to twilio.url with twilio.account and twilio.token
        assert [message.body for message in twilio.messages] == ["Halo"]

Nobody gets anything: what would have reached people is in `messages`.
"""

from __future__ import annotations

from crm_sheets.testing.twilio.fake import FakeTwilio
from crm_sheets.testing.twilio.faults import Fault
from crm_sheets.testing.twilio.messages import FakeMessage
from crm_sheets.testing.twilio.requests import FakeRequest

__all__ = ["FakeMessage", "FakeRequest", "FakeTwilio", "Fault"]
