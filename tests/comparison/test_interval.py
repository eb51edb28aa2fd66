"""The interval of a difference: the worked examples of the paper, and what must hold for every pair of groups."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_sheets.comparison.interval import difference, wilson

# Newcombe 1998, Statistics in Medicine 17:873, table II, method 10: hits, people, hits, people, low, high.
TABLE_II = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0000),
    (10, 10, 0, 10, 0.6075, 1.0000),
]
GROUPS = st.integers(1, 500).flatmap(lambda people: st.tuples(st.integers(0, people), st.just(people)))


@pytest.mark.parametrize(("hits", "people", "other_hits", "other_people", "low", "high"), TABLE_II)
def test_it_is_that_of_the_paper(
    hits: int, people: int, other_hits: int, other_people: int, low: float, high: float
) -> None:
    found = difference(hits, people, other_hits, other_people)
    assert found
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert found.value == pytest.approx(hits / people - other_hits / other_people)


def test_one_share_has_the_interval_of_wilson() -> None:
    """81 of 263: 0.2553 to 0.3662 (Newcombe 1998, Statistics in Medicine 17:857, table I, method 3)."""
    low, high = wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


@pytest.mark.parametrize("groups", [(0, 0, 3, 10), (3, 10, 0, 0), (0, 0, 0, 0)])
def test_an_empty_side_has_none(groups: tuple[int, int, int, int]) -> None:
    assert difference(*groups) is None


@given(GROUPS, GROUPS)
def test_it_holds_the_difference_and_turns_round(one: tuple[int, int], other: tuple[int, int]) -> None:
    found, back = difference(*one, *other), difference(*other, *one)
    assert found
    assert back
    assert -1 - 1e-9 <= found.low <= found.value <= found.high <= 1 + 1e-9
    assert (found.low, found.high) == (pytest.approx(-back.high), pytest.approx(-back.low))


@pytest.mark.parametrize(
    ("groups", "is_sure"), [((56, 70, 48, 80), True), ((48, 80, 56, 70), True), ((5, 56, 0, 29), False)]
)
def test_it_is_sure_when_nought_lies_outside(groups: tuple[int, int, int, int], is_sure: bool) -> None:
    found = difference(*groups)
    assert found
    assert found.is_sure is is_sure
