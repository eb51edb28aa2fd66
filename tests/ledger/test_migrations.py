"""A ledger of any earlier version is brought to this one when it is opened: it loses nothing and learns the rest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ledger_samples import KEY, LOCATION, NOW, claims, greeting
from old_ledgers import CONTACTS, WORKBOOK_ID, make_old
from sqlalchemy import inspect

from crm_sheets.errors import CrmSheetsError
from crm_sheets.ledger import HeldOut, Ledger, RunContext, SeenInbound, migrations
from crm_sheets.ledger import claims as claims_table
from crm_sheets.model import Closure, ContactState, Delivery, DeliveryReport, Medium, SkipReason

RUN = RunContext(WORKBOOK_ID, "files", "run-1")
REASONS = {state: claims_table.REASONS[ContactState(state)] for state in CONTACTS}
OLD = pytest.mark.parametrize("version", [1, 2, 3])


def shape(ledger: Ledger) -> dict[str, Any]:
    """What tables, columns and indexes there are, whatever they were made by."""
    found = inspect(ledger.engine)
    return {
        table: (
            {column["name"]: bool(column["nullable"]) for column in found.get_columns(table)},
            found.get_pk_constraint(table)["constrained_columns"],
            sorted(
                (index["name"], tuple(index["column_names"]), index["unique"]) for index in found.get_indexes(table)
            ),
        )
        for table in found.get_table_names()
    }


@OLD
def test_it_has_the_same_tables_as_a_new_one(new_place: Callable[[], Path | str], version: int) -> None:
    old, new = new_place(), new_place()
    make_old(old, version)
    with Ledger.open(old, KEY) as migrated, Ledger.open(new, KEY) as fresh:
        assert shape(migrated) == shape(fresh)


@OLD
def test_it_keeps_what_it_knows(place: Path | str, version: int) -> None:
    make_old(place, version)
    twin = greeting(9, address=CONTACTS["sent"].address)
    for opened in range(2):
        with Ledger.open(place, KEY) as ledger:
            assert ledger.bind(WORKBOOK_ID, 7, "book.xlsx", LOCATION, NOW) == (WORKBOOK_ID, 7 + opened)
            states = dict(ledger.history(WORKBOOK_ID, "files", "UTC").select("state", "key").iter_rows())
            assert states == {state: item.key for state, item in CONTACTS.items()}
            verdicts = ledger.claim(RUN, claims(*CONTACTS.values(), twin), NOW)
        assert [verdict.reason for verdict in verdicts] == [*REASONS.values(), SkipReason.SAME_ADDRESS]


@OLD
def test_it_learns_to_note_runs(place: Path | str, version: int) -> None:
    make_old(place, version)
    with Ledger.open(place, KEY) as ledger:
        assert ledger.known_runs(WORKBOOK_ID) == ({"run-0"} if version > 1 else set(), {"run-0"})
        ledger.note_runs(WORKBOOK_ID, {"a", "b"}, NOW)
        ledger.note_runs(WORKBOOK_ID, {"b", "c"}, NOW)
        assert ledger.known_runs(WORKBOOK_ID).noted >= {"a", "b", "c"}


@OLD
def test_it_learns_to_hear_back(place: Path | str, version: int) -> None:
    make_old(place, version)
    with Ledger.open(place, KEY) as ledger:
        assert [entry.key for entry in ledger.awaited(WORKBOOK_ID, "files", NOW.replace(year=2020))] == [
            CONTACTS["sent"].key
        ]
        report = DeliveryReport("SM1", Delivery.UNDELIVERED, NOW, "30005", closes=Closure.UNREACHABLE)
        assert [entry.key for entry in ledger.take_reports(WORKBOOK_ID, "files", [report], NOW)] == [
            CONTACTS["sent"].key
        ]
        assert len(ledger.shut_addresses(WORKBOOK_ID, [CONTACTS["sent"].address])) == 1
        ledger.note_inbound(WORKBOOK_ID, [SeenInbound("m1", "imap", NOW, Medium.EMAIL, "a@b.id")], NOW)
        ledger.remember_positions(WORKBOOK_ID, {"imap": "7"}, NOW)
        assert ledger.unseen(WORKBOOK_ID, ["m1", "m2"]) == {"m2"}
        assert ledger.position(WORKBOOK_ID, "imap") == "7"


@OLD
def test_it_learns_who_is_held_out(place: Path | str, version: int) -> None:
    make_old(place, version)
    with Ledger.open(place, KEY) as ledger:
        assert ledger.held_out(WORKBOOK_ID, "files").is_empty()
        ledger.note_held_out(RUN, [HeldOut("offer|C1|2026", "offer", "C1", "2026")], NOW)
        assert ledger.held_out(WORKBOOK_ID, "files").rows() == [("offer|C1|2026", "offer", "C1", NOW.date())]


@OLD
def test_a_migration_that_fails_half_way_changes_nothing(
    place: Path | str, version: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_old(place, version)

    def fail(connection: object) -> None:
        raise CrmSheetsError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, fail))
        with pytest.raises(CrmSheetsError, match="disk is full"):
            Ledger.open(place, KEY)
    with Ledger.open(place, KEY) as ledger:
        assert len(ledger.history(WORKBOOK_ID, "files", "UTC")) == len(CONTACTS)
