"""What the tabs about customers' policies have in common: whose they are, how to call them, who does the work."""

from __future__ import annotations

import polars as pl

from crm_sheets.handlers import Handlers
from crm_sheets.model import HandledBy
from crm_sheets.reports.inputs import ReportInput
from crm_sheets.reports.shown import with_customer_link


def with_customer(rows: pl.DataFrame, source: ReportInput) -> pl.DataFrame:
    """The rows with `customer`, `customer_link`, `phone`, `phone_link`, `owner` and `branch` of their customers.

    The owner is who does the work: of somebody who has left, the leader.
    """
    people = source.profiles.unique("customer_id", keep="first").select(
        "customer_id",
        "branch",
        "owner",
        "phone",
        customer="name",
        phone_link=pl.lit("tel:") + pl.col("phone"),
    )
    known = rows.join(people, on="customer_id", how="left", maintain_order="left")
    named = known.with_columns(pl.col("customer").fill_null(pl.col("customer_id")))
    linked = with_customer_link(named, source.book)
    return with_handler(linked, source, HandledBy.OWNER, "owner")


def with_handler(rows: pl.DataFrame, source: ReportInput, handled_by: HandledBy, name: str) -> pl.DataFrame:
    """The rows (`owner`, `branch`) with a column of who does what `handled_by` says."""
    handlers = Handlers(source.book.table("staff"))
    pairs = rows.select("owner", "branch").unique(maintain_order=True)
    people = [handlers.who(handled_by, owner or "", branch or "") or None for owner, branch in pairs.iter_rows()]
    found = pairs.with_columns(pl.Series("_handler", people, pl.String))
    joined = rows.join(found, on=["owner", "branch"], how="left", maintain_order="left", nulls_equal=True)
    return joined.with_columns(pl.col("_handler").alias(name)).drop("_handler")
