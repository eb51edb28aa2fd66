"""The team's targets for a period, from the targets tab (catalogue F1)."""

from __future__ import annotations

import polars as pl

from crm_sheets.periods import Period

AVERAGED = ("satisfaction", "nps", "complaint_days")
"""Measures of which the branches' targets make an average; all others add up."""


def targets_for(targets: pl.DataFrame, period: Period) -> dict[str, float]:
    """The target of each measure for exactly this period, by measure.

    A target without branch and owner is the whole team's and goes before those of branches, and they before those of
    persons; of the first kind that there is, all are taken together.
    """
    wanted = targets.filter(pl.col("period").str.strip_chars().str.to_uppercase() == period.name)
    level = pl.when(pl.col("owner").is_not_null()).then(2).when(pl.col("branch").is_not_null()).then(1).otherwise(0)
    ranked = wanted.with_columns(level=level).filter(pl.col("level") == pl.col("level").min().over("measure"))
    target = pl.when(pl.col("measure").is_in(AVERAGED)).then(pl.col("target").mean()).otherwise(pl.col("target").sum())
    together = ranked.group_by("measure").agg(target.first())
    return dict(together.select("measure", "target").iter_rows())
