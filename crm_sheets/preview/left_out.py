"""Who is left out, reason by reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from crm_sheets.model import Decision, SkipReason
from crm_sheets.preview.choices import Choices, Entry, tallies
from crm_sheets.reasons import decision_labels, reason_labels, reason_remedies

MOST_SKIPPED = 150
"""People listed under one reason, without those below."""

MOST_OF_ONE = 5
"""So many of each program and of each owner are listed in any case."""


@dataclass(frozen=True)
class LeftOut:
    """The decisions that keep nobody (DECISIONS with `customer` and `owner`), and what things are called."""

    decisions: pl.DataFrame
    programs: Mapping[str, str]
    media: Mapping[str, str]
    language: str

    def entries(self) -> list[Entry]:
        """Each by what can be chosen: most frequent reason first, what is done already last."""
        counted = self.decisions.group_by("reason").len().sort(["len", "reason"], descending=[True, False])
        order = sorted(counted["reason"].to_list(), key=lambda reason: reason == SkipReason.ALREADY_DONE)
        rows = self.decisions.select("program", "owner", "reason").rows()
        by_reason: dict[str, list[Entry]] = {reason: [] for reason in order}
        for program, owner, reason in rows:
            by_reason[reason].append(Entry(program, owner, reason))
        return [entry for reason in order for entry in by_reason[reason]]

    def counts(self, choices: Choices) -> list[dict[str, Any]]:
        """How many are left out, for each choice of program and owner."""
        return tallies(choices, Counter(_entries(self.decisions)))

    def reasons(self, choices: Choices) -> list[dict[str, Any]]:
        """One block for each reason, in the order of the choices; what is done already is folded."""
        labels, remedies = reason_labels(self.language), reason_remedies(self.language)
        parts = self.decisions.partition_by("reason", as_dict=True)
        ordered = [(reason, parts[reason,]) for reason in choices.outcomes if (reason,) in parts]
        return [
            {
                "label": labels.get(reason, reason),
                "remedy": remedies.get(reason, ""),
                "counts": tallies(choices, Counter(_entries(rows))),
                "open": reason != SkipReason.ALREADY_DONE,
                "classes": choices.box(_entries(rows)),
                **self._people(rows, reason, choices),
            }
            for reason, rows in ordered
        ]

    def _people(self, decisions: pl.DataFrame, reason: str, choices: Choices) -> dict[str, Any]:
        """The people left out for one reason, program by program, and how many more there are."""
        ordered = decisions.sort(["program", "customer_id"]).with_row_index("place")
        listed = (
            (pl.col("place") < MOST_SKIPPED)
            | (pl.int_range(pl.len()).over("program") < MOST_OF_ONE)
            | (pl.int_range(pl.len()).over("owner") < MOST_OF_ONE)
        )
        shown, hidden = ordered.filter(listed), ordered.filter(~listed)
        return {
            "rows": [self._row(row, choices) for row in shown.iter_rows(named=True)],
            "more": tallies(choices, Counter(_entries(hidden)), reason),
        }

    def _row(self, row: Mapping[str, Any], choices: Choices) -> dict[str, Any]:
        postponed = decision_labels(self.language)[Decision.DEFERRED]
        return {
            "classes": choices.classes(row["program"], row["owner"], row["reason"]),
            "customer": row["customer"] or row["customer_id"],
            "program": self.programs.get(row["program"], row["program"]),
            "medium": self.media.get(row["medium"], ""),
            "deferred": postponed if row["decision"] == Decision.DEFERRED.value else "",
            "detail": row["detail"] or "",
        }


def _entries(decisions: pl.DataFrame) -> Sequence[Entry]:
    return [Entry(*row) for row in decisions.select("program", "owner", "reason").iter_rows()]
