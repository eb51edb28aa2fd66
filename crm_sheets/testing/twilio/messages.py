"""The messages that the fake Twilio keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode

from crm_sheets.sms import count_segments

LOST = {"failed", "undelivered", "canceled"}
VERSION = "2010-04-01"
FILTERS = ("To", "From", "DateSent", "DateSent<", "DateSent>")


@dataclass
class FakeMessage:
    """One message: addresses as Twilio writes them ("whatsapp:+62..."), `direction` "outbound-api" or "inbound"."""

    sid: str
    account: str
    sender: str = field(repr=False)
    to: str = field(repr=False)
    body: str = field(repr=False)
    direction: str
    status: str
    created: datetime
    updated: datetime
    service: str = ""
    content_sid: str = ""
    error_code: int | None = None
    price: str | None = None
    media: int = 0
    answers: str = ""

    @property
    def is_inbound(self) -> bool:
        """True for what came in."""
        return self.direction == "inbound"

    @property
    def has_arrived(self) -> bool:
        """True for what a recipient of ours got, or will get."""
        return not self.is_inbound and self.status not in LOST

    @property
    def uri(self) -> str:
        """Where it is, as Twilio tells it."""
        return f"/{VERSION}/Accounts/{self.account}/Messages/{self.sid}.json"

    def as_json(self) -> dict[str, Any]:
        """It in Twilio's shape."""
        shown = {
            "account_sid": self.account,
            "api_version": VERSION,
            "body": self.body,
            "date_created": format_datetime(self.created),
            "date_sent": format_datetime(self.created),
            "date_updated": format_datetime(self.updated),
            "direction": self.direction,
            "error_code": self.error_code,
            "error_message": None if self.error_code is None else f"Error {self.error_code}",
            "from": self.sender or None,
            "messaging_service_sid": self.service or None,
            "num_media": str(self.media),
            "num_segments": str(max(1, count_segments(self.body))),
            "price": self.price,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": self.uri.replace(".json", "/Media.json")},
            "to": self.to,
            "uri": self.uri,
        }
        return shown | ({"original_replied_message_sid": self.answers} if self.answers else {})


@dataclass
class MessageList:
    """All messages of an account, oldest first; those younger than `lag` are not listed yet."""

    account: str
    lag: timedelta = timedelta(0)
    all: list[FakeMessage] = field(default_factory=list)

    def get(self, sid: str) -> FakeMessage | None:
        """The message with this id."""
        return next((message for message in self.all if message.sid == sid), None)

    def page(self, query: Mapping[str, str], now: datetime) -> dict[str, Any]:
        """One page of what matches, the newest first. Raises ValueError for a query that Twilio does not take."""
        size = int(query.get("PageSize", "50"))
        if not 1 <= size <= 1000:
            raise ValueError("PageSize")
        listed = [message for message in reversed(self.all) if message.created + self.lag <= now]
        matching = [message for message in listed if _matches(message, query)]
        start = _start(matching, query.get("PageToken", ""))
        shown = matching[start : start + size]
        number = int(query.get("Page", "0"))
        last = shown[-1].sid if start + size < len(matching) else ""
        return {
            "end": start + max(0, len(shown) - 1),
            "first_page_uri": self._uri(query, size, 0),
            "messages": [message.as_json() for message in shown],
            "next_page_uri": self._uri(query, size, number + 1, last) if last else None,
            "page": number,
            "page_size": size,
            "previous_page_uri": self._uri(query, size, number - 1) if number else None,
            "start": start,
            "uri": self._uri(query, size, number),
        }

    def _uri(self, query: Mapping[str, str], size: int, page: int, after: str = "") -> str:
        filters = {name: query[name] for name in FILTERS if name in query}
        token = {"PageToken": f"PA{after}"} if after else {}
        asked = urlencode({**filters, "PageSize": size, "Page": page, **token})
        return f"/{VERSION}/Accounts/{self.account}/Messages.json?{asked}"


def _start(messages: list[FakeMessage], token: str) -> int:
    """Where the page after this token's message begins."""
    return next((place + 1 for place, message in enumerate(messages) if f"PA{message.sid}" == token), 0)


def _matches(message: FakeMessage, query: Mapping[str, str]) -> bool:
    if query.get("To", message.to) != message.to or query.get("From", message.sender) != message.sender:
        return False
    day = message.created.date().isoformat()
    return (
        query.get("DateSent", day)[:10] == day
        and query.get("DateSent>", day)[:10] <= day
        and query.get("DateSent<", day)[:10] >= day
    )
