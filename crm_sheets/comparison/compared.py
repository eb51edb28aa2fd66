"""A program's figures: of those it contacted, and of those held out, how many did what within so many days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from crm_sheets.comparison.conversions import conversions, known_conversions
from crm_sheets.comparison.interval import Difference, difference
from crm_sheets.plan.done import COUNTED
from crm_sheets.tables import Book

CONTACTED, HELD_OUT = "contacted", "held_out"
USUAL_DAYS = 30


@dataclass(frozen=True)
class Result:
    """How many did one thing; `difference` is None without people on both sides."""

    conversion: str
    contacted: int
    held_out: int
    difference: Difference | None


@dataclass(frozen=True)
class Compared:
    """One program since a day. `contacted` and `held_out` count people whose `days` are over.

    For the others it is too early (`too_early`, both sides together); `changed_sides` were held out and contacted, so
    they count for neither. `since` is None when the program has made nothing.
    """

    program: str
    days: int
    since: date | None
    contacted: int
    held_out: int
    too_early: int
    changed_sides: int
    has_hold_out: bool
    results: tuple[Result, ...]

    def as_json(self) -> dict[str, Any]:
        """The same as plain values, with shares."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "results"}
        return plain | {"results": [self._result(item) for item in self.results]}

    def share(self, hits: int, arm: str) -> float | None:
        """`hits` as a share of the people of an arm; None of nobody."""
        people = self.contacted if arm == CONTACTED else self.held_out
        return hits / people if people else None

    def _result(self, item: Result) -> dict[str, Any]:
        found = item.difference
        return {
            "conversion": item.conversion,
            "contacted": item.contacted,
            "contacted_share": self.share(item.contacted, CONTACTED),
            "held_out": item.held_out,
            "held_out_share": self.share(item.held_out, HELD_OUT),
            "difference": found._asdict() | {"is_sure": found.is_sure} if found else None,
        }


def compare(
    program: str,
    history: pl.DataFrame,
    held_out: pl.DataFrame,
    book: Book,
    as_of: date,
    days: int = USUAL_DAYS,
    since: date | None = None,
) -> Compared:
    """Compare whom a program has contacted (`history`, HISTORY) with whom it was held out from (HELD_OUT).

    A person counts once, from the first contact on, whatever became of it afterwards; who was held out from the day on
    which it would have been. What is done on that day or on the `days` after it counts. Compared is what happened from
    `since` on, without it from the first day on which anybody was held out: before, everybody was contacted.
    """
    contacts = history.filter(pl.col("program") == program, pl.col("state").is_in(COUNTED), pl.col("on") <= as_of)
    left_out = held_out.filter(pl.col("program") == program, pl.col("on") <= as_of)
    begins = since or _first_day(left_out) or _first_day(contacts)
    everybody = pl.concat([_people(contacts, CONTACTED, begins), _people(left_out, HELD_OUT, begins)])
    is_one_sided = pl.len().over("customer_id") == 1
    people = everybody.filter(is_one_sided)
    is_over = pl.col("on") + timedelta(days=days) < as_of
    counted = people.filter(is_over)
    sides = _counts(counted.group_by("arm").len())
    return Compared(
        program=program,
        days=days,
        since=begins,
        contacted=sides.get(CONTACTED, 0),
        held_out=sides.get(HELD_OUT, 0),
        too_early=people.height - counted.height,
        changed_sides=everybody["customer_id"].n_unique() - people.height,
        has_hold_out=not left_out.is_empty(),
        results=tuple(_results(counted, book, as_of, days, sides)),
    )


def _first_day(rows: pl.DataFrame) -> date | None:
    first = rows["on"].min()
    return first if isinstance(first, date) else None


def _people(rows: pl.DataFrame, arm: str, begins: date | None) -> pl.DataFrame:
    """One row a person, with the first day: `customer_id`, `on`, `arm`."""
    since = rows.filter(pl.col("on") >= begins) if begins else rows
    return since.group_by("customer_id").agg(pl.col("on").min()).with_columns(arm=pl.lit(arm))


def _counts(rows: pl.DataFrame) -> dict[Any, int]:
    return dict(rows.iter_rows())


def _results(people: pl.DataFrame, book: Book, as_of: date, days: int, sides: Mapping[str, int]) -> list[Result]:
    done = people.join(conversions(book, as_of), on="customer_id", how="inner", suffix="_done")
    in_time = pl.col("on_done").is_between(pl.col("on"), pl.col("on") + timedelta(days=days))
    hits = done.filter(in_time).select("arm", "conversion", "customer_id").unique()
    counts = {(arm, name): count for arm, name, count in hits.group_by("arm", "conversion").len().iter_rows()}
    return [_result(name, counts, sides) for name in known_conversions(book)]


def _result(name: str, counts: Mapping[tuple[str, str], int], sides: Mapping[str, int]) -> Result:
    contacted, held_out = counts.get((CONTACTED, name), 0), counts.get((HELD_OUT, name), 0)
    found = difference(contacted, sides.get(CONTACTED, 0), held_out, sides.get(HELD_OUT, 0))
    return Result(name, contacted, held_out, found)
