"""The declarations hold together: a header or a tab title can only ever mean one thing."""

from __future__ import annotations

from collections import Counter

import pytest

from crm_sheets.model import Text
from crm_sheets.schema import TABS, Tab
from crm_sheets.schema.base import Choice, Column, Kind, Owner

A1_TABS = [
    "customers",
    "family",
    "policies",
    "transactions",
    "products",
    "funds",
    "fund_prices",
    "deals",
    "quotes",
    "orders",
    "invoices",
    "visits",
    "budgets",
    "complaints",
    "surveys",
    "campaigns",
    "interactions",
    "events",
    "attendance",
    "gifts",
    "commissions",
    "referrals",
    "consents",
    "call_requests",
    "affinity",
    "paragraphs",
    "staff",
    "targets",
    "improvements",
    "programs",
    "segments",
    "settings",
    "calendar",
]

every_tab = pytest.mark.parametrize("tab", TABS.values(), ids=list(TABS))


def plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def meanings(named: Tab | Column) -> set[str]:
    return {plain(text) for text in (named.name, *named.label, *named.aliases)}


def meanings_of_choice(choice: Choice) -> set[str]:
    return {plain(text) for text in (choice.value, *choice.label, *choice.aliases)}


def shared_by_several(sets: list[set[str]]) -> set[str]:
    return {text for text, times in Counter(text for each in sets for text in each).items() if times > 1}


def test_every_entity_of_the_catalogue_has_a_tab() -> None:
    assert set(A1_TABS) <= set(TABS)


def test_no_title_or_alias_means_two_tabs() -> None:
    assert shared_by_several([meanings(tab) for tab in TABS.values()]) == set()


@every_tab
def test_no_header_means_two_columns_of_a_tab(tab: Tab) -> None:
    assert shared_by_several([meanings(column) for column in tab.columns]) == set()


@every_tab
def test_column_names_are_unique_and_plain(tab: Tab) -> None:
    names = [column.name for column in tab.columns]
    assert len(set(names)) == len(names)
    assert all(name.isidentifier() and name == name.lower() for name in names)


@every_tab
def test_the_key_is_a_column(tab: Tab) -> None:
    assert tab.key in {"", *tab.by_name}


@every_tab
def test_references_lead_to_a_tab_and_column_that_exist(tab: Tab) -> None:
    for column in tab.columns:
        if column.references:
            target, _, name = column.references.partition(".")
            assert name in TABS[target].by_name, f"{tab.name}.{column.name} refers to {column.references}"


@every_tab
def test_dates_are_ordered_against_dates_of_the_same_row(tab: Tab) -> None:
    for column in tab.columns:
        if column.after:
            assert tab.by_name[column.after].kind is column.kind is Kind.DATE


@every_tab
def test_everything_people_see_is_in_both_languages(tab: Tab) -> None:
    texts: list[Text] = [tab.label, *([tab.note] if tab.note else [])]
    for column in tab.columns:
        texts += [column.label, *([column.note] if column.note else []), *(choice.label for choice in column.choices)]
    assert all(text.id.strip() and text.en.strip() for text in texts)


@every_tab
def test_choices_belong_to_choice_columns_and_mean_one_value_each(tab: Tab) -> None:
    for column in tab.columns:
        assert bool(column.choices) == (column.kind is Kind.CHOICE), f"{tab.name}.{column.name}"
        assert shared_by_several([meanings_of_choice(choice) for choice in column.choices]) == set()


@every_tab
def test_a_tab_says_what_it_is_for(tab: Tab) -> None:
    assert tab.note is not None


@every_tab
def test_ranges_are_the_right_way_round(tab: Tab) -> None:
    for column in tab.columns:
        if column.minimum is not None and column.maximum is not None:
            assert column.minimum < column.maximum


def test_people_own_columns_only_in_shared_tabs() -> None:
    for tab in TABS.values():
        if any(column.people_fill for column in tab.columns):
            assert tab.owner is Owner.SHARED


def test_titles_fit_a_spreadsheet_tab() -> None:
    for tab in TABS.values():
        for title in tab.label:
            assert len(title) <= 31
            assert not set(title) & set(r"[]:*?/\\'")
