"""The order of work: what matters most first, then what is due first, then who is worth most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import polars as pl

from crm_sheets.plan.importance import worth
from crm_sheets.queue.call_time import read_call_time

Row = Mapping[str, Any]
LAST_MOMENT, LAST_PLACE, LEAST = time(23, 59), 10**9, 10**6


def in_order(rows: Sequence[Row], worths: Mapping[str, float]) -> list[Row]:
    """Tasks by priority, by the moment by which they are to be done, by place in line, then the customer's worth.

    `worths` are by customer id, in the workbook's currency. A promised hour is such a moment, so that calls come in the
    order of date, hour and queue number. Rows are by canonical column names; equal ones stay as they are.
    """
    return sorted(rows, key=lambda row: _rank(row, worths))


def worth_of(rows: Sequence[Row], profiles: pl.DataFrame) -> dict[str, float]:
    """What the customers of these rows are worth a year, by id."""
    ids = sorted({row["customer_id"] for row in rows if row.get("customer_id")})
    concerned = profiles.filter(pl.col("customer_id").is_in(ids))
    return dict(concerned.select("customer_id", worth()).iter_rows())


def _rank(row: Row, worths: Mapping[str, float]) -> tuple[int, datetime, int, float]:
    at, place = read_call_time(row.get("call_at") or "")
    day = row.get("deadline") or row.get("planned_on") or date.max
    moment = row.get("answer_by") or datetime.combine(day, at or LAST_MOMENT)
    priority = row.get("priority")
    return (
        LEAST if priority is None else priority,
        moment,
        place or LAST_PLACE,
        -worths.get(row.get("customer_id") or "", 0),
    )
