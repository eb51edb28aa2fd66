"""What the ledger knows of earlier contacts, as the plan needs it."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from crm_sheets.model import ACKNOWLEDGEMENT_ID, ContactState, Medium

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


def messages_since(history: pl.DataFrame, as_of: date, days: int) -> pl.DataFrame:
    """Messages to each customer in the `days` up to `as_of`, that day included: `customer_id`, `messages`.

    The note that their own message has come is none of them: who writes to us does not hear from us less.
    """
    recent = (pl.col("on") > as_of - timedelta(days=days)) & (pl.col("on") <= as_of)
    counted = pl.col("state").is_in(COUNTED) & pl.col("medium").is_in(MESSAGES)
    planned = pl.col("program") != ACKNOWLEDGEMENT_ID
    return history.filter(recent, counted, planned).group_by("customer_id").agg(messages=pl.len())


def reached_today(history: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The contacts of `as_of`: `program`, `customer_id`, `medium`."""
    today = history.filter(pl.col("on") == as_of, pl.col("state").is_in(COUNTED))
    return today.select("program", "customer_id", "medium")
