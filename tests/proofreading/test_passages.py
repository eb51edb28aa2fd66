"""The texts in a template, with their lines, and for whom they are."""

from __future__ import annotations

import jinja2
from jinja2 import nodes

from crm_sheets.proofreading.passages import EDGE, GAP, Passage, passages_of
from crm_sheets.render.environment import TemplateEnvironment


def passages(source: str, register: str = "") -> list[Passage]:
    environment = TemplateEnvironment(jinja2.DictLoader({}))
    return passages_of(environment.parse(source), register)


def read(source: str, register: str = "") -> list[tuple[str, str]]:
    """For whom, and the text with gaps as … and without edges."""
    return [
        (one.register, " ".join(one.text.replace(GAP, "…").replace(EDGE, "|").split()))
        for one in passages(source, register)
    ]


def test_values_are_gaps_and_comments_are_no_text() -> None:
    assert read("{# nota #}Halo {{ customer.name }}, apa kabar?") == [("", "Halo …, apa kabar?")]


def test_a_branch_on_the_register_is_for_those_alone() -> None:
    source = "{% if customer.register == 'familiar' %}Hai{% else %}Yth.{% endif %} {{ greeting_name }}"
    assert read(source) == [("familiar", "|Hai|"), ("formal", "|Yth.|"), ("", "| …")]
    assert [one for one, _ in read("{% if customer['register'] != 'Akrab' %}Yth.{% endif %}")] == ["formal"]


def test_with_a_second_condition_the_rest_is_for_both() -> None:
    source = "{% if customer.register == 'familiar' and not preapproved %}Hai{% else %}Yth.{% endif %}"
    assert read(source) == [("familiar", "|Hai|"), ("", "|Yth.||")]


def test_the_file_of_a_register_is_for_it_throughout() -> None:
    assert read("Hai {% if owner %}{{ owner }}{% endif %}!", "familiar") == [("familiar", "Hai |…||!")]


def test_texts_inside_a_gap_are_read_too() -> None:
    source = "{{ owner|default('salah satu dari kami') }}: {{ 'ya' if owner else 'tidak' }} {{ customer.name == 'x' }}"
    assert [text for _, text in read(source)] == ["…: … …", "|salah satu dari kami|", "|ya|", "|tidak|"]


def test_every_letter_knows_its_line() -> None:
    source = "satu\n{# a\nb #}\n{% if owner %}\nempat\n{% endif %}\n\nenam {{ owner }}\ntujuh\n"
    lines = source.splitlines()
    for passage in passages(source):
        for word in ("satu", "empat", "enam", "tujuh"):
            offset = passage.text.find(word)
            if offset >= 0:
                assert word in lines[passage.line_at(offset) - 1]


def test_a_gap_knows_what_fills_it() -> None:
    (passage,) = passages("{{ owner }} dan {{ customer.name }}")
    gap = passage.gap_at(passage.text.rindex(GAP))
    assert isinstance(gap, nodes.Getattr)
    assert gap.attr == "name"
    assert passage.gap_at(1) is None
