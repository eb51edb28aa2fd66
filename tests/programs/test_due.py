"""Which rows are due on a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from small_books import TODAY, Row, book_of, customer, profiles_of, program

from crm_sheets.model import Program, Repeat
from crm_sheets.programs import find_due
from crm_sheets.tables import DUE, Book
from crm_sheets.team_settings import TeamSettings


def due(*programs: Program, on: date = TODAY, profiles: pl.DataFrame | None = None, **tabs: list[Row]) -> pl.DataFrame:
    """The due rows; every customer has a profile that says nothing, unless profiles are given."""
    rows, problems = find_all(book_of(**tabs), *programs, on=on, profiles=profiles)
    assert problems.is_empty()
    return rows


def find_all(book: Book, *programs: Program, on: date = TODAY, profiles: pl.DataFrame | None = None) -> Any:
    blank = profiles_of(*({"customer_id": known} for known in book.table("customers")["customer_id"]))
    return find_due(programs, book, blank if profiles is None else profiles, on, TeamSettings())


def subjects(rows: pl.DataFrame) -> list[str]:
    return rows["subject"].to_list()


def born(day: date, customer_id: str = "C1", **columns: Any) -> Row:
    return customer(customer_id, birth_date=day, **columns)


def test_a_due_row_says_who_why_and_when() -> None:
    rows = due(program(offset_days=-7), on=date(2026, 12, 27), customers=[born(date(1990, 1, 3))])
    assert rows.schema == DUE
    assert rows.rows() == [
        ("birthday", "customers", "C1", 2, "C1", date(2027, 1, 3), "2027", date(2026, 12, 27), False, False),
    ]


@pytest.mark.parametrize(("day", "expected"), [(-1, []), (0, ["C1"]), (3, ["C1"]), (10, ["C1"]), (11, [])])
def test_it_is_listed_from_its_due_day_until_a_week_beyond_its_lateness(day: int, expected: list[str]) -> None:
    on = date(2026, 11, 20) + timedelta(days=day)
    assert subjects(due(program(lateness_days=3), on=on, customers=[born(date(1990, 11, 20))])) == expected


@pytest.mark.parametrize(
    ("last_run", "listed"),
    [
        (["nightly", date(2026, 11, 1)], True),  # no run for five weeks: what was missed meanwhile is said
        (["contacts", date(2026, 12, 5)], False),  # a run since has said so
        (["validate", date(2026, 12, 5)], True),  # which this job has not: it makes no contacts
        (["contacts", date(2026, 12, 6)], True),  # the same day is no reason to be silent
    ],
)
def test_after_a_pause_of_runs_all_that_was_missed_is_listed(last_run: list[Any], listed: bool) -> None:
    job, day = last_run
    runs = [{"job": "nightly", "as_of": date(2026, 11, 1)}, {"job": job, "as_of": day}]
    rows = due(program(lateness_days=3), on=date(2026, 12, 6), customers=[born(date(1990, 11, 20))], runs=runs)
    assert subjects(rows) == (["C1"] if listed else [])


@pytest.mark.parametrize("offset", [-30, -7, 0, 3, 365])
def test_the_offset_moves_the_due_day(offset: int) -> None:
    event = date(2026, 11, 20)
    once = program(repeat=Repeat.ONCE, occasion="transactions.date", offset_days=offset, lateness_days=0)
    bought = [{"transaction_id": "T1", "customer_id": "C1", "date": event}]
    due_on = event + timedelta(days=offset)
    assert subjects(due(once, on=due_on, customers=[customer()], transactions=bought)) == ["T1"]
    before = due_on - timedelta(days=1)
    assert subjects(due(once, on=before, customers=[customer()], transactions=bought)) == []


def test_each_child_and_each_policy_is_a_subject_of_its_own() -> None:
    twins = [{"family_id": name, "customer_id": "C1", "name": name, "birth_date": date(2015, 11, 20)} for name in "AB"]
    rows = due(program(occasion="family.birth_date"), customers=[customer()], family=twins)
    assert rows.select("subject", "subject_row", "customer_id").rows() == [("A", 2, "C1"), ("B", 3, "C1")]


def test_a_date_that_moves_on_gives_a_new_period() -> None:
    premium = program(occasion="policies.next_due", repeat=Repeat.DUE, offset_days=-3)

    def periods(next_due: date, on: date) -> list[str]:
        policies = [{"policy_id": "P1", "customer_id": "C1", "next_due": next_due}]
        return due(premium, on=on, customers=[customer()], policies=policies)["period"].to_list()

    assert periods(date(2026, 11, 23), date(2026, 11, 20)) == ["2026-11"]
    assert periods(date(2026, 12, 23), date(2026, 12, 20)) == ["2026-12"]


def test_a_condition_sees_the_tab_the_customer_and_the_profile() -> None:
    policies = [
        {"policy_id": "P1", "customer_id": "C1", "next_due": TODAY, "status": "inforce"},
        {"policy_id": "P2", "customer_id": "C2", "next_due": TODAY, "status": "inforce"},
        {"policy_id": "P3", "customer_id": "C3", "next_due": TODAY, "status": "inforce"},
        {"policy_id": "P4", "customer_id": "C1", "next_due": TODAY, "status": "lapsed"},
    ]
    customers = [customer("C1", city="Bandung"), customer("C2", city="Jakarta"), customer("C3", city="bandung")]
    profiles = profiles_of(
        {"customer_id": "C1", "tier": "Gold"},
        {"customer_id": "C2", "tier": "Gold"},
        {"customer_id": "C3", "tier": "Bronze"},
    )
    condition = "status = 'Aktif' and city = 'bandung' and tier = 'gold'"
    wanted = program(occasion="policies.next_due", repeat=Repeat.DUE, condition=condition)
    assert subjects(due(wanted, profiles=profiles, customers=customers, policies=policies)) == ["P1"]


def test_today_in_a_condition_is_the_day_that_is_asked_about() -> None:
    adult = program(condition="today - birth_date >= 18 * 365")
    assert subjects(due(adult, on=date(2026, 11, 20), customers=[born(date(2009, 11, 20))])) == []
    assert subjects(due(adult, on=date(2027, 11, 20), customers=[born(date(2009, 11, 20))])) == ["C1"]


def test_a_profile_date_is_an_occasion_of_the_customer() -> None:
    profiles = profiles_of({"customer_id": "C1", "last_purchase": date(2025, 11, 20)})
    winback = program("winback", occasion="profiles.last_purchase", repeat=Repeat.DUE, offset_days=365)
    rows = due(winback, profiles=profiles, customers=[customer()])
    assert rows.select("tab", "subject", "subject_row", "period").rows() == [("profiles", "C1", 2, "2025-11")]


def test_rows_without_id_or_of_nobody_known_are_left_out() -> None:
    family = [
        {"family_id": None, "customer_id": "C1", "birth_date": date(2015, 11, 20)},
        {"family_id": "F2", "customer_id": "C9", "birth_date": date(2015, 11, 20)},
        {"family_id": "F3", "customer_id": None, "birth_date": date(2015, 11, 20)},
        {"family_id": "F4", "customer_id": "C1", "birth_date": date(2015, 11, 20)},
    ]
    assert subjects(due(program(occasion="family.birth_date"), customers=[customer()], family=family)) == ["F4"]


def test_an_id_that_stands_twice_is_due_once() -> None:
    twice = [born(date(1990, 11, 20)), born(date(1990, 11, 19))]
    assert subjects(due(program(), customers=twice)) == ["C1"]
    policy = {"policy_id": "P1", "customer_id": "C1", "next_due": TODAY}
    premium = program(occasion="policies.next_due", repeat=Repeat.DUE)
    assert subjects(due(premium, customers=twice, policies=[policy, policy])) == ["P1"]


def test_a_tab_that_the_workbook_lacks_has_nothing_due() -> None:
    assert due(program(occasion="policies.next_due", repeat=Repeat.DUE), customers=[customer()]).is_empty()


def test_a_bad_condition_is_a_problem_at_its_cell_and_stops_only_its_program() -> None:
    book = book_of(customers=[born(date(1990, 11, 20))], programs=[])
    rows, problems = find_all(book, program("bad", condition="citty = 'x'", row=5), program("good"))
    assert rows["program"].to_list() == ["good"]
    assert problems.select("tab", "cell", "value", "code", "hint").rows() == [
        (
            "programs",
            "J5",
            "citty = 'x'",
            "bad_condition",
            "'citty' bukan kolom yang dikenal; maksudnya city?: ▸citty◂ = 'x'",
        )
    ]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("tier", "“tier” bukan kolom tanggal; kolom tanggal di tab Profil: profiles.first_purchase"),
        ("wedding", "“wedding” bukan kolom yang dikenal di tab Profil; kolom tanggal di sana: profiles.first_purchase"),
    ],
)
def test_a_profile_occasion_that_is_no_date_says_why_and_what_is(typed: str, why: str) -> None:
    book = book_of(customers=[customer()], programs=[])
    _, problems = find_all(book, program(occasion=f"profiles.{typed}"))
    assert problems.select("cell", "code").rows() == [("E2", "bad_program")]
    assert problems["hint"][0].startswith(why)


def test_a_heading_that_names_the_window_follows_the_teams_settings() -> None:
    profiles = profiles_of({"customer_id": "C1", "spend_window": 9e6})
    wanted = program(condition="[Belanja 6 bulan] > 5jt")
    book, settings = book_of(customers=[born(date(1990, 11, 20))]), TeamSettings(spend_window_months=6)
    rows, _ = find_due([wanted], book, profiles, TODAY, settings)
    assert subjects(rows) == ["C1"]


def test_a_condition_cannot_open_a_file(tmp_path: Any) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("city\nJakarta\n")
    book = book_of(customers=[born(date(1990, 11, 20))], programs=[])
    rows, problems = find_all(book, program(condition=f"city in read_csv('{secret}')"))
    assert rows.is_empty()
    assert problems["code"].to_list() == ["bad_condition"]


def test_a_profile_column_that_is_no_date_is_a_problem() -> None:
    book = book_of(customers=[customer()], programs=[])
    rows, problems = find_all(book, program(occasion="profiles.last_purchas", row=4))
    assert rows.is_empty()
    assert problems["cell"].to_list() == ["E4"]
    assert "profiles.last_purchase" in problems["hint"][0]


def test_no_program_gives_an_empty_table() -> None:
    rows, problems = find_due((), book_of(), profiles_of(), TODAY, TeamSettings())
    assert rows.schema == DUE
    assert rows.is_empty()
    assert problems.is_empty()
