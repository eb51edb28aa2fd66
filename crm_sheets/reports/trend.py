"""The last twelve months, one row each: what the charts of a report show."""

from __future__ import annotations

from datetime import date

import polars as pl

from crm_sheets.content import Block, Format
from crm_sheets.model import Text
from crm_sheets.periods import add_months, month_label
from crm_sheets.reports.inputs import ReportInput
from crm_sheets.reports.measures import LABEL_WIDTH
from crm_sheets.reports.shown import Heading, shown

MONTHS_SHOWN = 12

TITLE = Text("Dua belas bulan terakhir", "The last twelve months")
HEADINGS = (
    Heading("label", Text("Bulan", "Month"), width=LABEL_WIDTH),
    Heading("amount", Text("Penjualan", "Revenue"), Format.MONEY, 15),
    Heading("purchases", Text("Pembelian", "Purchases"), Format.INTEGER, 15),
    Heading("new", Text("Pembeli baru", "New buyers"), Format.INTEGER, 14),
    Heading("lost", Text("Hilang", "Lost"), Format.INTEGER, 10),
)


def trend_block(source: ReportInput, end: date) -> Block:
    """The twelve months up to the one of `end`; that one as far as it has come by `end`."""
    months = monthly_trend(source.monthly, end, source.settings.lost_months)
    labels = [month_label(month, source.language) for month in months["month"]]
    frame = months.with_columns(pl.Series("label", labels, dtype=pl.String))
    return Block(frame, shown(HEADINGS, source.language), TITLE.in_language(source.language))


def monthly_trend(facts: pl.DataFrame, end: date, lost_months: int) -> pl.DataFrame:
    """From MONTHLY_FACTS (up to `end` or later), one row for each of the twelve months up to the one of `end`.

    Columns: `month` (its first day), `amount`, `purchases`, `new` (first purchase ever), `lost`.
    Somebody is lost in the month in which `lost_months` months without buying come full, and do not buy in it.
    Months without a transaction are rows of zeros. Money is in the workbook's currency.
    """
    facts = facts.filter(pl.col("month") <= end)
    first = add_months(end.replace(day=1), 1 - MONTHS_SHOWN)
    months = pl.DataFrame({"month": [add_months(first, ahead) for ahead in range(MONTHS_SHOWN)]})
    parts = (_sums(facts), _newcomers(facts), _lost(facts, end, lost_months))
    for part in parts:
        months = months.join(part, on="month", how="left", maintain_order="left")
    return months.with_columns(pl.exclude("month").fill_null(0))


def _sums(facts: pl.DataFrame) -> pl.DataFrame:
    return facts.group_by("month").agg(pl.col("amount", "purchases").sum())


def _newcomers(facts: pl.DataFrame) -> pl.DataFrame:
    firsts = facts.group_by("customer_id").agg(pl.col("first_purchase").min()).drop_nulls()
    month = pl.col("first_purchase").dt.truncate("1mo").alias("month")
    return firsts.group_by(month).agg(pl.len().cast(pl.Int64).alias("new"))


def _lost(facts: pl.DataFrame, end: date, lost_months: int) -> pl.DataFrame:
    """Lost customers by month; the facts stand by customer and month, so a customer's next month is the next row."""
    bought = facts.filter(pl.col("last_purchase").is_not_null())
    lost_on = pl.col("last_purchase").dt.offset_by(f"{lost_months}mo")
    month = lost_on.dt.truncate("1mo")
    comes_again = pl.col("customer_id").shift(-1).eq_missing(pl.col("customer_id"))
    stayed_away = ~comes_again | (pl.col("month").shift(-1) > month)
    lost = bought.filter(stayed_away & (lost_on <= end))
    return lost.group_by(month.alias("month")).agg(pl.len().cast(pl.Int64).alias("lost"))
