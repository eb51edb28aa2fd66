"""Columns that no sheet holds: worked out of several tabs, and used like any other in occasions and conditions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import polars as pl

from crm_sheets.derive.attendance import attendance
from crm_sheets.derive.deals import deals
from crm_sheets.derive.policies import policies
from crm_sheets.derive.queue import queue
from crm_sheets.derive.surveys import answers_in_inbox, surveys
from crm_sheets.derive.transactions import transactions
from crm_sheets.tables import Book
from crm_sheets.team_settings import TeamSettings

__all__ = ["derive"]

FILLED: dict[str, Callable[[Book, TeamSettings, date], pl.DataFrame]] = {
    "policies": policies,
    "transactions": transactions,
    "attendance": attendance,
    "deals": deals,
    "queue": queue,
    "surveys": surveys,
}
"""What fills a tab, in the order of the tabs."""


def derive(book: Book, settings: TeamSettings, as_of: date) -> Book:
    """The book with the derived columns of its tabs (`Tab.derived`) filled in, as of a day (law 5).

    The answers to surveys that came in as messages are rows of the surveys from now on. A tab that the workbook lacks
    stays away (A2), unless such answers make one of it.
    """
    wanted = [tab for tab in FILLED if book.has(tab)]
    if "surveys" not in wanted and answers_in_inbox(book, as_of).height:
        wanted.append("surveys")
    filled = {tab: FILLED[tab](book, settings, as_of) for tab in wanted}
    return replace(book, tables={**book.tables, **filled})
