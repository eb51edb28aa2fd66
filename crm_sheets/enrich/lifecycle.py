"""Where a customer stands: lead, new, active, at risk, dormant, lost (catalogue B1).

The first rule that fits decides:

1. `lead`: has bought nothing, and is typed as a lead or has no date in `customer_since` either.
2. `new`: the relation (`customer_since`, else the first purchase or policy issue) is younger than
   `new_customer_days`.
3. `active`: has a policy in force, or was last active less than `at_risk_months` ago.
4. `at_risk`: has a policy in its grace period, or was last active less than `dormant_months` ago.
5. `dormant`: was last active less than `lost_months` ago.
6. `lost`: everybody else.

"Last active" is the latest of the last purchase, the last policy issue and `customer_since`. So who holds a policy
in force or in grace is never dormant or lost. Where the workbook knows no purchase and no policy of anybody yet, a
team that starts with its customer list alone, silence proves nothing: then who is typed as a customer is no lead, and
rule 3 takes all the rest.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from crm_sheets.enrich.windows import days_before, days_since, months_before
from crm_sheets.team_settings import TeamSettings

STAGES = ("lead", "new", "active", "at_risk", "dormant", "lost")


def lifecycle_columns(settings: TeamSettings, as_of: date) -> list[pl.Expr]:
    """`tenure_days` (null without any date) and `lifecycle`."""
    started = pl.coalesce("customer_since", pl.min_horizontal("first_purchase", "first_issue"))
    return [days_since(started, as_of).alias("tenure_days"), _stage(settings, as_of, started).alias("lifecycle")]


def _stage(settings: TeamSettings, as_of: date, started: pl.Expr) -> pl.Expr:
    active_on = pl.max_horizontal("last_purchase", "last_issue", "customer_since")
    is_covered = pl.col("policies_inforce") > pl.col("policies_grace")
    return (
        pl.when(_is_lead())
        .then(pl.lit("lead"))
        .when(started > days_before(as_of, settings.new_customer_days))
        .then(pl.lit("new"))
        .when(is_covered | (active_on > months_before(as_of, settings.at_risk_months)) | ~_anybody_bought())
        .then(pl.lit("active"))
        .when((pl.col("policies_grace") > 0) | (active_on > months_before(as_of, settings.dormant_months)))
        .then(pl.lit("at_risk"))
        .when(active_on > months_before(as_of, settings.lost_months))
        .then(pl.lit("dormant"))
        .otherwise(pl.lit("lost"))
    )


def _has_bought() -> pl.Expr:
    return (pl.col("purchases") > 0) | (pl.col("policies") > 0)


def _anybody_bought() -> pl.Expr:
    return _has_bought().any()


def _is_lead() -> pl.Expr:
    unproven = pl.col("customer_since").is_null() & (pl.col("type").is_null() | _anybody_bought())
    return ~_has_bought() & (unproven | (pl.col("type") == "lead").fill_null(False))
