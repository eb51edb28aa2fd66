"""Evidence in a mailbox that a mail of ours went out."""

from __future__ import annotations

from datetime import datetime, timedelta

from crm_sheets.errors import InboxUnavailable
from crm_sheets.inbox.imap.connection import ConnectionLost, Refused
from crm_sheets.inbox.imap.folder import arrival, imap_date
from crm_sheets.inbox.imap.folders import quoted, sent_folder
from crm_sheets.inbox.imap.link import Link
from crm_sheets.server_settings import MailboxSettings

A_DAY = timedelta(days=1)
"""Dates in a search are in the server's zone."""
MOST_LOOKED_AT = 100
"""Of so many that match, the newest, is asked when they arrived."""
NEWEST = 5_000
"""So many messages of a folder are looked through for a mention: a server may have to read each of them."""


class MailboxSearch:
    """Looks for single mails, over one connection; `close` when done."""

    def __init__(self, settings: MailboxSettings, password: str) -> None:
        self._settings = settings
        self._link = Link(settings, password)
        self._sent: str | None = None
        self._gone = False

    def has(self, message_id: str, since: datetime | None = None) -> bool | None:
        """True when there is proof that a mail with that Message-ID was sent, None otherwise: never proof that not.

        Proof is its copy among what was sent, or an answer or a bounce that names it. With `since` (aware) only what
        arrived then or later counts, by the server's clock: an earlier try to send it had the same Message-ID. Never
        raises: a mailbox that does not answer proves nothing, and is not asked again.
        """
        bare = message_id.strip("<>")
        if self._gone or not bare.isascii() or not bare.isprintable() or "@" not in bare:
            return None
        try:
            return True if self._sent_copy(bare, since) or self._named(bare, since) else None
        except (ConnectionLost, InboxUnavailable):
            self._gone = True
            self._link.close()
            return None

    def close(self) -> None:
        """End the connection; never raises."""
        self._link.close()

    def _sent_copy(self, bare: str, since: datetime | None) -> bool:
        if self._sent is None:
            self._sent = self._settings.sent_folder or self._found_sent()
        criteria = f"HEADER Message-ID {quoted(f'<{bare}>')}"
        return bool(self._sent) and self._holds(self._sent, criteria, since)

    def _found_sent(self) -> str:
        try:
            return sent_folder(self._link.connection.folders())
        except Refused:
            return ""

    def _named(self, bare: str, since: datetime | None) -> bool:
        """True when one of the NEWEST that came in names it, in its headers or, as bounces do, in its text."""
        criteria = f"TEXT {quoted(bare)}"
        return any(self._holds(name, criteria, since, NEWEST) for name in dict.fromkeys(self._settings.folders))

    def _holds(self, folder: str, criteria: str, since: datetime | None, newest: int = 0) -> bool:
        """True when a message in that folder matches that arrived since then, one of the `newest` unless that is 0.

        A folder that cannot be opened or searched proves nothing.
        """
        try:
            opened = self._link.connection.open(folder)
            newer = f"UID {max(1, opened.next_uid - newest)}:* " if newest else ""
            day = f"SINCE {imap_date((since - A_DAY).date())} " if since else ""
            found = self._link.connection.search(f"{newer}{day}{criteria}")
            return bool(found) and (since is None or self._arrived(found[-MOST_LOOKED_AT:], since))
        except Refused:
            return False

    def _arrived(self, uids: list[int], since: datetime) -> bool:
        """True when one of these arrived at that second or later. Raises Refused."""
        answers = self._link.connection.fetch(uids, "INTERNALDATE").values()
        moments = [moment for answer in answers if (moment := arrival(answer)) is not None]
        return any(moment >= since.replace(microsecond=0) for moment in moments)
