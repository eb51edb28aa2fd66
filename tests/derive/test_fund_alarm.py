"""How far a fund has fallen, and since when that is an alarm (C7)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from small_books import book_of

from crm_sheets.derive import derive
from crm_sheets.derive.fund_alarm import fund_states
from crm_sheets.team_settings import TeamSettings

FIRST = date(2026, 11, 2)
LAST = date(2026, 11, 20)


def prices(*navs: float | None, fund: str = "F1", first: date = FIRST) -> list[dict[str, Any]]:
    """A price a day from a Monday on; None for a day without one."""
    days = (first + timedelta(days=place) for place in range(len(navs)))
    return [{"fund_id": fund, "date": on, "nav": nav} for on, nav in zip(days, navs, strict=True) if nav]


def state(rows: list[dict[str, Any]], as_of: date = LAST, **settings: Any) -> dict[str, Any]:
    states = fund_states(book_of(fund_prices=rows).table("fund_prices"), TeamSettings(**settings), as_of)
    return states.row(0, named=True) if states.height else {}


@pytest.mark.parametrize(
    ("navs", "fall", "alarm_day", "why"),
    [
        ([100], 0.0, None, "one price only"),
        ([100, 105, 110], 0.0, None, "it only rises"),
        ([100, 90.1], 0.099, None, "not quite a tenth"),
        ([100, 90], 0.1, 2, "just a tenth"),
        ([100, 95, 89, 88], 0.12, 3, "since the first day of it"),
        ([100, 89, 92, 94], 0.06, 2, "better, but not over: the fall is still more than half of a tenth"),
        ([100, 89, 95], 0.05, 2, "half of it is not below half"),
        ([100, 89, 95.1], 0.049, None, "over"),
        ([100, 89, 97, 88], 0.12, 4, "over, and come again"),
        ([100, 89, 92, 88], 0.12, 2, "one episode, not two"),
        ([100, None, None, 89], 0.11, 4, "over a weekend without prices"),
        ([100, 0, 99], 0.01, None, "a price of nothing is none"),
    ],
)
def test_an_alarm_begins_with_the_fall_and_ends_when_half_of_it_is_made_up(
    navs: list[float | None], fall: float, alarm_day: int | None, why: str
) -> None:
    found = state(prices(*navs))
    assert found["nav_fall"] == pytest.approx(fall), why
    assert found["nav_alarm_on"] == (FIRST + timedelta(days=alarm_day - 1) if alarm_day else None), why


def test_only_the_last_days_are_looked_at() -> None:
    rows = [{"fund_id": "F1", "date": FIRST, "nav": 100.0}, {"fund_id": "F1", "date": LAST, "nav": 80.0}]
    assert state(rows, nav_window_days=19)["nav_fall"] == pytest.approx(0.2)
    assert state(rows, nav_window_days=18)["nav_fall"] == 0, "2 November is the 19th day up to the 20th"


def test_the_latest_price_up_to_the_day_counts_whatever_the_order_of_the_rows() -> None:
    rows = list(reversed(prices(100, 95, 89, 96)))
    assert state(rows)["nav"] == 96
    then = state(rows, as_of=FIRST + timedelta(days=2))
    assert (then["nav"], then["nav_date"], then["nav_alarm_on"]) == (89, date(2026, 11, 4), date(2026, 11, 4))
    assert state(rows, as_of=FIRST - timedelta(days=1)) == {}


def test_of_two_prices_of_a_day_the_lower_row_counts() -> None:
    assert state([*prices(100, 50), *prices(None, 99)])["nav_fall"] == pytest.approx(0.01)


def test_each_fund_has_its_own_alarm() -> None:
    rows = book_of(fund_prices=[*prices(100, 89), *prices(89, 88, fund="F0"), *prices(5, fund="F2")])
    found = fund_states(rows.table("fund_prices"), TeamSettings(), LAST)
    assert dict(found.select("fund_id", pl.col("nav_alarm_on").is_not_null()).iter_rows()) == {
        "F0": False,
        "F1": True,
        "F2": False,
    }


def test_a_team_may_switch_the_alarm_off() -> None:
    assert state(prices(100, 20), nav_fall=0)["nav_alarm_on"] is None


def holder(status: str = "inforce", **tabs: Any) -> dict[str, Any]:
    row = {"policy_id": "P1", "customer_id": "C1", "status": status, "fund_id": "F1", "fund_units": 10.0}
    funds = [{"fund_id": "F1", "name": "Saham Dinamis", "type": "equity"}]
    book = book_of(policies=[row], funds=funds, fund_prices=prices(100, 89), **tabs)
    return derive(book, TeamSettings(), LAST).table("policies").row(0, named=True)


def test_a_holder_sees_the_fund_its_value_and_the_alarm() -> None:
    found = holder()
    assert (found["fund_name"], found["fund_type"], found["nav"], found["fund_value"]) == (
        "Saham Dinamis",
        "equity",
        89,
        890,
    )
    assert (found["nav_fall"], found["nav_alarm_on"]) == (pytest.approx(0.11), date(2026, 11, 3))


@pytest.mark.parametrize(("status", "is_told"), [("inforce", True), ("grace", True), ("lapsed", False), (None, False)])
def test_only_policies_that_cover_have_an_alarm(status: str, *, is_told: bool) -> None:
    found = holder(status)
    assert (found["nav_alarm_on"] is not None) is is_told
    assert (found["fund_value"] is not None) is is_told
    assert found["fund_name"] == "Saham Dinamis"


@pytest.mark.parametrize(
    ("interactions", "reached"),
    [
        ([], False),
        ([{"date": date(2026, 11, 2), "outcome": "reached"}], False),
        ([{"date": date(2026, 11, 3), "outcome": "reached"}], True),
        ([{"date": date(2026, 11, 10), "outcome": "not_reached"}], False),
        ([{"date": date(2026, 11, 21), "outcome": "reached"}], False),
    ],
)
def test_reached_is_who_was_spoken_with_since_the_alarm(interactions: list[dict[str, Any]], *, reached: bool) -> None:
    found = holder(interactions=[{"customer_id": "C1", **row} for row in interactions])
    assert found["reached_since_alarm"] is reached
