"""Who moved from which segment to which between two dates (catalogue B5)."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

ABSENT = "absent"


def migration(before: pl.DataFrame, after: pl.DataFrame, column: str, segments: Sequence[str]) -> pl.DataFrame:
    """Who moved from which segment to which between two dates (B5), from the profiles on each.

    A row for each segment they came from (`before`), a column of counts for each they went to, and `total`. Who is in
    one of the two only, or in no listed segment, is counted under ABSENT, the last row and column.
    """
    states = (*segments, ABSENT)
    moved = _states(before, column, segments, "before").join(
        _states(after, column, segments, "after"), on="customer_id", how="full", coalesce=True
    )
    moved = moved.with_columns(pl.col("before", "after").fill_null(ABSENT))
    counted = moved.group_by("before").agg(
        (pl.col("after") == state).sum().cast(pl.Int64).alias(state) for state in states
    )
    matrix = pl.DataFrame({"before": states}).join(counted, on="before", how="left", maintain_order="left")
    return matrix.with_columns(pl.col(states).fill_null(0)).with_columns(pl.sum_horizontal(states).alias("total"))


def _states(profiles: pl.DataFrame, column: str, segments: Sequence[str], name: str) -> pl.DataFrame:
    listed = pl.when(pl.col(column).is_in(list(segments))).then(column).otherwise(pl.lit(ABSENT)).alias(name)
    return profiles.select("customer_id", listed).unique("customer_id", keep="first")
