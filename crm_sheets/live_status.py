"""How things stand live: what messages became and cost this month, who cannot be reached, who waits for an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from crm_sheets.carriers import live_media
from crm_sheets.desk.answer_times import Answered, answer_times
from crm_sheets.desk.tasks import handled_keys
from crm_sheets.ledger import Outcomes, SeenInbound, Usage
from crm_sheets.model import Medium
from crm_sheets.spending import cost_of, is_charged, month_began
from crm_sheets.team_settings import TeamSettings, read_team_settings

if TYPE_CHECKING:
    from crm_sheets.session import Session

ANSWERS_OF = timedelta(days=30)
MOMENT = "%Y-%m-%d %H:%M"


@dataclass(frozen=True)
class MediumStatus:
    """One medium this month.

    `cost` is in the workbook's currency; `is_estimate` when it is reckoned with the team's prices. `charged` is what
    the provider has named so far, by its currency, where that is another one or not yet for all.
    """

    medium: str
    sent: int
    delivered: int
    failed: int
    uncertain: int
    cost: float
    is_estimate: bool
    charged: Mapping[str, float]


@dataclass(frozen=True)
class AnswerStatus:
    """The messages of one medium that needed an answer; `share` in time, None while nothing was due."""

    medium: str
    answered: int
    in_time: int
    overdue: int
    share: float | None


@dataclass(frozen=True)
class LiveStatus:
    """Moments are local texts. `closed` counts addresses by reason, `inboxes` says when each was read last.

    `waiting` messages have no answer yet, the oldest since `waiting_since`; `budget` is 0 without one.
    """

    month: str
    currency: str
    budget: float
    media: tuple[MediumStatus, ...]
    closed: Mapping[str, int]
    inboxes: Mapping[str, str]
    answers: tuple[AnswerStatus, ...]
    waiting: int
    waiting_since: str


def live_status(session: Session) -> LiveStatus:
    """Read it from ledger and workbook."""
    workspace, ledger, run = session.workspace, session.ledger, session.run
    now, zone = workspace.now(), workspace.zone
    settings, _ = read_team_settings(session.book, workspace.settings.language)
    month = month_began(now, zone)
    handled = handled_keys(session.book)
    waiting = [item for item in ledger.unanswered(run.workbook_id) if item.key not in handled]
    read = ledger.inboxes_read(run.workbook_id)
    return LiveStatus(
        month=f"{month:%Y-%m}",
        currency=settings.currency,
        budget=settings.message_budget,
        media=tuple(_media(session, settings, month)),
        closed={reason.value: count for reason, count in ledger.shut_counts(run.workbook_id).items()},
        inboxes={source: f"{at.astimezone(zone):{MOMENT}}" for source, at in read.items()},
        answers=tuple(_answers(session, handled, now)),
        waiting=len(waiting),
        waiting_since=f"{waiting[0].at.astimezone(zone):{MOMENT}}" if waiting else "",
    )


def _media(session: Session, settings: TeamSettings, month: datetime) -> list[MediumStatus]:
    """Those that are set up, and those by which something went out."""
    run, ledger = session.run, session.ledger
    became = {found.medium: found for found in ledger.outcomes(run.workbook_id, run.mode, month)}
    used = ledger.usage(run.workbook_id, run.mode, month)
    shown = {medium for medium in live_media(session.workspace) if medium.is_message} | set(became)
    return [
        _medium(became.get(medium, Outcomes(medium, 0, 0, 0, 0)), [u for u in used if u.medium is medium], settings)
        for medium in Medium
        if medium in shown
    ]


def _medium(became: Outcomes, used: Sequence[Usage], settings: TeamSettings) -> MediumStatus:
    is_estimate = not all(is_charged(usage, settings) for usage in used)
    cost = sum(cost_of(usage, settings) for usage in used)
    return MediumStatus(
        medium=became.medium.value,
        sent=became.sent,
        delivered=became.delivered,
        failed=became.failed,
        uncertain=became.uncertain,
        cost=cost,
        is_estimate=is_estimate and bool(cost),
        charged={usage.price_unit: usage.price for usage in used if usage.price is not None} if is_estimate else {},
    )


def _answers(session: Session, handled: frozenset[str], now: datetime) -> list[AnswerStatus]:
    """By medium and at last all together; what people have ticked counts as answered now, when it is seen."""
    known = session.ledger.answers(session.run.workbook_id, now - ANSWERS_OF)
    figures = answer_times([_answered(item, handled, now) for item in known], now)
    return [
        AnswerStatus(one.medium.value if one.medium else "", one.answered, one.in_time, one.overdue, one.share)
        for one in figures
    ]


def _answered(item: SeenInbound, handled: frozenset[str], now: datetime) -> Answered:
    done = item.handled_at or (now if item.key in handled else None)
    return Answered(item.key, item.medium, item.at, item.answer_by, done)
