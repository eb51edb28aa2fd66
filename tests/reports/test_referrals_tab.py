"""The tab of who brought whom (C9)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from crm_sheets.content import Block, JobTab
from crm_sheets.reports import REPORTS, ReportInput

Source = Callable[..., ReportInput]
Titled = Callable[[JobTab, str], Block]


def referral(referrer: str, referred: str | None, status: str = "customer", *, thanked: bool = True) -> dict[str, Any]:
    row = {"referrer_id": referrer, "referred_id": referred, "status": status, "thanked": thanked}
    return {**row, "date": date(2026, 5, 1)}


ROWS = [
    referral("A", "B"),
    referral("A", None, "declined", thanked=False),
    referral("B", "C"),
    referral("C", "A"),
    referral("D", "D"),
]
BOUGHT = [{"customer_id": who, "date": date(2026, 6, 1), "amount": 1000.0} for who in "ABBC"]


@pytest.fixture
def tab(source: Source) -> Callable[..., JobTab]:
    def make(rows: list[dict[str, Any]] = ROWS, language: str = "en") -> JobTab:
        people = [{"customer_id": who, "name": f"Name {who}"} for who in "ABCD"]
        policies = [
            {"customer_id": "C", "premium": 50.0, "payment_frequency": "monthly", "status": "inforce"},
        ]
        tabs = {"customers": people, "transactions": BOUGHT, "policies": policies, "referrals": rows}
        return REPORTS["referral_tree"](source(language=language, **tabs))

    return make


def test_everybody_stands_above_those_they_brought(tab: Callable[..., JobTab], block_titled: Titled) -> None:
    frame = block_titled(tab(), "The tree").frame
    assert frame.select("name", "made", "direct", "in_all", "spend", "premium", "thanked").rows() == [
        ("Name A", 2, 1, 2, 3000, 600, "Not yet (1)"),
        ("└ Name B", 1, 1, 1, 1000, 600, "Yes"),
        ("\u2003\u2003└ Name C", 1, None, None, None, None, "Yes"),
        ("Name D", None, None, None, None, None, ""),
    ]


def test_what_cannot_be_is_told(tab: Callable[..., JobTab], block_titled: Titled) -> None:
    notes = dict(block_titled(tab(), "The tree").frame.select("customer_id", "note").iter_rows())
    assert notes["C"] == "Noted as having brought Name A, from whom they come; not counted."
    assert notes["D"].startswith("Noted as recommending themselves")
    assert notes["A"] == ""


def test_the_summary_tells_what_recommendations_are_worth(tab: Callable[..., JobTab], block_titled: Titled) -> None:
    figures = dict(block_titled(tab(), "In short").frame.iter_rows())
    assert figures == {
        "Customers who recommended us": 3,
        "Referrals": 4,
        "Became customers": 2,
        "Became customers (%)": 50,
        "New customers per 100 referrers": pytest.approx(200 / 3),
        "Generations": 2,
        "Not thanked yet": 1,
        "Spend of those brought (Rp)": 3000,
    }


@pytest.mark.parametrize(("language", "text"), [("id", "Belum ada referensi."), ("en", "No referrals yet.")])
def test_nobody_yet(tab: Callable[..., JobTab], language: str, text: str) -> None:
    assert tab([], language).blocks[1].frame["name"].to_list() == [text]
