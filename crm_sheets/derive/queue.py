"""The tasks of the queue by an id of their own, so that a task can itself cause a contact, such as a follow-up."""

from __future__ import annotations

from datetime import date

import polars as pl

from crm_sheets.derive.filling import filled, without_separator
from crm_sheets.tables import Book
from crm_sheets.team_settings import TeamSettings


def queue(book: Book, settings: TeamSettings, as_of: date) -> pl.DataFrame:
    """The queue with `task_id`: the key of the task, in one piece."""
    table = book.table("queue")
    return filled("queue", table, table.select(task_id=without_separator(pl.col("key"))))
