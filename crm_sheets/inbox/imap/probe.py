"""Trying a mailbox without reading any mail: log in, open its folders, look for the one of sent mail."""

from __future__ import annotations

from typing import NamedTuple

from crm_sheets.errors import InboxUnavailable
from crm_sheets.inbox.imap.connection import ConnectionLost, MailboxConnection, Refused
from crm_sheets.inbox.imap.folders import sent_folder
from crm_sheets.inbox.imap.link import Link
from crm_sheets.server_settings import MailboxSettings


class Probed(NamedTuple):
    """`missing` are the folders that cannot be opened; `sent` is where sent mail is kept, "" when it was not found."""

    missing: tuple[str, ...]
    sent: str


def probe(settings: MailboxSettings, password: str) -> Probed:
    """Look at a mailbox. Raises InboxUnavailable."""
    link = Link(settings, password)
    try:
        connection = link.connection
        missing = [name for name in dict.fromkeys(settings.folders) if not _opens(connection, name)]
        return Probed(tuple(missing), _sent(connection, settings.sent_folder))
    except ConnectionLost:
        raise InboxUnavailable(
            f"The mail server {settings.host} ended the connection or fell silent while its folders were looked at."
        ) from None
    finally:
        link.close()


def _sent(connection: MailboxConnection, given: str) -> str:
    if given:
        return given if _opens(connection, given) else ""
    try:
        found = sent_folder(connection.folders())
    except Refused:
        return ""
    return found if found and _opens(connection, found) else ""


def _opens(connection: MailboxConnection, folder: str) -> bool:
    try:
        connection.open(folder)
    except Refused:
        return False
    return True
