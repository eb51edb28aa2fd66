"""What messages have cost since a month began: the provider's price where it is known, else the team's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo

from crm_sheets.ledger import Usage
from crm_sheets.model import Medium
from crm_sheets.team_settings import TeamSettings


def month_began(now: datetime, zone: tzinfo) -> datetime:
    """The first moment of the team's month; aware."""
    return now.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def spent(used: Iterable[Usage], settings: TeamSettings) -> float:
    """What SMS and WhatsApp have cost, in the workbook's currency."""
    return sum(cost_of(usage, settings) for usage in used)


def cost_of(usage: Usage, settings: TeamSettings) -> float:
    """What these messages have cost, in the workbook's currency; e-mails cost nothing."""
    if is_charged(usage, settings):
        return usage.price or 0.0
    prices = {Medium.SMS: settings.sms_price, Medium.WHATSAPP: settings.whatsapp_price}
    pieces = usage.segments if usage.medium is Medium.SMS else usage.messages
    return pieces * prices.get(usage.medium, 0.0)


def is_charged(usage: Usage, settings: TeamSettings) -> bool:
    """True when the provider has named the price of every message, in the workbook's currency."""
    return usage.price is not None and usage.priced == usage.messages and usage.price_unit == settings.currency
