"""A workbook as it was known on an earlier day: what began or happened later is not there yet."""

from __future__ import annotations

from datetime import date, datetime

from small_books import book_of, customer

from crm_sheets.backtest import as_known
from crm_sheets.backtest.known import BEGINS, GOES_WITH, HAPPENED
from crm_sheets.schema import TABS

MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


def test_a_row_that_began_later_was_not_there() -> None:
    book = book_of(
        customers=[customer("C1", customer_since=MAY), customer("C2", customer_since=JULY), customer("C3")],
        consents=[
            {"consent_id": "K1", "customer_id": "C1", "state": "granted", "date": MAY},
            {"consent_id": "K2", "customer_id": "C1", "state": "withdrawn", "date": JULY},
        ],
    )
    known = as_known(book, JUNE)
    assert known.table("customers")["customer_id"].to_list() == ["C1", "C3"], "without a date it was always there"
    assert known.table("consents")["consent_id"].to_list() == ["K1"]
    assert as_known(book, JULY).table("customers").height == 3, "on its very day it is there"


def test_what_happened_later_had_not_happened() -> None:
    book = book_of(
        complaints=[{"complaint_id": "A", "customer_id": "C1", "opened_date": MAY, "resolved_date": JULY}],
        invoices=[{"invoice_id": "F", "customer_id": "C1", "date": MAY, "paid_date": JULY}],
    )
    assert as_known(book, JUNE).table("complaints")["resolved_date"].to_list() == [None]
    assert as_known(book, JUNE).table("invoices")["paid_date"].to_list() == [None]
    assert as_known(book, JULY).table("invoices")["paid_date"].to_list() == [JULY]


def test_an_outcome_of_the_queue_goes_with_its_day() -> None:
    task = {
        "key": "k",
        "customer_id": "C1",
        "planned_on": MAY,
        "outcome": "reached",
        "outcome_date": JULY,
        "done": True,
    }
    before = as_known(book_of(queue=[task]), JUNE).table("queue").row(0, named=True)
    assert (before["outcome"], before["outcome_date"], before["done"]) == (None, None, None)
    assert as_known(book_of(queue=[task]), JULY).table("queue")["outcome"].to_list() == ["reached"]


def test_a_message_that_came_in_at_night_is_there_from_its_day_on() -> None:
    book = book_of(inbox=[{"key": "m", "customer_id": "C1", "at": datetime(2026, 6, 1, 23, 50)}])
    assert as_known(book, JUNE).table("inbox").height == 1
    assert as_known(book, MAY).table("inbox").height == 0


def test_every_named_column_is_a_column() -> None:
    named = [*BEGINS.items(), *((tab, name) for tab, names in HAPPENED.items() for name in names)]
    named += [(tab, name) for (tab, _), names in GOES_WITH.items() for name in names]
    assert [f"{tab}.{name}" for tab, name in named if name not in TABS[tab].by_name] == []
