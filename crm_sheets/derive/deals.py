"""Deals that came to nothing, and what is new since then: the list of whom to make another offer (catalogue C8)."""

from __future__ import annotations

from datetime import date

import polars as pl

from crm_sheets.derive.filling import filled, without_derived
from crm_sheets.enrich.windows import up_to
from crm_sheets.tables import Book
from crm_sheets.team_settings import TeamSettings

STAGES = ("lost", "postponed")
DEAL = "_deal"


def deals(book: Book, settings: TeamSettings, as_of: date) -> pl.DataFrame:
    """The deals with `offer_again_on` and `new_product`.

    For a deal that was lost or postponed: the latest day up to `as_of` on which a product of the same category was
    launched after the deal had ended, and that product's name. A product that is no longer sold, or that the customer
    holds or has bought, is none.
    """
    table = book.table("deals")
    rows = without_derived("deals", table).with_row_index(DEAL)
    newest = _newer(rows, book, as_of).sort("launched", "product_id").group_by(DEAL).agg(pl.all().last())
    found = rows.join(newest.select(DEAL, "launched", "new_product"), on=DEAL, how="left", maintain_order="left")
    return filled("deals", table, found.with_columns(offer_again_on="launched"))


def _newer(rows: pl.DataFrame, book: Book, as_of: date) -> pl.DataFrame:
    """Each such deal with each newer product that could be offered."""
    products = book.table("products").filter(pl.col("category").is_not_null())
    ended = _ended(rows, as_of).join(products.select("product_id", "category"), on="product_id")
    on_sale = products.filter(
        pl.col("launched") <= as_of, pl.col("discontinued").is_null() | (pl.col("discontinued") > as_of)
    ).select("category", "launched", "product_id", new_product="name")
    newer = ended.drop("product_id").join(on_sale, on="category").filter(pl.col("launched") > pl.col("since"))
    return newer.join(_held(book, as_of), on=["customer_id", "product_id"], how="anti")


def _ended(rows: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The deals that came to nothing, and since when; without any date it was before everything."""
    since = (
        pl.when(pl.col("stage") == "lost")
        .then(pl.coalesce("closed", "stage_since", "opened"))
        .otherwise(pl.coalesce("stage_since", "opened"))
    )
    return (
        rows.filter(pl.col("stage").is_in(STAGES), up_to("opened", as_of))
        .with_columns(since=since.fill_null(date.min))
        .select(DEAL, "customer_id", "product_id", "since")
    )


def _held(book: Book, as_of: date) -> pl.DataFrame:
    """Who has which product: `customer_id`, `product_id`."""
    pairs = ("customer_id", "product_id")
    policies = book.table("policies").filter(up_to("issue_date", as_of)).select(pairs)
    bought = book.table("transactions").filter(up_to("date", as_of)).select(pairs)
    return pl.concat([policies, bought]).unique()
