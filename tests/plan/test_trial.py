"""Pilot and hold-out: who takes part, who is left out to compare, and that nobody ever changes sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_books import TODAY, Row, book_of, customer, due_of, history_of, profiles_of, program

from crm_sheets.model import Medium, Program, Purpose, SkipReason
from crm_sheets.plan import select
from crm_sheets.plan.trial import arm_of, place_of
from crm_sheets.team_settings import TeamSettings

HELD_OUT, NOT_IN_PILOT = SkipReason.HELD_OUT, SkipReason.NOT_IN_PILOT
MANY = [f"C{number}" for number in range(20_000)]
EVERYBODY = program("offer", purpose=Purpose.SELLING, hold_out=1.0)
"""A program of which everybody is held out, so that a test need not look for a name that is."""


def plan(
    due: pl.DataFrame,
    *programs: Program,
    history: pl.DataFrame | None = None,
    cap_contacts: int = 3,
    customers: Sequence[Row] = (customer(),),
) -> dict[str, str]:
    """The reason for each due contact's key, "" for what goes ahead."""
    settings = TeamSettings(language="en", cap_contacts=cap_contacts)
    past = history_of({}) if history is None else history
    found = select(due, programs, book_of(customers=customers), profiles_of(), past, settings, TODAY)
    return {f"{row['program']}|{row['subject']}": row["reason"] for row in found.iter_rows(named=True)}


def nothing_yet() -> pl.DataFrame:
    return history_of()


@pytest.mark.parametrize(
    ("pilot", "hold_out", "shares"),
    [
        (1.0, 0.0, {None: 1.0}),
        (0.1, 0.0, {None: 0.1, NOT_IN_PILOT: 0.9}),
        (1.0, 0.2, {None: 0.8, HELD_OUT: 0.2}),
        (0.5, 0.1, {None: 0.5, NOT_IN_PILOT: 0.4, HELD_OUT: 0.1}),
        (0.95, 0.1, {None: 0.9, HELD_OUT: 0.1}),
        (0.0, 0.0, {NOT_IN_PILOT: 1.0}),
        (1.0, 1.0, {HELD_OUT: 1.0}),
    ],
)
def test_so_many_take_part_as_the_row_says(
    pilot: float, hold_out: float, shares: dict[SkipReason | None, float]
) -> None:
    trial = program(pilot=pilot, hold_out=hold_out)
    counts = Counter(arm_of(trial, name) for name in MANY)
    assert counts.keys() == shares.keys()
    for arm, share in shares.items():
        assert counts[arm] / len(MANY) == pytest.approx(share, abs=0.015)  # more than four standard errors


def test_the_places_are_those_of_every_version() -> None:
    """Written down once: were they drawn anew, people would change sides in the middle of a comparison."""
    assert [round(place_of("offer", name), 9) for name in ("C1", "C2", "C3")] == [0.103383633, 0.033886189, 0.637430446]
    assert place_of("offer", "C1") != place_of("thanks", "C1")
    assert place_of("a", "bc") != place_of("ab", "c")


@given(st.text(), st.text())
def test_every_place_lies_from_nought_up_to_but_not_one(name: str, customer_id: str) -> None:
    assert 0 <= place_of(name, customer_id) < 1


@given(st.text(min_size=1), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_larger_pilot_keeps_everybody_who_is_in_it(name: str, pilot: float, more: float, hold_out: float) -> None:
    small, large = sorted((pilot, more))
    if arm_of(program(pilot=small, hold_out=hold_out), name) is None:
        assert arm_of(program(pilot=large, hold_out=hold_out), name) is None


def test_one_program_tells_nothing_about_another() -> None:
    one, other = program("a", hold_out=0.5), program("b", hold_out=0.5)
    both = sum(arm_of(one, name) is arm_of(other, name) for name in MANY)
    assert both / len(MANY) == pytest.approx(0.5, abs=0.015)


def test_the_same_customer_is_on_the_same_side_in_every_period() -> None:
    trial = program("offer", purpose=Purpose.SELLING, hold_out=0.5)
    names = [f"C{number}" for number in range(40)]
    people = [customer(name) for name in names]
    sides = []
    for period in ("2026-10", "2026-11"):
        due = due_of(
            *(
                {"program": "offer", "subject": name, "customer_id": name, "subject_row": row, "period": period}
                for row, name in enumerate(names, 2)
            )
        )
        sides.append(plan(due, trial, customers=people, history=nothing_yet()))
    assert sides[0] == sides[1]
    assert set(sides[0].values()) == {"", HELD_OUT}


class TestLastOfAll:
    def test_who_is_stopped_by_another_rule_is_not_held_out(self) -> None:
        due = due_of({"program": "offer"})
        assert plan(due, EVERYBODY, customers=[customer(status="do_not_contact")]) == {"offer|C1": "do_not_contact"}

    def test_who_is_stopped_by_a_limit_is_not_held_out(self) -> None:
        due = due_of({"program": "offer"})
        assert plan(due, EVERYBODY, cap_contacts=1) == {"offer|C1": "frequency_cap"}
        assert plan(due, EVERYBODY, cap_contacts=2) == {"offer|C1": "held_out"}

    def test_who_was_contacted_already_is_not_held_out_afterwards(self) -> None:
        past = history_of({"key": "offer|C1|2026", "program": "offer"})
        assert plan(due_of({"program": "offer"}), EVERYBODY, history=past) == {"offer|C1": "already_done"}

    def test_the_reason_names_the_share(self) -> None:
        due = due_of({"program": "offer"})
        for trial, words in (
            (replace(EVERYBODY, hold_out=1.0), "100 % of the customers are left out to compare"),
            (replace(EVERYBODY, hold_out=0.0, pilot=0.0), "a pilot for 0 % of the customers"),
        ):
            settings = TeamSettings(language="en")
            book = book_of(customers=[customer()])
            (row,) = select(due, [trial], book, profiles_of(), nothing_yet(), settings, TODAY).iter_rows(named=True)
            assert (row["decision"], row["detail"]) == ("skipped", words)


class TestPlaces:
    """Who is left out takes no place of a limit from anybody."""

    BOTH = due_of({"program": "offer"}, {"program": "advice"})
    FIRST = replace(EVERYBODY, priority=1)

    @pytest.mark.parametrize(
        ("first", "expected"),
        [
            (replace(FIRST, hold_out=0.0), {"offer|C1": "", "advice|C1": "frequency_cap"}),
            (FIRST, {"offer|C1": "held_out", "advice|C1": ""}),
            (replace(FIRST, hold_out=0.0, pilot=0.0), {"offer|C1": "not_in_pilot", "advice|C1": ""}),
        ],
    )
    def test_the_next_contact_goes_instead(self, first: Program, expected: dict[str, str]) -> None:
        advice = program("advice", purpose=Purpose.RELATIONSHIP)
        assert plan(self.BOTH, first, advice, cap_contacts=1, history=nothing_yet()) == expected

    def test_two_trials_free_the_place_for_a_third(self) -> None:
        second = program("advice", purpose=Purpose.RELATIONSHIP, hold_out=1.0, priority=2)
        third = program("thanks", purpose=Purpose.RELATIONSHIP, priority=3)
        due = due_of({"program": "offer"}, {"program": "advice"}, {"program": "thanks"})
        assert plan(due, self.FIRST, second, third, cap_contacts=1, history=nothing_yet()) == {
            "offer|C1": "held_out",
            "advice|C1": "held_out",
            "thanks|C1": "",
        }

    def test_the_other_greeting_of_an_address_goes_instead(self) -> None:
        greeting = program("birthday", hold_out=1.0, priority=1)
        other = program("anniversary", priority=2)
        due = due_of({"program": "birthday"}, {"program": "anniversary"})
        expected = {"birthday|C1": "held_out", "anniversary|C1": ""}
        assert plan(due, greeting, other, history=nothing_yet()) == expected

    def test_who_is_stopped_by_what_goes_instead_is_not_held_out(self) -> None:
        """The offer to C1 is left out, so C1 is greeted; then their spouse C2, at the same number, is not today."""
        family = [customer("C1"), customer("C2", phone=customer("C1")["phone"])]
        first, own = replace(self.FIRST, hold_out=1.0), program("birthday", media=(Medium.SMS,), priority=2)
        spouse = program("spouse", media=(Medium.SMS,), priority=3, hold_out=1.0)
        due = due_of({"program": "offer"}, {"program": "birthday"}, {"program": "spouse", "customer_id": "C2"})
        found = plan(due, first, own, spouse, cap_contacts=1, customers=family, history=nothing_yet())
        assert found == {"offer|C1": "held_out", "birthday|C1": "", "spouse|C1": "same_address"}
