"""Addresses that do not work stand in the Problems tab, so that somebody asks for new ones."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from small_books import Row, book_of, customer

from crm_sheets.problems import describe
from crm_sheets.tables import CLOSED, PROBLEMS
from crm_sheets.validate import unreachable_problems

SINCE = date(2026, 11, 12)
TWO = [customer("C1"), customer("C2")]


def closed_of(*rows: Row) -> pl.DataFrame:
    usual = {"customer_id": "C1", "medium": "sms", "key": "", "reason": "unreachable", "since": SINCE, "detail": ""}
    return pl.DataFrame([{**usual, **row} for row in rows], schema=CLOSED, orient="row")


def found(*closed: Row, customers: Any = TWO) -> list[tuple[str, str, str]]:
    rows = unreachable_problems(closed_of(*closed), book_of(customers=customers), "en")
    table = pl.DataFrame(rows, schema=PROBLEMS, orient="row")
    assert set(table["code"]) <= {"dead_address"}
    assert set(table["severity"]) <= {"warning"}
    return table.select("cell", "value", "hint").rows()


PHONE, EMAIL = "G", "H"


@pytest.mark.parametrize(
    ("closed", "expected"),
    [
        ([{}], [(f"{PHONE}2", "+6281200000001", "12/11/2026 (SMS)")]),
        ([{"medium": "email"}], [(f"{EMAIL}2", "c1@example.com", "12/11/2026")]),
        (
            [{"since": date(2026, 11, 14)}, {"medium": "whatsapp"}],
            [(f"{PHONE}2", "+6281200000001", "12/11/2026 (SMS, WhatsApp)")],
        ),
        (
            [{"customer_id": "C2"}, {"medium": "email"}, {}],
            [
                (f"{PHONE}2", "+6281200000001", "12/11/2026 (SMS)"),
                (f"{EMAIL}2", "c1@example.com", "12/11/2026"),
                (f"{PHONE}3", "+6281200000002", "12/11/2026 (SMS)"),
            ],
        ),
        ([{"key": "birthday|C1|2026"}], []),  # one contact only
        ([{"reason": "opted_out"}], []),
        ([{"customer_id": "C9"}], []),
        ([{"medium": "visit"}], []),
        ([], []),
    ],
)
def test_each_dead_address_is_named_once_by_its_cell(closed: list[Row], expected: list[tuple[str, str, str]]) -> None:
    assert found(*closed) == expected


def test_an_address_that_is_gone_already_is_no_problem_any_more() -> None:
    assert found({}, {"medium": "email"}, customers=[customer("C1", phone=None, email=None)]) == []


@pytest.mark.parametrize(
    ("language", "remedy"),
    [
        ("id", "Tidak sampai sejak 12/11/2026 (SMS): tanyakan “No. HP” yang baru, lalu tulis di sini."),
        (
            "en",
            "Does not work since 12/11/2026 (SMS): ask the customer for a new “Phone”, then type it here.",
        ),
    ],
)
def test_it_says_since_when_and_what_to_do(language: str, remedy: str) -> None:
    rows = unreachable_problems(closed_of({}), book_of(customers=TWO), language)
    table = pl.DataFrame(rows, schema=PROBLEMS, orient="row")
    assert describe(table, language)["remedy"].to_list() == [remedy]
