"""What every report is built from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import polars as pl

from crm_sheets.facts import monthly_facts, period_facts
from crm_sheets.model import Program
from crm_sheets.periods import Period, Span, period_of
from crm_sheets.reports.canonical import canonical
from crm_sheets.schema import TABS
from crm_sheets.tables import DECISIONS, HELD_OUT, HISTORY, PROBLEMS, Book
from crm_sheets.team_settings import TeamSettings


@dataclass(frozen=True, eq=False)
class ReportInput:
    """One run as the reports see it; nothing in here is read again or changed.

    `profiles`, `decisions` and `problems` (all of the run's, as `crm_sheets.problems.describe` gives them where a
    list is wanted) are as of the day of the run. `appended` holds the rows that this run adds to shared tabs and
    logs (the frames of its appends) by canonical tab name; what the workbook has of them already is in `book`.
    `segments` holds the members (profiles) of each named segment. `history` and `held_out` are what the ledger
    knows. `period` is what a period report is about; without one it is the month of `as_of`.
    """

    book: Book
    profiles: pl.DataFrame
    settings: TeamSettings
    as_of: date
    language: str
    decisions: pl.DataFrame = field(default_factory=DECISIONS.to_frame)
    problems: pl.DataFrame = field(default_factory=PROBLEMS.to_frame)
    history: pl.DataFrame = field(default_factory=HISTORY.to_frame)
    held_out: pl.DataFrame = field(default_factory=HELD_OUT.to_frame)
    programs: tuple[Program, ...] = ()
    segments: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    appended: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    period: Period | None = None
    _facts_of: dict[Span, pl.DataFrame] = field(default_factory=dict, init=False, repr=False)

    @property
    def wanted_period(self) -> Period:
        """The period to report: the one asked for, else the month of `as_of`."""
        return self.period or period_of(self.as_of)

    @cached_property
    def monthly(self) -> pl.DataFrame:
        """MONTHLY_FACTS up to the day of the run; the tabs of one run share them."""
        return monthly_facts(self.book.table("transactions"), self.as_of)

    def facts_of(self, span: Span) -> pl.DataFrame:
        """PERIOD_FACTS of the days in `span`; the tabs of one run share them."""
        if span not in self._facts_of:
            self._facts_of[span] = period_facts(self.book.table("transactions"), span.start, span.end)
        return self._facts_of[span]

    def purchases_before(self, span: Span) -> pl.DataFrame:
        """Who had bought before the first day of `span`, which begins a month: first_purchase, last_purchase."""
        earlier = self.monthly.filter(pl.col("month") < span.start, pl.col("last_purchase").is_not_null())
        dates = pl.col("first_purchase").min(), pl.col("last_purchase").max()
        return earlier.group_by("customer_id").agg(dates)

    def rows(self, tab: str) -> pl.DataFrame:
        """A shared tab or log with this run's rows at its end, choices by canonical value, without sheet rows."""
        columns = [pl.col(column.name).cast(column.dtype) for column in TABS[tab].columns]
        frames = [self.book.table(tab), *([self.appended[tab]] if tab in self.appended else [])]
        return canonical(pl.concat([frame.select(columns) for frame in frames]), tab)

    def is_current(self, span: Span) -> bool:
        """True for days that end with the day of the run: only then does what has no date of its own belong there."""
        return span.end == self.as_of
