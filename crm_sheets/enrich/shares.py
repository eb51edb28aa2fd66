"""What share of the customers (and of the money) each segment is: pure functions over profiles, for the reports.

Shares are of 1, money is in the workbook's currency. Where there is nobody, shares are 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from crm_sheets.enrich.frequency import FREQUENCY_BINS
from crm_sheets.enrich.recency import recency_bins
from crm_sheets.enrich.tier import TIERS
from crm_sheets.team_settings import TeamSettings

SHARES = pl.Schema(
    {
        "segment": pl.String,
        "customers": pl.Int64,
        "share": pl.Float64,  # of the customers
        "spend": pl.Float64,  # in the window
        "spend_share": pl.Float64,
    }
)


def active_customers(profiles: pl.DataFrame) -> pl.DataFrame:
    """The profiles of who bought within the window: the "active customers" of the source's 72/16/7/5 % (B4)."""
    return profiles.filter(pl.col("purchases_window") > 0)


def tier_shares(profiles: pl.DataFrame) -> pl.DataFrame:
    """SHARES of the active customers by tier, Platinum first (B2)."""
    return shares_by(active_customers(profiles), "tier", TIERS)


def frequency_shares(profiles: pl.DataFrame) -> pl.DataFrame:
    """SHARES of the active customers by purchases in the window: 1, 2, 3-5, > 5 (B4)."""
    return shares_by(active_customers(profiles), "frequency_bin", FREQUENCY_BINS[1:])


def recency_shares(profiles: pl.DataFrame, settings: TeamSettings) -> pl.DataFrame:
    """SHARES of everybody who ever bought by the time since their last purchase, the most recent first (B3)."""
    bought = profiles.filter(pl.col("purchases") > 0)
    return shares_by(bought, "recency_bin", recency_bins(settings)[:-1])


def shares_by(profiles: pl.DataFrame, column: str, segments: Sequence[str]) -> pl.DataFrame:
    """SHARES of the given profiles by any column of theirs: a row for each of `segments`, in that order, if empty too.

    A profile whose segment is not in the list is in no row, and in no total.
    """
    listed = pl.DataFrame({"segment": segments}, schema={"segment": pl.String})
    counted = profiles.group_by(pl.col(column).alias("segment")).agg(
        pl.len().cast(pl.Int64).alias("customers"), pl.col("spend_window").sum().alias("spend")
    )
    return (
        listed.join(counted, on="segment", how="left", maintain_order="left")
        .with_columns(pl.col("customers").fill_null(0), pl.col("spend").fill_null(0.0))
        .with_columns(_share("customers").alias("share"), _share("spend").alias("spend_share"))
        .select(SHARES.names())
    )


@dataclass(frozen=True)
class FrequencyGain:
    """What it brings to win a second purchase from some of those who bought once in the window (B4).

    `once_buyers` bought once; `moved` of them buy once more; each such purchase is worth `average_purchase`, the
    average purchase of the once-buyers; `extra_revenue` is moved x average_purchase.
    """

    once_buyers: int
    moved: int
    average_purchase: float
    extra_revenue: float


def frequency_gain(profiles: pl.DataFrame, uplift: float) -> FrequencyGain:
    """What moving the share `uplift` (0.2 for 20 %) of the once-buyers to twice brings; whole customers, rounded."""
    once = profiles.filter(pl.col("purchases_window") == 1)
    if once.is_empty():
        return FrequencyGain(0, 0, 0.0, 0.0)
    moved = round(once.height * min(max(uplift, 0.0), 1.0))
    average = _total(once, "spend_window") / once.height
    return FrequencyGain(once.height, moved, average, moved * average)


def _share(column: str) -> pl.Expr:
    total = pl.col(column).sum()
    return pl.when(total > 0).then(pl.col(column) / total).otherwise(0.0)


def _total(frame: pl.DataFrame, column: str) -> float:
    return float(frame[column].sum())
