"""The rows of the Programs tab: what a blank means, what is refused, and what is said about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from small_books import book_of

from crm_sheets.model import Medium, ProblemCode, Program, Purpose, Repeat, Severity
from crm_sheets.problems import problem
from crm_sheets.programs import read_programs
from crm_sheets.tables import PROBLEMS, Book, RawTab
from crm_sheets.validate import validate

ROW = {
    "program_id": "birthday",
    "name": "Ulang tahun",
    "purpose": "greeting",
    "occasion": "customers.birth_date",
    "repeat": "yearly",
    "channels": "whatsapp, sms",
    "template": "birthday_customer",
}


DATES = "customers.birth_date, customers.customer_since, customers.last_verified"


def with_problems(book: Book, *problems: dict[str, Any]) -> Book:
    return replace(book, problems=pl.DataFrame(problems, schema=PROBLEMS, orient="row"))


def read(*rows: dict[str, Any]) -> tuple[list[Program], pl.DataFrame]:
    programs, problems = read_programs(book_of(programs=[{**ROW, **row} for row in rows]))
    return list(programs), problems


def test_a_row_with_only_what_is_required_takes_the_defaults() -> None:
    programs, problems = read({})
    assert programs == [
        Program(
            program_id="birthday",
            name="Ulang tahun",
            purpose=Purpose.GREETING,
            occasion="customers.birth_date",
            repeat=Repeat.YEARLY,
            offset_days=0,
            condition="",
            media=(Medium.WHATSAPP, Medium.SMS),
            template="birthday_customer",
            owner="",
            needs_approval=False,
            priority=5,
            lateness_days=3,
            row=2,
        )
    ]
    assert problems.is_empty()


@pytest.mark.parametrize(
    ("typed", "live", "needed"),
    [
        (None, False, False),
        (None, True, True),
        (True, False, True),
        (True, True, True),
        (False, False, False),
        (False, True, False),
    ],
)
def test_once_messages_go_to_people_only_an_explicit_no_sends_them_without_a_tick(
    typed: bool | None, *, live: bool, needed: bool
) -> None:
    (found,), _ = read_programs(book_of(programs=[{**ROW, "approval": typed}]), live=live)
    assert found.needs_approval == needed


@pytest.mark.parametrize(
    ("offset", "unit", "typed", "days"),
    [
        (0, None, None, 3),
        (5, None, None, 3),
        (-1, None, None, 1),
        (-2, "working_days", None, 2),
        (-7, None, None, 3),
        (-1, None, 3, 3),
    ],
)
def test_what_comes_before_a_date_is_not_made_up_for_after_it(
    offset: int, unit: str | None, typed: int | None, days: int
) -> None:
    (program,), _ = read({"offset_days": offset, "offset_unit": unit, "lateness_days": typed})
    assert program.lateness_days == days


def test_what_is_typed_counts() -> None:
    typed = {"offset_days": -7, "condition": "age > 17", "owner": "Dewi", "approval": True, "priority": 1}
    (program,), _ = read({**typed, "lateness_days": 0, "repeat": "cadence", "cadence_days": 182})
    assert (program.offset_days, program.condition, program.owner) == (-7, "age > 17", "Dewi")
    assert (program.needs_approval, program.priority, program.lateness_days) == (True, 1, 0)
    assert program.cadence_days == 182


def test_an_inactive_row_is_left_out() -> None:
    programs, _ = read({"active": False}, {"program_id": "b", "active": True}, {"program_id": "c"})
    assert [program.program_id for program in programs] == ["b", "c"]


def test_of_two_rows_with_one_id_the_first_runs() -> None:
    programs, _ = read({"name": "one"}, {"name": "two"})
    assert [program.name for program in programs] == ["one"]


@pytest.mark.parametrize(
    "typed",
    [
        "customers.birth_date",
        "Pelanggan.Tanggal lahir",
        "nasabah.tgl lahir",
        "CUSTOMERS . Birth date",
        "Pelanggan.birthdate",
    ],
)
def test_an_occasion_is_known_by_names_labels_and_aliases(typed: str) -> None:
    (program,), _ = read({"occasion": typed})
    assert program.occasion == "customers.birth_date"


def test_an_occasion_is_known_by_the_header_as_typed_dots_and_all() -> None:
    headers = {"policies": {"next_due": "Tgl. J.T. berikut"}}
    book = book_of(headers, programs=[{**ROW, "occasion": "Polis.Tgl. J.T. berikut"}], policies=[])
    programs, problems = read_programs(book)
    assert programs[0].occasion == "policies.next_due"
    assert problems.is_empty()


def test_a_profile_column_may_be_an_occasion() -> None:
    for typed in ("Profil.Last purchase", "Profil.Pembelian terakhir", "profiles.last_purchase"):
        (program,), _ = read({"occasion": typed})
        assert program.occasion == "profiles.last_purchase"


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        (
            "customers.birt_day",
            f"“birt_day” is not a column we know in the tab Customers; did you mean customers.birth_date? "
            f"Its date columns are {DATES}.",
        ),
        (
            "Pelanggan.Tgl lahr",
            f"“Tgl lahr” is not a column we know in the tab Customers; did you mean customers.birth_date? "
            f"Its date columns are {DATES}.",
        ),
        (
            "customers.wedding",
            f"“wedding” is not a column we know in the tab Customers; its date columns are {DATES}.",
        ),
        ("customers.city", f"“city” is not a date column; the date columns of the tab Customers are {DATES}."),
        (
            "birth_date",
            "Write the tab and the column with a dot between them: customers.birth_date, family.birth_date.",
        ),
        ("custmers.birth_date", "“custmers” is not a tab we know; write for example customers.birth_date."),
        (
            "fund_prices.date",
            f"The rows of the tab Fund prices have no ID, so nobody could remember who was contacted; "
            f"write for example {DATES}.",
        ),
        ("staff.name", f"The tab Staff has no date column; write for example {DATES}."),
        ("32", "There is no day “32”; write for example 25, month end, 25 December or 2026-12-25."),
        ("5-6", "“5-6” can mean 5 June or 6 May; write the month as a word."),
    ],
)
def test_a_wrong_occasion_is_a_problem_at_its_cell_with_what_to_type(typed: str, hint: str) -> None:
    rows = [{**ROW, "occasion": typed}, {**ROW, "program_id": "other"}]
    programs, problems = read_programs(book_of(programs=rows), "en")
    assert [program.program_id for program in programs] == ["other"]
    assert problems.select("cell", "value", "code", "hint").rows() == [("E2", typed, "bad_program", hint)]


def test_a_cadence_needs_its_days() -> None:
    programs, problems = read({"repeat": "cadence"})
    assert not programs
    assert problems.select("cell", "code").rows() == [("I2", "missing_value")]


def test_an_id_may_not_hold_the_separator_of_keys() -> None:
    programs, problems = read({"program_id": "a|b"})
    assert not programs
    assert problems.select("cell", "hint").rows() == [("A2", "Tanda | tidak boleh ada di sini; tulis misalnya a_b.")]


@pytest.mark.parametrize("column", ["condition", "approval", "owner", "notes", "active", "priority"])
def test_a_row_with_an_error_in_any_cell_rests_and_never_runs_on_a_default(column: str) -> None:
    book = book_of(programs=[ROW, {**ROW, "program_id": "other"}])
    wrong = problem(book, "programs", 2, column, "#NAME?", ProblemCode.FORMULA_ERROR)
    programs, problems = read_programs(with_problems(book, wrong))
    assert [program.program_id for program in programs] == ["other"]
    assert problems.is_empty()


def test_a_warning_or_an_error_in_another_tab_stops_no_program() -> None:
    book = book_of(programs=[ROW])
    warning = problem(book, "programs", 2, "owner", "Dewi", ProblemCode.UNKNOWN_REFERENCE, severity=Severity.WARNING)
    elsewhere = problem(book, "customers", 2, "phone", "x", ProblemCode.BAD_PHONE)
    programs, _ = read_programs(with_problems(book, warning, elsewhere))
    assert len(programs) == 1


@pytest.mark.parametrize("column", ["purpose", "repeat", "channels", "occasion", "template", "name"])
def test_a_row_that_validation_found_incomplete_is_left_out_in_silence(column: str) -> None:
    programs, problems = read({column: None}, {"program_id": "other"})
    assert [program.program_id for program in programs] == ["other"]
    assert problems.is_empty()


def test_a_number_out_of_its_range_stops_only_its_row() -> None:
    programs, problems = read({"offset_days": 10**9}, {"program_id": "other"})
    assert [program.program_id for program in programs] == ["other"]
    assert problems.is_empty()


@pytest.mark.parametrize(
    ("pilot", "hold_out", "runs"),
    [(None, 0.2, True), (0.5, 0.5, True), (0.9, 0.1, True), (0.8, 0.3, False), (1.0, 0.1, True)],
)
def test_a_pilot_and_a_comparison_cannot_be_more_than_everybody(
    pilot: float | None, hold_out: float, *, runs: bool
) -> None:
    programs, problems = read({"pilot": pilot, "hold_out": hold_out})
    assert bool(programs) == runs
    assert problems.select("column", "value").rows() == ([] if runs else [("hold_out", f"{hold_out:.0%}")])


def test_a_program_that_ends_before_it_starts_is_named_and_rests() -> None:
    header = [
        "ID Program",
        "Nama program",
        "Tujuan",
        "Peristiwa",
        "Pengulangan",
        "Saluran",
        "Templat",
        "Mulai",
        "Sampai",
    ]
    dates = [("20/11/2026", "19/11/2026"), ("20/11/2026", "20/11/2026")]
    rows = [["p", "P", "Ucapan", "customers.birth_date", "Tiap tahun", "sms", "p", *pair] for pair in dates]
    rows[1][0] = "other"
    cells = pl.DataFrame(rows, schema=list("ABCDEFGHI"), orient="row")
    book = validate({"Program": RawTab("Program", tuple(header), cells)}, date(2026, 11, 20))
    programs, _ = read_programs(book)
    assert [program.program_id for program in programs] == ["other"]
    assert book.problems.filter(pl.col("tab") == "programs").select("cell", "code").rows() == [("I2", "date_order")]
