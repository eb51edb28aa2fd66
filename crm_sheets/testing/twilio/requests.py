"""What was asked, kept for tests to look at, and the answers to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

WORDS = {
    20003: "Authenticate",
    20404: "The requested resource was not found",
    20429: "Too Many Requests",
    21211: "Invalid 'To' Phone Number",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21606: "The 'From' phone number provided is not a valid, SMS-capable inbound phone number for your account.",
    21610: "Attempt to send to unsubscribed recipient",
    21617: "The concatenated message body exceeds the 1600 character limit",
    21619: "A text message body or media urls must be specified.",
    21655: "The ContentSid is invalid",
    21656: "The ContentVariables are invalid",
    21705: "The Messaging Service Sid is invalid",
    21910: "Invalid From and To pair. From and To should be of the same channel",
    63007: "Twilio could not find a Channel with the specified From address",
}


@dataclass(eq=False)
class FakeRequest:
    """One request: `query` and `form` with the last value of each name; `status` is 0 when no answer was given."""

    number: int
    method: str
    path: str
    query: Mapping[str, str] = field(repr=False)
    form: Mapping[str, str] = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    status: int = 0

    @property
    def sends(self) -> bool:
        """True for a request that asks for a message to be sent."""
        return self.method == "POST"


@dataclass(frozen=True)
class FakeAnswer:
    """A status and a body."""

    status: int
    body: bytes = field(repr=False)
    media_type: str = "application/json"


class Refusal(Exception):
    """Twilio does not do it, with one of its codes."""

    def __init__(self, status: int, code: int) -> None:
        super().__init__(f"{status}/{code}")
        self.answer = refusal_answer(status, code)


def json_answer(status: int, content: Mapping[str, Any]) -> FakeAnswer:
    """An answer as Twilio gives it."""
    return FakeAnswer(status, json.dumps(content).encode())


def refusal_answer(status: int, code: int) -> FakeAnswer:
    """An error as Twilio tells it; with code 0 no more than its status."""
    if not code:
        return FakeAnswer(status, b"")
    words = WORDS.get(code, f"Error {code}")
    more = f"https://www.twilio.com/docs/errors/{code}"
    return json_answer(status, {"code": code, "message": words, "more_info": more, "status": status})
