"""Twilio's list of messages, page by page, the newest first, with an end in any case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import monotonic
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from crm_sheets.providers.twilio.client import Answer, Json, TwilioClient
from crm_sheets.providers.twilio.records import Record, read_record

PAGE_SIZE = 1000
"""The most that Twilio gives in one page."""
PLACES = {"Page", "PageToken"}


class ListingFailed(Exception):
    """A page did not come; `answer` tells why."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.problem or f"HTTP {answer.status}")
        self.answer = answer


@dataclass
class Listing:
    """Messages that match, as far as they were read.

    `to` and `sender` are addresses as Twilio writes them ("whatsapp:+62..."), "" for any; Twilio looks at the UTC day
    of `since` only. Reading stops after `most_pages` pages or `seconds` (of `timer`); `is_complete` is False then.
    """

    client: TwilioClient
    since: datetime
    to: str = ""
    sender: str = ""
    most_pages: int = 10
    seconds: float = 60.0
    page_size: int = PAGE_SIZE
    timer: Callable[[], float] = monotonic
    is_complete: bool = field(default=True, init=False)
    pages: int = field(default=0, init=False)

    def __iter__(self) -> Iterator[Record]:
        """The messages, the newest first. Raises ListingFailed."""
        end, query = self.timer() + self.seconds, self._first()
        seen: set[str] = set()
        while query:
            if self.pages >= self.most_pages or self.timer() > end:
                self.is_complete = False
                return
            content = self._page(query)
            fresh = [found for found in _records(content) if found.sid not in seen]
            seen.update(found.sid for found in fresh)
            yield from fresh
            query = self._next(content)

    def _first(self) -> dict[str, str]:
        day = self.since.astimezone(UTC).date()
        given = {"To": self.to, "From": self.sender, "DateSent>": day.isoformat(), "PageSize": str(self.page_size)}
        return {name: value for name, value in given.items() if value}

    def _page(self, query: dict[str, str]) -> Json:
        self.pages += 1
        answer = self.client.list(query)
        if answer.status != 200 or not isinstance((answer.content or {}).get("messages"), list):
            raise ListingFailed(answer)
        return answer.content or {}

    def _next(self, content: Json) -> dict[str, str]:
        """Where the next page is. Only the place is taken from the answer: who is asked, and for what, stays ours."""
        address: Any = content.get("next_page_uri")
        if not isinstance(address, str) or len(address) > 4000:
            return {}
        try:
            told = dict(parse_qsl(urlsplit(address).query))
        except ValueError:
            return {}
        place = {name: value for name, value in told.items() if name in PLACES}
        return {**self._first(), **place} if place else {}


def _records(content: Json) -> list[Record]:
    return [found for given in content["messages"] if (found := read_record(given)) is not None]
