"""The connection that one job uses for all it reads, made when it is needed and made anew when it died."""

from __future__ import annotations

from crm_sheets.inbox.imap.connection import MailboxConnection, connected
from crm_sheets.server_settings import MailboxSettings


class Link:
    """At most one connection at a time."""

    def __init__(self, settings: MailboxSettings, password: str) -> None:
        self._settings = settings
        self._password = password
        self._connection: MailboxConnection | None = None

    @property
    def connection(self) -> MailboxConnection:
        """The connection, logged in. Raises InboxUnavailable when none can be made."""
        if self._connection is None:
            self._connection = connected(self._settings, self._password)
        return self._connection

    def close(self) -> None:
        """End the connection; the next use makes a new one. Never raises."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
