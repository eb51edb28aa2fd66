"""Try programs out on a workbook: what a replay stands on, read from the operator's folder; nothing is sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from crm_sheets.backtest import Ground
from crm_sheets.errors import ConfigurationError
from crm_sheets.model import Contact, Message, Program, Text
from crm_sheets.own_columns import with_own_columns
from crm_sheets.problems import describe
from crm_sheets.program_names import wanted_program
from crm_sheets.programs import find_due
from crm_sheets.programs.resting import Listed, list_programs
from crm_sheets.programs.scope import one_each
from crm_sheets.progress import Progress
from crm_sheets.reading import template_problems
from crm_sheets.render import Renderer
from crm_sheets.sending import renderer_for
from crm_sheets.session import Session
from crm_sheets.tables import PROBLEMS, Book
from crm_sheets.team_settings import TeamSettings, read_team_settings
from crm_sheets.workspace import Workspace

CANNOT_RUN = Text('Program "{program}" tidak bisa jalan.', 'The program "{program}" cannot run.')


@dataclass(frozen=True)
class Rehearsal:
    """What is known of the programs of a workbook; `listed` are all rows of the Programs tab.

    What is wrong is told in `language`.
    """

    workspace: Workspace
    book: Book
    settings: TeamSettings
    listed: Sequence[Listed]
    ground: Ground
    renderer: Renderer
    language: str

    @property
    def running(self) -> tuple[Program, ...]:
        """The programs that run today."""
        return tuple(listed.program for listed in self.listed if listed.program and not listed.rests)

    def named(self, name: str) -> Listed:
        """The row with this id, or this name as far as it is the only one. Raises ConfigurationError."""
        known = [(listed.program_id, listed.name) for listed in self.listed]
        return self.listed[wanted_program(name, known, self.language)]

    def usable(self, name: str) -> Program:
        """The program of that name, resting or not. Raises ConfigurationError for none, and for a row that is wrong."""
        listed = self.named(name)
        if listed.program is None:
            cannot = CANNOT_RUN.in_language(self.language).format(program=listed.program_id)
            why = listed.rests.splitlines()
            raise ConfigurationError("\n  ".join([cannot, *why]) if len(why) > 1 else f"{cannot} {listed.rests}")
        return listed.program

    def template_problems(self) -> dict[int, list[str]]:
        """What is wrong with the texts of the programs, resting ones too, by their rows; errors first."""
        programs = [listed.program for listed in self.listed if listed.program]
        profiles = self.ground.known_on(self.workspace.as_of)[1].columns
        found = template_problems(self.workspace, programs, self.book, profiles, self.language)
        rows = pl.DataFrame(found, schema=PROBLEMS, orient="row").sort("severity", maintain_order=True)
        told: dict[int, list[str]] = {}
        for row in describe(rows, self.language, self.book.titles).iter_rows(named=True):
            told.setdefault(row["row"], []).append(f"{row['message']} {row['remedy']}".strip())
        return told

    @property
    def customers(self) -> pl.DataFrame:
        """The name of each customer: `customer_id`, `customer`."""
        return one_each(self.book.table("customers")).select("customer_id", customer="name")

    def trial(self, program: Program, first: date | None, *, alone: bool) -> Ground:
        """The ground for a replay: this program as if it ran, with all others that run or alone.

        Its history is what the ledger knows from before the day `first`, all of it with None. Alone, it is this
        program's own.
        """
        others = () if alone else tuple(other for other in self.running if other.program_id != program.program_id)
        tested = replace(program, starts_on=None, ends_on=None)
        programs = tuple(sorted((*others, tested), key=lambda one: one.row))
        history = self.ground.history
        history = history.filter(pl.col("on") < first) if first else history
        history = history.filter(pl.col("program") == program.program_id) if alone else history
        return replace(self.ground, programs=programs, history=history)

    def write(self, contact: Contact, day: date) -> Message:
        """The message of a contact as of a day. Raises RenderProblem."""
        return self.renderer.render(contact, day)


@contextmanager
def rehearse(workspace: Workspace, language: str) -> Iterator[Rehearsal]:
    """Read the workbook and its ledger; the workspace must be a dry run. Raises CrmSheetsError."""
    with Session.begin(workspace, Progress()) as session:
        workspace.told_in = language
        settings, _ = read_team_settings(session.book, workspace.settings.language)
        circumstances = session.circumstances()
        everything = list_programs(session.book, workspace.as_of, language, live=circumstances.live)
        usable = tuple(listed.program for listed in everything if listed.program)
        read = with_own_columns(session.book, workspace.as_of)
        ground = Ground(session.book, usable, settings, session.history, circumstances, language, read)
        _, problems = find_due(usable, *ground.seen_on(workspace.as_of), workspace.as_of, ground.told)
        listed = list_programs(session.book, workspace.as_of, language, live=circumstances.live, more_problems=problems)
        running = tuple(row.program for row in listed if row.program and not row.rests)
        renderer = renderer_for(session, settings)
        yield Rehearsal(workspace, read, settings, listed, replace(ground, programs=running), renderer, language)
