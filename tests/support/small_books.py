"""Small builders for tests about programs and plans: a workbook in words, programs, profiles, history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from crm_sheets.enrich.profiles import PROFILES
from crm_sheets.model import ContactState, Medium, Program, Purpose, Repeat
from crm_sheets.schema import TABS
from crm_sheets.tables import DUE, HISTORY, PROBLEMS, ROW, Book, column_letter

Row = Mapping[str, Any]
TODAY = date(2026, 11, 20)


def typed(tab: str, rows: Sequence[Row]) -> pl.DataFrame:
    """A typed table from rows that say only what the test is about; the first row stands in sheet row 2."""
    schema = TABS[tab].typed
    unknown = {name for row in rows for name in row} - set(schema)
    assert not unknown, f"{tab} has no column {unknown}"
    full = [{**dict.fromkeys(schema), ROW: number, **row} for number, row in enumerate(rows, start=2)]
    return pl.DataFrame(full, schema=schema, orient="row")


def book_of(headers: Mapping[str, Mapping[str, str]] | None = None, **tabs: Sequence[Row]) -> Book:
    """A validated workbook with just these tabs, its columns in the order of the schema."""
    letters = {
        tab: {column.name: column_letter(place) for place, column in enumerate(TABS[tab].columns)} for tab in tabs
    }
    return Book(
        tables={tab: typed(tab, rows) for tab, rows in tabs.items()},
        problems=pl.DataFrame(schema=PROBLEMS),
        titles={tab: TABS[tab].label.id for tab in tabs},
        headers=headers or {},
        letters=letters,
    )


def customer(customer_id: str = "C1", **columns: Any) -> Row:
    """A customer whom every message reaches, each at addresses of their own."""
    number = int("".join(filter(str.isdigit, customer_id)) or 0)
    reachable = {
        "phone": f"+628120000{number:04d}",
        "phone_kind": "mobile",
        "email": f"{customer_id.lower()}@example.com",
    }
    return {"customer_id": customer_id, "name": f"Pelanggan {customer_id}", **reachable, **columns}


def profiles_of(*rows: Row) -> pl.DataFrame:
    """Profiles that say only what the test is about."""
    return pl.DataFrame([{**dict.fromkeys(PROFILES), **row} for row in rows], schema=PROFILES, orient="row")


def program(program_id: str = "birthday", **fields: Any) -> Program:
    """A greeting on the customer's birthday, by WhatsApp, e-mail or SMS, unless said otherwise."""
    usual: dict[str, Any] = {
        "name": f"Program {program_id}",
        "purpose": Purpose.GREETING,
        "occasion": "customers.birth_date",
        "repeat": Repeat.YEARLY,
        "offset_days": 0,
        "condition": "",
        "media": (Medium.WHATSAPP, Medium.EMAIL, Medium.SMS),
        "template": program_id,
        "owner": "",
        "needs_approval": False,
        "priority": 5,
        "lateness_days": 3,
        "row": 2,
    }
    return Program(program_id=program_id, **{**usual, **fields})


def due_of(*rows: Row, on: date = TODAY) -> pl.DataFrame:
    """Due rows of the birthday program about customer C1, unless said otherwise."""
    usual = {
        "program": "birthday",
        "tab": "customers",
        "subject": "C1",
        "subject_row": 2,
        "customer_id": "C1",
        "occasion_date": on,
        "period": str(on.year),
        "due_date": on,
    }
    return pl.DataFrame([{**usual, **row} for row in rows], schema=DUE, orient="row")


def history_of(*rows: Row) -> pl.DataFrame:
    """What the ledger knows: a sent WhatsApp to C1 today, unless said otherwise."""
    usual = {
        "key": "birthday|C1|2026",
        "program": "birthday",
        "customer_id": "C1",
        "medium": "whatsapp",
        "state": ContactState.SENT.value,
        "on": TODAY,
    }
    return pl.DataFrame([{**usual, **row} for row in rows], schema=HISTORY, orient="row")
