"""Whom a customer has recommended (catalogue C9)."""

from __future__ import annotations

from datetime import date

import polars as pl

from crm_sheets.enrich.windows import up_to


def referral_facts(referrals: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One row per customer who recommended somebody: how many (`referrals`), how many of them are customers now.

    Nobody recommends themselves, and the same customer recommended twice counts once.
    """
    others = referrals.filter(
        up_to("date", as_of),
        pl.col("referrer_id").is_not_null(),
        pl.col("referred_id").is_null() | (pl.col("referred_id") != pl.col("referrer_id")),
        pl.col("referred_id").is_null() | pl.struct("referrer_id", "referred_id").is_first_distinct(),
    )
    won = (pl.col("status") == "customer").fill_null(value=False)
    return others.group_by(customer_id="referrer_id").agg(
        referrals=pl.len().cast(pl.Int64), referrals_won=won.sum().cast(pl.Int64)
    )
