"""Which day the tasks of the Queue are for: that of what they are about, a promised one, at the latest their last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from crm_sheets.day import Day
from crm_sheets.model import Program
from crm_sheets.team_calendar import team_calendar

Row = Mapping[str, Any]
MOST_URGENT = 1
"""The priority of calls that were asked for."""
LOOKS_AHEAD = timedelta(days=366)
"""How far holidays are known when an occasion is so many working days ahead."""


class DueDays:
    """Answers for the rows of a day's Queue, by canonical names; a program that is gone has its deadline only."""

    def __init__(self, day: Day) -> None:
        self._today = day.as_of
        self._programs = {program.program_id: program for program in day.programs}
        self._calendar = team_calendar(day.book, day.settings, day.as_of - LOOKS_AHEAD, day.as_of + LOOKS_AHEAD)

    def of(self, row: Row) -> date:
        """The day for which a task counts: its occasion's, never after its deadline."""
        deadline = row.get("deadline") or row.get("planned_on") or self._today
        program = self._programs.get(row.get("program") or "")
        return min(deadline, self._occasion(row, deadline, program)) if program else deadline

    def _occasion(self, row: Row, deadline: date, program: Program) -> date:
        """The day a task is about; where it is about a day that was before it, the day on which it was planned."""
        if program.offset_days >= 0:
            return row.get("planned_on") or self._today
        last_day = timedelta(days=0 if program.is_asked_for else program.lateness_days)
        due, ahead = deadline - last_day, -program.offset_days
        return self._calendar.shift(due, ahead) if program.in_working_days else due + timedelta(days=ahead)

    def with_promises_first(self, row: Row) -> Row:
        """The row as one orders it: what was promised or asked for is as urgent as anything."""
        program = self._programs.get(row.get("program") or "")
        return {**row, "priority": MOST_URGENT} if program and program.is_asked_for else row
