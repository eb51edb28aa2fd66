"""Named segments: the customers for whom a condition of the `Segment definitions` tab holds (catalogue B5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from crm_sheets.model import ProblemCode
from crm_sheets.problems import faulty_rows, problem
from crm_sheets.programs.conditions import ConditionError
from crm_sheets.programs.names import PROFILES_TAB, WINDOW_MONTHS
from crm_sheets.programs.occasion_names import CUSTOMER
from crm_sheets.programs.scope import CUSTOMERS, PLACE, Scope
from crm_sheets.tables import PROBLEMS, ROW, Book


def find_members(
    book: Book, profiles: pl.DataFrame, as_of: date, language: str = "id", months: int = WINDOW_MONTHS
) -> tuple[Mapping[str, pl.DataFrame], pl.DataFrame]:
    """The members of each active segment by its name, in the order of the tab, and a problem for each bad condition.

    Members are rows of `profiles`, all its columns. A condition sees the columns of customers first, then those of
    profiles. `language` ("id", "en") is that of the problems' hints, `months` the length of the team's spend window. A
    row with an error in any cell rests.
    """
    scope, faulty = Scope(book, profiles, months), faulty_rows(book, "segments")
    members: dict[str, pl.DataFrame] = {}
    problems = []
    for row in book.table("segments").iter_rows(named=True):
        name, text = row["segment"], row["condition"]
        if not name or not text or name in members or row["active"] is False or row[ROW] in faulty:
            continue
        try:
            members[name] = _members(scope, profiles, text, as_of)
        except ConditionError as error:
            hint = error.message(language)
            problems.append(problem(book, "segments", row[ROW], "condition", text, ProblemCode.BAD_CONDITION, hint))
    return members, pl.DataFrame(problems, schema=PROBLEMS, orient="row")


def _members(scope: Scope, profiles: pl.DataFrame, text: str, as_of: date) -> pl.DataFrame:
    condition = scope.condition(text, (CUSTOMERS, PROFILES_TAB), as_of)
    wanted = condition.meta.root_names()
    own = [name.partition(".")[2] for name in wanted if name.startswith(f"{PROFILES_TAB}.")]
    rows = scope.table(PROFILES_TAB).select(PLACE, CUSTOMER, pl.col(own).name.prefix(f"{PROFILES_TAB}."))
    rows = scope.with_columns_of(CUSTOMERS, wanted, rows)
    return profiles.join(rows.filter(condition).select(CUSTOMER), on=CUSTOMER, how="semi", maintain_order="left")
