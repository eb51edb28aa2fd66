"""Contacts that failed for good at an address that their customer still has: another way must be found."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, select

from crm_sheets.ledger.claims import in_history
from crm_sheets.ledger.digests import Digests
from crm_sheets.ledger.history import entry
from crm_sheets.ledger.schema import ENTRIES
from crm_sheets.model import ContactState, LedgerEntry

AddressesOf = Callable[[Collection[str]], Mapping[str, Collection[str]]]
"""The addresses that these customers have now, by customer id."""


class DeadEnd(NamedTuple):
    """A contact that failed for good, and the digest of the address where it did."""

    entry: LedgerEntry
    address_hash: str


def failed_for_good(connection: Connection, workbook_id: str, mode: str) -> list[DeadEnd]:
    """Every contact that another try at the same address would not help, the oldest first."""
    failed = (
        ENTRIES.c.state == ContactState.FAILED.value,
        ENTRIES.c.retry.is_(False),
        ENTRIES.c.address_hash.is_not(None),
    )
    ordered = (
        select(ENTRIES).where(in_history(workbook_id, mode), *failed).order_by(ENTRIES.c.claimed_at, ENTRIES.c.key)
    )
    return [DeadEnd(entry(row), row.address_hash) for row in connection.execute(ordered)]


def still_dead(found: Collection[DeadEnd], addresses_of: AddressesOf, digests: Digests) -> list[LedgerEntry]:
    """Those whose customer still has the very address; asked once, and not at all when nothing failed."""
    if not found:
        return []
    addresses = addresses_of({item.entry.customer_id for item in found})
    hashes = {customer: set(digests.by_hash(theirs)) for customer, theirs in addresses.items()}
    return [item.entry for item in found if item.address_hash in hashes.get(item.entry.customer_id, ())]
