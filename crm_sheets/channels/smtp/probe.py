"""Trying a mail server without sending anything: connect, log in, name the sender, and take it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from crm_sheets.channels.addresses import wire_address
from crm_sheets.channels.smtp.channel import sender_of
from crm_sheets.channels.smtp.connection import Lost
from crm_sheets.channels.smtp.opening import NotOpened, Server
from crm_sheets.channels.smtp.replies import said
from crm_sheets.server_settings import MailSettings


class Probed(NamedTuple):
    """What a mail server said.

    `features` are its offers by EHLO keyword with their parameters; `refusal` is why it does not take the sender, ""
    when it does.
    """

    features: Mapping[str, str]
    is_encrypted: bool
    refusal: str


def probe(settings: MailSettings, password: str) -> Probed:
    """Go as far as MAIL FROM and give up there (RSET): no recipient is ever named, so nothing can go out.

    Raises NotOpened, and ConfigurationError for a sender that is no address.
    """
    sender = wire_address(sender_of(settings).address)
    connection = Server(settings, password).open()
    is_whole = False
    try:
        reply = connection.ask(f"MAIL FROM:<{sender}>")
        refusal = "" if reply.code == 250 else said(reply, sender)
        connection.ask("RSET")
        is_whole = True
        return Probed(connection.features, connection.is_encrypted, refusal)
    except Lost as lost:
        raise NotOpened(f"the mail server broke off when it was told the sender: {lost}") from None
    finally:
        connection.close(politely=is_whole)
