"""What the family tab says about a customer."""

from __future__ import annotations

from datetime import date

import polars as pl

from crm_sheets.enrich.windows import up_to


def family_facts(family: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One row per customer with living children: their number. A child born after `as_of` does not exist."""
    living = pl.col("deceased").fill_null(False).not_()
    return (
        family.filter(pl.col("relation") == "child", living, up_to("birth_date", as_of))
        .group_by("customer_id")
        .agg(pl.len().cast(pl.Int64).alias("children"))
    )
