"""The tasks of the queue by an id of their own, so that a task can itself cause a contact, such as a follow-up."""

from __future__ import annotations

from datetime import date

import polars as pl

from crm_sheets.derive.filling import SAFE, filled, without_separator
from crm_sheets.schema.shared import REACHED_NOBODY
from crm_sheets.tables import Book
from crm_sheets.team_settings import TeamSettings

_SUBJECT = pl.col("key").str.split("|").list.get(1, null_on_oob=True)
_ID = without_separator(pl.col("key"))
_IS_CHAIN = _SUBJECT.is_in(_ID.implode()) | (_SUBJECT.str.count_matches(SAFE, literal=True) >= 2)
"""The key of a task that another task caused: its subject is the id of the first one.

It is known by that task, or where that no longer stands in the Queue, by the form of its id.
"""


def queue(book: Book, settings: TeamSettings, as_of: date) -> pl.DataFrame:
    """The queue with what tasks need to cause further ones, all as of a day.

    `task_id` is the key in one piece; a task that came of another one has the id of the first, so that a whole
    conversation is one chain. `outcome_on` is the day of an outcome, the planned one where nobody dated it; a try in
    vain after which the chain has had another task has none: it has led to that one, also when its date is corrected.
    `tries` counts the chain's outcomes that reached nobody; `settled` says that somebody was reached on that day or
    later. `original_reason` and `original_script` are the first task's.
    """
    table = book.table("queue")
    chained = table.with_columns(task_id=pl.when(_IS_CHAIN).then(_SUBJECT).otherwise(_ID))
    done = pl.col("done").fill_null(value=False)
    day = pl.when(pl.col("outcome").is_not_null() | done).then(pl.coalesce("outcome_date", "planned_on"))
    noted = chained.with_columns(outcome_on=pl.when(day <= as_of).then(day))
    known = pl.col("outcome_on").is_not_null()
    in_vain = known & pl.col("outcome").is_in(REACHED_NOBODY).fill_null(value=False)
    reached_on = pl.when(known & ~in_vain).then(pl.col("outcome_on")).max().over("task_id")
    first = noted.with_columns(
        tries=in_vain.sum().over("task_id"),
        settled=(reached_on >= pl.col("outcome_on")).fill_null(value=False),
        original_reason=pl.col("reason").first().over("task_id"),
        original_script=pl.col("script").first().over("task_id"),
    )
    ended = first.with_columns(outcome_on=pl.when(~(in_vain & _has_led_on(as_of))).then("outcome_on"))
    return filled("queue", table, ended)


def _has_led_on(as_of: date) -> pl.Expr:
    """Rows below which another task of their chain stands by `as_of`; a task's row that stands twice is one task."""
    is_there = (pl.col("planned_on") <= as_of).fill_null(value=True) & pl.col("task_id").is_not_null()
    place = pl.int_range(pl.len())
    last_key = pl.when(is_there).then("key").drop_nulls().last().over("task_id")
    last_place = pl.when(is_there).then(place).max().over("task_id")
    return ((place < last_place) & (pl.col("key") != last_key)).fill_null(value=False)
