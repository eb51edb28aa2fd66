"""The funds that customers hold, as a template may tell them (catalogue C7: regular news of the market)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl

from crm_sheets.derive.fund_alarm import daily_prices
from crm_sheets.tables import Book

Fund = Mapping[str, Any]


def funds_of(contacts: pl.DataFrame, book: Book) -> dict[tuple[str, date], list[Fund]]:
    """Each customer's funds, each once, by customer and due day: `name`, `type`, `nav`, `nav_date`, `value` and more.

    `contacts` have `customer_id` and `due_date`. Prices are those of the days before the due day, so that a newer one
    does not change what somebody has approved. `month_change` is a share, against the last price at least a month older
    (None without one); `value` is that of all the customer's units. Only policies in force or in grace count, and only
    funds with a price.
    """
    found: dict[tuple[str, date], list[Fund]] = {}
    for (due,), rows in contacts.partition_by("due_date", as_dict=True).items():
        for fund in _held(rows["customer_id"], book, due).iter_rows(named=True):
            found.setdefault((fund.pop("customer_id"), due), []).append(fund)
    return found


def _held(customers: pl.Series, book: Book, due: date) -> pl.DataFrame:
    """What these customers hold, one row per customer and fund."""
    held = book.table("policies").filter(
        pl.col("customer_id").is_in(customers.unique().implode()), pl.col("nav").is_not_null()
    )
    of_these = book.table("fund_prices").filter(pl.col("fund_id").is_in(held["fund_id"].unique().implode()))
    by_fund = held.group_by("customer_id", "fund_id", maintain_order=True).agg(
        name=pl.col("fund_name").first().fill_null(pl.col("fund_id").first()),
        type=pl.col("fund_type").first(),
        units=pl.col("fund_units").sum(),
    )
    return by_fund.join(_latest(of_these, due), on="fund_id", maintain_order="left").select(
        "customer_id", "name", "type", "nav", "nav_date", "month_change", value=pl.col("units") * pl.col("nav")
    )


def _latest(prices: pl.DataFrame, due: date) -> pl.DataFrame:
    """The last price of each fund before the due day: `fund_id`, `nav`, `nav_date`, `month_change`."""
    known = daily_prices(prices, due - timedelta(days=1))
    latest = known.group_by("fund_id").last().rename({"date": "nav_date"})
    earlier = known.rename({"nav": "_then"}).sort("date")
    then = (
        latest.with_columns(date=pl.col("nav_date").dt.offset_by("-1mo"))
        .sort("date")
        .join_asof(earlier, on="date", by="fund_id", check_sortedness=False)
    )
    change = (pl.col("nav") / pl.col("_then") - 1).round(6)
    return then.select("fund_id", "nav", "nav_date", month_change=change)
