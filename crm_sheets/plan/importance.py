"""Which of several contacts goes first."""

from __future__ import annotations

import polars as pl

IMPORTANCE = ["priority", "due_date", "order", "customer_id", "subject", "period"]
"""The program's priority (1 first), then what has been due longest, then the order of the programs."""

CONTESTED = ["priority", "contest", "due_date", "order", "customer_id", "subject", "period"]
"""The same where contacts compete: `contest` puts the most valuable customers first where a day has a number."""


def worth() -> pl.Expr:
    """What a customer is worth a year, from profile columns: purchases in the window plus yearly premium."""
    return pl.col("spend_window").fill_null(0) + pl.col("premium_yearly").fill_null(0)


def contest() -> pl.Expr:
    """The order within a priority: by worth (`worth`) in programs with a number a day (`most_per_day`), else none."""
    return pl.when(pl.col("most_per_day") > 0).then(-pl.col("worth").fill_null(0)).otherwise(0.0)
