"""The tab of funds that have fallen (C7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from small_books import program

from crm_sheets.derive import derive
from crm_sheets.model import HandledBy, Medium, Repeat
from crm_sheets.reports import REPORTS, ReportInput

ALARM = date(2026, 11, 16)
Source = Callable[..., ReportInput]
PRICES = [{"fund_id": "F1", "date": date(2026, 11, 2), "nav": 100.0}, {"fund_id": "F1", "date": ALARM, "nav": 85.0}]
STAFF = [{"name": "Maya"}, {"name": "Ratna", "authorised_for_advice": True}]


def nav_call(**fields: Any) -> Any:
    usual = {"occasion": "policies.nav_alarm_on", "repeat": Repeat.EACH_DATE, "media": (Medium.CALL,)}
    return program("nav", **{**usual, "lateness_days": 5, "handled_by": HandledBy.ADVISER, **fields})


@pytest.fixture
def rows(source: Source) -> Callable[..., list[dict[str, Any]]]:
    def listed(as_of: date = date(2026, 11, 20), programs: tuple[Any, ...] = (), **tabs: Any) -> list[dict[str, Any]]:
        people = [{"customer_id": one, "name": f"Name {one}", "owner": "Maya"} for one in ("C1", "C2", "C3")]
        policies = [
            {"customer_id": "C1", "fund_id": "F1", "fund_units": 10.0, "status": "inforce"},
            {"customer_id": "C1", "fund_id": "F1", "fund_units": 5.0, "status": "grace"},
            {"customer_id": "C2", "fund_id": "F1", "fund_units": 90.0, "status": "inforce"},
            {"customer_id": "C3", "fund_id": "F1", "fund_units": 90.0, "status": "lapsed"},
        ]
        given = {"customers": people, "policies": policies, "fund_prices": PRICES, "staff": STAFF, **tabs}
        made = source(as_of=as_of, given={"programs": programs}, **given)
        made = replace(made, book=derive(made.book, made.settings, made.as_of))
        (block,) = REPORTS["fund_alarms"](made).blocks
        return block.frame.rows(named=True)

    return listed


def test_every_holder_stands_there_once_with_what_they_hold(rows: Callable[..., Any]) -> None:
    found = rows(funds=[{"fund_id": "F1", "name": "Saham"}])
    assert [(row["customer"], row["value"], row["fund"]) for row in found] == [
        ("Name C2", 7650, "Saham"),
        ("Name C1", 1275, "Saham"),
    ]
    assert found[0]["nav_fall"] == pytest.approx(0.15)
    assert found[0]["nav_alarm_on"] == ALARM


def test_advice_is_given_by_who_may(rows: Callable[..., Any]) -> None:
    assert {(row["owner"], row["handler"]) for row in rows()} == {("Maya", "Ratna")}
    by_owner = nav_call(handled_by=HandledBy.OWNER)
    assert {row["handler"] for row in rows(programs=(by_owner,))} == {"Maya"}


@pytest.mark.parametrize(
    ("as_of", "programs", "deadline", "state"),
    [
        (date(2026, 11, 20), (), None, "Not yet"),
        (date(2026, 11, 21), (nav_call(),), date(2026, 11, 21), "Not yet"),
        (date(2026, 11, 22), (nav_call(),), date(2026, 11, 21), "Too late"),
        (date(2026, 11, 20), (nav_call(offset_days=4, lateness_days=9), nav_call()), date(2026, 11, 21), "Not yet"),
    ],
)
def test_the_deadline_is_the_programs(
    rows: Callable[..., Any], as_of: date, programs: tuple[Any, ...], deadline: date | None, state: str
) -> None:
    assert {(row["deadline"], row["state_label"]) for row in rows(as_of, programs)} == {(deadline, state)}


def test_who_was_reached_comes_last(rows: Callable[..., Any]) -> None:
    found = rows(interactions=[{"customer_id": "C2", "date": ALARM, "outcome": "reached"}])
    assert [(row["customer"], row["state_label"]) for row in found] == [("Name C1", "Not yet"), ("Name C2", "Reached")]


def test_without_an_alarm_it_says_so(rows: Callable[..., Any]) -> None:
    (row,) = rows(fund_prices=[])
    assert row["customer"] == "No fund has fallen that far."
