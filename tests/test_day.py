"""What happens after the plan is told in the plan."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from crm_sheets.day import Day
from crm_sheets.model import SkipReason
from crm_sheets.tables import DECISIONS, PROBLEMS, Book
from crm_sheets.team_settings import TeamSettings

FRIDAY = date(2026, 11, 20)


def day(*decisions: dict[str, Any]) -> Day:
    table = pl.DataFrame(list(decisions), schema=DECISIONS)
    nothing, problems = pl.DataFrame(), PROBLEMS.to_frame()
    return Day(FRIDAY, Book({}, problems), TeamSettings(), nothing, (), {}, nothing, table, problems)


def decided(subject: str, decision: str, reason: str = "") -> dict[str, Any]:
    row = dict.fromkeys(DECISIONS.names())
    return row | {"program": "p", "subject": subject, "period": "2026", "decision": decision, "reason": reason}


def outcome(seen: Day) -> list[tuple[str, str, str]]:
    return seen.decisions.select("subject", "decision", "reason").rows()


def test_a_kept_contact_that_was_not_made_is_skipped_with_its_reason() -> None:
    seen = day(decided("a", "kept"), decided("b", "kept"))
    after = seen.with_outcomes({"p|a|2026": (SkipReason.MISSING_VALUE, "subject.premium")})
    assert outcome(after) == [("a", "skipped", "missing_value"), ("b", "kept", "")]
    assert after.decisions["detail"].to_list() == ["subject.premium", None]
    assert after.decisions.schema == DECISIONS


def test_without_outcomes_nothing_changes() -> None:
    seen = day(decided("a", "kept"))
    assert seen.with_outcomes({}) is seen


def test_further_problems_are_added() -> None:
    problem = dict.fromkeys(PROBLEMS.names()) | {"tab": "programs", "code": "bad_template"}
    assert day().with_problems([problem]).problems["code"].to_list() == ["bad_template"]
