"""Two plans are compared contact by contact."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from crm_sheets.plan.difference import PLAN, difference

USUAL = {
    "key": "birthday|C1|2026",
    "program": "birthday",
    "program_name": "Ulang tahun",
    "customer_id": "C1",
    "customer": "Siti",
    "occasion_date": date(2026, 11, 20),
    "due_date": date(2026, 11, 20),
    "medium": "whatsapp",
    "decision": "kept",
    "reason": "",
    "detail": "",
}
CAPPED = {"decision": "skipped", "reason": "frequency_cap"}


def plan(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([{**USUAL, **row} for row in rows], schema=PLAN, orient="row")


@pytest.mark.parametrize(
    ("before", "after", "change", "column"),
    [
        ([], [{}], "new", "decision"),
        ([{}], [], "gone", "decision"),
        ([{}], [{"medium": "sms"}], "channel", "medium"),
        ([{}], [{"due_date": date(2026, 11, 21)}], "day", "due_date"),
        ([{}], [CAPPED], "decision", "decision"),
        ([CAPPED], [{**CAPPED, "reason": "in_complaint"}], "decision", "reason"),
        ([{}], [{**CAPPED, "medium": ""}], "decision", "reason"),
    ],
)
def test_a_change_is_told_by_its_kind(
    before: list[dict[str, Any]], after: list[dict[str, Any]], change: str, column: str
) -> None:
    (row,) = difference(plan(*before), plan(*after)).to_dicts()
    assert row["change"] == change
    assert row["program_name"] == "Ulang tahun"
    assert row[f"{column}_before"] != row[f"{column}_after"]


def test_what_is_the_same_is_not_told() -> None:
    assert difference(plan({}), plan({"detail": "worded anew", "customer": "Siti A."})).is_empty()


def test_the_same_contact_is_known_by_its_key_only() -> None:
    changes = difference(plan({}), plan({"key": "birthday|C1|2027"}))
    assert sorted(changes["change"]) == ["gone", "new"]


def test_programs_stand_together_and_each_kind_in_them() -> None:
    before = plan({"key": "b|1"}, {"key": "a|1", "program": "a"})
    after = plan({"key": "b|1", "medium": "sms"}, {"key": "b|2"}, {"key": "a|2", "program": "a"})
    found = difference(before, after).select("program", "change").rows()
    assert found == [("a", "new"), ("a", "gone"), ("birthday", "new"), ("birthday", "channel")]
