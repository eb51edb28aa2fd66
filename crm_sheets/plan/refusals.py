"""Who has just said no: calls and visits that want something of them rest for a while."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from crm_sheets.model import Medium, Purpose, Text
from crm_sheets.plan.texts import day, detail
from crm_sheets.tables import Book
from crm_sheets.team_settings import TeamSettings

RESTING = (Purpose.SELLING, Purpose.RELATIONSHIP)
IN_PERSON = (Medium.CALL, Medium.VISIT)
REFUSED, WILLING = "refused", "interested"
SAID_NO = Text("menolak pada {}; lagi mulai {}", "refused on {}; again from {}")


def refusals(book: Book, settings: TeamSettings, as_of: date) -> pl.DataFrame:
    """Who refused within `mix_days` and has shown no interest since, by outcomes in the Queue and in Interactions.

    Columns `customer_id`, `refused_on`.
    """
    queue = book.table("queue").select("customer_id", "outcome", on=pl.coalesce("outcome_date", "planned_on"))
    noted = pl.concat([queue, book.table("interactions").select("customer_id", "outcome", on="date")])
    known = noted.filter(pl.col("on") <= as_of, pl.col("customer_id").is_not_null())
    latest = known.group_by("customer_id").agg(
        refused_on=pl.col("on").filter(pl.col("outcome") == REFUSED).max(),
        willing_on=pl.col("on").filter(pl.col("outcome") == WILLING).max(),
    )
    since = as_of - timedelta(days=settings.mix_days)
    changed_mind = (pl.col("willing_on") > pl.col("refused_on")).fill_null(value=False)
    return latest.filter(pl.col("refused_on") > since, ~changed_mind).select("customer_id", "refused_on")


def has_refused() -> pl.Expr:
    """True where such a call or visit rests; what was promised or asked for does not."""
    wants = pl.col("purpose").is_in(RESTING) & pl.col("medium").is_in(IN_PERSON) & ~pl.col("asked_for")
    return pl.col("refused_on").is_not_null() & wants


def refusal_detail(settings: TeamSettings) -> pl.Expr:
    """When it was, and from when on one may call again."""
    again = pl.col("refused_on") + pl.duration(days=settings.mix_days)
    language = settings.language
    return detail(SAID_NO, language, day("refused_on", language), day(again, language))
