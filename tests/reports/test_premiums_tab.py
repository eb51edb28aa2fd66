"""The tab of premiums that are not paid (C5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from crm_sheets.derive import derive
from crm_sheets.reports import REPORTS, ReportInput, wanted_reports

TODAY = date(2026, 11, 20)
Source = Callable[..., ReportInput]


def policy(policy_id: str, next_due: date | None, **columns: Any) -> dict[str, Any]:
    usual = {"customer_id": "C1", "status": "inforce", "payment_frequency": "monthly", "premium": 100.0}
    return {"policy_id": policy_id, "next_due": next_due, **usual, **columns}


def with_derived(made: ReportInput) -> ReportInput:
    return replace(made, book=derive(made.book, made.settings, made.as_of))


@pytest.fixture
def rows(source: Source) -> Callable[..., list[dict[str, Any]]]:
    def listed(*policies: dict[str, Any], language: str = "en", **tabs: Any) -> list[dict[str, Any]]:
        people = [{"customer_id": "C1", "name": "Budi", "phone": "+628120000001", "owner": "Maya"}]
        made = source(language=language, customers=people, policies=list(policies), **tabs)
        (block,) = REPORTS["premiums_at_risk"](with_derived(made)).blocks
        return block.frame.rows(named=True)

    return listed


def test_the_longest_overdue_in_grace_come_first_then_the_lapsed_of_a_year(rows: Callable[..., Any]) -> None:
    found = rows(
        policy("due soon", date(2026, 11, 25)),
        policy("ten days", date(2026, 11, 10)),
        policy("a month", date(2026, 10, 20)),
        policy("a month, more money", date(2026, 10, 20), premium=900.0),
        policy("lapsed", date(2026, 9, 1)),
        policy("lapsed a year ago", date(2025, 10, 6)),
        policy("lapsed just within a year", date(2025, 10, 7)),
        policy("surrendered", date(2026, 10, 20), status="surrendered"),
    )
    assert [row["policy_id"] for row in found] == [
        "a month, more money",
        "a month",
        "ten days",
        "lapsed just within a year",
        "lapsed",
    ]
    assert [row["standing_label"] for row in found] == ["In grace"] * 3 + ["Lapsed"] * 2


def test_a_row_says_who_and_how_to_reach_them(rows: Callable[..., Any]) -> None:
    (row,) = rows(policy("P1", date(2026, 11, 10)), language="id")
    assert (row["customer"], row["phone"], row["phone_link"]) == ("Budi", "+628120000001", "tel:+628120000001")
    assert row["customer_link"].startswith("#'Pelanggan'!")
    assert (row["days_overdue"], row["due_on"], row["grace_ends"]) == (10, date(2026, 11, 10), date(2026, 12, 25))


def test_the_work_of_who_has_left_is_the_leaders(rows: Callable[..., Any]) -> None:
    staff = [{"name": "Maya", "active": False, "leader": "Dadan"}, {"name": "Dadan"}]
    (row,) = rows(policy("P1", date(2026, 11, 10)), staff=staff)
    assert row["owner"] == "Dadan"


def test_who_was_reinstated_stands_there_until_the_cover_is_whole(rows: Callable[..., Any]) -> None:
    found = rows(
        policy("new", date(2026, 12, 1), reinstated_on=date(2026, 11, 1)),
        policy("whole again", date(2026, 12, 1), reinstated_on=date(2025, 11, 20)),
    )
    assert [(row["policy_id"], row["hospital_cover_from"], row["illness_cover_from"]) for row in found] == [
        ("new", date(2026, 12, 1), date(2027, 11, 1))
    ]


@pytest.mark.parametrize(("language", "text"), [("id", "Tidak ada premi"), ("en", "No premium")])
def test_an_empty_list_says_so(rows: Callable[..., Any], language: str, text: str) -> None:
    (row,) = rows(language=language)
    assert row["customer"].startswith(text)


def test_tabs_appear_with_what_they_are_about(source: Source) -> None:
    every = tuple(REPORTS)
    alone, with_policies = source(), source(policies=[], referrals=[])
    assert not {"premiums_at_risk", "fund_alarms", "referral_tree"} & set(wanted_reports(every, alone))
    assert {"premiums_at_risk", "referral_tree"} <= set(wanted_reports(every, with_policies))
    assert "fund_alarms" not in wanted_reports(every, with_policies)
