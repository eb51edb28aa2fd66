"""What a template may say of gifts and funds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from message_samples import PROGRAM, SETTINGS, TODAY, contact, loader
from small_books import book_of

from crm_sheets.model import Medium, SkipReason
from crm_sheets.render import Renderer, RenderProblem, check_templates

IDEAS = [
    {"name": "Buku resep", "price": 120_000.0, "reason": "memasak"},
    {"name": "Kopi Toraja", "price": None, "reason": "kopi"},
]
FUND = {
    "name": "Saham Dinamis",
    "type": "equity",
    "nav": 1840.25,
    "nav_date": date(2026, 11, 19),
    "month_change": -0.042,
    "value": 25_000_000.0,
}


def text(source: str, language: str = "id", **facts: Any) -> str:
    plain = contact(Medium.WHATSAPP)
    known = replace(plain, language=language, facts={**plain.facts, **facts})
    return Renderer(loader({f"t.whatsapp.{language}.txt": source}), SETTINGS).render(known, TODAY).text


def test_a_gift_tells_its_budget_and_ideas() -> None:
    price = "{% if idea.price %} {{ idea.price }}{% endif %}"
    ideas = "{% for idea in gift.ideas %}{{ idea.name }} ({{ idea.reason }})" + price + ". {% endfor %}"
    source = "{{ gift.budget }}: " + ideas
    assert (
        text(source, gift={"budget": 300_000.0, "ideas": IDEAS})
        == "Rp300.000: Buku resep (memasak) Rp120.000. Kopi Toraja (kopi)."
    )


def test_funds_are_told_one_by_one() -> None:
    change = "{{ (fund.month_change * 100)|round(1) }}%"
    fund = "{{ fund.name }} ({{ fund.type }}) {{ fund.nav }} {{ fund.nav_date }} " + change + " {{ fund.value }}"
    source = "{% for fund in funds %}" + fund + "{% endfor %}"
    assert text(source, funds=[FUND]) == "Saham Dinamis (Saham) 1840,25 19 November 2026 -4,2% Rp25.000.000"
    assert text(source, "en", funds=[FUND]) == "Saham Dinamis (Equity) 1840.25 19 November 2026 -4.2% IDR 25,000,000"


def test_a_type_compares_by_its_value() -> None:
    assert text("{% if funds[0].type == 'equity' %}ya{% endif %}", funds=[FUND]) == "ya"


def test_nobody_without_funds_or_a_gift_is_told_any() -> None:
    assert text("{% if funds %}ada{% else %}tidak{% endif %}") == "tidak"
    assert text("x{% for idea in gift.ideas %}{{ idea.name }}{% endfor %}{% if gift.budget %}y{% endif %}") == "x"


@pytest.mark.parametrize(
    ("source", "missing"),
    [
        ("{{ gift.budget }}", "gift.budget"),
        ("{% for idea in gift.ideas %}{{ idea.price }}{% endfor %}", "idea.price"),
        ("{% for fund in funds %}{{ fund.month_change }}{% endfor %}", "fund.month_change"),
    ],
)
def test_what_is_blank_stops_the_message(source: str, missing: str) -> None:
    facts = {"gift": {"budget": None, "ideas": IDEAS[1:]}, "funds": [{**FUND, "month_change": None}]}
    with pytest.raises(RenderProblem) as caught:
        text(source, **facts)
    assert (caught.value.reason, caught.value.detail) == (SkipReason.MISSING_VALUE, missing)


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("{{ gift.bugdet }}", "gift.budget"),
        ("{% for idea in gift.ideas %}{{ idea.nama }}{% endfor %}", "idea.name"),
        ("{% for one in funds %}{{ one.month_chang }}{% endfor %}", "one.month_change"),
        ("{% for one in funds %}{{ one.name }}{% endfor %}{{ gift.budget }}", ""),
    ],
)
def test_a_slip_is_found_before_anybody_waits(source: str, named: str) -> None:
    program = replace(PROGRAM, media=(Medium.CALL,))
    found = check_templates(loader({"t.call.id.txt": source}), [program], book_of(programs=[]))
    assert [named in row["hint"] for row in found] == ([True] if named else [])
