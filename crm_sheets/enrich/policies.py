"""What a customer's policies add up to."""

from __future__ import annotations

from datetime import date

import polars as pl

from crm_sheets.enrich.windows import days_since, up_to

PAYMENTS_A_YEAR = {"monthly": 12, "quarterly": 4, "half_yearly": 2, "yearly": 1}
"""A single premium is paid already and counts 0, as does a frequency that nobody noted."""


def policy_facts(policies: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One row per customer with a policy: counts, premium a year, who pays monthly, first and last issue.

    A policy is in force while its status says so; in the grace period it still covers, so it is in force too
    (`policies_grace` counts those). A blank status is not in force, as in a program's condition. A policy issued
    after `as_of` does not exist; one without an issue date does. `overdue_policies` are those whose premium is in
    grace or beyond, by their `standing` (see `derive`); `unit_link` is who holds a policy in force with a fund.
    """
    in_force = pl.col("status").is_in(["inforce", "grace"]).fill_null(False)
    payments = pl.col("payment_frequency").replace_strict(PAYMENTS_A_YEAR, default=0, return_dtype=pl.Int64)
    premium = pl.when(in_force).then(pl.col("premium") * payments)
    return (
        policies.filter(up_to("issue_date", as_of), pl.col("customer_id").is_not_null())
        .group_by("customer_id")
        .agg(
            pl.len().cast(pl.Int64).alias("policies"),
            in_force.sum().cast(pl.Int64).alias("policies_inforce"),
            (pl.col("status") == "grace").sum().cast(pl.Int64).alias("policies_grace"),
            premium.sum().alias("premium_yearly"),
            (in_force & (pl.col("payment_frequency") == "monthly")).any().alias("monthly_payer"),
            (in_force & pl.col("fund_id").is_not_null()).any().alias("unit_link"),
            pl.col("standing").is_in(["grace", "lapsed"]).sum().cast(pl.Int64).alias("overdue_policies"),
            pl.col("issue_date").min().alias("first_issue"),
            pl.col("issue_date").max().alias("last_issue"),
        )
    )


def policy_columns(as_of: date) -> list[pl.Expr]:
    """The policy facts with nothing left blank, and `days_since_issue` of the latest policy (null without one)."""
    counts = ("policies", "policies_inforce", "policies_grace", "overdue_policies")
    return [
        pl.col(counts).fill_null(0),
        pl.col("premium_yearly").fill_null(0.0),
        pl.col("monthly_payer", "unit_link").fill_null(False),
        days_since(pl.col("last_issue"), as_of).alias("days_since_issue"),
    ]
