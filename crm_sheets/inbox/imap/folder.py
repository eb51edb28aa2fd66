"""Reading one folder of a mailbox: which messages, and their contents, though single ones may kill the connection."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from time import monotonic
from typing import NamedTuple

from crm_sheets.errors import InboxUnavailable
from crm_sheets.inbox.imap.connection import WHERE, ConnectionLost, Fetched, OpenFolder, Refused
from crm_sheets.inbox.imap.link import Link
from crm_sheets.inbox.mail.parsing import MOST_BYTES

UIDS_A_SEARCH = 80_000
"""So that an answer stays below the million bytes that the standard library takes in one line."""
SEARCHES_AT_ONCE = 100
MOST_BATCH_BYTES = 4 * 1024 * 1024
MOST_BATCH = 50
MOST_KILLERS = 5
"""Messages in one call at which the connection may die before the rest is left to the next call."""

_CONTENT = f"INTERNALDATE BODY.PEEK[]<0.{MOST_BYTES}>"
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,12})", re.IGNORECASE)
_ARRIVED = re.compile(rb'INTERNALDATE "([ \d]\d-[A-Za-z]{3}-\d{4} \d\d:\d\d:\d\d [+-]\d{4})"', re.IGNORECASE)
_IN_QUOTES = re.compile(rb'BODY\[\](?:<0>)? "((?:[^"\\]|\\.)*)"', re.IGNORECASE)


class Letter(NamedTuple):
    """One message: when it arrived (None: the server does not say) and its first bytes, None when it gives none."""

    uid: int
    arrived: datetime | None
    raw: bytes | None


class Folder:
    """A folder open for reading; it connects again when a message kills the connection."""

    def __init__(self, name: str, link: Link, deadline: float) -> None:
        """Raises InboxUnavailable, ConnectionLost."""
        self.name = name
        self.handled: set[int] = set()
        """Messages that need not be asked for again, whatever came of it."""
        self._link = link
        self._deadline = deadline
        self._killers = 0
        self.opened = self._open()

    def _open(self) -> OpenFolder:
        try:
            return self._link.connection.open(self.name)
        except Refused:
            raise InboxUnavailable(
                f'The mailbox has no folder "{self.name}" that can be opened: check "folders" {WHERE}.'
            ) from None

    def _reconnect(self) -> None:
        self._link.close()
        if self._open().uid_validity != self.opened.uid_validity:
            raise InboxUnavailable(f'The folder "{self.name}" was made anew while it was read; the next run goes on.')

    def after(self, uid: int, overlap: int) -> tuple[list[int], list[int], int]:
        """Messages behind `uid`, some before it again (at most `overlap` UIDs), and how far all have been looked for.

        Raises ConnectionLost.
        """
        again: list[int] = []
        lower = uid + 1
        for _ in range(SEARCHES_AT_ONCE):
            upper = lower + UIDS_A_SEARCH - 1
            start = max(1, lower - overlap) if lower == uid + 1 else lower
            found = self._search(f"UID {start}:{upper}")
            again += [number for number in found if start <= number <= uid]
            new = [number for number in found if lower <= number <= upper]
            seen = max(uid, min(upper, self.opened.next_uid - 1), *new)
            if new or seen < upper:
                return new, again, seen
            lower = upper + 1
        return [], again, lower - 1

    def since(self, day: date) -> tuple[list[int], int]:
        """Messages that arrived on that day or later, and how far all have been looked for. Raises ConnectionLost."""
        found = self._search(f"SINCE {imap_date(day)}")
        return found, max([self.opened.next_uid - 1, *found])

    def _search(self, criteria: str) -> list[int]:
        try:
            return self._link.connection.search(criteria)
        except Refused:
            raise ConnectionLost("SEARCH") from None

    def letters(self, uids: list[int]) -> Iterator[Letter]:
        """These messages in this order without those that are gone; it may end early, when too much went wrong."""
        for batch in self._batches(uids):
            yield from self._batch(batch)
            if self._killers >= MOST_KILLERS or monotonic() > self._deadline:
                return

    def _batches(self, uids: list[int]) -> Iterator[list[int]]:
        """So many messages as are small enough to be fetched together."""
        for start in range(0, len(uids), MOST_BATCH):
            chosen = uids[start : start + MOST_BATCH]
            sizes = self._sizes(chosen)
            batch: list[int] = []
            total = 0
            for uid in chosen:
                size = min(sizes.get(uid, MOST_BYTES), MOST_BYTES)
                if batch and total + size > MOST_BATCH_BYTES:
                    yield batch
                    batch, total = [], 0
                batch.append(uid)
                total += size
            yield batch

    def _sizes(self, uids: list[int]) -> dict[int, int]:
        """Sizes in bytes as far as the server knows them."""
        answers = self._tried(uids, "RFC822.SIZE") or {}
        found = {uid: _SIZE.search(answer.facts) for uid, answer in answers.items()}
        return {uid: int(match[1]) for uid, match in found.items() if match}

    def _batch(self, uids: list[int]) -> Iterator[Letter]:
        answers = self._tried(uids, _CONTENT)
        if answers is not None:
            self.handled.update(uids)
            yield from (_letter(uid, answers[uid]) for uid in uids if uid in answers)
            return
        for uid in uids:
            if self._killers >= MOST_KILLERS:
                return
            yield from self._alone(uid)
            self.handled.add(uid)

    def _alone(self, uid: int) -> Iterator[Letter]:
        """One message, tried twice; without content when the server gives none, nothing when it is gone."""
        with suppress(Refused):
            for _ in range(2):
                answers = self._tried([uid], _CONTENT, refusals=True)
                if answers is not None:
                    yield from (_letter(uid, answer) for answer in answers.values())
                    return
            self._killers += 1
        yield Letter(uid, None, None)

    def _tried(self, uids: list[int], items: str, refusals: bool = False) -> dict[int, Fetched] | None:
        """What the server gives, None when it refuses or the connection died (it is made anew then).

        Raises Refused with `refusals`, InboxUnavailable when no new connection can be made.
        """
        try:
            return self._link.connection.fetch(uids, items)
        except ConnectionLost:
            self._reconnect()
        except Refused:
            if refusals:
                raise
        return None


def imap_date(day: date) -> str:
    """A date as IMAP writes it, in English whatever the machine speaks ("03-Mar-2026")."""
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
    return f"{day.day:02d}-{months.split()[day.month - 1]}-{day.year:04d}"


def _letter(uid: int, answer: Fetched) -> Letter:
    raw = answer.content
    if raw is None:
        in_quotes = _IN_QUOTES.search(answer.facts)
        raw = re.sub(rb"\\(.)", rb"\1", in_quotes[1]) if in_quotes else None
    return Letter(uid, arrival(answer), raw)


def arrival(answer: Fetched) -> datetime | None:
    """When a message arrived, to the second (INTERNALDATE was asked for); None when the server does not say."""
    match = _ARRIVED.search(answer.facts)
    with suppress(ValueError):
        return datetime.strptime(match[1].decode(), "%d-%b-%Y %H:%M:%S %z") if match else None
    return None
