"""Answers to surveys that came in as messages, as rows of the surveys (catalogue C10).

An answer stands in the Inbox with its score and the key of the contact that it answers; the program of that contact
says in its column `asks` what it asked for. Nothing is written to the Surveys tab: that is the team's.

An answer that the desk has given somebody to see to, as it does at once with an unhappy one, counts as followed up:
nobody is to be called twice about it.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from crm_sheets.derive.filling import looked_up, without_separator
from crm_sheets.enrich.windows import up_to
from crm_sheets.schema import TABS
from crm_sheets.tables import ROW, Book
from crm_sheets.team_settings import TeamSettings

LOWEST, HIGHEST = 0, 10
PREFIX = "IN-"


def surveys(book: Book, settings: TeamSettings, as_of: date) -> pl.DataFrame:
    """The surveys, with the answers that came in as messages at their end.

    Those have sheet rows beyond the last: no cell stands there, but each row can be told from all others.
    """
    table = book.table("surveys")
    answers = answers_in_inbox(book, as_of).filter(~pl.col("survey_id").is_in(table["survey_id"].implode()))
    last = table[ROW].max() or 1
    numbered = answers.with_columns((pl.int_range(pl.len()) + int(str(last)) + 1).cast(pl.UInt32).alias(ROW))
    return pl.concat([table, numbered], how="diagonal")


def answers_in_inbox(book: Book, as_of: date) -> pl.DataFrame:
    """The answers with a score that came in up to `as_of`, each message once, in the shape of the surveys tab."""
    scored = pl.col("score").is_between(LOWEST, HIGHEST) & pl.col("customer_id").is_not_null()
    inbox = book.table("inbox").filter(pl.col("kind") == "survey", scored, up_to("at", as_of))
    program = pl.col("contact").str.split("|").list.first()
    asked = looked_up(inbox.with_columns(program_id=program), book.table("programs"), "program_id", type="asks").unique(
        "key", keep="last", maintain_order=True
    )
    rows = asked.select(
        "customer_id",
        "type",
        "score",
        survey_id=pl.lit(PREFIX) + without_separator(pl.col("key")),
        date=pl.col("at").cast(pl.Date),
        answer="text",
        followed_up=pl.when(pl.col("key").is_in(_given_out(book).implode())).then(pl.lit(value=True)),
    )
    schema = TABS["surveys"].typed
    return pl.concat([pl.DataFrame(schema=schema), rows.cast({n: schema[n] for n in rows.columns})], how="diagonal")


def _given_out(book: Book) -> pl.Series:
    """The messages that a task of the Queue is about: its key names them second."""
    return book.table("queue")["key"].str.split("|").list.get(1, null_on_oob=True).drop_nulls()
