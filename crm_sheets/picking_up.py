"""Picking up all that waits in one inbox, call after call: somebody may have written STOP in the last one of many."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from time import monotonic
from typing import NamedTuple

from crm_sheets.errors import InboxUnavailable
from crm_sheets.inbox.protocol import Collected, Inbox

MOST_SECONDS = 120.0
"""After so long no further call is made; the next run goes on."""
MOST_MESSAGES = 10_000
"""After so many neither: all of them are held in memory."""


class PickedUp(NamedTuple):
    """What was there, and why it is not all, "" when it is."""

    collected: Collected
    failure: str = ""


def pick_up(inbox: Inbox, position: str, now: datetime, awaited: Collection[str]) -> PickedUp:
    """All that came in since `position`; what was read before an inbox fell silent counts as well."""
    end = monotonic() + MOST_SECONDS
    found = Collected(position=position, is_complete=False)
    while not found.is_complete:
        try:
            part = inbox.collect(found.position, now, awaited)
        except InboxUnavailable as error:
            return PickedUp(found, str(error))
        stands_still = part.position == found.position
        found = _joined(found, part)
        if stands_still or monotonic() > end or len(found.messages) > MOST_MESSAGES:
            break
    return PickedUp(found, "" if found.is_complete else _not_all(inbox))


def _joined(earlier: Collected, later: Collected) -> Collected:
    return Collected(
        (*earlier.messages, *later.messages),
        (*earlier.reports, *later.reports),
        later.position,
        tuple(dict.fromkeys((*earlier.unreadable, *later.unreadable))),
        later.is_complete,
    )


def _not_all(inbox: Inbox) -> str:
    return (
        f'So much waits in the inbox "{inbox.name}" that it was not read to the end; the rest comes with the next run.'
    )
