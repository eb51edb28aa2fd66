"""A small run in words: tabs as lists of rows, profiles made of them, and helpers to read what a tab shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from crm_sheets.content import Block, JobTab
from crm_sheets.enrich import enrich
from crm_sheets.reports import ReportInput
from crm_sheets.schema import TABS
from crm_sheets.tables import DECISIONS, PROBLEMS, ROW, Book, column_letter
from crm_sheets.team_settings import TeamSettings

Rows = list[dict[str, Any]]
TODAY = date(2026, 11, 20)


def typed(tab: str, rows: Rows) -> pl.DataFrame:
    schema = TABS[tab].typed
    unknown = {name for row in rows for name in row} - set(schema)
    assert not unknown, f"{tab} has no column {unknown}"
    numbered = [{name: row.get(name) for name in schema} | {ROW: row.get(ROW, at)} for at, row in enumerate(rows, 2)]
    return pl.DataFrame(numbered, schema=schema, orient="row")


def book_of(language: str, tabs: dict[str, Rows]) -> Book:
    return Book(
        tables={tab: typed(tab, rows) for tab, rows in tabs.items()},
        problems=PROBLEMS.to_frame(),
        titles={tab: TABS[tab].label.in_language(language) for tab in tabs},
        letters={tab: {column.name: column_letter(at) for at, column in enumerate(TABS[tab].columns)} for tab in tabs},
    )


@pytest.fixture
def source() -> Callable[..., ReportInput]:
    """`source(customers=[...], transactions=[...], as_of=..., language=..., settings={...}, decisions=[...], ...)`."""

    def make(
        as_of: date = TODAY,
        language: str = "en",
        settings: dict[str, Any] | None = None,
        decisions: Rows | None = None,
        given: dict[str, Any] | None = None,
        **tabs: Rows,
    ) -> ReportInput:
        team, book = TeamSettings(**(settings or {})), book_of(language, {"customers": [], **tabs})
        rows = [{name: row.get(name) for name in DECISIONS} for row in decisions or []]
        decided = pl.DataFrame(rows, schema=DECISIONS, orient="row")
        profiles = enrich(book, team, as_of)
        return ReportInput(book, profiles, team, as_of, language, decisions=decided, **(given or {}))

    return make


@pytest.fixture
def block_titled() -> Callable[[JobTab, str], Block]:
    def find(tab: JobTab, title: str) -> Block:
        found = [block for block in tab.blocks if block.title == title]
        assert found, f"{title!r} is not among {[block.title for block in tab.blocks]}"
        return found[0]

    return find
