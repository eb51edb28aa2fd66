"""Who has a complaint that is still open."""

from __future__ import annotations

from datetime import date

import polars as pl

from crm_sheets.enrich.windows import up_to


def complaint_facts(complaints: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One row per customer with a complaint open on `as_of`: `open_complaint`, true.

    A complaint resolved after `as_of` was open then. One whose status says open is open, though it may bear the date of
    an earlier resolution: it was opened again. One without a status is open until it has that date.
    """
    resolved_by_now = pl.col("resolved_date") <= as_of
    is_closed = (
        pl.when(pl.col("status").is_null())
        .then(resolved_by_now.fill_null(False))
        .otherwise((pl.col("status") == "resolved") & resolved_by_now.fill_null(True))
    )
    return complaints.filter(up_to("opened_date", as_of), ~is_closed).select(
        pl.col("customer_id").unique(), pl.lit(True).alias("open_complaint")
    )
