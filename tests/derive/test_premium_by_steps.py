"""The premium due, reckoned at once for all policies, is the one that one finds by going from due date to due date."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from small_books import book_of

from crm_sheets.derive.premium import EARLY_DAYS, JUST_BEFORE_DAYS, MONTHS, premium_columns
from crm_sheets.periods import add_months
from crm_sheets.team_settings import TeamSettings

AS_OF = date(2026, 11, 20)
DAYS = st.dates(date(2015, 1, 1), AS_OF)
NEARBY = st.dates(AS_OF - timedelta(days=500), AS_OF)


def by_steps(frequency: str, next_due: date, last_paid: date) -> date:
    """One due date after the other, until one is not paid."""
    due = [add_months(next_due, turn * MONTHS[frequency]) for turn in range(200)]
    if last_paid < next_due:
        return due[1 if last_paid >= next_due - timedelta(days=EARLY_DAYS[frequency]) else 0]
    turn = next(turn for turn, day in enumerate(due) if day > last_paid)
    is_another = turn > 1 or last_paid > next_due + timedelta(days=TeamSettings().grace_days)
    is_near = last_paid >= due[turn] - timedelta(days=JUST_BEFORE_DAYS[frequency])
    return due[turn + 1 if is_another and is_near else turn]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(MONTHS)), DAYS | NEARBY, DAYS | NEARBY), min_size=1, max_size=30))
def test_reckoning_and_stepping_agree(drawn: list[tuple[str, date, date]]) -> None:
    rows = [
        {"status": "inforce", "payment_frequency": frequency, "next_due": due, "last_paid": paid}
        for frequency, due, paid in drawn
    ]
    found = premium_columns(book_of(policies=rows).table("policies"), TeamSettings(), AS_OF)
    assert found["due_on"].to_list() == [by_steps(*one) for one in drawn]
