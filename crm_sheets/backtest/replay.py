"""Decide day after day as a nightly run would have, each day with what was known and had been sent by then."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from crm_sheets.backtest.known import as_known
from crm_sheets.budget import estimate
from crm_sheets.day import with_noted
from crm_sheets.derive import derive
from crm_sheets.enrich import enrich
from crm_sheets.model import Contact, ContactState, Decision, Message, Program
from crm_sheets.own_columns import with_own_from
from crm_sheets.plan import Circumstances, make_contacts, select
from crm_sheets.programs import find_due
from crm_sheets.render import RenderProblem
from crm_sheets.tables import DECISIONS, HISTORY, Book
from crm_sheets.team_settings import TeamSettings

_DECIDED: dict[str, pl.DataType] = {name: dtype for name, dtype in DECISIONS.items() if name != "address"}

PLAYED = pl.Schema(
    {
        "on": pl.Date(),  # the day on which this was decided
        "key": pl.String(),  # Contact.key
        **_DECIDED,
        "segments": pl.Int64(),  # of an SMS that would have gone out
        "cost": pl.Float64(),  # in the workbook's currency
    }
)
"""What was decided about each due contact on each day; no addresses."""

Write = Callable[[Contact, date], Message]


@dataclass(frozen=True)
class Ground:
    """What a replay stands on: the workbook of today, the programs that run, what the ledger knows, how messages go.

    `read` is the book with the team's own columns (`with_own_columns`), None where nothing names one.
    """

    book: Book
    programs: tuple[Program, ...]
    settings: TeamSettings
    history: pl.DataFrame
    circumstances: Circumstances
    told_in: str = ""
    read: Book | None = None

    @property
    def told(self) -> TeamSettings:
        """The settings for what is told: hints and details are in `told_in`, "" for the team's language."""
        return self.settings.told_in(self.told_in)

    def known_on(self, day: date) -> tuple[Book, pl.DataFrame]:
        """The workbook and the profiles as they were known on a day."""
        book = derive(as_known(self.book, day), self.settings, day)
        return book, enrich(book, self.settings, day, self.history)

    def seen_on(self, day: date) -> tuple[Book, pl.DataFrame]:
        """The same as conditions and occasions see them: with the team's own columns."""
        book, profiles = self.known_on(day)
        return self.seen(book), profiles

    def seen(self, book: Book) -> Book:
        """The workbook as known on a day, with the team's own columns."""
        return with_own_from(book, self.read) if self.read else book


@dataclass(frozen=True)
class Played:
    """What a replay gave: the decisions (PLAYED) about the programs that were asked for, in the order of the days."""

    days: Sequence[date]
    decisions: pl.DataFrame


def days_between(first: date, last: date) -> list[date]:
    """Every day from the first to the last, both included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def days_from(first: date, count: int) -> list[date]:
    """So many days from the first on."""
    return days_between(first, first + timedelta(days=count - 1))


def replay(
    ground: Ground,
    days: Sequence[date],
    told: Collection[str],
    write: Write,
    advance: Callable[[int, int], None] = lambda done, total: None,
) -> Played:
    """Play the days one after the other: a contact that is made on one is history on the next.

    `told` are the ids of the programs to tell about; only their messages are written (`write` raises RenderProblem),
    to know their price and what they lack. What needs approval counts as approved on the day; hours and budgets do not
    hold anything back.
    """
    frames = [PLAYED.to_frame()]
    history = ground.history
    for number, day in enumerate(days):
        advance(number, len(days))
        decided = _decide(replace(ground, history=history), day)
        played = _with_prices(decided, told, write)
        frames.append(played.filter(pl.col("program").is_in(list(told))).select(PLAYED.names()).cast(PLAYED))
        history = pl.concat([history, _as_history(played)])
    return Played(days, pl.concat(frames))


@dataclass(frozen=True)
class _Decided:
    """One day's decisions and what they rest on."""

    ground: Ground
    day: date
    book: Book
    profiles: pl.DataFrame
    decisions: pl.DataFrame


def _decide(ground: Ground, day: date) -> _Decided:
    book, profiles = ground.known_on(day)
    due, _ = find_due(ground.programs, ground.seen(book), profiles, day, ground.told)
    shut = ground.circumstances.closed.filter((pl.col("since") <= day).fill_null(value=True))
    circumstances = with_noted(replace(ground.circumstances, closed=shut), book, day)
    decisions = select(due, ground.programs, book, profiles, ground.history, ground.told, day, circumstances)
    return _Decided(ground, day, book, profiles, decisions)


def _with_prices(decided: _Decided, told: Collection[str], write: Write) -> pl.DataFrame:
    """The decisions as PLAYED; what cannot be written is left out for that reason."""
    ground = decided.ground
    keyed = decided.decisions.with_columns(
        key=pl.concat_str("program", "subject", "period", separator="|"), on=pl.lit(decided.day)
    )
    wanted = keyed.filter(pl.col("program").is_in(list(told)))
    contacts = make_contacts(wanted, ground.programs, decided.book, decided.profiles, ground.settings)
    written = [_written(contact, decided.day, write, ground.settings) for contact in contacts]
    prices = pl.DataFrame(written, schema=_WRITTEN, orient="row")
    fails = pl.col("problem").is_not_null()
    return keyed.join(prices, on="key", how="left", maintain_order="left").with_columns(
        decision=pl.when(fails).then(pl.lit(Decision.SKIPPED.value)).otherwise("decision"),
        reason=pl.coalesce("problem", "reason"),
        detail=pl.coalesce("problem_detail", "detail"),
    )


_WRITTEN = pl.Schema(
    {"key": pl.String, "segments": pl.Int64, "cost": pl.Float64, "problem": pl.String, "problem_detail": pl.String}
)


def _written(contact: Contact, day: date, write: Write, settings: TeamSettings) -> Mapping[str, object]:
    try:
        message = write(contact, day)
    except RenderProblem as problem:
        return {"key": contact.key, "problem": problem.reason.value, "problem_detail": problem.detail}
    return {"key": contact.key, "segments": message.segments, "cost": estimate([message], settings)}


def _as_history(played: pl.DataFrame) -> pl.DataFrame:
    """What was kept, as contacts that were made (HISTORY)."""
    made = played.filter(pl.col("decision") == Decision.KEPT)
    return made.with_columns(state=pl.lit(ContactState.SENT.value)).select(HISTORY.names()).cast(HISTORY)
