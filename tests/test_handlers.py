"""Who of the team gets a piece of work."""

from __future__ import annotations

from typing import Any

import pytest
from small_books import book_of, program

from crm_sheets.handlers import Handlers, unhandled_problems
from crm_sheets.model import HandledBy

STAFF = [
    {"name": "Ratna", "branch": "Jakarta", "unit": "management", "authorised_for_advice": True},
    {"name": "Yosef", "branch": "Jakarta", "unit": "sales", "authorised_for_advice": True},
    {"name": "Budi", "branch": "Jakarta", "unit": "sales"},
    {"name": "Dadan", "branch": "Bandung", "unit": "management"},
    {"name": "Maya", "branch": "Bandung", "unit": "service", "leader": "Dadan"},
    {"name": "Sinta", "branch": "Bandung", "unit": "sales", "leader": "Yosef"},
    {"name": "Gita", "branch": "Bandung", "unit": "sales", "leader": "Maya", "active": False},
    {"name": "Hadi", "branch": "Bandung", "unit": "sales", "leader": "Gita", "active": False},
    {"name": "Agung", "branch": "Surabaya", "unit": "sales", "authorised_for_advice": True, "active": False},
    {"name": "Kadek", "branch": "Surabaya", "unit": "service"},
]


def who(handled_by: HandledBy, owner: str, branch: str = "", staff: list[dict[str, Any]] = STAFF) -> str:
    return Handlers(book_of(staff=staff).table("staff")).who(handled_by, owner, branch)


@pytest.mark.parametrize(
    ("owner", "does_it", "why"),
    [
        ("Maya", "Maya", "the owner"),
        ("Gita", "Maya", "no longer works: the leader"),
        ("Hadi", "Maya", "nor does the leader: the leader's leader"),
        ("Agung", "", "no longer works, and nobody is above"),
        ("Someone", "Someone", "not in the Staff tab: as typed"),
        ("", "", "nobody owns the customer"),
    ],
)
def test_the_owner_does_the_work_or_whoever_is_above(owner: str, does_it: str, why: str) -> None:
    assert who(HandledBy.OWNER, owner) == does_it, why


@pytest.mark.parametrize(
    ("owner", "branch", "does_it", "why"),
    [
        ("Maya", "", "Dadan", "the leader who is noted"),
        ("Budi", "", "Ratna", "none noted: the branch's management"),
        ("Ratna", "", "Ratna", "leads the branch"),
        ("Kadek", "", "Kadek", "nobody is above"),
        ("Hadi", "", "Maya", "the leader no longer works"),
        ("", "Bandung", "Dadan", "no owner: the customer's branch"),
        ("Someone", "Jakarta", "Ratna", "not in the Staff tab: the customer's branch"),
        ("Someone", "", "Someone", "nothing is known"),
    ],
)
def test_a_leader_is_noted_or_manages_the_branch(owner: str, branch: str, does_it: str, why: str) -> None:
    assert who(HandledBy.LEADER, owner, branch) == does_it, why


@pytest.mark.parametrize(
    ("owner", "branch", "does_it", "why"),
    [
        ("Yosef", "", "Yosef", "the owner may"),
        ("yosef ", "", "Yosef", "however it is typed"),
        ("Sinta", "", "Yosef", "the owner's leader may"),
        ("Budi", "", "Ratna", "the branch's management may"),
        ("", "Jakarta", "Ratna", "no owner: of the customer's branch"),
        ("Maya", "", "Ratna", "nobody near may: the first who may"),
        ("Agung", "", "Ratna", "who may, but no longer works"),
    ],
)
def test_advice_is_given_by_who_may(owner: str, branch: str, does_it: str, why: str) -> None:
    assert who(HandledBy.ADVISER, owner, branch) == does_it, why


def test_where_nobody_may_advise_nobody_gets_the_work_and_the_program_is_named() -> None:
    staff = [{"name": "Maya"}]
    assert who(HandledBy.ADVISER, "Maya", staff=staff) == ""
    book = book_of(staff=staff, programs=[])
    found = unhandled_problems([program(), program("nav", handled_by=HandledBy.ADVISER, row=7)], book)
    assert [(row["tab"], row["row"], row["column"], row["severity"]) for row in found] == [
        ("programs", 7, "handled_by", "warning")
    ]


def test_leaders_in_a_circle_do_not_hold_the_run_up() -> None:
    staff = [{"name": "A", "leader": "B", "active": False}, {"name": "B", "leader": "A", "active": False}]
    assert who(HandledBy.OWNER, "A", staff=staff) == ""
