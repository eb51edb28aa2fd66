"""What every inbox does: give what came in since a remembered position, with overlap."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from crm_sheets.model import DeliveryReport, Inbound


@dataclass(frozen=True)
class Collected:
    """What came in; some of it may have been given before. `position` is to be remembered once all of it is kept.

    `unreadable` says of messages that could not be taken in where they are, for the operator; never who wrote them.
    `is_complete` is False when something that came in was not reached: asking again from `position` goes on.
    """

    messages: tuple[Inbound, ...] = ()
    reports: tuple[DeliveryReport, ...] = ()
    position: str = ""
    unreadable: tuple[str, ...] = ()
    is_complete: bool = True


class Inbox(Protocol):
    """A place where messages come in."""

    name: str

    def collect(self, position: str, now: datetime, awaited: Collection[str] = ()) -> Collected:
        """What came in since `position` ("" the first time: the last few days), oldest first.

        `awaited` are the provider ids of messages whose delivery is still open. Raises InboxUnavailable when the
        service does not answer in time or refuses the login; nothing is lost by it.
        """
