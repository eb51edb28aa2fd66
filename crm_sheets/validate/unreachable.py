"""Numbers and e-mail addresses that read well and yet reach nobody: what came back says so, not the cell."""

from __future__ import annotations

from typing import Any

import polars as pl

from crm_sheets.model import Closure, Medium, ProblemCode, Severity, Text
from crm_sheets.problems import problem
from crm_sheets.schema import TABS
from crm_sheets.schema.choices import CHANNELS
from crm_sheets.tables import ROW, Book
from crm_sheets.values.dates import typed_date

BY_PHONE = (Medium.SMS, Medium.WHATSAPP, Medium.CALL)
ADDRESSES = ("phone", "email", "address")
BY_POST = (Medium.VISIT, Medium.GIFT, Medium.LETTER)
VERIFY = Text("{since}; isi juga “{column}”", "{since}; fill in “{column}” too")


def unreachable_problems(closed: pl.DataFrame, book: Book, language: str = "id") -> list[dict[str, Any]]:
    """A PROBLEMS row for each customer's phone, e-mail or address that does not work, in the order of the sheet.

    `closed` is CLOSED; what failed for a single contact only is left out. The hint says since when, and for a phone by
    which media, for WhatsApp may be missing where SMS arrive.
    """
    dead = closed.filter(pl.col("reason") == Closure.UNREACHABLE, pl.col("key") == "")
    if dead.is_empty():
        return []
    customers = book.table("customers").select(ROW, "customer_id", "phone", "email", "address")
    found = (
        dead.join(customers, on="customer_id")
        .with_columns(column=_column())
        .with_columns(value=pl.coalesce(pl.when(pl.col("column") == name).then(name) for name in ADDRESSES))
        .filter(pl.col("column").is_not_null(), pl.col("value").is_not_null())
        .group_by(ROW, "column", "value")
        .agg(pl.col("since").min(), pl.col("medium").unique().sort())
        .sort(ROW, "column", descending=[False, True])
    )
    return [_problem(row, book, language) for row in found.iter_rows(named=True)]


def _column() -> pl.Expr:
    """The column of the customers tab that holds the address by which a medium goes."""
    by_phone, by_mail = pl.col("medium").is_in(BY_PHONE), pl.col("medium") == Medium.EMAIL
    by_post = pl.col("medium").is_in(BY_POST)
    return (
        pl.when(by_phone)
        .then(pl.lit("phone"))
        .when(by_mail)
        .then(pl.lit("email"))
        .when(by_post)
        .then(pl.lit("address"))
    )


def _problem(row: dict[str, Any], book: Book, language: str) -> dict[str, Any]:
    labels = {choice.value: choice.label.in_language(language) for choice in CHANNELS}
    since = typed_date(row["since"], book.country or "ID") if row["since"] else "?"
    media = ", ".join(labels[medium] for medium in row["medium"])
    hint = f"{since} ({media})" if row["column"] == "phone" else since
    if row["column"] == "address":
        verified = TABS["customers"].by_name["last_verified"].label.in_language(language)
        hint = VERIFY.in_language(language).format(since=since, column=verified)
    code, severity = ProblemCode.DEAD_ADDRESS, Severity.WARNING
    return problem(book, "customers", row[ROW], row["column"], row["value"], code, hint, severity)
