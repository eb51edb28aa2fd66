"""Advice is never a message (C7)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from small_books import book_of, customer, profiles_of, program

from crm_sheets.model import Medium, Repeat
from crm_sheets.programs import find_due
from crm_sheets.team_settings import TeamSettings

ON = date(2026, 11, 20)
POLICY = {"policy_id": "P1", "customer_id": "C1", "nav_alarm_on": ON, "nav_fall": 0.12, "next_due": ON}
PEOPLE = (Medium.CALL, Medium.VISIT)


@pytest.mark.parametrize(
    ("fields", "is_refused", "why"),
    [
        ({"occasion": "policies.nav_alarm_on", "media": PEOPLE}, False, "people call and visit"),
        (
            {"occasion": "policies.nav_alarm_on", "media": (Medium.CALL, Medium.WHATSAPP)},
            True,
            "a message as a way out",
        ),
        ({"condition": "nav_fall >= 10%", "media": (Medium.SMS,)}, True, "by its condition"),
        ({"condition": "[NAB turun] >= 10%", "media": (Medium.EMAIL,)}, True, "by its condition, as people call it"),
        ({"condition": "nav_fall >= 10%", "media": PEOPLE}, False, "by its condition, but people say it"),
        ({"condition": "fund_type = 'equity'", "media": (Medium.EMAIL,)}, False, "news of a fund are no advice"),
    ],
)
def test_what_rests_on_a_fall_of_the_price_is_said_by_people(
    fields: dict[str, Any], why: str, *, is_refused: bool
) -> None:
    one = program(**{"occasion": "policies.next_due", "repeat": Repeat.EACH_DATE, **fields})
    book = book_of(customers=[customer()], policies=[{**POLICY, "fund_type": "equity"}])
    due, problems = find_due([one], book, profiles_of({"customer_id": "C1"}), ON, TeamSettings(language="id"))
    assert bool(problems.height) is is_refused, why
    assert due.height == (0 if is_refused else 1)
    if is_refused:
        assert problems.select("column", "code").row(0) == ("channels", "bad_program")
        assert "saran investasi" in problems["hint"][0]
