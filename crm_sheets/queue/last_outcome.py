"""What came of the last contact with the customers whom tasks are about."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from crm_sheets.model import Message
from crm_sheets.queue.brief import LAST_OUTCOME
from crm_sheets.reports.labels import choice_labels
from crm_sheets.tables import Book

SOURCES = (
    ("interactions", pl.col("date"), "outcome"),
    ("visits", pl.col("visited_date"), "result"),
    ("queue", pl.coalesce("outcome_date", "planned_on"), "outcome"),
)
"""Tab, day of the contact, and the column with what came of it."""


def with_last_outcomes(tasks: Sequence[Message], book: Book, as_of: date, language: str) -> list[Message]:
    """The tasks with the customer's last contact up to `as_of`, and what came of it, among their facts."""
    known = last_outcomes({task.contact.customer_id for task in tasks}, book, as_of, language)
    return [
        replace(task, contact=replace(task.contact, facts={**task.contact.facts, LAST_OUTCOME: outcome}))
        if (outcome := known.get(task.contact.customer_id))
        else task
        for task in tasks
    ]


def last_outcomes(customer_ids: Collection[str], book: Book, as_of: date, language: str) -> dict[str, tuple[date, str]]:
    """Day and outcome in words of each customer's last contact or try, from interactions, visits and the queue."""
    wanted = sorted(filter(None, customer_ids))
    found = [_of_tab(book, tab, day, column, language) for tab, day, column in SOURCES]
    rows = pl.concat(found).filter(pl.col("customer_id").is_in(wanted), pl.col("on") <= as_of)
    last = rows.sort("on", maintain_order=True).unique("customer_id", keep="last", maintain_order=True)
    return {customer_id: (on, said) for customer_id, on, said in last.iter_rows()}


def _of_tab(book: Book, tab: str, day: pl.Expr, column: str, language: str) -> pl.DataFrame:
    """`customer_id`, `on`, `said`; a task in the queue counts once its outcome is noted."""
    labels = {value: label.lower() for value, label in choice_labels(tab, column, language).items()}
    said = pl.col(column).replace_strict(labels, default=pl.col(column), return_dtype=pl.String).fill_null("")
    table = book.table(tab)
    rows = table.filter(pl.col(column).is_not_null()) if tab == "queue" else table
    return rows.select("customer_id", on=day.cast(pl.Date), said=said)
