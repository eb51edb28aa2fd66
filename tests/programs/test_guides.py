"""What the guides for the team show is right: every example is run."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest
from small_books import TODAY, book_of, profiles_of, program

from crm_sheets.enrich.profiles import PROFILES
from crm_sheets.model import Purpose, Repeat
from crm_sheets.programs import find_due, read_programs
from crm_sheets.programs.conditions import DEEPEST, LONGEST, ConditionError, compile_condition
from crm_sheets.programs.due import SHOWN_AFTER_DAYS
from crm_sheets.programs.grammar import KEYWORDS
from crm_sheets.programs.occasion_names import resolve_occasion
from crm_sheets.programs.rows import DEFAULT_LATENESS_DAYS, DEFAULT_PRIORITY
from crm_sheets.schema import TABS
from crm_sheets.schema.control import REPEATS
from crm_sheets.team_settings import TeamSettings

DOCS = Path(__file__).parents[2] / "docs"
CONDITIONS = (DOCS / "conditions.md").read_text(encoding="utf-8")
PROGRAMS = (DOCS / "programs.md").read_text(encoding="utf-8")

NAMES = {
    **{f"policies.{name}": dtype for name, dtype in TABS["policies"].typed.items()},
    **{f"customers.{name}": dtype for name, dtype in TABS["customers"].typed.items()},
    **{f"profiles.{name}": dtype for name, dtype in PROFILES.items()},
}
FRAME = pl.DataFrame(schema=NAMES)


def examples(kind: str) -> list[str]:
    blocks = re.findall(rf"```{kind}\n(.*?)```", CONDITIONS, re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


@pytest.mark.parametrize("text", examples("condition"))
def test_each_example_of_a_condition_runs(text: str) -> None:
    FRAME.filter(compile_condition(text, NAMES, TODAY))


@pytest.mark.parametrize("text", examples("wrong"))
def test_each_example_of_a_fault_is_one(text: str) -> None:
    with pytest.raises(ConditionError):
        compile_condition(text, NAMES, TODAY)


@pytest.mark.parametrize("number", re.findall(r"`([\d_.]+(?:%| ?[a-z]+)?)`", CONDITIONS.split("## Values")[1]))
def test_each_example_of_a_number_is_one(number: str) -> None:
    if number != "1.500":  # the guide's example of a number that is refused
        compile_condition(f"premium > {number}", NAMES)


def test_the_guide_names_every_word_of_the_grammar_but_synonyms() -> None:
    for words in KEYWORDS.values():
        assert any(re.search(rf"\b{word}\b", CONDITIONS) for word in words), words


def test_the_guide_tells_the_limits_in_force() -> None:
    assert f"{LONGEST:,} characters and {DEEPEST} levels" in CONDITIONS
    assert f"shown for {SHOWN_AFTER_DAYS} days" in PROGRAMS
    assert f"| 1 goes first, 9 last | {DEFAULT_PRIORITY} |" in PROGRAMS
    assert f"a missed contact is still made | {DEFAULT_LATENESS_DAYS} |" in PROGRAMS
    assert f"({TeamSettings().cap_contacts} in {TeamSettings().cap_days})" in PROGRAMS


def test_the_guide_explains_every_column_of_the_tab() -> None:
    for column in TABS["programs"].columns:
        if column.name != "notes":
            assert f"| {column.label.en} | {column.label.id} |" in PROGRAMS


def cells_of(lines: list[str]) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_spelling_of_a_calendar_day_in_the_guide_is_understood() -> None:
    table = PROGRAMS.split("| You write | It comes |")[1].split("\n\n")[0]
    typed = [day for cell, *_ in cells_of(table.splitlines()[2:]) for day in re.findall("`([^`]+)`", cell)]
    calendar = [{"date": TODAY, "name": "Ulang tahun toko", "kind": "event"}]
    book = book_of(customers=[], calendar=calendar, programs=[])
    kept = [resolve_occasion(day, Repeat.CALENDAR, book)[0] for day in typed]
    programs = [
        program(f"p{number}", occasion=day, repeat=Repeat.CALENDAR, purpose=Purpose.SERVICE)
        for number, day in enumerate(kept)
    ]
    assert len(kept) > 15
    assert kept[:3] == ["25"] * 3
    assert find_due(programs, book, profiles_of(), TODAY, TeamSettings(country="ID"))[1].is_empty()


TABLES = re.findall(r"(?:\| .*\|\n)+", PROGRAMS)


@pytest.mark.parametrize("table", [table for table in TABLES if table.startswith("| Program ID |")])
def test_every_program_in_the_guide_can_be_typed_like_that(table: str) -> None:
    head, _, *lines = cells_of(table.splitlines())
    labels = {column.label.en: column.name for column in TABS["programs"].columns}
    usual = {"name": "x", "template": "x", "channels": "whatsapp", "purpose": "service"}
    for line in lines:
        row = {**usual, **{labels[title]: cell or None for title, cell in zip(head, line, strict=True)}}
        numbers = {name: int(row[name]) for name in ("offset_days", "cadence_days") if row.get(name)}
        choice = {choice.label.en.lower(): choice.value for choice in REPEATS}.get(row["repeat"], row["repeat"])
        calendar = [{"date": TODAY, "name": "Ulang tahun toko", "kind": "event"}]
        book = book_of(programs=[{**row, **numbers, "repeat": choice}], customers=[], calendar=calendar)
        found, problems = read_programs(book)
        _, more = find_due(found, book, profiles_of(), TODAY, TeamSettings(country="ID"))
        assert (len(found), problems.height, more.height) == (1, 0, 0)


def test_the_programs_to_copy_run() -> None:
    table = PROGRAMS.split("Some programs to copy")[1].split("\n\n")[1]
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    names = ["program_id", "purpose", "occasion", "repeat", "offset_days", "cadence_days", "condition", "channels"]
    rows = [{name: cell or None for name, cell in zip(names, line, strict=True)} for line in lines[2:]]
    for row in rows:
        row |= {"name": row["program_id"], "template": row["program_id"], "offset_days": int(row["offset_days"] or 0)}
        row["cadence_days"] = int(row["cadence_days"]) if row["cadence_days"] else None
    book = book_of(programs=rows, customers=[])
    programs, problems = read_programs(book)
    assert len(programs) == len(rows) > 5
    _, more = find_due(programs, book, profiles_of(), TODAY, TeamSettings(country="ID"))
    assert problems.is_empty()
    assert more.is_empty()
