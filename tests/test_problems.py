"""Every problem says where, what is wrong and what to type instead, in both languages."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import polars as pl
import pytest

from crm_sheets.model import ProblemCode, Severity, Text
from crm_sheets.problems import EXAMPLES, WORDINGS, describe, problem
from crm_sheets.schema.base import Kind
from crm_sheets.tables import PROBLEMS, Book, RawTab
from crm_sheets.validate import validate

BOOK = Book(
    tables={},
    problems=PROBLEMS.to_frame(),
    titles={"customers": "Nasabah"},
    headers={"customers": {"status": "Status", "phone": "HP"}},
    letters={"customers": {"status": "C", "phone": "D"}},
)


def described(language: str, *rows: dict[str, Any]) -> pl.DataFrame:
    return describe(pl.DataFrame(list(rows), schema=PROBLEMS, orient="row"), language)


def test_a_problem_knows_its_place_in_this_workbook() -> None:
    assert problem(BOOK, "customers", 5, "status", "aktip" * 100, ProblemCode.BAD_CHOICE, "active") == {
        "tab": "customers",
        "title": "Nasabah",
        "row": 5,
        "column": "status",
        "header": "Status",
        "cell": "C5",
        "value": ("aktip" * 100)[:200],
        "code": "bad_choice",
        "severity": "error",
        "hint": "active",
    }


def test_a_problem_of_a_tab_or_column_that_is_not_there_has_no_cell() -> None:
    row = problem(BOOK, "policies", None, "premium", "", ProblemCode.MISSING_COLUMN, severity=Severity.WARNING)
    assert (row["title"], row["header"], row["cell"], row["row"], row["severity"]) == ("", "", "", None, "warning")


def test_a_choice_is_explained_with_labels_in_the_readers_language() -> None:
    row = problem(BOOK, "customers", 5, "status", "aktip", ProblemCode.BAD_CHOICE, "active")
    indonesian, english = (described(language, row).row(0, named=True) for language in ("id", "en"))
    assert indonesian["where"] == english["where"] == "Nasabah!C5"
    assert indonesian["message"] == "“aktip” bukan pilihan untuk “Status”."
    assert indonesian["remedy"].startswith("Mungkin maksudnya “Aktif”? Pilihannya: Aktif, Tidak aktif")
    assert english["remedy"].startswith("Did you mean “Active”? The choices are: Active, Inactive")


@pytest.mark.parametrize("tab", ["programs", "segments"])
@pytest.mark.parametrize("value", ["#NAME?", '=tier="Gold"'])
def test_a_condition_taken_for_a_formula_is_to_be_written_without_its_sign(tab: str, value: str) -> None:
    row = described("en", problem(BOOK, tab, 5, "condition", value, ProblemCode.FORMULA_ERROR)).row(0, named=True)
    assert value in row["message"]
    assert row["remedy"].startswith("Write the condition without = in front (for example: tier = 'Gold').")


def test_a_formula_without_a_value_is_said_to_be_not_calculated() -> None:
    rows = [problem(BOOK, "customers", 5, "phone", value, ProblemCode.FORMULA_ERROR) for value in ("=A1&B1", "#REF!")]
    waiting, failed = described("en", *rows).rows(named=True)
    assert waiting["message"] == "The formula =A1&B1 in this cell has not been calculated, so the cell reads as blank."
    assert "save it" in waiting["remedy"]
    assert failed["message"] == "The formula in this cell fails and shows #REF!."


def test_an_error_in_a_program_says_that_the_row_rests() -> None:
    program = problem(BOOK, "programs", 5, "priority", "x", ProblemCode.BAD_NUMBER)
    warning = problem(BOOK, "programs", 5, "owner", "x", ProblemCode.UNKNOWN_REFERENCE, severity=Severity.WARNING)
    other = problem(BOOK, "customers", 5, "phone", "x", ProblemCode.BAD_PHONE)
    rests = described("en", program, warning, other)["remedy"].str.ends_with("Until it is corrected, this row rests.")
    assert rests.to_list() == [True, False, False]


def test_another_tab_is_called_as_it_is_in_this_workbook() -> None:
    row = problem(BOOK, "policies", 5, "customer_id", "C9", ProblemCode.UNKNOWN_REFERENCE)
    problems = pl.DataFrame([row], schema=PROBLEMS, orient="row")
    assert describe(problems, "id", {"customers": "Nasabah"})["message"][0] == "“C9” tidak ada di tab Nasabah."


def test_without_a_hint_the_remedy_gives_an_example() -> None:
    row = problem(BOOK, "customers", 5, "phone", "0812", ProblemCode.BAD_PHONE)
    assert "misalnya 0812-3456-7890" in described("id", row)["remedy"][0]


def test_with_a_hint_the_remedy_gives_the_likely_value() -> None:
    row = problem(BOOK, "customers", 5, "phone", "O812", ProblemCode.BAD_PHONE, "0813-1111-2222")
    assert "Did you mean 0813-1111-2222?" in described("en", row)["remedy"][0]


def test_a_long_value_is_cut_in_the_message() -> None:
    row = problem(BOOK, "customers", 5, "phone", "x" * 150, ProblemCode.BAD_PHONE)
    assert f"“{'x' * 60}…”" in described("id", row)["message"][0]


def test_the_order_and_the_columns_stay() -> None:
    codes = [ProblemCode.BAD_PHONE, ProblemCode.BAD_CHOICE, ProblemCode.BAD_PHONE]
    rows = [problem(BOOK, "customers", row, "phone", "?", code) for row, code in enumerate(codes, start=7)]
    table = described("id", *rows)
    assert table.columns == [*PROBLEMS, "where", "message", "remedy"]
    assert table["row"].to_list() == [7, 8, 9]
    assert table["where"].to_list() == ["Nasabah!D7", "Nasabah!D8", "Nasabah!D9"]


def test_no_problems_are_described_as_none() -> None:
    assert described("en").columns == [*PROBLEMS, "where", "message", "remedy"]


def test_braces_in_a_cell_are_only_text() -> None:
    row = problem(BOOK, "customers", 5, "phone", "{hint} {} {0}", ProblemCode.BAD_PHONE)
    assert "“{hint} {} {0}”" in described("en", row)["message"][0]


def test_a_missing_tab_is_asked_for_by_its_name_in_the_readers_language() -> None:
    problems = validate({"Pelangan": RawTab("Pelangan", (), pl.DataFrame())}, date(2026, 11, 20)).problems
    row = describe(problems, "en").row(0, named=True)
    assert row["where"] == "Customers"
    assert row["message"] == "This workbook has no Customers tab."
    assert row["remedy"].startswith("If “Pelangan” is meant to be it, rename it Customers. Add a Customers tab.")


def test_a_problem_of_a_tab_outside_the_schema_is_described_all_the_same() -> None:
    row = problem(BOOK, "profiles", None, "tier", "x", ProblemCode.BAD_CONDITION, "Kolom “tierr” tidak ada.")
    assert described("id", row).select("where", "remedy").row(0) == ("profiles", "Kolom “tierr” tidak ada.")


@pytest.mark.parametrize("code", list(ProblemCode))
@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("hint", ["", "saran"])
def test_every_code_is_worded_in_both_languages(code: ProblemCode, language: str, hint: str) -> None:
    row = described(language, problem(BOOK, "customers", 5, "phone", "isi", code, hint)).row(0, named=True)
    for text in (row["message"], row["remedy"]):
        assert text
        assert text.strip()
        assert not re.search(r"[{}]|“”|None|null", text), text
    assert not hint or WORDINGS[code].hinted is None or hint in row["remedy"]


@pytest.mark.parametrize("code", list(ProblemCode))
def test_both_languages_use_the_same_facts_and_differ_in_words(code: ProblemCode) -> None:
    texts = [text for text in WORDINGS[code] if isinstance(text, Text) and text.id != "{hint}"]
    for text in texts:
        assert set(re.findall(r"\{\w+\}", text.id)) == set(re.findall(r"\{\w+\}", text.en)), text
        assert text.id != text.en


def test_every_kind_but_a_choice_has_an_example() -> None:
    assert set(Kind) - set(EXAMPLES) == {Kind.CHOICE}
