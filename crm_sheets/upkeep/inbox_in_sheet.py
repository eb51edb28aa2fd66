"""What the Inbox tab remembers of people who wrote: above all, who asked us to stop."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import polars as pl

from crm_sheets.ledger import SeenInbound, Stopped
from crm_sheets.model import Medium
from crm_sheets.tables import Book
from crm_sheets.upkeep.memory_in_sheet import address_of_customer
from crm_sheets.values.phones import parse_phones
from crm_sheets.workspace import Workspace

SOURCE = "inbox"


def stopped(book: Book, workspace: Workspace) -> tuple[Stopped, ...]:
    """The addresses whose owners asked us to stop: the sender's, and the one that this customer has today.

    That they want messages again opens nothing: only a consent does that the team records. Without a time it counts
    from now on.
    """
    rows = _rows(book, workspace).filter(pl.col("kind") == "opt_out")
    found = [
        Stopped(address, _moment(at, workspace), key)
        for key, at, *addresses in rows.select("key", "at", "sender", "address").iter_rows()
        for address in dict.fromkeys(addresses)
        if address
    ]
    return tuple(found)


def seen(book: Book, workspace: Workspace) -> tuple[SeenInbound, ...]:
    """Every message that stands there, so that none is taken for new; what is owed stands in the Queue."""
    return tuple(_seen(_rows(book, workspace), workspace))


def _seen(rows: pl.DataFrame, workspace: Workspace) -> Iterator[SeenInbound]:
    with_key = rows.filter(pl.col("key") != "").unique("key", keep="first", maintain_order=True)
    for row in with_key.iter_rows(named=True):
        yield SeenInbound(
            key=row["key"],
            source=SOURCE,
            at=_moment(row["at"], workspace),
            medium=Medium(row["medium"]),
            address=row["sender"],
            customer_id=row["customer_id"],
            contact=row["contact"],
        )


def _rows(book: Book, workspace: Workspace) -> pl.DataFrame:
    """The tab's rows: `medium`, the sender as the ledger spells it, and the `address` that their customer has today."""
    rows = book.table("inbox").select(
        "at",
        "kind",
        pl.col("channel").fill_null(Medium.EMAIL.value).alias("medium"),
        pl.col("sender").fill_null("").str.strip_chars(),
        *(pl.col(name).fill_null("") for name in ("customer_id", "contact", "key")),
    )
    phones = parse_phones(rows["sender"], workspace.settings.country).values
    is_mail = pl.col("sender").str.contains("@", literal=True)
    spelled = pl.when(is_mail).then("sender").otherwise(pl.coalesce(phones, "sender"))
    return address_of_customer(rows.with_columns(sender=spelled), book)


def _moment(at: datetime | None, workspace: Workspace) -> datetime:
    return workspace.started if at is None else datetime.combine(at.date(), at.time(), workspace.zone)
