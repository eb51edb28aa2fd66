"""How to reach those who carry messages: Twilio, a mail server, a mailbox. Parts of the operator's settings."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr, field_validator, model_validator

Security = Literal["tls", "starttls", "none"]
E164 = Annotated[str, Field(pattern=r"^(\+[1-9]\d{6,14})?$")]
TemplateKey = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,80}\.(id|en)(\.(formal|familiar))?$")]
ContentId = Annotated[str, Field(pattern=r"^HX[0-9a-fA-F]{32}$")]
USUAL_PORTS = {"smtp": {"tls": 465, "starttls": 587, "none": 25}, "imap": {"tls": 993, "starttls": 143, "none": 143}}


def is_this_machine(host: str) -> bool:
    """True for the machine's own address, where nothing travels over a network."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class TwilioSettings(BaseModel, extra="forbid"):
    """SMS and WhatsApp by Twilio: "" for a sender means that this medium is not used.

    `account` begins with "AC". The token comes from CRM_SHEETS_TWILIO__TOKEN or from the file `token_file`, never from
    `crm.toml`; with `api_key` ("SK...") it is that key's secret. SMS go out from a number or a Messaging Service
    ("MG..."), WhatsApp from a number. `sms_replies` says that recipients can answer an SMS (they cannot in Indonesia).
    `seconds` is how long one request may take; `at_once` how many are under way at a time; `per_second` the most that
    each sender starts in a second. `url` is where Twilio is, for a relay of one's own. `content` holds the ids of
    approved WhatsApp templates ("HX...") by the template's name and language ("birthday_customer.id").
    """

    account: str = Field(default="", pattern=r"^(AC[0-9a-fA-F]{32})?$")
    api_key: str = Field(default="", pattern=r"^(SK[0-9a-fA-F]{32})?$")
    token: SecretStr | None = None
    token_file: Path = Path("twilio-token")
    sms_from: E164 = ""
    messaging_service: str = Field(default="", pattern=r"^(MG[0-9a-fA-F]{32})?$")
    whatsapp_from: E164 = ""
    sms_replies: bool = False
    seconds: float = Field(default=15.0, ge=1, le=120)
    at_once: int = Field(default=16, ge=1, le=64)
    per_second: float = Field(default=10.0, gt=0, le=1000)
    url: str = "https://api.twilio.com"
    content: dict[TemplateKey, ContentId] = Field(default_factory=dict)

    @field_validator("url")
    @classmethod
    def _travels_unreadable(cls, url: str) -> str:
        parts = urlsplit(url)
        if not parts.hostname or not (parts.scheme == "https" or is_this_machine(parts.hostname)):
            raise ValueError("Twilio is reached by https:// only (http:// on this machine itself)")
        return url.rstrip("/")

    @property
    def sends_sms(self) -> bool:
        """True when there is a sender for SMS."""
        return bool(self.account and (self.sms_from or self.messaging_service))

    @property
    def sends_whatsapp(self) -> bool:
        """True when there is a sender for WhatsApp."""
        return bool(self.account and self.whatsapp_from)


class _Server(BaseModel, extra="forbid"):
    """A server that is logged in to: its password comes from the environment or from a file, never from `crm.toml`."""

    host: str = ""
    port: int = Field(default=0, ge=0, le=65535)
    security: Security = "tls"
    user: str = ""
    password: SecretStr | None = None
    seconds: float = Field(default=30.0, ge=1, le=300)

    @model_validator(mode="after")
    def _travels_unreadable(self) -> Self:
        if self.host and self.security == "none" and not is_this_machine(self.host):
            raise ValueError('security = "none" is for a server on this machine only; use "tls" or "starttls"')
        return self


class MailSettings(_Server):
    """E-mail by SMTP; without `host` there is none.

    `sender` is the address it comes from, `sender_name` what people see (else the team's), `reply_to` where answers go.
    `unsubscribe` is the mailbox for List-Unsubscribe (else `reply_to`, else `sender`); `unsubscribe_url` an https
    address with "{token}" in it that a server of the operator's answers (one-click, RFC 8058). `at_once` is how many
    connections; `per_day` the most mails in 24 hours, 0 for no limit. With `dkim_key` (a PEM file), `dkim_selector` and
    the sender's domain mails are signed.
    """

    password_file: Path = Path("mail-password")
    sender: str = ""
    sender_name: str = ""
    reply_to: str = ""
    unsubscribe: str = ""
    unsubscribe_url: str = Field(default="", pattern=r"^(https://[^\s<>]+\{token\}[^\s<>]*)?$")
    at_once: int = Field(default=8, ge=1, le=64)
    per_day: int = Field(default=400, ge=0)
    dkim_key: Path | None = None
    dkim_selector: str = Field(default="", pattern=r"^[A-Za-z0-9._-]*$")

    @property
    def sends(self) -> bool:
        """True when there is a server and a sender."""
        return bool(self.host and self.sender)

    @property
    def usual_port(self) -> int:
        """The port to use."""
        return self.port or USUAL_PORTS["smtp"][self.security]


class MailboxSettings(_Server):
    """The mailbox that answers, bounces and unsubscriptions come to, by IMAP; without `host` nothing is read.

    `folders` are read; `sent_folder` is where the server keeps what was sent ("" finds it by itself), as evidence.
    """

    password_file: Path = Path("mailbox-password")
    folders: tuple[str, ...] = ("INBOX",)
    sent_folder: str = ""

    @property
    def usual_port(self) -> int:
        """The port to use."""
        return self.port or USUAL_PORTS["imap"][self.security]
