"""What the workbook itself remembers of contacts: Contact log, Queue and Outbox, as the ledger would say it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import polars as pl

from crm_sheets.content import Snapshot
from crm_sheets.desk.tasks import PREFIX as DESK
from crm_sheets.doubts import decisions_in
from crm_sheets.identity import read_identity
from crm_sheets.model import ContactState, Medium, Purpose
from crm_sheets.tables import Book
from crm_sheets.work import DELIVERIES, STATE_TEXTS

STATES = {text.strip().casefold(): state.value for state, texts in STATE_TEXTS.items() for text in texts}
MODES = {text.strip().casefold(): mode for mode, texts in DELIVERIES.items() for text in texts}
BY_PHONE = (Medium.SMS, Medium.WHATSAPP, Medium.CALL)
IS_KEY = r"^[^|]+\|.*\|[^|]+$"
_OF_DESK = pl.col("key").str.starts_with(f"{DESK}|")


class Carried(NamedTuple):
    """What the workbook carries: its id (None when it lost it) and its counter."""

    workbook_id: str | None
    sequence: int


def carried_by(snapshot: Snapshot) -> Carried:
    """The identity that the last run left in the workbook."""
    return Carried(*read_identity(snapshot.tabs))


def outcomes_in_log(book: Book) -> pl.DataFrame:
    """Each contact of the Contact log once, with what became of it in the end.

    Columns `mode`, `key`, `customer_id`, `medium`, `state`, `at` (local), `run`, `segments`, `provider_id`, `purpose`.
    Made counts before all else; then the last outcome counts, and of two at once the doubt. What cannot be read counts
    as made.
    """
    made, doubt = ContactState.SENT.value, ContactState.UNCERTAIN.value
    return (
        book.table("contact_log")
        .filter(pl.col("key").str.contains(IS_KEY))
        .select(
            _understood("delivery", MODES, "live").alias("mode"),
            "key",
            pl.col("customer_id").fill_null(""),
            pl.col("channel").fill_null(Medium.WHATSAPP.value).alias("medium"),
            _understood("state", STATES, made).alias("state"),
            pl.col("at").cast(pl.Datetime("us")),
            pl.col("run").fill_null(""),
            pl.col("segments").fill_null(0).cast(pl.Int64),
            pl.col("provider_id").fill_null(""),
            pl.col("purpose").fill_null(""),
        )
        .sort(pl.col("state") != made, -pl.col("at").dt.epoch("s").fill_null(0), pl.col("state") != doubt)
        .unique(["mode", "key"], keep="first", maintain_order=True)
    )


def tasks_in_queue(book: Book, mode: str) -> pl.DataFrame:
    """Each task of the Queue once, in the same columns; a task that stands there was made, in
    the history `mode` that runs go on with. What the desk asks for is no contact of a program.
    """
    return (
        book.table("queue")
        .filter(pl.col("key").str.contains(IS_KEY) & ~_OF_DESK)
        .select(
            pl.lit(mode).alias("mode"),
            "key",
            pl.col("customer_id").fill_null(""),
            pl.col("task").fill_null(Medium.CALL.value).alias("medium"),
            pl.lit(ContactState.SENT.value).alias("state"),
            pl.col("planned_on").cast(pl.Datetime("us")).alias("at"),
            pl.lit("").alias("run"),
            pl.lit(0, pl.Int64).alias("segments"),
            pl.lit("").alias("provider_id"),
            pl.lit("").alias("purpose"),
        )
        .unique(["mode", "key"], keep="first", maintain_order=True)
    )


def unreadable_rows(book: Book) -> int:
    """Rows of the Contact log and the Queue that name no contact: nobody can tell whom they were about."""
    return sum(
        book.table(tab).filter(~(pl.col("key").str.contains(IS_KEY) | _OF_DESK).fill_null(value=False)).height
        for tab in ("contact_log", "queue")
    )


def greeted_addresses(contacts: pl.DataFrame, book: Book) -> pl.DataFrame:
    """The contacts with `address`, that their customer has today, and `greeted`: for a greeting the same, else ""."""
    is_greeting = pl.col("purpose") == Purpose.GREETING
    greeted = pl.when(is_greeting).then("address").otherwise(pl.lit(""))
    return address_of_customer(contacts, book).with_columns(greeted=greeted)


def address_of_customer(rows: pl.DataFrame, book: Book) -> pl.DataFrame:
    """The rows with `address`: what their customer has today for their `medium`, else ""."""
    customers = book.table("customers").select("customer_id", "phone", "email").unique("customer_id", keep="first")
    address = pl.when(pl.col("medium").is_in(BY_PHONE)).then("phone").otherwise("email").fill_null("")
    joined = rows.join(customers, on="customer_id", how="left", maintain_order="left")
    return joined.with_columns(address=address).drop("phone", "email")


def left_doubts(book: Book) -> frozenset[tuple[str, str]]:
    """The doubts, by key and run, that people left as they are."""
    return frozenset((item.key, item.run_id) for item in decisions_in(book) if not item.again)


def _understood(column: str, words: Mapping[str, str], otherwise: str) -> pl.Expr:
    said = pl.col(column).str.strip_chars().str.to_lowercase()
    return said.replace_strict(words, default=otherwise, return_dtype=pl.String).fill_null(otherwise)
