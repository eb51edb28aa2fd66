"""The last real contact with a customer (catalogue B1, C11).

A real contact is one in which a person met or spoke with the customer, or the customer wrote or called: a row in the
interactions tab, a visit that met somebody, a task in the queue whose outcome says that the customer was reached, or
that is ticked as done. A message that a program sent is not one, however often it went out: nobody listened. Nor is a
try that reached nobody.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from crm_sheets.enrich.windows import days_since
from crm_sheets.schema.shared import REACHED_NOBODY
from crm_sheets.tables import Book

MET_NOBODY = ("not_in", "rescheduled")
"""Results of a visit."""


def touch_facts(book: Book, as_of: date) -> pl.DataFrame:
    """One row per customer with a real contact up to `as_of`: the day of the last (`last_contact`)."""
    return (
        pl.concat([_interactions(book), _visits(book), _queue_outcomes(book)])
        .filter(pl.col("last_contact") <= as_of, pl.col("customer_id").is_not_null())
        .group_by("customer_id")
        .agg(pl.col("last_contact").max())
    )


def touch_columns(as_of: date) -> list[pl.Expr]:
    """`days_since_contact` and `untouched_since_issue`: a policy was issued, and no real contact came after that day.

    A contact on the day of issue is the sale itself. False without a policy.
    """
    untouched = pl.col("last_contact").is_null() | (pl.col("last_contact") <= pl.col("last_issue"))
    return [
        days_since(pl.col("last_contact"), as_of).alias("days_since_contact"),
        (pl.col("last_issue").is_not_null() & untouched).alias("untouched_since_issue"),
    ]


def _interactions(book: Book) -> pl.DataFrame:
    in_vain = pl.col("outcome").is_in(REACHED_NOBODY).fill_null(False)
    return book.table("interactions").filter(~in_vain).select("customer_id", _day(pl.col("date")))


def _visits(book: Book) -> pl.DataFrame:
    in_vain = pl.col("result").is_in(MET_NOBODY).fill_null(False)
    return book.table("visits").filter(~in_vain).select("customer_id", _day(pl.col("visited_date")))


def _queue_outcomes(book: Book) -> pl.DataFrame:
    """Tasks with an outcome, or ticked as done without one: who ticks off a call has made it.

    Who forgot to date it did it on the planned day or later, so that day is safe to take.
    """
    done = pl.col("outcome").is_null() & pl.col("done").fill_null(value=False)
    reached = pl.col("outcome").is_in(REACHED_NOBODY).not_().fill_null(value=False) | done
    day = pl.coalesce("outcome_date", "planned_on")
    return book.table("queue").filter(reached).select("customer_id", _day(day))


def _day(day: pl.Expr) -> pl.Expr:
    return day.cast(pl.Date).alias("last_contact")
