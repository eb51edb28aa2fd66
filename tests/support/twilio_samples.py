"""A Twilio channel and inbox that speak to a fake Twilio, with messages to send."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from message_samples import contact

from crm_sheets.channels.twilio import TwilioChannel
from crm_sheets.model import ContentTemplate, Medium, Message, Receipt, Trace
from crm_sheets.server_settings import TwilioSettings
from crm_sheets.testing.twilio import FakeTwilio

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
TO = "+6281200000001"


class Clock:
    """Seconds and the time of day; sleeping only moves both."""

    def __init__(self) -> None:
        self.elapsed = 0.0
        self.slept: list[float] = []

    def seconds(self) -> float:
        return self.elapsed

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.elapsed)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.elapsed += seconds


def fingerprint(*parts: str) -> str:
    """As the ledger's, with a key that everybody knows."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def settings(twilio: FakeTwilio, **changes: Any) -> TwilioSettings:
    """How to reach the fake."""
    given = {
        "account": twilio.account,
        "sms_from": twilio.sms_from,
        "whatsapp_from": twilio.whatsapp_from,
        "url": twilio.url,
        "seconds": 5.0,
        "per_second": 1000.0,
    }
    return TwilioSettings(**{**given, **changes})


@contextmanager
def channel(
    twilio: FakeTwilio, clock: Clock | None = None, *, token: str = "", wrote: datetime | None = None, **changes: Any
) -> Iterator[TwilioChannel]:
    """A channel; `wrote` is when every customer last wrote."""
    clock = clock or Clock()
    made = TwilioChannel(
        settings(twilio, **changes),
        token or twilio.token,
        fingerprint,
        clock.now,
        lambda address: wrote,
        clock.seconds,
        sleep=clock.sleep,
    )
    try:
        yield made
    finally:
        made.close()


def number(place: int) -> str:
    """The customer's number at this place."""
    return f"+62812{place:08d}"


def sms(place: int = 1, text: str = "", **changes: Any) -> tuple[str, Message]:
    """A ledger key and an SMS."""
    return written(Medium.SMS, place, text, **changes)


def whatsapp(place: int = 1, text: str = "", content: ContentTemplate | None = None) -> tuple[str, Message]:
    """A ledger key and a WhatsApp message."""
    return written(Medium.WHATSAPP, place, text, content)


def written(
    medium: Medium, place: int = 1, text: str = "", content: ContentTemplate | None = None, **changes: Any
) -> tuple[str, Message]:
    given = replace(contact(medium), **{"subject": f"POL-{place}", "address": number(place), **changes})
    return given.key, Message(given, text or f"Halo nomor {place}", content=content)


def trace_of(key: str, message: Message, since: datetime = NOW) -> Trace:
    """What is asked when its outcome was lost."""
    address = message.contact.address
    return Trace(key, message.contact.medium, address, fingerprint(address, "", message.text, ""), since)


def states(receipts: Sequence[Receipt]) -> list[str]:
    return [receipt.state.value for receipt in receipts]
