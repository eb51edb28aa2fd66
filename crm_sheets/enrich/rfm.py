"""Scores for recency, frequency and monetary value (catalogue B2).

Recency is the date of the last purchase, frequency and monetary are the purchases and the spend of all years, so that
a once great customer who went away shows as such ("155"). Only customers with a purchase are scored.
"""

from __future__ import annotations

import polars as pl

SCORES = {"rfm_recency": "last_purchase", "rfm_frequency": "purchases", "rfm_monetary": "spend_lifetime"}


def rfm_columns() -> list[pl.Expr]:
    """`rfm_recency`, `rfm_frequency`, `rfm_monetary` (1 to 5, 5 is best) and `rfm`, the three as digits."""
    bought = pl.col("purchases") > 0
    scores = {name: quintile(pl.when(bought).then(pl.col(column))) for name, column in SCORES.items()}
    digits = pl.concat_str([score.cast(pl.String) for score in scores.values()])
    return [*(score.alias(name) for name, score in scores.items()), digits.alias("rfm")]


def quintile(value: pl.Expr) -> pl.Expr:
    """The fifth of the known values in which each stands, 1 (lowest) to 5; null where the value is null.

    Equal values share a score. A value stands at the middle of its ties: with `below` smaller and `ties` equal values
    among n, at (below + ties / 2) / n, of which the fifth is taken. So 5 different values get 1, 2, 3, 4, 5; three
    get 1, 3, 5; one alone, or all equal, the neutral 3. Counted in whole numbers: no rounding decides.
    """
    twice_the_middle = (value.rank("average") * 2).cast(pl.Int64) - 1
    return (twice_the_middle * 5).floordiv(value.count().cast(pl.Int64) * 2) + 1
