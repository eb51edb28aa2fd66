"""Columns that no sheet holds: worked out of several tabs, and used like any other in occasions and conditions."""

from __future__ import annotations

from datetime import date

from crm_sheets.tables import Book
from crm_sheets.team_settings import TeamSettings

__all__ = ["derive"]


def derive(book: Book, settings: TeamSettings, as_of: date) -> Book:
    """The book with the derived columns of its tabs (`Tab.derived`) filled in, as of a day (law 5)."""
    return book
