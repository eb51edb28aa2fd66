"""What may still go out for the money and the mails that are left; what does not fit waits (catalogue D2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crm_sheets.model import Medium, Message, SkipReason, Text
from crm_sheets.render.shown import money_text
from crm_sheets.sms import estimate_cost
from crm_sheets.team_settings import TeamSettings

ROUNDING = 1e-6
"""Prices are added up as floats; less than this is no difference."""

MONEY_SPENT = Text(
    "anggaran bulan ini {budget} terpakai, sisanya {left} tidak cukup",
    "this month's budget of {budget} is used up, the {left} left do not suffice",
)
MAILS_SPENT = Text(
    "batas {mails} e-mail dalam 24 jam tercapai", "the limit of {mails} mails in 24 hours has been reached"
)


@dataclass(frozen=True)
class Limits:
    """What may go out now; None for no limit.

    `money` is what is left this month for SMS and WhatsApp together, in the workbook's currency; `mails` how many mails
    are left, of `mails_a_day` in 24 hours.
    """

    money: float | None = None
    mails: int | None = None
    mails_a_day: int = 0

    @classmethod
    def after(cls, spent: float, mailed: int, settings: TeamSettings, mails_a_day: int) -> Limits:
        """What is left when this much was spent this month and so many mails went out in 24 hours; 0 is no limit."""
        return cls(
            money=settings.message_budget - spent if settings.message_budget else None,
            mails=mails_a_day - mailed if mails_a_day else None,
            mails_a_day=mails_a_day,
        )


def within_budget(
    messages: Sequence[Message], limits: Limits, settings: TeamSettings
) -> tuple[list[Message], dict[str, tuple[SkipReason, str]]]:
    """The messages that fit, and by contact key why each of the others waits.

    They come in the order of their importance. The first that does not fit stops all that follow by the same means
    (SMS and WhatsApp share one budget), though a cheaper one might fit: what matters more never waits for less.
    """
    money = _Means(limits.money)
    mails = _Means(limits.mails)
    allowed, waiting = [], {}
    for message in messages:
        is_mail = message.contact.medium is Medium.EMAIL
        means, cost = (mails, 1) if is_mail else (money, estimate([message], settings))
        if means.take(cost):
            allowed.append(message)
        else:
            why = _mails_spent(limits, settings) if is_mail else _money_spent(means, settings)
            waiting[message.contact.key] = (SkipReason.BUDGET_SPENT, why)
    return allowed, waiting


def estimate(messages: Iterable[Message], settings: TeamSettings) -> float:
    """What these messages will cost about, in the workbook's currency: each part of an SMS, each WhatsApp message."""
    return sum(_price(message, settings) for message in messages)


def _price(message: Message, settings: TeamSettings) -> float:
    if message.contact.medium is Medium.SMS:
        return estimate_cost(max(1, message.segments), settings)
    return settings.whatsapp_price if message.contact.medium is Medium.WHATSAPP else 0.0


@dataclass
class _Means:
    """What is left of one kind; None for no limit."""

    left: float | None
    is_spent: bool = False

    def take(self, cost: float) -> bool:
        """Use some; False, from then on always, when there is not enough."""
        if self.left is None:
            return True
        self.is_spent = self.is_spent or cost > max(self.left, 0.0) + ROUNDING
        if not self.is_spent:
            self.left -= cost
        return not self.is_spent


def _money_spent(means: _Means, settings: TeamSettings) -> str:
    def shown(amount: float) -> str:
        return money_text(amount, settings.currency, settings.language)

    left = max(means.left or 0.0, 0.0)
    return MONEY_SPENT.in_language(settings.language).format(budget=shown(settings.message_budget), left=shown(left))


def _mails_spent(limits: Limits, settings: TeamSettings) -> str:
    return MAILS_SPENT.in_language(settings.language).format(mails=limits.mails_a_day)
