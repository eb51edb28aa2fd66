"""Ways to reach a customer that are shut: what CLOSED means to the plan, each with a note for people."""

from __future__ import annotations

import polars as pl

from crm_sheets.model import Closure, Medium, Text
from crm_sheets.plan.consent import ALL, WITHDRAWN
from crm_sheets.plan.texts import ASKED_TO_STOP, DEAD_EMAIL, DEAD_NUMBER, FAILED_FOR_GOOD, day, detail

NO_DAY = "?"
BY_POST = (Medium.VISIT, Medium.GIFT, Medium.LETTER)
DEAD_PLACE = Text("alamat rumah salah sejak {}", "wrong home address since {}")


def withdrawals(closed: pl.DataFrame, language: str) -> pl.DataFrame:
    """Who asked to stop, as rows of the Consents tab that withdraw a medium for every purpose, with `note`."""
    return closed.filter(pl.col("reason") == Closure.OPTED_OUT).select(
        "customer_id",
        channel="medium",
        purpose=pl.lit(ALL),
        state=pl.lit(WITHDRAWN),
        date="since",
        note=_note(ASKED_TO_STOP, language),
    )


def dead_addresses(closed: pl.DataFrame, language: str) -> pl.DataFrame:
    """The media that do not reach a customer at all: `customer_id`, `medium`, `dead` (the note)."""
    found = closed.filter(pl.col("reason") == Closure.UNREACHABLE, pl.col("key") == "").sort("since")
    by_mail = pl.col("medium") == Medium.EMAIL
    note = (
        pl.when(by_mail)
        .then(_note(DEAD_EMAIL, language))
        .when(pl.col("medium").is_in(BY_POST))
        .then(_note(DEAD_PLACE, language))
        .otherwise(_note(DEAD_NUMBER, language))
    )
    return found.select("customer_id", "medium", dead=note).unique(["customer_id", "medium"], keep="first")


def failures(closed: pl.DataFrame, language: str) -> pl.DataFrame:
    """The media by which single contacts have failed for good: `key`, `medium`, `failed` (the note)."""
    found = closed.filter(pl.col("reason") == Closure.UNREACHABLE, pl.col("key") != "").sort("since")
    return found.select("key", "medium", failed=_note(FAILED_FOR_GOOD, language)).unique(["key", "medium"], keep="last")


def _note(text: Text, language: str) -> pl.Expr:
    """The text with its day, and what else is known."""
    dated = detail(text, language, day("since", language).fill_null(NO_DAY))
    more = pl.col("detail").fill_null("")
    return pl.when(more == "").then(dated).otherwise(pl.format("{}: {}", dated, more))
