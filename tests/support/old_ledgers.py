"""Ledgers as earlier versions of the schema made them, written by hand: with a contact in every state."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

from ledger_samples import KEY, LOCATION, contact, greeting
from sqlalchemy import Connection, MetaData, Table

from crm_sheets.ledger.digests import Digests
from crm_sheets.ledger.engine import open_engine
from crm_sheets.model import Contact

WORKBOOK_ID = "abc@old"
BEFORE = datetime(2026, 11, 19, 2, 0)

META = "CREATE TABLE meta (name VARCHAR(40) NOT NULL, value VARCHAR(200) NOT NULL, PRIMARY KEY (name))"
BINDINGS = (
    "CREATE TABLE bindings (workbook_id VARCHAR(80) NOT NULL, name TEXT NOT NULL, location_hash VARCHAR(64) NOT NULL, "
    "sequence BIGINT NOT NULL, shown BOOLEAN NOT NULL, bound_at {moment} NOT NULL, PRIMARY KEY (workbook_id))"
)
ENTRIES = (
    'CREATE TABLE entries (workbook_id VARCHAR(80) NOT NULL, mode VARCHAR(8) NOT NULL, "key" {key} NOT NULL, '
    "program {program} NOT NULL, subject {subject} NOT NULL, period {period} NOT NULL, "
    "customer_id {subject} NOT NULL, medium VARCHAR(16) NOT NULL, address_hash VARCHAR(64), address {address}, "
    "greeting_day DATE, state VARCHAR(16) NOT NULL, run_id VARCHAR(80) NOT NULL, as_of DATE, "
    "claimed_at {moment} NOT NULL, fenced_at {moment}, settled_at {moment}, provider_id {subject} NOT NULL, "
    "detail {detail} NOT NULL, retry BOOLEAN NOT NULL, fingerprint VARCHAR(64) NOT NULL, segments INTEGER NOT NULL, "
    'logged BOOLEAN NOT NULL, PRIMARY KEY (workbook_id, mode, "key"))'
)
DRAFTS = (
    'CREATE TABLE drafts (workbook_id VARCHAR(80) NOT NULL, mode VARCHAR(8) NOT NULL, "key" {key} NOT NULL, '
    "fingerprint VARCHAR(64) NOT NULL, planned_on DATE NOT NULL, drafted_at {moment} NOT NULL, "
    'PRIMARY KEY (workbook_id, mode, "key"))'
)
ALIASES = (
    "CREATE TABLE aliases (workbook_id VARCHAR(80) NOT NULL, old_customer_id {subject} NOT NULL, "
    "customer_id {subject} NOT NULL, PRIMARY KEY (workbook_id, old_customer_id))"
)
INDEXES = (
    "CREATE INDEX ix_bindings_location_hash ON bindings (location_hash)",
    "CREATE INDEX entries_by_state ON entries (workbook_id, mode, logged, state)",
    "CREATE UNIQUE INDEX one_greeting_a_day ON entries (workbook_id, mode, address_hash, greeting_day)",
)
VERSION_1 = (META, BINDINGS, ENTRIES, DRAFTS, ALIASES, *INDEXES)
VERSION_2 = (
    *VERSION_1,
    "CREATE TABLE runs (workbook_id VARCHAR(80) NOT NULL, run_id VARCHAR(80) NOT NULL, noted_at {moment} NOT NULL, "
    "PRIMARY KEY (workbook_id, run_id))",
    "CREATE TABLE retention (workbook_id VARCHAR(80) NOT NULL, forgotten_before DATE NOT NULL, "
    "PRIMARY KEY (workbook_id))",
)
VERSION_3 = (
    *VERSION_2,
    *(
        f"ALTER TABLE entries ADD COLUMN {column}"
        for column in (
            "delivery VARCHAR(16) DEFAULT '' NOT NULL",
            "delivered_at {moment}",
            "price FLOAT",
            "price_unit VARCHAR(3) DEFAULT '' NOT NULL",
        )
    ),
    "CREATE INDEX entries_by_provider_id ON entries (workbook_id, mode, provider_id) WHERE provider_id != ''",
    "CREATE TABLE shut (workbook_id VARCHAR(80) NOT NULL, address_hash VARCHAR(64) NOT NULL, "
    "medium VARCHAR(16) NOT NULL, reason VARCHAR(16) NOT NULL, since {moment} NOT NULL, source TEXT NOT NULL, "
    "PRIMARY KEY (workbook_id, address_hash, medium, reason))",
    'CREATE TABLE inbound (workbook_id VARCHAR(80) NOT NULL, "key" TEXT NOT NULL, source TEXT NOT NULL, '
    "at {moment} NOT NULL, medium VARCHAR(16) NOT NULL, address_hash VARCHAR(64), customer_id TEXT NOT NULL, "
    "contact TEXT NOT NULL, needs_answer BOOLEAN NOT NULL, answer_by {moment}, handled_at {moment}, "
    'noted_at {moment} NOT NULL, PRIMARY KEY (workbook_id, "key"))',
    "CREATE INDEX inbound_by_sender ON inbound (workbook_id, address_hash, medium)",
    "CREATE TABLE positions (workbook_id VARCHAR(80) NOT NULL, source TEXT NOT NULL, position TEXT NOT NULL, "
    "noted_at {moment} NOT NULL, PRIMARY KEY (workbook_id, source))",
    'CREATE TABLE tries (workbook_id VARCHAR(80) NOT NULL, mode VARCHAR(8) NOT NULL, "key" TEXT NOT NULL, '
    "number INTEGER NOT NULL, medium VARCHAR(16) NOT NULL, address_hash VARCHAR(64), claimed_at {moment} NOT NULL, "
    "segments INTEGER NOT NULL, price FLOAT, price_unit VARCHAR(3) NOT NULL, "
    'PRIMARY KEY (workbook_id, mode, "key", number))',
)
VERSIONS = {1: VERSION_1, 2: VERSION_2, 3: VERSION_3}
BOUNDED = {
    "key": "VARCHAR(400)",
    "program": "VARCHAR(120)",
    "subject": "VARCHAR(200)",
    "period": "VARCHAR(40)",
    "address": "VARCHAR(320)",
    "detail": "VARCHAR(300)",
}
"""The first version, which was for SQLite only, bounded what comes from people."""

CONTACTS = {
    "claimed": contact(1),
    "fenced": contact(2),
    "sent": greeting(3),
    "failed": contact(4),
    "uncertain": contact(5),
}


SINCE_VERSION_1 = (
    "DROP INDEX entries_by_provider_id",
    *(f"ALTER TABLE entries DROP COLUMN {name}" for name in ("delivery", "delivered_at", "price", "price_unit")),
    *(f"DROP TABLE {name}" for name in ("runs", "retention", "shut", "inbound", "positions", "tries", "trials")),
    "UPDATE meta SET value = '1' WHERE name = 'schema_version'",
)


def make_older(file: Path) -> None:
    """Turn a ledger of this version into one of the first: what later ones brought is gone."""
    engine = open_engine(file)
    with engine.begin() as connection:
        for statement in SINCE_VERSION_1:
            connection.exec_driver_sql(statement)
    engine.dispose()


def make_old(place: Path | str, version: int) -> None:
    """Make a ledger of an earlier version with one contact in each state."""
    engine = open_engine(place)
    with engine.begin() as connection:
        moment = "DATETIME" if engine.dialect.name == "sqlite" else "TIMESTAMP WITHOUT TIME ZONE"
        types = BOUNDED if version == 1 and engine.dialect.name == "sqlite" else dict.fromkeys(BOUNDED, "TEXT")
        for statement in VERSIONS[version]:
            connection.exec_driver_sql(statement.format(moment=moment, **types))
        _fill(connection, version)
    engine.dispose()


def _fill(connection: Connection, version: int) -> None:
    digests = Digests(KEY)
    meta = {"schema_version": str(version), "ledger_id": "old", "key_check": digests.digest("key check", "crm_sheets")}
    _insert(connection, "meta", *({"name": name, "value": value} for name, value in meta.items()))
    binding = {"workbook_id": WORKBOOK_ID, "name": "book.xlsx", "sequence": 7, "shown": True, "bound_at": BEFORE}
    _insert(connection, "bindings", {**binding, "location_hash": digests.digest("location", LOCATION)})
    _insert(connection, "entries", *(_entry(state, item, digests) for state, item in CONTACTS.items()))
    if version > 1:
        _insert(connection, "runs", {"workbook_id": WORKBOOK_ID, "run_id": "run-0", "noted_at": BEFORE})
        _insert(connection, "retention", {"workbook_id": WORKBOOK_ID, "forgotten_before": date(2020, 1, 1)})


def _insert(connection: Connection, table: str, *rows: dict[str, Any]) -> None:
    connection.execute(Table(table, MetaData(), autoload_with=connection).insert(), list(rows))


def _entry(state: str, item: Contact, digests: Digests) -> dict[str, Any]:
    is_open, is_settled = state in ("claimed", "fenced", "uncertain"), state in ("sent", "failed")
    return {
        "workbook_id": WORKBOOK_ID,
        "mode": "files",
        "key": item.key,
        "program": item.program.program_id,
        "subject": item.subject,
        "period": item.period,
        "customer_id": item.customer_id,
        "medium": item.medium.value,
        "address_hash": digests.address(item.address),
        "address": item.address if is_open else None,
        "greeting_day": item.due_date if state == "sent" else None,
        "state": state,
        "run_id": "run-0",
        "as_of": item.due_date,
        "claimed_at": BEFORE,
        "fenced_at": None if state == "claimed" else BEFORE,
        "settled_at": BEFORE if is_settled else None,
        "provider_id": "SM1" if state == "sent" else "",
        "detail": "",
        "retry": False,
        "fingerprint": "f" * 32,
        "segments": 1,
        "logged": True,
    }
