"""What Twilio refuses to send, and why."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from crm_sheets.testing.twilio.requests import Refusal

WHATSAPP = "whatsapp:"
LONGEST_BODY = 1600
_ADDRESS = re.compile(r"(?:whatsapp:)?\+[1-9][0-9]{6,14}")
_PLACEHOLDER = re.compile(r"\{\{([0-9]{1,3})\}\}")


@dataclass
class Account:
    """Who may ask, from which senders, and to whom nothing goes.

    `status` and `kind` are the account's as Twilio says them, `whatsapp_status` that of its WhatsApp senders.
    """

    sid: str
    logins: dict[str, str] = field(repr=False)
    senders: set[str] = field(default_factory=set)
    services: set[str] = field(default_factory=set)
    templates: dict[str, str] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict, repr=False)
    status: str = "active"
    kind: str = "Full"
    can_sms: bool = True
    whatsapp_status: str = "ONLINE"

    def check_login(self, headers: Mapping[str, str]) -> None:
        """Raises Refusal for a wrong user or password."""
        _check(self.logins, headers)

    def check_main_login(self, headers: Mapping[str, str]) -> None:
        """Raises Refusal for an API key too: the account itself is not shown to most of them."""
        _check({self.sid: self.logins[self.sid]}, headers)

    def check_form(self, form: Mapping[str, str]) -> None:
        """Raises Refusal for what cannot be sent."""
        to = form.get("To", "")
        if not to:
            raise Refusal(400, 21604)
        if not _ADDRESS.fullmatch(to):
            raise Refusal(400, 21211)
        self._check_sender(form, to)
        if to in self.refused:
            raise Refusal(400, self.refused[to])
        if len(form.get("Body", "")) > LONGEST_BODY:
            raise Refusal(400, 21617)

    def _check_sender(self, form: Mapping[str, str], to: str) -> None:
        sender, service = form.get("From", ""), form.get("MessagingServiceSid", "")
        if service:
            if service not in self.services:
                raise Refusal(400, 21705)
            return
        if not sender:
            raise Refusal(400, 21603)
        if sender not in self.senders:
            raise Refusal(400, 63007 if sender.startswith(WHATSAPP) else 21606)
        if sender.startswith(WHATSAPP) != to.startswith(WHATSAPP):
            raise Refusal(400, 21910)

    def text(self, form: Mapping[str, str]) -> str:
        """What the recipient reads. Raises Refusal when there is nothing, or no such template."""
        content_sid = form.get("ContentSid", "")
        if not content_sid:
            if not form.get("Body"):
                raise Refusal(400, 21619)
            return form["Body"]
        if content_sid not in self.templates:
            raise Refusal(400, 21655)
        values = _variables(form.get("ContentVariables", "{}"))
        return _PLACEHOLDER.sub(lambda found: values.get(found.group(1), found.group(0)), self.templates[content_sid])


def _check(logins: Mapping[str, str], headers: Mapping[str, str]) -> None:
    given = {name.lower(): value for name, value in headers.items()}.get("authorization", "")
    allowed = {f"Basic {base64.b64encode(f'{user}:{word}'.encode()).decode()}" for user, word in logins.items()}
    if given not in allowed:
        raise Refusal(401, 20003)


def _variables(text: str) -> dict[str, str]:
    try:
        values = json.loads(text)
    except ValueError:
        raise Refusal(400, 21656) from None
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        raise Refusal(400, 21656)
    return values
