"""Which ways to customers are shut, from what the ledger knows of their addresses (catalogue C13)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

import polars as pl

from crm_sheets.model import Closure, LedgerEntry, Medium
from crm_sheets.tables import CLOSED, Book

if TYPE_CHECKING:
    from crm_sheets.ledger import Ledger, RunContext, Shut

BY_PHONE = (Medium.SMS.value, Medium.WHATSAPP.value, Medium.CALL.value)
BY_EMAIL = (Medium.EMAIL.value,)


def closed_ways(ledger: Ledger, run: RunContext, book: Book, zone: tzinfo) -> pl.DataFrame:
    """CLOSED, from the opt-outs and dead addresses that the ledger knows; customers who share an address share them.

    An opt-out that stands in the Inbox tab holds as well, whatever became of the ledger and of the address: it was the
    customer who said so.
    """
    people = book.table("customers").select("customer_id", "phone", pl.col("email").str.to_lowercase())
    shut = _shut(ledger.shut_addresses(run.workbook_id, _addresses(people)), zone)
    said = _said(book.table("inbox"))
    dead = ledger.dead_ends(run.workbook_id, run.mode, lambda ids: _addresses_of(people, ids))
    of_contacts = pl.DataFrame([_of_contact(entry, zone) for entry in dead], schema=CLOSED, orient="row")
    ways = pl.concat([shut, said.select(shut.columns)])
    of_people = [_of_people(people, ways, column) for column in ("phone", "email")]
    of_customers = said.filter(pl.col("customer_id").is_in(people["customer_id"].implode()))
    of_customers = of_customers.with_columns(key=pl.lit(""), detail=pl.lit("")).select(CLOSED.names())
    return pl.concat([*of_people, of_customers, of_contacts]).unique(maintain_order=True)


def _said(inbox: pl.DataFrame) -> pl.DataFrame:
    """Opt-outs as the Inbox tab has them: `customer_id`, `address`, `medium`, `reason`, `since`."""
    by_mail = pl.col("channel") == Medium.EMAIL.value
    return (
        inbox.filter(pl.col("kind") == "opt_out")
        .select(
            "customer_id",
            address=pl.col("sender").str.strip_chars().str.to_lowercase(),
            medium=pl.when(by_mail).then(pl.lit(list(BY_EMAIL))).otherwise(pl.lit(list(BY_PHONE))),
            reason=pl.lit(Closure.OPTED_OUT.value),
            since=pl.col("at").dt.date(),
        )
        .explode("medium")
        .drop_nulls("since")
    )


def _shut(ways: Iterable[Shut], zone: tzinfo) -> pl.DataFrame:
    """One row for each address and medium: `address`, `medium`, `reason`, `since`."""
    rows = [
        (way.address.strip().casefold(), medium, way.reason.value, way.since.astimezone(zone).date())
        for way in ways
        for medium in _media_of(way)
    ]
    schema = {"address": pl.String, "medium": pl.String, "reason": pl.String, "since": pl.Date}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _media_of(way: Shut) -> Iterable[str]:
    if way.medium:
        return (way.medium.value,)
    return BY_EMAIL if "@" in way.address else BY_PHONE


def _of_people(people: pl.DataFrame, shut: pl.DataFrame, column: str) -> pl.DataFrame:
    """CLOSED for the customers who have a shut address in this column."""
    met = people.join(shut, left_on=column, right_on="address").unique(["customer_id", "medium", "reason"])
    return met.with_columns(key=pl.lit(""), detail=pl.lit("")).select(CLOSED.names())


def _addresses(people: pl.DataFrame) -> Iterable[str]:
    return pl.concat([people["phone"], people["email"]]).drop_nulls().unique().to_list()


def _addresses_of(people: pl.DataFrame, customer_ids: Collection[str]) -> Mapping[str, Collection[str]]:
    known = people.filter(pl.col("customer_id").is_in(list(customer_ids)))
    found: dict[str, set[str]] = {}
    for customer_id, *addresses in known.iter_rows():
        found.setdefault(customer_id, set()).update(address for address in addresses if address)
    return found


def _of_contact(entry: LedgerEntry, zone: tzinfo) -> dict[str, Any]:
    since = (entry.settled_at or entry.claimed_at).astimezone(zone).date()
    return {
        "customer_id": entry.customer_id,
        "medium": entry.medium.value,
        "key": entry.key,
        "reason": Closure.UNREACHABLE.value,
        "since": since,
        "detail": entry.detail,
    }
