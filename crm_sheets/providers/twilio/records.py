"""One message as Twilio tells of it: checked and bounded, since it comes from outside."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from crm_sheets.model import Medium

LONGEST_TEXT = 4000
WHATSAPP = "whatsapp:"
_SID = re.compile(r"(?:SM|MM)[0-9a-fA-F]{32}")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_UNIT = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True)
class Record:
    """A message in Twilio's lists.

    `sender` and `recipient` are E.164 without "whatsapp:", "" when they are no phone numbers. `text` has at most 4,000
    characters. `created`, `sent` and `updated` are aware, None when unknown. `price` is what it cost, in `price_unit`
    ("USD"); None until Twilio says so. `answers` is the id of the message that it replies to, "" when not told.
    """

    sid: str
    medium: Medium
    is_inbound: bool
    sender: str = field(repr=False)
    recipient: str = field(repr=False)
    text: str = field(repr=False)
    status: str
    created: datetime | None
    sent: datetime | None
    updated: datetime | None
    service: str = ""
    code: int = 0
    segments: int = 0
    media: int = 0
    price: float | None = None
    price_unit: str = ""
    answers: str = ""

    @property
    def at(self) -> datetime | None:
        """When it was sent or came in, as well as Twilio tells."""
        return self.sent or self.created or self.updated


def is_sid(value: object) -> bool:
    """True for the id of a message."""
    return isinstance(value, str) and _SID.fullmatch(value) is not None


def is_number(value: str) -> bool:
    """True for an E.164 number."""
    return _E164.fullmatch(value) is not None


def read_record(given: object) -> Record | None:
    """A message from Twilio's JSON; None for what is none."""
    if not isinstance(given, dict) or not is_sid(given.get("sid")):
        return None
    sender, recipient = _words(given, "from"), _words(given, "to")
    on_whatsapp = sender.startswith(WHATSAPP) or recipient.startswith(WHATSAPP)
    answers = given.get("original_replied_message_sid") or given.get("OriginalRepliedMessageSid")
    unit = _words(given, "price_unit")
    return Record(
        sid=given["sid"],
        medium=Medium.WHATSAPP if on_whatsapp else Medium.SMS,
        is_inbound=given.get("direction") == "inbound",
        sender=_number(sender),
        recipient=_number(recipient),
        text=_words(given, "body", LONGEST_TEXT),
        status=_words(given, "status"),
        created=_moment(given, "date_created"),
        sent=_moment(given, "date_sent"),
        updated=_moment(given, "date_updated"),
        service=_words(given, "messaging_service_sid"),
        code=_count(given, "error_code"),
        segments=_count(given, "num_segments"),
        media=_count(given, "num_media"),
        price=_price(given.get("price")),
        price_unit=unit if _UNIT.fullmatch(unit) else "",
        answers=str(answers) if is_sid(answers) else "",
    )


def _words(given: Mapping[str, Any], name: str, longest: int = 100) -> str:
    """A text of bounded length that every encoding takes: half a surrogate pair becomes "?"."""
    value = given.get(name)
    return value[:longest].encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _number(address: str) -> str:
    bare = address.removeprefix(WHATSAPP)
    return bare if is_number(bare) else ""


def _count(given: Mapping[str, Any], name: str) -> int:
    """A number that Twilio writes as text in places; 0 for anything else."""
    text = str(given.get(name))[:9]
    return int(text) if text.isascii() and text.isdigit() else 0


def _price(value: object) -> float | None:
    """What was charged: Twilio writes it as a negative amount."""
    try:
        price = abs(float(value[:20])) if isinstance(value, str) else math.nan
    except ValueError:
        return None
    return price if math.isfinite(price) and price < 1e6 else None


def _moment(given: Mapping[str, Any], name: str) -> datetime | None:
    """An RFC 2822 moment ("Thu, 24 Aug 2023 05:01:45 +0000") in UTC."""
    try:
        moment = parsedate_to_datetime(_words(given, name))
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
