"""The calls that people wait for: requests of today and of the last days that nobody has ticked off."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Any

import polars as pl

from crm_sheets.desk.people import by_id
from crm_sheets.model import CALL_REQUEST_ID
from crm_sheets.tables import ROW, Book
from crm_sheets.values.call_hours import read_call_hour

Facts = Mapping[str, Any]

LATE_DAYS = 7
"""A request that no run saw on its day is still made up for within so long; one that is older is history."""
LAST = time(23, 59)


def waiting_calls(book: Book, as_of: date) -> list[tuple[Facts, Facts]]:
    """The requests for `as_of` and those that the days before it missed, by date, hour and queue number.

    Each comes with the customer who asked, by id or else by number; {} for somebody who is none.
    """
    rows = _waiting(book.table("call_requests"), as_of)
    customers = _customers_of(rows, book.table("customers"))
    return [
        (row, customers.get(row["customer_id"]) or _of_number(row["phone"], customers))
        for row in sorted(rows.iter_rows(named=True), key=_turn)
    ]


def call_key(row: Facts) -> str:
    """The key of the contact that a request becomes: moved to another day it is another call."""
    return f"{CALL_REQUEST_ID}|{row['request_id']}|{row['requested_date'].isoformat()}"


def _waiting(requests: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The requests of these days that nobody has ticked off, each id once; a blank status waits."""
    waits = pl.col("status").is_null() | (pl.col("status") == "waiting")
    day = pl.col("requested_date")
    in_time = day.is_between(as_of - timedelta(days=LATE_DAYS), as_of)
    found = requests.filter(waits, in_time, pl.col("request_id").is_not_null())
    return found.unique(["request_id", "requested_date"], keep="first", maintain_order=True)


def _turn(row: Facts) -> tuple[date, time, int, int]:
    """Its place among the requests: by date, hour, queue number, then as they stand in the sheet."""
    return row["requested_date"], read_call_hour(row["hour"] or "") or LAST, row["queue_number"] or 10**9, row[ROW]


def _customers_of(requests: pl.DataFrame, table: pl.DataFrame) -> dict[str, Facts]:
    """The customers among them by id: those who are named, and those who have such a number."""
    phones, named = requests["phone"].drop_nulls(), requests["customer_id"].drop_nulls()
    met = table.filter(pl.col("phone").is_in(phones.implode()))["customer_id"].drop_nulls()
    return by_id([*named, *met], table)


def _of_number(phone: str | None, customers: Mapping[str, Facts]) -> Facts:
    """The living customer with that number, the first by id; {} for none."""
    found = [row for row in customers.values() if phone and row.get("phone") == phone]
    return min(found, key=lambda row: (row.get("status") == "deceased", row["customer_id"]), default={})
