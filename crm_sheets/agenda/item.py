"""One thing to do or to know on a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum


class Sort(StrEnum):
    """What an item is; a page shows them in this order."""

    PROMISE = "promise"
    TASK = "task"
    VISIT = "visit"
    EVENT = "event"
    BIRTHDAY = "birthday"
    LATER = "later"


@dataclass(frozen=True)
class Item:
    """An item of an agenda.

    `key` tells it from all others and stays the same every day. `at` is a promised hour, local, None for any hour;
    `when` is what stands in the cell about it. `overdue_since` is the day by which it should have been done. Links are
    "" where there is nothing to tap; every text is as the team has typed it or a run has written it.
    """

    sort: Sort
    key: str
    who: str
    what: str
    why: str = ""
    at: time | None = None
    when: str = ""
    by: date | None = None
    overdue_since: date | None = None
    phone: str = ""
    call_link: str = ""
    chat_link: str = ""
    place: str = ""
    brief: str = ""
    script: str = field(default="", repr=False)
    ask: str = ""
