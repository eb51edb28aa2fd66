"""Who counts on which side, and what counts as done in time: one small table per rule."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from small_books import Row, book_of, history_of

from crm_sheets.comparison import Compared, compare
from crm_sheets.comparison.words import as_text
from crm_sheets.tables import HELD_OUT

TODAY = date(2026, 11, 20)
START = date(2026, 9, 1)
TABS = ("transactions", "policies", "inbox", "visits")


def contact(customer: str, on: date = START, **columns: str) -> Row:
    return {"key": f"offer|{customer}|{on}", "program": "offer", "customer_id": customer, "on": on, **columns}


def held(*rows: tuple[str, date]) -> pl.DataFrame:
    found = [(f"offer|{customer}|{on}", "offer", customer, on) for customer, on in rows]
    return pl.DataFrame(found, schema=HELD_OUT, orient="row")


def bought(customer: str, on: date, amount: float = 100.0) -> Row:
    return {"customer_id": customer, "date": on, "amount": amount}


def compared(
    contacts: Sequence[Row],
    left_out: pl.DataFrame | None = None,
    since: date | None = None,
    days: int = 30,
    **tabs: Any,
) -> Compared:
    book = book_of(**{name: tabs.get(name, []) for name in TABS})
    return compare("offer", history_of(*contacts), held() if left_out is None else left_out, book, TODAY, days, since)


def counts(found: Compared) -> dict[str, tuple[int, int]]:
    return {item.conversion: (item.contacted, item.held_out) for item in found.results}


@pytest.mark.parametrize(("after", "counts_as_done"), [(-1, False), (0, True), (1, True), (30, True), (31, False)])
def test_what_is_done_within_the_days_counts(after: int, counts_as_done: bool) -> None:
    day = START + timedelta(days=after)
    found = compared([contact("C1")], held(("C2", START)), transactions=[bought("C1", day), bought("C2", day)])
    assert counts(found)["purchase"] == ((1, 1) if counts_as_done else (0, 0))


@pytest.mark.parametrize(
    ("conversion", "tab", "row", "is_one"),
    [
        ("purchase", "transactions", {"date": START, "amount": 5.0}, True),
        ("purchase", "transactions", {"date": START, "amount": -5.0}, False),
        ("premium", "policies", {"last_paid": START}, True),
        ("premium", "policies", {"last_paid": None}, False),
        ("reply", "inbox", {"at": datetime(2026, 9, 1, 9), "kind": "reply"}, True),
        ("reply", "inbox", {"at": datetime(2026, 9, 1, 9), "kind": "survey"}, True),
        ("reply", "inbox", {"at": datetime(2026, 9, 1, 9), "kind": "automatic"}, False),
        ("reply", "inbox", {"at": datetime(2026, 9, 1, 9), "kind": "opt_out"}, False),
        ("visit", "visits", {"visited_date": START, "result": "met"}, True),
        ("visit", "visits", {"visited_date": START, "result": "sold"}, True),
        ("visit", "visits", {"visited_date": START, "result": "not_in"}, False),
    ],
)
def test_what_counts_as_what(conversion: str, tab: str, row: Row, is_one: bool) -> None:
    found = compared([contact("C1")], **{tab: [{"customer_id": "C1", **row}]})
    assert counts(found)[conversion] == (int(is_one), 0)


def test_only_what_the_workbook_has_a_tab_for_is_shown() -> None:
    found = compare("offer", history_of(contact("C1")), held(), book_of(transactions=[]), TODAY)
    assert [item.conversion for item in found.results] == ["purchase"]


def test_a_person_counts_once_from_the_first_contact_on() -> None:
    later = START + timedelta(days=40)
    found = compared([contact("C1"), contact("C1", later)], transactions=[bought("C1", later), bought("C1", START)])
    assert (found.contacted, counts(found)["purchase"]) == (1, (1, 0))
    assert counts(compared([contact("C1"), contact("C1", later)], transactions=[bought("C1", later)]))["purchase"] == (
        0,
        0,
    )


@pytest.mark.parametrize(("state", "people"), [("sent", 1), ("uncertain", 1), ("claimed", 1), ("failed", 0)])
def test_contacted_is_who_the_ledger_counts_whatever_became_of_it(state: str, people: int) -> None:
    assert compared([contact("C1", state=state)]).contacted == people


@pytest.mark.parametrize(("ago", "people", "early"), [(29, 0, 1), (30, 0, 1), (31, 1, 0)])
def test_who_has_days_left_does_not_count_yet(ago: int, people: int, early: int) -> None:
    found = compared([contact("C1", TODAY - timedelta(days=ago))])
    assert (found.contacted, found.too_early) == (people, early)


def test_who_changed_sides_counts_for_neither() -> None:
    found = compared([contact("C1"), contact("C2", START + timedelta(days=9))], held(("C2", START), ("C3", START)))
    assert (found.contacted, found.held_out, found.changed_sides) == (1, 1, 1)


def test_who_was_contacted_before_anybody_was_held_out_is_not_compared() -> None:
    """Before, everybody was contacted: those who are held out now among them."""
    before, trial = START - timedelta(days=20), START
    contacts = [contact("C1", before), contact("C2", before), contact("C3", trial)]
    found = compared(contacts, held(("C2", trial)))
    assert (found.since, found.contacted, found.held_out, found.changed_sides) == (trial, 1, 1, 0)
    assert compared(contacts, held(("C2", trial)), since=before).changed_sides == 1


def test_other_programs_do_not_count() -> None:
    other = {**contact("C9"), "program": "thanks"}
    assert compared([contact("C1"), other]).contacted == 1


def test_a_program_without_a_hold_out_shows_the_contacted_and_says_how_to_get_one() -> None:
    found = compared([contact("C1")], transactions=[bought("C1", START)])
    said = as_text("Penawaran", found, "en")
    assert found.results[0].difference is None
    assert "Bought" in said
    assert "difference" not in said
    assert "'Held out'" in said


def test_nothing_yet_is_said_so() -> None:
    assert as_text("Penawaran", compared([]), "en") == "Penawaran (offer) has not contacted anybody yet."


def test_the_figures_in_words() -> None:
    """70 contacted, 80 held out, 56 and 48 of whom bought: the example of the paper."""
    contacts = [contact(f"A{number}") for number in range(70)]
    left_out = held(*((f"B{number}", START) for number in range(80)))
    sold = [bought(f"A{number}", START) for number in range(56)] + [bought(f"B{number}", START) for number in range(48)]
    found = compared(contacts, left_out, transactions=sold)
    lines = as_text("Penawaran", found, "id").splitlines()
    assert lines[0] == "Penawaran (offer) sejak 1 September 2026, dalam 30 hari"
    assert lines[2].split() == ["Orang", "70", "80"]
    assert lines[3].split("   ")[-1] == "+20,0 (+5,2 … +33,4): lebih banyak"
    assert lines[4].endswith("terlalu sedikit untuk dipastikan")
    assert found.as_json()["results"][0]["held_out_share"] == pytest.approx(0.6)
    assert found.as_json()["results"][0]["difference"]["is_sure"] is True
