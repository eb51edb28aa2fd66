"""Who wrote: the customers behind a phone number or an e-mail address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from crm_sheets.model import Inbound
from crm_sheets.tables import ROW

Facts = Mapping[str, Any]
NOBODY_LEFT = "deceased"


def senders(
    inbounds: Iterable[Inbound], customers: pl.DataFrame, contact_log: pl.DataFrame | None = None
) -> dict[str, list[Facts]]:
    """The customers at each sender's address, the likeliest first; senders whom nobody knows are left out.

    Several customers may share an address: the living before the dead, then whom we wrote to last by `contact_log`,
    then by id. Rows are without their place in the sheet.
    """
    addresses = {message.sender.strip().casefold() for message in inbounds} - {""}
    if not addresses:
        return {}
    at_address = pl.concat([_at(customers, column, addresses) for column in ("phone", "email")])
    found: dict[str, list[Facts]] = {}
    for row in _likeliest_first(at_address, contact_log).iter_rows(named=True):
        address = row.pop("_address")
        row.pop("_contacted", None)
        found.setdefault(address, []).append(row)
    return found


def by_id(customer_ids: Iterable[str], customers: pl.DataFrame) -> dict[str, Facts]:
    """The first row of each of these customers, without its place in the sheet."""
    wanted = customers.filter(pl.col("customer_id").is_in(sorted(set(customer_ids))))
    rows = wanted.unique("customer_id", keep="first", maintain_order=True).drop(ROW, strict=False)
    return {row["customer_id"]: row for row in rows.iter_rows(named=True)}


def choose(candidates: Sequence[Facts], answered: str) -> Facts:
    """The one of them with the id `answered` (whose contact the message answers), else the likeliest; {} for none."""
    return next((row for row in candidates if row["customer_id"] == answered), candidates[0] if candidates else {})


def _at(customers: pl.DataFrame, column: str, addresses: set[str]) -> pl.DataFrame:
    address = pl.col(column).str.strip_chars().str.to_lowercase()
    known = customers.drop(ROW, strict=False).with_columns(_address=address)
    met = known.filter(pl.col("_address").is_in(sorted(addresses)), pl.col("customer_id").is_not_null())
    return met.unique(["_address", "customer_id"], keep="first", maintain_order=True)


def _likeliest_first(rows: pl.DataFrame, contact_log: pl.DataFrame | None) -> pl.DataFrame:
    dead = pl.col("status").eq_missing(NOBODY_LEFT) if "status" in rows.columns else pl.lit(value=False)
    if contact_log is not None:
        of_them = contact_log.filter(pl.col("customer_id").is_in(rows["customer_id"].implode()))
        rows = rows.join(
            of_them.group_by("customer_id").agg(_contacted=pl.col("at").max()), on="customer_id", how="left"
        )
    else:
        rows = rows.with_columns(_contacted=pl.lit(None, dtype=pl.Datetime("us")))
    return rows.sort([dead, "_contacted", "customer_id"], descending=[False, True, False], nulls_last=True)
