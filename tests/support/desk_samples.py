"""Small builders for tests about the desk: what came in, and what the desk knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from small_books import Row, book_of

from crm_sheets.desk.context import DeskContext
from crm_sheets.model import ContactState, Inbound, LedgerEntry, Medium
from crm_sheets.team_settings import TeamSettings

ZONE = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 20, 10, tzinfo=ZONE)
"""A Friday morning."""
NUMBERS = count(1)
STAFF = ({"name": "Rina", "active": False}, {"name": "Maya", "active": True}, {"name": "Agung"})


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 in Jakarta."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def message_settings(**changes: Any) -> TeamSettings:
    """Settings of a team that acknowledges."""
    usual = TeamSettings(
        company="Mitra Sehat", sender="Tim Mitra Sehat", reply_phone="0811-0000-9000", acknowledge="yes"
    )
    return replace(usual, **changes)


def inbound(text: str = "Berapa premi saya?", **fields: Any) -> Inbound:
    """A WhatsApp message of customer C1 an hour ago, unless said otherwise."""
    usual: dict[str, Any] = {
        "source": "whatsapp",
        "provider_id": f"SM{next(NUMBERS)}",
        "medium": Medium.WHATSAPP,
        "sender": "+6281200000001",
        "at": at(20, 9),
    }
    return Inbound(text=text, **{**usual, **fields})


def by_email(text: str = "Berapa premi saya?", sender: str = "c1@example.com", **fields: Any) -> Inbound:
    """An e-mail of customer C1."""
    return inbound(text, **{"source": "mailbox", "medium": Medium.EMAIL, "sender": sender, **fields})


def entry(customer_id: str = "C1", program_id: str = "birthday") -> LedgerEntry:
    """A contact of ours that somebody may answer."""
    when = datetime(2026, 11, 19, 2, tzinfo=UTC)
    return LedgerEntry(
        f"{program_id}|{customer_id}|2026",
        program_id,
        customer_id,
        "2026",
        customer_id,
        Medium.WHATSAPP,
        ContactState.SENT,
        "r1",
        when,
        when,
        "SM0",
        "",
    )


def desk(settings: TeamSettings | None = None, staff: Sequence[Row] = STAFF, **fields: Any) -> DeskContext:
    """What the desk knows; tabs by name, everything else by the names of DeskContext."""
    names = ("programs", "answered", "profiles", "now", "zone", "closed_senders")
    known = {name: fields.pop(name) for name in names if name in fields}
    book = book_of(staff=staff, **fields)
    return DeskContext(book=book, settings=settings or message_settings(), **{"zone": ZONE, "now": NOW, **known})
