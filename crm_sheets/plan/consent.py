"""What a customer has allowed or withdrawn, per medium and purpose (catalogue A10).

Of all rows that cover a medium and a purpose ("all" covers each), the latest decides; on the same day a withdrawal
does. A withdrawal is never weakened by a faulty cell: without a readable date it counts as given today, without a
readable channel or purpose it covers all of them. A grant with such a cell does not count.
"""

from __future__ import annotations

from datetime import date

import polars as pl

GRANTED = "granted"
WITHDRAWN = "withdrawn"
ALL = "all"


def consent_states(offers: pl.DataFrame, consents: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """`offers` (offer, medium, customer_id, purpose) -> `offer`, `medium`, `consent` ("granted", "withdrawn"), `note`.

    `consents` are rows of the Consents tab, each with a `note` (null for none); that of the row that decides is given.
    Offers that no row covers are left out.
    """
    rows = _readable(consents.filter(pl.col("customer_id").is_in(offers["customer_id"].unique().implode())), as_of)
    covering = offers.join(rows, on="customer_id").filter(
        pl.col("channel").is_in([ALL]) | (pl.col("channel") == pl.col("medium")),
        pl.col("for").is_in([ALL]) | (pl.col("for") == pl.col("purpose")),
    )
    latest_last = ["date", pl.col("state") == WITHDRAWN, pl.col("note").is_not_null()]
    decides = pl.col("state", "note").sort_by(latest_last).last()
    return covering.group_by("offer", "medium").agg(decides).rename({"state": "consent"})


def _readable(consents: pl.DataFrame, as_of: date) -> pl.DataFrame:
    withdrawn = pl.col("state") == WITHDRAWN
    known_by_now = pl.when(pl.col("date") <= as_of).then("date")
    return consents.select(
        "customer_id",
        "state",
        "note",
        pl.when(withdrawn).then(pl.col("channel").fill_null(ALL)).otherwise("channel").alias("channel"),
        pl.when(withdrawn).then(pl.col("purpose").fill_null(ALL)).otherwise("purpose").alias("for"),
        pl.when(withdrawn).then(known_by_now.fill_null(as_of)).otherwise(known_by_now).alias("date"),
    ).drop_nulls(["customer_id", "state", "channel", "for", "date"])
