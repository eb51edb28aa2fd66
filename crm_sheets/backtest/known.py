"""A workbook as it was known on an earlier day, as far as its dates tell (law 5).

A row that began later did not exist yet; a thing that happened later had not happened. What a sheet keeps without a
date (a status, an address, the next due day) stays as it is now: `undated` declares it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import polars as pl

from crm_sheets.schema import TABS
from crm_sheets.tables import Book

BEGINS = {
    "customers": "customer_since",
    "consents": "date",
    "policies": "issue_date",
    "transactions": "date",
    "fund_prices": "date",
    "deals": "opened",
    "quotes": "date",
    "orders": "date",
    "invoices": "date",
    "commissions": "date",
    "referrals": "date",
    "complaints": "opened_date",
    "surveys": "date",
    "interactions": "date",
    "gifts": "date",
    "improvements": "date",
    "queue": "planned_on",
    "outbox": "planned_on",
    "inbox": "at",
    "contact_log": "at",
}
"""By tab the column that says since when a row is there; a row without that date has always been there."""

GOES_WITH = {
    ("queue", "outcome_date"): ("outcome", "done", "follow_up", "cost"),
    ("complaints", "resolved_date"): ("status", "resolution"),
    ("deals", "closed"): ("stage", "lost_reason"),
    ("visits", "visited_date"): ("result",),
}
"""What was filled in together with a date, and so was not there before it."""

HAPPENED = {name: [column.name for column in tab.columns if column.past] for name, tab in TABS.items()} | {
    "queue": ["outcome_date"]
}
"""By tab the columns with days on which something happened."""


def as_known(book: Book, day: date) -> Book:
    """The book without the rows that began after `day` and without what happened after it."""
    tables = {name: _as_known(name, table, day) for name, table in book.tables.items()}
    return replace(book, tables=tables)


def _as_known(tab: str, table: pl.DataFrame, day: date) -> pl.DataFrame:
    begins = BEGINS.get(tab, "")
    if begins:
        table = table.filter((pl.col(begins).cast(pl.Date) <= day).fill_null(value=True))
    later = [name for name in HAPPENED.get(tab, ()) if name != begins and _has_later(table[name], day)]
    return table.with_columns(expression for name in later for expression in _without(tab, name, day))


def _has_later(column: pl.Series, day: date) -> bool:
    latest = column.max()
    return isinstance(latest, date) and latest > day


def _without(tab: str, name: str, day: date) -> Iterable[pl.Expr]:
    """The column and what goes with it, blank where it is later than the day."""
    is_later = (pl.col(name) > day).fill_null(value=False)
    for column in (name, *GOES_WITH.get((tab, name), ())):
        yield pl.when(~is_later).then(column).alias(column)
