"""The profiles table as a whole: one row per customer, in order, on any day, with any tabs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from crm_sheets.enrich import PROFILES, enrich
from crm_sheets.tables import HISTORY, Book
from crm_sheets.team_settings import TeamSettings

TODAY = date(2026, 11, 20)
TEAM = TeamSettings()
IDS = ("C1", "C2", "C3")
DATED = {
    "transactions": "date",
    "policies": "issue_date",
    "family": "birth_date",
    "interactions": "date",
    "visits": "visited_date",
    "queue": "outcome_date",
    "complaints": "opened_date",
}
CHOICES = {
    "policies": {"status": ["inforce", "grace", "lapsed"], "payment_frequency": ["monthly", "yearly", None]},
    "family": {"relation": ["child", "spouse"]},
    "queue": {"outcome": ["reached", "not_reached", None]},
    "complaints": {"status": ["open", "resolved", None]},
}


Make = Callable[..., Book]


def test_a_workbook_with_nothing_in_it(make_book: Make) -> None:
    profiles = enrich(make_book(), TEAM, TODAY, pl.DataFrame(schema=HISTORY))
    assert profiles.is_empty()
    assert profiles.schema == PROFILES


def test_a_workbook_with_customers_alone_keeps_their_order(make_book: Make) -> None:
    customers = [{"customer_id": who, "name": who.lower()} for who in ("Z", "A", "M")]
    profiles = enrich(make_book(customers=customers), TEAM, TODAY)
    assert profiles.schema == PROFILES
    assert profiles["name"].to_list() == ["z", "a", "m"]
    always_known = ["status", "language", "tier", "recency_bin", "frequency_bin", "lifecycle", "reachable_by"]
    assert profiles.select(always_known).null_count().row(0) == (0,) * len(always_known)


def test_a_customer_entered_twice_or_without_an_id_keeps_its_row(make_book: Make) -> None:
    customers = [{"customer_id": who} for who in ("A", None, "A")]
    sale = {"customer_id": "A", "date": TODAY, "amount": 5.0}
    profiles = enrich(make_book(customers=customers, transactions=[sale]), TEAM, TODAY)
    assert profiles["purchases"].to_list() == [1, 0, 1]


def test_rows_of_customers_who_are_not_in_the_tab_add_nobody(make_book: Make) -> None:
    book = make_book(
        customers=[{"customer_id": "A"}], transactions=[{"customer_id": "B", "date": TODAY, "amount": 5.0}]
    )
    assert enrich(book, TEAM, TODAY)["customer_id"].to_list() == ["A"]


def rows_of(tab: str, days: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    fields: dict[str, st.SearchStrategy[Any]] = {"customer_id": st.sampled_from([*IDS, None]), DATED[tab]: days}
    fields |= {name: st.sampled_from(values) for name, values in CHOICES.get(tab, {}).items()}
    if tab == "transactions":
        fields["amount"] = st.integers(-100, 10**8).map(float)
    return st.lists(st.fixed_dictionaries(fields), max_size=5)


past = st.dates(date(2022, 1, 1), TODAY)
later = st.dates(TODAY + timedelta(1), date(2028, 1, 1))
some_rows = st.fixed_dictionaries({tab: rows_of(tab, past) for tab in DATED})
later_rows = st.fixed_dictionaries({tab: rows_of(tab, later) for tab in DATED})
Tabs = dict[str, list[dict[str, Any]]]


@settings(max_examples=40, deadline=None)
@given(some_rows, later_rows)
def test_rows_dated_after_the_day_change_nothing(make_book: Make, known: Tabs, unknown: Tabs) -> None:
    customers = [{"customer_id": who, "type": "contact"} for who in IDS]
    before = enrich(make_book(customers=customers, **known), TEAM, TODAY)
    both = {tab: known[tab] + unknown[tab] for tab in DATED}
    assert_frame_equal(before, enrich(make_book(customers=customers, **both), TEAM, TODAY))


@settings(max_examples=40, deadline=None)
@given(some_rows, past)
def test_on_any_day_every_customer_has_one_row_that_makes_sense(make_book: Make, tabs: Tabs, as_of: date) -> None:
    customers = [{"customer_id": who} for who in IDS]
    profiles = enrich(make_book(customers=customers, **tabs), TEAM, as_of)
    assert profiles["customer_id"].to_list() == list(IDS)
    assert profiles.schema == PROFILES
    for row in profiles.iter_rows(named=True):
        assert (row["rfm"] is None) == (row["purchases"] == 0) == (row["recency_bin"] == "never")
        assert row["policies_inforce"] <= row["policies"]
        assert row["lifecycle"] not in ("dormant", "lost") or row["policies_inforce"] == 0
        assert all(row[name] is None or row[name] >= 0 for name in row if name.startswith("days_"))


def test_what_the_ledger_sent_is_no_real_contact(make_book: Make) -> None:
    sent = {"key": "k", "program": "p", "customer_id": "C1", "medium": "sms", "state": "sent", "on": TODAY}
    book = make_book(customers=[{"customer_id": "C1"}])
    profiles = enrich(book, TEAM, TODAY, pl.DataFrame([sent], schema=HISTORY))
    assert profiles["last_contact"].to_list() == [None]
