"""What a replay comes to: how many, to whom, what it costs, what was held back and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from crm_sheets.backtest.replay import Played
from crm_sheets.model import Decision, Program, SkipReason

OVER = (SkipReason.TOO_LATE.value, SkipReason.ALREADY_DONE.value)
"""What comes after another reason has held for too long, or after the contact was made."""


@dataclass(frozen=True)
class Outcome:
    """The figures of one program over some days.

    `made` (PLAYED) are the contacts that would have been made, `media` how many by which medium with `segments` and
    `cost`, `months` the same by month ("2026-08"). `held_back` has by reason how many contacts it held up on one day at
    least (`held`), and how many of those were never made in these days (`never`). `busiest` is the day with most
    contacts, None without any. Money is in the workbook's currency.
    """

    made: pl.DataFrame
    media: pl.DataFrame
    months: pl.DataFrame
    held_back: pl.DataFrame
    people: int
    cost: float
    busiest: date | None
    busiest_contacts: int

    @property
    def contacts(self) -> int:
        """How many contacts would have been made."""
        return self.made.height

    def as_json(self) -> dict[str, Any]:
        """The figures for another program; without the contacts themselves."""
        return {
            "contacts": self.contacts,
            "people": self.people,
            "cost": self.cost,
            "busiest": self.busiest,
            "busiest_contacts": self.busiest_contacts,
            "media": self.media.to_dicts(),
            "months": self.months.to_dicts(),
            "held_back": self.held_back.to_dicts(),
        }


def outcome_of(played: Played, program: Program, history: pl.DataFrame) -> Outcome:
    """The figures of one program; `history` (HISTORY) is what had been done before the first day."""
    rows = played.decisions.filter(pl.col("program") == program.program_id)
    made = rows.filter(pl.col("decision") == Decision.KEPT).sort("on", "customer_id", "key")
    days = made.group_by("on").len().sort(["len", "on"], descending=[True, False])
    busiest = days.row(0) if days.height else (None, 0)
    return Outcome(
        made=made,
        media=_summed(made, pl.col("medium")).sort(["contacts", "medium"], descending=[True, False]),
        months=_summed(made, pl.col("on").dt.strftime("%Y-%m").alias("month")).sort("month"),
        held_back=_held_back(_of_these_days(rows, program, played.days[0], history), made),
        people=made["customer_id"].n_unique(),
        cost=float(made["cost"].sum()),
        busiest=busiest[0],
        busiest_contacts=busiest[1],
    )


def _summed(made: pl.DataFrame, by: pl.Expr) -> pl.DataFrame:
    return made.group_by(by).agg(contacts=pl.len(), segments=pl.col("segments").sum(), cost=pl.col("cost").sum())


def _of_these_days(rows: pl.DataFrame, program: Program, first: date, history: pl.DataFrame) -> pl.DataFrame:
    """Without what was over before the first day: too late by then, or made by then."""
    in_time = pl.col("due_date") + pl.duration(days=program.lateness_days) >= first
    return rows.filter(in_time, ~pl.col("key").is_in(history["key"].implode()))


def _held_back(rows: pl.DataFrame, made: pl.DataFrame) -> pl.DataFrame:
    """By reason: `held` and `never`, most frequent first.

    A contact that became too late in the end is told by what had held it up before.
    """
    not_made = rows.join(made.select("key", made_on="on"), on="key", how="left").filter(
        pl.col("made_on").is_null() | (pl.col("on") < pl.col("made_on")), pl.col("reason") != ""
    )
    is_over = pl.col("reason").is_in(OVER)
    causes = not_made.filter(~is_over | is_over.all().over("key"))
    last = causes.filter(pl.col("made_on").is_null()).sort("on").unique("key", keep="last")
    never = last.group_by("reason").agg(never=pl.len())
    held = causes.group_by("reason").agg(held=pl.col("key").n_unique())
    joined = held.join(never, on="reason", how="left").with_columns(pl.col("never").fill_null(0))
    return joined.sort(["held", "reason"], descending=[True, False])
