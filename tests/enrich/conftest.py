"""A small workbook in words: each tab a list of rows, each row only what the test is about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from crm_sheets.enrich import enrich
from crm_sheets.schema import TABS
from crm_sheets.tables import PROBLEMS, Book
from crm_sheets.team_settings import TeamSettings

Rows = list[dict[str, Any]]


def book_of(**tabs: Rows) -> Book:
    """A validated workbook with just these tabs; what a row does not say is blank."""
    return Book(tables={tab: typed(tab, rows) for tab, rows in tabs.items()}, problems=pl.DataFrame(schema=PROBLEMS))


def typed(tab: str, rows: Rows) -> pl.DataFrame:
    schema = TABS[tab].typed
    unknown = {name for row in rows for name in row} - set(schema)
    assert not unknown, f"{tab} has no column {unknown}"
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema, orient="row")


@pytest.fixture(scope="session")
def make_book() -> Callable[..., Book]:
    """`book_of`, as a fixture because tests import nothing from one another."""
    return book_of


@pytest.fixture
def profile() -> Callable[..., dict[str, Any]]:
    """The profile of the one customer C1 on a day: `profile(date, customer={...}, transactions=[...], settings={...})`.

    Rows need not say that they are C1's; those in `book_rows` are taken as they are.
    """

    def one(
        as_of: date,
        customer: dict[str, Any] | None = None,
        settings: dict[str, Any] | None = None,
        book_rows: dict[str, Rows] | None = None,
        **tabs: Rows,
    ) -> dict[str, Any]:
        rows = {tab: [{"customer_id": "C1", **row} for row in given] for tab, given in tabs.items()}
        rows |= book_rows or {}
        book = book_of(customers=[{"customer_id": "C1", "name": "Budi", **(customer or {})}], **rows)
        profiles = enrich(book, TeamSettings(**(settings or {})), as_of)
        assert profiles.height == 1
        return profiles.row(0, named=True)

    return one
