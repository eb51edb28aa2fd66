"""Gifts: whether any money is left for one, and what would please (catalogue C3).

The budget of one gift is what is left for the customer's gifts, at most `gift_limit` (0: no limit). Ideas come from the
gift ideas tab: those whose hobby is among the customer's hobbies or likes, and those for children whose hobby a living
child under 18 has. Never one that has a word with the customer's dislikes in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import polars as pl

from crm_sheets.model import Medium
from crm_sheets.plan.texts import BUDGET_LEFT, detail
from crm_sheets.tables import Book
from crm_sheets.team_settings import TeamSettings

Facts = Mapping[str, Any]
MOST_IDEAS = 5
OF_AGE = 18
ITEMS = re.compile(r"[,;/\n]")
WORDS = re.compile(r"\w+")
SHORTEST_WORD = 3
SAYS_NOTHING = frozenset(
    ("tidak", "suka", "yang", "dan", "atau", "untuk", "dari", "terlalu", "hadiah", "the", "and", "not", "for", "gift")
)
"""Words in a list of dislikes that name nothing one may dislike."""


def budget_is_spent(settings: TeamSettings) -> pl.Expr:
    """True for gifts to customers for whom less than the smallest gift is left; a budget nobody knows is not spent."""
    is_gift = pl.col("medium") == Medium.GIFT
    return is_gift & (pl.col("gift_budget") < settings.gift_minimum).fill_null(value=False)


def budget_left(settings: TeamSettings) -> pl.Expr:
    """What is left, in words."""
    sums = (pl.col("gift_budget"), pl.lit(settings.gift_minimum))
    return detail(BUDGET_LEFT, settings.language, *(_grouped(amount, settings.language) for amount in sums))


def _grouped(amount: pl.Expr, language: str) -> pl.Expr:
    """A whole number with its thousands apart."""
    backwards = amount.round(0).cast(pl.Int64).cast(pl.String).str.reverse()
    sign = "." if language == "id" else ","
    return backwards.str.replace_all(r"(\d{3})", f"${{1}}{sign}").str.reverse().str.strip_prefix(sign)


class Gifts:
    """What a template may say about a gift, for the few customers who are to get one."""

    def __init__(self, kept: pl.DataFrame, book: Book, settings: TeamSettings) -> None:
        """`kept` are decisions; the children of their customers are looked up once."""
        customers = kept.filter(pl.col("medium") == Medium.GIFT)["customer_id"].unique()
        is_child = (pl.col("relation") == "child") & pl.col("deceased").fill_null(value=False).not_()
        children = book.table("family").filter(is_child, pl.col("customer_id").is_in(customers.implode()))
        self._children: dict[str, list[Facts]] = {}
        for child in children.iter_rows(named=True):
            self._children.setdefault(child["customer_id"], []).append(child)
        wanted = pl.col("hobby").is_not_null() & pl.col("idea").is_not_null()
        self._ideas = book.table("gift_ideas").filter(wanted).rows(named=True) if customers.len() else []
        self._limit = settings.gift_limit

    def facts(self, customer: Facts, profile: Facts, on: date, child: str = "") -> Facts:
        """`budget` (None where there is no limit) and `ideas`.

        `on` is the day on which children must be under 18. A gift for a `child` (family id) looks at that one first.
        """
        limits = [sum_left for sum_left in (profile.get("gift_budget"), self._limit or None) if sum_left is not None]
        budget = min(limits, default=None)
        refused = _named_words(customer.get("dislikes")) - SAYS_NOTHING
        ideas: dict[str, Facts] = {}
        for idea, reason in self._fitting(customer, on, child):
            if _is_affordable(idea, budget) and not refused & _named_words(f"{idea['idea']} {idea['hobby']}"):
                told = {"name": idea["idea"], "price": idea["price"], "reason": reason}
                ideas.setdefault(idea["idea"].casefold(), told)
        return {"budget": budget, "ideas": list(ideas.values())[:MOST_IDEAS]}

    def _fitting(self, customer: Facts, on: date, child: str) -> Iterator[tuple[Facts, str]]:
        """Each idea that fits somebody, with why, in the order of the tab."""
        children = sorted(self._children.get(customer["customer_id"], ()), key=lambda one: one["family_id"] != child)
        own = f"{customer.get('hobbies') or ''}, {customer.get('likes') or ''}"
        for_children = [(one["hobbies"] or "", f"{one['name']}: ") for one in children if _is_minor(one, on)]
        people = [*for_children, (own, "")] if child else [(own, ""), *for_children]
        for text, prefix in people:
            for idea in self._ideas:
                if bool(idea["for_children"]) == bool(prefix) and (hobby := _shared_hobby(idea["hobby"], text)):
                    yield idea, f"{prefix}{hobby}"


def _is_affordable(idea: Facts, budget: float | None) -> bool:
    return budget is None or idea["price"] is None or idea["price"] <= budget


def _is_minor(child: Facts, on: date) -> bool:
    """Under 18 on that day; whose age nobody knows is none."""
    born = child["birth_date"]
    if born is None or born > on:
        return False
    return int(on.year - born.year) - ((on.month, on.day) < (born.month, born.day)) < OF_AGE


def _shared_hobby(hobby: str, text: str) -> str:
    """The first hobby of an idea that stands in a text, word for word; "" for none."""
    there = f" {' '.join(WORDS.findall(text.casefold()))} "
    items = (item.strip() for item in ITEMS.split(hobby))
    return next((item for item in items if item and f" {' '.join(WORDS.findall(item.casefold()))} " in there), "")


def _named_words(text: str | None) -> set[str]:
    return {word for word in WORDS.findall((text or "").casefold()) if len(word) >= SHORTEST_WORD}
