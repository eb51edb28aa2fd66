"""The e-mail channel: messages become mails and go out over SMTP."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Protocol, Self

from crm_sheets.channels.addresses import BadAddress, needs_utf8, wire_address
from crm_sheets.channels.mime import Sender, mail_bytes, message_id
from crm_sheets.channels.protocol import Evidence
from crm_sheets.channels.smtp.batch import Batch
from crm_sheets.channels.smtp.dkim import Signer
from crm_sheets.channels.smtp.opening import Server
from crm_sheets.channels.smtp.pool import Pool
from crm_sheets.errors import ConfigurationError
from crm_sheets.model import Message, Receipt, Trace
from crm_sheets.server_settings import MailSettings


class SentMail(Protocol):
    """Where traces of mails that went out are looked for."""

    def has(self, message_id: str, since: datetime) -> bool | None:
        """True when a mail with that Message-ID (no brackets) went out since then (aware); else nothing is proved."""

    def close(self) -> None:
        """Let go of connections; it may be asked again."""


PER_CONNECTION = 4
"""Mails in a batch for each connection: so many are in doubt at most when the process dies in the middle."""


class MailChannel:
    """Sends e-mail by the server that `settings` name; `password` is that of `settings.user`.

    `scope` (the workbook's id) makes Message-IDs unique. `clock` gives the aware moment that mails carry as date,
    `seconds` a clock that also counts while the machine sleeps. `sent_mail` is where evidence is looked for; it is
    closed with the channel. `dkim_key` is the content of `settings.dkim_key`. Raises ConfigurationError for addresses
    or a key that cannot work. Close it at the end, or use it in a `with` statement.
    """

    name = "mail"

    def __init__(
        self,
        settings: MailSettings,
        password: str,
        scope: str,
        clock: Callable[[], datetime],
        seconds: Callable[[], float],
        sent_mail: SentMail | None = None,
        *,
        dkim_key: bytes | None = None,
    ) -> None:
        self.batch_size = PER_CONNECTION * settings.at_once
        self._scope = scope
        self._clock = clock
        self._seconds = seconds
        self._sent_mail = sent_mail
        self._sender = sender_of(settings)
        self._signer = Signer(dkim_key, settings.dkim_selector, self._sender.domain) if dkim_key else None
        self._pool = Pool(Server(settings, password), wire_address(settings.sender), seconds)

    def send(self, messages: Sequence[tuple[str, Message]]) -> list[Receipt]:
        """Send each mail once; one receipt each, in order, with the Message-ID as the provider's id."""
        if not messages:
            return []
        batch = Batch(messages, partial(self._write, self._clock()), self._seconds)
        self._pool.send(batch, len(messages))
        return [
            Receipt(key, verdict.state, self._message_id(key), verdict.detail, verdict.retry, verdict.closes)
            for (key, _), verdict in zip(messages, batch.verdicts(), strict=True)
        ]

    def evidence(self, trace: Trace) -> Evidence:
        """SENT when the mailbox has a trace of it since it was about to be sent; else UNKNOWN: that proves nothing.

        An earlier try had the same Message-ID, so its bounce must not count.
        """
        if self._sent_mail is None:
            return Evidence.UNKNOWN
        return Evidence.SENT if self._sent_mail.has(self._message_id(trace.key), trace.since) else Evidence.UNKNOWN

    def found(self, trace: Trace) -> str:
        """The Message-ID that such a mail has, which never changes; without its brackets."""
        return self._message_id(trace.key).strip("<>")

    def close(self) -> None:
        """Close the connections that wait for a next batch, and that to the mailbox."""
        self._pool.close()
        if self._sent_mail is not None:
            self._sent_mail.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _message_id(self, key: str) -> str:
        return message_id(f"{self._scope}|{key}", self._sender.domain)[1:-1]

    def _write(self, now: datetime, key: str, message: Message) -> tuple[str, bytes]:
        """The recipient's address for the server, and the mail. Raises BadAddress."""
        mail = mail_bytes(f"{self._scope}|{key}", message, self._sender, now)
        return wire_address(message.contact.address), self._signer.sign(mail, now) if self._signer else mail


def sender_of(settings: MailSettings) -> Sender:
    """Who mails are from, by the operator's settings. Raises ConfigurationError, naming the setting."""
    for name in ("sender", "reply_to", "unsubscribe"):
        _check(f"mail.{name}", getattr(settings, name), is_needed=name == "sender")
    unsubscribe = settings.unsubscribe or settings.reply_to or settings.sender
    return Sender(settings.sender, settings.sender_name, settings.reply_to, unsubscribe, settings.unsubscribe_url)


def _check(name: str, address: str, is_needed: bool) -> None:
    if not address and not is_needed:
        return
    try:
        is_usable = not needs_utf8(wire_address(address))
    except BadAddress:
        is_usable = False
    if not is_usable:
        raise ConfigurationError(
            f"{name} in crm.toml is not an e-mail address that mail servers take, so no e-mail can be sent. "
            'Write one plain address there, such as "halo@example.co.id".'
        )
