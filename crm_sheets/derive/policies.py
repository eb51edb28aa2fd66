"""What a policy's dates mean today: the premium due, its standing, cover after a reinstatement, its fund.

Sources of the rules: the agents' handbook of the home field (catalogue C4, C5, C7); the numbers are settings.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from crm_sheets.derive.filling import filled, looked_up, without_derived
from crm_sheets.derive.fund_alarm import fund_states
from crm_sheets.derive.premium import premium_columns
from crm_sheets.enrich.touch import touch_facts
from crm_sheets.tables import Book
from crm_sheets.team_settings import TeamSettings

IN_FORCE = ("inforce", "grace")
OF_THE_FUND = ("nav", "nav_date", "nav_fall", "nav_alarm_on")


def policies(book: Book, settings: TeamSettings, as_of: date) -> pl.DataFrame:
    """The policies with their derived columns; one that was issued after `as_of` has none of the dated ones."""
    table = book.table("policies")
    rows = without_derived("policies", table)
    rows = looked_up(rows, book.table("products"), "product_id", product_name="name")
    rows = rows.hstack(premium_columns(rows, settings, as_of))
    return filled("policies", table, _with_fund(rows, book, settings, as_of))


def _with_fund(rows: pl.DataFrame, book: Book, settings: TeamSettings, as_of: date) -> pl.DataFrame:
    """The policies with their fund's state, as far as they are in force or in grace."""
    states = fund_states(book.table("fund_prices"), settings, as_of)
    covers = pl.col("status").is_in(IN_FORCE) & (pl.col("issue_date").is_null() | (pl.col("issue_date") <= as_of))
    rows = looked_up(rows, book.table("funds"), "fund_id", fund_name="name", fund_type="type")
    rows = looked_up(rows, states, "fund_id", **{name: name for name in OF_THE_FUND})
    rows = rows.with_columns(pl.when(covers).then(pl.col(OF_THE_FUND)))
    rows = rows.with_columns(fund_value=pl.col("fund_units") * pl.col("nav"))
    return _with_reached(rows, book, as_of)


def _with_reached(rows: pl.DataFrame, book: Book, as_of: date) -> pl.DataFrame:
    """Whether a person has spoken with the customer since the alarm; null without one."""
    if rows["nav_alarm_on"].null_count() == rows.height:
        return rows
    rows = looked_up(rows, touch_facts(book, as_of), "customer_id", _last_contact="last_contact")
    reached = (pl.col("_last_contact") >= pl.col("nav_alarm_on")).fill_null(value=False)
    return rows.with_columns(reached_since_alarm=pl.when(pl.col("nav_alarm_on").is_not_null()).then(reached))
