"""How long ago somebody bought last (catalogue B3)."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import polars as pl

from crm_sheets.enrich.windows import days_since, months_before
from crm_sheets.team_settings import TeamSettings

NEVER = "never"


def recency_columns(settings: TeamSettings, as_of: date) -> list[pl.Expr]:
    """`days_since_purchase` and `recency_bin`.

    A border belongs to the older bin (bought exactly 3 months ago is "3-6m", exactly a year ago "1-2y": win-back
    starts there), except the last: only what is longer ago than the last border is in the ">" bin.
    """
    last = pl.col("last_purchase")
    *borders, oldest = [months_before(as_of, months) for months in recency_borders(settings)]
    *bins, last_but_one, beyond, _never = recency_bins(settings)
    recency = pl.when(last >= oldest).then(pl.lit(last_but_one)).otherwise(pl.lit(beyond))
    for border, label in zip(reversed(borders), reversed(bins), strict=True):
        recency = pl.when(last > border).then(pl.lit(label)).otherwise(recency)
    recency = pl.when(last.is_null()).then(pl.lit(NEVER)).otherwise(recency)
    return [days_since(last, as_of).alias("days_since_purchase"), recency.alias("recency_bin")]


def recency_bins(settings: TeamSettings) -> tuple[str, ...]:
    """The labels of the bins from the most recent to "never": "<3m", "3-6m", ... ">2y" by the team's borders."""
    borders = recency_borders(settings)
    between = (_between(low, high) for low, high in pairwise(borders))
    return (f"<{_length(borders[0])}", *between, f">{_length(borders[-1])}", NEVER)


def recency_borders(settings: TeamSettings) -> list[int]:
    """The borders in months, rising, each once; 12 alone if the team set them all to 0."""
    given = (
        settings.recency_1_months,
        settings.recency_2_months,
        settings.recency_3_months,
        settings.recency_4_months,
    )
    return sorted({months for months in given if months > 0}) or [12]


def _length(months: int) -> str:
    return f"{months}m" if months % 12 else f"{months // 12}y"


def _between(low: int, high: int) -> str:
    if low % 12 or high % 12:
        return f"{low}-{high}m"
    return f"{low // 12}-{high // 12}y"
