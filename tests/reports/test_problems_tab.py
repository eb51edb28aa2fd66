"""The list of problems: sorted, linked, in words."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from crm_sheets.content import Format
from crm_sheets.model import ProblemCode
from crm_sheets.reports.labels import PROBLEM_KINDS
from crm_sheets.reports.problems_tab import problems_tab
from crm_sheets.tables import PROBLEMS

DESCRIBED = pl.Schema({**PROBLEMS, "where": pl.String, "message": pl.String, "remedy": pl.String})


def problem(tab: str, row: int | None, severity: str, **more: Any) -> dict[str, Any]:
    title = {"customers": "Pelanggan", "policies": "Ibu's polis"}.get(tab, tab)
    cell = f"C{row}" if row else ""
    where = f"{title} {cell}".strip()
    message, remedy = f"{tab} {row} {severity}", "Ketik 0812"
    place = {"tab": tab, "title": title, "row": row, "cell": cell, "where": where}
    words = {"severity": severity, "message": message, "remedy": remedy}
    return dict.fromkeys(DESCRIBED, "") | place | words | {"code": "bad_phone", "value": "08x"} | more


def shown(*problems: dict[str, Any], language: str = "id") -> pl.DataFrame:
    return problems_tab(pl.DataFrame(list(problems), schema=DESCRIBED, orient="row"), language).blocks[0].frame


def test_errors_come_first_then_tabs_in_their_order_then_rows() -> None:
    frame = shown(
        problem("policies", 4, "warning"),
        problem("somewhere", 1, "error"),
        problem("policies", 3, "error"),
        problem("customers", 20, "error"),
        problem("customers", 9, "error"),
        problem("customers", None, "error"),
    )
    assert frame["message"].to_list() == [
        "customers None error",
        "customers 9 error",
        "customers 20 error",
        "policies 3 error",
        "somewhere 1 error",
        "policies 4 warning",
    ]


def test_a_problem_leads_to_its_cell_even_in_a_tab_with_an_apostrophe() -> None:
    tab = problems_tab(pl.DataFrame([problem("policies", 3, "error")], schema=DESCRIBED), "id")
    where = next(column for column in tab.blocks[0].columns if column.name == "where")
    assert (where.format, where.link_column) == (Format.LINK, "link")
    assert tab.blocks[0].frame["link"].to_list() == ["#'Ibu''s polis'!C3"]


def test_a_problem_of_a_whole_tab_has_no_link() -> None:
    assert shown(problem("invoices", None, "error", cell=""))["link"].to_list() == [None]


def test_severity_and_kind_are_in_the_teams_language() -> None:
    row = problem("customers", 2, "warning", code="two_numbers")
    assert shown(row).select("severity", "kind").row(0) == ("Perlu dilihat", "Dua nomor")
    assert shown(row, language="en").select("severity", "kind").row(0) == ("Please check", "Two numbers")


@pytest.mark.parametrize("code", ProblemCode)
def test_every_kind_of_problem_has_a_name_in_both_languages(code: ProblemCode) -> None:
    assert all(PROBLEM_KINDS[code])


def test_names_of_kinds_are_never_the_same_twice() -> None:
    for language in (0, 1):
        assert len({text[language] for text in PROBLEM_KINDS.values()}) == len(ProblemCode)


@pytest.mark.parametrize(("language", "word"), [("id", "Tidak ada masalah"), ("en", "no problems")])
def test_a_workbook_without_problems_gets_a_friendly_row(language: str, word: str) -> None:
    tab = problems_tab(DESCRIBED.to_frame(), language)
    assert tab.blocks[0].frame.height == 1
    assert word in tab.blocks[0].frame["message"][0]
    assert tab.blocks[0].frame["link"][0] is None
