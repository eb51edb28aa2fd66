"""The funds that customers hold, as a template may tell them (catalogue C7: regular news of the market)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from crm_sheets.derive.fund_alarm import daily_prices
from crm_sheets.tables import Book

Fund = Mapping[str, Any]


def funds_of(customers: pl.Series, book: Book) -> dict[str, list[Fund]]:
    """Each customer's funds, each once: `name`, `type`, `nav`, `nav_date`, `month_change` and `value`.

    `month_change` is a share, against the last price at least a month older (None without one); `value` is that of all
    the customer's units. Only policies in force or in grace count, and only funds with a price.
    """
    held = book.table("policies").filter(
        pl.col("customer_id").is_in(customers.unique().implode()), pl.col("nav").is_not_null()
    )
    by_fund = held.group_by("customer_id", "fund_id", maintain_order=True).agg(
        name=pl.col("fund_name").first().fill_null(pl.col("fund_id").first()),
        type=pl.col("fund_type").first(),
        nav=pl.col("nav").first(),
        nav_date=pl.col("nav_date").first(),
        value=pl.col("fund_value").sum(),
    )
    found: dict[str, list[Fund]] = {}
    for row in _with_change(by_fund, book).iter_rows(named=True):
        found.setdefault(row.pop("customer_id"), []).append(row)
    return found


def _with_change(by_fund: pl.DataFrame, book: Book) -> pl.DataFrame:
    """The holdings with `month_change`, without the fund's id."""
    if by_fund.is_empty():
        return by_fund.drop("fund_id").with_columns(month_change=pl.lit(None, pl.Float64))
    latest = by_fund.select("fund_id", "nav", date=pl.col("nav_date").dt.offset_by("-1mo")).unique("fund_id")
    prices = book.table("fund_prices").filter(pl.col("fund_id").is_in(latest["fund_id"].implode()))
    earlier = daily_prices(prices, max(by_fund["nav_date"])).rename({"nav": "_then"}).sort("date")
    then = latest.sort("date").join_asof(earlier, on="date", by="fund_id", check_sortedness=False)
    change = then.select("fund_id", month_change=(pl.col("nav") / pl.col("_then") - 1).round(6))
    return by_fund.join(change, on="fund_id", how="left", maintain_order="left").drop("fund_id")
