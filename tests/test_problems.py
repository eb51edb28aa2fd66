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
