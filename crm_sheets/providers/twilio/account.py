"""What Twilio says of an account and of its senders: asked once each, nothing is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crm_sheets.providers.twilio.client import Answer, Json, TwilioClient
from crm_sheets.providers.twilio.records import WHATSAPP

REFUSED = (401, 403)
READY = ("ONLINE", "ONLINE:UPDATING")
"""States of a WhatsApp sender that sends."""


@dataclass(frozen=True)
class AccountSeen:
    """What came of the login. `status` is Twilio's ("active"), "" where the login does not show it."""

    answer: Answer
    status: str = ""
    is_trial: bool = False

    @property
    def is_logged_in(self) -> bool:
        """True when Twilio takes this login."""
        return self.answer.status == 200


@dataclass(frozen=True)
class SenderSeen:
    """What came of asking for a sender. `is_ours` is None where that cannot be told, `is_ready` whether it sends."""

    answer: Answer
    is_ours: bool | None = None
    is_ready: bool = True
    status: str = ""


def look_at_account(client: TwilioClient, *, by_key: bool) -> AccountSeen:
    """Log in and ask for the account.

    `by_key`: the login is an API key. Most of those may not see the account itself (error 20003), so another page,
    which any key that sends can read, decides about the login then.
    """
    answer = client.account()
    if by_key and answer.status in REFUSED:
        return AccountSeen(client.list({"PageSize": "1"}))
    content = answer.content or {}
    return AccountSeen(answer, _text(content, "status"), _text(content, "type").lower() == "trial")


def look_at_number(client: TwilioClient, number: str) -> SenderSeen:
    """Whether an SMS number (E.164) is the account's, and can send SMS."""
    answer = client.numbers(number)
    if answer.status != 200:
        return SenderSeen(answer, False if answer.status == 404 else None)
    found = [item for item in _items(answer.content, "incoming_phone_numbers") if item.get("phone_number") == number]
    can = found[0].get("capabilities") if found else None
    return SenderSeen(answer, bool(found), not (isinstance(can, dict) and can.get("sms") is False))


def look_at_service(client: TwilioClient, sid: str) -> SenderSeen:
    """Whether a Messaging Service ("MG...") is the account's."""
    answer = client.service(sid)
    known = {200: True, 404: False}
    return SenderSeen(answer, known.get(answer.status))


def look_at_whatsapp(client: TwilioClient, number: str) -> SenderSeen:
    """Whether a number (E.164) is a WhatsApp sender of the account; one in a long list may stay unknown."""
    answer = client.whatsapp_senders()
    if answer.status != 200:
        return SenderSeen(answer)
    place = f"{WHATSAPP}{number}"
    found = [item for item in _items(answer.content, "senders") if item.get("sender_id") == place]
    if not found:
        meta = (answer.content or {}).get("meta")
        has_more = isinstance(meta, dict) and bool(meta.get("next_page_url"))
        return SenderSeen(answer, None if has_more else False)
    status = _text(found[0], "status")
    return SenderSeen(answer, True, status in READY, status)


def _items(content: Json | None, name: str) -> list[Json]:
    items: Any = (content or {}).get(name)
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _text(content: Json, name: str) -> str:
    """A short word of Twilio's; "" for anything else."""
    text = content.get(name)
    return text[:40] if isinstance(text, str) and text.isprintable() else ""
