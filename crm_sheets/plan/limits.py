"""What one person gets at most, by importance: limits that look at several contacts at once.

Importance: the program's priority (1 first), then what has been due longest, then the order of the programs.

- One greeting per address and day, whoever of the family it is for; the others follow on the next days.
- A program that follows up single events (it repeats `once`) reaches a customer once for all that came together:
  three receipts of a day, one thank-you.
- At most `cap_contacts` messages per customer in `cap_days` (0: no limit). Service messages count, but are never
  held back; work for people neither counts nor is held back, and the note that a message has come does not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from crm_sheets.model import Medium, Program, Purpose, Repeat, SkipReason
from crm_sheets.plan.done import MESSAGES, last_contacts, messages_since, reached_today
from crm_sheets.plan.texts import CAP, GREETED, GREETED_ALREADY, SINCE_DUE, TOGETHER, day, detail
from crm_sheets.schema import TABS
from crm_sheets.team_settings import TeamSettings

FOR_EVERYBODY = tuple(tab.name for tab in TABS.values() if tab.concerns_everybody)
"""Tabs whose rows belong to nobody: one invitation does not stand for another."""

IMPORTANCE = ["priority", "due_date", "order", "customer_id", "subject", "period"]


def limited(
    rows: pl.DataFrame,
    customers: pl.DataFrame,
    programs: Sequence[Program],
    history: pl.DataFrame,
    settings: TeamSettings,
    as_of: date,
) -> pl.DataFrame:
    """The rows with `reason` and `detail` filled in where a limit stops what nothing else has stopped.

    `rows` have `offer`, the columns of DECISIONS and `purpose`, `repeat`, `priority`, `order`, `program_name`;
    `customers` is the customers table, one row each.
    """
    greeted = _greeted_today(customers, programs, history, as_of)
    rows = _greetings(rows, greeted, settings.language)
    rows = _events(rows, last_contacts(history), settings.language)
    return _cap(rows, messages_since(history, as_of, settings.cap_days), settings)


def _greetings(rows: pl.DataFrame, greeted: pl.DataFrame, language: str) -> pl.DataFrame:
    has_address = pl.col("address") != ""
    planned = (
        _free(rows, pl.col("purpose") == Purpose.GREETING)
        .with_columns(reached=pl.when(has_address).then("address").otherwise("customer_id"))
        .join(greeted, on="reached", how="left", maintain_order="left")
        .with_columns(
            ahead=pl.coalesce("greeted_by", pl.col("program_name").first().over("reached")),
            same_customer=pl.col("customer_id")
            == pl.coalesce("greeted", pl.col("customer_id").first().over("reached")),
        )
    )
    ahead = pl.col("ahead")
    why = (
        pl.when("same_customer")
        .then(detail(GREETED_ALREADY, language, ahead))
        .otherwise(detail(GREETED, language, ahead))
    )
    second = planned.filter(pl.col("greeted_by").is_not_null() | ~pl.col("reached").is_first_distinct())
    return _stop(rows, second, SkipReason.SAME_ADDRESS, why)


def _greeted_today(
    customers: pl.DataFrame, programs: Sequence[Program], history: pl.DataFrame, as_of: date
) -> pl.DataFrame:
    """Who was greeted today already, by `reached`: the address; the customer for work without one.

    `greeted_by` is the name of the program, `greeted` the customer.
    """
    names = {program.program_id: program.name for program in programs if program.purpose is Purpose.GREETING}
    by_phone = pl.col("medium").is_in([Medium.SMS, Medium.WHATSAPP, Medium.CALL])
    reached = pl.when(by_phone).then("phone").when(pl.col("medium") == Medium.EMAIL).then("email")
    return (
        reached_today(history, as_of)
        .filter(pl.col("program").is_in(list(names)))
        .join(customers.select("customer_id", "phone", "email"), on="customer_id", how="left", maintain_order="left")
        .select(
            reached=pl.coalesce(reached, "customer_id"),
            greeted_by=pl.col("program").replace(names),
            greeted="customer_id",
        )
        .unique("reached", keep="first", maintain_order=True)
    )


def _events(rows: pl.DataFrame, contacts: pl.DataFrame, language: str) -> pl.DataFrame:
    """One contact for all single events of a customer that came together, in this plan or since they became due."""
    pair = ["program", "customer_id"]
    is_event = (
        (pl.col("repeat") == Repeat.ONCE)
        & (pl.col("purpose") != Purpose.GREETING)
        & ~pl.col("tab").is_in(FOR_EVERYBODY)
    )
    planned = _free(rows, is_event).join(contacts, on=pair, how="left", maintain_order="left")
    reached = (pl.col("reached_on") >= pl.col("due_date")).fill_null(value=False)
    rows = _stop(
        rows, planned.filter(reached), SkipReason.ALREADY_DONE, detail(SINCE_DUE, language, day("reached_on", language))
    )
    together = planned.filter(~reached).with_columns(ahead=pl.col("subject").first().over(pair))
    others = together.filter(~pl.struct(pair).is_first_distinct())
    return _stop(rows, others, SkipReason.ALREADY_DONE, detail(TOGETHER, language, pl.col("ahead")))


def _cap(rows: pl.DataFrame, earlier: pl.DataFrame, settings: TeamSettings) -> pl.DataFrame:
    if not settings.cap_contacts:
        return rows
    before = pl.col("messages").fill_null(0) + pl.int_range(pl.len()).over("customer_id")
    over = (
        _free(rows, pl.col("medium").is_in(MESSAGES))
        .join(earlier, on="customer_id", how="left", maintain_order="left")
        .filter(before >= settings.cap_contacts, pl.col("purpose") != Purpose.SERVICE)
    )
    why = detail(CAP, settings.language, pl.lit(settings.cap_contacts), pl.lit(settings.cap_days))
    return _stop(rows, over, SkipReason.FREQUENCY_CAP, why)


def _free(rows: pl.DataFrame, which: pl.Expr) -> pl.DataFrame:
    """What nothing has stopped yet, the most important first."""
    return rows.filter(pl.col("reason") == "", which).sort(IMPORTANCE)


def _stop(rows: pl.DataFrame, stopped: pl.DataFrame, reason: SkipReason, why: pl.Expr) -> pl.DataFrame:
    """`rows` with that reason and detail at the stopped ones."""
    found = stopped.select("offer", new_reason=pl.lit(reason), new_detail=why)
    return (
        rows.join(found, on="offer", how="left", maintain_order="left")
        .with_columns(reason=pl.coalesce("new_reason", "reason"), detail=pl.coalesce("new_detail", "detail"))
        .drop("new_reason", "new_detail")
    )
