"""What has changed between two plans: contact by contact, by its key."""

from __future__ import annotations

from enum import StrEnum

import polars as pl

PLAN = pl.Schema(
    {
        "key": pl.String(),  # Contact.key
        "program": pl.String(),
        "program_name": pl.String(),
        "customer_id": pl.String(),
        "customer": pl.String(),
        "occasion_date": pl.Date(),
        "due_date": pl.Date(),
        "medium": pl.String(),
        "decision": pl.String(),
        "reason": pl.String(),
        "detail": pl.String(),
    }
)
"""One contact of a plan as it is kept and compared; no addresses."""

COMPARED = ("medium", "due_date", "decision", "reason")


class Change(StrEnum):
    """How a contact differs from the plan before; one that differs in several ways is told by the first of these."""

    NEW = "new"
    GONE = "gone"
    DECISION = "decision"
    CHANNEL = "channel"
    DAY = "day"


DIFFERENCES = pl.Schema(
    {
        "change": pl.String(),  # Change
        "key": pl.String(),
        "program": pl.String(),
        "program_name": pl.String(),
        "customer_id": pl.String(),
        "customer": pl.String(),
        **{f"{name}_before": PLAN[name] for name in COMPARED},  # null where the contact is new
        **{f"{name}_after": PLAN[name] for name in COMPARED},  # null where it is gone
        "detail": pl.String(),  # what people need to understand the reason after, or before where it is gone
    }
)


def difference(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """The contacts (DIFFERENCES) of two plans (PLAN) that differ: program by program, kind by kind."""
    joined = _one_each(before).join(_one_each(after), on="key", how="full", coalesce=True, suffix="_new")
    both = {name: (pl.col(name), pl.col(f"{name}_new")) for name in PLAN if name != "key"}
    told = joined.with_columns(
        change=_change(),
        **{f"{name}_before": both[name][0] for name in COMPARED},
        **{f"{name}_after": both[name][1] for name in COMPARED},
        **{
            name: pl.coalesce(*reversed(both[name]))
            for name in ("program", "program_name", "customer_id", "customer", "detail")
        },
    )
    order = {change.value: place for place, change in enumerate(Change)}
    place = pl.col("change").replace_strict(order, default=None, return_dtype=pl.Int64)
    return (
        told.filter(pl.col("change").is_not_null())
        .sort("program", place, "decision_after", "reason_after", "customer_id", "key", nulls_last=True)
        .select(DIFFERENCES.names())
        .cast(DIFFERENCES)
    )


def _one_each(plan: pl.DataFrame) -> pl.DataFrame:
    return plan.select(PLAN.names()).cast(PLAN).unique("key", keep="first", maintain_order=True)


def _change() -> pl.Expr:
    def differs(name: str) -> pl.Expr:
        return pl.col(name).ne_missing(pl.col(f"{name}_new"))

    return (
        pl.when(pl.col("decision").is_null())
        .then(pl.lit(Change.NEW))
        .when(pl.col("decision_new").is_null())
        .then(pl.lit(Change.GONE))
        .when(differs("decision") | differs("reason"))
        .then(pl.lit(Change.DECISION))
        .when(differs("medium"))
        .then(pl.lit(Change.CHANNEL))
        .when(differs("due_date"))
        .then(pl.lit(Change.DAY))
    )
