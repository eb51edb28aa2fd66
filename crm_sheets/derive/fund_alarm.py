"""How far the price of a fund has fallen, and since when that is an alarm (catalogue C7)."""

from __future__ import annotations

from datetime import date

import polars as pl

from crm_sheets.team_settings import TeamSettings

ENDS_BELOW = 0.5
"""An alarm is over when the fall is less than this part of what raised it, so that it does not flicker."""

DECIMALS = 6
"""A fall from 100 to 90 is 10 %, whatever binary fractions make of it."""


def daily_prices(prices: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The prices up to `as_of` by fund and day (fund_id, date, nav); of two of one day the lower row counts."""
    known = prices.filter(pl.col("fund_id").is_not_null(), pl.col("date") <= as_of, pl.col("nav") > 0)
    return known.select("fund_id", "date", "nav").unique(["fund_id", "date"], keep="last").sort("fund_id", "date")


def fund_states(prices: pl.DataFrame, settings: TeamSettings, as_of: date) -> pl.DataFrame:
    """One row per fund with a price: `nav`, `nav_date`, `nav_fall` and `nav_alarm_on`.

    The fall is that of the latest price from the highest of the last `nav_window_days` up to it, as a share. An alarm
    begins on the day on which the fall reaches the setting `nav_fall` and lasts until it is less than half of that;
    `nav_alarm_on` is null while there is none. A setting of 0 raises none.
    """
    window = f"{max(1, settings.nav_window_days)}d"
    highest = pl.col("nav").rolling_max_by("date", window_size=window).over("fund_id")
    falls = daily_prices(prices, as_of).with_columns(nav_fall=(1 - pl.col("nav") / highest).round(DECIMALS))
    alarming = _alarming(settings.nav_fall).forward_fill().over("fund_id").fill_null(value=False)
    episodes = falls.with_columns(alarming=alarming)
    begins = pl.col("alarming") & ~pl.col("alarming").shift(fill_value=False).over("fund_id")
    last = pl.when(pl.col("alarming").last()).then(pl.col("date").filter("begins").max())
    return (
        episodes.with_columns(begins=begins)
        .group_by("fund_id", maintain_order=True)
        .agg(pl.col("nav", "nav_fall").last(), nav_date=pl.col("date").last(), nav_alarm_on=last)
    )


def _alarming(threshold: float) -> pl.Expr:
    """Yes on days that reach the threshold, no on days that are well below it, null on those between."""
    fall = pl.col("nav_fall")
    if not threshold:
        return pl.lit(value=False)
    reached = round(threshold, DECIMALS)
    return pl.when(fall >= reached).then(pl.lit(value=True)).when(fall < reached * ENDS_BELOW).then(pl.lit(value=False))
