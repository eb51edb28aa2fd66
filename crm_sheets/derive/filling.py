"""How derived columns get into a table: other tabs looked up by id, and the results put in their places."""

from __future__ import annotations

import polars as pl

from crm_sheets.schema import TABS

SAFE = "~"
"""Stands for the "|" of a contact's key in a derived id, for "|" separates the parts of a key itself."""


def without_derived(tab: str, table: pl.DataFrame) -> pl.DataFrame:
    """The table with only what people typed."""
    return table.drop(column.name for column in TABS[tab].derived)


def filled(tab: str, table: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The table with its derived columns taken from `rows`, which are its rows in the same order."""
    names = [column.name for column in TABS[tab].derived if column.name in rows.columns]
    return table.with_columns(rows.select(pl.col(name).cast(TABS[tab].typed[name]) for name in names).get_columns())


def looked_up(rows: pl.DataFrame, others: pl.DataFrame, key: str, **columns: str) -> pl.DataFrame:
    """`rows` with columns of the others' row of the same `key`, as new name = their name; null where there is none."""
    known = others.filter(pl.col(key).is_not_null()).unique(key, keep="first", maintain_order=True)
    wanted = known.select(key, **{name: pl.col(other) for name, other in columns.items()})
    return rows.join(wanted, on=key, how="left", maintain_order="left")


def without_separator(text: pl.Expr) -> pl.Expr:
    """A text that can be part of a contact's key."""
    return text.str.replace_all("|", SAFE, literal=True)
