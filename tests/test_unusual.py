"""When a day is unusual: counted are messages that go by themselves, measured by the busiest of the last 30 days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from ledger_samples import contact
from small_books import Row, book_of, history_of

from crm_sheets.model import ACKNOWLEDGEMENT_ID, Message
from crm_sheets.team_settings import TeamSettings
from crm_sheets.unusual import Answer, Unusual, find_unusual, question_key, with_answer

TODAY = date(2026, 11, 20)
SETTINGS = TeamSettings(unusual_factor=3, unusual_minimum=10)
NO_HISTORY: Sequence[Row] = ()


def messages(count: int, *, ticked: bool = False) -> list[Message]:
    items = [contact(number) for number in range(count)]
    return [Message(replace(item, program=replace(item.program, needs_approval=ticked)), "Halo") for item in items]


def past(days_ago: int, count: int, **columns: str) -> list[Row]:
    return [{"key": f"k{days_ago}.{n}", "on": TODAY - timedelta(days=days_ago), **columns} for n in range(count)]


def find(planned: int, history: Sequence[Row] = NO_HISTORY, settings: TeamSettings = SETTINGS) -> Unusual | None:
    return find_unusual(messages(planned), (), history_of(*history), settings, TODAY)


@pytest.mark.parametrize(
    ("planned", "history", "usual"),
    [
        (10, NO_HISTORY, None),
        (11, NO_HISTORY, 0),
        (11, past(1, 3), 3),
        (11, past(1, 4), None),
        (12, past(1, 4), None),
        (13, past(1, 4), 4),
        (13, past(30, 5), None),
        (13, past(31, 5), 0),
        (13, [*past(1, 4), *past(2, 4)], 4),
        (11, past(1, 4, state="failed"), 0),
        (11, past(1, 4, state="uncertain"), None),
        (11, past(1, 4, medium="call"), 0),
        (11, past(1, 4, program=ACKNOWLEDGEMENT_ID), 0),
        (1, past(0, 9), None),
        (2, past(0, 9), 0),
        (0, past(0, 90), None),
    ],
)
def test_a_day_is_unusual(planned: int, history: Sequence[Row], usual: int | None) -> None:
    """More than ten messages, and more than three times as many as on the busiest day."""
    found = find(planned, history)
    assert (found.usual if found else None) == usual


def test_what_people_ticked_is_not_counted() -> None:
    ticked = contact().program
    ticked = replace(ticked, needs_approval=True)
    out = past(0, 90, program=ticked.program_id)
    planned = [*messages(10), *messages(90, ticked=True)]
    assert find_unusual(planned, (ticked,), history_of(*out), SETTINGS, TODAY) is None


def test_a_campaign_that_people_ticked_does_not_raise_what_is_usual() -> None:
    ticked = replace(contact().program, needs_approval=True)
    history = history_of(*past(1, 90, program=ticked.program_id), *past(2, 4, program="other"))
    found = find_unusual(messages(13), (ticked,), history, SETTINGS, TODAY)
    assert found is not None
    assert found.usual == 4


def test_a_factor_of_nought_is_no_guard() -> None:
    assert find(10_000, settings=replace(SETTINGS, unusual_factor=0)) is None


@pytest.mark.parametrize(("today", "allowed"), [(1, 2), (10, 11), (60, 66), (61, 68), (100, 110)])
def test_a_yes_allows_a_tenth_more(today: int, allowed: int) -> None:
    assert Unusual(today, 0, 0, ()).allowed == allowed


@pytest.mark.parametrize(
    ("rows", "answer"),
    [
        ({}, Answer.NEW),
        ({66: ""}, Answer.WAITS),
        ({59: ""}, Answer.NEW),
        ({66: "yes"}, None),
        ({60: "yes"}, None),
        ({59: "yes"}, Answer.NEW),
        ({59: "yes", 66: ""}, Answer.WAITS),
        ({59: "yes", 66: "no"}, Answer.DECLINED),
        ({59: "no", 66: "yes"}, None),
        ({30: "no"}, Answer.DECLINED),
    ],
)
def test_the_answer_of_the_day_counts(rows: dict[int, str], answer: Answer | None) -> None:
    """Sixty messages are planned."""
    outbox = [
        {"key": question_key(TODAY, n), "fingerprint": f"digest {n}", "approve": {"yes": True, "no": False}.get(said)}
        for n, said in rows.items()
    ]
    found = with_answer(Unusual(60, 0, 0, ()), book_of(outbox=outbox), TODAY, lambda number: f"digest {number}")
    assert (found.answer if found else None) == answer


def test_of_a_row_and_its_copy_a_no_counts_first() -> None:
    row = {"key": question_key(TODAY, 66), "fingerprint": "66"}
    outbox = [row | {"approve": True}, row | {"approve": False}, row]
    found = with_answer(Unusual(60, 0, 0, ()), book_of(outbox=outbox), TODAY, str)
    assert found
    assert found.answer is Answer.DECLINED


@pytest.mark.parametrize(
    "key", ["_unusual|2026-11-19|99", "_unusual|2026-11-20|9e9", "_unusual|2026-11-20|" + "9" * 99]
)
def test_a_key_that_is_none_allows_nothing(key: str) -> None:
    outbox = [{"key": key, "fingerprint": "99", "approve": True}]
    found = with_answer(Unusual(60, 0, 0, ()), book_of(outbox=outbox), TODAY, lambda number: "99")
    assert found
    assert found.answer is Answer.NEW
