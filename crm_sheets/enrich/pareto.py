"""What the best customers bring: the actual share of the top 20 %, and the top ten (catalogue B6)."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import polars as pl


@dataclass(frozen=True)
class Pareto:
    """How much of the profit (or revenue) comes from the best customers (B6).

    `measure` is "profit", or "revenue" where no cost is known. `costed_share` is the share of the revenue whose cost
    is known: the lower, the more of the profit is an estimate. `share` is None when the total is not positive.
    """

    measure: str
    customers: int
    top_customers: int
    top_value: float
    total_value: float
    costed_share: float

    @property
    def share(self) -> float | None:
        """What part of the total the top customers bring."""
        return self.top_value / self.total_value if self.total_value > 0 else None


def pareto(facts: pl.DataFrame, top: float = 0.2) -> Pareto:
    """The actual share of the top 20 % (or another part) of who bought in the window (CUSTOMER_FACTS).

    The number of top customers is rounded up, so there is at least one.
    """
    bought = facts.filter(pl.col("purchases_window") > 0)
    valued = with_value(bought).sort("value", descending=True)
    count = ceil(round(valued.height * top, 9))
    revenue = _total(bought, "amount_window")
    return Pareto(
        measure=_measure(bought),
        customers=bought.height,
        top_customers=count,
        top_value=_total(valued.head(count), "value"),
        total_value=_total(valued, "value"),
        costed_share=_total(bought, "costed_amount_window") / revenue if revenue > 0 else 0.0,
    )


def with_value(facts: pl.DataFrame) -> pl.DataFrame:
    """The facts (CUSTOMER_FACTS) with `value`: each customer's profit in the window, or revenue where no cost is known.

    Where only some costs are known, the amounts without one are taken to earn the average margin of those with one.
    """
    amount, cost, costed = (pl.col(f"{name}_window") for name in ("amount", "cost", "costed_amount"))
    if _measure(facts) == "revenue":
        return facts.with_columns(amount.alias("value"))
    margin = 1 - cost.sum() / costed.sum()
    return facts.with_columns((costed - cost + (amount - costed) * margin).alias("value"))


def top_customers(facts: pl.DataFrame, profiles: pl.DataFrame, count: int = 10) -> pl.DataFrame:
    """The customers of highest value in the window, the best first.

    Columns: rank (from 1), customer_id, name, owner, tier, purchases, spend, value (see `with_value`), share (of the
    value of all) and cumulative_share. Equal values stand in the order of their ids.
    """
    total = pl.col("value").sum()
    share = pl.when(total > 0).then(pl.col("value") / total).otherwise(0.0)
    valued = with_value(facts.filter(pl.col("purchases_window") > 0))
    best = (
        valued.with_columns(share.alias("share"))
        .sort("value", "customer_id", descending=[True, False])
        .head(count)
        .with_columns(pl.col("share").cum_sum().alias("cumulative_share"))
        .with_row_index("rank", offset=1)
    )
    people = profiles.select("customer_id", "name", "owner", "tier").unique("customer_id", keep="first")
    named = best.join(people, on="customer_id", how="left", maintain_order="left")
    shown = ("rank", "customer_id", "name", "owner", "tier", "purchases", "spend", "value", "share", "cumulative_share")
    purchases, spend = pl.col("purchases_window").alias("purchases"), pl.col("amount_window").alias("spend")
    return named.with_columns(purchases, spend).select(shown)


def _measure(facts: pl.DataFrame) -> str:
    return "profit" if _total(facts, "costed_amount_window") > 0 else "revenue"


def _total(frame: pl.DataFrame, column: str) -> float:
    return float(frame[column].sum())
