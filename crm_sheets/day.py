"""One day of a workbook, seen and decided: all of core, in order, from raw tabs to the plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from crm_sheets.derive import derive
from crm_sheets.enrich import enrich
from crm_sheets.handlers import unhandled_problems
from crm_sheets.model import Contact, Decision, Medium, ProblemCode, Program, SkipReason
from crm_sheets.own_columns import with_own_columns
from crm_sheets.plan import Circumstances, make_contacts, select
from crm_sheets.programs import find_due, find_faults, read_drafts, read_programs
from crm_sheets.segments import find_members
from crm_sheets.tables import PROBLEMS, Book
from crm_sheets.team_settings import TeamSettings, missing_settings, read_team_settings
from crm_sheets.validate import noted_wrong, unreachable_problems

USUAL = Circumstances()
"""Messages go to files, every medium can be used, nothing is shut."""


@dataclass(frozen=True)
class Day:
    """What is known and decided about one day; every table as described in `tables`."""

    as_of: date
    book: Book
    settings: TeamSettings
    profiles: pl.DataFrame
    programs: tuple[Program, ...]
    members: Mapping[str, pl.DataFrame]
    due: pl.DataFrame
    decisions: pl.DataFrame
    problems: pl.DataFrame
    told_in: str = ""
    """The language of hints and details; "" is the team's, in which the workbook is written."""
    drafts: tuple[Program, ...] = ()
    """Rows of programs that cannot run, as far as they can be read: for checks only."""

    @property
    def language(self) -> str:
        """The language of hints and details."""
        return self.told_in or self.settings.language

    @property
    def is_readable(self) -> bool:
        """False when the customers tab, or a column without which there are no customers, is missing."""
        structure = pl.col("code").is_in([ProblemCode.MISSING_TAB, ProblemCode.MISSING_COLUMN])
        return self.problems.filter(structure & (pl.col("tab") == "customers")).is_empty()

    def contacts(self) -> list[Contact]:
        """The kept contacts, most important first."""
        return make_contacts(self.decisions, self.programs, self.book, self.profiles, self.settings)

    def with_problems(self, found: list[dict[str, object]]) -> Day:
        """The same day with further problem rows."""
        more = pl.DataFrame(found, schema=PROBLEMS, orient="row")
        return replace(self, problems=pl.concat([self.problems, more]))

    def with_outcomes(self, outcomes: Mapping[str, tuple[SkipReason, str]]) -> Day:
        """The same day after some kept contacts were skipped later on: contact key -> reason and detail.

        What only waits for the hours in which messages go out is postponed, not skipped.
        """
        if not outcomes:
            return self
        later = pl.DataFrame(
            [(key, reason.value, detail) for key, (reason, detail) in outcomes.items()],
            schema={"key": pl.String, "new_reason": pl.String, "new_detail": pl.String},
            orient="row",
        )
        columns = self.decisions.columns
        waits = pl.col("new_reason") == SkipReason.QUIET_HOURS
        instead = pl.when(waits).then(pl.lit(Decision.DEFERRED.value)).otherwise(pl.lit(Decision.SKIPPED.value))
        decided = (
            self.decisions.with_columns(key=pl.concat_str("program", "subject", "period", separator="|"))
            .join(later, on="key", how="left", maintain_order="left")
            .with_columns(
                decision=pl.when(pl.col("new_reason").is_not_null() & (pl.col("decision") == Decision.KEPT))
                .then(instead)
                .otherwise("decision"),
                reason=pl.coalesce("new_reason", "reason"),
                detail=pl.coalesce("new_detail", "detail"),
            )
        )
        return replace(self, decisions=decided.select(columns))

    def after(self, outcomes: Mapping[str, tuple[SkipReason, str]], moved: Mapping[str, Medium]) -> Day:
        """The same day after its contacts were tried; `moved` went by another medium than planned, by contact key."""
        day = self.with_outcomes(outcomes)
        if not moved:
            return day
        key = pl.concat_str("program", "subject", "period", separator="|")
        media = {contact: medium.value for contact, medium in moved.items()}
        went = key.replace_strict(media, default=None, return_dtype=pl.String)
        return replace(day, decisions=day.decisions.with_columns(medium=pl.coalesce(went, "medium")))


def observe(
    book: Book,
    as_of: date,
    history: pl.DataFrame,
    step: Callable[[str], None] = lambda name: None,
    language: str = "",
    circumstances: Circumstances = USUAL,
    told_in: str = "",
) -> Day:
    """From the checked workbook to the plan of one day.

    `history` is what the ledger knows; `step` is told each stage's name as it begins; `language` is the operator's,
    for a workbook whose team names none; `circumstances` are how messages go out. Hints and details are in `told_in`,
    "" for the team's language.
    """
    settings, setting_problems = read_team_settings(book, language)
    told = settings.told_in(told_in)
    step("enrich")
    book = derive(book, settings, as_of)
    circumstances = with_noted(circumstances, book, as_of)
    profiles = enrich(book, settings, as_of, history)
    seen = with_own_columns(book, as_of)  # by conditions and occasions only: no rule may meet a column it does not know
    members, segment_problems = find_members(seen, profiles, as_of, told.language, settings.spend_window_months)
    step("plan")
    programs, program_problems = read_programs(seen, told.language, live=circumstances.live)
    due, due_problems = find_due(programs, seen, profiles, as_of, told)
    decisions = select(due, programs, book, profiles, history, told, as_of, circumstances)
    drafts = read_drafts(seen, programs, live=circumstances.live)
    unfit = [*_unfit_for_sending(book, told, circumstances), *unhandled_problems(programs, book)]
    more = pl.DataFrame(unfit, schema=PROBLEMS, orient="row")
    draft_problems = find_faults(drafts, seen, profiles, as_of, told)
    problems = pl.concat(
        [seen.problems, setting_problems, segment_problems, program_problems, draft_problems, due_problems, more]
    )
    return Day(as_of, book, settings, profiles, programs, members, due, decisions, problems, told_in, drafts)


def with_noted(circumstances: Circumstances, book: Book, as_of: date) -> Circumstances:
    """The same with the addresses that people have noted as wrong."""
    return replace(circumstances, closed=pl.concat([circumstances.closed, noted_wrong(book, as_of)]))


def _unfit_for_sending(book: Book, settings: TeamSettings, circumstances: Circumstances) -> list[dict[str, Any]]:
    """What messages that go to people lack: working addresses, and a number where answers to an SMS can go."""
    found = unreachable_problems(circumstances.closed, book, settings.language)
    if circumstances.live and Medium.SMS in circumstances.media:
        found += missing_settings(book, settings, "reply_phone")
    return found
