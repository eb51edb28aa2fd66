"""Numbers and addresses of which somebody noted in the Queue that they are wrong."""

from __future__ import annotations

from datetime import date

import polars as pl

from crm_sheets.model import Closure, Medium
from crm_sheets.schema.shared import REACHED_NOBODY
from crm_sheets.tables import CLOSED, Book
from crm_sheets.validate.unreachable import BY_PHONE, BY_POST

WRONG = "wrong_address"
VALID_UNTIL_CHANGED = {Medium.EMAIL: (Medium.EMAIL,), **dict.fromkeys(BY_POST, BY_POST)}
"""What is shut with it, by a task whose row does not hold the address that was tried."""


def noted_wrong(book: Book, as_of: date) -> pl.DataFrame:
    """CLOSED, from the outcome "wrong address" of tasks up to `as_of`.

    A wrong number shuts calls, SMS and WhatsApp for as long as it is the customer's number and nobody was reached at
    it later: somebody else would read what is not theirs. An e-mail or home address is shut until the customer's data
    were verified on that day or later.
    """
    day = pl.coalesce("outcome_date", "planned_on")
    tasks = (
        book.table("queue").select("customer_id", "task", "call", "outcome", since=day).filter(pl.col("since") <= as_of)
    )
    wrong = tasks.filter(pl.col("outcome") == WRONG, pl.col("customer_id").is_not_null())
    if wrong.is_empty():
        return CLOSED.to_frame()
    people = book.table("customers").select("customer_id", "phone", "last_verified").unique("customer_id", keep="first")
    known = wrong.join(people, on="customer_id")
    return pl.concat([_numbers(known, tasks), *(_others(known, *pair) for pair in VALID_UNTIL_CHANGED.items())]).unique(
        maintain_order=True
    )


def _numbers(wrong: pl.DataFrame, tasks: pl.DataFrame) -> pl.DataFrame:
    reached = tasks.filter(pl.col("outcome").is_not_null(), ~pl.col("outcome").is_in(REACHED_NOBODY))
    later = reached.group_by("call").agg(reached_on=pl.col("since").max())
    still = (pl.col("reached_on") >= pl.col("since")).fill_null(value=False).not_()
    dead = wrong.filter(pl.col("task").is_in(BY_PHONE), pl.col("call") == pl.col("phone"))
    return _closed(dead.join(later, on="call", how="left").filter(still), BY_PHONE)


def _others(wrong: pl.DataFrame, tried: Medium, shut: tuple[Medium, ...]) -> pl.DataFrame:
    verified = (pl.col("last_verified") >= pl.col("since")).fill_null(value=False)
    return _closed(wrong.filter(pl.col("task") == tried, ~verified), shut)


def _closed(rows: pl.DataFrame, media: tuple[Medium, ...]) -> pl.DataFrame:
    return (
        rows.select(
            "customer_id",
            medium=pl.lit([medium.value for medium in media]),
            key=pl.lit(""),
            reason=pl.lit(Closure.UNREACHABLE.value),
            since="since",
            detail=pl.lit(""),
        )
        .explode("medium")
        .cast(CLOSED)
    )
