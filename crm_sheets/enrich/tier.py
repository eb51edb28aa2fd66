"""Tiers by spend (catalogue B2)."""

from __future__ import annotations

import polars as pl

from crm_sheets.team_settings import TeamSettings

TIERS = ("Platinum", "Gold", "Silver", "Bronze")
"""From the highest down."""


def tier(spend: pl.Expr, settings: TeamSettings) -> pl.Expr:
    """The tier for a spend: the highest whose threshold the spend exceeds (exactly on it is not above it)."""
    return (
        pl.when(spend > settings.tier_platinum)
        .then(pl.lit("Platinum"))
        .when(spend > settings.tier_gold)
        .then(pl.lit("Gold"))
        .when(spend > settings.tier_silver)
        .then(pl.lit("Silver"))
        .otherwise(pl.lit("Bronze"))
    )


def tier_columns(settings: TeamSettings) -> list[pl.Expr]:
    """`tier` by the spend in the window and `tier_lifetime` by the spend of all years."""
    return [
        tier(pl.col("spend_window"), settings).alias("tier"),
        tier(pl.col("spend_lifetime"), settings).alias("tier_lifetime"),
    ]
