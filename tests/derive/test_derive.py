"""Columns that no sheet holds: what each tab gets from the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest
from small_books import TODAY, book_of

from crm_sheets.derive import derive
from crm_sheets.schema import TABS
from crm_sheets.tables import ROW, Book
from crm_sheets.team_settings import TeamSettings


def derived(as_of: date = TODAY, **tabs: Any) -> Book:
    return derive(book_of(**tabs), TeamSettings(), as_of)


def test_a_workbook_with_customers_alone_stays_as_it_is() -> None:
    book = derived(customers=[{"customer_id": "C1"}])
    assert list(book.tables) == ["customers"]


def test_every_table_keeps_its_shape_and_what_people_typed() -> None:
    rows = {"policies": [{"policy_id": "P1"}], "deals": [{"deal_id": "D1"}], "attendance": [{"event_id": "E1"}]}
    book = derived(**rows, transactions=[{"transaction_id": "T1"}], queue=[{"key": "a|b|c"}], surveys=[])
    for tab in book.tables:
        assert book.table(tab).schema == TABS[tab].typed
    assert book.table("deals")["deal_id"].to_list() == ["D1"]


def test_a_purchase_is_named() -> None:
    products = [{"product_id": "A", "name": "Tensimeter", "category": "Alat"}]
    rows = [{"transaction_id": "T1", "product_id": "A"}, {"transaction_id": "T2", "product_id": "?"}]
    book = derived(products=products, transactions=rows, policies=[{"policy_id": "P1", "product_id": "A"}])
    named = book.table("transactions").select("product_name", "category").rows()
    assert named == [("Tensimeter", "Alat"), (None, None)]
    assert book.table("policies")["product_name"].to_list() == ["Tensimeter"]


def test_an_invitation_knows_its_event_and_has_an_id() -> None:
    event = {"event_id": "E|1", "name": "Kelas gizi", "type": "class", "date": date(2026, 12, 5), "place": "Bandung"}
    book = derived(events=[event], attendance=[{"event_id": "E|1", "customer_id": "C1"}, {"event_id": "E2"}])
    first, second = book.table("attendance").select(column.name for column in TABS["attendance"].derived).rows()
    assert first == ("E~1~C1", "Kelas gizi", "class", date(2026, 12, 5), "Bandung")
    assert second == (None,) * 5


def test_a_task_has_an_id_without_the_sign_that_separates_keys() -> None:
    book = derived(queue=[{"key": "visit|C1|3"}, {}])
    assert book.table("queue")["task_id"].to_list() == ["visit~C1~3", None]


PRODUCTS = [
    {"product_id": "OLD", "name": "Sehat 1", "category": "health", "launched": date(2020, 1, 1)},
    {"product_id": "NEW", "name": "Sehat 2", "category": "health", "launched": date(2026, 6, 1)},
    {"product_id": "NEXT", "name": "Sehat 3", "category": "health", "launched": date(2026, 12, 1)},
    {"product_id": "LIFE", "name": "Jiwa", "category": "life", "launched": date(2026, 6, 1)},
]
LOST = {"customer_id": "C1", "product_id": "OLD", "stage": "lost", "closed": date(2026, 5, 1)}


@pytest.mark.parametrize(
    ("deal", "offered", "why"),
    [
        ({}, "Sehat 2", "lost before the launch"),
        ({"closed": date(2026, 6, 1)}, None, "lost on that day: it was known"),
        ({"closed": date(2026, 7, 1)}, None, "lost after it"),
        ({"stage": "postponed", "stage_since": date(2026, 5, 1), "closed": None}, "Sehat 2", "postponed before it"),
        ({"stage": "won"}, None, "won"),
        ({"stage": "open"}, None, "still going on"),
        ({"product_id": None}, None, "nobody knows what it was about"),
        ({"closed": None, "opened": date(2026, 4, 1)}, "Sehat 2", "without the day it ended: since it was opened"),
        ({"closed": None}, "Sehat 2", "without any day"),
        ({"opened": date(2026, 12, 1)}, None, "opened after today"),
    ],
)
def test_what_is_new_since_a_deal_came_to_nothing_is_offered(
    deal: dict[str, Any], offered: str | None, why: str
) -> None:
    row = derived(products=PRODUCTS, deals=[{**LOST, **deal}]).table("deals").row(0, named=True)
    assert row["new_product"] == offered, why
    assert row["offer_again_on"] == (date(2026, 6, 1) if offered else None)


def test_the_newest_product_is_offered_from_its_launch_on() -> None:
    row = derived(date(2026, 12, 1), products=PRODUCTS, deals=[LOST]).table("deals").row(0, named=True)
    assert (row["new_product"], row["offer_again_on"]) == ("Sehat 3", date(2026, 12, 1))


def test_nobody_is_offered_what_they_have_or_what_is_no_longer_sold() -> None:
    has = derived(products=PRODUCTS, deals=[LOST], policies=[{"customer_id": "C1", "product_id": "NEW"}])
    assert has.table("deals")["new_product"].to_list() == [None]
    gone = [{**product, "discontinued": date(2026, 11, 1)} for product in PRODUCTS]
    assert derived(products=gone, deals=[LOST]).table("deals")["new_product"].to_list() == [None]


ANSWER = {
    "kind": "survey",
    "customer_id": "C1",
    "at": datetime(2026, 11, 18, 9, 30),
    "score": 9,
    "text": "9 bagus",
    "contact": "nps_yearly|C1|2026",
    "key": "SM1",
}
ASKS = [{"program_id": "nps_yearly", "asks": "nps"}]


def test_an_answer_by_message_is_a_survey() -> None:
    typed = [{"survey_id": "S1", "customer_id": "C2", "score": 4}]
    table = derived(programs=ASKS, inbox=[ANSWER], surveys=typed).table("surveys")
    assert table.select("survey_id", "customer_id", "date", "type", "score", "answer").rows()[1] == (
        "IN-SM1",
        "C1",
        date(2026, 11, 18),
        "nps",
        9,
        "9 bagus",
    )
    assert table[ROW].n_unique() == 2


@pytest.mark.parametrize(
    "other",
    [
        {"kind": "reply"},
        {"customer_id": None},
        {"score": None},
        {"score": 12},
        {"at": datetime(2026, 11, 21, 8, 0)},
    ],
)
def test_what_is_no_answer_of_a_customer_up_to_today_is_no_survey(other: dict[str, Any]) -> None:
    assert not derived(programs=ASKS, inbox=[{**ANSWER, **other}]).has("surveys")


def test_each_answer_counts_once() -> None:
    assert derived(programs=ASKS, inbox=[ANSWER, ANSWER]).table("surveys").height == 1


@pytest.mark.parametrize(
    ("key", "followed_up"),
    [("desk|SM1", True), ("desk|SM2", None), ("desk", None), (None, None)],
    ids=str,
)
def test_an_answer_that_the_desk_has_given_somebody_is_followed_up(
    key: str | None, *, followed_up: bool | None
) -> None:
    """The desk has an unhappy customer called at once; a program is not to have them called a second time."""
    table = derived(programs=ASKS, inbox=[{**ANSWER, "score": 3}], queue=[{"key": key}]).table("surveys")
    assert table["followed_up"].to_list() == [followed_up]


def test_an_answer_to_nobody_knows_what_has_no_type() -> None:
    table = derived(inbox=[{**ANSWER, "contact": None}]).table("surveys")
    assert table["type"].to_list() == [None]


def test_columns_of_the_teams_own_stay() -> None:
    book = book_of(transactions=[{"transaction_id": "T1"}])
    own = book.table("transactions").with_columns(warna=pl.lit("merah"))
    table = derive(replace(book, tables={"transactions": own}), TeamSettings(), TODAY).table("transactions")
    assert table["warna"].to_list() == ["merah"]
