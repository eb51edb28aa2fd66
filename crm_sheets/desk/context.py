"""What the desk knows when it looks at what came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Any

import polars as pl

from crm_sheets.desk.hours import working_time
from crm_sheets.desk.suggest import Paragraphs, read_paragraphs
from crm_sheets.model import LedgerEntry, Program, Purpose
from crm_sheets.tables import Book
from crm_sheets.team_settings import TeamSettings
from crm_sheets.values.working_time import WorkingTime

LANGUAGES = ("id", "en")


@dataclass(frozen=True)
class DeskContext:
    """The workbook and its settings, the moment (aware), and what the messages answer.

    `programs` are those that run. `answered` gives, by the provider id of a message that came in, our contact that it
    answers. `profiles` may be left out; then nothing derived is known. `closed_senders` are those who asked us to stop,
    and still want it, as their messages name them.
    """

    book: Book
    settings: TeamSettings
    zone: tzinfo
    now: datetime
    programs: Sequence[Program] = ()
    answered: Mapping[str, LedgerEntry] = field(default_factory=dict)
    profiles: pl.DataFrame | None = None
    closed_senders: frozenset[str] = frozenset()

    @cached_property
    def hours(self) -> WorkingTime:
        """When the team works."""
        return working_time(self.settings, self.book.table("calendar"), self.zone)

    @cached_property
    def paragraphs(self) -> Paragraphs:
        """The approved answers."""
        return read_paragraphs(self.book.table("paragraphs"))

    @cached_property
    def desk_owner(self) -> str:
        """Who answers what belongs to nobody else: as set, else the first who still works here, else ""."""
        active = self.book.table("staff").filter(pl.col("active").fill_null(value=True), pl.col("name").is_not_null())
        return self.settings.desk_owner.strip() or next(iter(active["name"].to_list()), "")

    @cached_property
    def gone(self) -> frozenset[str]:
        """Staff who no longer work here."""
        return frozenset(self.book.table("staff").filter(~pl.col("active"))["name"].drop_nulls())

    def owner_of(self, customer: Mapping[str, Any]) -> str:
        """Who looks after a customer (their row, {} for a stranger): their own owner, else the desk."""
        owner = (customer.get("owner") or "").strip()
        return owner if owner and owner not in self.gone else self.desk_owner

    def language_of(self, customer: Mapping[str, Any]) -> str:
        """In which language a customer is written to, the team's where theirs is not known."""
        language = customer.get("language")
        return language if language in LANGUAGES else self.settings.language

    def program_name(self, program_id: str) -> str:
        """What a program is called; its id when it no longer runs, "" for our own acknowledgements."""
        if program_id.startswith("_"):
            return ""
        return next((program.name for program in self.programs if program.program_id == program_id), program_id)

    def asks(self, program_id: str) -> bool:
        """True when a message of this program is a survey, which a bare number answers."""
        return any(program.program_id == program_id and program.asks for program in self.programs)

    def serves(self, customer_id: str) -> bool:
        """True when service notices have something to tell this customer: a running service program's tab has them.

        That tab holds the policies for a premium that is due; a policy must be in force.
        """
        service = [program for program in self.programs if program.purpose is Purpose.SERVICE]
        tabs = {program.tab for program in service} | {"policies"}
        return bool(customer_id) and any(self._is_in(tab, customer_id) for tab in sorted(tabs))

    def _is_in(self, tab: str, customer_id: str) -> bool:
        if not self.book.has(tab) or tab == "customers" or "customer_id" not in self.book.table(tab).columns:
            return False
        rows = self.book.table(tab).filter(pl.col("customer_id") == customer_id)
        if tab == "policies":
            rows = rows.filter(pl.col("status").is_in(["inforce", "grace"]))
        return rows.height > 0
