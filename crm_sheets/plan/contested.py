"""Which contacts a limit could stop at all: the others need not be looked at one after the other."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from crm_sheets.model import Purpose, Repeat
from crm_sheets.plan.done import MESSAGES
from crm_sheets.plan.tally import IN_PERSON, Tally

PAIR = pl.concat_str("program", "customer_id", separator="\0")


def may_be_stopped(tally: Tally) -> pl.Expr:
    """True for what shares something limited: a customer with other contacts of the plan, an address, a number a day,
    or contacts made before that a limit counts.

    What shares nothing goes ahead, and takes no place from anybody. The columns are those that the limits see.
    """
    return (
        (pl.len().over("customer_id") > 1)
        | (pl.col("most_per_day") > 0)
        | _greets_where_others_are_greeted(tally)
        | _had_this_program(tally)
        | (pl.col("medium").is_in(IN_PERSON) & _is_one_of(tally.called_on))
        | (pl.col("medium").is_in(MESSAGES) & (pl.col("purpose") != Purpose.SERVICE) & _is_one_of(tally.messages))
        | ((pl.col("purpose") == Purpose.SELLING) & _is_one_of(tally.selling))
    )


def _is_one_of(customers: Iterable[str]) -> pl.Expr:
    return pl.col("customer_id").is_in(pl.Series(list(customers), dtype=pl.String).implode())


def _greets_where_others_are_greeted(tally: Tally) -> pl.Expr:
    """By the address; by the customer for work without one."""
    reached = pl.when(pl.col("address") != "").then("address").otherwise("customer_id")
    is_greeting = pl.col("purpose") == Purpose.GREETING
    others = (pl.len().over(reached, is_greeting) > 1) | reached.is_in(
        pl.Series(list(tally.greeted), dtype=pl.String).implode()
    )
    return is_greeting & others


def _had_this_program(tally: Tally) -> pl.Expr:
    """The customer had it before, and that matters: it rests between two contacts, or follows up single events."""
    matters = (pl.col("rest_days") > 0) | (pl.col("repeat") == Repeat.ONCE)
    before = pl.Series(["\0".join(pair) for pair in tally.reached_on], dtype=pl.String)
    return matters & PAIR.is_in(before.implode())
