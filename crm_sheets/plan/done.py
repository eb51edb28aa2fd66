"""What the ledger knows of earlier contacts, as the plan needs it."""

from __future__ import annotations

from datetime import date

import polars as pl

from crm_sheets.model import ContactState, Medium

DONE = (ContactState.SENT, ContactState.CLAIMED, ContactState.FENCED)
COUNTED = (*DONE, ContactState.UNCERTAIN)
MESSAGES = tuple(medium for medium in Medium if medium.is_message)


def by_key(history: pl.DataFrame) -> pl.DataFrame:
    """One row per contact key: `key`, `past_state`, `past_medium`, `past_on`. Done counts more than uncertain."""
    return (
        history.filter(pl.col("state").is_in(COUNTED))
        .sort(pl.col("state") == ContactState.UNCERTAIN, "on", maintain_order=True)
        .unique("key", keep="first", maintain_order=True)
        .select("key", past_state="state", past_medium="medium", past_on="on")
    )


def last_contacts(history: pl.DataFrame) -> pl.DataFrame:
    """When each program last reached each customer: `program`, `customer_id`, `reached_on`."""
    return (
        history.filter(pl.col("state").is_in(COUNTED))
        .group_by("program", "customer_id")
        .agg(reached_on=pl.col("on").max())
    )


def reached_today(history: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The contacts of `as_of`: `program`, `customer_id`, `medium`."""
    today = history.filter(pl.col("on") == as_of, pl.col("state").is_in(COUNTED))
    return today.select("program", "customer_id", "medium")
