"""How often somebody bought within the window (catalogue B4)."""

from __future__ import annotations

import polars as pl

FREQUENCY_BINS = ("0", "1", "2", "3-5", ">5")


def frequency_bin(purchases: pl.Expr) -> pl.Expr:
    """The bin for a number of purchases in the window (a year by default)."""
    return (
        pl.when(purchases > 5)
        .then(pl.lit(">5"))
        .when(purchases >= 3)
        .then(pl.lit("3-5"))
        .otherwise(purchases.cast(pl.String))
    )
