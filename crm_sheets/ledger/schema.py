"""The ledger's tables. Plain SQLAlchemy Core types, the same on SQLite and PostgreSQL.

What comes from people or providers is Text: PostgreSQL would refuse the whole batch for one value that is too long.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored as UTC without zone so that both databases compare it alike; naive moments are refused."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To naive UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("the ledger takes moments with a time zone only")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """To aware UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


METADATA = MetaData()

META = Table(
    "meta",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("value", String(200), nullable=False),
)
"""`schema_version`, `ledger_id`, and `key_check` by which a wrong hash key is noticed."""

BINDINGS = Table(
    "bindings",
    METADATA,
    Column("workbook_id", String(80), primary_key=True),
    Column("name", Text, nullable=False),
    Column("location_hash", String(64), nullable=False, index=True),
    Column("sequence", BigInteger, nullable=False),
    Column("shown", Boolean, nullable=False),  # the workbook has carried this id back to us at least once
    Column("bound_at", UtcDateTime, nullable=False),
)

ENTRIES = Table(
    "entries",
    METADATA,
    Column("workbook_id", String(80), primary_key=True),
    Column("mode", String(8), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("program", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("customer_id", Text, nullable=False),
    Column("medium", String(16), nullable=False),
    Column("address_hash", String(64)),
    Column("address", Text),  # only until the outcome is settled
    Column("greeting_day", Date),  # set while a greeting holds its address for that day
    Column("state", String(16), nullable=False),
    Column("run_id", String(80), nullable=False),
    Column("as_of", Date),
    Column("claimed_at", UtcDateTime, nullable=False),
    Column("fenced_at", UtcDateTime),
    Column("settled_at", UtcDateTime),
    Column("provider_id", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("retry", Boolean, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("segments", Integer, nullable=False),
    Column("logged", Boolean, nullable=False),
    Column("delivery", String(16), nullable=False, server_default=""),  # what the provider reported afterwards
    Column("delivered_at", UtcDateTime),
    Column("price", Float),
    Column("price_unit", String(3), nullable=False, server_default=""),
    Index("entries_by_state", "workbook_id", "mode", "logged", "state"),
    Index("one_greeting_a_day", "workbook_id", "mode", "address_hash", "greeting_day", unique=True),
)
"""One row per contact; nulls never collide in `one_greeting_a_day`, in either database. By address it is found with
the same index."""

HAS_PROVIDER_ID = ENTRIES.c.provider_id != ""
BY_PROVIDER_ID = Index(
    "entries_by_provider_id",
    ENTRIES.c.workbook_id,
    ENTRIES.c.mode,
    ENTRIES.c.provider_id,
    sqlite_where=HAS_PROVIDER_ID,
    postgresql_where=HAS_PROVIDER_ID,
)
"""Only what a provider knows; a query says HAS_PROVIDER_ID too, or it is not used."""

TRIES = Table(
    "tries",
    METADATA,
    Column("workbook_id", String(80), primary_key=True),
    Column("mode", String(8), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("medium", String(16), nullable=False),
    Column("address_hash", String(64)),
    Column("claimed_at", UtcDateTime, nullable=False),
    Column("segments", Integer, nullable=False),
    Column("price", Float),
    Column("price_unit", String(3), nullable=False),
)
"""Earlier tries of contacts that a provider accepted: what they cost, and how often a contact was tried."""

TRIALS = Table(
    "trials",
    METADATA,
    Column("workbook_id", String(80), primary_key=True),
    Column("mode", String(8), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("program", Text, nullable=False),
    Column("customer_id", Text, nullable=False),
    Column("arm", String(16), nullable=False),
    Column("period", Text, nullable=False),
    Column("on_day", Date, nullable=False),  # on which it would have been made
    Column("noted_at", UtcDateTime, nullable=False),
)
"""Contacts that were left out on purpose, by the keys that they would have had, so that a program can be compared."""

DRAFTS = Table(
    "drafts",
    METADATA,
    Column("workbook_id", String(80), primary_key=True),
    Column("mode", String(8), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("planned_on", Date, nullable=False),
    Column("drafted_at", UtcDateTime, nullable=False),
)

ALIASES = Table(
    "aliases",
    METADATA,
    Column("workbook_id", String(80), primary_key=True),
    Column("old_customer_id", Text, primary_key=True),
    Column("customer_id", Text, nullable=False),
)
"""Customer ids that were merged into another, so that an old id's history stays the new one's."""

RUNS = Table(
    "runs",
    METADATA,
    Column("workbook_id", String(80), primary_key=True),
    Column("run_id", String(80), primary_key=True),
    Column("noted_at", UtcDateTime, nullable=False),
)
"""Every run that may have written to a workbook, noted before it does; kept for ever."""

RETENTION = Table(
    "retention",
    METADATA,
    Column("workbook_id", String(80), primary_key=True),
    Column("forgotten_before", Date, nullable=False),
)
"""Up to which day a workbook's settled contacts were removed because they were too old."""

SHUT = Table(
    "shut",
    METADATA,
    Column("workbook_id", String(80), primary_key=True),
    Column("address_hash", String(64), primary_key=True),
    Column("medium", String(16), primary_key=True),  # "" for all
    Column("reason", String(16), primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    Column("source", Text, nullable=False),
)
"""Addresses that nothing more goes to, in either history; kept for ever."""

INBOUND = Table(
    "inbound",
    METADATA,
    Column("workbook_id", String(80), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("medium", String(16), nullable=False),
    Column("address_hash", String(64)),
    Column("customer_id", Text, nullable=False),
    Column("contact", Text, nullable=False),
    Column("needs_answer", Boolean, nullable=False),
    Column("answer_by", UtcDateTime),
    Column("handled_at", UtcDateTime),
    Column("noted_at", UtcDateTime, nullable=False),  # `at` is what its sender says
    Index("inbound_by_sender", "workbook_id", "address_hash", "medium"),
)
"""What came in and was taken note of: never a word of it, and of its sender the digest only."""

POSITIONS = Table(
    "positions",
    METADATA,
    Column("workbook_id", String(80), primary_key=True),
    Column("source", Text, primary_key=True),
    Column("position", Text, nullable=False),
    Column("noted_at", UtcDateTime, nullable=False),
)
"""Up to where each inbox was read."""
