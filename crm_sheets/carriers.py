"""Who carries messages: files in a rehearsal, Twilio and a mail server when live; and who brings answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import SecretStr

from crm_sheets.errors import ConfigurationError
from crm_sheets.model import Medium
from crm_sheets.private_files import is_missing, read_private

if TYPE_CHECKING:
    from pathlib import Path

    from crm_sheets.channels.protocol import Channel
    from crm_sheets.channels.smtp.channel import SentMail
    from crm_sheets.inbox.protocol import Inbox
    from crm_sheets.ledger import Ledger, RunContext
    from crm_sheets.server_settings import MailSettings
    from crm_sheets.workspace import Workspace

LastWrote = Callable[[str], datetime | None]
"""Address -> when its owner last wrote to us by WhatsApp."""


@dataclass(frozen=True)
class Carriers:
    """The message channels of a live run. `sender_name` is the team's, for mails whose settings name no other."""

    workspace: Workspace
    ledger: Ledger
    run: RunContext
    last_wrote: LastWrote
    sender_name: str = ""

    def channels(self) -> Mapping[Medium, Channel]:
        """Those that are set up, by medium. Raises ConfigurationError for a secret that is missing."""
        settings = self.workspace.settings
        channels: dict[Medium, Channel] = {}
        if settings.twilio.sends_sms or settings.twilio.sends_whatsapp:
            twilio = self._twilio()
            channels |= {Medium.SMS: twilio} if settings.twilio.sends_sms else {}
            channels |= {Medium.WHATSAPP: twilio} if settings.twilio.sends_whatsapp else {}
        if settings.mail.sends:
            channels[Medium.EMAIL] = self._mail(settings.mail)
        return channels

    def _twilio(self) -> Channel:
        from crm_sheets.channels.twilio import TwilioChannel

        return TwilioChannel(
            self.workspace.settings.twilio,
            twilio_token(self.workspace),
            fingerprint=self.ledger.fingerprint,
            clock=self.workspace.now,
            seconds=self.ledger.clock,
            last_wrote=self.last_wrote,
            is_recorded=self._is_recorded,
        )

    def _is_recorded(self, provider_id: str) -> bool:
        """True for a message that the ledger knows already: it is no trace of another one with the same text."""
        return bool(self.ledger.sent_as(self.run.workbook_id, [provider_id]))

    def _mail(self, settings: MailSettings) -> Channel:
        from crm_sheets.channels.smtp import MailChannel

        return MailChannel(
            settings.model_copy(update={"sender_name": settings.sender_name or self.sender_name}),
            mail_password(self.workspace),
            scope=self.run.workbook_id,
            clock=self.workspace.now,
            seconds=self.ledger.clock,
            sent_mail=self._sent_mail(),
            dkim_key=read_private(settings.dkim_key, "DKIM key").encode() if settings.dkim_key else None,
        )

    def _sent_mail(self) -> SentMail | None:
        """Looks for a mail in the mailbox, as evidence that it was sent."""
        mailbox = self.workspace.settings.mailbox
        if not mailbox.host:
            return None
        from crm_sheets.inbox.imap.search import MailboxSearch

        return MailboxSearch(mailbox, mailbox_password(self.workspace))


def live_media(workspace: Workspace) -> frozenset[Medium]:
    """The media that a live run can use: what people do, and the message channels that are set up."""
    settings = workspace.settings
    media = {medium for medium in Medium if not medium.is_message}
    media |= {Medium.SMS} if settings.twilio.sends_sms else set()
    media |= {Medium.WHATSAPP} if settings.twilio.sends_whatsapp else set()
    return frozenset(media | ({Medium.EMAIL} if settings.mail.sends else set()))


def inboxes(workspace: Workspace) -> list[Inbox]:
    """The places that are set up where messages come in. Raises ConfigurationError for a secret that is missing."""
    settings = workspace.settings
    found: list[Inbox] = []
    if settings.twilio.account:
        from crm_sheets.inbox.twilio import TwilioInbox

        found.append(TwilioInbox(settings.twilio, twilio_token(workspace)))
    if settings.mailbox.host:
        from crm_sheets.inbox.imap.inbox import MailboxInbox

        addresses = (settings.mail.sender, settings.mail.reply_to, settings.mail.unsubscribe, settings.mailbox.user)
        own = list(dict.fromkeys(filter(None, addresses)))  # the sender's first
        found.append(MailboxInbox(settings.mailbox, mailbox_password(workspace), own))
    return found


def twilio_token(workspace: Workspace) -> str:
    """Twilio's token, or the secret of its API key."""
    twilio = workspace.settings.twilio
    return _secret(twilio.token, twilio.token_file, "Twilio token", "CRM_SHEETS_TWILIO__TOKEN")


def mail_password(workspace: Workspace) -> str:
    """The mail server's password, "" when nobody logs in."""
    mail = workspace.settings.mail
    if not mail.user:
        return ""
    return _secret(mail.password, mail.password_file, "password of the mail server", "CRM_SHEETS_MAIL__PASSWORD")


def mailbox_password(workspace: Workspace) -> str:
    """The mailbox's password."""
    box = workspace.settings.mailbox
    return _secret(box.password, box.password_file, "password of the mailbox", "CRM_SHEETS_MAILBOX__PASSWORD")


def _secret(given: SecretStr | None, file: Path, what: str, variable: str) -> str:
    if given is not None:
        return given.get_secret_value()
    if is_missing(file):
        raise ConfigurationError(
            f'The {what} is missing: there is no file "{file}". Write it into that file and close it (chmod 600 '
            f'"{file}"), or give it in {variable}.'
        )
    return read_private(file, what).strip()
