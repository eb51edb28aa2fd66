"""How satisfied a customer was when asked last (catalogue C10)."""

from __future__ import annotations

from datetime import date

import polars as pl

from crm_sheets.enrich.windows import up_to

TYPES = ("nps", "csat")


def survey_facts(surveys: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One row per customer with an answer: the last score of each type, 0 to 10 (`nps`, `csat`).

    An answer without a date is older than any with one; of two of one day the lower row counts.
    """
    answers = surveys.filter(
        up_to("date", as_of), pl.col("customer_id").is_not_null(), pl.col("score").is_not_null()
    ).sort("date", nulls_last=False, maintain_order=True)
    last = (pl.col("score").filter(pl.col("type") == name).last().alias(name) for name in TYPES)
    return answers.group_by("customer_id").agg(last)
