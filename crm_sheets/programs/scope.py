"""What a condition can see: the tables of a workbook by name, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from crm_sheets.programs.conditions import compile_condition
from crm_sheets.programs.names import PROFILES_TAB, Names, profile_names
from crm_sheets.programs.occasion_names import CUSTOMER, names_in, own_names_in
from crm_sheets.tables import ROW, Book

CUSTOMERS = "customers"


class Scope:
    """The tables that a condition can name, their columns called "tab.column", and their names in this workbook."""

    def __init__(self, book: Book, profiles: pl.DataFrame, months: int) -> None:
        """`months` is the length of the team's spend window, for it stands in the names of some profile columns."""
        self.book = book
        self._tables = {CUSTOMERS: one_each(book.table(CUSTOMERS)), PROFILES_TAB: one_each(profiles)}
        self._names: dict[str, Names] = {PROFILES_TAB: profile_names(profiles.schema, months)}

    def table(self, tab: str) -> pl.DataFrame:
        """A table as read; customers without doubles; profiles with the rows of their customers."""
        if tab == PROFILES_TAB:
            rows = self._tables[CUSTOMERS].select(CUSTOMER, ROW)
            return self._tables[PROFILES_TAB].join(rows, on=CUSTOMER, how="left", maintain_order="left")
        return self._tables[tab] if tab in self._tables else self.book.table(tab)

    def names(self, tab: str) -> Names:
        """The names of a table's columns."""
        if tab not in self._names:
            self._names[tab] = names_in(self.book, tab)
        return self._names[tab]

    def condition(self, text: str, tabs: Sequence[str], as_of: date) -> pl.Expr:
        """A condition over columns called "tab.column" of `tabs`, the nearest first; raises ConditionError.

        Columns that the team added itself come last, so that none of them changes what a condition means.
        """
        known = [self.names(tab) for tab in dict.fromkeys(tabs)]
        own = [own_names_in(self.book, tab) for tab in dict.fromkeys(tabs) if tab != PROFILES_TAB]
        return compile_condition(text, [*known, *own], as_of)

    def everybody(self, wanted: Sequence[str]) -> pl.DataFrame:
        """All customers as `subject` and `_customer`, with `subject_row` and the wanted columns about them."""
        people = self._tables[CUSTOMERS].select(
            pl.col(CUSTOMER).alias("subject"),
            pl.col(ROW).alias("subject_row"),
            pl.col(CUSTOMER).alias("_customer"),
            pl.col(columns_of(CUSTOMERS, wanted)).name.prefix(f"{CUSTOMERS}."),
        )
        if not columns_of(PROFILES_TAB, wanted):
            return people
        return self.with_columns_of(PROFILES_TAB, wanted, people, "_customer")

    def with_columns_of(self, tab: str, wanted: Sequence[str], rows: pl.DataFrame, customer: str) -> pl.DataFrame:
        """`rows` of known customers (column `customer` has their id), with the wanted columns of `tab` added."""
        columns = pl.col(columns_of(tab, wanted))
        more = self._tables[tab].select(pl.col(CUSTOMER).alias(customer), columns.name.prefix(f"{tab}."))
        return rows.join(more, on=customer, how="inner", maintain_order="left")


def columns_of(tab: str, wanted: Sequence[str]) -> list[str]:
    """The columns of one tab among those called "tab.column"."""
    return [column.partition(".")[2] for column in wanted if column.startswith(f"{tab}.")]


def one_each(rows: pl.DataFrame) -> pl.DataFrame:
    """The first row of each customer; rows without a customer id are left out."""
    return rows.filter(pl.col(CUSTOMER).is_not_null(), pl.col(CUSTOMER).is_first_distinct())
