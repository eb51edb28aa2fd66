"""What gifts to a customer may cost: a share of the commission that the customer brings (catalogue C3)."""

from __future__ import annotations

from datetime import date

import polars as pl

from crm_sheets.enrich.windows import months_before
from crm_sheets.tables import Book
from crm_sheets.team_settings import TeamSettings

WINDOW_MONTHS = 12
SPENT, EARNED = "gifts_window", "commission_window"


def gift_facts(book: Book, as_of: date) -> pl.DataFrame:
    """One row per customer with commission or gifts of the last 12 months: `commission_window`, `gifts_window`.

    Gifts are the rows of the gifts tab and the gift tasks of the queue whose cost somebody noted: a gift that stands
    in both counts twice, so it is noted in one of them.
    """
    spent = pl.concat([_gifts(book), _tasks(book)])
    return _summed(spent, SPENT, as_of).join(
        _summed(_commissions(book), EARNED, as_of), on="customer_id", how="full", coalesce=True
    )


def gift_columns(settings: TeamSettings, *, knows_commission: bool) -> list[pl.Expr]:
    """The gift facts with nothing left blank, and `gift_budget`: what may still be spent, never less than nothing.

    A workbook without commissions knows no budget: then both `commission_window` and `gift_budget` are null, and the
    budget limits nothing.
    """
    commission = pl.col(EARNED).fill_null(0.0) if knows_commission else pl.lit(None, pl.Float64)
    spent = pl.col(SPENT).fill_null(0.0)
    left = (commission * settings.gift_share - spent).round(2).clip(lower_bound=0)
    return [commission.alias(EARNED), spent.alias(SPENT), left.alias("gift_budget")]


def _commissions(book: Book) -> pl.DataFrame:
    return book.table("commissions").select("customer_id", "date", amount="amount")


def _gifts(book: Book) -> pl.DataFrame:
    return book.table("gifts").select("customer_id", "date", amount="cost")


def _tasks(book: Book) -> pl.DataFrame:
    """Gift tasks with a cost; who forgot to date one did it on the planned day or later."""
    day = pl.coalesce("outcome_date", "planned_on")
    return book.table("queue").filter(pl.col("task") == "gift").select("customer_id", date=day, amount="cost")


def _summed(rows: pl.DataFrame, name: str, as_of: date) -> pl.DataFrame:
    """The amounts of each customer within the last 12 months; rows without a day or an amount add nothing."""
    inside = (pl.col("date") > months_before(as_of, WINDOW_MONTHS)) & (pl.col("date") <= as_of)
    known = rows.filter(inside, pl.col("customer_id").is_not_null(), pl.col("amount").is_not_null())
    return known.group_by("customer_id").agg(pl.col("amount").sum().alias(name))
