"""What happens after the plan is told in the plan."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest
from small_books import book_of, customer, history_of

from crm_sheets.day import Day, observe
from crm_sheets.model import Medium, SkipReason
from crm_sheets.plan import Circumstances
from crm_sheets.tables import CLOSED, DECISIONS, PROBLEMS, Book
from crm_sheets.team_settings import TeamSettings

FRIDAY = date(2026, 11, 20)
DEAD_PHONE = pl.DataFrame([("C1", "sms", "", "unreachable", date(2026, 11, 12), "")], schema=CLOSED, orient="row")
PROGRAM = {
    "program_id": "birthday",
    "name": "Ulang tahun",
    "purpose": "greeting",
    "occasion": "customers.birth_date",
    "repeat": "yearly",
    "channels": "sms, email",
    "template": "birthday_customer",
}


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


def test_what_waits_for_its_hour_is_postponed() -> None:
    after = day(decided("a", "kept"), decided("b", "kept")).with_outcomes(
        {"p|a|2026": (SkipReason.QUIET_HOURS, "until 08:00"), "p|b|2026": (SkipReason.BUDGET_SPENT, "")}
    )
    assert outcome(after) == [("a", "deferred", "quiet_hours"), ("b", "skipped", "budget_spent")]


@pytest.mark.parametrize(
    ("circumstances", "codes"),
    [
        (Circumstances(), []),
        (Circumstances(live=True), ["missing_setting"]),
        (Circumstances(live=True, media=frozenset({Medium.EMAIL})), []),
        (Circumstances(closed=DEAD_PHONE), ["dead_address"]),
        (Circumstances(live=True, closed=DEAD_PHONE), ["dead_address", "missing_setting"]),
    ],
)
def test_what_messages_to_people_lack_is_a_problem(circumstances: Circumstances, codes: list[str]) -> None:
    known = book_of(
        customers=[customer()],
        programs=[PROGRAM],
        settings=[{"setting": "company", "value": "Toko Maju"}],
    )
    seen = observe(known, FRIDAY, history_of(), circumstances=circumstances)
    assert seen.problems["code"].to_list() == codes
    assert seen.programs[0].needs_approval == circumstances.live


def test_a_closed_way_changes_the_plan() -> None:
    known = book_of(customers=[customer(birth_date=date(1990, 11, 20))], programs=[PROGRAM])
    usual = observe(known, FRIDAY, history_of())
    shut = observe(known, FRIDAY, history_of(), circumstances=Circumstances(closed=DEAD_PHONE))
    assert usual.decisions["medium"].to_list() == ["sms"]
    assert shut.decisions["medium"].to_list() == ["email"]


def test_without_outcomes_nothing_changes() -> None:
    seen = day(decided("a", "kept"))
    assert seen.with_outcomes({}) is seen


def test_further_problems_are_added() -> None:
    problem = dict.fromkeys(PROBLEMS.names()) | {"tab": "programs", "code": "bad_template"}
    assert day().with_problems([problem]).problems["code"].to_list() == ["bad_template"]
