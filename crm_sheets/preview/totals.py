"""How much there is, and what it costs: for each program, each owner, and both together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm_sheets.budget import estimate
from crm_sheets.model import Message
from crm_sheets.preview.choices import Choices, Entry
from crm_sheets.render.shown import money_text
from crm_sheets.team_settings import TeamSettings


@dataclass
class Total:
    """What adds up: messages that go out, those that await approval, tasks, people left out, SMS parts, money."""

    messages: int = 0
    approvals: int = 0
    tasks: int = 0
    skipped: int = 0
    segments: int = 0
    cost: float = 0.0


@dataclass
class Totals:
    """Sums by program and owner; a name of None stands for all of them."""

    settings: TeamSettings
    language: str
    sums: dict[tuple[str | None, str | None], Total] = field(default_factory=dict)

    def add(self, messages: Sequence[Message], what: str) -> None:
        """Count messages as "messages", "approvals" or "tasks"; the cost is that of what goes out."""
        for message in messages:
            contact = message.contact
            for total in self._of(contact.program.program_id, contact.owner):
                setattr(total, what, getattr(total, what) + 1)
                if what == "messages":
                    total.segments += message.segments
                    total.cost += estimate([message], self.settings)

    def leave_out(self, entries: Iterable[Entry]) -> None:
        """Count people who are left out."""
        for entry in entries:
            for total in self._of(entry.program, entry.owner):
                total.skipped += 1

    def _of(self, program: str, owner: str) -> list[Total]:
        places = ((None, None), (program, None), (None, owner), (program, owner))
        return [self.sums.setdefault(place, Total()) for place in places]

    @property
    def all(self) -> Total:
        """Everything on the page."""
        return self.sums.get((None, None), Total())

    def money(self, amount: float) -> str:
        """An amount as the page shows it."""
        return money_text(amount, self.settings.currency, self.language)

    def by_program(self, choices: Choices, labels: Mapping[str, str]) -> list[dict[str, Any]]:
        """A row for each program; each is there once more for each owner, for when one is chosen."""
        rows = [(program, owner, total) for (program, owner), total in self.sums.items() if program is not None]
        rows.sort(key=lambda row: (choices.programs[row[0]], row[1] is not None, row[1] or ""))
        return [self._row(choices, *row, label=labels.get(row[0], row[0]), with_="owner") for row in rows]

    def by_owner(self, choices: Choices, labels: Mapping[str, str]) -> list[dict[str, Any]]:
        """A row for each owner; each is there once more for each program, for when one is chosen."""
        rows = [(program, owner, total) for (program, owner), total in self.sums.items() if owner is not None]
        rows.sort(key=lambda row: (choices.owners[row[1]], row[0] is not None, row[0] or ""))
        return [self._row(choices, *row, label=labels.get(row[1], row[1]), with_="program") for row in rows]

    def _row(
        self, choices: Choices, program: str | None, owner: str | None, total: Total, *, label: str, with_: str
    ) -> dict[str, Any]:
        is_pair = program is not None and owner is not None
        classes = choices.classes(program or "", owner)
        return {
            "classes": f"{classes} with-{with_}" if is_pair else classes,
            "label": label,
            "messages": total.messages,
            "approvals": total.approvals,
            "tasks": total.tasks,
            "skipped": total.skipped,
            "cost": self.money(total.cost),
        }
