"""What a condition can see: the tables of a workbook by name, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from crm_sheets.programs.conditions import compile_condition
from crm_sheets.programs.names import PROFILES_TAB, Names, profile_names
from crm_sheets.programs.occasion_names import CUSTOMER, names_in, own_names_in
from crm_sheets.schema import TABS
from crm_sheets.tables import ROW, Book

CUSTOMERS = "customers"
PLACE = "_place"
"""Of a row's customer: its position among the customers, from 0 on."""


class Scope:
    """The tables that a condition can name, their columns called "tab.column", and their names in this workbook."""

    def __init__(self, book: Book, profiles: pl.DataFrame, months: int) -> None:
        """`months` is the length of the team's spend window, for it stands in the names of some profile columns."""
        self.book = book
        customers = one_each(book.table(CUSTOMERS)).with_row_index(PLACE)
        self._tables = {CUSTOMERS: customers, PROFILES_TAB: _placed(one_each(profiles), CUSTOMER, customers)}
        self._names: dict[str, Names] = {PROFILES_TAB: profile_names(profiles.schema, months)}

    def table(self, tab: str) -> pl.DataFrame:
        """A table as read, with the PLACE of each row's customer, null for an unknown one.

        Customers are without doubles; profiles have the rows of their customers.
        """
        if tab not in self._tables:
            self._tables[tab] = _placed(self.book.table(tab), TABS[tab].customer_column, self._tables[CUSTOMERS])
        table = self._tables[tab]
        if tab != PROFILES_TAB or ROW in table.columns:
            return table
        rows = self._tables[CUSTOMERS].select(PLACE, ROW)
        self._tables[tab] = table.join(rows, on=PLACE, how="left", maintain_order="left")
        return self._tables[tab]

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
            PLACE,
            pl.col(CUSTOMER).alias("subject"),
            pl.col(ROW).alias("subject_row"),
            pl.col(CUSTOMER).alias("_customer"),
        )
        return self.with_columns_of(PROFILES_TAB, wanted, self.with_columns_of(CUSTOMERS, wanted, people))

    def with_columns_of(self, tab: str, wanted: Sequence[str], rows: pl.DataFrame) -> pl.DataFrame:
        """`rows` (with PLACE) of known customers, with the wanted columns of `tab` (customers or profiles) added."""
        columns = columns_of(tab, wanted)
        if tab == CUSTOMERS:
            known = rows.filter(pl.col(PLACE).is_not_null())
            more = self._tables[CUSTOMERS].select(pl.col(columns).name.prefix(f"{tab}."))
            return known.hstack(more[known[PLACE]]) if columns else known
        if not columns:
            return rows
        more = self._tables[tab].select(PLACE, pl.col(columns).name.prefix(f"{tab}."))
        return rows.join(more, on=PLACE, how="inner", maintain_order="left")


def _placed(table: pl.DataFrame, customer: str, customers: pl.DataFrame) -> pl.DataFrame:
    """The table with the PLACE of each row's customer, null where it has none that is known.

    A number is looked up many times faster than an id; so each table is joined by ids once, not for every program.
    """
    if not customer:
        return table.with_columns(pl.lit(None, pl.UInt32).alias(PLACE))
    if table[customer].equals(customers[CUSTOMER]):
        return table.with_columns(customers[PLACE])
    places = customers.select(PLACE, pl.col(CUSTOMER).alias(customer))
    return table.join(places, on=customer, how="left", maintain_order="left")


def columns_of(tab: str, wanted: Sequence[str]) -> list[str]:
    """The columns of one tab among those called "tab.column"."""
    return [column.partition(".")[2] for column in wanted if column.startswith(f"{tab}.")]


def one_each(rows: pl.DataFrame) -> pl.DataFrame:
    """The first row of each customer; rows without a customer id are left out."""
    return rows.filter(pl.col(CUSTOMER).is_not_null(), pl.col(CUSTOMER).is_first_distinct())
