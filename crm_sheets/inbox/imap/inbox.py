"""The mailbox as an inbox: answers, bounces, complaints and unsubscriptions since the last time (catalogue D4)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from time import monotonic
from typing import NamedTuple

from crm_sheets.errors import InboxUnavailable
from crm_sheets.inbox.imap.connection import ConnectionLost
from crm_sheets.inbox.imap.folder import Folder, Letter
from crm_sheets.inbox.imap.link import Link
from crm_sheets.inbox.imap.position import FolderPosition, position_text, read_position
from crm_sheets.inbox.mail.reading import SOURCE, MailRead, read_mail
from crm_sheets.inbox.protocol import Collected
from crm_sheets.server_settings import MailboxSettings

FIRST_DAYS = timedelta(days=3)
MOST_DAYS = timedelta(days=30)
"""When a folder was made anew, all since the last call is read again, but no more than this."""
OVERLAP = 50
MOST_MESSAGES = 500
"""In one call, over all folders; the next call goes on."""
MOST_SECONDS = 300.0
"""After so long the rest is left to the next call."""


class MailboxInbox:
    """What comes to a mailbox by e-mail. The password is the user's or one made for this app."""

    name = SOURCE

    def __init__(self, settings: MailboxSettings, password: str, own_addresses: Collection[str]) -> None:
        """`own_addresses` are those that we send from and read, the sender's first: its domain is in Message-IDs."""
        self._settings = settings
        self._password = password
        self._own = tuple(own_addresses)

    def collect(self, position: str, now: datetime, awaited: Collection[str] = ()) -> Collected:
        """What came since `position`, with the last messages before it again, at most MOST_MESSAGES, oldest first.

        The first time, and when a folder was made anew, the last days are read. Messages keep their marks (unread stays
        unread). Raises InboxUnavailable.
        """
        names = tuple(dict.fromkeys(self._settings.folders))
        link = Link(self._settings, self._password)
        try:
            return _Poll(link, self._own, now).run(names, read_position(position))
        except ConnectionLost:
            raise InboxUnavailable(
                f"The mail server {self._settings.host} ended the connection or fell silent while the mailbox was "
                "read; nothing is lost, the next run reads it again."
            ) from None
        finally:
            link.close()


class _Poll:
    """One call: a connection for all folders, and what was found in them."""

    def __init__(self, link: Link, own: tuple[str, ...], now: datetime) -> None:
        self._link = link
        self._own = own
        self._now = now
        self._deadline = monotonic() + MOST_SECONDS
        self._read: list[tuple[datetime, int, MailRead]] = []
        self._unreadable: list[str] = []
        self._is_complete = True

    def run(self, names: tuple[str, ...], before: dict[str, FolderPosition]) -> Collected:
        """Raises InboxUnavailable, ConnectionLost."""
        after: dict[str, FolderPosition] = {}
        taken = 0
        for index, name in enumerate(names):
            share = max(1, (MOST_MESSAGES - taken) // (len(names) - index))
            after[name], count = self._folder(name, before.get(name), share)
            taken += count
        self._read.sort(key=lambda one: one[:2])  # the arrival is known to the second only
        return Collected(
            messages=tuple(read.message for *_, read in self._read if read.message is not None),
            reports=tuple(report for *_, read in self._read for report in read.reports),
            position=position_text(after),
            unreadable=tuple(self._unreadable),
            is_complete=self._is_complete,
        )

    def _folder(self, name: str, before: FolderPosition | None, share: int) -> tuple[FolderPosition, int]:
        """Read one folder; how far, and how many messages were asked for."""
        folder = Folder(name, self._link, self._deadline)
        start = self._start(folder, before)
        wanted = _wanted(folder, start, share, anew=start is not before)
        failed = [letter.uid for letter in folder.letters([*wanted.new, *wanted.again]) if not self._take(letter)]
        self._unreadable += [_unreadable(name, uid) for uid in failed if uid not in start.unreadable]
        left = [uid for uid in wanted.new if uid not in folder.handled]
        reached = left[0] - 1 if left else wanted.seen
        is_complete = not left and not wanted.more and reached >= folder.opened.next_uid - 1
        self._is_complete = self._is_complete and is_complete
        after = FolderPosition(
            uid_validity=folder.opened.uid_validity,
            uid=reached,
            day=self._now.date() if is_complete else start.day,
            unreadable=tuple(uid for uid in sorted({*failed, *start.unreadable}) if uid > reached - OVERLAP),
        )
        return after, len(wanted.new) + len(wanted.again)

    def _start(self, folder: Folder, before: FolderPosition | None) -> FolderPosition:
        """Where to go on; the first time, and when the folder was made anew, nowhere but on a day some days ago."""
        if before is not None and before.uid_validity == folder.opened.uid_validity:
            return before
        today = self._now.date()
        day = min(before.day, today - FIRST_DAYS) if before else today - FIRST_DAYS
        return FolderPosition(uid_validity=folder.opened.uid_validity, uid=0, day=max(day, today - MOST_DAYS))

    def _take(self, letter: Letter) -> bool:
        """Read one message; False when that cannot be done."""
        if letter.raw is None:
            return False
        arrived = min(letter.arrived or self._now, self._now)
        try:
            self._read.append((arrived, letter.uid, read_mail(letter.raw, arrived, self._own)))
        except Exception:  # no single mail may keep the others from being read
            return False
        return True


class _Wanted(NamedTuple):
    """Messages to ask for: new ones and some of the earlier, how far that goes, and whether more are waiting."""

    new: list[int]
    again: list[int]
    seen: int
    more: bool


def _unreadable(folder: str, uid: int) -> str:
    return f'folder "{folder}", message {uid}: the mail server does not give it, or it cannot be read'


def _wanted(folder: Folder, start: FolderPosition, share: int, anew: bool) -> _Wanted:
    """What to read of a folder, at most `share` messages; `anew` by the day, else behind the last message."""
    again: list[int] = []
    if anew:
        new, seen = folder.since(start.day)
    else:
        new, again, seen = folder.after(start.uid, min(OVERLAP, share // 10))
    room = max(1, share - len(again))
    more = len(new) > room
    return _Wanted(new[:room], again, new[room - 1] if more else seen, more)
