"""What customers say of us: last scores, and whom they recommend (C9, C10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

TODAY = date(2026, 11, 20)
Profile = Callable[..., dict[str, Any]]


def answer(score: int | None, on: date | None, of_type: str | None = "nps") -> dict[str, Any]:
    return {"score": score, "date": on, "type": of_type}


@pytest.mark.parametrize(
    ("surveys", "nps", "csat"),
    [
        ([answer(9, date(2026, 5, 1)), answer(3, date(2026, 8, 1))], 3, None),
        ([answer(3, date(2026, 8, 1)), answer(9, date(2026, 5, 1))], 3, None),
        ([answer(3, date(2026, 8, 1)), answer(8, date(2026, 8, 1))], 8, None),
        ([answer(3, date(2026, 8, 1)), answer(None, date(2026, 9, 1))], 3, None),
        ([answer(3, date(2026, 8, 1)), answer(9, None)], 3, None),
        ([answer(3, date(2026, 8, 1)), answer(9, date(2026, 11, 21))], 3, None),
        ([answer(7, TODAY), answer(10, TODAY, "csat"), answer(1, TODAY, None)], 7, 10),
        ([], None, None),
    ],
)
def test_the_last_score_of_each_kind_counts(
    profile: Profile, surveys: list[dict[str, Any]], nps: int | None, csat: int | None
) -> None:
    found = profile(TODAY, surveys=surveys)
    assert (found["nps"], found["csat"]) == (nps, csat)


@pytest.mark.parametrize(
    ("rows", "made", "won", "why"),
    [
        ([], 0, 0, "nobody"),
        ([{"referred_name": "Ani"}, {"referred_name": "Ani"}], 2, 0, "two strangers of one name are two"),
        ([{"referred_id": "C2", "status": "customer"}, {"referred_id": "C3", "status": "new"}], 2, 1, "one won"),
        ([{"referred_id": "C2", "status": "customer"}] * 2, 1, 1, "the same customer twice"),
        ([{"referred_id": "C1", "status": "customer"}], 0, 0, "nobody recommends themselves"),
        ([{"referred_id": "C2", "date": date(2026, 11, 21)}], 0, 0, "tomorrow"),
    ],
)
def test_referrals_are_people_brought(
    profile: Profile, rows: list[dict[str, Any]], made: int, won: int, why: str
) -> None:
    given = [{"referrer_id": "C1", "date": date(2026, 1, 1), **row} for row in rows]
    found = profile(TODAY, book_rows={"referrals": given})
    assert (found["referrals"], found["referrals_won"]) == (made, won), why
