"""What customers did on which day that a program may have wanted: buy, pay a premium, answer, receive a visit."""

from __future__ import annotations

from datetime import date

import polars as pl

from crm_sheets.facts import purchase_days
from crm_sheets.model import Text
from crm_sheets.tables import Book

CONVERSIONS = pl.Schema({"customer_id": pl.String, "conversion": pl.String, "on": pl.Date})

LABELS = {
    "purchase": Text("Membeli", "Bought"),
    "premium": Text("Membayar premi", "Paid a premium"),
    "reply": Text("Membalas", "Answered"),
    "visit": Text("Bertemu", "Met"),
}
"""Every conversion, in the order in which they are shown."""

TABS_OF = {"purchase": "transactions", "premium": "policies", "reply": "inbox", "visit": "visits"}
"""Where each is written down."""

ANSWERS = ("reply", "survey")
MET = ("met", "sold")


def known_conversions(book: Book) -> list[str]:
    """Those that the workbook has a tab for."""
    return [name for name in LABELS if book.has(TABS_OF[name])]


def conversions(book: Book, as_of: date) -> pl.DataFrame:
    """CONVERSIONS up to `as_of`; of a policy only the day of its last payment is known."""
    policies, inbox, visits = (book.table(TABS_OF[name]) for name in ("premium", "reply", "visit"))
    answered = inbox.filter(pl.col("kind").is_in(ANSWERS)).with_columns(on=pl.col("at").dt.date())
    met = visits.filter(pl.col("result").is_in(MET))
    found = {
        "purchase": purchase_days(book.table("transactions"), as_of).rename({"date": "on"}),
        "premium": policies.rename({"last_paid": "on"}),
        "reply": answered,
        "visit": met.rename({"visited_date": "on"}),
    }
    parts = [
        part.select("customer_id", pl.lit(name).alias("conversion"), pl.col("on").cast(pl.Date))
        for name, part in found.items()
    ]
    return pl.concat([CONVERSIONS.to_frame(), *parts]).drop_nulls().filter(pl.col("on") <= as_of).unique()
