"""A task that comes of another one belongs to the same conversation."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from small_books import TODAY, book_of

from crm_sheets.derive import derive
from crm_sheets.team_settings import TeamSettings

FIRST = {"key": "premium_call|POL-1|2026-11", "reason": "Premi tahunan", "script": "Halo"}
AGAIN = {"key": "retry_call|premium_call~POL-1~2026-11|2026-11-10", "reason": "Telepon ulang", "script": "Lagi"}
THIRD = {"key": "queue_follow_up|premium_call~POL-1~2026-11|2026-11-14"}


def chain(*rows: dict[str, Any], as_of: date = TODAY) -> list[dict[str, Any]]:
    return derive(book_of(queue=rows), TeamSettings(), as_of).table("queue").to_dicts()


def missed(row: dict[str, Any], day: int) -> dict[str, Any]:
    return {**row, "outcome": "not_reached", "outcome_date": date(2026, 11, day)}


def test_the_whole_conversation_has_one_id_and_remembers_how_it_began() -> None:
    rows = chain(FIRST, AGAIN, THIRD, {"key": "other|POL-1|2026-11", "script": "Lain"})
    assert [row["task_id"] for row in rows] == [*["premium_call~POL-1~2026-11"] * 3, "other~POL-1~2026-11"]
    assert {row["original_script"] for row in rows[:3]} == {"Halo"}
    assert {row["original_reason"] for row in rows[:3]} == {"Premi tahunan"}


def test_tries_are_those_that_reached_nobody_up_to_the_day() -> None:
    rows = [missed(FIRST, 10), missed(AGAIN, 12), THIRD]
    assert [row["tries"] for row in chain(*rows)] == [2, 2, 2]
    assert [row["tries"] for row in chain(*rows, as_of=date(2026, 11, 11))] == [1, 1, 1]


def test_once_somebody_was_reached_the_tries_before_it_are_settled() -> None:
    reached = {**AGAIN, "outcome": "reached", "outcome_date": date(2026, 11, 12)}
    assert [row["settled"] for row in chain(missed(FIRST, 10), reached)] == [True, True]
    assert [row["settled"] for row in chain(reached, missed(THIRD, 14))] == [True, False]
    assert [row["settled"] for row in chain(missed(FIRST, 10), AGAIN)] == [False, False]


def test_an_outcome_without_a_date_was_on_the_planned_day() -> None:
    planned = {**FIRST, "planned_on": date(2026, 11, 9)}
    days = [{**planned, "outcome": "reached"}, {**planned, "done": True}, planned]
    assert [chain(row)[0]["outcome_on"] for row in days] == [date(2026, 11, 9), date(2026, 11, 9), None]


@pytest.mark.parametrize("key", ["desk|0123456789abcdef", "_call|R1|2026-11-02", "event|E1~C1|2026-11-01"])
def test_the_tries_of_any_task_are_counted_whatever_its_key_looks_like(key: str) -> None:
    task = key.replace("|", "~")
    rows = [{"key": key}, {"key": f"retry_call|{task}|2026-11-10"}, {"key": f"retry_call|{task}|2026-11-12"}]
    found = chain(*(missed(row, day) for row, day in zip(rows, (10, 12, 14), strict=True)))
    assert [(row["task_id"], row["tries"]) for row in found] == [(task, 3)] * 3


def test_a_task_about_the_same_subject_is_no_part_of_a_chain() -> None:
    found = chain({"key": "invite|E1~C1|2026"}, {"key": "thank|E1~C1|2026"})
    assert [row["task_id"] for row in found] == ["invite~E1~C1~2026", "thank~E1~C1~2026"]


def test_a_try_that_led_to_another_one_leads_to_no_third_when_its_date_is_corrected() -> None:
    open_again = {**AGAIN, "planned_on": date(2026, 11, 12)}
    assert [row["outcome_on"] for row in chain(missed(FIRST, 11), open_again)] == [None, None]
    assert [row["outcome_on"] for row in chain(missed(FIRST, 11), missed(AGAIN, 13))] == [None, date(2026, 11, 13)]
    before = chain(missed(FIRST, 10), open_again, as_of=date(2026, 11, 11))
    assert before[0]["outcome_on"] == date(2026, 11, 10)


def test_what_somebody_answered_keeps_its_day_whatever_came_after() -> None:
    reached = {**FIRST, "outcome": "reached", "outcome_date": date(2026, 11, 10)}
    assert chain(reached, AGAIN)[0]["outcome_on"] == date(2026, 11, 10)


def test_a_task_that_stands_twice_has_not_led_on() -> None:
    assert [row["outcome_on"] for row in chain(missed(FIRST, 10), missed(FIRST, 10))] == [date(2026, 11, 10)] * 2


def test_a_row_without_a_key_breaks_nothing() -> None:
    assert chain({}, FIRST)[0]["task_id"] is None
