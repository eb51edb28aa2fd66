"""Who brought whom (C9)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from small_books import TODAY, book_of

from crm_sheets.enrich.referral_tree import Person, referral_trees, subtree_sums


def trees(*rows: tuple[str, str | None] | dict[str, Any]) -> list[Person]:
    """The people of these referrals, each won, thanked for, and a day after the one before."""
    full = []
    for place, row in enumerate(rows, start=1):
        known = row if isinstance(row, dict) else {"referrer_id": row[0], "referred_id": row[1]}
        full.append({"date": date(2026, 1, place), "status": "customer", "thanked": True, **known})
    return referral_trees(book_of(referrals=full).table("referrals"), TODAY)


def drawn(people: list[Person]) -> list[str]:
    return [f"{'-' * one.generation}{one.customer_id}" for one in people]


@pytest.mark.parametrize(
    ("rows", "tree", "why"),
    [
        ([("A", "B"), ("A", "C"), ("B", "D")], ["A", "-B", "--D", "-C"], "two generations"),
        ([("B", "D"), ("A", "B")], ["A", "-B", "--D"], "whoever comes later stands above"),
        ([("A", "B"), ("C", "B")], ["A", "-B", "C"], "brought twice: the earlier one has them"),
        ([("A", "B"), ("C", "D"), ("D", "E")], ["C", "-D", "--E", "A", "-B"], "the largest tree first"),
        ([("A", None)], ["A"], "somebody whom we do not know yet"),
        ([("A", "A")], ["A"], "themselves"),
        ([("A", "B"), ("B", "A")], ["A", "-B"], "a circle of two"),
        ([("A", "B"), ("B", "C"), ("C", "A")], ["A", "-B", "--C"], "a circle of three"),
        ([], [], "nobody"),
    ],
)
def test_a_tree_grows_from_referrals(rows: list[tuple[str, str | None]], tree: list[str], why: str) -> None:
    assert drawn(trees(*rows)) == tree, why


def test_what_is_no_tree_is_told() -> None:
    people = {one.customer_id: one for one in trees(("A", "B"), ("B", "C"), ("C", "A"), ("D", "D"))}
    assert people["C"].in_circle == ["A"]
    assert people["D"].names_self
    assert people["D"].made == 0


def test_only_who_became_a_customer_is_brought() -> None:
    (person,) = trees(
        {"referrer_id": "A", "referred_id": "B", "status": "contacted"},
        {"referrer_id": "A", "referred_id": "C", "status": None, "thanked": None},
    )
    assert (person.made, person.brought, person.thanks_due) == (2, [], 1)


def test_a_referral_of_tomorrow_does_not_exist() -> None:
    assert trees({"referrer_id": "A", "referred_id": "B", "date": date(2026, 11, 21)}) == []


def test_sums_go_up_the_tree_without_the_persons_own() -> None:
    people = trees(("A", "B"), ("A", "C"), ("B", "D"))
    assert subtree_sums(people, {"A": 100, "B": 10, "D": 1}) == {"A": 11, "B": 1, "C": 0, "D": 0}


def test_a_long_line_of_people_is_no_trouble() -> None:
    line = [(f"P{number}", f"P{number + 1}") for number in range(20_000)]
    rows = [{"referrer_id": one, "referred_id": other, "status": "customer"} for one, other in line]
    people = referral_trees(book_of(referrals=rows).table("referrals"), TODAY)
    assert people[-1].generation == 20_000
    assert subtree_sums(people, dict.fromkeys((one.customer_id for one in people), 1.0))["P0"] == 20_000
