"""Which contacts have to be looked at one after the other, because a limit could stop them."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import polars as pl
import pytest

from crm_sheets.plan.contested import may_be_stopped
from crm_sheets.plan.tally import Tally

TODAY = date(2026, 11, 20)
ALONE = {
    "program": "p",
    "customer_id": "C1",
    "medium": "whatsapp",
    "address": "+62811",
    "purpose": "relationship",
    "repeat": "yearly",
    "rest_days": 0,
    "most_per_day": 0,
}


def stopped(*rows: dict[str, Any], **tally: Any) -> list[bool]:
    frame = pl.DataFrame([ALONE | row for row in rows])
    return frame.select(may_be_stopped(Tally(TODAY, **tally))).to_series().to_list()


def test_who_shares_nothing_goes_ahead() -> None:
    assert stopped({}, {"customer_id": "C2", "address": "+62812"}) == [False, False]


def test_two_contacts_of_one_customer_compete() -> None:
    assert stopped({}, {"program": "q"}, {"customer_id": "C2"}) == [True, True, False]


def test_greetings_to_one_address_compete_whoever_they_are_for() -> None:
    greeting = {"purpose": "greeting"}
    assert stopped(greeting, greeting | {"customer_id": "C2"}, {"customer_id": "C3"}) == [True, True, False]


@pytest.mark.parametrize(
    ("row", "tally", "expected"),
    [
        ({"most_per_day": 5}, {}, True),
        ({"purpose": "greeting"}, {"greeted": {"+62811": ("Natal", "C9")}}, True),
        ({"purpose": "greeting", "address": ""}, {"greeted": {"C1": ("Natal", "C1")}}, True),
        ({}, {"greeted": {"+62811": ("Natal", "C9")}}, False),  # no greeting
        ({"rest_days": 30}, {"reached_on": {("p", "C1"): TODAY}}, True),
        ({"repeat": "once"}, {"reached_on": {("p", "C1"): TODAY}}, True),
        ({"rest_days": 30}, {"reached_on": {("q", "C1"): TODAY}}, False),
        ({}, {"reached_on": {("p", "C1"): TODAY}}, False),  # nothing rests
        ({"medium": "call"}, {"called_on": {"C1": TODAY}}, True),
        ({}, {"called_on": {"C1": TODAY}}, False),  # a message
        ({}, {"messages": {"C1": [TODAY]}}, True),
        ({"purpose": "service"}, {"messages": {"C1": [TODAY]}}, False),  # never held back
        ({"purpose": "selling"}, {"selling": Counter(C1=1)}, True),
        ({}, {"selling": Counter(C1=1)}, False),
    ],
)
def test_what_was_made_before_counts_where_a_limit_counts_it(
    row: dict[str, Any], tally: dict[str, Any], expected: bool
) -> None:
    assert stopped(row, **tally) == [expected]
