"""Within a run the most valuable work comes first; calls that were asked for come in their turn."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from small_books import book_of

from crm_sheets.queue import in_order
from crm_sheets.queue.last_outcome import last_outcomes

FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)


def names(rows: list[dict[str, Any]], **worth: float) -> list[str]:
    return [row["key"] for row in in_order(rows, worth)]


def test_by_priority_then_by_what_is_due_first_then_by_worth() -> None:
    rows = [
        {"key": "small", "priority": 2, "deadline": FRIDAY, "customer_id": "C1"},
        {"key": "later", "priority": 2, "deadline": MONDAY, "customer_id": "C3"},
        {"key": "large", "priority": 2, "deadline": FRIDAY, "customer_id": "C2"},
        {"key": "first", "priority": 1, "deadline": MONDAY, "customer_id": "C1"},
        {"key": "answer", "priority": 2, "deadline": FRIDAY, "answer_by": datetime(2026, 11, 20, 11)},
    ]
    assert names(rows, C1=10, C2=900, C3=9000) == ["first", "answer", "large", "small", "later"]


def test_requested_calls_by_date_hour_and_queue_number() -> None:
    rows = [
        {"key": "any hour", "priority": 1, "deadline": FRIDAY},
        {"key": "10, no. 4", "priority": 1, "deadline": FRIDAY, "call_at": "10.00 · no. 4"},
        {"key": "monday", "priority": 1, "deadline": MONDAY, "call_at": "08.00 · no. 1"},
        {"key": "10, no. 3", "priority": 1, "deadline": FRIDAY, "call_at": "10:00 · no. 3"},
        {"key": "9", "priority": 1, "deadline": FRIDAY, "call_at": "09.00"},
        {"key": "sore", "priority": 1, "deadline": FRIDAY, "call_at": "sore · no. 1"},
    ]
    assert names(rows) == ["9", "10, no. 3", "10, no. 4", "sore", "any hour", "monday"]


def test_the_last_contact_is_the_latest_of_all_tabs() -> None:
    book = book_of(
        interactions=[{"customer_id": "C1", "date": date(2026, 10, 1), "outcome": "reached"}],
        visits=[{"customer_id": "C1", "visited_date": date(2026, 10, 5), "result": None}],
        queue=[
            {"customer_id": "C1", "planned_on": date(2026, 10, 9), "outcome": "interested"},
            {"customer_id": "C1", "planned_on": date(2026, 11, 1)},
            {"customer_id": "C2", "outcome_date": date(2026, 12, 1), "outcome": "refused"},
        ],
    )
    assert last_outcomes({"C1", "C2", ""}, book, FRIDAY, "id") == {"C1": (date(2026, 10, 9), "berminat")}
