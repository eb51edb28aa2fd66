"""Gifts: whether any money is left, and what would please (C3)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from small_books import TODAY, book_of, customer, due_of, history_of, profiles_of, program

from crm_sheets.model import Contact, Medium
from crm_sheets.plan import make_contacts, select
from crm_sheets.team_settings import TeamSettings

GIFT = program(media=(Medium.GIFT,))


def decided(budget: float | None, media: tuple[Medium, ...] = (Medium.GIFT,), **settings: Any) -> tuple[str, str]:
    profiles = profiles_of({"customer_id": "C1", "gift_budget": budget})
    book, team = book_of(customers=[customer()]), TeamSettings(language="en", **settings)
    found = select(due_of({}), [program(media=media)], book, profiles, history_of(), team, TODAY)
    return found.select("reason", "detail").row(0)


@pytest.mark.parametrize(
    ("budget", "settings", "reason"),
    [
        (500_000, {}, ""),
        (50_000, {}, ""),
        (49_999, {}, "budget_spent"),
        (0, {}, "budget_spent"),
        (None, {}, ""),
        (0, {"gift_minimum": 0}, ""),
    ],
)
def test_no_gift_without_a_budget(budget: float | None, settings: dict[str, Any], reason: str) -> None:
    assert decided(budget, **settings)[0] == reason


def test_a_gift_that_is_not_made_says_what_is_left() -> None:
    assert decided(12_500, gift_minimum=1_250_000)[1] == "12,500 left; the smallest gift is 1,250,000"


def test_other_contacts_need_no_budget() -> None:
    assert decided(0, (Medium.CALL,))[0] == ""


def gift(budget: float | None = 300_000, given: dict[str, Any] | None = None, **tabs: Any) -> Any:
    """The fact `gift` of a contact with C1, with this budget left."""
    profiles = profiles_of({"customer_id": "C1", "gift_budget": budget})
    team = TeamSettings(language="id", **tabs.pop("settings", {}))
    book = book_of(**{"customers": [customer(**(given or {}))], **tabs})
    decisions = select(due_of({}), [GIFT], book, profiles, history_of(), team, TODAY)
    (contact,) = make_contacts(decisions, [GIFT], book, profiles, team)
    return contact.facts["gift"]


@pytest.mark.parametrize(
    ("left", "limit", "budget"),
    [(300_000, 500_000, 300_000), (900_000, 500_000, 500_000), (None, 500_000, 500_000), (900_000, 0, 900_000)],
)
def test_a_gift_may_cost_what_is_left_and_no_more_than_the_limit(
    left: float | None, limit: float, budget: float
) -> None:
    assert gift(left, settings={"gift_limit": limit})["budget"] == budget


def idea(hobby: str, name: str, price: float | None = 100_000, *, for_children: bool = False) -> dict[str, Any]:
    return {"hobby": hobby, "idea": name, "price": price, "for_children": for_children}


IDEAS = [
    idea("memasak", "Buku resep"),
    idea("memasak, membuat kue", "Loyang kue", 250_000),
    idea("kopi", "Kopi Toraja", None),
    idea("golf", "Bola golf", 400_000),
    idea("menggambar", "Pensil warna", 80_000, for_children=True),
]


@pytest.mark.parametrize(
    ("given", "names", "why"),
    [
        ({"hobbies": "Memasak, berkebun"}, ["Buku resep", "Loyang kue"], "a hobby"),
        ({"hobbies": "membuat kue"}, ["Loyang kue"], "of several words"),
        ({"hobbies": "golf"}, [], "beyond the budget"),
        ({"likes": "kopi pahit"}, ["Kopi Toraja"], "what they like; its price nobody knows"),
        ({"hobbies": "memasak", "likes": "kopi", "dislikes": "kopi instan"}, ["Buku resep", "Loyang kue"], "disliked"),
        ({"hobbies": "masak"}, [], "no part of a word"),
        ({"hobbies": "menggambar"}, [], "an idea for children is none for grown-ups"),
        ({}, [], "nothing is known"),
    ],
)
def test_ideas_come_from_hobbies_and_likes(given: dict[str, Any], names: list[str], why: str) -> None:
    found = gift(given=given, gift_ideas=IDEAS)
    assert [one["name"] for one in found["ideas"]] == names, why


def child(name: str = "Alya", born: date | None = date(2015, 5, 1), **columns: Any) -> dict[str, Any]:
    usual = {"family_id": f"F-{name}", "customer_id": "C1", "relation": "child", "hobbies": "menggambar"}
    return {**usual, "name": name, "birth_date": born, **columns}


@pytest.mark.parametrize(
    ("family", "reasons", "why"),
    [
        ([child()], ["Alya: menggambar"], "a child"),
        ([child(born=date(2008, 11, 21))], ["Alya: menggambar"], "18 tomorrow"),
        ([child(born=date(2008, 11, 20))], [], "18 today"),
        ([child(born=None)], [], "whose age nobody knows"),
        ([child(deceased=True)], [], "who has died"),
        ([child(relation="spouse")], [], "no child"),
        ([child(customer_id="C2")], [], "somebody else's"),
        ([child(), child("Bima")], ["Alya: menggambar"], "each idea once"),
    ],
)
def test_ideas_for_children_name_the_child(family: list[dict[str, Any]], reasons: list[str], why: str) -> None:
    found = gift(gift_ideas=IDEAS, family=family)
    assert [one["reason"] for one in found["ideas"]] == reasons, why


def test_the_gift_for_a_childs_birthday_is_for_that_child() -> None:
    due = due_of({"tab": "family", "subject": "F-Bima", "subject_row": 3})
    given = {"hobbies": "memasak"}
    profiles, team = profiles_of({"customer_id": "C1", "gift_budget": 300_000.0}), TeamSettings()
    book = book_of(customers=[customer(**given)], family=[child(), child("Bima")], gift_ideas=IDEAS)
    decisions = select(due, [GIFT], book, profiles, history_of(), team, TODAY)
    (contact,) = make_contacts(decisions, [GIFT], book, profiles, team)
    assert [one["reason"] for one in contact.facts["gift"]["ideas"]] == ["Bima: menggambar", "memasak", "memasak"]


def test_five_ideas_are_enough() -> None:
    many = [idea("kopi", f"Kopi {number}") for number in range(9)]
    assert len(gift(given={"likes": "kopi"}, gift_ideas=many)["ideas"]) == 5


def contact_by(medium: Medium) -> Contact:
    one = program(media=(medium,))
    book, profiles, team = book_of(customers=[customer()]), profiles_of(), TeamSettings()
    decisions = select(due_of({}), [one], book, profiles, history_of(), team, TODAY)
    return make_contacts(decisions, [one], book, profiles, team)[0]


def test_only_a_gift_has_gift_facts() -> None:
    assert "gift" not in contact_by(Medium.CALL).facts
    assert contact_by(Medium.GIFT).facts["gift"] == {"budget": 500_000, "ideas": []}
