"""What was bought, by name: the product and its category beside each transaction."""

from __future__ import annotations

from datetime import date

import polars as pl

from crm_sheets.derive.filling import filled, looked_up, without_derived
from crm_sheets.tables import Book
from crm_sheets.team_settings import TeamSettings


def transactions(book: Book, settings: TeamSettings, as_of: date) -> pl.DataFrame:
    """The transactions with `product_name` and `category`."""
    table = book.table("transactions")
    rows = without_derived("transactions", table)
    named = looked_up(rows, book.table("products"), "product_id", product_name="name", category="category")
    return filled("transactions", table, named)
