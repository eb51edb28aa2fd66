"""Field masks: read, checked against Google's description, applied."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sheets.testing.google.field_masks import BadMask, apply_mask, check_mask, parse_mask, selects
from crm_sheets.workbook.google.outline import FIELDS

NAMES = st.sampled_from(["a", "b", "c"])
CONTENTS = st.recursive(
    st.integers(),
    lambda inner: st.dictionaries(NAMES, inner, max_size=3) | st.lists(inner, max_size=3),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("text", "mask"),
    [
        ("a", {"a": {}}),
        ("a,b", {"a": {}, "b": {}}),
        ("a.b", {"a": {"b": {}}}),
        ("a/b,a/c", {"a": {"b": {}, "c": {}}}),
        ("a(b,c(d/e)),f", {"a": {"b": {}, "c": {"d": {"e": {}}}}, "f": {}}),
        ("a,a(b)", {"a": {}}),
        ("a(b),a", {"a": {}}),
        ("a(*)", {"a": {}}),
        ("*", {}),
    ],
)
def test_a_mask_reads_as_the_tree_it_spells(text: str, mask: dict[str, Any]) -> None:
    assert parse_mask(text) == mask


@pytest.mark.parametrize("text", ["", "a,", ",a", "a(b", "a)b", "a()", "a, b", "a b", "a..b", "a.", "a(b))", "é"])
def test_a_mask_that_spells_nothing_is_refused(text: str) -> None:
    with pytest.raises(BadMask):
        parse_mask(text)


def test_only_what_the_mask_names_is_left() -> None:
    content = {"id": 1, "sheets": [{"title": "A", "rows": [1]}, {"title": "B"}], "more": {"x": 1, "y": 2}}
    assert apply_mask(parse_mask("sheets(title),more/y"), content) == {
        "sheets": [{"title": "A"}, {"title": "B"}],
        "more": {"y": 2},
    }


def test_a_star_stands_for_every_field() -> None:
    content = {"a": {"x": 1, "y": 2}, "b": {"x": 3}}
    assert apply_mask(parse_mask("*/x"), content) == {"a": {"x": 1}, "b": {"x": 3}}
    assert apply_mask(parse_mask("*"), content) == content


@given(CONTENTS)
def test_everything_is_left_by_a_mask_of_everything(content: Any) -> None:
    assert apply_mask(parse_mask("*"), content) == content


@given(CONTENTS)
def test_masking_twice_is_masking_once(content: Any) -> None:
    mask = parse_mask("a(b,c),b")
    once = apply_mask(mask, content)
    assert apply_mask(mask, once) == once


def test_our_own_mask_names_only_fields_that_there_are() -> None:
    check_mask(parse_mask(FIELDS), "Spreadsheet")


@pytest.mark.parametrize(
    ("text", "wrong"),
    [("sheet", "sheet"), ("sheets(propertys)", "sheets.propertys"), ("sheets/properties/title/x", None)],
)
def test_a_field_that_there_is_not_is_named(text: str, wrong: str | None) -> None:
    with pytest.raises(BadMask, match=wrong):
        check_mask(parse_mask(text), "Spreadsheet")


def test_fields_of_maps_may_have_any_name() -> None:
    check_mask(parse_mask("sheets/basicFilter/criteria/0".replace("/0", "/x")), "Spreadsheet")


@pytest.mark.parametrize(
    ("text", "whether"),
    [
        ("sheets", True),
        ("*", True),
        ("sheets(data/rowData)", True),
        ("sheets/*", True),
        ("sheets(properties)", False),
        ("properties", False),
    ],
)
def test_a_mask_selects_what_it_names_and_what_is_in_it(text: str, whether: bool) -> None:
    assert selects(parse_mask(text), "sheets", "data") is whether
