"""Single transactions in, one row per customer (or customer and month) out: the only module that sees transactions.

Everything after it works on these facts. The expressions are kept to sums, minima, maxima and counts over conditions,
so that another engine can run them where a sheet is too small for the transactions.

What counts, everywhere in this module:

- A row without a customer or a date, or dated after the last day asked for, does not exist.
- A purchase is a row whose amount is not negative. A blank amount is a purchase of unknown value: it counts, and adds
  nothing. A negative amount is a return: it lowers the amount and the cost, and is no purchase.
- `cost` is summed where both amount and cost are known; `costed_amount` is the amount of just those rows, so that
  `costed_amount - cost` is the profit that is known.
- Money is in the workbook's currency, rounded to four decimals, so that the order of an addition never decides on
  which side of a threshold a sum falls. A window leaves its first day out and takes its last day in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

CUSTOMER_FACTS = pl.Schema(
    {
        "customer_id": pl.String,
        "first_purchase": pl.Date,
        "last_purchase": pl.Date,
        "purchases": pl.Int64,
        "amount": pl.Float64,
        "cost": pl.Float64,
        "costed_amount": pl.Float64,
        "products": pl.Int64,  # distinct products ever bought
        "purchases_window": pl.Int64,
        "amount_window": pl.Float64,
        "cost_window": pl.Float64,
        "costed_amount_window": pl.Float64,
    }
)

MONTHLY_FACTS = pl.Schema(
    {
        "customer_id": pl.String,
        "month": pl.Date,  # its first day
        "first_purchase": pl.Date,
        "last_purchase": pl.Date,
        "purchases": pl.Int64,
        "amount": pl.Float64,
        "cost": pl.Float64,
        "costed_amount": pl.Float64,
    }
)

PERIOD_FACTS = pl.Schema(
    {
        "customer_id": pl.String,
        "first_purchase": pl.Date,  # the first ever, not the first in the period
        "purchases_before": pl.Int64,
        "purchases": pl.Int64,
        "amount": pl.Float64,
        "cost": pl.Float64,
        "costed_amount": pl.Float64,
    }
)

AMOUNT = pl.col("amount").fill_null(0.0)
IS_PURCHASE = AMOUNT >= 0
PURCHASE_DATE = pl.when(IS_PURCHASE).then(pl.col("date"))
HAS_COST = pl.col("amount").is_not_null() & pl.col("cost").is_not_null()
COST = pl.when(~HAS_COST).then(0.0).when(IS_PURCHASE).then(pl.col("cost")).otherwise(-pl.col("cost"))
COSTED_AMOUNT = pl.when(HAS_COST).then(pl.col("amount")).otherwise(0.0)


def customer_facts(transactions: pl.DataFrame, as_of: date, window_start: date) -> pl.DataFrame:
    """One row (CUSTOMER_FACTS) per customer with a transaction up to `as_of`, in no particular order.

    The `_window` columns are about the days after `window_start`, up to and including `as_of`.
    """
    known = _known(transactions, as_of)
    in_window = pl.col("date") > window_start
    facts = known.group_by("customer_id").agg(*_dates(), *_sums(), *_sums(in_window, "_window"))
    return _shape(facts.join(_distinct_products(known), on="customer_id", how="left"), CUSTOMER_FACTS)


def monthly_facts(transactions: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One row (MONTHLY_FACTS) per customer and month with a transaction up to `as_of`, by customer and month."""
    month = pl.col("date").dt.truncate("1mo").alias("month")
    facts = _known(transactions, as_of).group_by("customer_id", month).agg(*_dates(), *_sums())
    return _shape(facts, MONTHLY_FACTS).sort("customer_id", "month")


def period_facts(transactions: pl.DataFrame, start: date, end: date) -> pl.DataFrame:
    """One row (PERIOD_FACTS) per customer with a transaction from `start` to `end`, both included.

    For a period that is not over yet, let `end` be the day of the run.
    """
    inside = pl.col("date") >= start
    facts = (
        _known(transactions, end)
        .group_by("customer_id")
        .agg(
            PURCHASE_DATE.min().alias("first_purchase"),
            (IS_PURCHASE & ~inside).sum().alias("purchases_before"),
            inside.any().alias("inside"),
            *_sums(inside),
        )
        .filter("inside")
    )
    return _shape(facts, PERIOD_FACTS)


def purchase_days(transactions: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The days up to `as_of` on which each customer bought: `customer_id`, `date`."""
    return _known(transactions, as_of).filter(IS_PURCHASE).select("customer_id", "date").unique()


@dataclass(frozen=True)
class PeriodSales:
    """What a period brought (catalogue F2). Money is in the workbook's currency.

    `new_customers` bought for the first time ever, `returning_customers` had bought before the period, and
    `repeat_buyers` made at least their second purchase ever in it (a new customer may already be one). `profit` is
    that of the purchases whose cost is known; None when it is known of none.
    """

    revenue: float
    profit: float | None
    purchases: int
    buyers: int
    new_customers: int
    returning_customers: int
    repeat_buyers: int


def period_sales(facts: pl.DataFrame) -> PeriodSales:
    """The totals of a period's facts (PERIOD_FACTS)."""
    bought = facts.filter(pl.col("purchases") > 0)
    before, now = pl.col("purchases_before"), pl.col("purchases")
    counts = bought.select((before == 0).sum().alias("new"), (before + now >= 2).sum().alias("repeat")).row(0)
    amounts = facts.select(pl.col("amount", "cost", "costed_amount").sum()).row(0, named=True)
    has_cost = bool(amounts["cost"] or amounts["costed_amount"])
    return PeriodSales(
        revenue=amounts["amount"],
        profit=amounts["costed_amount"] - amounts["cost"] if has_cost else None,
        purchases=int(bought["purchases"].sum()),
        buyers=bought.height,
        new_customers=counts[0],
        returning_customers=bought.height - counts[0],
        repeat_buyers=counts[1],
    )


def _known(transactions: pl.DataFrame, as_of: date) -> pl.DataFrame:
    return transactions.filter(pl.col("date") <= as_of, pl.col("customer_id").is_not_null())


def _dates() -> tuple[pl.Expr, ...]:
    return PURCHASE_DATE.min().alias("first_purchase"), PURCHASE_DATE.max().alias("last_purchase")


def _sums(condition: pl.Expr | None = None, suffix: str = "") -> tuple[pl.Expr, ...]:
    measures = {"purchases": IS_PURCHASE, "amount": AMOUNT, "cost": COST, "costed_amount": COSTED_AMOUNT}
    if condition is not None:
        measures = {name: pl.when(condition).then(measure) for name, measure in measures.items()}
    return tuple(measure.sum().alias(f"{name}{suffix}") for name, measure in measures.items())


def _distinct_products(known: pl.DataFrame) -> pl.DataFrame:
    """Distinct products per customer; pairs first, which is many times faster than counting inside each group."""
    pairs = known.filter(IS_PURCHASE, pl.col("product_id").is_not_null()).select("customer_id", "product_id").unique()
    return pairs.group_by("customer_id").agg(pl.len().alias("products"))


def _shape(facts: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    counts = [pl.col(name).fill_null(0) for name, dtype in schema.items() if dtype == pl.Int64]
    money = [pl.col(name).round(4) for name, dtype in schema.items() if dtype == pl.Float64]
    return facts.with_columns(*counts, *money).select(pl.col(name).cast(dtype) for name, dtype in schema.items())
