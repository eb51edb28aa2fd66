"""Asking Twilio: one request, one answer, never repeated by itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crm_sheets.server_settings import TwilioSettings

Json = dict[str, Any]
MESSAGING = "https://messaging.twilio.com"
_WHATSAPP_SENDERS = {"Channel": "whatsapp", "PageSize": "1000"}


@dataclass(frozen=True)
class Answer:
    """What came of one request.

    `status` is HTTP's, 0 when no answer could be read; `content` is the JSON object in it, None when there is none.
    `was_sent` is False only when the request certainly never left this machine. `problem` says in words what happened
    on the way ("" when an answer came), never to whom.
    """

    status: int = 0
    content: Json | None = field(default=None, repr=False)
    was_sent: bool = True
    problem: str = ""

    @property
    def code(self) -> int:
        """Twilio's error code, 0 without one."""
        code = (self.content or {}).get("code")
        return code if isinstance(code, int) and not isinstance(code, bool) and 0 < code < 1_000_000 else 0


class TwilioClient:
    """One account at Twilio, by the `twilio` package's client: its login, its addresses, our transport.

    `token` is the account's, or the secret of `settings.api_key`. It is safe for `settings.at_once` threads.
    """

    def __init__(self, settings: TwilioSettings, token: str) -> None:
        from twilio.rest import Client

        from crm_sheets.providers.twilio.transport import Transport

        self._transport = Transport(settings.url, settings.seconds, settings.at_once)
        self._client = Client(
            settings.api_key or settings.account,
            token,
            account_sid=settings.account,
            http_client=self._transport,
            environment={"TWILIO_REGION": "", "TWILIO_EDGE": ""},  # `url` alone says where Twilio is
        )
        self._account = self._client.api.v2010.absolute_url(f"Accounts/{settings.account}")
        self._messages = f"{self._account}/Messages"

    def __repr__(self) -> str:
        return "TwilioClient()"

    def create(self, form: Mapping[str, str]) -> Answer:
        """Ask for a message to be sent; `form` by Twilio's names ("To", "Body")."""
        return self._ask("POST", f"{self._messages}.json", data=dict(form))

    def list(self, filters: Mapping[str, str]) -> Answer:
        """One page of messages, the newest first."""
        return self._ask("GET", f"{self._messages}.json", params=dict(filters))

    def fetch(self, sid: str) -> Answer:
        """One message; `sid` must be one ("SM..." or "MM...")."""
        return self._ask("GET", f"{self._messages}/{sid}.json")

    def account(self) -> Answer:
        """The account itself."""
        return self._ask("GET", f"{self._account}.json")

    def numbers(self, number: str) -> Answer:
        """The phone numbers of the account that are this one (E.164)."""
        return self._ask("GET", f"{self._account}/IncomingPhoneNumbers.json", params={"PhoneNumber": number})

    def service(self, sid: str) -> Answer:
        """One Messaging Service ("MG...")."""
        return self._ask("GET", f"{MESSAGING}/v1/Services/{sid}")

    def whatsapp_senders(self) -> Answer:
        """The WhatsApp senders of the account, a page of them."""
        return self._ask("GET", f"{MESSAGING}/v2/Channels/Senders", params=_WHATSAPP_SENDERS)

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def _ask(self, method: str, url: str, **given: Any) -> Answer:
        from crm_sheets.providers.twilio.transport import NoAnswer

        try:
            response = self._client.request(method, url, **given)
        except NoAnswer as failure:
            return Answer(was_sent=failure.was_sent, problem=str(failure))
        return Answer(response.status_code, _json_object(response.text))


def _json_object(text: str) -> Json | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
