"""The database fails, or the process dies, at each operation of what comes back: all or nothing, and then made up for.

Each method of the ledger that writes it is one step. After any fault the tables hold what some number of whole steps
left there, and doing all steps again, as the next run does, ends as if nothing had happened.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from faults import DIED, Fault, FaultAt, die, driver_says_disk_is_full
from ledger_samples import NOW, Opened, claims, contact, made, open_bound
from sqlalchemy import select

from crm_sheets.errors import CrmSheetsError
from crm_sheets.ledger import Decided, SeenInbound
from crm_sheets.ledger.schema import METADATA
from crm_sheets.model import Closure, ContactState, Delivery, DeliveryReport, Medium, Receipt

LATER = NOW + timedelta(hours=1)
Step = Callable[[Opened], object]
Trouble = Callable[[Path | str, int], tuple[str, str]]
NewPlace = Callable[[], Path | str]


def open_prepared(place: Path | str) -> Opened:
    """A ledger with messages sent, in doubt and about to be recorded."""
    opened = open_bound(place)
    for number in (1, 2, 3):
        made(opened, contact(number), ContactState.SENT, f"SM{number}")
    for number in (4, 5):
        made(opened, contact(number), ContactState.UNCERTAIN)
    ledger, run = opened
    ledger.claim(run, claims(contact(6), contact(7)), NOW)
    ledger.fence(run, [contact(6).key, contact(7).key], NOW)
    return opened


def record_what_closes(opened: Opened) -> object:
    ledger, run = opened
    closed = Receipt(contact(6).key, ContactState.FAILED, "SM6", closes=Closure.UNREACHABLE)
    return ledger.record(run, [closed, Receipt(contact(7).key, ContactState.SENT, "SM7")], LATER)


def take_reports(opened: Opened) -> object:
    ledger, run = opened
    reports = [
        DeliveryReport("SM1", Delivery.DELIVERED, LATER, price=0.1, price_unit="USD"),
        DeliveryReport("SM2", Delivery.UNDELIVERED, LATER, "30005", closes=Closure.UNREACHABLE),
        DeliveryReport("SM3", Delivery.UNDELIVERED, LATER, "21610", closes=Closure.OPTED_OUT),
    ]
    return ledger.take_reports(run.workbook_id, run.mode, reports, LATER)


def shut(opened: Opened) -> object:
    ledger, run = opened
    return ledger.shut(run.workbook_id, contact(8).address, Closure.OPTED_OUT, None, NOW, "inbox")


def decide(opened: Opened) -> object:
    ledger, run = opened
    decisions = [Decided(contact(4).key, run.run_id, again=True), Decided(contact(5).key, run.run_id, again=False)]
    return ledger.decide(run.workbook_id, run.mode, decisions, LATER)


def note_inbound(opened: Opened) -> object:
    items = [
        SeenInbound(f"m{number}", "imap", NOW, Medium.EMAIL, "a@b.id", needs_answer=number > 1) for number in range(3)
    ]
    return opened[0].note_inbound(opened[1].workbook_id, items, LATER)


def answered(opened: Opened) -> object:
    return opened[0].answered(opened[1].workbook_id, ["m2"], LATER)


def remember_positions(opened: Opened) -> object:
    return opened[0].remember_positions(opened[1].workbook_id, {"imap": "1:7", "twilio": "SM7"}, LATER)


STEPS: tuple[Step, ...] = (
    record_what_closes,
    take_reports,
    shut,
    decide,
    note_inbound,
    answered,
    remember_positions,
)


def tables(opened: Opened) -> str:
    """All that the ledger holds, but for what no two ledgers have in common."""
    with opened[0].engine.connect() as connection:
        found = {
            table.name: sorted(map(repr, connection.execute(select(*table.c).order_by(*table.primary_key)).all()))
            for table in METADATA.sorted_tables
            if table.name not in ("meta", "bindings")
        }
    return repr(found).replace(opened[1].workbook_id, "ID")


def after_each_step(place: Path | str) -> list[str]:
    """What the tables hold before and after each step when nothing goes wrong."""
    opened = open_prepared(place)
    with opened[0]:
        found = [tables(opened)]
        for step in STEPS:
            step(opened)
            found.append(tables(opened))
    return found


def do_all(opened: Opened) -> None:
    for step in STEPS:
        step(opened)


def made_up_for(opened: Opened) -> tuple[str, str]:
    """What a fault has left, and what it comes to when all is done again."""
    found = tables(opened)
    do_all(opened)
    return found, tables(opened)


def count_operations(place: Path | str) -> int:
    opened = open_prepared(place)
    with opened[0]:
        faults = FaultAt(opened[0], 0, die)
        do_all(opened)
    return -faults.left


def die_in_child(place: Path | str, number: int) -> None:
    opened = open_prepared(place)
    FaultAt(opened[0], number, die)
    do_all(opened)


def died(place: Path | str, number: int) -> tuple[str, str]:
    """Another process goes on."""
    child = os.fork()
    if child == 0:
        try:
            die_in_child(place, number)
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == DIED
    opened = open_bound(place)
    with opened[0]:
        return made_up_for(opened)


def raised(place: Path | str, number: int, fault: Fault) -> tuple[str, str]:
    """The same process goes on; what the broken call still holds is let go of with its traceback."""
    opened = open_prepared(place)
    with opened[0]:
        FaultAt(opened[0], number, fault)
        try:
            do_all(opened)
        except KeyboardInterrupt:
            assert fault is interrupt
        except CrmSheetsError as error:
            assert re.search("[Nn]o space|disk is full", str(error))
        else:
            pytest.fail("nothing went wrong")
        return made_up_for(opened)


def failed(place: Path | str, number: int) -> tuple[str, str]:
    return raised(place, number, lambda: driver_says_disk_is_full(place))


def interrupted(place: Path | str, number: int) -> tuple[str, str]:
    return raised(place, number, interrupt)


def interrupt() -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("trouble", [died, failed, interrupted])
def test_at_each_operation(new_place: NewPlace, trouble: Trouble) -> None:
    expected = after_each_step(new_place())
    total = count_operations(new_place())
    assert total > 40
    for number in range(1, total + 1):
        found, in_the_end = trouble(new_place(), number)
        assert found in expected, f"half done after operation {number}"
        assert in_the_end == expected[-1], f"not made up for after operation {number}"


def test_on_a_disk_that_is_really_full_nothing_is_half_done(tmp_path: Path) -> None:
    opened = open_prepared(tmp_path / "ledger.sqlite")
    ledger, run = opened
    many = [SeenInbound(f"m{n}", "imap", NOW, Medium.EMAIL, f"a{n}@b.id") for n in range(3000)]
    with ledger:
        before = tables(opened)
        with ledger.engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 5}")
        with pytest.raises(CrmSheetsError, match="disk is full"):
            ledger.note_inbound(run.workbook_id, many, LATER)
        assert tables(opened) == before
        with ledger.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        ledger.note_inbound(run.workbook_id, many, LATER)
        assert not ledger.unseen(run.workbook_id, [item.key for item in many])
