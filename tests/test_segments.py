"""Named segments: a condition in a cell, its members in a table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import polars as pl
from small_books import TODAY, book_of, customer, profiles_of

from crm_sheets.model import ProblemCode
from crm_sheets.problems import problem
from crm_sheets.segments import find_members
from crm_sheets.tables import PROBLEMS

CUSTOMERS = [
    customer("C1", city="Bandung", hobbies="Memancing"),
    customer("C2", city="Jakarta", hobbies=None),
    customer("C3", city="Bandung", hobbies="memasak"),
]
PROFILES = profiles_of(
    {"customer_id": "C1", "tier": "Gold", "city": "Bandung"},
    {"customer_id": "C2", "tier": "Gold", "city": "Jakarta"},
    {"customer_id": "C3", "tier": "Bronze", "city": "Bandung"},
)


def members(*segments: dict[str, Any]) -> tuple[dict[str, list[str]], pl.DataFrame]:
    rows = [{"segment": "S", **segment} for segment in segments]
    found, problems = find_members(book_of(customers=CUSTOMERS, segments=rows), PROFILES, TODAY)
    return {name: frame["customer_id"].to_list() for name, frame in found.items()}, problems


def test_a_segment_holds_the_profiles_of_whom_the_condition_fits() -> None:
    book = book_of(customers=CUSTOMERS, segments=[{"segment": "Emas", "condition": "tier = 'gold'"}])
    found, problems = find_members(book, PROFILES, TODAY)
    assert found["Emas"].schema == PROFILES.schema
    assert found["Emas"]["customer_id"].to_list() == ["C1", "C2"]
    assert problems.is_empty()


def test_a_condition_sees_customers_and_profiles() -> None:
    found, _ = members({"condition": "city = 'bandung' and hobbies berisi 'mema' and tier != 'Gold'"})
    assert found == {"S": ["C3"]}


def test_a_condition_without_column_holds_for_all_or_none() -> None:
    found, _ = members({"condition": "1 = 1"}, {"segment": "none", "condition": "1 = 2"})
    assert found == {"S": ["C1", "C2", "C3"], "none": []}


def test_segments_keep_the_order_of_the_tab_and_inactive_ones_are_left_out() -> None:
    found, _ = members(
        {"segment": "b", "condition": "tier = 'Gold'"},
        {"segment": "off", "condition": "tier = 'Gold'", "active": False},
        {"segment": "a", "condition": "tier = 'Bronze'", "active": True},
        {"segment": "blank", "condition": None},
    )
    assert list(found) == ["b", "a"]


def test_a_bad_condition_is_a_problem_at_its_cell_and_stops_no_other() -> None:
    found, problems = members({"segment": "bad", "condition": "teir = 'Gold'"}, {"condition": "tier = 'Gold'"})
    assert found == {"S": ["C1", "C2"]}
    assert problems.select("tab", "cell", "code").rows() == [("segments", "B2", "bad_condition")]
    assert "tier" in problems["hint"][0]


def test_a_row_with_an_error_in_any_cell_rests() -> None:
    rows = [{"segment": name, "condition": "tier = 'Gold'"} for name in ("bad", "good")]
    book = book_of(customers=CUSTOMERS, segments=rows)
    wrong = problem(book, "segments", 2, "active", "#NAME?", ProblemCode.FORMULA_ERROR)
    book = replace(book, problems=pl.DataFrame([wrong], schema=PROBLEMS, orient="row"))
    assert list(find_members(book, PROFILES, TODAY)[0]) == ["good"]


def test_a_workbook_without_segments_has_none() -> None:
    assert find_members(book_of(customers=CUSTOMERS), PROFILES, TODAY)[0] == {}
